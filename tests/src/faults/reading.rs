//! What is only read, verified or counted.

use license::{
    caller::{Caller, Role},
    clock::chinese_day,
    electronic::LicenseKey,
    identifier::Version,
    kind::{Kind, KindClass},
};
use lifecycle::{
    deliver::{CopyForm, Purpose},
    port::{Clock, PageRequest},
    statistics::Query,
};

use super::{
    matrix::{Answer, Scenario, run_all},
    verbs::Verbs,
    world::{Case, World, caller},
};

pub(super) const HUNDRED: PageRequest = PageRequest { after: None, limit: 100 };

pub(super) fn wallet() -> Vec<Scenario> {
    vec![
        Scenario {
            name: "apply.claimable",
            before: |world, n| Box::pin(world.recorded(n, KindClass::Operator, true)),
            request: |verbs, case| {
                Box::pin(async move {
                    let grants = verbs.apply().claimable(&case.holder(), &case.subject, &HUNDRED).await?;
                    Ok(format!("{}", grants.items.len()))
                })
            },
        },
        Scenario {
            name: "apply.list and apply.read",
            before: |world, n| Box::pin(world.sealed(n)),
            request: |verbs, case| {
                Box::pin(async move {
                    let applications = verbs.apply().list(&case.holder(), &case.subject, &HUNDRED).await?;
                    let one = verbs.apply().read(&case.holder(), &case.application).await?;
                    Ok(format!("{} {:?}", applications.items.len(), one.stage))
                })
            },
        },
        Scenario {
            name: "deliver.wallet and deliver.license",
            before: |world, n| Box::pin(world.sealed(n)),
            request: |verbs, case| {
                Box::pin(async move {
                    let (key, version) = case.license();
                    let licenses = verbs.deliver().wallet(&case.holder(), &case.subject, &HUNDRED).await?;
                    let one = verbs.deliver().license(&case.holder(), key, version).await?;
                    Ok(format!("{} {:?}", licenses.items.len(), one.stage))
                })
            },
        },
        Scenario {
            name: "deliver.document, by the holder",
            before: |world, n| Box::pin(world.sealed(n)),
            request: |verbs, case| Box::pin(document(verbs, case, case.holder())),
        },
        Scenario {
            name: "deliver.document, by an officer",
            before: |world, n| Box::pin(world.sealed(n)),
            request: |verbs, case| Box::pin(document(verbs, case, caller(Role::Officer))),
        },
        Scenario {
            name: "deliver.copy, for a purpose",
            before: |world, n| Box::pin(world.activated(n)),
            request: |verbs, case| {
                Box::pin(async move {
                    let purpose = Purpose { words: "办理车辆保险".into(), days: 30 };
                    verbs.deliver().copy(&case.holder(), case.license(), CopyForm::Pdf, Some(&purpose)).await?;
                    Ok("a link".into())
                })
            },
        },
    ]
}

pub(super) fn showing() -> Vec<Scenario> {
    shown().into_iter().chain(looks()).collect()
}

fn looks() -> Vec<Scenario> {
    vec![
        Scenario {
            name: "deliver.accesses",
            before: |world, n| {
                Box::pin(async move {
                    let case = world.sealed(n).await;
                    let (key, version) = case.license();
                    world.aws.deliver().document(&caller(Role::Officer), key, version).await.unwrap();
                    case
                })
            },
            request: |verbs, case| {
                Box::pin(async move {
                    let seen = verbs.deliver().accesses(&case.holder(), &case.subject, &HUNDRED).await?;
                    Ok(format!("{}", seen.items.len()))
                })
            },
        },
        Scenario {
            name: "deliver.accesses_by",
            before: |world, n| Box::pin(world.sealed(n)),
            request: |verbs, _| {
                Box::pin(async move {
                    let (who, page) = (caller(Role::Partner).actor, HUNDRED);
                    let seen = verbs.deliver().accesses_by(&caller(Role::Province), (&who, "核查"), &page).await?;
                    Ok(format!("{}", seen.items.len()))
                })
            },
        },
    ]
}

