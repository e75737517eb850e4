//! Who may ask for what, and how often a request counts.

use license::kind::Kind;
use serde_json::{Value, json};

use super::{BASIS, World, items, photo, text};
use crate::service::{CITY, OTHER_CITY, Persona};

#[tokio::test]
async fn a_name_is_one_request_for_ever() {
    let mut world = World::new().await;
    let granted = world.granted(Kind::BusinessLicense, &[]).await;
    let other = world.granted(Kind::BusinessLicense, &[]).await;
    let first = world.applied(&granted.holder, &granted, "claim-once", "claim").await;
    assert_eq!(world.applied(&granted.holder, &granted, "claim-once", "claim").await, first);
    let service = &world.service;
    let same = ("PUT", "/v1/applications/claim-once");
    service.refused(&granted.holder, same, granted.request("making"), "request.name_taken").await;
    service.refused(&other.holder, same, other.request("claim"), "request.name_taken").await;
    let second = ("PUT", "/v1/applications/claim-twice");
    service.refused(&granted.holder, second, granted.request("claim"), "application.open").await;
    service.settle().await;
    service.refused(&granted.holder, second, granted.request("claim"), "grant.already_licensed").await;
    // A late repetition of the first request tells where it stands now, and makes nothing.
    assert_eq!(world.applied(&granted.holder, &granted, "claim-once", "claim").await["stage"], "issued");
    acts_once(&world, &granted).await;
}

async fn acts_once(world: &World, granted: &super::Granted) {
    let path = super::version_path(&world.newest(granted).await);
    let activation = format!("{path}/activation");
    let activated = world.service.put(&granted.holder, &activation, json!({})).await;
    assert_eq!(world.service.put(&granted.holder, &activation, json!({})).await, activated);
    let suspended = world.ordered(&path, "suspensions/suspend-it", "data-in-doubt").await;
    assert_eq!(world.ordered(&path, "suspensions/suspend-it", "data-in-doubt").await, suspended);
    let place = format!("{path}/suspensions/suspend-it");
    let other = json!({ "reason": "rectification", "legal_basis": BASIS });
    world.service.refused(&world.officer, ("PUT", &place), other, "request.name_taken").await;
    let colleague = Persona { sub: "officer-colleague".into(), ..world.officer.clone() };
    let same = json!({ "reason": "data-in-doubt", "legal_basis": BASIS });
    world.service.refused(&colleague, ("PUT", &place), same, "request.name_taken").await;
    let notices = world.notices(granted).await;
    assert_eq!(notices, ["suspended", "issued"], "one for each act, however often it is asked for");
}

#[tokio::test]
async fn a_listing_goes_on_from_its_cursor_to_its_end() {
    let mut world = World::new().await;
    let first = world.granted(Kind::VehicleCertificate, &[]).await;
    let mut owned = vec![first.grant.clone()];
    for _ in 0..2 {
        let owner = ["owner_name", "owner_code_type", "owner_code"].map(|column| (column, first.row[column].clone()));
        let owner = owner.each_ref().map(|(column, cell)| (*column, cell.as_str()));
        owned.push(world.granted(Kind::VehicleCertificate, &owner).await.grant);
    }
    let path = format!("/v1/holders/{}/grants", first.holder_id);
    let mut seen = Vec::new();
    let mut page = world.service.get(&first.holder, &format!("{path}?limit=1")).await;
    loop {
        seen.extend(items(&page).map(|grant| text(grant, "grant")));
        assert!(items(&page).count() <= 1);
        let Some(next) = page["next"].as_str() else { break };
        page = world.service.get(&first.holder, &format!("{path}?limit=1&after={next}")).await;
    }
    seen.sort();
    owned.sort();
    assert_eq!(seen, owned);
    let made_up = format!("{path}?after=WyJoZWxkIl0");
    world.service.refused(&first.holder, ("GET", &made_up), Value::Null, "input.cursor").await;
    for limit in ["0", "101", "-1", "x", ""] {
        let path = format!("{path}?limit={limit}");
        world.service.refused(&first.holder, ("GET", &path), Value::Null, "input.field").await;
    }
}

#[tokio::test]
async fn only_the_verified_holder_claims() {
    let mut world = World::new().await;
    let granted = world.granted(Kind::PractitionerCertificate, &[]).await;
    let stranger = world.granted(Kind::PractitionerCertificate, &[]).await.holder;
    let nameless = Persona { real_name: false, ..granted.holder.clone() };
    let service = &world.service;
    let claim = ("PUT", "/v1/applications/claim-it");
    service.refused(&nameless, claim, granted.request("claim"), "caller.real_name").await;
    service.refused(&stranger, claim, granted.request("claim"), "caller.not_holder").await;
    service.refused(&world.elsewhere, claim, granted.request("claim"), "caller.other_division").await;
    service.refused(&world.reviewer, claim, granted.request("making"), "caller.role").await;
    service.refused(&granted.holder, claim, granted.request("making"), "caller.role").await;
    service.refused(&granted.holder, claim, granted.request("update"), "caller.role").await;
    service.refused(&world.officer, claim, granted.request("making"), "photo.required").await;
    let path = format!("/v1/holders/{}/grants", granted.holder_id);
    service.refused(&nameless, ("GET", &path), Value::Null, "caller.real_name").await;
    service.refused(&stranger, ("GET", &path), Value::Null, "caller.not_holder").await;
    let license = version_of(&world.licensed(&granted, "claim-it").await);
    for (method, path) in [
        ("GET", license.clone()),
        ("GET", format!("{license}/code")),
        ("GET", format!("{license}/document")),
        ("PUT", format!("{license}/activation")),
    ] {
        service.refused(&stranger, (method, &path), json!({}), "license.unknown").await;
        service.refused(&nameless, (method, &path), json!({}), "caller.real_name").await;
    }
}

