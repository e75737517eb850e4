//! One life for a kind of each class, until every operation of the API was called with success.

use std::collections::BTreeSet;

use license::kind::Kind;
use serde_json::{Value, json};

use super::{Granted, World, items, photo, png, text, version_path};
use crate::service::{Row, table};

/// A phone's public key: a point of P-256 whose private half nobody needs here.
const PHONE: &str = "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEaxfR8uEsQkf4vOblY6RA8ncDfYEt6zOg9KE5RdiYwpZP40Li/hp/m47n60p8D54WK84zV2sxXs7LtkBoN79R9Q==";

#[tokio::test]
async fn a_life_of_each_class_calls_every_operation() {
    let mut world = World::new().await;
    imported(&mut world).await;
    let ends = [
        ("revocations/revoke-it", "illegal-operation", "revoked"),
        ("cancellations/cancel-it", "vehicle-left", "cancelled"),
        ("withdrawals/withdraw-it", "fraud-or-bribery", "withdrawn"),
    ];
    let kinds = [Kind::BusinessLicense, Kind::VehicleCertificate, Kind::PractitionerCertificate];
    for (kind, end) in kinds.into_iter().zip(ends) {
        let granted = world.granted(kind, &[]).await;
        let sealed = claimed(&world, &granted).await;
        lived(&world, &granted, &sealed, end).await;
    }
    together(&mut world).await;
    let world = super::sister::brought(world).await;
    counted(&world).await;
    let service = &world.service;
    service.is_whole().await;
    let never: BTreeSet<String> = service.operations().difference(&service.called()).cloned().collect();
    assert_eq!(never, BTreeSet::new(), "operations that no journey has taken");
}

/// A file of rows, its event and its report.
async fn imported(world: &mut World) {
    let row = world.rows.next(Kind::BusinessLicense);
    let csv = csv_of(&[row]);
    let path = format!("/v1/register/{}/imports/journey-rows", table(Kind::BusinessLicense));
    let link = world.service.put(&world.officer, &path, json!({ "size_bytes": csv.len() })).await;
    world.service.refused(&world.officer, ("GET", &path), Value::Null, "item.unknown").await;
    assert!(world.service.upload(&link, csv).await.is_success());
    world.service.settle().await;
    let report = world.service.get(&world.officer, &path).await;
    assert_eq!(report.as_str().unwrap().lines().collect::<Vec<_>>(), ["row,column,code,message_zh,message_en"]);
}

pub(super) fn csv_of(rows: &[Row]) -> Vec<u8> {
    let quoted = |cell: &String| format!("\"{}\"", cell.replace('"', "\"\""));
    let line = |cells: Vec<String>| cells.join(",");
    let header = line(rows[0].keys().map(quoted).collect());
    let lines = rows.iter().map(|row| line(row.values().map(quoted).collect()));
    [header].into_iter().chain(lines).collect::<Vec<_>>().join("\n").into_bytes()
}

/// The claim, with every turn that a photo can take before it is approved.
async fn claimed(world: &World, granted: &Granted) -> Value {
    let service = &world.service;
    let name = format!("claim-of-{}", granted.kind.code());
    let grants = service.get(&granted.holder, &format!("/v1/holders/{}/grants", granted.holder_id)).await;
    let own = items(&grants).find(|grant| grant["grant"] == granted.grant.as_str()).unwrap();
    assert_eq!((&own["claimable"], &own["medium"]), (&json!(true), &json!("paper")));
    let taken_back = format!("{name}-first");
    if granted.kind.photo().is_some() {
        world.applied(&granted.holder, granted, &taken_back, "claim").await;
        let path = format!("/v1/applications/{taken_back}/withdrawal");
        for _ in 0..2 {
            assert_eq!(service.put(&granted.holder, &path, json!({})).await["stage"], "withdrawn");
        }
    }
    let claim = world.applied(&granted.holder, granted, &name, "claim").await;
    if granted.kind.photo().is_none() {
        assert_eq!((&claim["stage"], &claim["rule"]), (&json!("approved"), &json!("art7.1-operator-in-order")));
    } else {
        assert_eq!((&claim["stage"], &claim["next_photo"]), (&json!("submitted"), &json!(1)));
        photographed(world, granted, &name).await;
    }
    service.settle().await;
    let issued = world.application(granted, &name).await;
    assert_eq!((&issued["stage"], &issued["making"]), (&json!("issued"), &json!("committed")));
    let path = format!("/v1/holders/{}/applications", granted.holder_id);
    let listed = service.get(&granted.holder, &path).await;
    assert_eq!(items(&listed).next().unwrap(), &issued, "newest first");
    let sealed = world.newest(granted).await;
    assert_eq!(
        (&sealed["stage"], &sealed["state"], &sealed["version"]),
        (&json!("sealed"), &json!("2"), &json!("001"))
    );
    assert_eq!(sealed["identifier"], issued["license"]);
    sealed
}

