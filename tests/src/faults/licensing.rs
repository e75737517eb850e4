//! From the claim to the end of a license.

use license::{
    application::{Application, Route},
    caller::{Actor, Caller, Role},
    kind::KindClass,
    stage::LicenseMove,
};
use lifecycle::{
    apply::PhotoOffer,
    deliver::Phone,
    faults::Failure,
    object::MediaType,
    review::{Judgement, QueueQuery},
};

use super::{
    matrix::{Answer, Scenario, run_all},
    verbs::Verbs,
    world::{Case, World, caller, claim, order, photo, photo_key},
};

const GREY: u8 = 128;
/// A phone's public key: a point of P-256 whose private half nobody needs here.
const PHONE: &str = "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEaxfR8uEsQkf4vOblY6RA8ncDfYEt6zOg9KE5RdiYwpZP40Li/hp/m47n60p8D54WK84zV2sxXs7LtkBoN79R9Q==";

pub(super) fn applying() -> Vec<Scenario> {
    vec![
        Scenario {
            name: "apply.apply, an operator's claim",
            before: |world, n| Box::pin(world.recorded(n, KindClass::Operator, true)),
            request: |verbs, case| Box::pin(apply(verbs, case, case.holder(), Route::Claim)),
        },
        Scenario {
            name: "apply.apply, a claim that needs a photo",
            before: |world, n| Box::pin(world.recorded(n, KindClass::Practitioner, false)),
            request: |verbs, case| Box::pin(apply(verbs, case, case.holder(), Route::Claim)),
        },
        Scenario {
            name: "apply.apply, an officer's making",
            before: |world, n| Box::pin(world.recorded(n, KindClass::Operator, true)),
            request: |verbs, case| Box::pin(apply(verbs, case, caller(Role::Officer), Route::Making)),
        },
        Scenario {
            name: "apply.offer_photo, by the holder",
            before: |world, n| Box::pin(claimed(world, n)),
            request: |verbs, case| Box::pin(offer(verbs, case, case.holder())),
        },
        Scenario {
            name: "apply.offer_photo, by an officer",
            before: |world, n| Box::pin(claimed(world, n)),
            request: |verbs, case| Box::pin(offer(verbs, case, caller(Role::Officer))),
        },
        Scenario {
            name: "apply.withdraw",
            before: |world, n| Box::pin(claimed(world, n)),
            request: |verbs, case| {
                Box::pin(async move {
                    let withdrawn = verbs.apply().withdraw(&case.holder(), &case.application).await?;
                    Ok(format!("{:?}", withdrawn.stage))
                })
            },
        },
    ]
}

pub(super) fn reviewing() -> Vec<Scenario> {
    vec![
        Scenario {
            name: "review_photo.inspect, accepted",
            before: |world, n| Box::pin(world.photographed(n, photo(GREY))),
            request: |verbs, case| Box::pin(inspect(verbs, case)),
        },
        Scenario {
            name: "review_photo.inspect, returned",
            before: |world, n| Box::pin(world.photographed(n, b"no picture".to_vec())),
            request: |verbs, case| Box::pin(inspect(verbs, case)),
        },
        Scenario {
            name: "review.case",
            before: |world, n| Box::pin(world.awaiting(n, GREY)),
            request: |verbs, case| {
                Box::pin(async move {
                    let seen = verbs.review().case(&caller(Role::Reviewer), &case.application).await?;
                    Ok(format!("{:?} with photo {}", seen.queued.application.stage, seen.photo.is_some()))
                })
            },
        },
        Scenario {
            name: "review.queue",
            before: |world, n| Box::pin(world.awaiting(n, GREY)),
            request: |verbs, case| {
                Box::pin(async move {
                    let queue = verbs
                        .review()
                        .queue(&caller(Role::Reviewer), &QueueQuery::default(), &super::reading::HUNDRED)
                        .await?;
                    Ok(format!("{}", queue.items.iter().any(|one| one.application.id == case.application)))
                })
            },
        },
        Scenario {
            name: "review.decide, approved",
            before: |world, n| Box::pin(world.awaiting(n, GREY)),
            request: |verbs, case| Box::pin(decide(verbs, case, Judgement::Approve)),
        },
        Scenario {
            name: "review.decide, returned",
            before: |world, n| Box::pin(world.awaiting(n, GREY)),
            request: |verbs, case| {
                let judgement = Judgement::Return { reasons: vec!["face-unclear".into()], words: None };
                Box::pin(decide(verbs, case, judgement))
            },
        },
    ]
}

