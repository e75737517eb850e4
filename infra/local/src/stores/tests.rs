//! The real SDK clients against the stores, through a restart; presigned links; object events.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use aws_sdk_dynamodb::types::AttributeValue;
use aws_sdk_s3::presigning::PresigningConfig;
use aws_sdk_s3::primitives::ByteStream;
use aws_sdk_s3::types::{CompletedMultipartUpload, CompletedPart};

use super::{ObjectEvents, RECORDS_TABLE, SealKeySpec, StoredObject, Stores, UPLOADS_BUCKET, start, start_with};
use crate::clock::Clock;

#[derive(Default)]
struct Heard(Mutex<Vec<(String, Option<Option<u64>>)>>);

impl Heard {
    /// The settled puts: key and, where stored, the size.
    fn settled(&self) -> Vec<(String, Option<u64>)> {
        let all = self.0.lock().unwrap();
        all.iter().map(|(key, settled)| (key.clone(), settled.unwrap())).collect()
    }
}

impl ObjectEvents for Heard {
    fn watches(&self, bucket: &str, key: &str) -> bool {
        bucket == UPLOADS_BUCKET && !key.starts_with("quiet/")
    }

    fn intend(&self, _bucket: &str, key: &str) -> Result<i64, String> {
        let mut all = self.0.lock().unwrap();
        all.push((key.to_owned(), None));
        Ok(i64::try_from(all.len() - 1).unwrap())
    }

    fn settle(&self, intent: i64, stored: Option<&StoredObject>) -> Result<(), String> {
        let size = stored.map(|object| object.size_bytes);
        self.0.lock().unwrap()[usize::try_from(intent).unwrap()].1 = Some(size);
        Ok(())
    }
}

async fn prepared() -> (tempfile::TempDir, Arc<Heard>, Stores) {
    let folder = tempfile::tempdir().unwrap();
    let heard = Arc::new(Heard::default());
    let stores = start_with(folder.path(), heard.clone(), Clock::system()).await.unwrap();
    stores.prepare(SealKeySpec::Sm2).await.unwrap();
    (folder, heard, stores)
}

fn item(pairs: &[(&str, &str)]) -> HashMap<String, AttributeValue> {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), AttributeValue::S((*value).to_owned()))).collect()
}

#[tokio::test]
async fn everything_acknowledged_is_there_after_a_restart() {
    let (folder, _heard, first) = prepared().await;
    let record = item(&[("pk", "a"), ("sk", "b"), ("holder_key", "h"), ("holder_sort", "1")]);
    let put = first.dynamodb().put_item().table_name(RECORDS_TABLE).set_item(Some(record.clone()));
    put.send().await.unwrap();
    let put = first.s3().put_object().bucket("documents").key("d/1.ofd").content_type("application/ofd");
    put.body(ByteStream::from_static(b"bytes")).send().await.unwrap();
    let (s3_url, id) = (first.s3_url.clone(), first.access_key_id().to_owned());
    let link = first.s3().get_object().bucket("documents").key("d/1.ofd");
    let link = link.presigned(PresigningConfig::expires_in(Duration::from_secs(60)).unwrap()).await.unwrap();
    first.stop().await;

    let second = start(folder.path()).await.unwrap();
    second.prepare(SealKeySpec::P256).await.unwrap();
    assert_eq!((second.s3_url.as_str(), second.access_key_id()), (s3_url.as_str(), id.as_str()));
    assert_eq!(held_by(&second, "h").await, [record]);
    let answer = reqwest::get(link.uri()).await.unwrap();
    assert_eq!(answer.headers()["content-type"], "application/ofd");
    assert_eq!(answer.bytes().await.unwrap().as_ref(), b"bytes");
    let seal = second.kms().describe_key().key_id("alias/luzheng-seal").send().await.unwrap();
    assert_eq!(seal.key_metadata().unwrap().key_spec().unwrap().as_str(), "SM2");
}

