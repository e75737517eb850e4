//! The three ways an operation ends other than well: an answer is a value, a refusal is the caller's to act on, a fault
//! is nobody's but ours.

use license::refusal::Refusal;

/// Something of ours failed: a store, a key, a stored record. The caller can only try again. `code` may be shown,
/// `detail` is for the log and names no personal value.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{code}: {detail}")]
pub struct Fault {
    /// The stable code, such as `store.unavailable`.
    pub code: &'static str,
    /// What happened, for the log.
    pub detail: String,
}

impl Fault {
    /// Of a code and a detail.
    #[must_use]
    pub fn new(code: &'static str, detail: impl Into<String>) -> Self {
        Self { code, detail: detail.into() }
    }
}

/// Why a commit did not happen, or may not have.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CommitError {
    /// A record was not at the revision that the decision was made on. Nothing was written.
    #[error("a record has changed")]
    Conflict,
    /// The store did not answer. It may have been written or not; asking again under the same name tells.
    #[error(transparent)]
    Fault(#[from] Fault),
}

/// A "no" of a verb.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// The caller can act on it.
    #[error(transparent)]
    Refusal(#[from] Refusal),
    /// The caller can only wait.
    #[error(transparent)]
    Fault(Fault),
}

impl From<Fault> for Error {
    /// A cursor that the adapter did not make is the caller's doing, though only the adapter can tell.
    fn from(fault: Fault) -> Self {
        match fault.code {
            "input.cursor" => Self::Refusal(Refusal::Cursor),
            _ => Self::Fault(fault),
        }
    }
}

impl From<CommitError> for Error {
    fn from(error: CommitError) -> Self {
        match error {
            CommitError::Conflict => Self::Refusal(Refusal::RecordChanged),
            CommitError::Fault(fault) => fault.into(),
        }
    }
}
