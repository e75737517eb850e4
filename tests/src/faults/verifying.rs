//! Verification: what every call of it does when it fails, and what it costs.

use license::{
    caller::{Caller, Role},
    license_number::LicenseNumber,
    plate::Plate,
    refusal::Refusal,
    uscc::Uscc,
};
use lifecycle::{
    error::Error,
    faults::Failure,
    verify::{Answer as Judged, Asked, Item, JointAsked, LookUp, Second},
};

use super::{
    matrix::{Answer, Scenario, run_all},
    verbs::Verbs,
    world::{Case, World, caller, uscc_of},
};

pub(super) fn verifying() -> Vec<Scenario> {
    shown().into_iter().chain(looked_up()).collect()
}

fn looked_up() -> Vec<Scenario> {
    vec![
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
            name: "verify.look_up, by a plate that is not on record",
            before: |world, n| Box::pin(world.activated(n)),
            request: |verbs, _| {
                let what = LookUp::Plate(Plate::parse("辽A00000", "2").unwrap());
                Box::pin(look_up(verbs, what, caller(Role::Officer), None))
            },
        },
    ]
}

fn shown() -> Vec<Scenario> {
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
            name: "verify.batch",
            before: |world, n| Box::pin(world.activated(n)),
            request: |verbs, case| Box::pin(batch(verbs, case, caller(Role::Enforcement))),
        },
        Scenario {
            name: "verify.joint",
            before: |world, n| Box::pin(world.activated(n)),
            request: |verbs, case| Box::pin(joint(verbs, case)),
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
            name: "verify.by_code, under a trust list",
            before: |world, n| {
                Box::pin(async move {
                    local::trust_office::ensure(&world.aws, "http://127.0.0.1:8080", &[]).await.unwrap();
                    world.activated(n).await
                })
            },
            request: |verbs, case| Box::pin(by_code(verbs, case, Caller::public())),
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

fn words(judged: &Judged) -> String {
    format!("{:?} {} {:?} {}", judged.verdict, judged.code, judged.report, judged.shown.is_some())
}

async fn by_code(verbs: &Verbs<'_>, case: &Case, who: Caller) -> Answer {
    let code = verbs.world().code_of(case).await;
    let told = verbs.verify().await.by_code(&who, Some("路检路查"), &code).await?;
    Ok(words(&told.answer))
}

async fn by_file(verbs: &Verbs<'_>, case: &Case, who: Caller) -> Answer {
    let file = verbs.world().file_of(case).await;
    let judged = verbs.verify().await.by_file(&who, Some("路检路查"), &file).await?.answer;
    Ok(format!("{} {:?}", words(&judged.answer), judged.file.result))
}

async fn look_up(verbs: &Verbs<'_>, what: LookUp, who: Caller, second: Option<Second>) -> Answer {
    let verify = verbs.verify().await;
    let from = verify.index.caller_id("address|192.0.2.1");
    let told = verify.look_up(&who, &from, Some("路检路查"), (&what, second.as_ref())).await?;
    Ok(told.answer.iter().map(words).collect::<Vec<_>>().join("; "))
}

/// A code, two look-ups, and one that could not be read.
fn asked(code: String, case: &Case) -> Vec<Result<Asked, Refusal>> {
    let uscc = LookUp::Uscc(Uscc::parse(&uscc_of(case.number)).unwrap());
    let number = LookUp::Number(LicenseNumber::parse("210100999999").unwrap());
    let wrong = Refusal::Field { field: "plate", reason: "plate.form" };
    vec![Ok(Asked::Code(code)), Ok(Asked::LookUp(uscc, None)), Err(wrong), Ok(Asked::LookUp(number, None))]
}

async fn batch(verbs: &Verbs<'_>, case: &Case, who: Caller) -> Answer {
    let verify = verbs.verify().await;
    let from = verify.index.caller_id("address|192.0.2.1");
    let items = asked(verbs.world().code_of(case).await, case);
    let told = verify.batch(&who, &from, Some("路检路查"), items).await?;
    let item = |item: &Item| match item {
        Ok(answers) => answers.iter().map(words).collect::<Vec<_>>().join("; "),
        Err(Error::Refusal(refusal)) => refusal.code().to_owned(),
        Err(Error::Fault(_)) => "fault".to_owned(),
    };
    // One item's fault is its own: the whole is sent again for it.
    match told.answer.iter().find_map(|item| if let Err(Error::Fault(fault)) = item { Some(fault) } else { None }) {
        Some(fault) => {
            assert_eq!(told.answer.len(), 4);
            assert!(told.lost.is_some(), "the log is told");
            Err(Error::Fault(fault.clone()))
        }
        None => Ok(told.answer.iter().map(item).collect::<Vec<_>>().join(" | ")),
    }
}

/// An operator by its code and by its USCC cannot be both sides; a vehicle that is not on record is the other.
async fn joint(verbs: &Verbs<'_>, case: &Case) -> Answer {
    let verify = verbs.verify().await;
    let from = verify.index.caller_id("address|192.0.2.1");
    let plate = LookUp::Plate(Plate::parse("辽A00000", "2").unwrap());
    let asked = JointAsked {
        vehicle: Some(Asked::LookUp(plate, None)),
        operator: Some(Asked::Code(verbs.world().code_of(case).await)),
        ..JointAsked::default()
    };
    let told = verify.joint(&caller(Role::Enforcement), &from, Some("路检路查"), &asked).await?;
    let findings = told.answer.findings.iter().map(|one| format!("{}={}", one.rule.code(), one.reason));
    Ok(format!("{:?} {}", told.answer.outcome, findings.collect::<Vec<_>>().join(" ")))
}

#[tokio::test]
async fn verification_never_takes_a_failed_call_for_an_answer() {
    run_all(verifying()).await;
}

const TALLY: &str = "Verifications::tally";
/// Once a minute in a process.
const TRUST: &str = "ListHeads::trust_head";

/// One read of the books for a file that nothing speaks against, none for any other; the keys, the trust list, by which one may
/// be a sister province's, record and counts aside.
#[tokio::test]
async fn a_file_costs_one_read() {
    let world = World::new().await;
    let case = world.activated(world.next()).await;
    let file = world.file_of(&case).await;
    let altered = crate::service::files::with_another(&file, "Doc_0/Other.xml");
    for (who, file, calls) in [
        (Caller::public(), &file, &["IssuerKeys::issuer_keys", "Licenses::license", TALLY][..]),
        (caller(Role::Partner), &file, &["IssuerKeys::issuer_keys", "Licenses::license", "AccessLog::record", TALLY]),
        (Caller::public(), &altered, &["IssuerKeys::issuer_keys", TRUST, TALLY]),
        (caller(Role::Partner), &altered, &["IssuerKeys::issuer_keys", TRUST, "AccessLog::record", TALLY]),
    ] {
        let plan = std::sync::Arc::new(lifecycle::faults::Plan::default());
        Verbs::new(&world, &plan).verify().await.by_file(&who, Some("路检路查"), file).await.unwrap();
        assert_eq!(plan.calls(), calls);
    }
}

/// A code is one read, a look-up is one query; shares, records and counts aside. A code never draws from a share.
#[tokio::test]
async fn an_item_costs_one_read() {
    let world = World::new().await;
    let case = world.activated(world.next()).await;
    let code = world.code_of(&case).await;
    let plan = std::sync::Arc::new(lifecycle::faults::Plan::default());
    let verbs = Verbs::new(&world, &plan);
    let verify = verbs.verify().await;
    let from = verify.index.caller_id("address|192.0.2.1");
    let calls = || {
        let made = plan.calls();
        plan.fail("nothing", 0, Failure::Lost);
        made
    };
    verify.by_code(&Caller::public(), None, &code).await.unwrap();
    let first = ["IssuerKeys::issuer_key", "ListHeads::trust_head", "Licenses::license", TALLY];
    assert_eq!(calls(), first, "the key is read once in a process, and whether there is a trust list once a minute");
    verify.by_code(&Caller::public(), None, &code).await.unwrap();
    assert_eq!(calls(), ["Licenses::license", TALLY]);
    local::trust_office::ensure(&world.aws, "http://127.0.0.1:8080", &[]).await.unwrap();
    world.clock.turn(jiff::SignedDuration::from_mins(1));
    verify.by_code(&Caller::public(), None, &code).await.unwrap();
    assert_eq!(calls(), ["ListHeads::trust_head", "SignedLists::kept_list", "Licenses::license", TALLY]);
    verify.by_code(&Caller::public(), None, &code).await.unwrap();
    assert_eq!(calls(), ["Licenses::license", TALLY]);
    let uscc = LookUp::Uscc(Uscc::parse(&uscc_of(case.number)).unwrap());
    let enforcement = caller(Role::Enforcement);
    verify.look_up(&enforcement, &from, Some("路检路查"), (&uscc, None)).await.unwrap();
    assert_eq!(calls(), ["Limits::draw", "Grants::dossier", "AccessLog::record", TALLY]);
    let items =
        (0..100).map(|n| Ok(if n < 60 { Asked::Code(code.clone()) } else { Asked::LookUp(uscc.clone(), None) }));
    verify.batch(&enforcement, &from, Some("路检路查"), items.collect()).await.unwrap();
    let calls = calls();
    let times = |method: &str| calls.iter().filter(|call| **call == method).count();
    let methods = ["Limits::draw", "Licenses::license", "Grants::dossier", "AccessLog::record", TALLY];
    assert_eq!(methods.map(times), [1, 60, 40, 100, 1]);
    assert_eq!(calls.len(), 202);
}

/// Where a share cannot be read, the unnamed are told a fault, and the named go on; a code goes on for anybody. A count that
/// is lost is told to the log.
#[tokio::test]
async fn what_is_beside_an_answer_never_passes_for_one() {
    let world = World::new().await;
    let case = world.activated(world.next()).await;
    let plan = std::sync::Arc::new(lifecycle::faults::Plan::default());
    let verbs = Verbs::new(&world, &plan);
    let verify = verbs.verify().await;
    let from = verify.index.caller_id("address|192.0.2.1");
    let uscc = LookUp::Uscc(Uscc::parse(&uscc_of(case.number)).unwrap());
    let name = Second(format!("样例运输{}有限公司", case.number));
    plan.fail("Limits::draw", 0, Failure::Lost);
    let refused = verify.look_up(&Caller::public(), &from, None, (&uscc, Some(&name))).await;
    assert!(matches!(refused, Err(Error::Fault(_))), "{refused:?}");
    assert_eq!(plan.calls(), ["Limits::draw"]);
    for method in ["Limits::draw", TALLY] {
        plan.fail(method, 0, Failure::Lost);
        let told = verify.look_up(&caller(Role::Officer), &from, Some("路检路查"), (&uscc, None)).await.unwrap();
        assert!(plan.fired() && told.lost.is_some_and(|fault| fault.code == "store.unavailable"), "{method}");
        assert_eq!(told.answer.len(), 1);
    }
    let code = world.code_of(&case).await;
    plan.fail(TALLY, 0, Failure::Lost);
    let told = verify.by_code(&Caller::public(), None, &code).await.unwrap();
    assert!(plan.fired() && told.lost.is_some());
    assert_eq!(told.answer.verdict, license::verdict::Verdict::Valid);
}
