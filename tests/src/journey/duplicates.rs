//! The same photo for another subject is shown to the officer, within what that officer may see.

use license::kind::Kind;
use serde_json::{Value, json};

use super::{Granted, World, fields, items, text};
use crate::service::{OTHER_CITY, Persona, Row, table};

const VEHICLE: Kind = Kind::VehicleCertificate;

/// A claim whose photo waits for an officer.
async fn photographed(world: &World, granted: &Granted, name: &str, photo: Vec<u8>) {
    world.applied(&granted.holder, granted, name, "claim").await;
    world.uploaded(&granted.holder, name, 1, photo).await;
    world.service.settle().await;
}

/// A vehicle of another city, recorded by its own officer.
async fn granted_elsewhere(world: &mut World) -> Granted {
    let mut row: Row = world.rows.next(VEHICLE);
    row.insert("division".into(), OTHER_CITY.into());
    let path = format!("/v1/register/{}/grants", table(VEHICLE));
    let dossier = world.service.put(&world.elsewhere, &path, json!({ "row": row })).await;
    let holder = Persona::holder(&*world.service.index, &row);
    let own = world.service.get(&holder, "/v1/holders").await;
    Granted {
        kind: VEHICLE,
        holder_id: text(&own[0], "holder"),
        subject: text(&dossier, "subject"),
        grant: text(&dossier["grants"][0], "grant"),
        holder,
        row,
    }
}

/// The same picture in another file.
fn same(seed: u32) -> Vec<u8> {
    [fields(800, 600, seed), b"copied".to_vec()].concat()
}

async fn case(world: &World, name: &str) -> Value {
    world.service.get(&world.reviewer, &format!("/v1/reviews/{name}")).await
}

fn found(case: &Value) -> Vec<String> {
    let found = case["duplicates"]["found"].as_array().unwrap().iter();
    found.map(|one| one["application"].as_str().unwrap_or("elsewhere").to_owned()).collect()
}

#[tokio::test]
async fn a_copied_photo_is_shown_with_the_other_case() {
    let mut world = World::new().await;
    let (first, second) = (world.granted(VEHICLE, &[]).await, world.granted(VEHICLE, &[]).await);
    photographed(&world, &first, "claim-first", fields(800, 600, 1)).await;
    let alone = case(&world, "claim-first").await;
    assert_eq!(alone["duplicates"], json!({ "search": "complete", "found": [], "more": 0 }));
    photographed(&world, &second, "claim-second", same(1)).await;
    let queue = world.service.get(&world.reviewer, "/v1/reviews").await;
    let flagged = items(&queue).filter(|one| one["findings"].as_array().unwrap().contains(&json!("duplicate")));
    assert_eq!(flagged.map(|one| text(one, "application")).collect::<Vec<_>>(), ["claim-second"]);
    let seen = case(&world, "claim-second").await;
    assert_eq!((found(&seen), &seen["duplicates"]["found"][0]["distance"]), (vec!["claim-first".into()], &json!(0)));
    let warned = seen["findings"].as_array().unwrap().iter().find(|one| one["code"] == "duplicate").unwrap();
    assert_eq!(warned["severity"], "warn");
    let small = world.service.download(&seen["duplicates"]["found"][0]["thumbnail"]).await;
    assert_eq!(small, world.service.download(&alone["thumbnail"]).await);
    // The first's page looks again, and its holder sees who looked for whom.
    assert_eq!(found(&case(&world, "claim-first").await), ["claim-second"]);
    let accesses = world.service.get(&first.holder, &format!("/v1/holders/{}/accesses", first.holder_id)).await;
    let looks = items(&accesses).filter(|access| access["purpose"] == "照片审核").count();
    assert_eq!(looks, 3, "twice at the own case, once beside another");
    // It is the officer's to judge.
    let back = json!({ "outcome": "return", "reasons": ["duplicate"] });
    assert_eq!(world.decided("claim-second", "return-it", back).await["stage"], "returned");
    world.decided("claim-first", "approve-it", json!({ "outcome": "approve" })).await;
    world.service.settle().await;
    world.uploaded(&second.holder, "claim-second", 2, same(1)).await;
    world.service.settle().await;
    let seen = case(&world, "claim-second").await;
    assert_eq!(found(&seen), ["claim-first"], "the own earlier photo is none");
    let license = world.application(&first, "claim-first").await["license"].clone();
    assert_eq!(seen["duplicates"]["found"][0]["license"], license);
    world.uploaded_again(&second, "claim-second", 3, fields(800, 600, 2)).await;
    assert_eq!(found(&case(&world, "claim-second").await), [""; 0], "another picture is no copy");
}