pub(super) fn taking() -> Vec<Scenario> {
    vec![
        Scenario {
            name: "review.take",
            before: |world, n| Box::pin(world.awaiting(n, GREY)),
            request: |verbs, case| {
                Box::pin(async move {
                    let taken = verbs.review().take(&caller(Role::Reviewer), &case.application).await?;
                    Ok(format!("{:?}", taken.lease.map(|lease| lease.by)))
                })
            },
        },
        Scenario {
            name: "review.give_back",
            before: |world, n| {
                Box::pin(async move {
                    let case = world.awaiting(n, GREY).await;
                    world.aws.review().take(&caller(Role::Reviewer), &case.application).await.unwrap();
                    case
                })
            },
            request: |verbs, case| {
                Box::pin(async move {
                    let free = verbs.review().give_back(&caller(Role::Reviewer), &case.application).await?;
                    Ok(format!("{:?}", free.lease))
                })
            },
        },
    ]
}

/// In a world of its own: whoever asks takes the oldest case that is free, and that is then the own one.
pub(super) fn taking_next() -> Vec<Scenario> {
    vec![Scenario {
        name: "review.take_next",
        before: |world, n| Box::pin(world.awaiting(n, GREY)),
        request: |verbs, case| {
            Box::pin(async move {
                let who = reviewer_of(case);
                let taken = verbs.review().take_next(&who, &QueueQuery::default(), 1).await?;
                let own = |one: &Application| one.lease.as_ref().is_some_and(|lease| lease.by == who.actor);
                let ids: Vec<bool> = taken.iter().map(|one| one.id == case.application).collect();
                Ok(format!("its case {ids:?}, own {}", taken.iter().all(own)))
            })
        },
    }]
}

/// Each case has a reviewer who has no other.
fn reviewer_of(case: &Case) -> Caller {
    let who = caller(Role::Reviewer);
    Caller { actor: Actor { id: format!("sub-reviewer-{}", case.number), ..who.actor.clone() }, ..who }
}

pub(super) fn making() -> Vec<Scenario> {
    vec![Scenario {
        name: "issue.make, a number allotted",
        before: |world, n| Box::pin(operator_claimed(world, n, false)),
        request: |verbs, case| Box::pin(make(verbs, case)),
    }]
}

pub(super) fn replacing() -> Vec<Scenario> {
    vec![
        Scenario {
            name: "issue.make, a replacement",
            before: |world, n| {
                Box::pin(async move {
                    let case = world.activated(n).await;
                    world.corrected(case).await
                })
            },
            request: |verbs, case| Box::pin(make(verbs, case)),
        },
        Scenario {
            name: "issue.make, of a license that was revoked meanwhile",
            before: |world, n| {
                Box::pin(async move {
                    let case = world.activated(n).await;
                    let case = world.corrected(case).await;
                    world.act(&case, LicenseMove::Revoke).await;
                    case
                })
            },
            request: |verbs, case| {
                Box::pin(async move {
                    let told = make(verbs, case).await?;
                    assert_eq!(told, "issued false", "a revoked license came back");
                    Ok(told)
                })
            },
        },
    ]
}

pub(super) fn making_with_photo() -> Vec<Scenario> {
    vec![
        Scenario {
            name: "issue.make, with a photo",
            before: |world, n| Box::pin(world.approved(n, GREY)),
            request: |verbs, case| Box::pin(make(verbs, case)),
        },
        Scenario {
            name: "issue.make, overtaken by a correction",
            before: |world, n| Box::pin(overtaken(world, n)),
            request: |verbs, case| Box::pin(make(verbs, case)),
        },
    ]
}

pub(super) fn acting() -> Vec<Scenario> {
    vec![
        Scenario {
            name: "deliver.activate",
            before: |world, n| Box::pin(world.sealed(n)),
            request: |verbs, case| {
                Box::pin(async move {
                    let (key, version) = case.license();
                    let activated = verbs.deliver().activate(&case.holder(), key, version).await?;
                    Ok(format!("{:?}", activated.stage))
                })
            },
        },
        Scenario {
            name: "deliver.display",
            before: |world, n| Box::pin(world.activated(n)),
            request: |verbs, case| {
                Box::pin(async move {
                    let (key, version) = case.license();
                    let phone = Phone::parse(PHONE).unwrap();
                    let display = verbs.deliver().display(&case.holder(), key, version, &phone).await?;
                    Ok(format!("{} bytes", display.grant.len()))
                })
            },
        },
        Scenario {
            name: "revoke.act, suspend",
            before: |world, n| Box::pin(world.activated(n)),
            request: |verbs, case| Box::pin(act(verbs, case, LicenseMove::Suspend)),
        },
        Scenario {
            name: "revoke.act, resume",
            before: |world, n| Box::pin(suspended(world, n)),
            request: |verbs, case| Box::pin(act(verbs, case, LicenseMove::Resume)),
        },
        Scenario {
            name: "revoke.act, cancel",
            before: |world, n| Box::pin(suspended(world, n)),
            request: |verbs, case| Box::pin(act(verbs, case, LicenseMove::Cancel)),
        },
        Scenario {
            name: "revoke.act, withdraw",
            before: |world, n| Box::pin(world.sealed(n)),
            request: |verbs, case| Box::pin(act(verbs, case, LicenseMove::Withdraw)),
        },
        Scenario {
            name: "revoke.act, revoke",
            before: |world, n| Box::pin(world.activated(n)),
            request: |verbs, case| Box::pin(act(verbs, case, LicenseMove::Revoke)),
        },
    ]
}

