use std::fmt;

use crate::code::CodeError;
use crate::key::{Algorithm, KeyError, PublicKey};
use crate::signature::{Signature, SignatureError};

/// The public key of a phone: a point of P-256, as phones' key stores make them. Written compressed, 33 bytes.
#[derive(Clone, PartialEq, Eq)]
pub struct DeviceKey {
    key: PublicKey,
    compressed: [u8; 33],
}

impl DeviceKey {
    /// Takes a key as a phone registers it.
    ///
    /// # Errors
    /// `Form` for a key of another curve.
    pub fn new(key: &PublicKey) -> Result<Self, KeyError> {
        if key.algorithm() != Algorithm::EcdsaP256Sha256 {
            return Err(KeyError::Form);
        }
        Ok(Self { compressed: compressed(key)?, key: key.clone() })
    }

    /// Reads the 33 bytes of a compressed point: `02` or `03`, then x.
    ///
    /// # Errors
    /// `Form`, and `Point` when no point of the curve has this x.
    pub fn from_bytes(compressed: [u8; 33]) -> Result<Self, KeyError> {
        Ok(Self { key: PublicKey::from_compressed_p256(&compressed)?, compressed })
    }

    /// The compressed point.
    #[must_use]
    pub const fn to_bytes(&self) -> [u8; 33] {
        self.compressed
    }

    /// The key, to be checked with.
    #[must_use]
    pub const fn public_key(&self) -> &PublicKey {
        &self.key
    }

    pub(super) fn verify(&self, message: &[u8], signature: &Signature) -> Result<(), CodeError> {
        self.key.verify(message, signature).map_err(|error| match error {
            SignatureError::Form => CodeError::PhoneSignatureForm,
            SignatureError::Wrong => CodeError::PhoneSignature,
        })
    }
}

fn compressed(key: &PublicKey) -> Result<[u8; 33], KeyError> {
    // the SPKI ends with x and y
    let (rest, y) = key.spki_der().split_last_chunk::<32>().ok_or(KeyError::Form)?;
    let x = rest.last_chunk::<32>().ok_or(KeyError::Form)?;
    let odd = y.last().is_some_and(|low| low & 1 == 1);
    let bytes = [&[if odd { 3 } else { 2 }], x.as_slice()].concat();
    bytes.try_into().map_err(|_length| KeyError::Form)
}

impl fmt::Debug for DeviceKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DeviceKey({})", self.key.key_id())
    }
}
