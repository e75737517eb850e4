//! 人车户: driver, vehicle and operator in one call.

use std::collections::BTreeMap;

use license::kind::Kind;
use serde_json::{Value, json};

use super::{Granted, World, text};
use crate::service::Persona;

const PURPOSE: &str = "路面执法检查";

/// A driver, a truck and the firm that runs it, each with a license in force; and the codes of all three.
struct Trio {
    driver: Granted,
    vehicle: Granted,
    operator: Granted,
    codes: [String; 3],
    vehicle_path: String,
}

async fn trio(world: &mut World) -> Trio {
    let operator = world.granted(Kind::BusinessLicense, &[("scope", "02101|02201"), ("scope_text", "")]).await;
    let (uscc, number) = (operator.row["uscc"].clone(), operator.row["number"].clone());
    let truck = [
        ("vehicle_type", "H11"),
        ("scope", "02101"),
        ("scope_text", ""),
        ("operator_uscc", &uscc),
        ("operator_license", &number),
    ];
    let vehicle = world.granted(Kind::VehicleCertificate, &truck).await;
    let able = [("driving_class", "B2"), ("categories", "02001:2024-01-01:"), ("operator_uscc", uscc.as_str())];
    let driver = world.granted(Kind::PractitionerCertificate, &able).await;
    let (_, driver_code) = world.activated(&driver, "claim-driver").await;
    let (vehicle_path, vehicle_code) = world.activated(&vehicle, "claim-vehicle").await;
    let (_, operator_code) = world.activated(&operator, "claim-operator").await;
    Trio { driver, vehicle, operator, codes: [driver_code, vehicle_code, operator_code], vehicle_path }
}

async fn joined(world: &World, who: &Persona, mut body: Value) -> Value {
    body["purpose"] = PURPOSE.into();
    world.service.post(Some(who), "/v1/joint-verifications", body).await
}

/// Rule and sides, with outcome and reason.
fn told(answer: &Value) -> BTreeMap<String, String> {
    let findings = answer["findings"].as_array().unwrap().iter();
    let about = |finding: &Value| text(&finding["about"][0], "side");
    findings
        .map(|one| {
            let rule = text(one, "rule");
            let rule = if rule == "in_force" { format!("{rule} {}", about(one)) } else { rule };
            (rule, format!("{} {}", text(one, "outcome"), text(one, "reason")))
        })
        .collect()
}

#[tokio::test]
async fn three_that_fit_by_codes_by_facts_and_by_both() {
    let mut world = World::new().await;
    let trio = trio(&mut world).await;
    let [driver, vehicle, operator] = trio.codes.clone().map(|code| json!({ "code": code }));
    for body in [
        json!({ "driver": driver, "vehicle": vehicle, "operator": operator }),
        json!({ "driver": trio.driver.known(), "vehicle": trio.vehicle.known(), "operator": trio.operator.known() }),
        json!({ "driver": driver, "vehicle": { "number": trio.vehicle.row["number"] }, "operator": operator,
            "work": "02100" }),
    ] {
        let answer = joined(&world, &world.enforcement, body).await;
        assert_eq!(
            (&answer["outcome"], &answer["words"]["zh"]),
            (&json!("fits"), &json!("人、车、户相符")),
            "{answer}"
        );
        for finding in answer["findings"].as_array().unwrap() {
            let about = finding["about"].as_array().unwrap();
            assert!(about.iter().all(|one| one["identifier"].is_string()), "{finding}");
            assert!(finding["words"]["zh"].is_string() && finding["name"]["en"].is_string());
        }
        assert_eq!(answer["sides"].as_array().unwrap().len(), 3);
    }
    // Enforcement compares faces with the world; a partner is shown the masked minimum.
    let all = json!({ "driver": driver, "vehicle": vehicle, "operator": operator });
    let officers = joined(&world, &world.enforcement, all.clone()).await.to_string();
    let partners = joined(&world, &world.partner, all).await.to_string();
    let number = trio.driver.row["id_number"].as_str();
    assert!(officers.contains(number) && !partners.contains(number));
    let path = format!("/v1/holders/{}/accesses?limit=100", trio.driver.holder_id);
    let seen = world.service.get(&trio.driver.holder, &path).await;
    assert!(super::items(&seen).filter(|access| access["role"] == "partner").count() == 1);
}

