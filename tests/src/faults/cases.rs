//! Nothing is left out: the matrix knows every method of every port.

use std::collections::BTreeSet;

use lifecycle::{
    faults::Methods,
    port::{
        AccessLog, Applications, Books, Counts, Grants, Imports, IssuerKeys, Licenses, Limits, ListHeads, Notices,
        Numbers, PhotoIndex, PlacedStages, Queues, SealKeys, SignedLists, SisterHeads, StatusChunks, StatusPlaces,
        Subjects, Uploads, Vault, Verifications,
    },
};

use license::{caller::Role, stage::LicenseMove};

use super::{
    licensing,
    matrix::{Scenario, run_all},
    publishing, reading, registering, replacing, sister, verifying,
    world::{World, caller, name, order},
};

const PORTS: [&[&str]; 24] = [
    <dyn Subjects as Methods>::METHODS,
    <dyn Grants as Methods>::METHODS,
    <dyn Numbers as Methods>::METHODS,
    <dyn StatusPlaces as Methods>::METHODS,
    <dyn PlacedStages as Methods>::METHODS,
    <dyn StatusChunks as Methods>::METHODS,
    <dyn ListHeads as Methods>::METHODS,
    <dyn SisterHeads as Methods>::METHODS,
    <dyn SignedLists as Methods>::METHODS,
    <dyn Applications as Methods>::METHODS,
    <dyn Queues as Methods>::METHODS,
    <dyn PhotoIndex as Methods>::METHODS,
    <dyn Licenses as Methods>::METHODS,
    <dyn Notices as Methods>::METHODS,
    <dyn Books as Methods>::METHODS,
    <dyn IssuerKeys as Methods>::METHODS,
    <dyn SealKeys as Methods>::METHODS,
    <dyn Uploads as Methods>::METHODS,
    <dyn Vault as Methods>::METHODS,
    <dyn Imports as Methods>::METHODS,
    <dyn Counts as Methods>::METHODS,
    <dyn Limits as Methods>::METHODS,
    <dyn Verifications as Methods>::METHODS,
    <dyn AccessLog as Methods>::METHODS,
];

/// Methods that no scenario calls, each with the reason.
const LEFT_OUT: [(&str, &str); 0] = [];

fn all() -> Vec<Scenario> {
    let parts = [
        // The first making of all publishes the key.
        licensing::making(),
        licensing::replacing(),
        licensing::applying(),
        licensing::reviewing(),
        licensing::taking(),
        licensing::taking_next(),
        registering::recording(),
        registering::importing(),
        licensing::making_with_photo(),
        licensing::acting(),
        replacing::asking(),
        replacing::judging(),
        replacing::following(),
        replacing::following_with_photo(),
        reading::wallet(),
        reading::showing(),
        verifying::verifying(),
        reading::counting(),
        publishing::publishing(),
        sister::beside(),
    ];
    parts.into_iter().flatten().collect()
}

#[tokio::test]
async fn every_method_of_every_port_is_in_the_matrix() {
    let world = World::new().await;
    let mut called = BTreeSet::new();
    for scenario in all() {
        called.extend(scenario.calls(&world).await);
    }
    let left_out = LEFT_OUT.map(|(method, _reason)| method);
    let known: BTreeSet<&str> = called.into_iter().chain(left_out).collect();
    let promised: BTreeSet<&str> = PORTS.into_iter().flatten().copied().collect();
    assert_eq!(promised.difference(&known).collect::<Vec<_>>(), Vec::<&&str>::new(), "no scenario fails these");
    assert_eq!(known, promised);
}

#[test]
fn every_port_is_listed_here() {
    let declared = [
        include_str!("../../../shared/lifecycle/src/port.rs"),
        include_str!("../../../shared/lifecycle/src/port/keys.rs"),
        include_str!("../../../shared/lifecycle/src/port/lists.rs"),
        include_str!("../../../shared/lifecycle/src/port/looking.rs"),
    ];
    let names: BTreeSet<&str> = declared
        .into_iter()
        .flat_map(str::lines)
        .filter_map(|line| line.strip_prefix("    trait ")?.strip_suffix(" {"))
        .collect();
    let listed = PORTS.into_iter().filter_map(|methods| methods.first()?.split("::").next()).collect();
    assert_eq!(names, listed);
}

/// The matrix fails for a verb that takes a repeated request for another one.
#[tokio::test]
#[should_panic(expected = "sent again: Refusal(LicenseStage)")]
async fn a_request_without_a_name_of_its_own_is_found_out() {
    let forgetful = Scenario {
        name: "revoke.act under a new name",
        before: |world, n| Box::pin(world.activated(n)),
        request: |verbs, case| {
            Box::pin(async move {
                let (key, version) = case.license();
                let fresh = name("fresh-name", verbs.world().next());
                let officer = caller(Role::Officer);
                verbs.revoke().act(&officer, key, version, &fresh, &order(LicenseMove::Suspend)).await?;
                Ok("done".into())
            })
        },
    };
    run_all(vec![forgetful]).await;
}

/// And for one that says it is done when it cannot know.
#[tokio::test]
#[should_panic(expected = "activate, whatever happens: Licenses::license #0 Lost")]
async fn a_verb_that_hides_a_fault_is_found_out() {
    let liar = Scenario {
        name: "activate, whatever happens",
        before: |world, n| Box::pin(world.sealed(n)),
        request: |verbs, case| {
            Box::pin(async move {
                let (key, version) = case.license();
                match verbs.deliver().activate(&case.holder(), key, version).await {
                    Ok(_) | Err(_) => Ok("activated".into()),
                }
            })
        },
    };
    run_all(vec![liar]).await;
}
