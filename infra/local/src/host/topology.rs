//! What feeds what: the local twin of the deployment template's event sources, as data.

use license::event::EventKind;
use serde_json::Value;

use crate::stores::{IMPORTS_BUCKET, UPLOADS_BUCKET};

/// A subscriber of the records table's stream.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subscription {
    /// Its name: its position and its dead letters are kept under it.
    pub name: String,
    /// The most records handed over at once.
    pub batch: i32,
    /// Where the records go.
    pub target: Target,
}

impl Subscription {
    /// The function that it feeds directly, if it does.
    #[must_use]
    pub fn function(&self) -> Option<&str> {
        match &self.target {
            Target::Function { function, .. } => Some(function),
            Target::Pipe { .. } => None,
        }
    }
}

/// Where a subscription's records go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// Those that the filter takes go to a function, as a stream event. A queue of the subscription's name, with the envelope
    /// [`Envelope::Stream`], takes what failed too often.
    Function {
        /// The function's name.
        function: String,
        /// What is taken.
        filter: Filter,
    },
    /// Those that the filter takes go to a queue, one record a message.
    Pipe {
        /// The queue's name.
        queue: String,
        /// What is taken.
        filter: Filter,
    },
}

/// Takes newly inserted items by their attributes: each named attribute is a string among the given ones.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// Attribute names with the values taken.
    pub new_image: Vec<(String, Vec<String>)>,
}

impl Filter {
    /// A filter for inserted items whose attributes have one of the values given for each.
    #[must_use]
    pub fn inserted(attributes: &[(&str, &[&str])]) -> Self {
        let owned = |values: &[&str]| values.iter().map(|value| (*value).to_owned()).collect();
        let new_image = attributes.iter().map(|(name, values)| ((*name).to_owned(), owned(values)));
        Self { new_image: new_image.collect() }
    }

    /// Whether a stream record (its JSON) is taken.
    #[must_use]
    pub fn takes(&self, record: &Value) -> bool {
        let inserted = record.get("eventName").and_then(Value::as_str) == Some("INSERT");
        inserted
            && self.new_image.iter().all(|(name, values)| {
                let value = record.pointer("/dynamodb/NewImage").and_then(|image| image.get(name)?.get("S"));
                value.and_then(Value::as_str).is_some_and(|value| values.iter().any(|taken| taken == value))
            })
    }
}

/// How a queue's messages reach their function.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Envelope {
    /// As an SQS event.
    Queue,
    /// As a stream event: the queue holds a stream subscriber's set-aside records.
    Stream,
}

/// A queue and the function that it feeds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QueueRow {
    /// The queue's name.
    pub name: String,
    /// The function's name.
    pub function: String,
    /// The most messages handed over at once.
    pub batch: u32,
    /// How they are handed over.
    pub envelope: Envelope,
}

/// Tells a queue of the objects put into a bucket under a prefix.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notification {
    /// The bucket.
    pub bucket: String,
    /// What the told keys begin with.
    pub prefix: String,
    /// What the told keys end with.
    pub suffix: String,
    /// The queue that is told.
    pub queue: String,
}

/// A function that runs by the clock.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScheduleRow {
    /// The schedule's name.
    pub name: String,
    /// The function's name.
    pub function: String,
    /// When.
    pub timing: Timing,
}

/// When a schedule is due.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Timing {
    /// Once a day: minutes after midnight, China Standard Time.
    Daily(u16),
    /// Again after so many minutes.
    Every(u16),
}

/// Everything that is fed by events.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Topology {
    /// Subscribers of the table's stream.
    pub subscriptions: Vec<Subscription>,
    /// Queues and their functions.
    pub queues: Vec<QueueRow>,
    /// Buckets and the queues that they tell.
    pub notifications: Vec<Notification>,
    /// Runs by the clock.
    pub schedules: Vec<ScheduleRow>,
}

