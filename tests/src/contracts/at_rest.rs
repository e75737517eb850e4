//! What lies in the tables: no name, no ID number, nothing that opens elsewhere, nothing newer than this program.

use std::collections::HashMap;

use aws::Aws;
use aws_sdk_dynamodb::types::AttributeValue;
use jiff::SignedDuration;
use license::{
    caller::{Actor, Role},
    subject::SubjectId,
};
use lifecycle::error::CommitError;
use lifecycle::port::{Access, AccessLog, Books, Clock, Committed, Grants, Subjects, Write};
use local::stores::{ACCESS_TABLE, RECORDS_TABLE};
use serde_json::{Value, json};

use super::{
    World,
    samples::{self, ID_NUMBER, NAME, OTHER_ID_NUMBER, at, commit},
};

type Item = HashMap<String, AttributeValue>;

async fn items(world: &World, table: &str) -> Vec<Item> {
    world.stores.dynamodb().scan().table_name(table).send().await.unwrap().items.unwrap_or_default()
}

/// Every byte of an item that somebody could read: names, texts, numbers and blobs.
fn bytes_of(item: &Item) -> Vec<u8> {
    let mut bytes = Vec::new();
    for (name, value) in item {
        bytes.extend_from_slice(name.as_bytes());
        let text = value.as_s().or_else(AttributeValue::as_n).map(String::as_bytes);
        bytes.extend_from_slice(text.unwrap_or_else(|blob| blob.as_b().unwrap().as_ref()));
    }
    bytes
}

fn holds(haystack: &[u8], needle: &str) -> bool {
    haystack.windows(needle.len()).any(|part| part == needle.as_bytes())
}

async fn fill(world: &World) -> SubjectId {
    let records = world.aws.records();
    let id = samples::person_id(&world.aws, ID_NUMBER).await;
    let grant = samples::grant(&world.aws, &id, 1).await;
    let license = samples::license(&world.aws, &grant, "claim-0001", 0).await;
    let writes = vec![
        Write::Subject(samples::person(&id, ID_NUMBER)),
        Write::Application(samples::application(&grant, "claim-0001", "awaiting_review", 0)),
        Write::License(license),
        Write::Grant(grant),
    ];
    assert_eq!(records.commit(&commit(&id, "record.planted", 0, writes)).await, Ok(Committed::Now));
    id
}

#[tokio::test]
async fn no_name_and_no_number_of_a_person_lies_open() {
    let world = World::new().await;
    let id = fill(&world).await;
    let access = Access {
        holder: Some(id),
        at: at(1),
        by: Actor { role: Role::Enforcement, id: "sub-4".into() },
        division: None,
        purpose: format!("路检 {NAME} {ID_NUMBER}"),
        license: None,
        sought: None,
        answer: "0".into(),
    };
    world.aws.access_log().record(&access).await.unwrap();
    for (table, least) in [(RECORDS_TABLE, 7), (ACCESS_TABLE, 1)] {
        let items = items(&world, table).await;
        assert!(items.len() >= least, "{table} has {}", items.len());
        for item in &items {
            let bytes = bytes_of(item);
            for planted in [NAME, ID_NUMBER, "8814", "欧阳", "路检"] {
                assert!(!holds(&bytes, planted), "{planted} in {:?}", item["entity"]);
            }
        }
    }
}

async fn overwrite(world: &World, item: Item) {
    let put = world.stores.dynamodb().put_item().table_name(RECORDS_TABLE).set_item(Some(item));
    put.send().await.unwrap();
}

fn subject_item(items: &[Item]) -> Item {
    items.iter().find(|item| item["entity"] == AttributeValue::S("subject".into())).unwrap().clone()
}

#[tokio::test]
async fn a_body_moved_or_changed_does_not_open() {
    let world = World::new().await;
    let id = fill(&world).await;
    let records = world.aws.records();
    let good = subject_item(&items(&world, RECORDS_TABLE).await);
    let other = samples::person_id(&world.aws, OTHER_ID_NUMBER).await;

    let mut moved = good.clone();
    moved.insert("pk".into(), AttributeValue::S(format!("SUBJECT#{other}")));
    overwrite(&world, moved).await;
    assert_eq!(records.subject(&other).await.unwrap_err().code, "store.corrupt");

    for (attribute, value, code) in [
        ("schema", AttributeValue::N("2".into()), "store.schema_newer"),
        ("schema", AttributeValue::S("1".into()), "store.corrupt"),
        ("entity", AttributeValue::S("grant".into()), "store.corrupt"),
        ("revision", AttributeValue::S("1".into()), "store.corrupt"),
        ("body", AttributeValue::S("{}".into()), "store.corrupt"),
        ("body", AttributeValue::B(aws_sdk_dynamodb::primitives::Blob::new([])), "store.corrupt"),
        ("body", AttributeValue::B(aws_sdk_dynamodb::primitives::Blob::new([2; 64])), "store.schema_newer"),
    ] {
        let mut changed = good.clone();
        changed.insert(attribute.into(), value);
        overwrite(&world, changed).await;
        let fault = records.subject(&id).await.unwrap_err();
        assert_eq!(fault.code, code, "{attribute}");
        assert!(!fault.detail.contains(id.as_str()), "{}", fault.detail);
    }
    overwrite(&world, good).await;
    assert!(records.subject(&id).await.unwrap().is_some());
}

