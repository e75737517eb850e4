//! 补换: a license that stands is followed by its next version because somebody asks for it.

use std::collections::BTreeMap;

use license::kind::Kind;
use serde_json::{Value, json};

use super::{BASIS, Granted, World, counting::sum, items, png, text, version_path};
use crate::service::Persona;

impl World {
    async fn replaced(&self, who: &Persona, granted: &Granted, name: &str, reason: &str) -> Value {
        self.service.put(who, &format!("/v1/applications/{name}"), granted.replacement(reason)).await
    }

    async fn code(&self, granted: &Granted, path: &str) -> String {
        text(&self.service.get(&granted.holder, &format!("{path}/code")).await, "text")
    }

    /// The newest version and its code.
    async fn shown(&self, granted: &Granted) -> (Value, String) {
        let newest = self.newest(granted).await;
        let code = self.code(granted, &version_path(&newest)).await;
        (newest, code)
    }

    /// The license file of a version.
    async fn document(&self, granted: &Granted, path: &str) -> Vec<u8> {
        let link = self.service.get(&granted.holder, &format!("{path}/document")).await;
        self.service.download(&link).await
    }

    async fn stages(&self) -> BTreeMap<String, i64> {
        let seen = self.service.get(&self.province, "/v1/statistics").await;
        let count = |stage: &str| (stage.to_owned(), sum(&seen, &format!("stage.{stage}")));
        ["sealed", "activated", "suspended", "replaced"].map(count).into()
    }
}

/// A picture of a person that is not the first one.
fn another() -> Vec<u8> {
    png(301, 421)
}

#[tokio::test]
async fn a_lost_or_damaged_license_is_followed_by_its_next_version() {
    let mut world = World::new().await;
    for (kind, reason, words) in [
        (Kind::BusinessLicense, "2", ("证照丢失", "Lost")),
        (Kind::VehicleCertificate, "3", ("证照污损", "Damaged")),
        (Kind::PractitionerCertificate, "2", ("证照丢失", "Lost")),
    ] {
        let granted = world.granted(kind, &[]).await;
        let name = format!("claim-{}", kind.code());
        let (path, old_code) = world.activated(&granted, &name).await;
        let old = world.service.get(&granted.holder, &path).await;
        let name = format!("replace-{}", kind.code());
        let asked = world.replaced(&granted.holder, &granted, &name, reason).await;
        assert_eq!((&asked["stage"], &asked["rule"]), (&json!("approved"), &json!("art5.1-replacement")));
        assert_eq!((&asked["route"], &asked["issue_reason"]["code"]), (&json!("replacement"), &json!(reason)));
        world.service.settle().await;
        let (newer, code) = world.shown(&granted).await;
        assert_eq!((&newer["version"], &newer["replaces"]), (&json!("002"), &old["identifier"]));
        assert_eq!((&newer["stage"], &newer["valid_until"]), (&old["stage"], &old["valid_until"]));
        let expected = json!({ "code": reason, "words": { "zh": words.0, "en": words.1 } });
        assert_eq!(newer["issue_reason"], expected);
        assert_eq!((world.told(&old_code).await.0, world.told(&code).await), (3, (0, "valid".into())));
        answers_as_replaced(&world, &granted, &path, &old_code).await;
        told_of(&world, &granted, &expected).await;
        let again = world.replaced(&granted.holder, &granted, &name, reason).await;
        assert_eq!((&again["stage"], &again["license"]), (&json!("issued"), &newer["identifier"]), "the same again");
        world.service.settle().await;
        assert_eq!(world.newest(&granted).await["version"], "002");
    }
    // Three licenses of two versions each are three licenses.
    let expected = [("sealed", 0), ("activated", 3), ("suspended", 0), ("replaced", 3)];
    assert_eq!(world.stages().await, expected.map(|(stage, count)| (stage.to_owned(), count)).into());
    let rates = world.service.get(&world.province, "/v1/statistics").await["rates"].clone();
    assert_eq!((&rates["made"]["numerator"], &rates["made"]["denominator"]), (&json!(3), &json!(3)));
}

