//! Status lists: published whatever fails, and never older than what was published.

use std::collections::BTreeSet;

use futures::future::join_all;
use jiff::SignedDuration;
use license::{electronic::LicenseKey, stage::LicenseMove};
use lifecycle::{
    error::Error,
    port::{ListHeads, SealKeys, SignedLists},
};
use seal::{SignedStatusList, StatusList, StatusState};

use super::{
    matrix::{Answer, Scenario, run_all},
    verbs::Verbs,
    world::{Case, World, caller, name, order},
};

impl World {
    /// What the stream brings to `publish` sooner or later: every license that something happened to.
    pub(crate) async fn publish_all(&self) {
        let licenses = self.books().await.licenses.into_keys().map(|(key, _)| key).collect();
        self.aws.publish().changed(&licenses).await.unwrap();
    }

    /// The books are whole, and once all is published the lists agree with them.
    pub(crate) async fn is_whole_when_published(&self) {
        self.publish_all().await;
        let books = self.books().await;
        assert_eq!((books.violations(), books.list_violations()), (vec![], vec![]));
    }
}

pub(super) fn publishing() -> Vec<Scenario> {
    vec![
        Scenario {
            name: "publish.changed",
            before: |world, n| Box::pin(world.activated(n)),
            request: |verbs, case| Box::pin(changed(verbs, case)),
        },
        Scenario {
            name: "publish.renew",
            before: |world, n| Box::pin(listed(world, n)),
            request: |verbs, case| Box::pin(renewed(verbs, case)),
        },
        Scenario {
            name: "verify.bundle",
            before: |world, n| Box::pin(listed(world, n)),
            request: |verbs, _case| {
                Box::pin(async move {
                    let verify = verbs.verify().await;
                    let lists = verify.status_lists().await?;
                    let one = verify.status_list(lists[0].issuer, None).await?;
                    verify.trust_list(None).await?;
                    let bundle = verify.bundle().await?;
                    Ok(format!("{} {}", one.bytes.is_some(), bundle.status.len() == lists.len()))
                })
            },
        },
    ]
}

async fn listed(world: &World, n: u32) -> Case {
    local::trust_office::ensure(&world.aws, "http://127.0.0.1:8080", &[]).await.unwrap();
    let case = world.activated(n).await;
    world.aws.publish().changed(&keys(&case)).await.unwrap();
    case
}

fn keys(case: &Case) -> BTreeSet<LicenseKey> {
    BTreeSet::from([case.license().0.clone()])
}

async fn changed(verbs: &Verbs<'_>, case: &Case) -> Answer {
    verbs.publish().changed(&keys(case)).await?;
    Ok(format!("{:?}", published(verbs.world(), case).await))
}

async fn renewed(verbs: &Verbs<'_>, case: &Case) -> Answer {
    verbs.publish().renew().await?;
    Ok(format!("{:?}", published(verbs.world(), case).await))
}

/// The newest list of the license's issuer, verified.
async fn list(world: &World, case: &Case) -> StatusList {
    let issuer = world.place(case).await.issuer;
    let head = world.aws.lists_table().status_head(issuer).await.unwrap().unwrap();
    let key = lifecycle::object::ObjectKey::StatusList { digest: head.digest };
    let bytes = world.aws.lists().kept_list(&key).await.unwrap().unwrap();
    let public = world.aws.status_keys().public_key().await.unwrap();
    let list = SignedStatusList::read(&bytes).unwrap().verify(&public).unwrap();
    assert_eq!((list.issuer_number, list.sequence), (issuer, head.sequence));
    list
}

async fn published(world: &World, case: &Case) -> Option<StatusState> {
    list(world, case).await.state(world.place(case).await.index)
}

#[tokio::test]
async fn lists_survive_every_failed_call() {
    run_all(publishing()).await;
}

/// What no message brought: a license that no list has yet, and a revocation that the list lacks.
#[tokio::test]
async fn what_nobody_brought_is_in_the_lists_within_a_day() {
    let world = World::new().await;
    let revoked = world.activated(0).await;
    world.publish_all().await;
    let (key, version) = revoked.license();
    let revoke = order(LicenseMove::Revoke);
    let officer = caller(license::caller::Role::Officer);
    world.aws.revoke().act(&officer, key, version, &revoked.name("lost"), &revoke).await.unwrap();
    let unlisted = world.activated(1).await;
    let before: std::collections::BTreeSet<_> =
        world.books().await.list_violations().into_iter().map(|violation| violation.rule).collect();
    assert_eq!(before, ["status.chunk_differs"].into());
    let mut astray = 0;
    for _renewal in 0..288 {
        world.clock.turn(SignedDuration::from_mins(5));
        astray += world.aws.publish().renew().await.unwrap();
    }
    assert_eq!(astray, 2, "each is put in once, and what the lists have already is let be");
    let told = (published(&world, &revoked).await, published(&world, &unlisted).await);
    assert_eq!(told, (Some(StatusState::Ended), Some(StatusState::Valid)));
    assert_eq!(world.books().await.list_violations(), []);
}

/// A list that could not be held against the licenses is not made to look young.
#[tokio::test]
async fn a_renewal_that_cannot_read_the_licenses_signs_nothing() {
    let world = World::new().await;
    let case = listed(&world, 0).await;
    let before = list(&world, &case).await;
    let plan = std::sync::Arc::new(lifecycle::faults::Plan::default());
    let verbs = Verbs::new(&world, &plan);
    plan.fail("PlacedStages::stages_in_part", 0, lifecycle::faults::Failure::Lost);
    assert!(matches!(verbs.publish().renew().await, Err(Error::Fault(_))) && plan.fired());
    assert_eq!(list(&world, &case).await, before);
    verbs.publish().renew().await.unwrap();
    assert_eq!(list(&world, &case).await.sequence, before.sequence + 1);
}

/// Two processes with the same news, and one with old news that comes late: the list says what the books say.
#[tokio::test]
async fn publishers_at_once_leave_the_newest_state() {
    let world = World::new().await;
    let case = world.activated(0).await;
    let (key, version) = case.license();
    for (round, (what, state)) in [
        (LicenseMove::Suspend, StatusState::Suspended),
        (LicenseMove::Resume, StatusState::Valid),
        (LicenseMove::Revoke, StatusState::Ended),
    ]
    .into_iter()
    .enumerate()
    {
        let act = name("act", u32::try_from(round).unwrap());
        let officer = caller(license::caller::Role::Officer);
        let publishing = (0..4).map(async |_| again(&world, &case).await);
        let revoke = world.aws.revoke();
        let order = order(what);
        let acting = revoke.act(&officer, key, version, &act, &order);
        let (acted, _) = futures::future::join(acting, join_all(publishing)).await;
        acted.unwrap();
        join_all((0..4).map(async |_| again(&world, &case).await)).await;
        assert_eq!(published(&world, &case).await, Some(state), "{what:?}");
    }
    assert!(list(&world, &case).await.sequence >= 3);
    let books = world.books().await;
    assert_eq!((books.violations(), books.list_violations()), (vec![], vec![]));
}

async fn again(world: &World, case: &Case) {
    for _ in 0..20 {
        match world.aws.publish().changed(&keys(case)).await {
            Ok(()) => return,
            Err(Error::Fault(_)) => {}
            Err(error) => panic!("{error:?}"),
        }
    }
    panic!("never published");
}
