//! Tells queues of the objects put into buckets, through the death of the process too.

use std::sync::Arc;

use super::HostError;
use super::book::{Book, BookError};
use super::events::object_event;
use super::topology::Notification;
use crate::clock::Clock;
use crate::stores::{ObjectEvents, StoredObject, Stores};

/// The notifications over the host's book.
#[derive(Debug, Clone)]
pub struct Notifier {
    book: Arc<Book>,
    rows: Vec<Notification>,
    clock: Clock,
}

impl Notifier {
    /// A notifier for the given rows; the first that fits an object is the one that is told.
    #[must_use]
    pub fn new(book: Arc<Book>, rows: Vec<Notification>, clock: Clock) -> Self {
        Self { book, rows, clock }
    }

    fn queue(&self, bucket: &str, key: &str) -> Option<&str> {
        self.rows.iter().find(|row| row.fits(bucket, key)).map(|row| row.queue.as_str())
    }

    fn end(&self, id: i64, stored: Option<&StoredObject>) -> Result<(), BookError> {
        let now = self.clock.now();
        let intent = self.book.intent(id)?;
        let queue = self.queue(&intent.bucket, &intent.key);
        let event = stored.zip(queue).map(|(stored, queue)| {
            let body = object_event(&intent, stored, now).to_string();
            (queue, body)
        });
        let event = event.as_ref().map(|(queue, body)| (*queue, body.as_str()));
        self.book.settle(id, event, now.as_millisecond())
    }

    /// Settles what the last process left: an intent whose object is there becomes an event, others end.
    ///
    /// # Errors
    /// The store or the book cannot be read; what is left stays for the next start.
    pub async fn replay(&self, stores: &Stores) -> Result<(), HostError> {
        let s3 = stores.s3();
        for intent in self.book.intents()? {
            let head = s3.head_object().bucket(&intent.bucket).key(&intent.key).send().await;
            let stored = match head {
                Ok(head) => Some(StoredObject {
                    size_bytes: head.content_length().and_then(|size| size.try_into().ok()).unwrap_or(0),
                    etag: head.e_tag().unwrap_or_default().trim_matches('"').to_owned(),
                }),
                Err(error) if error.raw_response().is_some_and(|raw| raw.status().as_u16() == 404) => None,
                Err(error) => {
                    return Err(HostError::Object(error.into_service_error().to_string()));
                }
            };
            self.end(intent.id, stored.as_ref())?;
        }
        Ok(())
    }
}

impl ObjectEvents for Notifier {
    fn watches(&self, bucket: &str, key: &str) -> bool {
        self.queue(bucket, key).is_some()
    }

    fn intend(&self, bucket: &str, key: &str) -> Result<i64, String> {
        self.book.intend(bucket, key).map_err(|error| error.to_string())
    }

    fn settle(&self, intent: i64, stored: Option<&StoredObject>) -> Result<(), String> {
        self.end(intent, stored).map_err(|error| error.to_string())
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use aws_sdk_s3::primitives::ByteStream;
    use serde_json::Value;

    use super::Notifier;
    use crate::clock::Clock;
    use crate::host::book::{Book, RetryPolicy};
    use crate::host::topology::Notification;
    use crate::stores::{SealKeySpec, Stores, start_with};

    fn rows() -> Vec<Notification> {
        vec![
            Notification::new("uploads", "", "", "review-photo"),
            Notification::new("imports", "in/", ".csv", "register"),
        ]
    }

    async fn started(folder: &std::path::Path) -> (Arc<Book>, Notifier, Stores) {
        let book = Arc::new(Book::open(folder).unwrap());
        let notifier = Notifier::new(book.clone(), rows(), Clock::system());
        let stores = start_with(folder, Arc::new(notifier.clone()), Clock::system()).await.unwrap();
        stores.prepare(SealKeySpec::Sm2).await.unwrap();
        (book, notifier, stores)
    }

    async fn put(stores: &Stores, bucket: &str, key: &str) {
        let put = stores.s3().put_object().bucket(bucket).key(key);
        put.body(ByteStream::from_static(b"12345")).send().await.unwrap();
    }

    fn keys(book: &Book, queue: &str) -> Vec<String> {
        let received = book.receive(queue, 100, &RetryPolicy::default(), i64::MAX / 2).unwrap();
        let key = |body: &str| {
            let event: Value = serde_json::from_str(body).unwrap();
            assert_eq!(event["Records"][0]["s3"]["object"]["size"], 5);
            assert_eq!(event["Records"][0]["s3"]["object"]["eTag"], "827ccb0eea8a706c4c34a16891f84e7b");
            event["Records"][0]["s3"]["object"]["key"].as_str().unwrap().to_owned()
        };
        received.iter().map(|message| key(&message.body)).collect()
    }

    #[tokio::test]
    async fn a_put_is_told_to_its_queue() {
        let folder = tempfile::tempdir().unwrap();
        let (book, _notifier, stores) = started(folder.path()).await;
        for (bucket, key) in [("uploads", "p/1"), ("imports", "in/a.csv"), ("imports", "out/a.csv"), ("documents", "d")]
        {
            put(&stores, bucket, key).await;
        }
        assert_eq!(keys(&book, "review-photo"), ["p/1"]);
        assert_eq!(keys(&book, "register"), ["in/a.csv"]);
        assert!(book.intents().unwrap().is_empty());
    }

    #[tokio::test]
    async fn after_a_crash_a_stored_object_is_told_and_a_lost_one_is_not() {
        let folder = tempfile::tempdir().unwrap();
        let (book, notifier, stores) = started(folder.path()).await;
        // What a process leaves that dies after the store and before the event, and before the store.
        put(&stores, "imports", "out/stored").await;
        book.intend("imports", "in/lost.csv").unwrap();
        let stored = book.intend("uploads", "stored").unwrap();
        std::fs::copy(folder.path().join("s3/imports/out/stored"), folder.path().join("s3/uploads/stored")).unwrap();
        assert_eq!(book.intent(stored).unwrap().key, "stored");
        notifier.replay(&stores).await.unwrap();
        assert_eq!(keys(&book, "review-photo"), ["stored"]);
        assert_eq!(keys(&book, "register"), Vec::<String>::new());
        assert!(book.intents().unwrap().is_empty());
        notifier.replay(&stores).await.unwrap();
        assert_eq!(keys(&book, "review-photo"), Vec::<String>::new());
    }
}