fn version_of(license: &Value) -> String {
    super::version_path(license)
}

#[tokio::test]
async fn what_the_register_does_not_bear_out_is_refused() {
    let mut world = World::new().await;
    let cases: [(&[(&str, &str)], &str); 4] = [
        (&[("valid_until", "2026-01-31")], "grant.expired"),
        (&[("state", "2")], "operator.not_operating"),
        (&[("state", "3"), ("valid_until", "2026-01-31")], "grant.expired"),
        (&[("uscc", "91210100MA0000000X")], "operator.uscc"),
    ];
    for (changes, code) in cases {
        let granted = world.granted(Kind::BusinessLicense, changes).await;
        for (who, route) in [(&granted.holder, "claim"), (&world.officer, "making")] {
            let path = ("PUT", "/v1/applications/claim-in-vain");
            world.service.refused(who, path, granted.request(route), code).await;
        }
    }
    let granted = world.granted(Kind::BusinessLicense, &[]).await;
    let absent = json!({ "subject": granted.subject, "grant": "g-aaaaaaaaaaaaaaaaaaaaaaaaaa", "route": "claim" });
    world.service.refused(&granted.holder, ("PUT", "/v1/applications/claim-nothing"), absent, "grant.unknown").await;
}

#[tokio::test]
async fn who_had_a_hand_in_it_does_not_decide_it() {
    let mut world = World::new().await;
    let granted = world.granted(Kind::VehicleCertificate, &[]).await;
    // One person with two roles in the same sign-in.
    let both = Persona { sub: world.reviewer.sub.clone(), ..world.officer.clone() };
    world.applied(&granted.holder, &granted, "claim-it", "claim").await;
    world.uploaded(&both, "claim-it", 1, photo(granted.kind)).await;
    world.service.settle().await;
    let decision = ("PUT", "/v1/reviews/claim-it/decisions/decide-it");
    let approve = json!({ "outcome": "approve" });
    world.service.refused(&world.reviewer, decision, approve.clone(), "caller.own_application").await;
    let colleague = Persona { sub: "reviewer-colleague".into(), ..world.reviewer.clone() };
    world.service.refused(&both, decision, approve.clone(), "caller.role").await;
    let elsewhere = Persona::official("reviewer", OTHER_CITY);
    world.service.refused(&elsewhere, decision, approve.clone(), "caller.other_division").await;
    assert_eq!(world.service.put(&colleague, decision.1, approve).await["stage"], "approved");
    taken_at_the_counter(&mut world, &both, &colleague).await;
}

/// An officer takes the claim of a holder who came in person, and may not decide it under another role.
async fn taken_at_the_counter(world: &mut World, both: &Persona, colleague: &Persona) {
    let granted = world.granted(Kind::VehicleCertificate, &[]).await;
    world.applied(both, &granted, "claim-at-counter", "claim").await;
    world.uploaded(&granted.holder, "claim-at-counter", 1, photo(granted.kind)).await;
    world.service.settle().await;
    let decision = ("PUT", "/v1/reviews/claim-at-counter/decisions/decide-it");
    let approve = json!({ "outcome": "approve" });
    world.service.refused(&world.reviewer, decision, approve.clone(), "caller.own_application").await;
    assert_eq!(world.service.put(colleague, decision.1, approve).await["stage"], "approved");
}

#[tokio::test]
async fn an_officer_of_another_city_does_nothing_here() {
    let mut world = World::new().await;
    let granted = world.granted(Kind::VehicleCertificate, &[]).await;
    let operator = world.granted(Kind::BusinessLicense, &[]).await;
    let (path, _) = world.activated(&granted, "claim-it").await;
    let license = path.split('/').nth(3).unwrap();
    let order = |reason: &str| json!({ "reason": reason, "legal_basis": BASIS });
    let mut known = granted.known();
    known["purpose"] = "登记信息变更".into();
    let facts = world.service.post(Some(&world.officer), "/v1/register/look-ups", known.clone()).await["facts"].clone();
    let mut requests = vec![
        ("GET", "/v1/applications/claim-it".to_owned(), Value::Null),
        ("PUT", "/v1/applications/claim-it/photos/2".to_owned(), json!({ "media_type": "image/png", "size_bytes": 9 })),
        ("PUT", "/v1/applications/claim-it/withdrawal".to_owned(), json!({})),
        ("PUT", "/v1/applications/make-it-there".to_owned(), operator.request("making")),
        ("GET", "/v1/reviews/claim-it".to_owned(), Value::Null),
        ("GET", format!("/v1/licenses/{license}/events"), Value::Null),
        ("GET", format!("{path}/document"), Value::Null),
        ("POST", format!("{path}/copies"), json!({ "form": "pdf" })),
        ("POST", "/v1/register/look-ups".to_owned(), known),
        ("PUT", format!("/v1/register/subjects/{}/corrections/correct-it", granted.subject), json!({ "facts": facts })),
        ("PUT", "/v1/register/vehicles/grants".to_owned(), json!({ "row": granted.row })),
        ("GET", format!("/v1/statistics?division={CITY}"), Value::Null),
    ];
    for (noun, reason) in [
        ("suspensions", "data-in-doubt"),
        ("resumptions", "doubt-cleared"),
        ("cancellations", "holder-request"),
        ("withdrawals", "fraud-or-bribery"),
        ("revocations", "serious-accident"),
    ] {
        requests.push(("PUT", format!("{path}/{noun}/act-elsewhere"), order(reason)));
    }
    let before = world.newest(&granted).await;
    for (method, path, body) in requests {
        world.service.refused(&world.elsewhere, (method, &path), body, "caller.other_division").await;
    }
    world.service.settle().await;
    assert_eq!(world.newest(&granted).await, before);
}