#[tokio::test]
async fn what_does_not_fit_and_what_cannot_be_told() {
    let mut world = World::new().await;
    let trio = trio(&mut world).await;
    let [driver, vehicle, operator] = trio.codes.clone().map(|code| json!({ "code": code }));
    let other = world.granted(Kind::BusinessLicense, &[("scope", "01000"), ("scope_text", "")]).await;
    let body = json!({ "driver": driver, "vehicle": vehicle, "operator": other.known() });
    let answer = joined(&world, &world.enforcement, body).await;
    let rules = told(&answer);
    assert_eq!(answer["outcome"], "does_not_fit");
    assert_eq!(rules["in_force operator"], "cannot_tell on_paper");
    assert_eq!(rules["vehicle.operator"], "does_not_fit other_operator");
    assert_eq!(rules["vehicle.operator_number"], "does_not_fit number_other");
    assert_eq!(rules["operator.scope"], "does_not_fit scope_lacking");
    assert_eq!(rules["driver.category"], "fits category_held");
    // Work that neither may do, and for which the driver is not qualified.
    let dangerous = json!({ "driver": driver, "vehicle": vehicle, "operator": operator, "work": "03131" });
    let rules = told(&joined(&world, &world.enforcement, dangerous).await);
    assert_eq!(rules["vehicle.scope"], "does_not_fit scope_lacking");
    assert_eq!(rules["operator.scope"], "does_not_fit scope_lacking");
    assert_eq!(rules["driver.category"], "does_not_fit category_missing");
    // Nobody there: no fit, and no more is told than that.
    let nobody = json!({ "driver": driver, "vehicle": { "plate": { "number": "辽A00000", "color": "2" } } });
    let answer = joined(&world, &world.enforcement, nobody).await;
    assert_eq!(answer["outcome"], "cannot_tell");
    assert_eq!(told(&answer)["driver.driving_class"], "cannot_tell no_record");
    // A license on paper is in force, and is to be looked at.
    let paper = world.granted(Kind::VehicleCertificate, &[("vehicle_type", "H11"), ("scope", "02101")]).await;
    let answer = joined(&world, &world.enforcement, json!({ "driver": driver, "vehicle": paper.known() })).await;
    assert_eq!(answer["outcome"], "cannot_tell");
    assert_eq!(told(&answer)["in_force vehicle"], "cannot_tell on_paper");
    // From the moment that the vehicle's certificate is suspended.
    world.ordered(&trio.vehicle_path, "suspensions/suspend-it", "data-in-doubt").await;
    let answer = joined(&world, &world.enforcement, json!({ "vehicle": vehicle, "operator": operator })).await;
    assert_eq!(
        (&answer["outcome"], told(&answer)["in_force vehicle"].as_str()),
        (&json!("does_not_fit"), "does_not_fit suspended")
    );
    // A forged code is no license, and nothing behind it is believed.
    let forged = json!({ "code": trio.codes[0].replace('1', "2") });
    let answer = joined(&world, &world.enforcement, json!({ "driver": forged, "operator": operator })).await;
    assert_eq!(
        (&answer["outcome"], told(&answer)["in_force driver"].as_str()),
        (&json!("does_not_fit"), "does_not_fit forged")
    );
}

#[tokio::test]
async fn what_cannot_be_asked_together_is_refused() {
    let mut world = World::new().await;
    let trio = trio(&mut world).await;
    let [driver, vehicle, _] = trio.codes.clone().map(|code| json!({ "code": code }));
    let shown = json!({ "code": world.on_the_phone(&trio.vehicle_path, &trio.vehicle.holder).await });
    let path = ("POST", "/v1/joint-verifications");
    for (body, field, reason) in [
        (json!({ "driver": driver }), "body", "joint.two_sides"),
        (json!({ "driver": vehicle, "vehicle": vehicle }), "driver", "joint.side"),
        (json!({ "driver": shown, "vehicle": vehicle }), "driver", "joint.side"),
        (json!({ "driver": trio.vehicle.known(), "vehicle": vehicle }), "driver", "joint.side"),
        (json!({ "driver": driver, "vehicle": vehicle, "work": "99999" }), "work", "scope.unknown"),
        (json!({ "driver": {}, "vehicle": vehicle }), "body", "lookup.one_fact"),
    ] {
        let mut body = body;
        body["purpose"] = PURPOSE.into();
        let answer = world.service.ask(Some(&world.enforcement), path.0, path.1, Some(body)).await;
        assert_eq!(
            (answer.code(), &answer.body["field"], &answer.body["reason"]),
            ("input.field", &json!(field), &json!(reason))
        );
    }
    let purposeless = json!({ "driver": driver, "vehicle": vehicle });
    world.service.refused(&world.enforcement, path, purposeless.clone(), "caller.purpose").await;
    let anybody = world.service.ask(None, path.0, path.1, Some(purposeless)).await;
    assert_eq!(anybody.code(), "signin.missing", "the public is told nothing of who drives for whom");
}
