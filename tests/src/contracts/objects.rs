//! Buckets: links that hold to their signature, bytes that hold to their name.

use bytes::Bytes;
use data_encoding::HEXLOWER;
use jiff::SignedDuration;
use license::{application::Name, division::Division};
use lifecycle::{
    object::{MediaType, ObjectKey},
    port::{Clock, Imports, Link, Uploads, Vault},
};
use sha2::{Digest, Sha256};

use super::World;

fn upload() -> ObjectKey {
    ObjectKey::Upload { application: Name::parse("claim-0001").unwrap(), number: 1 }
}

fn document(bytes: &[u8]) -> ObjectKey {
    ObjectKey::Document { digest: HEXLOWER.encode(&Sha256::digest(bytes)) }
}

fn rows() -> ObjectKey {
    ObjectKey::ImportRows {
        division: Division::province(),
        table: "vehicles".into(),
        name: Name::parse("first-load").unwrap(),
    }
}

/// PUTs as a phone would: the link's headers, some of them changed.
async fn put(link: &Link, changed: &[(&str, &str)], body: &'static [u8]) -> u16 {
    let mut request = reqwest::Client::new().put(&link.url).body(body);
    for (name, value) in &link.headers {
        let value = changed.iter().find(|(other, _)| other == name).map_or(value.as_str(), |(_, value)| *value);
        // The client counts the body itself; saying it twice would be another request.
        if name != "content-length" {
            request = request.header(name, value);
        }
    }
    request.send().await.unwrap().status().as_u16()
}

#[tokio::test]
async fn a_photo_comes_in_as_it_was_announced() {
    let world = World::new().await;
    let uploads = world.aws.uploads();
    assert_eq!(uploads.uploaded(&upload()).await, Ok(None));
    let link = uploads.upload_link(&upload(), MediaType::Jpeg, 5).await.unwrap();
    assert_eq!(link.expires_at, world.clock.now() + SignedDuration::from_mins(15));
    let header = |name: &str| link.headers.iter().find(|(own, _)| own == name).map(|(_, value)| value.as_str());
    assert_eq!((header("content-type"), header("content-length")), (Some("image/jpeg"), Some("5")));
    assert_eq!(link.headers.len(), 2, "a phone has to send nothing else: {:?}", link.headers);
    assert_eq!(put(&link, &[], b"photo").await, 200);
    assert_eq!(uploads.uploaded(&upload()).await, Ok(Some(Bytes::from_static(b"photo"))));
}

#[tokio::test]
async fn another_type_size_key_or_time_is_refused() {
    let world = World::new().await;
    let uploads = world.aws.uploads();
    let link = uploads.upload_link(&upload(), MediaType::Jpeg, 5).await.unwrap();
    assert_eq!(put(&link, &[("content-type", "image/png")], b"photo").await, 403, "type");
    assert_eq!(put(&link, &[], b"photos").await, 403, "longer");
    assert_eq!(put(&link, &[], b"phot").await, 403, "shorter");
    let elsewhere = Link { url: link.url.replace("/1?", "/2?"), ..link.clone() };
    assert_ne!(elsewhere.url, link.url);
    assert_eq!(put(&elsewhere, &[], b"photo").await, 403, "key");
    world.clock.turn(SignedDuration::from_mins(-16));
    let expired = uploads.upload_link(&upload(), MediaType::Jpeg, 5).await.unwrap();
    assert_eq!(put(&expired, &[], b"photo").await, 403, "time");
    assert_eq!(uploads.uploaded(&upload()).await, Ok(None), "nothing came in");
}

#[tokio::test]
async fn more_than_a_key_may_have_is_not_read() {
    let world = World::new().await;
    let uploads = world.aws.uploads();
    let limit = upload().size_bytes_max();
    let over = uploads.upload_link(&upload(), MediaType::Png, limit + 1).await;
    assert_eq!(over.unwrap_err().code, "object.too_large");
    assert!(uploads.upload_link(&upload(), MediaType::Png, limit).await.is_ok());
    let body = vec![0; usize::try_from(limit).unwrap() + 1];
    let forced = world.stores.s3().put_object().bucket(local::stores::UPLOADS_BUCKET).key(upload().path());
    forced.body(body.into()).send().await.unwrap();
    assert_eq!(uploads.uploaded(&upload()).await.unwrap_err().code, "object.too_large");
}