/// Too small, returned by the inspection; then returned by the reviewer; then approved.
async fn photographed(world: &World, granted: &Granted, name: &str) {
    let service = &world.service;
    world.uploaded(&granted.holder, name, 1, png(80, 60)).await;
    service.settle().await;
    let returned = world.application(granted, name).await;
    assert_eq!((&returned["stage"], &returned["next_photo"]), (&json!("photo_returned"), &json!(2)));
    assert_eq!(returned["reasons"][0]["code"], "too-narrow");
    for (number, decision) in [
        (2, json!({ "outcome": "return", "reasons": ["blurred"], "remark": "请重拍" })),
        (3, json!({ "outcome": "approve" })),
    ] {
        world.uploaded(&granted.holder, name, number, photo(granted.kind)).await;
        service.settle().await;
        let queue = service.get(&world.reviewer, "/v1/reviews").await;
        assert_eq!(items(&queue).map(|one| text(one, "application")).collect::<Vec<_>>(), [name]);
        let taken = service.post(Some(&world.reviewer), "/v1/reviews/leases", json!({ "count": 1 })).await;
        assert_eq!(taken[0]["application"], name);
        let lease = format!("/v1/reviews/{name}/lease");
        assert_eq!(service.ask(Some(&world.reviewer), "DELETE", &lease, None).await.body["lease"]["state"], "free");
        assert_eq!(service.put(&world.reviewer, &lease, json!({})).await["lease"]["state"], "yours");
        let case = service.get(&world.reviewer, &format!("/v1/reviews/{name}")).await;
        assert!(service.download(&case["photo"]).await.starts_with(b"\xFF\xD8\xFF"));
        let decided = world.decided(name, &format!("decision-{number}"), decision.clone()).await;
        let row = json!({ "application": name, "decision": format!("decision-{number}"), "judgement": decision });
        let body = json!({ "decisions": [row] });
        let again = service.post(Some(&world.reviewer), "/v1/reviews/decisions", body).await;
        let expected = if number == 2 { "returned" } else { "approved" };
        assert_eq!(
            (&decided["stage"], &again["rows"][0]["result"]),
            (&json!(expected), &json!(expected)),
            "the same again"
        );
        assert_eq!(items(&service.get(&world.reviewer, "/v1/reviews").await).count(), 0);
    }
}

