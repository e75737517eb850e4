//! Batches with failures in them; the hours are moved by hand.

use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use jiff::Timestamp;
use serde_json::{Value, json};

use super::Worker;
use crate::clock::{Clock, ClockHand};
use crate::host::book::{Book, RetryPolicy};
use crate::host::topology::{Envelope, QueueRow};
use crate::host::{Functions, Handler};

const POLICY: RetryPolicy =
    RetryPolicy { visibility_ms: 30_000, receives_max: 3, backoff_ms: 100, backoff_ms_max: 100 };

/// Writes down the bodies of each batch. A body "named" is named as failed, one "poison" breaks the batch.
#[derive(Default)]
struct Picky(Mutex<Vec<Vec<String>>>);

#[async_trait]
impl Handler for Picky {
    async fn handle(&self, event: Value) -> Result<Value, String> {
        let records = event["Records"].as_array().unwrap();
        let stream = records[0].get("dynamodb").is_some();
        let part = |record: &Value, path: &str| record.pointer(path).unwrap().as_str().unwrap().to_owned();
        let (body, name) =
            if stream { ("/dynamodb/NewImage/body/S", "/dynamodb/SequenceNumber") } else { ("/body", "/messageId") };
        let bodies: Vec<String> = records.iter().map(|record| part(record, body)).collect();
        self.0.lock().unwrap().push(bodies.clone());
        assert!(!bodies.iter().any(|body| body == "panic"), "a function breaks down");
        if bodies.iter().any(|body| body == "poison") {
            return Err("broken".to_owned());
        }
        let failed = records.iter().filter(|record| part(record, body) == "named");
        let failed: Vec<Value> = failed.map(|record| json!({ "itemIdentifier": part(record, name) })).collect();
        Ok(json!({ "batchItemFailures": failed }))
    }
}

struct Fixture {
    _folder: tempfile::TempDir,
    worker: Worker,
    picky: Arc<Picky>,
    hand: ClockHand,
}

fn fixture(envelope: Envelope) -> Fixture {
    let folder = tempfile::tempdir().unwrap();
    let picky = Arc::new(Picky::default());
    let handler: Arc<dyn Handler> = picky.clone();
    let (clock, hand) = Clock::by_hand(Timestamp::from_second(1_795_430_000).unwrap());
    let worker = Worker {
        row: QueueRow::new("issue", "issue", 10, envelope),
        book: Arc::new(Book::open(folder.path()).unwrap()),
        functions: Functions::new([("issue".to_owned(), handler)].into()),
        clock,
        policy: POLICY,
    };
    Fixture { _folder: folder, worker, picky, hand }
}

impl Fixture {
    fn send(&self, bodies: &[&str]) {
        for body in bodies {
            self.worker.book.send("issue", body, self.worker.clock.now_ms()).unwrap();
        }
    }

    /// Steps until nothing is left to come. Returns the batches.
    async fn drain(&self) -> Vec<Vec<String>> {
        while self.worker.book.next_visible_ms("issue").unwrap().is_some() {
            self.worker.step().await.unwrap();
            self.hand.advance_ms(100);
        }
        std::mem::take(&mut self.picky.0.lock().unwrap())
    }

    fn dead(&self) -> i64 {
        self.worker.book.queues().unwrap().first().map_or(0, |state| state.dead)
    }
}

#[tokio::test]
async fn a_named_failure_alone_comes_again() {
    let f = fixture(Envelope::Queue);
    f.send(&["a", "named", "b"]);
    assert_eq!(f.drain().await, [vec!["a", "named", "b"], vec!["named"], vec!["named"]]);
    assert_eq!(f.dead(), 1);
}

#[tokio::test]
async fn poison_drags_nothing_along() {
    for poison in ["poison", "panic"] {
        let f = fixture(Envelope::Queue);
        f.send(&["a", poison, "b"]);
        let batches = f.drain().await;
        assert_eq!(batches[0], ["a", poison, "b"]);
        assert_eq!(batches[1..], [vec!["a"], vec![poison], vec!["b"], vec![poison]]);
        assert_eq!(f.dead(), 1, "{poison}");
    }
}

#[tokio::test]
async fn a_replayed_dead_letter_is_worked_on_again() {
    let f = fixture(Envelope::Queue);
    f.send(&["named"]);
    assert_eq!(f.drain().await.len(), 3);
    f.worker.book.replay("issue", f.worker.clock.now_ms()).unwrap();
    assert_eq!(f.drain().await.len(), 3);
    assert_eq!(f.worker.step().await.unwrap(), 0);
}

#[tokio::test]
async fn set_aside_records_come_back_as_a_stream_event() {
    let f = fixture(Envelope::Stream);
    let record = |body: &str, sequence: &str| {
        let image = json!({ "body": { "S": body } });
        json!({ "dynamodb": { "NewImage": image, "SequenceNumber": sequence } }).to_string()
    };
    f.send(&[&record("a", "1"), &record("named", "2")]);
    assert_eq!(f.drain().await, [vec!["a", "named"], vec!["named"], vec!["named"]]);
    assert_eq!(f.dead(), 1);
}
