//! Objects that were about to be stored.

use rusqlite::params;

use super::queue::insert;
use super::{Book, BookError};

/// An object that was about to be stored when the process died, or is about to be now.
#[derive(Clone, PartialEq, Eq)]
pub struct Intent {
    /// The row in the book.
    pub id: i64,
    /// The object's bucket.
    pub bucket: String,
    /// The object's key.
    pub key: String,
}

impl std::fmt::Debug for Intent {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Intent({} in {})", self.id, self.bucket)
    }
}

impl Book {
    /// Writes down that an object is about to be stored.
    ///
    /// # Errors
    /// The book cannot be written; the object must not be stored.
    pub fn intend(&self, bucket: &str, key: &str) -> Result<i64, BookError> {
        let connection = self.connection();
        connection.execute("INSERT INTO intents (bucket, key) VALUES (?1, ?2)", params![bucket, key])?;
        Ok(connection.last_insert_rowid())
    }

    /// The intents that nobody has settled, in the order in which they were written.
    ///
    /// # Errors
    /// The book cannot be read.
    pub fn intents(&self) -> Result<Vec<Intent>, BookError> {
        let connection = self.connection();
        let mut query = connection.prepare_cached("SELECT id, bucket, key FROM intents ORDER BY id")?;
        let rows = query.query_map([], |row| Ok(Intent { id: row.get(0)?, bucket: row.get(1)?, key: row.get(2)? }))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// One intent.
    ///
    /// # Errors
    /// It is not there, or the book cannot be read.
    pub fn intent(&self, id: i64) -> Result<Intent, BookError> {
        let query = "SELECT id, bucket, key FROM intents WHERE id = ?1";
        Ok(self.connection().query_row(query, params![id], |row| {
            Ok(Intent { id: row.get(0)?, bucket: row.get(1)?, key: row.get(2)? })
        })?)
    }

    /// Ends an intent; where the object was stored, its event goes into the queue, both or neither.
    ///
    /// # Errors
    /// The book cannot be written; the intent stays.
    pub fn settle(&self, id: i64, event: Option<(&str, &str)>, now_ms: i64) -> Result<(), BookError> {
        let mut connection = self.connection();
        let transaction = connection.transaction()?;
        if let Some((queue, body)) = event {
            insert(&transaction, queue, body, now_ms, None)?;
        }
        transaction.execute("DELETE FROM intents WHERE id = ?1", params![id])?;
        transaction.commit()?;
        self.tell_sent();
        Ok(())
    }
}
