//! 状态发布: takes what happened to licenses, as the table's stream put it on the queue, and publishes the status lists; on
//! a schedule signs them anew.

use std::{collections::BTreeSet, sync::Arc};

use edge::Function;
use jiff::Timestamp;
use license::{
    electronic::LicenseKey,
    event::{Event, Scope},
};
use lifecycle::{
    error::{Error, Fault},
    publish::Publish,
};
use serde_json::Value;

/// How an event is read from a record of the table's stream.
pub type EventOf = fn(&Value) -> Result<Option<Event>, Fault>;

/// The function.
#[must_use]
pub fn function(publish: Publish, event_of: EventOf) -> Function {
    let publish = Arc::new(publish);
    let renewing = Arc::clone(&publish);
    Function::new("publish")
        .all_messages(move |bodies| {
            let publish = Arc::clone(&publish);
            async move { changed(&publish, event_of, &bodies).await }
        })
        .each_tick(move |_at: Timestamp| {
            let publish = Arc::clone(&renewing);
            async move { publish.renew().await.map(|astray| Some(("astray", astray.into()))) }
        })
}

/// Everything of a batch is in one list of each issuer. The answer is the moment of the oldest act in it.
async fn changed(publish: &Publish, event_of: EventOf, bodies: &[String]) -> Result<Option<Timestamp>, Error> {
    let (mut licenses, mut oldest) = (BTreeSet::new(), None);
    for body in bodies {
        let record: Value = serde_json::from_str(body).map_err(|error| Fault::new("event.form", error.to_string()))?;
        let Some(event) = event_of(&record)?.filter(|event| event.kind.changes_status()) else { continue };
        oldest = oldest.into_iter().chain([event.at]).min();
        licenses.extend(license(event));
    }
    publish.changed(&licenses).await?;
    Ok(oldest)
}

fn license(event: Event) -> Option<LicenseKey> {
    match event.id.scope {
        Scope::License(key) => Some(key),
        Scope::Application(_) | Scope::Subject(_) => None,
    }
}
