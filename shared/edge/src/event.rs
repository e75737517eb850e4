//! The shapes of events: HTTP API payload 2.0, SQS, DynamoDB stream, schedule. Anything else is refused.

use jiff::Timestamp;
use serde_json::Value;

/// An event that cannot be answered. Lambda reports it as a failed invocation; it names nothing of the event's content.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FunctionError {
    /// No shape that AWS sends to these functions.
    #[error("an event of no known shape")]
    UnknownShape,
    /// A known shape without what every event of that shape has.
    #[error("a {0} event without what it must hold")]
    Incomplete(&'static str),
    /// The function is not fed by this.
    #[error("this function takes no {0} events")]
    NotTaken(&'static str),
    /// The scheduled work failed; a later run does it.
    #[error("failed: {0}")]
    Failed(&'static str),
}

/// An event, told apart by its shape.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Shape {
    /// An HTTP request.
    Http(Value),
    /// Messages of a queue.
    Messages(Vec<Message>),
    /// Changes of a table, in the order of their shard.
    Changes(Vec<Change>),
    /// A scheduled moment.
    Tick {
        /// The event's own id.
        id: String,
        /// The moment that was scheduled, not the one at which it came.
        at: Timestamp,
    },
}

/// A message of a queue.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Message {
    /// What SQS knows it by.
    pub(crate) id: String,
    /// What was sent.
    pub(crate) body: String,
}

/// A change of a table.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Change {
    /// Its place in the shard: what a checkpoint names.
    pub(crate) sequence_number: String,
    /// The whole stream record.
    pub(crate) record: Value,
}

impl Shape {
    pub(crate) fn of(mut event: Value) -> Result<Self, FunctionError> {
        if text_at(&event, "/version") == Some("2.0") && text_at(&event, "/requestContext/http/method").is_some() {
            return Ok(Self::Http(event));
        }
        if text_at(&event, "/detail-type") == Some("Scheduled Event") {
            return tick(&event);
        }
        let Some(Value::Array(records)) = event.get_mut("Records").map(Value::take) else {
            return Err(FunctionError::UnknownShape);
        };
        match one_source(&records) {
            Some("aws:sqs") => records.iter().map(message).collect::<Result<_, _>>().map(Self::Messages),
            Some("aws:dynamodb") => records.into_iter().map(change).collect::<Result<_, _>>().map(Self::Changes),
            Some(_) | None => Err(FunctionError::UnknownShape),
        }
    }
}

/// The text at a JSON pointer.
pub(crate) fn text_at<'a>(value: &'a Value, pointer: &str) -> Option<&'a str> {
    value.pointer(pointer)?.as_str()
}

/// The source that every record names, if it is the same.
fn one_source(records: &[Value]) -> Option<&str> {
    let source = text_at(records.first()?, "/eventSource")?;
    records.iter().all(|record| text_at(record, "/eventSource") == Some(source)).then_some(source)
}

fn tick(event: &Value) -> Result<Shape, FunctionError> {
    let at = text_at(event, "/time").and_then(|text| text.parse().ok());
    let id = text_at(event, "/id").unwrap_or_default().to_owned();
    at.map(|at| Shape::Tick { id, at }).ok_or(FunctionError::Incomplete("schedule"))
}

fn message(record: &Value) -> Result<Message, FunctionError> {
    match (text_at(record, "/messageId"), text_at(record, "/body")) {
        (Some(id), Some(body)) => Ok(Message { id: id.to_owned(), body: body.to_owned() }),
        _ => Err(FunctionError::Incomplete("message")),
    }
}

fn change(record: Value) -> Result<Change, FunctionError> {
    let number = text_at(&record, "/dynamodb/SequenceNumber").map(str::to_owned);
    number.map(|sequence_number| Change { sequence_number, record }).ok_or(FunctionError::Incomplete("change"))
}
