//! The real stream of the embedded table, with functions that fail and hosts that die.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use aws_sdk_dynamodb::types::AttributeValue;
use serde_json::{Value, json};

use super::{Feed, Step};
use crate::clock::Clock;
use crate::host::book::{Book, RetryPolicy};
use crate::host::topology::{Filter, Subscription, Target};
use crate::host::{Functions, Handler};
use crate::stores::{RECORDS_TABLE, SealKeySpec, Stores, start};

const POLICY: RetryPolicy = RetryPolicy { visibility_ms: 0, receives_max: 3, backoff_ms: 100, backoff_ms_max: 10_000 };

/// Writes down the keys of each batch; fails as the key of a record says.
#[derive(Default)]
struct Counting(Mutex<Vec<Vec<String>>>);

fn key(record: &Value) -> String {
    record["dynamodb"]["Keys"]["sk"]["S"].as_str().unwrap().to_owned()
}

#[async_trait]
impl Handler for Counting {
    async fn handle(&self, event: Value) -> Result<Value, String> {
        let records = event["Records"].as_array().unwrap();
        let keys: Vec<String> = records.iter().map(key).collect();
        self.0.lock().unwrap().push(keys.clone());
        if keys.iter().any(|key| key == "poison") {
            return Err("broken".to_owned());
        }
        let failed = records.iter().filter(|record| key(record) == "named");
        let failed = failed.map(|record| json!({ "itemIdentifier": record["dynamodb"]["SequenceNumber"] }));
        Ok(json!({ "batchItemFailures": failed.collect::<Vec<_>>() }))
    }
}

struct Fixture {
    folder: tempfile::TempDir,
    stores: Stores,
    counting: Arc<Counting>,
}

async fn fixture() -> Fixture {
    let folder = tempfile::tempdir().unwrap();
    let stores = start(folder.path()).await.unwrap();
    stores.prepare(SealKeySpec::Sm2).await.unwrap();
    Fixture { folder, stores, counting: Arc::default() }
}

impl Fixture {
    /// A feed as a freshly started host has it.
    async fn feed(&self) -> Feed {
        let book = Arc::new(Book::open(self.folder.path()).unwrap());
        let handler: Arc<dyn Handler> = self.counting.clone();
        let functions = Functions::new([("statistics".to_owned(), handler)].into());
        Feed::open(&self.stores, book, functions, Clock::system(), POLICY).await.unwrap()
    }

    /// Puts events; what has another entity has it as `entity:key`.
    async fn put(&self, keys: &[&str]) {
        for key in keys {
            let (entity, key) = key.split_once(':').unwrap_or(("event", key));
            let text = |text: &str| AttributeValue::S(text.to_owned());
            let item: HashMap<_, _> = [("pk", text("p")), ("sk", text(key)), ("entity", text(entity))]
                .map(|(name, value)| (name.to_owned(), value))
                .into();
            let put = self.stores.dynamodb().put_item().table_name(RECORDS_TABLE);
            put.set_item(Some(item)).send().await.unwrap();
        }
    }

    fn batches(&self) -> Vec<Vec<String>> {
        std::mem::take(&mut self.counting.0.lock().unwrap())
    }
}

fn statistics(batch: i32) -> Subscription {
    let filter = Filter::inserted(&[("entity", &["event"])]);
    let target = Target::Function { function: "statistics".to_owned(), filter };
    Subscription { name: "statistics".to_owned(), batch, target }
}

async fn steps(feed: &Feed, subscription: &Subscription) -> Vec<Step> {
    let mut steps = Vec::new();
    loop {
        match feed.step(subscription).await.unwrap() {
            Step::Idle => return steps,
            step @ (Step::Moved | Step::Wait(_)) => steps.push(step),
        }
    }
}

#[tokio::test]
async fn records_come_in_order_and_once_while_all_goes_well() {
    let f = fixture().await;
    f.put(&["a", "b", "c"]).await;
    let feed = f.feed().await;
    assert_eq!(steps(&feed, &statistics(2)).await, [Step::Moved, Step::Moved]);
    assert_eq!(f.batches(), [vec!["a", "b"], vec!["c"]]);
    f.put(&["license:x", "license:y", "d", "license:z"]).await;
    let feed = f.feed().await;
    assert_eq!(steps(&feed, &statistics(2)).await, [Step::Moved, Step::Moved]);
    assert_eq!(f.batches(), [vec!["d"]]);
    assert_eq!(steps(&f.feed().await, &statistics(2)).await, []);
}

