//! The officers' queue: who has which case, many decisions at once, how long cases wait, and the holder's way to the counter.

use std::collections::BTreeSet;

use futures::future::join_all;
use license::kind::Kind;
use serde_json::{Value, json};

use super::{Granted, World, counting::sum, items, photo, png, text};
use crate::service::Persona;

/// Claims of the kinds, named in their order, each with a photo that waits for an officer.
async fn waiting(world: &mut World, kinds: &[Kind]) -> Vec<(Granted, String)> {
    let mut cases = Vec::new();
    for (n, kind) in kinds.iter().enumerate() {
        let granted = world.granted(*kind, &[]).await;
        let name = format!("claim-{n:04}");
        world.applied(&granted.holder, &granted, &name, "claim").await;
        world.uploaded(&granted.holder, &name, 1, photo(*kind)).await;
        world.service.settle().await;
        cases.push((granted, name));
    }
    cases
}

fn colleague(world: &World, n: usize) -> Persona {
    Persona { sub: format!("reviewer-colleague-{n}"), ..world.reviewer.clone() }
}

fn names(listing: &Value) -> Vec<String> {
    listing.as_array().unwrap().iter().map(|one| text(one, "application")).collect()
}

const VEHICLE: Kind = Kind::VehicleCertificate;
const PERSON: Kind = Kind::PractitionerCertificate;

#[tokio::test]
async fn the_queue_is_read_by_kind_and_age_and_says_who_has_what() {
    let mut world = World::new().await;
    waiting(&mut world, &[VEHICLE, PERSON, VEHICLE]).await;
    let service = &world.service;
    let listed = async |query: &str| {
        let queue = service.get(&world.reviewer, &format!("/v1/reviews{query}")).await;
        items(&queue).map(|one| text(one, "application")).collect::<Vec<_>>()
    };
    assert_eq!(listed("").await, ["claim-0000", "claim-0001", "claim-0002"], "oldest first");
    assert_eq!(listed("?kind=013").await, ["claim-0000", "claim-0002"]);
    assert_eq!(listed("?kind=071").await, ["claim-0001"]);
    assert_eq!(listed("?older_than=PT1H").await, [""; 0]);
    service.pass_minutes(61);
    assert_eq!(listed("?older_than=PT1H&kind=013").await, ["claim-0000", "claim-0002"]);
    let queue = service.get(&world.reviewer, "/v1/reviews?limit=1").await;
    let first = items(&queue).next().unwrap();
    assert!(first["age_seconds"].as_i64().unwrap() >= 3660, "{first}");
    assert_eq!(first["lease"], json!({ "state": "free", "until": null }));
    for bad in ["?kind=999", "?older_than=yesterday", "?older_than=-PT1H"] {
        service.refused(&world.reviewer, ("GET", &format!("/v1/reviews{bad}")), Value::Null, "input.field").await;
    }
}

#[tokio::test]
async fn one_officer_has_a_case_until_it_is_given_back_or_time_is_over() {
    let mut world = World::new().await;
    waiting(&mut world, &[VEHICLE]).await;
    let (service, other) = (&world.service, colleague(&world, 1));
    let lease = "/v1/reviews/claim-0000/lease";
    let taken = service.put(&world.reviewer, lease, json!({})).await;
    assert_eq!(taken["lease"]["state"], "yours");
    assert_eq!(service.put(&world.reviewer, lease, json!({})).await["lease"], taken["lease"], "twice is once");
    let queue = service.get(&other, "/v1/reviews").await;
    let seen = items(&queue).next().unwrap();
    assert_eq!((&seen["lease"]["state"], &seen["lease"]["until"]), (&json!("taken"), &taken["lease"]["until"]));
    assert!(!queue.to_string().contains(&world.reviewer.sub), "who has it is not told");
    // The other officer cannot take it, nor decide it, nor give it back.
    service.refused(&other, ("PUT", lease), json!({}), "case.taken").await;
    let decision = ("PUT", "/v1/reviews/claim-0000/decisions/decide-it");
    service.refused(&other, decision, json!({ "outcome": "approve" }), "case.taken").await;
    assert_eq!(service.ask(Some(&other), "DELETE", lease, None).await.body["lease"]["state"], "taken");
    assert_eq!(service.ask(Some(&world.reviewer), "DELETE", lease, None).await.body["lease"]["state"], "free");
    assert_eq!(service.put(&other, lease, json!({})).await["lease"]["state"], "yours");
    // Renewed, it lasts from then; left alone, it goes back by itself.
    service.pass_minutes(10);
    assert_eq!(service.put(&other, lease, json!({})).await["lease"]["state"], "yours");
    service.pass_minutes(14);
    service.refused(&world.reviewer, ("PUT", lease), json!({}), "case.taken").await;
    service.pass_minutes(1);
    let decided = service.put(&world.reviewer, decision.1, json!({ "outcome": "approve" })).await;
    assert_eq!(decided["stage"], "approved", "an abandoned case is anybody's");
    service.refused(&other, ("PUT", lease), json!({}), "application.stage").await;
    let officer = world.service.ask(Some(&world.officer), "PUT", lease, Some(json!({}))).await;
    assert_eq!(officer.code(), "caller.role");
}

