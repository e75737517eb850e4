//! Counting once, whatever the stream does.

use std::collections::BTreeMap;

use jiff::{SignedDuration, civil::Date};
use license::{
    division::Division,
    event::{EventId, Scope},
    kind::Kind,
    measure::Leaf,
};
use lifecycle::port::{Committed, Counts, Snapshot};

use super::{World, samples::at};

const KIND: Kind = Kind::VehicleCertificate;

fn city() -> Division {
    Division::parse("210100").unwrap()
}

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

fn leaf(on: &str, measure: &str) -> Leaf {
    Leaf { division: city(), kind: KIND, day: day(on), measure: measure.into() }
}

fn event(name: &str) -> EventId {
    let application = license::application::Name::parse("claim-0001").unwrap();
    EventId { scope: Scope::Application(application), name: name.into() }
}

async fn totals(world: &World) -> BTreeMap<String, i64> {
    let counts = world.aws.counts();
    let leaves = counts.counted(&city(), KIND, day("2026-01-01"), day("2026-12-31")).await.unwrap();
    leaves.into_iter().map(|(leaf, n)| (format!("{} {}", leaf.day, leaf.measure), n)).collect()
}

#[tokio::test]
async fn redelivery_in_any_order_counts_once() {
    let world = World::new().await;
    let counts = world.aws.counts();
    let issued = [(leaf("2026-11-23", "license_issued"), 1), (leaf("2026-11-23", "stage.sealed"), 1)];
    let activated = [(leaf("2026-11-23", "stage.sealed"), -1), (leaf("2026-11-23", "stage.activated"), 1)];
    // The second event is delivered first, and everything is delivered again.
    for (name, leaves, answer) in [
        ("activate.1", &activated, Committed::Now),
        ("issue.1", &issued, Committed::Now),
        ("issue.1", &issued, Committed::Before),
        ("activate.1", &activated, Committed::Before),
        ("issue.2", &issued, Committed::Now),
        ("issue.1", &issued, Committed::Before),
    ] {
        assert_eq!(counts.count(&event(name), leaves).await, Ok(answer), "{name}");
    }
    let expected =
        [("2026-11-23 license_issued", 2), ("2026-11-23 stage.sealed", 1), ("2026-11-23 stage.activated", 1)];
    assert_eq!(totals(&world).await, expected.map(|(name, n)| (name.to_owned(), n)).into());
}

#[tokio::test]
async fn two_deliveries_at_once_count_once() {
    let world = World::new().await;
    let (one, other) = (world.aws.counts(), world.other_process().await.counts());
    let leaves = [(leaf("2026-11-23", "grants"), 1)];
    let (id, again) = (event("record.1"), event("record.1"));
    let answers = tokio::join!(one.count(&id, &leaves), other.count(&again, &leaves));
    let now = [answers.0, answers.1].iter().filter(|answer| **answer == Ok(Committed::Now)).count();
    assert_eq!((now, totals(&world).await["2026-11-23 grants"]), (1, 1));
}

#[tokio::test]
async fn both_ends_of_a_period_count_and_nothing_beyond() {
    let world = World::new().await;
    let counts = world.aws.counts();
    for (n, on) in ["2026-10-31", "2026-11-01", "2026-11-30", "2026-12-01"].into_iter().enumerate() {
        counts.count(&event(&format!("record.{n}")), &[(leaf(on, "stage.sealed"), 1)]).await.unwrap();
    }
    let other_city = Leaf { division: Division::parse("210200").unwrap(), ..leaf("2026-11-02", "grants") };
    let other_kind = Leaf { kind: Kind::BusinessLicense, ..leaf("2026-11-02", "grants") };
    counts.count(&event("record.x"), &[(other_city, 1), (other_kind, 1)]).await.unwrap();
    let days = |from: &str, until: &str| {
        let (from, until) = (day(from), day(until));
        let counts = &counts;
        async move {
            let leaves = counts.counted(&city(), KIND, from, until).await.unwrap();
            leaves.into_iter().map(|(leaf, _)| leaf.day.to_string()).collect::<Vec<_>>()
        }
    };
    assert_eq!(days("2026-11-01", "2026-11-30").await, ["2026-11-01", "2026-11-30"]);
    assert_eq!(days("2026-11-02", "2026-11-29").await, Vec::<String>::new());
    assert_eq!(days("2026-11-30", "2026-11-30").await, ["2026-11-30"]);
}

#[tokio::test]
async fn an_event_that_adds_nothing_writes_nothing() {
    let world = World::new().await;
    let counts = world.aws.counts();
    let cancelling = [(leaf("2026-11-23", "grants"), 1), (leaf("2026-11-23", "grants"), -1)];
    counts.count(&event("record.1"), &cancelling).await.unwrap();
    counts.count(&event("record.2"), &[]).await.unwrap();
    let scan = world.stores.dynamodb().scan().table_name(local::stores::COUNTS_TABLE).send().await.unwrap();
    assert_eq!(scan.count(), 0);
}

#[tokio::test]
async fn a_marker_outlives_the_stream_and_then_goes() {
    let world = World::new().await;
    let counts = world.aws.counts();
    let leaves = [(leaf("2026-11-23", "grants"), 1)];
    world.clock.turn(SignedDuration::from_hours(-24 * 89));
    counts.count(&event("record.1"), &leaves).await.unwrap();
    assert_eq!(world.stores.sweep_expired().unwrap(), 0);
    world.clock.turn(SignedDuration::from_hours(-24 * 2));
    counts.count(&event("record.2"), &leaves).await.unwrap();
    assert_eq!(world.stores.sweep_expired().unwrap(), 1);
    assert_eq!(totals(&world).await["2026-11-23 grants"], 2, "sums never expire");
}

#[tokio::test]
async fn a_snapshot_taken_again_replaces_the_first() {
    let world = World::new().await;
    let counts = world.aws.counts();
    assert_eq!(counts.snapshot(day("2026-11-23")).await, Ok(None));
    let of = |n, seconds| Snapshot {
        day: day("2026-11-23"),
        taken_at: at(seconds),
        totals: vec![(city(), KIND, "grants".into(), n)],
    };
    for (n, seconds) in [(1, 0), (2, 1)] {
        counts.keep_snapshot(&of(n, seconds)).await.unwrap();
        assert_eq!(counts.snapshot(day("2026-11-23")).await, Ok(Some(of(n, seconds))));
    }
    assert_eq!(counts.snapshot(day("2026-11-24")).await, Ok(None));
}