async fn claimed(world: &World, number: u32) -> Case {
    let case = world.recorded(number, KindClass::Practitioner, false).await;
    world.claim(&case).await;
    case
}

async fn operator_claimed(world: &World, number: u32, numbered: bool) -> Case {
    let case = world.recorded(number, KindClass::Operator, numbered).await;
    world.claim(&case).await;
    case
}

async fn suspended(world: &World, number: u32) -> Case {
    let case = world.activated(number).await;
    world.act(&case, LicenseMove::Suspend).await;
    case
}

/// A making that died with its document in the vault, and a register that was corrected before it went on.
async fn overtaken(world: &World, number: u32) -> Case {
    let case = operator_claimed(world, number, false).await;
    let plan = std::sync::Arc::new(lifecycle::faults::Plan::default());
    plan.fail("Books::commit", 3, Failure::Lost);
    assert!(make(&Verbs::new(world, &plan), &case).await.is_err() && plan.fired());
    world.corrected(case).await
}

async fn apply(verbs: &Verbs<'_>, case: &Case, who: Caller, route: Route) -> Answer {
    let request = lifecycle::apply::Request { route, ..claim(case) };
    let application = verbs.apply().apply(&who, &case.application, &request).await?;
    Ok(format!("{:?}", application.stage))
}

async fn offer(verbs: &Verbs<'_>, case: &Case, who: Caller) -> Answer {
    let offer = PhotoOffer { number: 1, media: MediaType::Png, size_bytes: 1000 };
    verbs.apply().offer_photo(&who, &case.application, offer).await?;
    Ok("a link".into())
}

async fn inspect(verbs: &Verbs<'_>, case: &Case) -> Answer {
    verbs.review_photo().inspect(&photo_key(case)).await?;
    let application = verbs.world().aws.apply().read(&case.holder(), &case.application).await?;
    Ok(format!("{:?}", application.stage))
}

async fn decide(verbs: &Verbs<'_>, case: &Case, judgement: Judgement) -> Answer {
    let (reviewer, name) = (caller(Role::Reviewer), case.name("decide"));
    let decided = verbs.review().decide(&reviewer, &case.application, &name, &judgement).await?;
    Ok(format!("{:?}", decided.stage))
}

/// Made is made, also if the answer says so a second time.
async fn make(verbs: &Verbs<'_>, case: &Case) -> Answer {
    verbs.issue().await.make(&case.application).await?;
    Ok(format!("issued {}", verbs.world().is_issued(&case.application).await))
}

async fn act(verbs: &Verbs<'_>, case: &Case, what: LicenseMove) -> Answer {
    let (key, version) = case.license();
    let name = case.name("act-once");
    let done = verbs.revoke().act(&caller(Role::Officer), key, version, &name, &order(what)).await?;
    Ok(format!("{:?}", done.stage))
}

#[tokio::test]
async fn applications_survive_every_failed_call() {
    run_all(applying()).await;
}

#[tokio::test]
async fn reviews_survive_every_failed_call() {
    run_all(reviewing().into_iter().chain(taking()).collect()).await;
}

#[tokio::test]
async fn taking_the_next_case_survives_every_failed_call() {
    run_all(taking_next()).await;
}

#[tokio::test]
async fn makings_survive_every_failed_call() {
    run_all(making()).await;
}

#[tokio::test]
async fn replacements_survive_every_failed_call() {
    run_all(replacing()).await;
}

#[tokio::test]
async fn makings_with_photos_survive_every_failed_call() {
    run_all(making_with_photo()).await;
}

#[tokio::test]
async fn acts_survive_every_failed_call() {
    run_all(acting()).await;
}
