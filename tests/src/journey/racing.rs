//! Requests that come at once: one of them is first, and the books show one of them.

use futures::future::join_all;
use license::kind::Kind;
use serde_json::{Value, json};

use super::{BASIS, World, counting::sum, items, photo, text};
use crate::service::{Answer, Persona};

/// How many were done; the others were told that somebody else was first.
fn done(answers: &[Answer]) -> usize {
    let lost = ["application.open", "grant.already_licensed", "application.stage", "license.stage", "record.changed"];
    let well = |answer: &&Answer| answer.status == 200;
    for answer in answers.iter().filter(|answer| !well(answer)) {
        assert!(answer.status == 409 && lost.contains(&answer.code()), "{}", answer.body);
    }
    answers.iter().filter(well).count()
}

#[tokio::test]
async fn of_claims_for_one_grant_one_is_made() {
    let mut world = World::new().await;
    let granted = world.granted(Kind::BusinessLicense, &[]).await;
    let paths: Vec<String> = (0..6).map(|n| format!("/v1/applications/claim-at-once-{n}")).collect();
    let claims = paths.iter().map(|path| {
        let body = Some(granted.request("claim"));
        world.service.ask(Some(&granted.holder), "PUT", path, body)
    });
    assert_eq!(done(&join_all(claims).await), 1);
    let again = (0..6).map(|_| {
        let body = Some(granted.request("claim"));
        world.service.ask(Some(&granted.holder), "PUT", "/v1/applications/claim-once-more", body)
    });
    assert_eq!(done(&join_all(again).await), 0);
    world.service.settle().await;
    let wallet = world.service.get(&granted.holder, &format!("/v1/holders/{}/licenses", granted.holder_id)).await;
    assert_eq!(items(&wallet).count(), 1);
    let seen = world.service.get(&world.province, "/v1/statistics").await;
    assert_eq!((sum(&seen, "application_submitted"), sum(&seen, "license_issued")), (1, 1));
}

#[tokio::test]
async fn a_name_that_comes_many_times_at_once_is_one_application() {
    let mut world = World::new().await;
    let granted = world.granted(Kind::BusinessLicense, &[]).await;
    let claims = (0..6).map(|_| {
        let body = Some(granted.request("claim"));
        world.service.ask(Some(&granted.holder), "PUT", "/v1/applications/claim-at-once", body)
    });
    let answers = join_all(claims).await;
    assert_eq!(done(&answers), 6, "every repetition is the same request");
    world.service.settle().await;
    let seen = world.service.get(&world.province, "/v1/statistics").await;
    assert_eq!((sum(&seen, "application_submitted"), sum(&seen, "license_issued")), (1, 1));
}

#[tokio::test]
async fn of_two_decisions_one_stands() {
    let mut world = World::new().await;
    let granted = world.granted(Kind::PractitionerCertificate, &[]).await;
    world.applied(&granted.holder, &granted, "claim-it", "claim").await;
    world.uploaded(&granted.holder, "claim-it", 1, photo(granted.kind)).await;
    world.service.settle().await;
    let colleague = Persona { sub: "reviewer-colleague".into(), ..world.reviewer.clone() };
    let decide = |who, name: &'static str, body: Value| {
        let path = format!("/v1/reviews/claim-it/decisions/{name}");
        let service = &world.service;
        async move { service.ask(Some(who), "PUT", &path, Some(body)).await }
    };
    let refuse = json!({ "outcome": "return", "reasons": ["blurred"] });
    let approval = decide(&world.reviewer, "approve-it", json!({ "outcome": "approve" }));
    let (one, other) = tokio::join!(approval, decide(&colleague, "return-it", refuse));
    let expected = if one.status == 200 { "issued" } else { "returned" };
    assert_eq!(done(&[one, other]), 1);
    world.service.settle().await;
    assert_eq!(world.application(&granted, "claim-it").await["stage"], expected);
}

#[tokio::test]
async fn after_acts_at_once_the_license_and_the_look_up_agree() {
    let mut world = World::new().await;
    for round in 0..3 {
        let granted = world.granted(Kind::BusinessLicense, &[]).await;
        let (path, _) = world.activated(&granted, &format!("claim-of-{round}")).await;
        let order = |noun: &str, reason: &str| {
            let path = format!("{path}/{noun}/act-at-once");
            let body = json!({ "reason": reason, "legal_basis": BASIS });
            let world = &world;
            async move { world.service.ask(Some(&world.officer), "PUT", &path, Some(body)).await }
        };
        let mut body = granted.known();
        body["purpose"] = "登记信息变更".into();
        let mut facts = world.service.post(Some(&world.officer), "/v1/register/look-ups", body).await["facts"].clone();
        facts["address"] = "新址".into();
        let correction = format!("/v1/register/subjects/{}/corrections/correct-it", granted.subject);
        let (suspended, cancelled, corrected) = tokio::join!(
            order("suspensions", "data-in-doubt"),
            order("cancellations", "holder-request"),
            world.service.ask(Some(&world.officer), "PUT", &correction, Some(json!({ "facts": facts })))
        );
        let answers = [suspended, cancelled, corrected];
        assert!(answers.iter().all(|answer| matches!(answer.status, 200 | 409)), "{answers:?}");
        assert!(answers.iter().any(|answer| answer.status == 200), "{answers:?}");
        world.service.settle().await;
        let newest = world.newest(&granted).await;
        let mut body = granted.known();
        body["purpose"] = "路面执法检查".into();
        let found = world.service.post(Some(&world.enforcement), "/v1/look-ups", body).await;
        assert_eq!(found["answers"][0]["license"]["stage"], newest["stage"], "round {round}");
        assert_eq!(found["answers"][0]["license"]["identifier"], text(&newest, "identifier"));
        let effective = answers[..2].iter().any(|answer| answer.status == 200);
        assert!(!effective || found["answers"][0]["code"] != 0, "what was acknowledged is in effect");
    }
    world.service.is_whole().await;
}
