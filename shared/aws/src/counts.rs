//! The counts table. A leaf is `COUNT#<city>#<kind>` / `<day>#<measure>` with its sum in `n`; an event that was counted is
//! `SEEN#<event>` / `SEEN`, kept longer than any stream redelivers; a day's totals are `SNAPSHOT#<day>` / `SNAPSHOT`.

use std::{collections::BTreeMap, sync::Arc};

use async_trait::async_trait;
use aws_sdk_dynamodb::{
    error::{BuildError, SdkError},
    operation::transact_write_items::TransactWriteItemsError,
    types::{CancellationReason, Put, TransactWriteItem, Update},
};
use jiff::{SignedDuration, civil::Date};
use license::{division::Division, event::EventId, kind::Kind, measure::Leaf};
use lifecycle::{
    error::Fault,
    port::{Clock, Committed, Counts, Snapshot},
};

use crate::{
    fault::{self, corrupt, store_code, unbuilt},
    record::{Item, Place, Record, number, number_of, text, text_of},
    table::Table,
};

/// A stream keeps its records for a day, and a dead-letter queue for 14; a marker outlives both by far.
const SEEN_DAYS: i64 = 90;

impl Record for Snapshot {
    const ENTITY: &'static str = "snapshot";
    const SEALED: bool = false;

    fn place(&self) -> Place {
        snapshot_place(self.day)
    }
}

fn snapshot_place(day: Date) -> Place {
    Place::new(format!("SNAPSHOT#{day}"), "SNAPSHOT")
}

fn leaf_partition(division: &Division, kind: Kind) -> String {
    format!("COUNT#{division}#{}", kind.code())
}

/// Leaf counters and daily snapshots.
pub struct CountsTable {
    table: Table,
    clock: Arc<dyn Clock>,
}

impl CountsTable {
    pub(crate) fn new(table: Table, clock: Arc<dyn Clock>) -> Self {
        Self { table, clock }
    }

    fn seen_marker(&self, event: &EventId) -> Result<TransactWriteItem, Fault> {
        let expires_at =
            self.clock.now().as_second().saturating_add(SignedDuration::from_hours(24 * SEEN_DAYS).as_secs());
        let mut item = Place::new(format!("SEEN#{event}"), "SEEN").key();
        item.insert("entity".into(), text("seen"));
        item.insert("expires_at".into(), number(expires_at));
        let put = Put::builder().table_name(&self.table.name).set_item(Some(item));
        let put = put.condition_expression("attribute_not_exists(pk)").build().map_err(not_built)?;
        Ok(TransactWriteItem::builder().put(put).build())
    }

    fn addition(&self, place: &Place, change: i64) -> Result<TransactWriteItem, Fault> {
        let update = Update::builder().table_name(&self.table.name).set_key(Some(place.key()));
        let update = update
            .update_expression("ADD n :change SET entity = :entity")
            .expression_attribute_values(":change", number(change))
            .expression_attribute_values(":entity", text("count"))
            .build()
            .map_err(not_built)?;
        Ok(TransactWriteItem::builder().update(update).build())
    }
}

impl std::fmt::Debug for CountsTable {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("CountsTable").field("table", &self.table.name).finish_non_exhaustive()
    }
}

#[async_trait]
impl Counts for CountsTable {
    /// An event that adds nothing leaves no marker either: there is nothing to count twice.
    async fn count(&self, event: &EventId, leaves: &[(Leaf, i64)]) -> Result<Committed, Fault> {
        let sums = sums(leaves);
        if sums.is_empty() {
            return Ok(Committed::Now);
        }
        let mut parts = vec![self.seen_marker(event)?];
        for ((pk, sk), change) in sums {
            parts.push(self.addition(&Place::new(pk, sk), change)?);
        }
        // Marker and sums become true together, or neither does.
        let request = self.table.clients.dynamodb().transact_write_items().set_transact_items(Some(parts));
        match request.send().await {
            Ok(_) => Ok(Committed::Now),
            Err(error) => counted_before(&error),
        }
    }