/// By its code to anybody, by its identifier to enforcement, to its holder as a file that is kept and not shown.
async fn answers_as_replaced(world: &World, granted: &Granted, path: &str, code: &str) {
    let service = &world.service;
    let answer = service.post(None, "/v1/public/verifications", json!({ "code": code })).await;
    assert_eq!(answer["report"]["standing"], json!({ "state": "invalid", "reason": "replaced" }));
    assert_eq!(answer["license"]["stage"], "replaced");
    let identifier = text(&service.get(&granted.holder, path).await, "identifier");
    let known = json!({ "identifier": identifier, "purpose": "路面执法检查" });
    let found = service.post(Some(&world.enforcement), "/v1/look-ups", known).await;
    assert_eq!(found["answers"][0]["code"], 3, "{found}");
    service.refused(&granted.holder, ("GET", &format!("{path}/code")), Value::Null, "license.not_newest").await;
    let order = json!({ "reason": "doubt-cleared", "legal_basis": BASIS });
    let resumption = format!("{path}/resumptions/resume-old");
    service.refused(&world.officer, ("PUT", &resumption), order, "license.not_newest").await;
    assert!(world.document(granted, path).await.starts_with(b"PK"), "the old file is kept");
}

async fn told_of(world: &World, granted: &Granted, reason: &Value) {
    let path = format!("/v1/holders/{}/notices", granted.holder_id);
    let notices = world.service.get(&granted.holder, &path).await;
    let newest = items(&notices).next().unwrap();
    assert_eq!((&newest["kind"], &newest["reasons"]), (&json!("updated"), &json!([reason])));
}

#[tokio::test]
async fn a_suspension_is_not_shaken_off_by_a_replacement() {
    let mut world = World::new().await;
    let granted = world.granted(Kind::BusinessLicense, &[]).await;
    let (path, _) = world.activated(&granted, "claim-it").await;
    let suspended = world.ordered(&path, "suspensions/report-loss", "reported-lost").await;
    for (version, reason) in [("002", "2"), ("003", "3")] {
        world.replaced(&granted.holder, &granted, &format!("replace-{version}"), reason).await;
        world.service.settle().await;
        let (newer, code) = world.shown(&granted).await;
        assert_eq!((&newer["version"], &newer["stage"]), (&json!(version), &json!("suspended")));
        assert_eq!(newer["reason"], suspended["reason"], "with its reason");
        assert_eq!(world.told(&code).await, (2, "suspended".into()));
        let activation = format!("{}/activation", version_path(&newer));
        world.service.refused(&granted.holder, ("PUT", &activation), json!({}), "license.stage").await;
    }
    let (newest, code) = world.shown(&granted).await;
    let path = version_path(&newest);
    assert_eq!(world.ordered(&path, "resumptions/resume-it", "holder-confirmed").await["stage"], "activated");
    assert_eq!(world.told(&code).await, (0, "valid".into()));
}

#[tokio::test]
async fn a_license_that_was_never_activated_is_not_made_so_by_a_replacement() {
    let mut world = World::new().await;
    let granted = world.granted(Kind::BusinessLicense, &[]).await;
    world.licensed(&granted, "claim-it").await;
    world.replaced(&world.officer, &granted, "replace-at-counter", "3").await;
    world.service.settle().await;
    let (newer, code) = world.shown(&granted).await;
    assert_eq!((&newer["version"], &newer["stage"]), (&json!("002"), &json!("sealed")));
    assert_eq!(world.told(&code).await, (1, "not_activated".into()));
}

