//! Statistics: everything once, whatever the stream does, and sums that are those of the books.

use std::collections::BTreeMap;

use license::clock::chinese_day;
use license::kind::Kind;
use serde_json::{Value, json};

use super::World;
use crate::service::{CITY, Persona, scheduled};

/// The sum of a flow over cities and kinds.
pub(super) fn sum(statistics: &Value, measure: &str) -> i64 {
    statistics["rows"].as_array().unwrap().iter().filter_map(|row| row["flows"][measure].as_i64()).sum()
}

/// Three licenses of different fates and one grant without.
async fn fates(world: &mut World) {
    let suspended = world.granted(Kind::BusinessLicense, &[]).await;
    let (path, _) = world.activated(&suspended, "claim-one").await;
    world.ordered(&path, "suspensions/suspend-it", "data-in-doubt").await;
    let revoked = world.granted(Kind::VehicleCertificate, &[]).await;
    let (path, _) = world.activated(&revoked, "claim-two").await;
    world.ordered(&path, "revocations/revoke-it", "illegal-operation").await;
    let active = world.granted(Kind::BusinessLicense, &[]).await;
    world.activated(&active, "claim-three").await;
    world.corrected(&active, "correct-it", "address", "新址".into()).await;
    world.granted(Kind::BusinessLicense, &[("economic_type", "")]).await;
    world.service.settle().await;
}

async fn measures(world: &World) -> BTreeMap<String, i64> {
    let seen = world.service.get(&world.province, "/v1/statistics").await;
    let rows = seen["rows"].as_array().unwrap();
    let names = rows.iter().flat_map(|row| row["flows"].as_object().unwrap().keys().cloned());
    names.map(|name| (name.clone(), sum(&seen, &name))).filter(|(_, count)| *count != 0).collect()
}

fn expected() -> BTreeMap<String, i64> {
    let counts = [
        ("grant_recorded", 4),
        ("grants", 4),
        ("compliant", 3),
        ("application_submitted", 3),
        ("application_approved", 3),
        ("photo_accepted", 1),
        ("waited.within_1h", 1),
        ("register_corrected", 1),
        ("license_issued", 4),
        ("license_activated", 3),
        ("license_suspended", 1),
        ("license_revoked", 1),
        ("stage.activated", 1),
        ("stage.suspended", 1),
        ("stage.replaced", 1),
        ("stage.revoked", 1),
    ];
    counts.map(|(name, count)| (name.to_owned(), count)).into()
}

#[tokio::test]
async fn counts_are_those_of_the_books_under_redelivery_and_reordering() {
    let mut world = World::new().await;
    fates(&mut world).await;
    assert_eq!(measures(&world).await, expected());
    let mut records = world.service.records();
    records.retain(|record| record["eventName"] == "INSERT");
    let again = json!({ "Records": records });
    assert_eq!(world.service.feed("statistics", again).await, Vec::<Value>::new());
    records.reverse();
    for batch in records.chunks(7) {
        assert_eq!(world.service.feed("statistics", json!({ "Records": batch })).await, Vec::<Value>::new());
    }
    assert_eq!(measures(&world).await, expected());
}

#[tokio::test]
async fn a_stream_read_backwards_counts_the_same_and_makes_nothing_twice() {
    let mut world = World::new().await;
    let granted = world.granted(Kind::BusinessLicense, &[]).await;
    world.activated(&granted, "claim-it").await;
    world.service.settle().await;
    let records = world.service.records();
    let books = world.service.dump().await;
    // The approval is piped once more after the license is made.
    let pipe: Vec<(String, String)> = records.iter().enumerate().map(|(n, r)| (n.to_string(), r.to_string())).collect();
    assert_eq!(world.service.feed("issue", crate::service::queue(&pipe)).await, Vec::<Value>::new());
    assert_eq!(world.service.dump().await, books);
    // A second service that has counted nothing gets the same records from their end to their beginning.
    let second = World::new().await;
    for record in records.iter().rev() {
        assert_eq!(second.service.feed("statistics", json!({ "Records": [record] })).await, Vec::<Value>::new());
    }
    assert_eq!(measures(&second).await, measures(&world).await);
    assert_eq!(measures(&second).await["stage.activated"], 1);
}

