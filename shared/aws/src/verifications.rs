//! What was verified how often, in the table of counts: `VERIFIED#<city>#<kind>` / `<day>#<measure>` with its sum in `n`;
//! `VERIFIED#-#-` for what found no license. A plain ADD each: these sums are no books and no event is behind them.

use async_trait::async_trait;
use jiff::civil::Date;
use license::{division::Division, kind::Kind, verified::VerifiedLeaf};
use lifecycle::{error::Fault, port::Verifications};

use crate::{
    fault::{self, corrupt},
    record::{Item, Place, number, number_of, text, text_of},
    table::Table,
};

/// Sums of verifications.
pub struct VerificationsTable {
    table: Table,
}

impl VerificationsTable {
    pub(crate) fn new(table: Table) -> Self {
        Self { table }
    }

    async fn add(&self, leaf: &VerifiedLeaf, count: i64) -> Result<(), Fault> {
        let of = leaf.division.zip(leaf.kind);
        let place = Place::new(partition(of), format!("{}#{}", leaf.day, leaf.measure));
        let update = self.table.clients.dynamodb().update_item().table_name(&self.table.name);
        let sent = update
            .set_key(Some(place.key()))
            .update_expression("ADD n :count SET entity = :entity")
            .expression_attribute_values(":count", number(count))
            .expression_attribute_values(":entity", text("verified"))
            .send()
            .await;
        sent.map(|_| ()).map_err(|error| fault::store("UpdateItem", &error))
    }
}

impl std::fmt::Debug for VerificationsTable {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("VerificationsTable").field("table", &self.table.name).finish_non_exhaustive()
    }
}

fn partition(of: Option<(Division, Kind)>) -> String {
    match of {
        Some((division, kind)) => format!("VERIFIED#{division}#{}", kind.code()),
        None => "VERIFIED#-#-".to_owned(),
    }
}

#[async_trait]
impl Verifications for VerificationsTable {
    /// Every sum is tried, whatever became of the one before it.
    async fn tally(&self, sums: &[(VerifiedLeaf, i64)]) -> Result<(), Fault> {
        let mut lost = Ok(());
        for (leaf, count) in sums {
            let added = self.add(leaf, *count).await;
            lost = lost.and(added);
        }
        lost
    }

    async fn tallied(
        &self,
        of: Option<(Division, Kind)>,
        from: Date,
        until: Date,
    ) -> Result<Vec<(VerifiedLeaf, i64)>, Fault> {
        // '$' follows '#', so that the last day is taken with all its measures.
        let query = self.table.clients.dynamodb().query().table_name(&self.table.name);
        let pages = query
            .key_condition_expression("pk = :sums AND sk BETWEEN :from AND :until")
            .expression_attribute_values(":sums", text(partition(of)))
            .expression_attribute_values(":from", text(format!("{from}#")))
            .expression_attribute_values(":until", text(format!("{until}$")))
            .into_paginator()
            .items()
            .send();
        let items: Result<Vec<Item>, _> = pages.collect().await;
        let items = items.map_err(|error| fault::store("Query", &error))?;
        items.iter().map(|item| sum(of, item)).collect()
    }
}

fn sum(of: Option<(Division, Kind)>, item: &Item) -> Result<(VerifiedLeaf, i64), Fault> {
    let parts = text_of(item, "sk").and_then(|sk| sk.split_once('#'));
    let day = parts.and_then(|(day, _)| day.parse().ok());
    let (Some(day), Some((_, measure)), Some(n)) = (day, parts, number_of(item, "n")) else {
        return Err(corrupt("a sum of verifications"));
    };
    let (division, kind) = of.map_or((None, None), |(division, kind)| (Some(division), Some(kind)));
    Ok((VerifiedLeaf { division, kind, day, measure: measure.to_owned() }, n))
}
