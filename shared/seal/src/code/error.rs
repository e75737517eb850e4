use crate::input::WrongLength;
use crate::signature::SignatureError;

/// Why claims cannot be made into a code, or a text is no code. Nothing of the text is in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CodeError {
    /// No digits after the `#`, other characters, or more than any code has.
    #[error("the text holds no license code")]
    Text,
    /// A number of digits that no payload has, or a number too large for it.
    #[error("the digits of the code are not those of a payload")]
    Digits,
    /// A format that this verifier does not know: it cannot tell.
    #[error("the code's format {0} is not known")]
    UnknownFormat(u8),
    /// The payload ends early or goes on after its end.
    #[error("the payload of the code has a wrong length")]
    Length,
    /// The kind is none of the nine.
    #[error("the code's kind of license is not known")]
    Kind,
    /// The serial is not 16 characters of Crockford's base 32.
    #[error("the serial is not 16 characters of base 32")]
    Serial,
    /// The version is not 1 to 999.
    #[error("the version of the license is not 1 to 999")]
    Version,
    /// A day outside 1970-01-01 to 2149-06-05, or an expiry before the issue.
    #[error("the days of the code are out of range or order")]
    Days,
    /// The status index 4,294,967,295 is kept for "none".
    #[error("the status index is out of range")]
    StatusIndex,
    /// The facts are those of another class of license.
    #[error("the facts do not belong to the kind of license")]
    Facts,
    /// The plate is none.
    #[error("the plate in the code is none")]
    Plate,
    /// The unified social credit code is none.
    #[error("the unified social credit code in the code is none")]
    Uscc,
    /// The name is empty, too long, not text, wrongly shortened or holds invisible characters.
    #[error("the name is empty, wrongly written or holds invisible characters")]
    Name,
    /// The end of the identity number is not four digits or upper-case letters.
    #[error("the end of the identity number is not four digits or capital letters")]
    IdTail,
    /// The claims are not written in their one encoding.
    #[error("the claims are not in their one encoding")]
    NotCanonical,
    /// The code names another key than the one at hand.
    #[error("the code is signed by another key")]
    OtherKey,
    /// r or s is out of range, or s of P-256 is in the upper half.
    #[error("the signature is not in the one form that is taken")]
    SignatureForm,
    /// The signature does not match the claims.
    #[error("the signature does not match")]
    Signature,
    /// The phone's key is no point of P-256 in its one encoding.
    #[error("the phone's key is no compressed point of P-256")]
    DeviceKey,
    /// The moment of a grant is before 1970 or after 2106-02-07.
    #[error("the moment of the grant is out of range")]
    GrantedAt,
    /// A grant lives from one hour to [`LIFETIME_HOURS_MAX`](crate::LIFETIME_HOURS_MAX).
    #[error("the lifetime of the grant is out of range")]
    Lifetime,
    /// A code is shown while its grant lives.
    #[error("the moment of showing lies outside the life of the grant")]
    ShownAt,
    /// As `SignatureForm`, of the phone's signature.
    #[error("the phone's signature is not in the one form that is taken")]
    PhoneSignatureForm,
    /// The phone's signature does not match: another phone, another grant or another moment.
    #[error("the phone's signature does not match")]
    PhoneSignature,
}

impl CodeError {
    /// The stable name of the error.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Text => "code.text",
            Self::Digits => "code.digits",
            Self::UnknownFormat(_) => "code.unknown_format",
            Self::Length => "code.length",
            Self::Kind => "code.kind",
            Self::Serial => "code.serial",
            Self::Version => "code.version",
            Self::Days => "code.days",
            Self::StatusIndex => "code.status_index",
            Self::Facts => "code.facts",
            Self::Plate => "code.plate",
            Self::Uscc => "code.uscc",
            Self::Name => "code.name",
            Self::IdTail => "code.id_tail",
            Self::NotCanonical => "code.not_canonical",
            Self::OtherKey => "code.other_key",
            Self::SignatureForm => "code.signature_form",
            Self::Signature => "code.signature",
            Self::DeviceKey => "display.device_key",
            Self::GrantedAt => "display.granted_at",
            Self::Lifetime => "display.lifetime",
            Self::ShownAt => "display.shown_at",
            Self::PhoneSignatureForm => "display.phone_signature_form",
            Self::PhoneSignature => "display.phone_signature",
        }
    }
}

impl From<SignatureError> for CodeError {
    fn from(error: SignatureError) -> Self {
        match error {
            SignatureError::Form => Self::SignatureForm,
            SignatureError::Wrong => Self::Signature,
        }
    }
}

impl From<WrongLength> for CodeError {
    fn from(_end: WrongLength) -> Self {
        Self::Length
    }
}
