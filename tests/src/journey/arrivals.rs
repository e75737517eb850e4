//! What S3 tells: twice, late, out of order, and of what is no longer there.

use license::kind::Kind;
use local::stores::UPLOADS_BUCKET;
use serde_json::{Value, json};

use super::{World, life::csv_of, photo, png};
use crate::service::{Row, object, queue};

fn photo_event(key: &str) -> Value {
    queue(&[("message-1".to_owned(), object(UPLOADS_BUCKET, key, 9, "e1").to_string())])
}

#[tokio::test]
async fn a_photo_that_is_told_twice_or_late_is_judged_once() {
    let mut world = World::new().await;
    let granted = world.granted(Kind::VehicleCertificate, &[]).await;
    world.applied(&granted.holder, &granted, "claim-it", "claim").await;
    world.uploaded(&granted.holder, "claim-it", 1, png(80, 60)).await;
    world.service.settle().await;
    let returned = world.application(&granted, "claim-it").await;
    assert_eq!(returned["stage"], "photo_returned");
    let service = &world.service;
    // Again, after it was judged.
    assert_eq!(service.feed("review-photo", photo_event("uploads/claim-it/1")).await, Vec::<Value>::new());
    assert_eq!(world.application(&granted, "claim-it").await, returned);
    world.uploaded(&granted.holder, "claim-it", 2, photo(granted.kind)).await;
    service.settle().await;
    let waiting = world.application(&granted, "claim-it").await;
    assert_eq!(waiting["stage"], "awaiting_review");
    for late in ["uploads/claim-it/1", "uploads/claim-it/2", "uploads/claim-it/3"] {
        assert_eq!(service.feed("review-photo", photo_event(late)).await, Vec::<Value>::new(), "{late}");
        assert_eq!(world.application(&granted, "claim-it").await, waiting, "{late}");
    }
    world.decided("claim-it", "approve-it", json!({ "outcome": "approve" })).await;
    service.settle().await;
    let before = service.dump().await;
    assert_eq!(service.feed("review-photo", photo_event("uploads/claim-it/2")).await, Vec::<Value>::new());
    assert_eq!(service.dump().await, before, "after the license nothing is judged");
    assert_eq!(world.notices(&granted).await, ["issued", "photo_returned"]);
}

#[tokio::test]
async fn two_photos_told_in_the_wrong_order_leave_the_newer_one() {
    let mut world = World::new().await;
    let granted = world.granted(Kind::PractitionerCertificate, &[]).await;
    world.applied(&granted.holder, &granted, "claim-it", "claim").await;
    world.uploaded(&granted.holder, "claim-it", 1, png(30, 42)).await;
    let first = world.service.arrivals();
    // The second is good, and its event overtakes the first's.
    let link = json!({ "media_type": "image/png", "size_bytes": photo(granted.kind).len() });
    let link = world.service.put(&granted.holder, "/v1/applications/claim-it/photos/2", link).await;
    assert!(world.service.upload(&link, photo(granted.kind)).await.is_success());
    world.service.settle().await;
    let waiting = world.application(&granted, "claim-it").await;
    assert_eq!(waiting["stage"], "awaiting_review");
    for (_, body) in first {
        let failed = world.service.feed("review-photo", queue(&[("late".to_owned(), body)])).await;
        assert_eq!(failed, Vec::<Value>::new());
    }
    assert_eq!(world.application(&granted, "claim-it").await, waiting);
}

#[tokio::test]
async fn what_is_gone_or_nobodys_is_passed_over_and_what_is_no_event_is_named() {
    let mut world = World::new().await;
    let granted = world.granted(Kind::VehicleCertificate, &[]).await;
    world.applied(&granted.holder, &granted, "claim-it", "claim").await;
    world.uploaded(&granted.holder, "claim-it", 1, photo(granted.kind)).await;
    let delete = world.service.stores.s3().delete_object().bucket(UPLOADS_BUCKET).key("uploads/claim-it/1");
    delete.send().await.unwrap();
    world.service.settle().await;
    assert_eq!(world.application(&granted, "claim-it").await["stage"], "submitted");
    let before = world.service.dump().await;
    for key in ["uploads/claim-of-nobody/1", "uploads/claim-it/x", "uploads/claim-it", "photos/claim-it/1", "", "%"] {
        assert_eq!(world.service.feed("review-photo", photo_event(key)).await, Vec::<Value>::new(), "{key}");
        assert_eq!(world.service.feed("register", photo_event(key)).await, Vec::<Value>::new(), "{key}");
    }
    // One that is no event comes back alone; the other of the batch is done.
    let good = object(UPLOADS_BUCKET, "uploads/claim-it/1", 9, "e1").to_string();
    let batch = queue(&[("bad".to_owned(), "[]".to_owned()), ("good".to_owned(), good)]);
    assert_eq!(world.service.feed("review-photo", batch).await, [json!({ "itemIdentifier": "bad" })]);
    assert_eq!(world.service.dump().await, before);
    // The photo may be sent again under the same number.
    world.uploaded(&granted.holder, "claim-it", 1, photo(granted.kind)).await;
    world.service.settle().await;
    assert_eq!(world.application(&granted, "claim-it").await["stage"], "awaiting_review");
}