#[tokio::test]
async fn rates_have_both_numbers_and_each_city_sees_its_own() {
    let mut world = World::new().await;
    fates(&mut world).await;
    let seen = world.service.get(&world.province, "/v1/statistics").await;
    let rate = |name: &str| {
        let rate = &seen["rates"][name];
        (rate["numerator"].as_i64().unwrap(), rate["denominator"].as_i64().unwrap(), rate["permille"].as_i64())
    };
    assert_eq!(rate("made"), (2, 4, Some(500)));
    assert_eq!(rate("activated"), (1, 2, Some(500)));
    assert_eq!(rate("compliant"), (3, 4, Some(750)));
    assert_eq!(rate("collected"), (0, 0, None), "no data, and not a hundred percent");
    let own = world.service.get(&world.officer, "/v1/statistics").await;
    assert_eq!((&own["rows"], &own["rates"]), (&seen["rows"], &seen["rates"]), "all of it is this city's");
    let other = world.service.get(&world.elsewhere, "/v1/statistics").await;
    assert_eq!((&other["rows"], &other["rates"]["made"]["permille"]), (&json!([]), &json!(null)));
    let one = world.service.get(&world.province, &format!("/v1/statistics?division={CITY}&kind=013")).await;
    assert_eq!((sum(&one, "license_issued"), sum(&one, "license_revoked")), (1, 1));
    let before = world.service.get(&world.province, "/v1/statistics?until=2026-01-01").await;
    assert_eq!(before["rows"], json!([]));
    let turned = ("GET", "/v1/statistics?from=2026-02-01&until=2026-01-01");
    world.service.refused(&world.province, turned, Value::Null, "input.field").await;
}

#[tokio::test]
async fn the_daily_snapshot_keeps_yesterday_and_taken_again_is_the_same() {
    let mut world = World::new().await;
    fates(&mut world).await;
    let today = chinese_day(world.service.now());
    let path = format!("/v1/statistics/snapshots/{today}");
    let service = &world.service;
    service.refused(&world.province, ("GET", &path), Value::Null, "item.unknown").await;
    service.feed("statistics", scheduled(service.now())).await;
    service.refused(&world.province, ("GET", &path), Value::Null, "item.unknown").await;
    service.pass_days(1);
    let granted = world.granted(Kind::BusinessLicense, &[]).await;
    world.licensed(&granted, "claim-tomorrow").await;
    let service = &world.service;
    let mut kept = Vec::new();
    for _ in 0..2 {
        service.feed("statistics", scheduled(service.now())).await;
        kept.push(service.get(&world.province, &path).await["totals"].clone());
    }
    assert_eq!(kept[0], kept[1]);
    let mut totals = BTreeMap::new();
    for total in kept[0].as_array().unwrap() {
        *totals.entry(total["measure"].as_str().unwrap().to_owned()).or_insert(0) += total["count"].as_i64().unwrap();
    }
    totals.retain(|_, count| *count != 0);
    assert_eq!(totals, expected(), "nothing of the day that has begun");
    let officer: &Persona = &world.officer;
    service.refused(officer, ("GET", &path), Value::Null, "caller.role").await;
}

/// What was verified is among the flows of its period, and never among the stands, the rates or a snapshot.
#[tokio::test]
async fn verifications_are_flows_and_nothing_else() {
    let mut world = World::new().await;
    let granted = world.granted(Kind::BusinessLicense, &[]).await;
    let (_, code) = world.activated(&granted, "claim-it").await;
    world.service.settle().await;
    let before = world.service.get(&world.province, "/v1/statistics").await;
    for _ in 0..3 {
        world.told(&code).await;
    }
    world.told("no code").await;
    let mut known = granted.known();
    known["purpose"] = "路面执法检查".into();
    world.service.post(Some(&world.partner), "/v1/look-ups", known).await;
    let after = world.service.get(&world.province, "/v1/statistics").await;
    assert_eq!(after["rates"], before["rates"]);
    assert_eq!(after["rows"][0]["stands"], before["rows"][0]["stands"]);
    let flow = |measure: &str| sum(&after, measure) - sum(&before, measure);
    assert_eq!((flow("verified.public.code.valid"), flow("verified.partner.look_up.valid")), (3, 1));
    assert_eq!(after["unfound"]["verified.public.code.forged"], 1);
    let own = world.service.get(&world.officer, "/v1/statistics").await;
    assert_eq!((&own["rows"], &own["unfound"]), (&after["rows"], &json!({})), "what found nothing is no city's");
    let day = chinese_day(world.service.now());
    let earlier = format!("/v1/statistics?until={}", day.yesterday().unwrap());
    assert_eq!(world.service.get(&world.province, &earlier).await["unfound"], json!({}));
    world.service.pass_days(1);
    world.service.feed("statistics", scheduled(world.service.now())).await;
    let kept = world.service.get(&world.province, &format!("/v1/statistics/snapshots/{day}")).await.to_string();
    assert!(kept.contains("stage.activated") && !kept.contains("verified."));
}