impl Topology {
    /// The service's own, as the deployment template has it.
    #[must_use]
    pub fn service() -> Self {
        let events = Filter::inserted(&[("entity", &["event"])]);
        let making = EventKind::ALL.into_iter().filter(|kind| kind.leads_to_making());
        let making: Vec<&str> = making.map(EventKind::as_str).collect();
        let made = Filter::inserted(&[("entity", &["event"]), ("kind", &making)]);
        let changing = EventKind::ALL.into_iter().filter(|kind| kind.changes_status());
        let changing: Vec<&str> = changing.map(EventKind::as_str).collect();
        let changed = Filter::inserted(&[("entity", &["event"]), ("kind", &changing)]);
        let published = Target::Pipe { queue: "publish".to_owned(), filter: changed };
        let counted = Target::Function { function: "statistics".to_owned(), filter: events };
        let piped = Target::Pipe { queue: "issue".to_owned(), filter: made };
        Self {
            subscriptions: vec![
                Subscription { name: "statistics".to_owned(), batch: 100, target: counted },
                Subscription { name: "making".to_owned(), batch: 10, target: piped },
                Subscription { name: "publishing".to_owned(), batch: 10, target: published },
            ],
            queues: vec![
                QueueRow::new("issue", "issue", 10, Envelope::Queue),
                QueueRow::new("publish", "publish", 100, Envelope::Queue),
                QueueRow::new("review-photo", "review-photo", 5, Envelope::Queue),
                QueueRow::new("register", "register", 1, Envelope::Queue),
                QueueRow::new("statistics", "statistics", 10, Envelope::Stream),
            ],
            notifications: vec![
                Notification::new(UPLOADS_BUCKET, "uploads/", "", "review-photo"),
                Notification::new(IMPORTS_BUCKET, "rows/", ".csv", "register"),
            ],
            // Ten past midnight: the totals of the day that has ended. Every few minutes: lists that are as young as they say.
            schedules: vec![
                ScheduleRow::new("daily", "statistics", Timing::Daily(10)),
                ScheduleRow::new("renewal", "publish", Timing::Every(5)),
            ],
        }
    }
}

impl QueueRow {
    /// A queue that feeds a function with at most `batch` messages at once.
    #[must_use]
    pub fn new(name: &str, function: &str, batch: u32, envelope: Envelope) -> Self {
        Self { name: name.to_owned(), function: function.to_owned(), batch, envelope }
    }
}

impl ScheduleRow {
    /// Runs a function by the clock.
    #[must_use]
    pub fn new(name: &str, function: &str, timing: Timing) -> Self {
        Self { name: name.to_owned(), function: function.to_owned(), timing }
    }
}

impl Notification {
    /// Tells a queue of a bucket's keys that begin and end so.
    #[must_use]
    pub fn new(bucket: &str, prefix: &str, suffix: &str, queue: &str) -> Self {
        let [bucket, prefix, suffix, queue] = [bucket, prefix, suffix, queue].map(str::to_owned);
        Self { bucket, prefix, suffix, queue }
    }

    /// Whether an object is told of.
    #[must_use]
    pub fn fits(&self, bucket: &str, key: &str) -> bool {
        self.bucket == bucket && key.starts_with(&self.prefix) && key.ends_with(&self.suffix)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::{Filter, Notification};

    #[test]
    fn a_filter_takes_inserted_events_of_its_kinds() {
        let filter = Filter::inserted(&[("entity", &["event"]), ("kind", &["approved", "updated"])]);
        let record = |name: &str, image: Value| json!({ "eventName": name, "dynamodb": { "NewImage": image } });
        let s = |text: &str| json!({ "S": text });
        let cases = [
            (record("INSERT", json!({ "entity": s("event"), "kind": s("approved") })), true),
            (record("INSERT", json!({ "entity": s("event"), "kind": s("updated"), "x": s("y") })), true),
            (record("MODIFY", json!({ "entity": s("event"), "kind": s("approved") })), false),
            (record("INSERT", json!({ "entity": s("event"), "kind": s("revoked") })), false),
            (record("INSERT", json!({ "entity": s("license"), "kind": s("approved") })), false),
            (record("INSERT", json!({ "kind": s("approved") })), false),
            (record("INSERT", json!({ "entity": s("event"), "kind": { "N": "1" } })), false),
            (json!({ "eventName": "REMOVE", "dynamodb": { "OldImage": { "entity": s("event") } } }), false),
            (json!({}), false),
        ];
        for (record, taken) in cases {
            assert_eq!(filter.takes(&record), taken, "{record}");
        }
    }

    #[test]
    fn a_notification_fits_by_bucket_beginning_and_end() {
        let row = Notification::new("imports", "rows/", ".csv", "register");
        let cases = [
            ("imports", "rows/operators/a.csv", true),
            ("imports", "rows/.csv", true),
            ("imports", "reports/operators/a.csv", false),
            ("imports", "rows/a.txt", false),
            ("uploads", "rows/a.csv", false),
            ("imports", "", false),
        ];
        for (bucket, key, fits) in cases {
            assert_eq!(row.fits(bucket, key), fits, "{bucket} {key}");
        }
    }
}