/// Activation, show, suspension, correction, end; verification follows every act at once.
async fn lived(world: &World, granted: &Granted, sealed: &Value, (noun, reason, stage): (&str, &str, &str)) {
    let service = &world.service;
    let path = version_path(sealed);
    let code = text(&service.get(&granted.holder, &format!("{path}/code")).await, "text");
    assert_eq!(world.told(&code).await, (1, "not_activated".into()));
    service.put(&granted.holder, &format!("{path}/activation"), json!({})).await;
    assert_eq!(world.told(&code).await, (0, "valid".into()));
    granted_to_a_phone(world, granted, &path).await;
    let face = service.get(&granted.holder, &path).await;
    assert_eq!((&face["stage"], face["face"].as_array().unwrap().is_empty()), (&json!("activated"), false));
    let link = service.get(&granted.holder, &format!("{path}/document")).await;
    let file = service.download(&link).await;
    for who in [None, Some(&granted.holder), Some(&world.enforcement)] {
        let answer = service.shown(who, &file).await;
        assert_eq!((&answer["verdict"], &answer["file"]["code"]), (&json!("valid"), &json!(0)));
    }
    let link = service.post(Some(&granted.holder), &format!("{path}/copies"), json!({ "form": "pdf" })).await;
    assert!(service.download(&link).await.starts_with(b"%PDF-"));
    seen_by_officials(world, granted, &code, &face).await;
    assert_eq!(world.ordered(&path, "suspensions/suspend-it", "data-in-doubt").await["stage"], "suspended");
    assert_eq!(world.told(&code).await, (2, "suspended".into()));
    assert_eq!(world.ordered(&path, "resumptions/resume-it", "doubt-cleared").await["stage"], "activated");
    assert_eq!(world.told(&code).await, (0, "valid".into()));
    let field = if granted.kind == Kind::VehicleCertificate { "brand_model" } else { "address" };
    world.corrected(granted, "correct-it", field, "变更后".into()).await;
    service.settle().await;
    let newer = world.newest(granted).await;
    assert_eq!((&newer["version"], &newer["replaces"]), (&json!("002"), &face["identifier"]));
    assert_eq!((newer["stage"].as_str(), world.told(&code).await), (Some("activated"), (3, "ended".into())));
    let path = version_path(&newer);
    let code = text(&service.get(&granted.holder, &format!("{path}/code")).await, "text");
    assert_eq!(world.told(&code).await, (0, "valid".into()));
    assert_eq!(world.ordered(&path, noun, reason).await["stage"], stage);
    assert_eq!(world.told(&code).await, (3, "ended".into()));
    told(world, granted, &text(&newer, "license")).await;
}

/// The phone is registered once, however often it asks, and never without its license being activated.
async fn granted_to_a_phone(world: &World, granted: &Granted, path: &str) {
    for _ in 0..2 {
        let body = json!({ "device_key": PHONE });
        let grant = world.service.put(&granted.holder, &format!("{path}/display-grant"), body).await;
        let bytes = data_encoding::BASE64.decode(text(&grant, "grant").as_bytes()).unwrap();
        let signed = seal::SignedGrant::from_bytes(&bytes).unwrap();
        assert_eq!(signed.unverified().ends_at().to_string(), text(&grant, "ends_at"));
        assert!(text(&grant, "base").ends_with('#'));
    }
}

async fn seen_by_officials(world: &World, granted: &Granted, code: &str, face: &Value) {
    let service = &world.service;
    let shown = json!({ "code": code, "purpose": "路面执法检查" });
    let answer = service.post(Some(&world.enforcement), "/v1/verifications", shown).await;
    assert_eq!((&answer["code"], &answer["license"]["identifier"]), (&json!(0), &face["identifier"]));
    let mut known = granted.known();
    known["purpose"] = "路面执法检查".into();
    let found = service.post(Some(&world.enforcement), "/v1/look-ups", known).await;
    assert_eq!(found["answers"][0]["license"], answer["license"], "the register says what the license says");
    let mut known = granted.known();
    known["holder_name"] = granted.holder_name().into();
    let found = service.post(None, "/v1/public/look-ups", known).await;
    assert_eq!(found["answers"][0]["code"], 0);
}