#[tokio::test]
async fn officers_who_take_the_next_at_once_have_each_their_own() {
    let mut world = World::new().await;
    let cases = waiting(&mut world, &[VEHICLE, PERSON, VEHICLE, PERSON, VEHICLE, PERSON]).await;
    let officers: Vec<Persona> = (0..4).map(|n| colleague(&world, n)).collect();
    let service = &world.service;
    let body = || Some(json!({ "count": 2 }));
    let take = |who| service.ask(Some(who), "POST", "/v1/reviews/leases", body());
    let answers = join_all(officers.iter().map(take)).await;
    let mut all = Vec::new();
    for answer in &answers {
        assert_eq!(answer.status, 200, "{}", answer.body);
        all.extend(names(&answer.body));
    }
    let distinct: BTreeSet<&String> = all.iter().collect();
    assert_eq!(distinct.len(), all.len(), "no case has two officers");
    assert!(!all.is_empty() && all.len() <= cases.len());
    // Sent again it is the same, topped up with what was free; in the end every case has one officer.
    let mut held = BTreeSet::new();
    for who in &officers {
        let again = service.post(Some(who), "/v1/reviews/leases", json!({ "count": 2 })).await;
        let more = names(&again);
        assert!(more.len() <= 2 && again.as_array().unwrap().iter().all(|one| one["lease"]["state"] == "yours"));
        held.extend(more);
    }
    assert_eq!(held.len(), cases.len());
    let late = service.post(Some(&world.reviewer), "/v1/reviews/leases", json!({ "count": 20 })).await;
    assert_eq!(late, json!([]), "nothing is left to take");
    service.pass_minutes(15);
    let body = json!({ "count": 20, "kind": "071", "older_than": "PT10M" });
    let freed = service.post(Some(&world.reviewer), "/v1/reviews/leases", body).await;
    assert_eq!(names(&freed), ["claim-0001", "claim-0003", "claim-0005"]);
    for bad in [json!({ "count": 0 }), json!({ "count": 21 }), json!({})] {
        service.refused(&world.reviewer, ("POST", "/v1/reviews/leases"), bad, "input.field").await;
    }
}

/// Who lent a hand is passed over, and keeps nobody else from it.
#[tokio::test]
async fn nobody_takes_what_they_may_not_decide() {
    let mut world = World::new().await;
    let granted = world.granted(VEHICLE, &[]).await;
    let both = Persona { sub: world.reviewer.sub.clone(), ..world.officer.clone() };
    world.applied(&granted.holder, &granted, "claim-0000", "claim").await;
    world.uploaded(&both, "claim-0000", 1, photo(VEHICLE)).await;
    world.service.settle().await;
    let service = &world.service;
    let lease = ("PUT", "/v1/reviews/claim-0000/lease");
    service.refused(&world.reviewer, lease, json!({}), "caller.own_application").await;
    let next = service.post(Some(&world.reviewer), "/v1/reviews/leases", json!({ "count": 1 })).await;
    assert_eq!(next, json!([]));
    let next = service.post(Some(&colleague(&world, 1)), "/v1/reviews/leases", json!({ "count": 1 })).await;
    assert_eq!(names(&next), ["claim-0000"]);
    // Taken back by the holder, it is out of the officer's hands.
    service.put(&granted.holder, "/v1/applications/claim-0000/withdrawal", json!({})).await;
    let decide = json!({ "decisions": [row("claim-0000", json!({ "outcome": "approve" }))] });
    let told = service.post(Some(&colleague(&world, 1)), "/v1/reviews/decisions", decide).await;
    assert_eq!(told["rows"][0]["problem"]["code"], "application.stage");
}

fn row(application: &str, judgement: Value) -> Value {
    json!({ "application": application, "decision": format!("decide-{application}"), "judgement": judgement })
}

