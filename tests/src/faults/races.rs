//! Many at once: one effect.

use futures::future::join_all;
use license::{
    caller::Role,
    kind::KindClass,
    refusal::Refusal,
    stage::{LicenseMove, LicenseStage},
};
use lifecycle::error::Error;

use super::world::{Case, World, caller, claim, name, order};

const MANY: u32 = 8;

/// Sends again what met somebody else's change, as callers and queues do.
async fn until_answered<T>(mut request: impl AsyncFnMut() -> Result<T, Error>) -> Result<T, Error> {
    for _ in 0..20 {
        match request().await {
            Err(Error::Fault(_) | Error::Refusal(Refusal::RecordChanged)) => {}
            answered => return answered,
        }
    }
    panic!("never answered");
}

async fn whole(world: &World, case: &Case, said: &[&str]) {
    let books = world.books().await;
    assert_eq!(books.violations(), []);
    let story = books.story(&case.subject);
    for words in said {
        assert!(story.contains(words), "{words} is not in\n{story}");
    }
}

#[tokio::test]
async fn one_claim_sent_many_times_at_once_is_one_application() {
    let world = World::new().await;
    let case = world.recorded(0, KindClass::Operator, true).await;
    let claims = (0..MANY).map(async |_| {
        let apply = world.aws.apply();
        until_answered(async || apply.apply(&case.holder(), &case.application, &claim(&case)).await).await
    });
    assert!(join_all(claims).await.iter().all(Result::is_ok));
    whole(&world, &case, &["application_approved 1 "]).await;
}

#[tokio::test]
async fn of_many_claims_for_one_grant_one_is_open() {
    let world = World::new().await;
    let case = world.recorded(0, KindClass::Operator, true).await;
    let claims = (0..MANY).map(async |number| {
        let (apply, id) = (world.aws.apply(), name("claim", number));
        until_answered(async || apply.apply(&case.holder(), &id, &claim(&case)).await).await
    });
    let answers = join_all(claims).await;
    assert_eq!(answers.iter().filter(|answer| answer.is_ok()).count(), 1);
    let refused = |answer: &&Result<_, Error>| matches!(answer, Err(Error::Refusal(Refusal::ApplicationOpen)));
    assert_eq!(answers.iter().filter(refused).count(), 7);
    whole(&world, &case, &["application_approved 1 "]).await;
}

#[tokio::test]
async fn one_application_made_by_many_at_once_is_one_license() {
    let world = World::new().await;
    let case = world.recorded(0, KindClass::Operator, false).await;
    world.claim(&case).await;
    let makings = (0..MANY).map(async |_| {
        let issue = world.aws.issue().await.unwrap();
        until_answered(async || issue.make(&case.application).await).await
    });
    assert!(join_all(makings).await.iter().all(Result::is_ok));
    whole(&world, &case, &["license v1 Sealed", "license_issued 1 told 1", "making_advanced 3 "]).await;
}

/// No number is given twice and none is left out, though all come from one series.
#[tokio::test]
async fn many_makings_at_once_share_a_series() {
    let world = World::new().await;
    let mut cases = Vec::new();
    for number in 0..MANY {
        let case = world.recorded(number, KindClass::Operator, false).await;
        world.claim(&case).await;
        cases.push(case);
    }
    let makings = cases.iter().map(async |case| {
        let issue = world.aws.issue().await.unwrap();
        until_answered(async || issue.make(&case.application).await).await
    });
    assert!(join_all(makings).await.iter().all(Result::is_ok));
    let books = world.books().await;
    assert_eq!(books.violations(), []);
    let mut serials: Vec<&str> = books.numbers.iter().map(|holder| holder.number.serial()).collect();
    serials.sort_unstable();
    assert_eq!(serials, ["900001", "900002", "900003", "900004", "900005", "900006", "900007", "900008"]);
}

#[tokio::test]
async fn one_order_sent_many_times_at_once_is_one_act() {
    let world = World::new().await;
    let case = world.activated(0).await;
    let (key, version) = case.license();
    let (act_name, suspend) = (case.name("suspend"), order(LicenseMove::Suspend));
    let acts = (0..MANY).map(async |_| {
        let revoke = world.aws.revoke();
        let officer = caller(Role::Officer);
        until_answered(async || revoke.act(&officer, key, version, &act_name, &suspend).await).await
    });
    assert!(join_all(acts).await.iter().all(Result::is_ok));
    whole(&world, &case, &["license v1 Suspended", "license_suspended 1 told 1"]).await;
}

/// The revocation ends the license and no new version brings it back, or the new version was first and is told of.
#[tokio::test]
async fn a_revocation_and_a_replacement_at_once_leave_one_truth() {
    let world = World::new().await;
    for number in 0..4 {
        let case = world.activated(number).await;
        let case = world.corrected(case).await;
        let (key, version) = case.license();
        let (revoke, issue) = (world.aws.revoke(), world.aws.issue().await.unwrap());
        let (officer, act_name, revocation) = (caller(Role::Officer), case.name("revoke"), order(LicenseMove::Revoke));
        let (ended, _made) = futures::join!(
            until_answered(async || revoke.act(&officer, key, version, &act_name, &revocation).await),
            until_answered(async || issue.make(&case.application).await),
        );
        let standing = world.grant(&case).await.standing.unwrap();
        match ended {
            Ok(license) => {
                assert_eq!((license.stage, standing.stage), (LicenseStage::Revoked, LicenseStage::Revoked));
            }
            Err(Error::Refusal(Refusal::NotNewest)) => assert_eq!(standing.version.number(), 2),
            Err(other) => panic!("{other:?}"),
        }
        assert_eq!(world.violations().await, []);
    }
}
