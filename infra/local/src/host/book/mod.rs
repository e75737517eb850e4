//! The host's own memory: what is still to be delivered, to whom, and how often it was tried.
//!
//! One SQLite file with full synchronisation. What AWS keeps in its stream mappings, SQS, S3 and schedules is
//! kept here, so that a killed process loses nothing that it had acknowledged.

mod intents;
mod queue;
mod streams;
#[cfg(test)]
mod tests;

use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};

use rusqlite::{Connection, OptionalExtension, params};
use tokio::sync::watch;

pub use intents::Intent;
pub use queue::{Message, QueueState, RetryPolicy};
pub use streams::Place;

/// The book cannot be read or written.
#[derive(Debug, thiserror::Error)]
#[error("the host's book: {0}")]
pub struct BookError(#[from] rusqlite::Error);

const SCHEMA: &str = "
    CREATE TABLE IF NOT EXISTS positions (
        subscriber TEXT NOT NULL, shard TEXT NOT NULL, sequence TEXT NOT NULL,
        PRIMARY KEY (subscriber, shard)) WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS failures (
        subscriber TEXT NOT NULL, shard TEXT NOT NULL, sequence TEXT NOT NULL, tries INTEGER NOT NULL,
        PRIMARY KEY (subscriber, shard)) WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS messages (
        id INTEGER PRIMARY KEY AUTOINCREMENT, message_id TEXT NOT NULL, queue TEXT NOT NULL,
        body TEXT NOT NULL, sent_ms INTEGER NOT NULL, visible_ms INTEGER NOT NULL,
        first_received_ms INTEGER, receives INTEGER NOT NULL DEFAULT 0,
        dead INTEGER NOT NULL DEFAULT 0, reason TEXT);
    CREATE INDEX IF NOT EXISTS messages_by_queue ON messages (queue, dead, visible_ms);
    CREATE TABLE IF NOT EXISTS intents (
        id INTEGER PRIMARY KEY AUTOINCREMENT, bucket TEXT NOT NULL, key TEXT NOT NULL);
    CREATE TABLE IF NOT EXISTS schedules (
        name TEXT PRIMARY KEY, last_ms INTEGER NOT NULL) WITHOUT ROWID;
";

/// The book of one data folder. Every change is on disk when its method returns.
#[derive(Debug)]
pub struct Book {
    connection: Mutex<Connection>,
    sent: watch::Sender<u64>,
}

impl Book {
    /// Opens (or begins) the book of a data folder.
    ///
    /// # Errors
    /// The file cannot be opened, or is no book.
    pub fn open(data: &Path) -> Result<Self, BookError> {
        let connection = Connection::open(data.join("host.sqlite"))?;
        connection.pragma_update(None, "journal_mode", "WAL")?;
        connection.pragma_update(None, "synchronous", "FULL")?;
        connection.execute_batch(SCHEMA)?;
        Ok(Self { connection: Mutex::new(connection), sent: watch::Sender::new(0) })
    }

    /// When a schedule last ran, in milliseconds since the epoch.
    ///
    /// # Errors
    /// The book cannot be read.
    pub fn last_run_ms(&self, schedule: &str) -> Result<Option<i64>, BookError> {
        let query = "SELECT last_ms FROM schedules WHERE name = ?1";
        Ok(self.connection().query_row(query, params![schedule], |row| row.get(0)).optional()?)
    }

    /// Writes down when a schedule last ran.
    ///
    /// # Errors
    /// The book cannot be written.
    pub fn save_last_run_ms(&self, schedule: &str, at_ms: i64) -> Result<(), BookError> {
        let statement = "INSERT INTO schedules VALUES (?1, ?2)
             ON CONFLICT (name) DO UPDATE SET last_ms = excluded.last_ms";
        self.connection().execute(statement, params![schedule, at_ms])?;
        Ok(())
    }

    /// Changes whenever a message may have come into a queue.
    #[must_use]
    pub fn sent(&self) -> watch::Receiver<u64> {
        self.sent.subscribe()
    }

    fn tell_sent(&self) {
        self.sent.send_modify(|count| *count = count.wrapping_add(1));
    }

    fn connection(&self) -> MutexGuard<'_, Connection> {
        // A panic inside a transaction rolled it back.
        self.connection.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
