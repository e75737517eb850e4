use crate::input::WrongLength;
use crate::signature::SignatureError;

/// Why a list cannot be made or is none. Nothing of the list is in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ListError {
    /// The list ends early, or is longer than [`LIST_LENGTH_MAX`](crate::LIST_LENGTH_MAX).
    #[error("the list has a wrong length")]
    Length,
    /// A format that this verifier does not know: it cannot tell.
    #[error("the list's format {0} is not known")]
    UnknownFormat(u8),
    /// The list names another key than the one at hand.
    #[error("the list is signed by another key")]
    OtherKey,
    /// r or s is out of range, or s of P-256 is in the upper half.
    #[error("the signature of the list is not in the one form that is taken")]
    SignatureForm,
    /// The signature does not match the list.
    #[error("the signature of the list does not match")]
    Signature,
    /// The next update is due before the list was made, or a moment is out of range or not a whole second.
    #[error("the moments of the list are out of range or order")]
    Times,
    /// More places than [`STATUS_COUNT_MAX`](crate::STATUS_COUNT_MAX).
    #[error("the status list has too many places")]
    Count,
    /// What was compressed is not the states of exactly this many places, or something follows it.
    #[error("the states of the status list are not those of its places")]
    States,
    /// Bits after the last place are not zero.
    #[error("the states of the status list go on after its last place")]
    Padding,
}

impl ListError {
    /// The stable name of the error.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Length => "list.length",
            Self::UnknownFormat(_) => "list.unknown_format",
            Self::OtherKey => "list.other_key",
            Self::SignatureForm => "list.signature_form",
            Self::Signature => "list.signature",
            Self::Times => "list.times",
            Self::Count => "list.count",
            Self::States => "list.states",
            Self::Padding => "list.padding",
        }
    }
}

impl From<SignatureError> for ListError {
    fn from(error: SignatureError) -> Self {
        match error {
            SignatureError::Form => Self::SignatureForm,
            SignatureError::Wrong => Self::Signature,
        }
    }
}

impl From<WrongLength> for ListError {
    fn from(_end: WrongLength) -> Self {
        Self::Length
    }
}
