//! Verification without a code, and what a code tells whom.

use license::kind::Kind;
use serde_json::{Value, json};

use super::{Granted, World, items, text};
use crate::service::Persona;

#[tokio::test]
async fn a_grant_on_paper_is_licensed_until_its_end_though_nobody_claimed_it() {
    let mut world = World::new().await;
    let today = license::clock::chinese_day(world.service.now());
    let until = (today + jiff::Span::new().days(5)).to_string();
    for kind in [Kind::BusinessLicense, Kind::VehicleCertificate, Kind::PractitionerCertificate] {
        for (medium, verdict, code) in [("paper", "licensed_on_paper", 0), ("electronic", "not_activated", 1)] {
            let granted = world.granted(kind, &[("valid_until", &until), ("medium", medium)]).await;
            for (who, body) in callers(&world, &granted) {
                let answer = looked_up(&world, who, body).await;
                assert_eq!((&answer["verdict"], &answer["code"]), (&json!(verdict), &json!(code)), "{kind:?}");
                assert_eq!(answer["license"]["valid_until"], until.as_str());
                assert_eq!((&answer["license"]["identifier"], &answer["license"]["face"]), (&json!(null), &json!([])));
            }
        }
    }
    let granted = world.granted(Kind::BusinessLicense, &[("valid_until", &until)]).await;
    world.service.pass_days(6);
    for (who, body) in callers(&world, &granted) {
        assert_eq!(looked_up(&world, who, body).await["verdict"], "ended");
    }
}

fn callers<'a>(world: &'a World, granted: &Granted) -> [(Option<&'a Persona>, Value); 3] {
    let (mut purposeful, mut named) = (granted.known(), granted.known());
    purposeful["purpose"] = "路面执法检查".into();
    named["holder_name"] = granted.holder_name().into();
    [(Some(&world.enforcement), purposeful.clone()), (Some(&world.partner), purposeful), (None, named)]
}

async fn looked_up(world: &World, who: Option<&Persona>, body: Value) -> Value {
    let path = if who.is_some() { "/v1/look-ups" } else { "/v1/public/look-ups" };
    let answers = world.service.post(who, path, body).await["answers"].clone();
    assert_eq!(answers.as_array().unwrap().len(), 1);
    answers[0].clone()
}

/// The bytes of an answer but for the moment.
fn undated(answer: &Value, as_of: &str) -> String {
    answer.to_string().replace(as_of, "")
}

#[tokio::test]
async fn every_miss_of_an_outsider_is_the_same_bytes() {
    let mut world = World::new().await;
    let granted = world.granted(Kind::PractitionerCertificate, &[]).await;
    let (_, code) = world.activated(&granted, "claim-it").await;
    let license = world.newest(&granted).await;
    let person = |id: &str, name: &str| json!({ "id_number": id, "holder_name": name });
    let stranger = world.rows.next(Kind::PractitionerCertificate);
    let own = granted.row["id_number"].as_str();
    let misses = [
        person(own, "某某"),
        person(&stranger["id_number"], granted.holder_name()),
        person(&stranger["id_number"], &stranger["name"]),
        json!({ "identifier": license["identifier"], "holder_name": "某某" }),
        json!({ "number": "210100999999", "holder_name": granted.holder_name() }),
        json!({ "uscc": world.rows.next(Kind::BusinessLicense)["uscc"], "holder_name": "某某" }),
        json!({ "plate": { "number": "辽A00000", "color": "2" }, "holder_name": "某某" }),
    ];
    let mut seen = Vec::new();
    for body in misses {
        let answer = looked_up(&world, None, body).await;
        assert_eq!((&answer["code"], &answer["verdict"]), (&json!(5), &json!("not_found")));
        seen.push(undated(&answer, &text(&answer, "as_of")));
    }
    seen.dedup();
    assert_eq!(seen.len(), 1, "{seen:?}");
    // One fact is no question at all; with both it is found, and masked.
    for (body, code) in [(json!({ "id_number": own }), "input.field"), (person(own, " "), "input.field")] {
        let answer = world.service.ask(None, "POST", "/v1/public/look-ups", Some(body)).await;
        assert_eq!(answer.code(), code);
    }
    let found = looked_up(&world, None, person(own, granted.holder_name())).await;
    assert_eq!(found["code"], 0);
    assert!(!found.to_string().contains(own) && !found.to_string().contains(granted.holder_name()));
    told_apart(&world, &granted, &code).await;
}

/// Only authorised callers are told that something disagrees.
async fn told_apart(world: &World, granted: &Granted, code: &str) {
    let altered = altered(code);
    let mut differing = granted.known();
    differing["holder_name"] = "某某".into();
    differing["purpose"] = "路面执法检查".into();
    for who in [&world.enforcement, &world.partner, &world.officer, &world.reviewer] {
        let shown = json!({ "code": altered, "purpose": "路面执法检查" });
        let answer = world.service.post(Some(who), "/v1/verifications", shown).await;
        assert_eq!((&answer["code"], &answer["verdict"]), (&json!(6), &json!("forged")), "{}", who.role);
        assert_eq!(answer["license"], json!(null));
        let answer = looked_up(world, Some(who), differing.clone()).await;
        assert_eq!((&answer["code"], &answer["verdict"]), (&json!(6), &json!("mismatch")), "{}", who.role);
        let no_purpose = json!({ "code": code });
        world.service.refused(who, ("POST", "/v1/verifications"), no_purpose, "caller.purpose").await;
    }
    assert_eq!(world.told(&altered).await, (5, "not_found".into()));
    let answer = world.service.post(Some(&granted.holder), "/v1/verifications", json!({ "code": altered })).await;
    assert_eq!(answer["code"], 5);
    let nothing = world.service.post(None, "/v1/public/verifications", json!({ "code": "" })).await;
    assert_ne!(nothing["code"], 0);
    // Who looked, the holder can see; the public left no trace to be seen.
    let path = format!("/v1/holders/{}/accesses?limit=100", granted.holder_id);
    let accesses = world.service.get(&granted.holder, &path).await;
    assert!(items(&accesses).all(|access| access["role"] != "public" && access["role"] != "holder"));
}

fn altered(code: &str) -> String {
    let (base, digits) = code.split_once('#').unwrap();
    let place = digits.len() / 2;
    let swap = |(at, digit): (usize, char)| match (at == place, digit) {
        (true, '9') => '8',
        (true, _) => '9',
        (false, kept) => kept,
    };
    format!("{base}#{}", digits.chars().enumerate().map(swap).collect::<String>())
}

#[tokio::test]
async fn a_replaced_identifier_is_told_so_and_not_taken_for_its_successor() {
    let mut world = World::new().await;
    let granted = world.granted(Kind::BusinessLicense, &[]).await;
    world.activated(&granted, "claim-it").await;
    let old = world.newest(&granted).await;
    world.corrected(&granted, "correct-it", "address", "新址".into()).await;
    world.service.settle().await;
    let new = world.newest(&granted).await;
    for (license, code) in [(old, 3), (new, 0)] {
        let body = json!({ "identifier": license["identifier"], "holder_name": granted.holder_name() });
        assert_eq!(looked_up(&world, None, body).await["code"], code, "{}", license["version"]);
        let body = json!({ "identifier": license["identifier"], "purpose": "路面执法检查" });
        assert_eq!(looked_up(&world, Some(&world.partner), body).await["code"], code);
    }
    let body = json!({ "number": granted.row["number"], "purpose": "路面执法检查" });
    assert_eq!(looked_up(&world, Some(&world.enforcement), body).await["code"], 0);
}