async fn held_by(stores: &Stores, holder: &str) -> Vec<HashMap<String, AttributeValue>> {
    let query = stores.dynamodb().query().table_name(RECORDS_TABLE);
    let query = query.index_name("by-holder").key_condition_expression("holder_key = :h");
    let query = query.expression_attribute_values(":h", AttributeValue::S(holder.to_owned()));
    query.send().await.unwrap().items().to_vec()
}

#[tokio::test]
async fn s3_moves_to_another_port_when_its_own_is_taken() {
    let folder = tempfile::tempdir().unwrap();
    let first = start(folder.path()).await.unwrap();
    let second = start(folder.path()).await.unwrap();
    assert_ne!(first.s3_url, second.s3_url);
}

#[tokio::test]
async fn records_past_their_time_are_swept() {
    let (_folder, _heard, stores) = prepared().await;
    let mut record = item(&[("pk", "a"), ("sk", "b")]);
    record.insert("expires_at".to_owned(), AttributeValue::N("1000000000".to_owned()));
    let put = stores.dynamodb().put_item().table_name(RECORDS_TABLE).set_item(Some(record));
    put.send().await.unwrap();
    stores.sweep_expired().unwrap();
    let found = stores.dynamodb().scan().table_name(RECORDS_TABLE).send().await.unwrap();
    assert_eq!(found.count(), 0);
}

struct Upload<'a> {
    label: &'a str,
    url: String,
    content_type: Option<&'a str>,
    body: &'a [u8],
    status: u16,
}

#[tokio::test]
async fn a_presigned_put_admits_exactly_what_was_signed() {
    let (_folder, heard, stores) = prepared().await;
    let link = presigned_put(&stores, "p/good.jpg", 60).await;
    let expired = presigned_put(&stores, "p/old.jpg", 0).await;
    let client = reqwest::Client::new();
    for case in uploads(&link, &expired) {
        let mut request = client.put(&case.url).body(case.body.to_vec());
        if let Some(content_type) = case.content_type {
            request = request.header("content-type", content_type);
        }
        assert_eq!(request.send().await.unwrap().status().as_u16(), case.status, "{}", case.label);
    }
    let stored: Vec<_> = heard.settled().into_iter().filter(|(_, size)| size.is_some()).collect();
    assert_eq!(stored, [("p/good.jpg".to_owned(), Some(5))], "a refused upload raises no event");
}

fn uploads<'a>(link: &str, expired: &str) -> Vec<Upload<'a>> {
    let jpeg = Some("image/jpeg");
    let upload = |label, url: &str, content_type, body, status| Upload {
        label,
        url: url.to_owned(),
        content_type,
        body,
        status,
    };
    vec![
        upload("another type", link, Some("text/html"), &b"12345"[..], 403),
        upload("no type", link, None, b"12345", 403),
        upload("too long", link, jpeg, b"123456", 403),
        upload("too short", link, jpeg, b"1234", 403),
        upload("another key", &link.replace("good", "evil"), jpeg, b"12345", 403),
        upload("another bucket", &link.replace("/uploads/", "/documents/"), jpeg, b"12345", 403),
        upload("longer life", &link.replace("X-Amz-Expires=60", "X-Amz-Expires=6000"), jpeg, b"12345", 403),
        upload("no signature", link.split('?').next().unwrap(), jpeg, b"12345", 403),
        upload("expired", expired, jpeg, b"12345", 403),
        upload("good", link, jpeg, b"12345", 200),
    ]
}

/// A link for five bytes of JPEG. A lifetime of 0 is one that ended before it began.
async fn presigned_put(stores: &Stores, key: &str, lifetime_s: u64) -> String {
    let put = stores.s3().put_object().bucket(UPLOADS_BUCKET).key(key).content_type("image/jpeg").content_length(5);
    let mut config = PresigningConfig::builder().expires_in(Duration::from_secs(lifetime_s.max(1)));
    if lifetime_s == 0 {
        let past = std::time::UNIX_EPOCH + Duration::from_secs(1_700_000_000);
        config = config.start_time(past);
    }
    put.presigned(config.build().unwrap()).await.unwrap().uri().to_owned()
}