#[tokio::test]
async fn many_are_decided_at_once_and_each_by_itself() {
    let mut world = World::new().await;
    let cases = waiting(&mut world, &[VEHICLE, PERSON, VEHICLE, PERSON, VEHICLE]).await;
    let other = colleague(&world, 1);
    world.service.put(&other, "/v1/reviews/claim-0004/lease", json!({})).await;
    let approve = json!({ "outcome": "approve" });
    let back = |reason: &str| json!({ "outcome": "return", "reasons": [reason], "remark": null });
    let body = json!({ "decisions": [
        row("claim-0000", approve.clone()), row("claim-0001", back("face-unclear")),
        row("claim-0002", back("face-unclear")), row("claim-0003", back("no-such-reason")),
        row("claim-0004", approve.clone()), row("claim-none", approve.clone()),
    ] });
    let service = &world.service;
    let told = service.post(Some(&world.reviewer), "/v1/reviews/decisions", body.clone()).await;
    let rows = |told: &Value| {
        let rows = told["rows"].as_array().unwrap().clone();
        let brief = |row: Value| (text(&row, "result"), row["problem"]["code"].as_str().unwrap_or_default().to_owned());
        rows.into_iter().map(brief).collect::<Vec<_>>()
    };
    let expected = [
        ("approved", ""),
        ("returned", ""),
        ("refused", "reason.unknown"), // a person's face, of a vehicle
        ("refused", "reason.unknown"),
        ("refused", "case.taken"),
        ("refused", "application.unknown"),
    ]
    .map(|(result, code)| (result.to_owned(), code.to_owned()));
    assert_eq!(rows(&told), expected);
    assert_eq!((&told["decided"], &told["refused"]), (&json!(2), &json!(4)));
    assert!(text(&told["rows"][4]["problem"], "title_zh").contains("另一名"));
    service.settle().await;
    let again = service.post(Some(&world.reviewer), "/v1/reviews/decisions", body).await;
    assert_eq!(rows(&again), expected, "the same, though the first is issued meanwhile");
    assert_eq!(world.notices(&cases[1].0).await, ["returned"], "told once");
    let same = [row("claim-0002", approve.clone()), row("claim-0002", approve.clone())];
    for bad in [
        json!([]),
        json!(same),
        json!((0..101).map(|n| row(&format!("claim-{n:04}"), approve.clone())).collect::<Vec<_>>()),
    ] {
        let body = json!({ "decisions": bad });
        service.refused(&world.reviewer, ("POST", "/v1/reviews/decisions"), body, "input.field").await;
    }
    let body = json!({ "decisions": [row("claim-0002", approve)] });
    service.refused(&world.officer, ("POST", "/v1/reviews/decisions"), body, "caller.role").await;
}

#[tokio::test]
async fn a_hundred_rows_at_once_and_twice_at_once_decide_each_case_once() {
    let mut world = World::new().await;
    let cases = waiting(&mut world, &[VEHICLE, PERSON, VEHICLE]).await;
    let (service, other) = (&world.service, colleague(&world, 1));
    let rows: Vec<Value> = cases.iter().map(|(_, name)| row(name, json!({ "outcome": "approve" }))).collect();
    let body = json!({ "decisions": rows });
    let ask = |who| service.ask(Some(who), "POST", "/v1/reviews/decisions", Some(body.clone()));
    let answers = join_all([ask(&world.reviewer), ask(&other), ask(&world.reviewer), ask(&other)]).await;
    for n in 0..cases.len() {
        let officers = |officer: usize| {
            [officer, officer + 2].iter().any(|at| answers[*at].body["rows"][n]["result"] == "approved")
        };
        assert!(officers(0) != officers(1), "case {n} is decided by one officer: {answers:?}");
    }
    service.settle().await;
    let seen = service.get(&world.province, "/v1/statistics").await;
    assert_eq!((sum(&seen, "application_approved"), sum(&seen, "license_issued")), (3, 3));
}