#[tokio::test]
async fn a_new_photo_is_judged_and_then_makes_the_next_version() {
    let mut world = World::new().await;
    let granted = world.granted(Kind::PractitionerCertificate, &[]).await;
    let (path, old_code) = world.activated(&granted, "claim-it").await;
    let old_file = world.document(&granted, &path).await;
    let asked = world.replaced(&granted.holder, &granted, "new-photo", "5").await;
    assert_eq!((&asked["stage"], &asked["next_photo"]), (&json!("submitted"), &json!(1)), "though one is on file");
    let mut number = 1;
    for (bytes, stage) in [(png(80, 60), "photo_returned"), (another(), "awaiting_review")] {
        world.uploaded(&granted.holder, "new-photo", number, bytes).await;
        world.service.settle().await;
        assert_eq!(world.application(&granted, "new-photo").await["stage"], stage);
        number += 1;
    }
    let returned = json!({ "outcome": "return", "reasons": ["not-recent"] });
    assert_eq!(world.decided("new-photo", "return-it", returned).await["stage"], "returned");
    world.service.settle().await;
    assert_eq!((world.newest(&granted).await["version"].as_str(), world.told(&old_code).await.0), (Some("001"), 0));
    assert_eq!(world.document(&granted, &path).await, old_file, "in force until the new photo is approved");
    world.uploaded(&granted.holder, "new-photo", number, another()).await;
    world.service.settle().await;
    assert_eq!(world.decided("new-photo", "approve-it", json!({ "outcome": "approve" })).await["stage"], "approved");
    world.service.settle().await;
    let (newer, code) = world.shown(&granted).await;
    assert_eq!((&newer["version"], &newer["stage"]), (&json!("002"), &json!("activated")));
    assert_eq!((&newer["issue_reason"]["code"], world.told(&old_code).await.0), (&json!("5"), 3));
    assert_eq!(world.told(&code).await, (0, "valid".into()));
    // It is on file from now on: a loss is replaced without a photo, by the new one.
    world.replaced(&granted.holder, &granted, "replace-lost", "2").await;
    world.service.settle().await;
    assert_eq!(world.newest(&granted).await["version"], "003");
}

#[tokio::test]
async fn a_new_photo_that_is_taken_back_changes_nothing() {
    let mut world = World::new().await;
    let granted = world.granted(Kind::VehicleCertificate, &[]).await;
    let (path, code) = world.activated(&granted, "claim-it").await;
    let (before, file) = (world.newest(&granted).await, world.document(&granted, &path).await);
    world.replaced(&granted.holder, &granted, "new-photo", "5").await;
    let grants = format!("/v1/holders/{}/grants", granted.holder_id);
    let grant = world.service.get(&granted.holder, &grants).await["items"][0].clone();
    assert_eq!((&grant["replaceable"], &grant["open_application"]), (&json!(false), &json!("new-photo")));
    world.uploaded(&granted.holder, "new-photo", 1, png(801, 601)).await;
    world.service.settle().await;
    let withdrawal = "/v1/applications/new-photo/withdrawal";
    assert_eq!(world.service.put(&granted.holder, withdrawal, json!({})).await["stage"], "withdrawn");
    world.service.settle().await;
    assert_eq!((world.newest(&granted).await, world.told(&code).await.0), (before, 0));
    assert_eq!(world.document(&granted, &path).await, file);
    let decision = ("PUT", "/v1/reviews/new-photo/decisions/approve-late");
    let approve = json!({ "outcome": "approve" });
    world.service.refused(&world.reviewer, decision, approve, "application.stage").await;
    let grant = world.service.get(&granted.holder, &grants).await["items"][0].clone();
    assert_eq!((&grant["replaceable"], &grant["claimable"]), (&json!(true), &json!(false)));
}

#[tokio::test]
async fn who_takes_a_new_photo_at_the_counter_does_not_decide_it() {
    let mut world = World::new().await;
    let granted = world.granted(Kind::VehicleCertificate, &[]).await;
    world.activated(&granted, "claim-it").await;
    let both = Persona { sub: world.reviewer.sub.clone(), ..world.officer.clone() };
    world.replaced(&both, &granted, "new-photo", "5").await;
    world.uploaded(&granted.holder, "new-photo", 1, png(801, 601)).await;
    world.service.settle().await;
    let decision = ("PUT", "/v1/reviews/new-photo/decisions/approve-it");
    let approve = json!({ "outcome": "approve" });
    world.service.refused(&world.reviewer, decision, approve.clone(), "caller.own_application").await;
    let colleague = Persona { sub: "reviewer-colleague".into(), ..world.reviewer.clone() };
    assert_eq!(world.service.put(&colleague, decision.1, approve).await["stage"], "approved");
    world.service.settle().await;
    assert_eq!(world.newest(&granted).await["version"], "002");
}

