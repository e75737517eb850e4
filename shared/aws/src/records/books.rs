//! The commit, and the events that it leaves: in the partition of the record whose history they are, under
//! `EVENT#<name>`. An event names nobody, is not sealed, and is what the table's stream is read for.

use async_trait::async_trait;
use aws_sdk_dynamodb::{
    error::SdkError,
    operation::transact_write_items::TransactWriteItemsError,
    types::{AttributeValue, CancellationReason, TransactWriteItem},
};
use license::event::{Event, EventId, Scope};
use lifecycle::{
    error::{CommitError, Fault},
    port::{Books, Commit, Committed, Write},
};

use super::{Records, applications, licenses, photos, subjects};
use crate::{
    fault::{self, store_code},
    record::{Place, Record, sortable, text},
    table::Listing,
};

const PREFIX: &str = "EVENT#";

impl Record for Event {
    const ENTITY: &'static str = "event";
    const SEALED: bool = false;

    fn place(&self) -> Place {
        place(&self.id)
    }

    fn attributes(&self) -> Vec<(&'static str, AttributeValue)> {
        let mut attributes = vec![
            ("kind", text(self.kind.as_str())),
            ("at", text(sortable(self.at))),
            ("division", text(self.division.as_str())),
            ("license_kind", text(self.license_kind.code())),
        ];
        attributes.extend(self.grant.iter().map(|id| ("grant", text(id.as_str()))));
        if let Scope::License(key) = &self.id.scope {
            attributes.push(("license", text(key.to_string())));
        }
        attributes
    }
}

fn place(id: &EventId) -> Place {
    Place::new(partition(&id.scope), format!("{PREFIX}{}", id.name))
}

fn partition(scope: &Scope) -> String {
    match scope {
        Scope::Application(id) => applications::partition(id),
        Scope::License(key) => licenses::partition(key),
        Scope::Subject(id) => subjects::partition(id),
    }
}

#[async_trait]
impl Books for Records {
    async fn commit(&self, commit: &Commit) -> Result<Committed, CommitError> {
        let parts = self.parts(commit).await?;
        // No token of our own: the event's condition is what makes a repetition harmless, for ever and not for ten
        // minutes, and a sealed body differs each time it is sealed, which a token would call another request. The SDK
        // draws a token for its own retries of this call.
        let request = self.table.clients.dynamodb().transact_write_items().set_transact_items(Some(parts));
        // If we die before this line nothing happened; after it all of it did, and the rest hangs off the stream.
        let Err(error) = request.send().await else { return Ok(Committed::Now) };
        match refusal(&error) {
            Refused::EventExists => Ok(Committed::Before),
            // It may have been this very commit that was faster, sent twice.
            Refused::RecordChanged if self.event(&commit.event.id).await?.is_some() => Ok(Committed::Before),
            Refused::RecordChanged => Err(CommitError::Conflict),
            Refused::Failed(fault) => Err(CommitError::Fault(fault)),
        }
    }

    async fn event(&self, id: &EventId) -> Result<Option<Event>, Fault> {
        self.table.get(&place(id)).await
    }

    async fn history(&self, scope: &Scope) -> Result<Vec<Event>, Fault> {
        let partition = partition(scope);
        let listing =
            Listing { name: "history", index: None, partition, prefix: PREFIX, below: None, newest_first: false };
        let mut events: Vec<Event> = self.table.all(&listing).await?;
        events.sort_by_key(|event| event.at);
        Ok(events)
    }
}

impl Records {
    /// The event first: its place among the reasons of a refusal is known.
    async fn parts(&self, commit: &Commit) -> Result<Vec<TransactWriteItem>, Fault> {
        let mut parts = vec![self.table.put_at_revision(&commit.event).await?];
        for write in &commit.writes {
            self.add_parts(write, &mut parts).await?;
        }
        if let Some(notice) = &commit.notice {
            parts.push(self.table.put_anyway(notice).await?);
        }
        Ok(parts)
    }

    /// A record is one item; a photo is one under each key of its hash.
    async fn add_parts(&self, write: &Write, parts: &mut Vec<TransactWriteItem>) -> Result<(), Fault> {
        parts.push(match write {
            Write::Subject(record) => self.table.put_at_revision(record).await?,
            Write::Grant(record) => self.table.put_at_revision(record).await?,
            Write::Application(record) => self.table.put_at_revision(record).await?,
            Write::License(record) => self.table.put_at_revision(record).await?,
            Write::Series(record) => self.table.put_at_revision(record).await?,
            Write::Number(record) => self.table.put_at_revision(record).await?,
            Write::Unchanged(subject, revision) => self.table.unchanged(&subjects::place(subject), *revision)?,
            Write::Sighting(sighting) => {
                for entry in photos::entries(sighting) {
                    parts.push(self.table.put_anyway(&entry).await?);
                }
                return Ok(());
            }
        });
        Ok(())
    }
}

enum Refused {
    EventExists,
    RecordChanged,
    Failed(Fault),
}

fn refusal<R>(error: &SdkError<TransactWriteItemsError, R>) -> Refused {
    let cancelled = match error.as_service_error() {
        Some(TransactWriteItemsError::TransactionCanceledException(cancelled)) => cancelled,
        _ => return Refused::Failed(fault::store("TransactWriteItems", error)),
    };
    refusal_of(cancelled.cancellation_reasons())
}

fn refusal_of(reasons: &[CancellationReason]) -> Refused {
    let codes: Vec<&str> = reasons.iter().filter_map(CancellationReason::code).collect();
    if codes.first() == Some(&"ConditionalCheckFailed") {
        return Refused::EventExists;
    }
    if codes.iter().any(|code| matches!(*code, "ConditionalCheckFailed" | "TransactionConflict")) {
        return Refused::RecordChanged;
    }
    let code = codes.into_iter().find(|code| *code != "None").unwrap_or("TransactionCanceled");
    Refused::Failed(Fault::new(store_code(code), format!("TransactWriteItems: {code}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(codes: &[&str]) -> String {
        let reasons: Vec<_> = codes.iter().map(|code| CancellationReason::builder().code(*code).build()).collect();
        match refusal_of(&reasons) {
            Refused::EventExists => "before".into(),
            Refused::RecordChanged => "conflict".into(),
            Refused::Failed(fault) => fault.code.into(),
        }
    }

    #[test]
    fn a_refusal_is_told_by_its_reasons() {
        for (codes, word) in [
            (&["ConditionalCheckFailed", "None"][..], "before"),
            (&["ConditionalCheckFailed", "ConditionalCheckFailed"], "before"),
            (&["ConditionalCheckFailed", "TransactionConflict"], "before"),
            (&["None", "ConditionalCheckFailed"], "conflict"),
            (&["TransactionConflict", "None"], "conflict"),
            (&["None", "ThrottlingError", "TransactionConflict"], "conflict"),
            (&["None", "ThrottlingError"], "store.throttled"),
            (&["None", "ProvisionedThroughputExceeded"], "store.throttled"),
            (&["None", "ValidationError"], "store.rejected"),
            (&["None", "ItemCollectionSizeLimitExceeded"], "store.unavailable"),
            (&[], "store.unavailable"),
        ] {
            assert_eq!(told(codes), word, "{codes:?}");
        }
    }
}