    async fn counted(
        &self,
        division: &Division,
        kind: Kind,
        from: Date,
        until: Date,
    ) -> Result<Vec<(Leaf, i64)>, Fault> {
        // '$' follows '#', so that the last day is taken with all its measures. Counts lag the stream anyway: the read is
        // eventually consistent, at half the price.
        let query = self.table.clients.dynamodb().query().table_name(&self.table.name);
        let pages = query
            .key_condition_expression("pk = :leaves AND sk BETWEEN :from AND :until")
            .expression_attribute_values(":leaves", text(leaf_partition(division, kind)))
            .expression_attribute_values(":from", text(format!("{from}#")))
            .expression_attribute_values(":until", text(format!("{until}$")))
            .into_paginator()
            .items()
            .send();
        let items: Result<Vec<Item>, _> = pages.collect().await;
        let items = items.map_err(|error| fault::store("Query", &error))?;
        items.iter().map(|item| leaf(*division, kind, item)).collect()
    }

    async fn keep_snapshot(&self, snapshot: &Snapshot) -> Result<(), Fault> {
        self.table.put(snapshot).await
    }

    async fn snapshot(&self, day: Date) -> Result<Option<Snapshot>, Fault> {
        self.table.get(&snapshot_place(day)).await
    }
}

/// By place: a transaction names an item once.
fn sums(leaves: &[(Leaf, i64)]) -> BTreeMap<(String, String), i64> {
    let mut sums = BTreeMap::new();
    for (leaf, change) in leaves {
        let place = (leaf_partition(&leaf.division, leaf.kind), format!("{}#{}", leaf.day, leaf.measure));
        let sum: &mut i64 = sums.entry(place).or_default();
        *sum = sum.saturating_add(*change);
    }
    sums.retain(|_, change| *change != 0);
    sums
}

fn leaf(division: Division, kind: Kind, item: &Item) -> Result<(Leaf, i64), Fault> {
    let parts = text_of(item, "sk").and_then(|sk| sk.split_once('#'));
    let day = parts.and_then(|(day, _)| day.parse().ok());
    match (day, parts, number_of(item, "n")) {
        (Some(day), Some((_, measure)), Some(n)) => Ok((Leaf { division, kind, day, measure: measure.to_owned() }, n)),
        _ => Err(corrupt("a leaf counter")),
    }
}

fn counted_before<R>(error: &SdkError<TransactWriteItemsError, R>) -> Result<Committed, Fault> {
    let Some(TransactWriteItemsError::TransactionCanceledException(cancelled)) = error.as_service_error() else {
        return Err(fault::store("TransactWriteItems", error));
    };
    let codes: Vec<&str> = cancelled.cancellation_reasons().iter().filter_map(CancellationReason::code).collect();
    if codes.first() == Some(&"ConditionalCheckFailed") {
        return Ok(Committed::Before);
    }
    // Another event adds to the same leaf at this moment; the stream brings this one again.
    let code = codes.into_iter().find(|code| *code != "None").unwrap_or("TransactionCanceled");
    Err(Fault::new(store_code(code), format!("TransactWriteItems: {code}")))
}

fn not_built(_why: BuildError) -> Fault {
    unbuilt("TransactWriteItems")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn leaves_of_one_place_are_one_sum_and_nothing_is_not_added() {
        let leaf = |measure: &str| Leaf {
            division: Division::parse("210100").unwrap(),
            kind: Kind::VehicleCertificate,
            day: "2026-11-23".parse().unwrap(),
            measure: measure.into(),
        };
        let sums = sums(&[(leaf("grants"), 2), (leaf("checked"), 1), (leaf("grants"), -1), (leaf("checked"), -1)]);
        assert_eq!(sums, BTreeMap::from([(("COUNT#210100#013".into(), "2026-11-23#grants".into()), 1)]));
    }
}
