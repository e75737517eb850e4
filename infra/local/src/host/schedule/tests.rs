//! The day's hour in China, by hand.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use async_trait::async_trait;
use jiff::Timestamp;
use serde_json::Value;

use super::{last_due_ms, run_if_due};
use crate::host::book::Book;
use crate::host::topology::{ScheduleRow, Timing};
use crate::host::{Functions, Handler};

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn row(minute_of_day: u16) -> ScheduleRow {
    ScheduleRow::new("daily", "statistics", Timing::Daily(minute_of_day))
}

#[test]
fn the_hour_is_that_of_china() {
    let cases = [
        (120, "2026-11-23T17:59:59.999Z", "2026-11-22T18:00:00Z"),
        (120, "2026-11-23T18:00:00Z", "2026-11-23T18:00:00Z"),
        (120, "2026-11-24T17:00:00Z", "2026-11-23T18:00:00Z"),
        (0, "2026-11-23T15:59:59Z", "2026-11-22T16:00:00Z"),
        (0, "2026-11-23T16:00:00Z", "2026-11-23T16:00:00Z"),
        (1439, "2026-11-23T15:59:00Z", "2026-11-23T15:59:00Z"),
        (600, "1969-12-31T00:00:00Z", "1969-12-30T02:00:00Z"),
    ];
    for (minute, now, due) in cases {
        let found = last_due_ms(&row(minute), at(now).as_millisecond());
        assert_eq!(found, at(due).as_millisecond(), "{minute} {now}");
    }
}

#[test]
fn an_interval_is_due_at_its_multiples() {
    let renewal = ScheduleRow::new("renewal", "publish", Timing::Every(5));
    for (now, due) in [
        ("2026-11-23T10:04:59.999Z", "2026-11-23T10:00:00Z"),
        ("2026-11-23T10:05:00Z", "2026-11-23T10:05:00Z"),
        ("2026-11-23T10:09:00Z", "2026-11-23T10:05:00Z"),
    ] {
        assert_eq!(last_due_ms(&renewal, at(now).as_millisecond()), at(due).as_millisecond(), "{now}");
    }
}

struct Counting {
    runs: AtomicUsize,
    fails: AtomicBool,
}

#[async_trait]
impl Handler for Counting {
    async fn handle(&self, event: Value) -> Result<Value, String> {
        assert_eq!(event["source"], "aws.events");
        self.runs.fetch_add(1, Ordering::SeqCst);
        if self.fails.load(Ordering::SeqCst) { Err("broken".to_owned()) } else { Ok(Value::Null) }
    }
}

#[tokio::test]
async fn a_day_is_run_once_and_a_failed_run_again() {
    let folder = tempfile::tempdir().unwrap();
    let mut book = Book::open(folder.path()).unwrap();
    let counting = Arc::new(Counting { runs: AtomicUsize::new(0), fails: AtomicBool::new(false) });
    let handler: Arc<dyn Handler> = counting.clone();
    let functions = Functions::new([("statistics".to_owned(), handler)].into());
    // When, whether the function fails, whether the look is good, and the runs by then.
    let looks = [
        ("2026-11-23T10:00:00Z", false, Some(false), 0),
        ("2026-11-23T17:59:00Z", false, Some(false), 0),
        ("2026-11-23T18:00:00Z", true, None, 1),
        ("2026-11-23T18:00:30Z", false, Some(true), 2),
        ("2026-11-23T18:01:00Z", false, Some(false), 2),
        ("2026-11-26T03:00:00Z", false, Some(true), 3),
        ("2026-11-26T03:01:00Z", false, Some(false), 3),
    ];
    for (now, fails, ran, runs) in looks {
        counting.fails.store(fails, Ordering::SeqCst);
        let look = run_if_due(&row(120), &book, &functions, at(now)).await;
        assert_eq!(look.ok(), ran, "{now}");
        assert_eq!(counting.runs.load(Ordering::SeqCst), runs, "{now}");
        book = Book::open(folder.path()).unwrap();
    }
}
