//! Queues as SQS keeps them: visibility, receive counts, dead letters, replay.

use rusqlite::{Connection, Row, Transaction, params};
use serde::Serialize;

use super::{Book, BookError};

/// How a queue treats what fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RetryPolicy {
    /// How long a received message stays unseen while it is worked on.
    pub visibility_ms: i64,
    /// After so many receives without success a message is a dead letter.
    pub receives_max: u32,
    /// The wait after the first failure; it doubles with each further one.
    pub backoff_ms: i64,
    /// The longest wait.
    pub backoff_ms_max: i64,
}

impl Default for RetryPolicy {
    fn default() -> Self {
        Self { visibility_ms: 180_000, receives_max: 5, backoff_ms: 200, backoff_ms_max: 10_000 }
    }
}

impl RetryPolicy {
    /// The wait after the `tries`th failure.
    #[must_use]
    pub fn wait_ms(&self, tries: u32) -> i64 {
        let doubled = 2_i64.checked_pow(tries.saturating_sub(1)).unwrap_or(i64::MAX);
        self.backoff_ms.saturating_mul(doubled).min(self.backoff_ms_max)
    }
}

/// A received message.
#[derive(Clone, PartialEq, Eq)]
pub struct Message {
    /// The row in the book: the receipt handle.
    pub id: i64,
    /// The message's own id, the same at each receive.
    pub message_id: String,
    /// What was sent.
    pub body: String,
    /// When it was sent, in milliseconds since the epoch.
    pub sent_ms: i64,
    /// When it was first received, in milliseconds since the epoch.
    pub first_received_ms: i64,
    /// How often it was received, this time included.
    pub receives: u32,
}

impl std::fmt::Debug for Message {
    // The body is a record or an object's name: not for print.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Message({}, received {} times)", self.message_id, self.receives)
    }
}

/// What an operator sees of a queue.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct QueueState {
    /// The queue's name.
    pub queue: String,
    /// Messages to be received now or later.
    pub waiting: i64,
    /// Messages that failed too often.
    pub dead: i64,
    /// Why the newest dead letter failed.
    pub reason: Option<String>,
}

impl Book {
    /// Puts a message into a queue.
    ///
    /// # Errors
    /// The book cannot be written.
    pub fn send(&self, queue: &str, body: &str, now_ms: i64) -> Result<(), BookError> {
        insert(&self.connection(), queue, body, now_ms, None)?;
        self.tell_sent();
        Ok(())
    }

    /// Receives at most `max` visible messages, oldest first, and hides them for the visibility time. One that
    /// was received too often without an end (its worker died each time) becomes a dead letter instead.
    ///
    /// # Errors
    /// The book cannot be read or written.
    pub fn receive(&self, queue: &str, max: u32, policy: &RetryPolicy, now_ms: i64) -> Result<Vec<Message>, BookError> {
        let mut connection = self.connection();
        let visible = visible(&connection, queue, max, now_ms)?;
        if visible.is_empty() {
            return Ok(visible);
        }
        let transaction = connection.transaction()?;
        let mut received = Vec::with_capacity(visible.len());
        for mut message in visible {
            if message.receives >= policy.receives_max {
                bury(&transaction, message.id, "its worker died each time")?;
                continue;
            }
            message.receives = message.receives.saturating_add(1);
            hide(&transaction, &message, now_ms.saturating_add(policy.visibility_ms))?;
            received.push(message);
        }
        transaction.commit()?;
        Ok(received)
    }

    /// Removes what was worked on with success.
    ///
    /// # Errors
    /// The book cannot be written; the message will come again.
    pub fn delete(&self, message: &Message) -> Result<(), BookError> {
        self.connection().execute("DELETE FROM messages WHERE id = ?1", params![message.id])?;
        Ok(())
    }

    /// Gives a message back after a failure: visible again after a growing wait, or a dead letter.
    ///
    /// # Errors
    /// The book cannot be written; the message will come again after its visibility time.
    pub fn give_back(
        &self,
        message: &Message,
        reason: &str,
        policy: &RetryPolicy,
        now_ms: i64,
    ) -> Result<(), BookError> {
        let connection = self.connection();
        if message.receives >= policy.receives_max {
            return bury(&connection, message.id, reason);
        }
        let visible_ms = now_ms.saturating_add(policy.wait_ms(message.receives));
        let statement = "UPDATE messages SET visible_ms = ?2, reason = ?3 WHERE id = ?1";
        connection.execute(statement, params![message.id, visible_ms, reason])?;
        Ok(())
    }