#[tokio::test]
async fn of_another_city_is_told_that_there_is_one_and_no_more() {
    let mut world = World::new().await;
    let (mine, theirs) = (world.granted(VEHICLE, &[]).await, granted_elsewhere(&mut world).await);
    photographed(&world, &theirs, "claim-elsewhere", fields(800, 600, 3)).await;
    photographed(&world, &mine, "claim-here", same(3)).await;
    let seen = case(&world, "claim-here").await;
    let other = &seen["duplicates"]["found"][0];
    assert_eq!((&other["division"], &other["kind"]), (&json!(OTHER_CITY), &json!("013")));
    for hidden in ["application", "stage", "license", "thumbnail"] {
        assert!(other[hidden].is_null(), "{hidden}: {other}");
    }
    for word in ["claim-elsewhere", &theirs.holder_id, &theirs.subject, &theirs.row["plate"]] {
        assert!(!seen.to_string().contains(word), "{word}");
    }
    let accesses = world.service.get(&theirs.holder, &format!("/v1/holders/{}/accesses", theirs.holder_id)).await;
    assert_eq!(items(&accesses).count(), 0, "nothing of theirs was looked at");
}

/// More than are shown are counted, and one subject counts once.
#[tokio::test]
async fn a_crowd_is_shown_in_part_and_counted() {
    let mut world = World::new().await;
    let most = usize::from(license::catalogue::catalogue().review_rules().duplicates_shown_max);
    for n in 0..most + 2 {
        let granted = world.granted(VEHICLE, &[]).await;
        photographed(&world, &granted, &format!("claim-{n:04}"), fields(800, 600, 4)).await;
    }
    let seen = case(&world, "claim-0000").await;
    assert_eq!((found(&seen).len(), &seen["duplicates"]["more"]), (most, &json!(1)));
}

/// Stored once, however often it is derived.
#[tokio::test]
async fn what_is_derived_twice_is_stored_once() {
    let mut world = World::new().await;
    let (first, second) = (world.granted(VEHICLE, &[]).await, world.granted(VEHICLE, &[]).await);
    photographed(&world, &first, "claim-first", fields(800, 600, 5)).await;
    photographed(&world, &second, "claim-second", same(5)).await;
    let s3 = world.service.stores.s3();
    let kept = s3.list_objects_v2().bucket(local::stores::DOCUMENTS_BUCKET).prefix("photos/").send().await.unwrap();
    assert_eq!(kept.contents().len(), 2, "one picture and one thumbnail");
    let case = case(&world, "claim-first").await;
    let (picture, small) =
        (world.service.download(&case["photo"]).await, world.service.download(&case["thumbnail"]).await);
    assert!(picture.starts_with(b"\xFF\xD8\xFF") && small.starts_with(b"\xFF\xD8\xFF") && small.len() < picture.len());
    world.decided("claim-first", "approve-it", json!({ "outcome": "approve" })).await;
    world.service.settle().await;
    let path = super::version_path(&world.newest(&first).await);
    let file = document::read(&world.service.file(&first.holder, &path).await).unwrap();
    assert!(file.files.iter().any(|one| one.bytes == picture), "the license shows the picture that was judged");
    let upload =
        s3.get_object().bucket(local::stores::UPLOADS_BUCKET).key("uploads/claim-second/1").send().await.unwrap();
    assert_eq!(upload.body.collect().await.unwrap().to_vec(), same(5), "the original is as it came");
}