#[tokio::test]
async fn a_put_is_told_even_if_its_client_hangs_up() {
    use tokio::io::AsyncWriteExt;
    let (_folder, heard, stores) = prepared().await;
    let link = presigned_put(&stores, "p/gone.jpg", 60).await;
    let (authority, path) = link.strip_prefix("http://").unwrap().split_once('/').unwrap();
    let request = format!(
        "PUT /{path} HTTP/1.1\r\nhost: {authority}\r\ncontent-type: image/jpeg\r\ncontent-length: 5\r\n\r\n12345"
    );
    let mut client = tokio::net::TcpStream::connect(authority).await.unwrap();
    client.write_all(request.as_bytes()).await.unwrap();
    while heard.0.lock().unwrap().is_empty() {
        tokio::task::yield_now().await;
    }
    // The put has begun and cannot have ended: this thread has not let it.
    drop(client);
    let settled = async {
        while heard.0.lock().unwrap()[0].1.is_none() {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(20), settled).await.expect("the put was never settled");
    assert_eq!(heard.settled(), [("p/gone.jpg".to_owned(), Some(5))]);
}

#[tokio::test]
async fn a_read_link_cannot_write() {
    let (_folder, _heard, stores) = prepared().await;
    let get = stores.s3().get_object().bucket(UPLOADS_BUCKET).key("k");
    let link = get.presigned(PresigningConfig::expires_in(Duration::from_secs(60)).unwrap()).await.unwrap();
    let answer = reqwest::Client::new().put(link.uri()).body("x").send().await.unwrap();
    assert_eq!(answer.status().as_u16(), 403);
}

#[tokio::test]
async fn of_many_conditional_puts_one_wins() {
    let (_folder, _heard, stores) = prepared().await;
    let s3 = stores.s3();
    let puts = (0..20).map(|n| {
        let put = s3.put_object().bucket("documents").key("same").if_none_match("*");
        put.body(ByteStream::from(vec![n])).send()
    });
    let results = futures::future::join_all(puts).await;
    assert_eq!(results.iter().filter(|result| result.is_ok()).count(), 1);
}

#[tokio::test]
async fn only_watched_puts_are_told() {
    let (_folder, heard, stores) = prepared().await;
    let s3 = stores.s3();
    for (bucket, key) in [("uploads", "told 辽"), ("uploads", "quiet/k"), ("documents", "k")] {
        let put = s3.put_object().bucket(bucket).key(key).body(ByteStream::from_static(b"12345"));
        put.send().await.unwrap();
    }
    s3.delete_object().bucket("uploads").key("told 辽").send().await.unwrap();
    assert_eq!(heard.settled(), [("told 辽".to_owned(), Some(5))]);
}

#[tokio::test]
async fn no_way_around_the_told_put() {
    let (_folder, heard, stores) = prepared().await;
    let s3 = stores.s3();
    let put = s3.put_object().bucket("documents").key("k").body(ByteStream::from_static(b"12345"));
    put.send().await.unwrap();
    let copied = s3.copy_object().bucket("uploads").key("copy").copy_source("documents/k").send().await;
    assert_eq!(copied.unwrap_err().raw_response().unwrap().status().as_u16(), 501);
    let begun = s3.create_multipart_upload().bucket("uploads").key("parts").send().await;
    assert_eq!(begun.unwrap_err().raw_response().unwrap().status().as_u16(), 501);
    let part = CompletedPart::builder().part_number(1).e_tag("x").build();
    let parts = CompletedMultipartUpload::builder().parts(part).build();
    let ended = s3.complete_multipart_upload().bucket("uploads").key("parts").upload_id("u");
    let ended = ended.multipart_upload(parts).send().await;
    assert_eq!(ended.unwrap_err().raw_response().unwrap().status().as_u16(), 501);
    let form = reqwest::Client::new().post(format!("{}/uploads", stores.s3_url)).body("x").send().await.unwrap();
    assert_eq!(form.status().as_u16(), 501);
    assert!(heard.settled().is_empty());
}

#[test]
fn the_secret_is_not_printed() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let folder = tempfile::tempdir().unwrap();
        let stores = start(folder.path()).await.unwrap();
        assert!(!format!("{stores:?}").contains(stores.secret_access_key()));
    });
}
