//! Hands the table's stream to its subscribers, each from where it stopped.
//!
//! A position is saved only after success, so a record is delivered at least once and in order. A record that
//! fails too often is set aside as a dead letter under its subscriber's name, and the rest goes on.

use std::sync::Arc;
use std::time::Duration;

use aws_sdk_dynamodbstreams::types::ShardIteratorType;
use serde_json::Value;

use super::book::{Book, BookError, Place, RetryPolicy};
use super::events::{failed_items, reason, stream_event};
use super::handler::Functions;
use super::topology::{Subscription, Target};
use super::{HostError, stream_record};
use crate::clock::Clock;
use crate::stores::{RECORDS_TABLE, Stores};

/// A stream with one reader's means.
#[derive(Debug)]
pub struct Feed {
    client: aws_sdk_dynamodbstreams::Client,
    stream_arn: String,
    /// The embedded DynamoDB keeps one shard for each table and never closes it.
    shard: String,
    book: Arc<Book>,
    functions: Functions,
    clock: Clock,
    policy: RetryPolicy,
}

/// What one step of a subscription came to.
#[derive(Debug, PartialEq, Eq)]
pub enum Step {
    /// There was nothing new.
    Idle,
    /// There was something, and there may be more.
    Moved,
    /// A record failed and is to be tried again after a wait.
    Wait(Duration),
}

/// A record with the name under which batches speak of it.
struct Delivery {
    sequence: String,
    record: Value,
}

impl Feed {
    /// Finds the records table's stream.
    ///
    /// # Errors
    /// The table is not there or has no stream.
    pub async fn open(
        stores: &Stores,
        book: Arc<Book>,
        functions: Functions,
        clock: Clock,
        policy: RetryPolicy,
    ) -> Result<Self, HostError> {
        let client = stores.streams();
        let stream_arn = stream_arn(&client).await?;
        let told = client.describe_stream().stream_arn(&stream_arn).send().await;
        let told = told.map_err(|error| HostError::Stream(error.into_service_error().to_string()))?;
        let shards = told.stream_description().map(|stream| stream.shards()).unwrap_or_default();
        let shard = shards.first().and_then(|shard| shard.shard_id()).map(str::to_owned);
        let shard = shard.ok_or_else(|| HostError::Stream("the stream has no shard".to_owned()))?;
        Ok(Self { client, stream_arn, shard, book, functions, clock, policy })
    }

    /// Delivers the next batch to a subscription.
    ///
    /// # Errors
    /// The stream or the book cannot be read; nothing was lost.
    pub async fn step(&self, subscription: &Subscription) -> Result<Step, HostError> {
        // After a failure one record at a time, so that a bad one stands alone.
        let failed = self.book.has_failed(&subscription.name, &self.shard)?;
        let max = if failed { 1 } else { subscription.batch };
        let batch = self.read(&subscription.name, max).await?;
        let Some(last) = batch.last() else {
            return Ok(Step::Idle);
        };
        let place = Place { subscriber: &subscription.name, shard: &self.shard, sequence: &last.sequence };
        match &subscription.target {
            Target::Function { function, filter } => {
                let taken: Vec<&Delivery> = batch.iter().filter(|delivery| filter.takes(&delivery.record)).collect();
                self.invoke(place, function, &taken).await
            }
            Target::Pipe { queue, filter } => {
                let taken = batch.iter().filter(|delivery| filter.takes(&delivery.record));
                let bodies: Vec<String> = taken.map(|delivery| delivery.record.to_string()).collect();
                self.book.pipe(place, queue, &bodies, self.clock.now_ms())?;
                Ok(Step::Moved)
            }
        }
    }

    async fn read(&self, subscriber: &str, max: i32) -> Result<Vec<Delivery>, HostError> {
        let stream_error = |words: String| HostError::Stream(words);
        let position = self.book.position(subscriber, &self.shard)?;
        let kind = match position {
            Some(_) => ShardIteratorType::AfterSequenceNumber,
            None => ShardIteratorType::TrimHorizon,
        };
        let iterator = self.client.get_shard_iterator().stream_arn(&self.stream_arn).shard_id(&self.shard);
        let iterator = iterator.shard_iterator_type(kind).set_sequence_number(position).send().await;
        let iterator = iterator.map_err(|error| stream_error(error.into_service_error().to_string()))?;
        let read = self.client.get_records().limit(max).set_shard_iterator(iterator.shard_iterator);
        let read = read.send().await.map_err(|error| stream_error(error.into_service_error().to_string()))?;
        let deliveries = read.records().iter().map(|record| Delivery {
            sequence: record.dynamodb().and_then(|change| change.sequence_number()).unwrap_or_default().to_owned(),
            record: stream_record::json(record, &self.stream_arn),
        });
        Ok(deliveries.collect())
    }

    /// Hands over what was taken of a batch that ends at `end`.
    async fn invoke(&self, end: Place<'_>, function: &str, taken: &[&Delivery]) -> Result<Step, HostError> {
        if taken.is_empty() {
            self.book.save_position(end)?;
            return Ok(Step::Moved);
        }
        let records: Vec<Value> = taken.iter().map(|delivery| delivery.record.clone()).collect();
        let names: Vec<String> = taken.iter().map(|delivery| delivery.sequence.clone()).collect();
        let answer = self.functions.invoke(function, stream_event(&records)).await;
        // A stream goes on from its first failure, whatever comes after that.
        let Some(index) = failed_items(&answer, &names).first().copied() else {
            self.book.save_position(end)?;
            return Ok(Step::Moved);
        };
        if let Some(done) = index.checked_sub(1).and_then(|before| names.get(before)) {
            self.book.save_position(Place { sequence: done, ..end })?;
        }
        match (taken.get(index), names.get(index)) {
            (Some(delivery), Some(sequence)) => {
                Ok(self.after_failure(Place { sequence, ..end }, delivery, reason(&answer))?)
            }
            (None, _) | (_, None) => Ok(Step::Moved),
        }
    }

    fn after_failure(&self, place: Place<'_>, delivery: &Delivery, reason: &str) -> Result<Step, BookError> {
        let tries = self.book.count_failure(place)?;
        if tries < self.policy.receives_max {
            let wait_ms = u64::try_from(self.policy.wait_ms(tries)).unwrap_or_default();
            return Ok(Step::Wait(Duration::from_millis(wait_ms)));
        }
        self.book.pass_over(place, &delivery.record.to_string(), reason, self.clock.now_ms())?;
        Ok(Step::Moved)
    }
}

async fn stream_arn(client: &aws_sdk_dynamodbstreams::Client) -> Result<String, HostError> {
    let told = client.list_streams().table_name(RECORDS_TABLE).send().await;
    let told = told.map_err(|error| HostError::Stream(error.into_service_error().to_string()))?;
    let arn = told.streams().first().and_then(|stream| stream.stream_arn());
    arn.map(str::to_owned).ok_or_else(|| HostError::Stream("the records table has no stream".to_owned()))
}

#[cfg(test)]
mod tests;
