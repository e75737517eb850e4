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
    /// Not the one JSON of a trust list's members and types.
    #[error("the trust list is not the JSON that it has to be")]
    Form,
    /// The version is zero.
    #[error("the version of the trust list is not 1 or more")]
    Version,
    /// The age limit is not from a second to [`STATUS_AGE_MAX_SECONDS`](crate::STATUS_AGE_MAX_SECONDS).
    #[error("the age limit of status lists is out of range")]
    StatusAge,
    /// A name is empty, longer than 200 bytes or holds invisible characters.
    #[error("a name in the trust list is empty, too long or holds invisible characters")]
    Name,
    /// Two provinces have the same code.
    #[error("a province stands twice in the trust list")]
    Province,
    /// Two issuers of a province have the same number or code.
    #[error("an issuer stands twice in its province")]
    Issuer,
    /// A key's id is not that of the key.
    #[error("a key of the trust list has another id")]
    KeyId,
    /// A key stands twice, be it in two provinces or for two uses.
    #[error("a key stands twice in the trust list")]
    KeyTwice,
    /// The last day of a key is before its first, or that before 1970.
    #[error("the days of a key are out of range or order")]
    Days,
    /// A certificate may not sign certificates, or stands twice in its province.
    #[error("a certificate of the trust list is no authority's or stands twice")]
    Authority,
    /// A status list of no issuer of the province, two of one issuer, or an address that is none.
    #[error("a status list is of no issuer, stands twice or has no address")]
    StatusList,
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
            Self::Form => "list.form",
            Self::Version => "list.version",
            Self::StatusAge => "list.status_age",
            Self::Name => "list.name",
            Self::Province => "list.province",
            Self::Issuer => "list.issuer",
            Self::KeyId => "list.key_id",
            Self::KeyTwice => "list.key_twice",
            Self::Days => "list.days",
            Self::Authority => "list.authority",
            Self::StatusList => "list.status_list",
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
