//! The license code, format 1: claims, a signature over them, and both as the digits of an address. And what is read from
//! such an address: this code, or the one that a phone makes.

use std::fmt;

use license::identifier::{Identifier, Serial, Version};
use license::kind::Kind;
use license::plate::Plate;
use license::uscc::Uscc;

use jiff::civil::Date;

use crate::base::BaseAddress;
use crate::digits;
use crate::display::ParsedDisplay;
use crate::key::{KeyId, PublicKey};
use crate::name::{IdTail, ShownName};
use crate::signature::Signature;

pub(crate) mod wire;

mod error;

pub use error::CodeError;
use wire::Format;

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

impl Claims {
    /// The exact bytes to have signed: a context and the claims. The same claims give the same bytes.
    ///
    /// # Errors
    /// `Serial`, `Days`, `StatusIndex` or `Facts`; the other parts are right by their types.
    pub fn to_bytes(&self) -> Result<Vec<u8>, CodeError> {
        let mut message = CONTEXT.to_vec();
        message.extend(wire::write(Format::License, self)?);
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
        read_license(&payload)?.verify(key)?;
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

/// What was scanned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ShownCode {
    /// The code of the document and of the screen, which does not change: format 1.
    License(ParsedCode),
    /// The code that a phone made when it was shown: format 2.
    Display(Box<ParsedDisplay>),
}

impl ShownCode {
    /// What it says, by anyone.
    #[must_use]
    pub fn unverified(&self) -> &Claims {
        match self {
            Self::License(parsed) => parsed.unverified(),
            Self::Display(parsed) => parsed.unverified(),
        }
    }
}

/// Reads a code of either format from an address (whatever stands before its `#`) or from the digits alone.
///
/// # Errors
/// See [`CodeError`]; every encoding but the one that [`LicenseCode::to_digits`] or
/// [`DisplayCode::to_digits`](crate::DisplayCode::to_digits) gives is refused.
pub fn read(text: &str) -> Result<ShownCode, CodeError> {
    let payload = payload(text)?;
    match Format::of(&payload)? {
        Format::License => read_license(&payload).map(ShownCode::License),
        Format::Display => ParsedDisplay::read(&payload).map(|code| ShownCode::Display(Box::new(code))),
    }
}

/// Reads a license code, as [`read`] does; a display code is of a format that is not known here.
///
/// # Errors
/// As [`read`].
pub fn parse(text: &str) -> Result<ParsedCode, CodeError> {
    let payload = payload(text)?;
    match Format::of(&payload)? {
        Format::License => read_license(&payload),
        other @ Format::Display => Err(CodeError::UnknownFormat(other.byte())),
    }
}

fn payload(text: &str) -> Result<Vec<u8>, CodeError> {
    if text.len() > TEXT_LENGTH_MAX {
        return Err(CodeError::Text);
    }
    let digits = text.split_once('#').map_or(text, |(_address, digits)| digits);
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(CodeError::Text);
    }
    digits::decode(digits).ok_or(CodeError::Digits)
}

fn read_license(payload: &[u8]) -> Result<ParsedCode, CodeError> {
    let (claims, signature) = payload.split_last_chunk().ok_or(CodeError::Length)?;
    if claims.len() > CLAIMS_LENGTH_MAX {
        return Err(CodeError::Length);
    }
    let message = [CONTEXT, claims].concat();
    Ok(ParsedCode { claims: wire::read(claims)?, message, signature: Signature::from_bytes(*signature) })
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
