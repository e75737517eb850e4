//! Messages and changes in batches: what failed is reported alone, what is done is not done again.

use lifecycle::error::Error;
use serde_json::{Value, json};

use crate::log::Line;

/// The line of one item's work.
pub(crate) fn line(function: &'static str, operation: &str, id: &str, done: &Result<(), Error>) -> Line {
    let (code, fault) = match done {
        Ok(()) => ("ok", None),
        Err(Error::Refusal(refusal)) => (refusal.code(), None),
        Err(Error::Fault(fault)) => (fault.code, Some(fault.detail.clone())),
    };
    Line { function, operation: operation.to_owned(), code, fault, request_id: id.to_owned(), ..Line::default() }
}

/// What SQS and DynamoDB Streams take as an answer: for a queue each failed message, for a stream the first failed
/// change, from which the shard goes on.
pub(crate) fn failures(ids: &[String]) -> Value {
    let items: Vec<Value> = ids.iter().map(|id| json!({ "itemIdentifier": id })).collect();
    json!({ "batchItemFailures": items })
}
