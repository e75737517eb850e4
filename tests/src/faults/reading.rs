//! What is only read, verified or counted.

use license::{
    caller::{Caller, Role},
    clock::chinese_day,
    electronic::LicenseKey,
    identifier::Version,
    kind::{Kind, KindClass},
    license_number::LicenseNumber,
    uscc::Uscc,
};
use lifecycle::{
    deliver::{CopyForm, Purpose},
    port::{Clock, PageRequest},
    statistics::Query,
    verify::{Answer as Judged, LookUp, Second},
};

use super::{
    matrix::{Answer, Scenario, run_all},
    verbs::Verbs,
    world::{Case, World, caller, uscc_of},
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

pub(super) fn verifying() -> Vec<Scenario> {
    vec![
        Scenario {
            name: "verify.by_code, by anyone",
            before: |world, n| Box::pin(world.activated(n)),
            request: |verbs, case| Box::pin(by_code(verbs, case, Caller::public())),
        },
        Scenario {
            name: "verify.by_code, by enforcement",
            before: |world, n| Box::pin(world.activated(n)),
            request: |verbs, case| Box::pin(by_code(verbs, case, caller(Role::Enforcement))),
        },
        Scenario {
            name: "verify.look_up, by USCC",
            before: |world, n| Box::pin(world.activated(n)),
            request: |verbs, case| {
                let what = LookUp::Uscc(Uscc::parse(&uscc_of(case.number)).unwrap());
                Box::pin(look_up(verbs, what, caller(Role::Enforcement), None))
            },
        },
        Scenario {
            name: "verify.look_up, by number, by anyone",
            before: |world, n| Box::pin(world.activated(n)),
            request: |verbs, case| {
                let what = LookUp::Number(LicenseNumber::parse(&format!("2101001{:05}", case.number)).unwrap());
                let name = Second(format!("样例运输{}有限公司", case.number));
                Box::pin(look_up(verbs, what, Caller::public(), Some(name)))
            },
        },
        Scenario {
            name: "verify.look_up, by identifier",
            before: |world, n| Box::pin(world.activated(n)),
            request: |verbs, case| {
                Box::pin(async move {
                    let standing = verbs.world().grant(case).await.standing.unwrap();
                    look_up(verbs, LookUp::Identifier(standing.identifier), caller(Role::Partner), None).await
                })
            },
        },
        Scenario {
            name: "verify.by_file, by anyone",
            before: |world, n| Box::pin(world.activated(n)),
            request: |verbs, case| Box::pin(by_file(verbs, case, Caller::public())),
        },
        Scenario {
            name: "verify.by_file, by enforcement",
            before: |world, n| Box::pin(world.activated(n)),
            request: |verbs, case| Box::pin(by_file(verbs, case, caller(Role::Enforcement))),
        },
        Scenario {
            name: "verify.issuer_keys",
            before: |world, n| Box::pin(world.sealed(n)),
            request: |verbs, _| {
                Box::pin(async move { Ok(format!("{}", verbs.verify().await.issuer_keys().await?.len())) })
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
            name: "statistics.take_snapshot and statistics.snapshot",
            before: |world, n| Box::pin(world.recorded(n, KindClass::Operator, true)),
            request: |verbs, _| {
                Box::pin(async move {
                    verbs.statistics().take_snapshot().await?;
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

fn words(judged: &Judged) -> String {
    format!("{:?} {} {:?} {}", judged.verdict, judged.code, judged.report, judged.shown.is_some())
}

async fn by_code(verbs: &Verbs<'_>, case: &Case, who: Caller) -> Answer {
    let code = verbs.world().code_of(case).await;
    let judged = verbs.verify().await.by_code(&who, Some("路检路查"), &code).await?;
    Ok(words(&judged))
}

async fn by_file(verbs: &Verbs<'_>, case: &Case, who: Caller) -> Answer {
    let file = verbs.world().file_of(case).await;
    let judged = verbs.verify().await.by_file(&who, Some("路检路查"), &file).await?;
    Ok(format!("{} {:?}", words(&judged.answer), judged.file.result))
}

async fn look_up(verbs: &Verbs<'_>, what: LookUp, who: Caller, second: Option<Second>) -> Answer {
    let judged = verbs.verify().await.look_up(&who, Some("路检路查"), &what, second.as_ref()).await?;
    Ok(judged.iter().map(words).collect::<Vec<_>>().join("; "))
}

#[tokio::test]
async fn what_is_read_survives_every_failed_call() {
    run_all(wallet().into_iter().chain(showing()).collect()).await;
}

#[tokio::test]
async fn verification_never_takes_a_failed_call_for_an_answer() {
    run_all(verifying()).await;
}

/// One read of the books for a file that nothing speaks against, none for any other; the keys and the record aside.
#[tokio::test]
async fn a_file_costs_one_read() {
    let world = World::new().await;
    let case = world.activated(world.next()).await;
    let file = world.file_of(&case).await;
    let altered = crate::service::files::with_another(&file, "Doc_0/Other.xml");
    for (who, file, calls) in [
        (Caller::public(), &file, &["IssuerKeys::issuer_keys", "Licenses::license"][..]),
        (caller(Role::Partner), &file, &["IssuerKeys::issuer_keys", "Licenses::license", "AccessLog::record"]),
        (Caller::public(), &altered, &["IssuerKeys::issuer_keys"]),
        (caller(Role::Partner), &altered, &["IssuerKeys::issuer_keys"]),
    ] {
        let plan = std::sync::Arc::new(lifecycle::faults::Plan::default());
        Verbs::new(&world, &plan).verify().await.by_file(&who, Some("路检路查"), file).await.unwrap();
        assert_eq!(plan.calls(), calls);
    }
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