/// Delivers and then never ends, as a process that is killed.
struct Dying(Arc<Counting>);

#[async_trait]
impl Handler for Dying {
    async fn handle(&self, event: Value) -> Result<Value, String> {
        self.0.handle(event).await?;
        std::future::pending().await
    }
}

#[tokio::test]
async fn what_a_killed_host_had_in_hand_comes_again() {
    let f = fixture().await;
    f.put(&["a", "b"]).await;
    let mut dying = f.feed().await;
    let handler: Arc<dyn Handler> = Arc::new(Dying(f.counting.clone()));
    dying.functions = Functions::new([("statistics".to_owned(), handler)].into());
    let subscription = statistics(10);
    {
        let mut step = std::pin::pin!(dying.step(&subscription));
        while f.counting.0.lock().unwrap().is_empty() {
            // Runs the step until the function has the batch, and then lets it go for ever.
            drop(tokio::time::timeout(Duration::from_millis(1), &mut step).await);
        }
    }
    steps(&f.feed().await, &subscription).await;
    assert_eq!(f.batches(), [vec!["a", "b"], vec!["a", "b"]]);
}

#[tokio::test]
async fn a_named_failure_is_tried_again_from_there_and_then_set_aside() {
    let f = fixture().await;
    f.put(&["a", "named", "b"]).await;
    let feed = f.feed().await;
    let waits = [100, 200].map(|wait_ms| Step::Wait(Duration::from_millis(wait_ms)));
    let [first, second] = waits;
    assert_eq!(steps(&feed, &statistics(10)).await, [first, second, Step::Moved, Step::Moved]);
    assert_eq!(f.batches(), [vec!["a", "named", "b"], vec!["named"], vec!["named"], vec!["b"]]);
    let state = feed.book.queues().unwrap().remove(0);
    assert_eq!((state.queue.as_str(), state.dead), ("statistics", 1));
}

#[tokio::test]
async fn poison_is_found_and_set_aside_across_restarts() {
    let f = fixture().await;
    f.put(&["a", "poison", "b"]).await;
    let subscription = statistics(10);
    let mut ended = false;
    while !ended {
        // Every step in a new host: the count of failures is in the book.
        ended = f.feed().await.step(&subscription).await.unwrap() == Step::Idle;
    }
    let expected = [vec!["a", "poison", "b"], vec!["a"], vec!["poison", "b"]];
    let batches = f.batches();
    assert_eq!(batches[..3], expected);
    assert_eq!(batches[3..], [vec!["poison"], vec!["poison"], vec!["b"]]);
    let book = f.feed().await.book;
    assert_eq!(book.queues().unwrap()[0].dead, 1);
}

#[tokio::test]
async fn a_pipe_queues_what_its_filter_takes() {
    let f = fixture().await;
    f.put(&["a", "b", "a"]).await;
    let delete = f.stores.dynamodb().delete_item().table_name(RECORDS_TABLE);
    let delete = delete.key("pk", AttributeValue::S("p".into())).key("sk", AttributeValue::S("b".into()));
    delete.send().await.unwrap();
    let filter = Filter::inserted(&[("entity", &["event"])]);
    let target = Target::Pipe { queue: "issue".to_owned(), filter };
    let pipe = Subscription { name: "approved-to-issue".to_owned(), batch: 10, target };
    let feed = f.feed().await;
    assert_eq!(steps(&feed, &pipe).await, [Step::Moved]);
    let queued = feed.book.receive("issue", 10, &POLICY, i64::MAX / 2).unwrap();
    let records: Vec<Value> = queued.iter().map(|m| serde_json::from_str(&m.body).unwrap()).collect();
    assert_eq!(records.iter().map(key).collect::<Vec<_>>(), ["a", "b"]);

    let record = &records[0];
    assert_eq!(record["eventSource"], "aws:dynamodb");
    assert_eq!(record["eventName"], "INSERT");
    assert!(record["eventSourceARN"].as_str().unwrap().contains(":table/records/stream/"));
    assert_eq!(record["dynamodb"]["StreamViewType"], "NEW_AND_OLD_IMAGES");
    assert_eq!(record["dynamodb"]["NewImage"]["entity"], json!({ "S": "event" }));
    assert!(record["dynamodb"]["ApproximateCreationDateTime"].is_number());
    assert!(record["dynamodb"].get("OldImage").is_none());
}
