//! What every verb that writes has in common: a request is recognised when it comes again, and a commit that met a
//! conflict is decided again on fresh records.

use jiff::Timestamp;
use license::{
    caller::Actor,
    event::{Event, EventId, EventKind, Tally},
    grant::Grant,
    refusal::Refusal,
};
use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::{
    error::{Error, Fault},
    port::{Books, Commit, Committed},
};

/// How often a decision is made anew after a conflict before the caller is told of it.
pub(crate) const DECISIONS_MAX: u32 = 3;

/// Lower-case hexadecimal SHA-256.
#[must_use]
pub fn sha256_hex(bytes: &[u8]) -> String {
    data_encoding::HEXLOWER.encode(&Sha256::digest(bytes))
}

/// The digest by which a request is recognised.
///
/// # Errors
/// A fault if it cannot be written as JSON, which no request type of ours is.
pub(crate) fn request_digest(request: &impl Serialize) -> Result<String, Fault> {
    let bytes = serde_json::to_vec(request).map_err(|error| Fault::new("request.digest", error.to_string()))?;
    Ok(sha256_hex(&bytes))
}

/// Whether the act was done before under this name; another request under the same name is refused.
///
/// # Errors
/// `request.name_taken`, or a fault of the books.
pub(crate) async fn done_before(books: &dyn Books, id: &EventId, request: &str) -> Result<bool, Error> {
    match books.event(id).await? {
        None => Ok(false),
        Some(event) if event.request == request => Ok(true),
        Some(_) => Err(Refusal::NameTaken.into()),
    }
}

/// The one way into the books. That an event of this name was committed before is this request's success only if it was this
/// request: under a name that somebody else was faster with, nothing of it was done.
///
/// # Errors
/// `request.name_taken`; `record.changed` if a record has moved since it was read; or a fault of the books.
pub(crate) async fn commit_once(books: &dyn Books, commit: &Commit) -> Result<(), Error> {
    let before = books.commit(commit).await? == Committed::Before;
    if before && !done_before(books, &commit.event.id, &commit.event.request).await? {
        return Err(Fault::new("store.corrupt", "an event that was committed is not there").into());
    }
    Ok(())
}

/// An event about a grant.
pub(crate) fn event(id: EventId, kind: EventKind, grant: &Grant, by: &Actor, at: Timestamp) -> Event {
    Event {
        id,
        kind,
        at,
        division: grant.division,
        license_kind: grant.kind,
        grant: Some(grant.id.clone()),
        applications: Vec::new(),
        by: by.clone(),
        request: String::new(),
        tally: Tally::default(),
    }
}