/// What is put in the place of a photo before its event comes is what is judged; afterwards it changes nothing.
#[tokio::test]
async fn a_photo_that_is_replaced_is_judged_once_as_it_then_is() {
    let mut world = World::new().await;
    let granted = world.granted(Kind::VehicleCertificate, &[]).await;
    world.applied(&granted.holder, &granted, "claim-it", "claim").await;
    world.uploaded(&granted.holder, "claim-it", 1, png(80, 60)).await;
    world.uploaded(&granted.holder, "claim-it", 1, photo(granted.kind)).await;
    world.service.settle().await;
    let waiting = world.application(&granted, "claim-it").await;
    assert_eq!((&waiting["stage"], world.notices(&granted).await), (&json!("awaiting_review"), vec![]));
    // The link lives on for a while. What comes through it now is not what the officer sees, nor what the license shows.
    let case = world.service.get(&world.reviewer, "/v1/reviews/claim-it").await;
    let seen = world.service.download(&case["photo"]).await;
    let put = world.service.stores.s3().put_object().bucket(UPLOADS_BUCKET).key("uploads/claim-it/1");
    put.body(png(801, 601).into()).send().await.unwrap();
    world.service.settle().await;
    assert_eq!(world.application(&granted, "claim-it").await, waiting);
    let case = world.service.get(&world.reviewer, "/v1/reviews/claim-it").await;
    assert_eq!(world.service.download(&case["photo"]).await, seen);
}

#[tokio::test]
async fn a_photo_of_an_application_that_was_taken_back_changes_nothing() {
    let mut world = World::new().await;
    let granted = world.granted(Kind::VehicleCertificate, &[]).await;
    world.applied(&granted.holder, &granted, "claim-it", "claim").await;
    world.uploaded(&granted.holder, "claim-it", 1, photo(granted.kind)).await;
    world.service.put(&granted.holder, "/v1/applications/claim-it/withdrawal", json!({})).await;
    let before = world.service.dump().await;
    world.service.settle().await;
    assert_eq!(world.service.dump().await, before, "neither the application nor the index of photos");
    let queue = world.service.get(&world.reviewer, "/v1/reviews").await;
    assert_eq!(queue["items"], json!([]));
}

/// Puts a file of rows where imports arrive, and gives its report when it is read.
async fn report(world: &World, name: &str, csv: Vec<u8>) -> Vec<String> {
    let path = format!("/v1/register/operators/imports/{name}");
    let link = world.service.put(&world.officer, &path, json!({ "size_bytes": csv.len() })).await;
    assert!(world.service.upload(&link, csv).await.is_success());
    world.service.settle().await;
    let report = world.service.get(&world.officer, &path).await;
    report.as_str().unwrap().lines().map(str::to_owned).collect()
}

#[tokio::test]
async fn bad_rows_come_back_by_number_and_good_rows_are_in() {
    let mut world = World::new().await;
    let mut rows: Vec<Row> = (0..9).map(|_| world.rows.next(Kind::BusinessLicense)).collect();
    let taken = rows[0]["number"].clone();
    let faults = [
        ("granted_on", "2025-02-30"),
        ("kind", "013"),
        ("state", "8"),
        ("name", ""),
        ("number", &taken),
        ("division", "210200"),
    ];
    for (row, (column, cell)) in rows[2..].iter_mut().zip(faults) {
        row.insert(column.to_owned(), cell.to_owned());
    }
    rows[8].insert("valid_until".into(), "2020-01-01".into());
    rows[8].insert("name".into(), String::new());
    let good: Vec<Row> = rows[..2].to_vec();
    let mut csv = csv_of(&rows);
    csv.extend_from_slice(b"\n\"a cell alone\"\n");
    let report = report(&world, "rows-with-faults", csv).await;
    let places: Vec<String> =
        report[1..].iter().map(|line| line.split(',').take(3).collect::<Vec<_>>().join(",")).collect();
    let expected = [
        "4,granted_on,date.form",
        "5,kind,kind.other_class",
        "6,state,operator_state.unknown",
        "7,name,cell.missing",
        "8,number,number.taken",
        "9,division,division.other",
        "10,name,cell.missing",
        "10,valid_until,date.order",
        "11,,row.columns",
    ];
    assert_eq!(places, expected);
    assert!(report[1..].iter().all(|line| line.split(',').count() == 5 && !line.contains(&rows[2]["name"])));
    for row in good {
        let body = json!({ "uscc": row["uscc"], "purpose": "登记核对" });
        let found = world.service.post(Some(&world.officer), "/v1/register/look-ups", body).await;
        assert_eq!(found["facts"]["name"], row["name"].as_str());
    }
    let body = json!({ "uscc": rows[2]["uscc"], "purpose": "登记核对" });
    let path = ("POST", "/v1/register/look-ups");
    world.service.refused(&world.officer, path, body, "subject.unknown").await;
}

#[tokio::test]
async fn a_file_that_comes_twice_changes_nothing_and_reports_the_same() {
    let mut world = World::new().await;
    let mut rows: Vec<Row> = (0..5).map(|_| world.rows.next(Kind::BusinessLicense)).collect();
    rows[4].insert("state".into(), String::new());
    let mut marked = b"\xEF\xBB\xBF".to_vec();
    marked.extend(csv_of(&rows));
    let path = "/v1/register/operators/imports/rows-once";
    let link = world.service.put(&world.officer, path, json!({ "size_bytes": marked.len() })).await;
    assert!(world.service.upload(&link, marked.clone()).await.is_success());
    let told = world.service.arrivals();
    let told = || queue(&[("rows".to_owned(), told[0].1.clone())]);
    assert_eq!(world.service.feed("register", told()).await, Vec::<Value>::new());
    let first = world.service.get(&world.officer, path).await;
    assert_eq!(first.as_str().unwrap().lines().count(), 2);
    let before = world.service.dump().await;
    assert_eq!(before.keys().filter(|key| key.contains("GRANT")).count(), 4);
    assert_eq!(world.service.feed("register", told()).await, Vec::<Value>::new());
    assert_eq!(world.service.get(&world.officer, path).await, first);
    assert_eq!(report(&world, "rows-twice", marked).await, first.as_str().unwrap().lines().collect::<Vec<_>>());
    assert_eq!(world.service.dump().await, before);
}
