//! A queue's worker: receives a batch, hands it to the function, and keeps what failed.

use std::sync::Arc;

use serde_json::Value;

use super::book::{Book, BookError, Message, RetryPolicy};
use super::events::{failed_items, queue_event, reason, stream_event};
use super::handler::Functions;
use super::topology::{Envelope, QueueRow};
use crate::clock::Clock;

/// The worker of one queue.
#[derive(Debug)]
pub struct Worker {
    /// Which queue, which function.
    pub row: QueueRow,
    /// Where the queue lies.
    pub book: Arc<Book>,
    /// Where the function is.
    pub functions: Functions,
    /// For visibility.
    pub clock: Clock,
    /// How failures are treated.
    pub policy: RetryPolicy,
}

impl Worker {
    /// Works on one batch. Returns how many messages were received.
    ///
    /// # Errors
    /// The book cannot be read or written; the messages come again.
    pub async fn step(&self) -> Result<usize, BookError> {
        let row = &self.row;
        let messages = self.book.receive(&row.name, row.batch, &self.policy, self.clock.now_ms())?;
        if messages.is_empty() {
            return Ok(0);
        }
        // What has failed before goes alone, so that a message that breaks its batch drags no other along.
        let (fresh, retried): (Vec<_>, Vec<_>) = messages.iter().cloned().partition(|message| message.receives == 1);
        for batch in std::iter::once(fresh.as_slice()).chain(retried.chunks(1)) {
            self.work(batch).await?;
        }
        Ok(messages.len())
    }

    async fn work(&self, batch: &[Message]) -> Result<(), BookError> {
        if batch.is_empty() {
            return Ok(());
        }
        let (event, names) = self.wrap(batch);
        let answer = self.functions.invoke(&self.row.function, event).await;
        let failed = failed_items(&answer, &names);
        for (index, message) in batch.iter().enumerate() {
            if failed.contains(&index) {
                let now_ms = self.clock.now_ms();
                self.book.give_back(message, reason(&answer), &self.policy, now_ms)?;
            } else {
                self.book.delete(message)?;
            }
        }
        Ok(())
    }

    /// The event, and the names under which the answer speaks of its items.
    fn wrap(&self, messages: &[Message]) -> (Value, Vec<String>) {
        match self.row.envelope {
            Envelope::Queue => {
                let names = messages.iter().map(|message| message.message_id.clone()).collect();
                (queue_event(&self.row.name, messages), names)
            }
            Envelope::Stream => {
                let bodies = messages.iter().map(|message| serde_json::from_str(&message.body));
                let records: Vec<Value> = bodies.map(Result::unwrap_or_default).collect();
                let sequence = |record: &Value| {
                    let number = record.pointer("/dynamodb/SequenceNumber").and_then(Value::as_str);
                    number.unwrap_or_default().to_owned()
                };
                let names = records.iter().map(sequence).collect();
                (stream_event(&records), names)
            }
        }
    }
}

#[cfg(test)]
mod tests;
