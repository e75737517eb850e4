//! What feeds what: the local twin of the deployment template's event sources, as data.

use serde_json::Value;

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
            Target::Function(name) => Some(name),
            Target::Pipe { .. } => None,
        }
    }
}

/// Where a subscription's records go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// To a function, as a stream event. A queue of the subscription's name, with the envelope
    /// [`Envelope::Stream`], takes what failed too often.
    Function(String),
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
    /// The queue that is told.
    pub queue: String,
}

/// A function that runs once a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScheduleRow {
    /// The schedule's name.
    pub name: String,
    /// The function's name.
    pub function: String,
    /// Minutes after midnight, China Standard Time.
    pub minute_of_day: u16,
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
    /// Daily runs.
    pub schedules: Vec<ScheduleRow>,
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::Filter;

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
}
