//! The display code (亮证), format 2: the issuer grants once, and the phone signs the moment of each showing with no
//! network. Claims, device key and limits stand under the issuer's signature, grant and moment under the phone's.

use std::fmt;

use jiff::{SignedDuration, Timestamp};

use crate::base::BaseAddress;
use crate::code::{Claims, CodeError};
use crate::digits;
use crate::key::{KeyId, PublicKey};
use crate::signature::Signature;

mod device;
mod presence;
mod wire;

pub use device::DeviceKey;
pub use presence::{FRESH_SECONDS, Presence};

/// Longest payload of a display code, in bytes: with the longest base it fits a version 11-M symbol.
pub const DISPLAY_LENGTH_MAX: usize = 229;
/// Longest life of a grant, in hours: the seconds since the grant have to fit three bytes.
pub const LIFETIME_HOURS_MAX: u16 = 4660;
/// Goes before the grant in what the issuer signs.
const GRANT_CONTEXT: &[u8] = b"DISPLAY-GRANT-1\0";
/// Goes before grant and moment in what the phone signs.
const CODE_CONTEXT: &[u8] = b"DISPLAY-CODE-1\0";

/// What the issuer lets a phone show.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DisplayGrant {
    /// What is shown of the license; the key id is that of the key that signs grants. A name of more than 22 UTF-8 bytes
    /// is shortened when it is written.
    pub claims: Claims,
    /// The key in the phone.
    pub device: DeviceKey,
    /// The beginning of the grant's life; what is beyond the second is cut off.
    pub granted_at: Timestamp,
    /// Its length, from 1 to [`LIFETIME_HOURS_MAX`] hours.
    pub lifetime_hours: u16,
}

impl DisplayGrant {
    /// The exact bytes to have signed by the issuer's display key.
    ///
    /// # Errors
    /// As [`Claims::to_bytes`]; `Name` for one that was shortened for another format; `GrantedAt`, `Lifetime`.
    pub fn to_bytes(&self) -> Result<Vec<u8>, CodeError> {
        let mut message = GRANT_CONTEXT.to_vec();
        message.extend(wire::write(self)?);
        Ok(message)
    }

    /// The end of the grant's life, its last moment.
    #[must_use]
    pub fn ends_at(&self) -> Timestamp {
        let life = SignedDuration::from_hours(self.lifetime_hours.into());
        self.granted_at.saturating_add(life).unwrap_or(Timestamp::MAX)
    }
}

/// A grant with the issuer's signature, as the phone keeps it.
#[derive(Clone, PartialEq, Eq)]
pub struct SignedGrant {
    grant: DisplayGrant,
    /// Grant and signature.
    bytes: Vec<u8>,
    /// The context and the grant.
    message: Vec<u8>,
    signature: Signature,
}

impl SignedGrant {
    /// Puts grant and signature together and checks what was just made. `message` is what [`DisplayGrant::to_bytes`]
    /// gave.
    ///
    /// # Errors
    /// As [`SignedGrant::from_bytes`]; `OtherKey`, `SignatureForm`, `Signature`.
    pub fn complete(message: &[u8], signature: &Signature, key: &PublicKey) -> Result<Self, CodeError> {
        let grant = message.strip_prefix(GRANT_CONTEXT).ok_or(CodeError::Length)?;
        let signed = Self::from_bytes(&[grant, &signature.to_bytes()].concat())?;
        signed.check(key)?;
        Ok(signed)
    }

    /// Reads a grant that was kept. Its signature is not checked: whoever is shown a code checks it.
    ///
    /// # Errors
    /// The format, length and parts of the grant; see [`CodeError`].
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, CodeError> {
        let (signed, rest) = wire::read_signed(bytes)?;
        rest.is_empty().then_some(signed).ok_or(CodeError::Length)
    }

    /// The grant and the signature.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        self.bytes.clone()
    }

    /// What is granted, by anyone.
    #[must_use]
    pub const fn unverified(&self) -> &DisplayGrant {
        &self.grant
    }

    /// The exact bytes for the phone to sign (ECDSA with SHA-256) when it shows the license; what is beyond the second
    /// is cut off.
    ///
    /// # Errors
    /// `ShownAt` outside the grant's life.
    pub fn code_message(&self, shown_at: Timestamp) -> Result<Vec<u8>, CodeError> {
        let offset = wire::offset(&self.grant, shown_at)?;
        Ok([CODE_CONTEXT, &self.bytes, &offset].concat())
    }

    /// Puts the phone's signature to the grant and checks it.
    ///
    /// # Errors
    /// `ShownAt`, `PhoneSignatureForm`, `PhoneSignature`.
    pub fn complete_code(&self, shown_at: Timestamp, signature: &Signature) -> Result<DisplayCode, CodeError> {
        let offset = wire::offset(&self.grant, shown_at)?;
        let payload = [self.bytes.as_slice(), &offset, &signature.to_bytes()].concat();
        ParsedDisplay::read(&payload)?.check_phone()?;
        Ok(DisplayCode { payload })
    }

    fn check(&self, key: &PublicKey) -> Result<(), CodeError> {
        if key.key_id() != self.grant.claims.key_id {
            return Err(CodeError::OtherKey);
        }
        Ok(key.verify(&self.message, &self.signature)?)
    }
}

impl fmt::Debug for SignedGrant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("SignedGrant").field(&self.grant).finish()
    }
}

/// A code that a phone has made, good for a minute.
#[derive(Clone, PartialEq, Eq)]
pub struct DisplayCode {
    payload: Vec<u8>,
}

impl DisplayCode {
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

impl fmt::Debug for DisplayCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("DisplayCode(…)")
    }
}

/// A display code from anywhere, well formed and not trusted.
#[derive(Clone, PartialEq, Eq)]
pub struct ParsedDisplay {
    signed: SignedGrant,
    shown_at: Timestamp,
    /// The context, the grant and the moment.
    message: Vec<u8>,
    signature: Signature,
}

impl ParsedDisplay {
    pub(crate) fn read(payload: &[u8]) -> Result<Self, CodeError> {
        wire::read(payload)
    }

    /// The key to look for in the trust list.
    #[must_use]
    pub fn key_id(&self) -> KeyId {
        self.unverified().key_id
    }

    /// The claims as they stand, by anyone. For saying what could not be checked, never for a decision.
    #[must_use]
    pub const fn unverified(&self) -> &Claims {
        &self.signed.grant.claims
    }

    /// The grant that the phone showed, by anyone.
    #[must_use]
    pub const fn grant(&self) -> &DisplayGrant {
        &self.signed.grant
    }

    /// The moment of showing, by the phone's clock.
    #[must_use]
    pub const fn shown_at(&self) -> Timestamp {
        self.shown_at
    }

    /// Checks the grant under the key that it names and the showing under the phone's key. Whether the license was just
    /// now shown by that phone is a finding of its own: a license is judged without it as well.
    ///
    /// # Errors
    /// `OtherKey`, `SignatureForm`, `Signature`, then `PhoneSignatureForm`, `PhoneSignature`.
    pub fn verify(&self, key: &PublicKey, now: Timestamp) -> Result<(&Claims, Presence), CodeError> {
        self.signed.check(key)?;
        self.check_phone()?;
        Ok((self.unverified(), Presence::of(self.grant(), self.shown_at, now)))
    }

    fn check_phone(&self) -> Result<(), CodeError> {
        self.grant().device.verify(&self.message, &self.signature)
    }
}

impl fmt::Debug for ParsedDisplay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("ParsedDisplay").field(&self.signed).field(&self.shown_at).finish()
    }
}

#[cfg(test)]
mod tests;