fn shown() -> Vec<Scenario> {
    vec![
        Scenario {
            name: "deliver.code",
            before: |world, n| Box::pin(world.activated(n)),
            request: |verbs, case| {
                Box::pin(async move {
                    let (key, version) = case.license();
                    let (code, picture) = verbs.deliver().code(&case.holder(), key, version).await?;
                    let own = verbs.world().code_of(case).await;
                    Ok(format!("{} {}", code == own, picture.is_empty()))
                })
            },
        },
        Scenario {
            name: "deliver.notices",
            before: |world, n| Box::pin(world.sealed(n)),
            request: |verbs, case| {
                Box::pin(async move {
                    let notices = verbs.deliver().notices(&case.holder(), &case.subject, &HUNDRED).await?;
                    Ok(format!("{:?}", notices.items.iter().map(|notice| notice.kind).collect::<Vec<_>>()))
                })
            },
        },
        Scenario {
            name: "revoke.history",
            before: |world, n| Box::pin(world.activated(n)),
            request: |verbs, case| {
                Box::pin(async move {
                    let events = verbs.revoke().history(&caller(Role::Officer), case.license().0).await?;
                    Ok(format!("{:?}", events.iter().map(|event| event.kind).collect::<Vec<_>>()))
                })
            },
        },
    ]
}

pub(super) fn counting() -> Vec<Scenario> {
    vec![
        Scenario {
            name: "statistics.count",
            before: |world, n| Box::pin(world.sealed(n)),
            request: |verbs, case| {
                Box::pin(async move {
                    let event = verbs.world().issue_event(case).await;
                    verbs.statistics().count(&event).await?;
                    Ok("counted".into())
                })
            },
        },
        Scenario {
            name: "statistics.read",
            before: |world, n| Box::pin(world.recorded(n, KindClass::Operator, true)),
            request: |verbs, _| {
                Box::pin(async move {
                    let kind = Some(Kind::BusinessLicense);
                    let query = Query { kind, ..Query::default() };
                    let rows = verbs.statistics().read(&caller(Role::Officer), &query).await?;
                    Ok(format!("{rows:?}"))
                })
            },
        },
        Scenario {
            name: "statistics.oldest_waiting",
            before: |world, n| Box::pin(world.awaiting(n, 128)),
            request: |verbs, _| {
                Box::pin(async move {
                    let oldest = verbs.statistics().oldest_waiting(&caller(Role::Officer), None).await?;
                    Ok(format!("{}", oldest.len()))
                })
            },
        },
        Scenario {
            name: "statistics.take_snapshot and statistics.snapshot",
            before: |world, n| Box::pin(world.recorded(n, KindClass::Operator, true)),
            request: |verbs, _| {
                Box::pin(async move {
                    verbs.statistics().take_snapshot().await?;
                    verbs.statistics().oldest_waiting_seconds().await?;
                    let day = chinese_day(verbs.world().clock.now()).yesterday().unwrap();
                    let kept = verbs.statistics().snapshot(&caller(Role::Province), day).await?;
                    Ok(format!("{} {:?}", kept.day, kept.totals))
                })
            },
        },
    ]
}

async fn document(verbs: &Verbs<'_>, case: &Case, who: Caller) -> Answer {
    let (key, version): (&LicenseKey, Version) = case.license();
    verbs.deliver().document(&who, key, version).await?;
    Ok("a link".into())
}

#[tokio::test]
async fn what_is_read_survives_every_failed_call() {
    run_all(wallet().into_iter().chain(showing()).collect()).await;
}

#[tokio::test]
async fn counts_survive_every_failed_call() {
    run_all(counting()).await;
}

/// A counted event is counted once, however often it comes, and what is counted is what is in the books.
#[tokio::test]
async fn every_event_counted_twice_and_backwards_is_counted_once() {
    let world = World::new().await;
    let case = world.activated(world.next()).await;
    let case = world.corrected(case).await;
    world.make(case).await;
    let events = world.books().await.events;
    for event in events.values().chain(events.values().rev()) {
        world.aws.statistics().count(event).await.unwrap();
    }
    let books = world.books().await;
    assert_eq!(books.violations(), []);
    let stands = |measure: &str| books.counts.iter().find(|(leaf, _)| leaf.measure == measure).map(|(_, sum)| *sum);
    let sums = ["stage.activated", "stage.replaced", "stage.sealed", "license_issued", "grants"].map(stands);
    assert_eq!(sums, [Some(1), Some(1), Some(0), Some(2), Some(1)]);
}