/// One person, two certificates: both show the same photo.
#[tokio::test]
async fn a_new_photo_reaches_every_license_that_shows_it() {
    let mut world = World::new().await;
    let first = world.granted(Kind::PractitionerCertificate, &[]).await;
    let mut row = first.row.clone();
    row.insert("kind".into(), Kind::CruisingTaxiDriverCertificate.code().into());
    let second = world.recorded(Kind::CruisingTaxiDriverCertificate, row).await;
    assert_eq!(first.subject, second.subject);
    world.activated(&first, "claim-first").await;
    let (path, old_code) = world.activated(&second, "claim-second").await;
    world.ordered(&path, "suspensions/suspend-it", "data-in-doubt").await;
    world.replaced(&first.holder, &first, "new-photo", "5").await;
    world.uploaded(&first.holder, "new-photo", 1, another()).await;
    world.service.settle().await;
    world.decided("new-photo", "approve-it", json!({ "outcome": "approve" })).await;
    world.service.settle().await;
    for granted in [&first, &second] {
        let newer = world.newest(granted).await;
        assert_eq!((&newer["version"], &newer["issue_reason"]["code"]), (&json!("002"), &json!("5")));
    }
    assert_eq!((world.newest(&second).await["stage"].as_str(), world.told(&old_code).await.0), (Some("suspended"), 3));
}

/// An application that waits for its holder never keeps a correction from the road.
#[tokio::test]
async fn a_correction_does_not_wait_for_a_new_photo() {
    let mut world = World::new().await;
    let granted = world.granted(Kind::PractitionerCertificate, &[]).await;
    let (_, first) = world.activated(&granted, "claim-it").await;
    world.replaced(&granted.holder, &granted, "new-photo", "5").await;
    for (version, address) in [("002", "新址一号"), ("003", "新址二号")] {
        world.corrected(&granted, &format!("correct-{version}"), "address", address.into()).await;
        world.service.settle().await;
        let (newer, code) = world.shown(&granted).await;
        assert_eq!((&newer["version"], world.told(&code).await.0), (&json!(version), 0));
        assert_eq!(world.told(&first).await.0, 3);
        assert_eq!(world.application(&granted, "new-photo").await["stage"], "submitted", "it waits still");
    }
    world.uploaded(&granted.holder, "new-photo", 1, another()).await;
    world.service.settle().await;
    world.decided("new-photo", "approve-it", json!({ "outcome": "approve" })).await;
    world.service.settle().await;
    let newer = world.newest(&granted).await;
    assert_eq!((&newer["version"], &newer["stage"]), (&json!("004"), &json!("activated")));
}

#[tokio::test]
async fn a_new_photo_for_a_license_that_ended_meanwhile_is_not_approved() {
    let mut world = World::new().await;
    let granted = world.granted(Kind::PractitionerCertificate, &[]).await;
    let (path, code) = world.activated(&granted, "claim-it").await;
    world.replaced(&granted.holder, &granted, "new-photo", "5").await;
    world.uploaded(&granted.holder, "new-photo", 1, another()).await;
    world.service.settle().await;
    world.ordered(&path, "revocations/revoke-it", "illegal-operation").await;
    let decision = ("PUT", "/v1/reviews/new-photo/decisions/approve-it");
    let approve = json!({ "outcome": "approve" });
    world.service.refused(&world.reviewer, decision, approve, "grant.not_licensed").await;
    let again = ("PUT", "/v1/applications/claim-again");
    world.service.refused(&granted.holder, again, granted.request("claim"), "application.open").await;
    let returned = json!({ "outcome": "return", "reasons": ["other"], "remark": "证照已吊销" });
    world.decided("new-photo", "return-it", returned).await;
    world.service.put(&granted.holder, "/v1/applications/new-photo/withdrawal", json!({})).await;
    assert_eq!(world.told(&code).await, (3, "ended".into()));
    world.licensed(&granted, "claim-again").await;
    assert_eq!(world.newest(&granted).await["version"], "001", "a license of its own");
}

