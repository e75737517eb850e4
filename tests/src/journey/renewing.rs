//! What comes after the first license: new versions, ends, and claims after an end.

use license::kind::Kind;
use serde_json::json;

use super::{World, text, version_path};
use crate::service::table;

#[tokio::test]
async fn a_suspended_license_that_is_replaced_stays_suspended() {
    let mut world = World::new().await;
    let granted = world.granted(Kind::BusinessLicense, &[]).await;
    let (path, old_code) = world.activated(&granted, "claim-it").await;
    world.ordered(&path, "suspensions/suspend-it", "data-in-doubt").await;
    world.corrected(&granted, "correct-it", "address", "新址".into()).await;
    world.service.settle().await;
    let newer = world.newest(&granted).await;
    assert_eq!((&newer["version"], &newer["stage"]), (&json!("002"), &json!("suspended")));
    let path = version_path(&newer);
    let code = text(&world.service.get(&granted.holder, &format!("{path}/code")).await, "text");
    assert_eq!(world.told(&old_code).await, (3, "ended".into()));
    assert_eq!(world.told(&code).await, (2, "suspended".into()));
    assert_eq!(world.ordered(&path, "resumptions/resume-it", "doubt-cleared").await["stage"], "activated");
    assert_eq!(world.told(&code).await, (0, "valid".into()));
}

#[tokio::test]
async fn a_license_not_yet_activated_is_not_made_so_by_suspension_or_replacement() {
    let mut world = World::new().await;
    let granted = world.granted(Kind::BusinessLicense, &[]).await;
    let path = version_path(&world.licensed(&granted, "claim-it").await);
    world.ordered(&path, "suspensions/suspend-it", "data-in-doubt").await;
    assert_eq!(world.ordered(&path, "resumptions/resume-it", "doubt-cleared").await["stage"], "sealed");
    world.corrected(&granted, "correct-it", "address", "新址".into()).await;
    world.service.settle().await;
    assert_eq!(world.newest(&granted).await["stage"], "sealed");
}

#[tokio::test]
async fn after_an_end_the_grant_is_claimed_anew_with_the_photo_on_file() {
    let mut world = World::new().await;
    let granted = world.granted(Kind::PractitionerCertificate, &[]).await;
    let ends = [
        ("revocations/revoke-it", "illegal-operation"),
        ("cancellations/cancel-it", "holder-request"),
        ("withdrawals/withdraw-it", "fraud-or-bribery"),
    ];
    let mut seen = Vec::new();
    for (round, (noun, reason)) in ends.into_iter().enumerate() {
        let name = format!("claim-round-{round}");
        let (path, code) = world.activated(&granted, &name).await;
        let application = world.application(&granted, &name).await;
        let rule = (round > 0).then_some("art7-photo-on-file");
        assert_eq!(application["rule"].as_str(), rule, "a photo is asked for once");
        world.ordered(&path, noun, reason).await;
        assert_eq!(world.told(&code).await, (3, "ended".into()));
        let license = world.newest(&granted).await;
        assert_eq!((&license["version"], &license["replaces"]), (&json!("001"), &json!(null)), "not continued");
        seen.push(text(&license, "identifier"));
        world.service.refused(&granted.holder, ("GET", &format!("{path}/code")), json!({}), "license.stage").await;
    }
    seen.dedup();
    assert_eq!(seen.len(), 3, "each claim has its own identifier");
    world.service.is_whole().await;
}

#[tokio::test]
async fn a_renewed_term_makes_the_next_version_and_the_term_ends_it() {
    let mut world = World::new().await;
    let today = license::clock::chinese_day(world.service.now());
    let in_days = |days: i64| (today + jiff::Span::new().days(days)).to_string();
    let granted = world.granted(Kind::BusinessLicense, &[("valid_until", &in_days(9))]).await;
    let (_, first) = world.activated(&granted, "claim-it").await;
    let mut row = granted.row.clone();
    row.insert("valid_until".into(), in_days(40));
    let path = format!("/v1/register/{}/grants", table(granted.kind));
    world.service.put(&world.officer, &path, json!({ "row": row })).await;
    world.service.settle().await;
    let newer = world.newest(&granted).await;
    assert_eq!((&newer["version"], newer["valid_until"].as_str()), (&json!("002"), Some(in_days(40).as_str())));
    let path = version_path(&newer);
    let code = text(&world.service.get(&granted.holder, &format!("{path}/code")).await, "text");
    assert_eq!((world.told(&first).await.0, world.told(&code).await.0), (3, 0));
    world.service.pass_days(40);
    assert_eq!(world.told(&code).await, (0, "valid".into()), "the last day is a day of the term");
    world.service.pass_days(1);
    assert_eq!(world.told(&code).await, (3, "ended".into()));
    assert_eq!(world.newest(&granted).await["state"], "2");
    // A record that has run out is corrected without a new license.
    world.corrected(&granted, "correct-late", "address", "新址".into()).await;
    world.service.settle().await;
    assert_eq!(world.newest(&granted).await["version"], "002");
}

#[tokio::test]
async fn a_correction_that_changes_nothing_is_nothing() {
    let mut world = World::new().await;
    let granted = world.granted(Kind::BusinessLicense, &[]).await;
    world.activated(&granted, "claim-it").await;
    let before = world.service.dump().await;
    let address = granted.row["address"].clone();
    world.corrected(&granted, "correct-nothing", "address", address.into()).await;
    let path = format!("/v1/register/{}/grants", table(granted.kind));
    world.service.put(&world.officer, &path, json!({ "row": granted.row })).await;
    world.service.settle().await;
    assert_eq!(world.service.dump().await, before);
}

#[tokio::test]
async fn a_license_that_ends_while_its_next_version_is_made_is_not_followed_by_one() {
    let mut world = World::new().await;
    let ends = [("revocations", "illegal-operation", "revoked"), ("cancellations", "holder-request", "cancelled")];
    for (noun, reason, stage) in ends {
        let granted = world.granted(Kind::BusinessLicense, &[]).await;
        let (path, code) = world.activated(&granted, &format!("claim-{stage}")).await;
        world.corrected(&granted, "correct-it", "address", "新址".into()).await;
        // The correction has asked for a new version, and nothing has made it yet.
        world.ordered(&path, &format!("{noun}/end-it-now"), reason).await;
        world.service.settle().await;
        let newest = world.newest(&granted).await;
        assert_eq!((newest["stage"].as_str(), &newest["version"]), (Some(stage), &json!("001")));
        assert_eq!(world.told(&code).await, (3, "ended".into()));
        // The grant is free again.
        world.licensed(&granted, &format!("claim-after-{stage}")).await;
        assert_eq!(world.newest(&granted).await["stage"], "sealed");
    }
}