    /// Shows all hidden messages again. Right only at a start, when nobody can be at work on them.
    ///
    /// # Errors
    /// The book cannot be written.
    pub fn show_all(&self, now_ms: i64) -> Result<(), BookError> {
        let statement = "UPDATE messages SET visible_ms = ?1 WHERE visible_ms > ?1";
        self.connection().execute(statement, params![now_ms])?;
        Ok(())
    }

    /// Puts a queue's dead letters back, with fresh receive counts. Returns how many.
    ///
    /// # Errors
    /// The book cannot be written.
    pub fn replay(&self, queue: &str, now_ms: i64) -> Result<usize, BookError> {
        let statement = "UPDATE messages SET dead = 0, receives = 0, visible_ms = ?2
             WHERE queue = ?1 AND dead = 1";
        let replayed = self.connection().execute(statement, params![queue, now_ms])?;
        self.tell_sent();
        Ok(replayed)
    }

    /// When the next message of a queue can be received, in milliseconds since the epoch.
    ///
    /// # Errors
    /// The book cannot be read.
    pub fn next_visible_ms(&self, queue: &str) -> Result<Option<i64>, BookError> {
        let query = "SELECT MIN(visible_ms) FROM messages WHERE queue = ?1 AND dead = 0";
        Ok(self.connection().query_row(query, params![queue], |row| row.get(0))?)
    }

    /// The state of every queue that has messages.
    ///
    /// # Errors
    /// The book cannot be read.
    pub fn queues(&self) -> Result<Vec<QueueState>, BookError> {
        let connection = self.connection();
        let mut query = connection.prepare_cached(
            "SELECT queue, SUM(dead = 0), SUM(dead = 1),
                 (SELECT reason FROM messages AS last WHERE last.queue = messages.queue AND dead = 1
                  ORDER BY id DESC LIMIT 1)
             FROM messages GROUP BY queue ORDER BY queue",
        )?;
        let rows = query.query_map([], |row| {
            let (queue, waiting) = (row.get(0)?, row.get(1)?);
            Ok(QueueState { queue, waiting, dead: row.get(2)?, reason: row.get(3)? })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}

/// Inserts a message; with a reason it is a dead letter from the start.
pub(super) fn insert(
    connection: &Connection,
    queue: &str,
    body: &str,
    now_ms: i64,
    dead_because: Option<&str>,
) -> Result<(), BookError> {
    let statement = "INSERT INTO messages (message_id, queue, body, sent_ms, visible_ms, dead, reason)
         VALUES (?1, ?2, ?3, ?4, ?4, ?5, ?6)";
    let id = uuid::Uuid::new_v4().to_string();
    connection.execute(statement, params![id, queue, body, now_ms, dead_because.is_some(), dead_because])?;
    Ok(())
}

fn visible(connection: &Connection, queue: &str, max: u32, now_ms: i64) -> Result<Vec<Message>, BookError> {
    let mut query = connection.prepare_cached(
        "SELECT id, message_id, body, sent_ms, COALESCE(first_received_ms, ?2), receives FROM messages
         WHERE queue = ?1 AND dead = 0 AND visible_ms <= ?2 ORDER BY id LIMIT ?3",
    )?;
    let rows = query.query_map(params![queue, now_ms, max], message)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

fn message(row: &Row<'_>) -> rusqlite::Result<Message> {
    Ok(Message {
        id: row.get(0)?,
        message_id: row.get(1)?,
        body: row.get(2)?,
        sent_ms: row.get(3)?,
        first_received_ms: row.get(4)?,
        receives: row.get(5)?,
    })
}

fn hide(transaction: &Transaction<'_>, message: &Message, until_ms: i64) -> Result<(), BookError> {
    let statement = "UPDATE messages SET receives = ?2, visible_ms = ?3, first_received_ms = ?4 WHERE id = ?1";
    let values = params![message.id, message.receives, until_ms, message.first_received_ms];
    transaction.execute(statement, values)?;
    Ok(())
}

fn bury(connection: &Connection, id: i64, reason: &str) -> Result<(), BookError> {
    connection.execute("UPDATE messages SET dead = 1, reason = ?2 WHERE id = ?1", params![id, reason])?;
    Ok(())
}
