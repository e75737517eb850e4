//! Nothing is left out: the matrix knows every method of every port.

use std::collections::BTreeSet;

use lifecycle::{
    faults::Methods,
    port::{
        AccessLog, Applications, Books, Counts, Grants, Imports, IssuerKeys, Licenses, Notices, Numbers, SealKeys,
        Subjects, Uploads, Vault,
    },
};

use super::{licensing, matrix::Scenario, reading, registering, world::World};

const PORTS: [&[&str]; 14] = [
    <dyn Subjects as Methods>::METHODS,
    <dyn Grants as Methods>::METHODS,
    <dyn Numbers as Methods>::METHODS,
    <dyn Applications as Methods>::METHODS,
    <dyn Licenses as Methods>::METHODS,
    <dyn Notices as Methods>::METHODS,
    <dyn Books as Methods>::METHODS,
    <dyn IssuerKeys as Methods>::METHODS,
    <dyn SealKeys as Methods>::METHODS,
    <dyn Uploads as Methods>::METHODS,
    <dyn Vault as Methods>::METHODS,
    <dyn Imports as Methods>::METHODS,
    <dyn Counts as Methods>::METHODS,
    <dyn AccessLog as Methods>::METHODS,
];

/// Methods that no scenario calls, each with the reason.
const LEFT_OUT: [(&str, &str); 0] = [];

fn all() -> Vec<Scenario> {
    let parts = [
        // The first making of all publishes the key.
        licensing::making(),
        licensing::applying(),
        registering::scenarios(),
        licensing::making_with_photo(),
        licensing::acting(),
        reading::wallet(),
        reading::verifying(),
        reading::counting(),
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
    let declared = include_str!("../../../shared/lifecycle/src/port.rs");
    let names: BTreeSet<&str> =
        declared.lines().filter_map(|line| line.strip_prefix("    trait ")?.strip_suffix(" {")).collect();
    let listed = PORTS.into_iter().filter_map(|methods| methods.first()?.split("::").next()).collect();
    assert_eq!(names, listed);
}