#[tokio::test]
async fn after_the_last_upload_the_counter_goes_on() {
    let mut world = World::new().await;
    let granted = world.granted(PERSON, &[]).await;
    let name = "claim-at-length";
    world.applied(&granted.holder, &granted, name, "claim").await;
    let limit = license::catalogue::catalogue().review_rules().holder_uploads_max;
    for number in 1..=limit {
        world.uploaded(&granted.holder, name, number, png(30, 42)).await;
        world.service.settle().await;
        let seen = world.application(&granted, name).await;
        assert_eq!((&seen["stage"], &seen["uploads_left"]), (&json!("photo_returned"), &json!(limit - number)));
    }
    let seen = world.application(&granted, name).await;
    assert!(text(&seen["next_step"], "zh").contains("窗口") && text(&seen["next_step"], "en").contains("counter"));
    let path = format!("/v1/applications/{name}/photos/{}", limit + 1);
    let offer = json!({ "media_type": "image/png", "size_bytes": 900 });
    let answer = world.service.ask(Some(&granted.holder), "PUT", &path, Some(offer)).await;
    assert_eq!((answer.status, answer.code()), (409, "photo.uploads_used"));
    assert!(text(&answer.body, "title_zh").contains("窗口"));
    // No number is so high that it shuts the door on the officer.
    let far = format!("/v1/applications/{name}/photos/4000000000");
    let offer = json!({ "media_type": "image/png", "size_bytes": 900 });
    world.service.refused(&world.officer, ("PUT", &far), offer, "input.field").await;
    world.uploaded(&world.officer, name, limit + 1, photo(granted.kind)).await;
    world.service.settle().await;
    let decided = world.decided(name, "approve-it", json!({ "outcome": "approve" })).await;
    assert_eq!(decided["stage"], "approved", "no new application was needed");
}

#[tokio::test]
async fn how_long_cases_wait_is_counted_once() {
    let mut world = World::new().await;
    let cases = waiting(&mut world, &[VEHICLE, VEHICLE, PERSON]).await;
    let service = &world.service;
    let seen = service.get(&world.province, "/v1/statistics").await;
    assert_eq!(seen["waits"]["decided"], 0);
    assert!(seen["waits"]["mean_seconds"].is_null(), "nothing is no average");
    assert_eq!(seen["waiting"].as_array().unwrap().len(), 1);
    service.pass_minutes(30);
    world.decided(&cases[0].1, "decide-it", json!({ "outcome": "approve" })).await;
    service.pass_minutes(5 * 60);
    world.decided(&cases[1].1, "decide-it", json!({ "outcome": "return", "reasons": ["wrong-angle"] })).await;
    service.settle().await;
    for _ in 0..2 {
        let counted = service.records();
        service.feed("statistics", json!({ "Records": counted })).await;
    }
    let seen = service.get(&world.officer, "/v1/statistics").await;
    let waits = &seen["waits"];
    assert_eq!((&waits["decided"], sum(&seen, "waited.within_1h")), (&json!(2), 1));
    assert_eq!(sum(&seen, "waited.within_1d"), 1);
    let mean = waits["mean_seconds"].as_i64().unwrap();
    assert!((10_800..10_900).contains(&mean), "{mean} is the mean of 30 and 330 minutes");
    assert_eq!(waits["within"][2], json!({ "hours": 24, "cases": 2 }));
    let oldest = &seen["waiting"][0];
    assert!(oldest["seconds"].as_i64().unwrap() >= 330 * 60, "{oldest}");
    assert_eq!(oldest["division"], crate::service::CITY);
    // The daily run measures it, for the alarm.
    service.feed("statistics", crate::service::scheduled(service.now())).await;
    let line: Value = serde_json::from_str(service.lines().last().unwrap()).unwrap();
    assert!(line["oldest_waiting_seconds"].as_i64().unwrap() >= 330 * 60, "{line}");
    assert!(line["_aws"].to_string().contains("\"oldest_waiting_seconds\""), "it is a metric");
}

/// What is to be compared stands beside the photo, and what only a person can judge is asked.
#[tokio::test]
async fn record_and_photo_stand_side_by_side() {
    let mut world = World::new().await;
    let cases = waiting(&mut world, &[VEHICLE, PERSON]).await;
    let case = world.service.get(&world.reviewer, "/v1/reviews/claim-0000").await;
    let plate = cases[0].0.row["plate"].as_str();
    let lines: Vec<_> = case["record"].as_array().unwrap().iter().map(|line| text(line, "label")).collect();
    assert_eq!(lines, ["车辆号牌", "车牌颜色", "车辆类型", "厂牌型号"]);
    assert_eq!(case["record"][0]["value"], plate);
    let asked: Vec<_> = case["checks"].as_array().unwrap().iter().map(|check| text(check, "check")).collect();
    for check in ["left-front", "plate-readable", "plate-agrees"] {
        assert!(asked.contains(&check.to_owned()), "{asked:?}");
    }
    assert_eq!(case["lease"]["state"], "free", "to look is not to take");
    let person = world.service.get(&world.reviewer, "/v1/reviews/claim-0001").await;
    let number = cases[1].0.row["id_number"].as_str();
    assert!(!person.to_string().contains(number), "an ID number is masked");
    assert!(person["checks"].as_array().unwrap().iter().any(|check| check["reason"]["code"] == "person-differs"));
}
