//! 制证: takes the approvals that the table's stream put on the queue, and makes their licenses.

use std::sync::Arc;

use edge::Function;
use license::event::Event;
use lifecycle::{
    error::{Error, Fault},
    issue::Issue,
};
use serde_json::Value;

/// How an event is read from a record of the table's stream.
pub type EventOf = fn(&Value) -> Result<Option<Event>, Fault>;

/// The function.
#[must_use]
pub fn function(issue: Issue, event_of: EventOf) -> Function {
    let issue = Arc::new(issue);
    Function::new("issue").each_message(move |body| {
        let issue = Arc::clone(&issue);
        async move { make_all(&issue, event_of, &body).await }
    })
}

/// An approval moves one application, a correction of the register perhaps several; each is resumable by itself.
async fn make_all(issue: &Issue, event_of: EventOf, body: &str) -> Result<(), Error> {
    let record: Value = serde_json::from_str(body).map_err(|error| Fault::new("event.form", error.to_string()))?;
    let Some(event) = event_of(&record)? else { return Ok(()) };
    for application in event.applications.iter().filter(|_| event.kind.leads_to_making()) {
        issue.make(application).await?;
    }
    Ok(())
}
