//! How far each subscriber has come in the table's stream.

use rusqlite::{Connection, OptionalExtension, params};

use super::queue::insert;
use super::{Book, BookError};

/// A subscriber's place in a shard.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place<'a> {
    /// The subscriber's name.
    pub subscriber: &'a str,
    /// The shard's id.
    pub shard: &'a str,
    /// A record's sequence number.
    pub sequence: &'a str,
}

impl Book {
    /// The sequence number of the last record that a subscriber has finished in a shard.
    ///
    /// # Errors
    /// The book cannot be read.
    pub fn position(&self, subscriber: &str, shard: &str) -> Result<Option<String>, BookError> {
        let query = "SELECT sequence FROM positions WHERE subscriber = ?1 AND shard = ?2";
        let values = params![subscriber, shard];
        Ok(self.connection().query_row(query, values, |row| row.get(0)).optional()?)
    }

    /// Moves a subscriber's position. To be called only after success.
    ///
    /// # Errors
    /// The book cannot be written; the records will come again.
    pub fn save_position(&self, place: Place<'_>) -> Result<(), BookError> {
        let mut connection = self.connection();
        let transaction = connection.transaction()?;
        advance(&transaction, place)?;
        Ok(transaction.commit()?)
    }

    /// Queues what a pipe took from the stream and moves its position, both or neither.
    ///
    /// # Errors
    /// The book cannot be written; the records will come again.
    pub fn pipe(&self, place: Place<'_>, queue: &str, bodies: &[String], now_ms: i64) -> Result<(), BookError> {
        let mut connection = self.connection();
        let transaction = connection.transaction()?;
        for body in bodies {
            insert(&transaction, queue, body, now_ms, None)?;
        }
        advance(&transaction, place)?;
        transaction.commit()?;
        self.tell_sent();
        Ok(())
    }

    /// Passes over a record that failed too often: a dead letter under the subscriber's name, both or neither.
    ///
    /// # Errors
    /// The book cannot be written; the record will come again.
    pub fn pass_over(&self, place: Place<'_>, record: &str, reason: &str, now_ms: i64) -> Result<(), BookError> {
        let mut connection = self.connection();
        let transaction = connection.transaction()?;
        insert(&transaction, place.subscriber, record, now_ms, Some(reason))?;
        advance(&transaction, place)?;
        Ok(transaction.commit()?)
    }

    /// Counts a failure of the record that a subscriber is at. Returns how often it has failed.
    ///
    /// # Errors
    /// The book cannot be written.
    pub fn count_failure(&self, place: Place<'_>) -> Result<u32, BookError> {
        let statement = "INSERT INTO failures VALUES (?1, ?2, ?3, 1)
             ON CONFLICT (subscriber, shard) DO UPDATE SET sequence = excluded.sequence,
                 tries = CASE WHEN failures.sequence = excluded.sequence THEN failures.tries + 1 ELSE 1 END
             RETURNING tries";
        let values = params![place.subscriber, place.shard, place.sequence];
        Ok(self.connection().query_row(statement, values, |row| row.get(0))?)
    }

    /// Whether the record that a subscriber is at has failed before.
    ///
    /// # Errors
    /// The book cannot be read.
    pub fn has_failed(&self, subscriber: &str, shard: &str) -> Result<bool, BookError> {
        let query = "SELECT EXISTS (SELECT 1 FROM failures WHERE subscriber = ?1 AND shard = ?2)";
        Ok(self.connection().query_row(query, params![subscriber, shard], |row| row.get(0))?)
    }
}

fn advance(connection: &Connection, place: Place<'_>) -> Result<(), BookError> {
    let statement = "INSERT INTO positions VALUES (?1, ?2, ?3)
         ON CONFLICT (subscriber, shard) DO UPDATE SET sequence = excluded.sequence";
    connection.execute(statement, params![place.subscriber, place.shard, place.sequence])?;
    let statement = "DELETE FROM failures WHERE subscriber = ?1 AND shard = ?2";
    connection.execute(statement, params![place.subscriber, place.shard])?;
    Ok(())
}