#[tokio::test]
async fn a_replacement_that_is_asked_for_in_vain_has_a_name() {
    let mut world = World::new().await;
    let operator = world.granted(Kind::BusinessLicense, &[]).await;
    let service = &world.service;
    let place = ("PUT", "/v1/applications/replace-in-vain");
    service.refused(&operator.holder, place, operator.replacement("2"), "grant.not_licensed").await;
    let (path, _) = world.activated(&operator, "claim-it").await;
    for (reason, code) in [
        ("7", "template.in_force"),
        ("5", "photo.not_asked"),
        ("1", "reason.unknown"),
        ("4", "reason.unknown"),
        ("6", "reason.unknown"),
        ("9", "reason.unknown"),
        ("8", "input.field"),
    ] {
        service.refused(&operator.holder, place, operator.replacement(reason), code).await;
    }
    service.refused(&operator.holder, place, operator.request("replacement"), "reason.unknown").await;
    service.refused(&operator.holder, place, operator.request("claim"), "grant.already_licensed").await;
    let mut lost_claim = operator.replacement("2");
    lost_claim["route"] = "claim".into();
    service.refused(&operator.holder, place, lost_claim, "reason.unknown").await;
    for (who, code) in [
        (&world.elsewhere, "caller.other_division"),
        (&world.reviewer, "caller.role"),
        (&world.enforcement, "caller.role"),
        (&Persona { real_name: false, ..operator.holder.clone() }, "caller.real_name"),
    ] {
        service.refused(who, place, operator.replacement("2"), code).await;
    }
    let stranger = world.granted(Kind::BusinessLicense, &[]).await.holder;
    let service = &world.service;
    service.refused(&stranger, place, operator.replacement("2"), "caller.not_holder").await;
    world.ordered(&path, "cancellations/cancel-it", "holder-request").await;
    service.refused(&operator.holder, place, operator.replacement("2"), "grant.not_licensed").await;
    service.settle().await;
    assert_eq!(world.newest(&operator).await["version"], "001");
}

#[tokio::test]
async fn what_an_officer_took_from_the_register_is_not_replaced() {
    let mut world = World::new().await;
    let granted = world.granted(Kind::BusinessLicense, &[]).await;
    world.activated(&granted, "claim-it").await;
    world.corrected(&granted, "close-it", "state", "2".into()).await;
    world.service.settle().await;
    let place = ("PUT", "/v1/applications/replace-closed");
    world.service.refused(&granted.holder, place, granted.replacement("2"), "operator.not_operating").await;
    world.service.pass_days(1);
    let today = license::clock::chinese_day(world.service.now());
    let other = world.granted(Kind::BusinessLicense, &[("valid_until", &today.to_string())]).await;
    world.activated(&other, "claim-other").await;
    world.service.pass_days(1);
    let place = ("PUT", "/v1/applications/replace-late");
    world.service.refused(&other.holder, place, other.replacement("2"), "grant.expired").await;
}

#[tokio::test]
async fn of_replacements_at_once_one_is_made() {
    let mut world = World::new().await;
    let granted = world.granted(Kind::BusinessLicense, &[]).await;
    world.activated(&granted, "claim-it").await;
    let paths: Vec<String> = (0..6).map(|n| format!("/v1/applications/replace-at-once-{n}")).collect();
    let requests = paths.iter().map(|path| {
        let body = Some(granted.replacement("2"));
        world.service.ask(Some(&granted.holder), "PUT", path, body)
    });
    let answers = futures::future::join_all(requests).await;
    let (well, lost): (Vec<_>, Vec<_>) = answers.iter().partition(|answer| answer.status == 200);
    assert_eq!(well.len(), 1);
    let names = ["application.open", "record.changed"];
    assert!(lost.iter().all(|answer| answer.status == 409 && names.contains(&answer.code())), "{lost:?}");
    world.service.settle().await;
    assert_eq!(world.newest(&granted).await["version"], "002");
}