#[tokio::test]
async fn an_older_body_without_a_later_field_still_reads() {
    let world = World::new().await;
    let id = fill(&world).await;
    let mut event = items(&world, RECORDS_TABLE).await;
    event.retain(|item| item["entity"] == AttributeValue::S("event".into()));
    let mut event = event.remove(0);
    let mut body: Value = serde_json::from_str(event["body"].as_s().unwrap()).unwrap();
    assert!(body.as_object_mut().unwrap().remove("tally").is_some());
    event.insert("body".into(), AttributeValue::S(body.to_string()));
    overwrite(&world, event).await;
    let history = world.aws.records().history(&license::event::Scope::Subject(id)).await.unwrap();
    assert_eq!(history.len(), 1);
}

/// What a stream hands on of an item.
fn as_stream_record(item: &Item) -> Value {
    let image = item.iter().map(|(name, value)| {
        let typed = match (value.as_s(), value.as_n()) {
            (Ok(text), _) => json!({ "S": text }),
            (_, Ok(number)) => json!({ "N": number }),
            _ => json!({"B": "AA=="}),
        };
        (name.clone(), typed)
    });
    let image: serde_json::Map<String, Value> = image.collect();
    json!({"eventName": "INSERT", "dynamodb": {"NewImage": image}})
}

#[tokio::test]
async fn the_stream_tells_one_event_a_commit_and_no_other_record() {
    let world = World::new().await;
    let id = fill(&world).await;
    let records = items(&world, RECORDS_TABLE).await;
    let told: Vec<_> =
        records.iter().filter_map(|item| aws::stream::event_from_record(&as_stream_record(item)).unwrap()).collect();
    assert_eq!(told, world.aws.records().history(&license::event::Scope::Subject(id)).await.unwrap());
    let event = records.iter().find(|item| item["entity"] == AttributeValue::S(aws::EVENT_ENTITY.into())).unwrap();
    assert_eq!(event["kind"], AttributeValue::S("grant_recorded".into()), "filters of the stream name it");
}

#[tokio::test]
async fn every_process_has_the_same_key() {
    let world = World::new().await;
    let (one, other) = (world.other_process().await, world.other_process().await);
    let ask = |aws: Aws| async move { samples::person_id(&aws, ID_NUMBER).await };
    // Both find no key and draw one; one is kept.
    let (first, second) = tokio::join!(ask(one), ask(other));
    assert_eq!(first, second);
    let id = fill(&world).await;
    assert_eq!(id, first);
    let later = world.other_process().await.records();
    assert_eq!(later.subject(&id).await.unwrap().unwrap().facts, samples::person(&id, ID_NUMBER).facts);
}

#[test]
fn a_store_that_is_away_is_a_fault_that_names_nothing() {
    let (world, stores, client) = World::on_two_runtimes();
    let id = client.block_on(fill(&world));
    drop(stores);
    let records = world.aws.records();
    for fault in [
        client.block_on(records.subject(&id)).unwrap_err(),
        client.block_on(records.dossier(&id)).map(|_| ()).unwrap_err(),
    ] {
        assert_eq!(fault.code, "store.unavailable");
        assert!(["GetItem: NotSent", "Query: NotSent"].contains(&fault.detail.as_str()), "{fault}");
    }
    let commit = commit(&id, "record.away", 0, vec![]);
    assert!(matches!(client.block_on(records.commit(&commit)), Err(CommitError::Fault(_))));
}

#[tokio::test]
async fn counted_events_and_accesses_carry_their_expiry() {
    let world = World::new().await;
    let id = samples::person_id(&world.aws, ID_NUMBER).await;
    let access = Access {
        holder: Some(id),
        at: world.clock.now(),
        by: Actor { role: Role::Officer, id: "sub-4".into() },
        division: None,
        purpose: "核查".into(),
        license: None,
        sought: None,
        answer: "0".into(),
    };
    world.aws.access_log().record(&access).await.unwrap();
    let expiry = |item: &Item| item["expires_at"].as_n().unwrap().parse::<i64>().unwrap();
    let kept = expiry(&items(&world, ACCESS_TABLE).await[0]) - world.clock.now().as_second();
    let day = SignedDuration::from_hours(24).as_secs();
    assert!((730 * day..=733 * day).contains(&kept), "{kept}");
}