/// Several at once: a batch, driver and vehicle, and the province on who asked.
async fn together(world: &mut World) {
    let driver = world.granted(Kind::PractitionerCertificate, &[]).await;
    let vehicle = world.granted(Kind::VehicleCertificate, &[]).await;
    let service = &world.service;
    let purpose = "路面执法检查";
    let items = json!({ "items": [driver.known(), vehicle.known()], "purpose": purpose });
    let batch = service.post(Some(&world.enforcement), "/v1/verification-batches", items).await;
    assert_eq!(items_of(&batch), ["licensed_on_paper", "licensed_on_paper"]);
    let public = service.post(None, "/v1/public/verification-batches", json!({ "codes": ["1"] })).await;
    assert_eq!(items_of(&public), ["not_found"]);
    let both = json!({ "driver": driver.known(), "vehicle": vehicle.known(), "purpose": purpose });
    let joint = service.post(Some(&world.enforcement), "/v1/joint-verifications", both).await;
    assert_eq!(joint["outcome"], "cannot_tell", "on paper");
    let who = json!({ "role": "enforcement", "subject": "enforcement-210100", "purpose": "核查查询记录" });
    let by = service.post(Some(&world.province), "/v1/accesses/by-caller", who).await;
    assert!(super::items(&by).count() >= 4);
}

fn items_of(batch: &Value) -> Vec<&str> {
    super::items(batch).map(|item| item["answers"][0]["verdict"].as_str().unwrap()).collect()
}

/// Notices, accesses and history tell of all of it.
async fn told(world: &World, granted: &Granted, license: &str) {
    let mut expected = vec!["ended", "updated", "resumed", "suspended", "phone_registered", "issued"];
    if granted.kind.photo().is_some() {
        expected.extend(["returned", "photo_returned"]);
    }
    assert_eq!(world.notices(granted).await, expected);
    let path = format!("/v1/holders/{}/accesses?limit=100", granted.holder_id);
    let accesses = world.service.get(&granted.holder, &path).await;
    let purposes: BTreeSet<String> = items(&accesses).map(|access| text(access, "purpose")).collect();
    let mut expected = BTreeSet::from(["路面执法检查".to_owned(), "登记信息变更".to_owned()]);
    expected.extend(granted.kind.photo().map(|_| "照片审核".to_owned()));
    assert_eq!(purposes, expected);
    let history = world.service.get(&world.officer, &format!("/v1/licenses/{license}/events")).await;
    let kinds: Vec<String> = history.as_array().unwrap().iter().map(|event| text(event, "kind")).collect();
    let beginning = [
        "license_issued",
        "license_activated",
        "phone_registered",
        "license_suspended",
        "license_resumed",
        "license_issued",
    ];
    assert_eq!((&kinds[..6], kinds.len()), (&beginning.map(str::to_owned)[..], 7));
}

/// Statistics, the daily snapshot, the issuing keys and the page behind the code.
async fn counted(world: &World) {
    let service = &world.service;
    service.settle().await;
    let seen = service.get(&world.province, "/v1/statistics").await;
    assert_eq!(super::counting::sum(&seen, "license_issued"), 6);
    assert!(super::counting::sum(&seen, "verified.public.code.valid") >= 9);
    assert_eq!(super::counting::sum(&seen, "verified.enforcement.code.valid"), 3);
    assert!(seen["unfound"]["verified.public.code.forged"].as_i64().unwrap() >= 1);
    let today = license::clock::chinese_day(service.now());
    service.pass_days(1);
    service.feed("statistics", crate::service::scheduled(service.now())).await;
    let snapshot = service.get(&world.province, &format!("/v1/statistics/snapshots/{today}")).await;
    assert_eq!(snapshot["day"], today.to_string());
    for list in ["trust", "status", "status/1", "bundle"] {
        assert_eq!(service.ask(None, "GET", &format!("/v1/public/lists/{list}"), None).await.status, 200, "{list}");
    }
    let keys = service.ask(None, "GET", "/v1/public/issuer-keys", None).await;
    assert_eq!(keys.body.as_array().unwrap().len(), 1);
    for (path, begins) in [
        ("/", "<!DOCTYPE html>"),
        ("/officer", "<!DOCTYPE html>"),
        ("/officer/worker.js", "'use strict'"),
        ("/verifier.wasm", "\0asm"),
    ] {
        let page = service.ask(None, "GET", path, None).await;
        assert!(page.body.as_str().unwrap().starts_with(begins), "{path}");
    }
}