#[tokio::test]
async fn a_document_is_kept_once_under_its_digest() {
    let world = World::new().await;
    let vault = world.aws.vault();
    let bytes = Bytes::from_static(b"sealed");
    let key = document(&bytes);
    assert_eq!(vault.kept(&key).await, Ok(None));
    for _again in 0..2 {
        assert_eq!(vault.keep(&key, bytes.clone()).await, Ok(()));
    }
    let (one, other) = tokio::join!(vault.keep(&key, bytes.clone()), vault.keep(&key, bytes.clone()));
    assert_eq!((one, other), (Ok(()), Ok(())));
    assert_eq!(vault.kept(&key).await, Ok(Some(bytes)));
    let wrong = vault.keep(&key, Bytes::from_static(b"forged")).await;
    assert_eq!(wrong.unwrap_err().code, "store.corrupt");
}

#[tokio::test]
async fn a_document_changed_behind_our_back_is_not_given_out() {
    let world = World::new().await;
    let vault = world.aws.vault();
    let key = document(b"sealed");
    vault.keep(&key, Bytes::from_static(b"sealed")).await.unwrap();
    let forged = world.stores.s3().put_object().bucket(local::stores::DOCUMENTS_BUCKET).key(key.path());
    forged.body(b"forged".to_vec().into()).send().await.unwrap();
    assert_eq!(vault.kept(&key).await.unwrap_err().code, "store.corrupt");
}

#[tokio::test]
async fn a_reader_follows_a_link_for_five_minutes() {
    let world = World::new().await;
    let vault = world.aws.vault();
    let key = document(b"sealed");
    vault.keep(&key, Bytes::from_static(b"sealed")).await.unwrap();
    let link = vault.link(&key, "071-\"沈.ofd").await.unwrap();
    assert_eq!(link.expires_at, world.clock.now() + SignedDuration::from_mins(5));
    assert_eq!(link.headers, vec![], "a browser sends none");
    let answer = reqwest::get(&link.url).await.unwrap();
    assert_eq!(answer.status().as_u16(), 200);
    assert_eq!(answer.headers()["content-type"], "application/ofd");
    assert_eq!(answer.headers()["content-disposition"], "attachment; filename=\"071-__.ofd\"");
    assert_eq!(answer.bytes().await.unwrap().as_ref(), b"sealed");

    let altered = link.url.replace("071-__", "072-__");
    assert_ne!(altered, link.url);
    assert_eq!(reqwest::get(&altered).await.unwrap().status().as_u16(), 403);
    world.clock.turn(SignedDuration::from_mins(-6));
    let expired = vault.link(&key, "license.ofd").await.unwrap();
    assert_eq!(reqwest::get(&expired.url).await.unwrap().status().as_u16(), 403);
}

#[tokio::test]
async fn rows_come_in_and_a_report_can_be_written_again() {
    let world = World::new().await;
    let imports = world.aws.imports();
    assert_eq!(imports.rows(&rows()).await, Ok(None));
    let link = imports.import_link(&rows(), 4).await.unwrap();
    assert_eq!(put(&link, &[], b"a,b\n").await, 200);
    assert_eq!(imports.rows(&rows()).await, Ok(Some(Bytes::from_static(b"a,b\n"))));
    let report = ObjectKey::ImportReport {
        division: Division::province(),
        table: "vehicles".into(),
        name: Name::parse("first-load").unwrap(),
    };
    assert_eq!(imports.report(&report).await, Ok(None));
    for text in ["first", "second"] {
        imports.put_report(&report, Bytes::from_static(text.as_bytes())).await.unwrap();
        assert_eq!(imports.report(&report).await, Ok(Some(Bytes::from_static(text.as_bytes()))));
    }
}

#[tokio::test]
async fn a_port_reaches_its_own_bucket_alone() {
    let world = World::new().await;
    let (uploads, vault, imports) = (world.aws.uploads(), world.aws.vault(), world.aws.imports());
    let foreign = "object.bucket";
    assert_eq!(uploads.uploaded(&document(b"x")).await.unwrap_err().code, foreign);
    assert_eq!(uploads.upload_link(&rows(), MediaType::Png, 1).await.unwrap_err().code, foreign);
    assert_eq!(vault.keep(&upload(), Bytes::new()).await.unwrap_err().code, foreign);
    assert_eq!(vault.link(&rows(), "rows.csv").await.unwrap_err().code, foreign);
    assert_eq!(imports.rows(&upload()).await.unwrap_err().code, foreign);
    assert_eq!(imports.put_report(&document(b"x"), Bytes::from_static(b"x")).await.unwrap_err().code, foreign);
}
