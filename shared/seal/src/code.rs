//! The license code, format 1: claims, a signature over them, and both as the digits of an address.

use std::fmt;

use license::identifier::{Identifier, Serial, Version};
use license::kind::Kind;
use license::plate::Plate;
use license::uscc::Uscc;

use jiff::civil::Date;

use crate::base::BaseAddress;
use crate::digits;
use crate::key::{KeyId, PublicKey};
use crate::name::{IdTail, ShownName};
use crate::signature::{Signature, SignatureError};

mod wire;

/// Most bytes that claims take.
pub const CLAIMS_LENGTH_MAX: usize = 67;
/// Goes before the claims in what is signed, so that no signature made for anything else is one for a license code.
const CONTEXT: &[u8] = b"LICENSE-CODE-1\0";
/// Longest text that is looked at: an address and the digits of the longest payload.
const TEXT_LENGTH_MAX: usize = 1024;

/// What a license code says.
#[derive(Clone, PartialEq, Eq)]
pub struct Claims {
    /// The kind of license.
    pub kind: Kind,
    /// The issuer's number in the catalogue (or in the trust list, for a sister province).
    pub issuer_number: u16,
    /// The license's serial: 16 characters of Crockford's base 32, which are 80 bits.
    pub serial: Serial,
    /// The version of the license, from 1 to 999.
    pub version: Version,
    /// The day of issue.
    pub issued_on: Date,
    /// The last day of validity; `None` is 长期.
    pub expires_on: Option<Date>,
    /// The license's place in the issuer's status list; `None` while it has none.
    pub status_index: Option<u32>,
    /// The key that signs this code.
    pub key_id: KeyId,
    /// What an officer compares with the world.
    pub facts: Facts,
}

/// What an officer compares with the world, by class of license.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Facts {
    /// 经营许可证: whose it is.
    Operator {
        /// The operator's unified social credit code.
        uscc: Uscc,
    },
    /// 运输证: the plate on the vehicle.
    Vehicle {
        /// Number and colour.
        plate: Plate,
    },
    /// 从业资格证: the person's identity card.
    Practitioner {
        /// The name.
        name: ShownName,
        /// The end of the identity number.
        id_tail: IdTail,
    },
}

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

impl Claims {
    /// The exact bytes to have signed: a context and the claims. The same claims give the same bytes.
    ///
    /// # Errors
    /// `Serial`, `Days`, `StatusIndex` or `Facts`; the other parts are right by their types.
    pub fn to_bytes(&self) -> Result<Vec<u8>, CodeError> {
        let mut message = CONTEXT.to_vec();
        message.extend(wire::write(self)?);
        Ok(message)
    }

    /// The identifier of the license, given the issuer that the number stands for.
    #[must_use]
    pub fn identifier(&self, issuer: Uscc) -> Identifier {
        Identifier::new(self.kind, issuer, self.serial.clone(), self.version)
    }
}

/// Names and numbers of people stay out of logs.
impl fmt::Debug for Claims {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Claims")
            .field("kind", &self.kind)
            .field("issuer_number", &self.issuer_number)
            .field("serial", &self.serial)
            .field("version", &self.version)
            .field("key_id", &self.key_id)
            .finish_non_exhaustive()
    }
}

/// A code that was made here and checked under the key that signed it.
#[derive(Clone, PartialEq, Eq)]
pub struct LicenseCode {
    payload: Vec<u8>,
}

impl LicenseCode {
    /// Puts claims and signature together and checks what was just made: a signer that answers for another key or
    /// another message is found here and not at the roadside.
    ///
    /// `message` is what [`Claims::to_bytes`] gave.
    ///
    /// # Errors
    /// As [`parse`] and [`ParsedCode::verify`].
    pub fn complete(message: &[u8], signature: &Signature, key: &PublicKey) -> Result<Self, CodeError> {
        let claims = message.strip_prefix(CONTEXT).ok_or(CodeError::Length)?;
        let payload = [claims, &signature.to_bytes()].concat();
        read(&payload)?.verify(key)?;
        Ok(Self { payload })
    }

    /// The digits alone, as they stand after the `#`.
    #[must_use]
    pub fn to_digits(&self) -> String {
        digits::encode(&self.payload)
    }

    /// The address that the code opens, to be drawn with [`qr_png`](crate::qr_png).
    #[must_use]
    pub fn to_url(&self, base: &BaseAddress) -> String {
        format!("{base}{}", self.to_digits())
    }
}

impl fmt::Debug for LicenseCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("LicenseCode(…)")
    }
}

/// A code from anywhere, well formed and not trusted: its claims come out by [`ParsedCode::verify`].
#[derive(Clone, PartialEq, Eq)]
pub struct ParsedCode {
    claims: Claims,
    message: Vec<u8>,
    signature: Signature,
}

/// Reads a code from an address (whatever stands before its `#`) or from the digits alone.
///
/// # Errors
/// See [`CodeError`]; every encoding but the one that [`LicenseCode::to_digits`] gives is refused.
pub fn parse(text: &str) -> Result<ParsedCode, CodeError> {
    if text.len() > TEXT_LENGTH_MAX {
        return Err(CodeError::Text);
    }
    let digits = text.split_once('#').map_or(text, |(_address, digits)| digits);
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(CodeError::Text);
    }
    read(&digits::decode(digits).ok_or(CodeError::Digits)?)
}

fn read(payload: &[u8]) -> Result<ParsedCode, CodeError> {
    let (claims, signature) = wire::split(payload)?;
    let message = [CONTEXT, claims].concat();
    Ok(ParsedCode { claims: wire::read(claims)?, message, signature: Signature::from_bytes(signature) })
}

impl ParsedCode {
    /// The key to look for in the trust list.
    #[must_use]
    pub fn key_id(&self) -> KeyId {
        self.claims.key_id
    }

    /// The claims as they stand, by anyone. For saying what could not be checked, never for a decision.
    #[must_use]
    pub fn unverified(&self) -> &Claims {
        &self.claims
    }

    /// Checks the signature under the key that the code names.
    ///
    /// # Errors
    /// `OtherKey`, `SignatureForm` or `Signature`.
    pub fn verify(&self, key: &PublicKey) -> Result<&Claims, CodeError> {
        if key.key_id() != self.claims.key_id {
            return Err(CodeError::OtherKey);
        }
        key.verify(&self.message, &self.signature)?;
        Ok(&self.claims)
    }
}

impl fmt::Debug for ParsedCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("ParsedCode").field(&self.claims).finish()
    }
}

#[cfg(test)]
mod tests;
