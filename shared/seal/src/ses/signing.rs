//! What is signed elsewhere: the exact bytes, their digest, and the check of the answer.

use crate::{Algorithm, PublicKey, Signature, digest_for};

use super::SesError;

/// Bytes that wait for a signature under a key.
#[derive(Clone)]
pub(super) struct ToSign {
    key: PublicKey,
    bytes: Vec<u8>,
}

impl ToSign {
    pub(super) fn new(key: &PublicKey, bytes: Vec<u8>) -> Self {
        Self { key: key.clone(), bytes }
    }

    pub(super) fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    pub(super) fn algorithm(&self) -> Algorithm {
        self.key.algorithm()
    }

    pub(super) fn digest(&self) -> [u8; 32] {
        digest_for(&self.key, &self.bytes)
    }

    /// The signature in DER, after it has been checked.
    pub(super) fn signed(&self, signature: &Signature) -> Result<Vec<u8>, SesError> {
        self.key.verify(&self.bytes, signature).map_err(|_wrong| SesError::Signature)?;
        signature.to_der(self.key.algorithm()).map_err(|_out_of_range| SesError::Signature)
    }
}

/// Checks a signature in DER whose encoding must be the one that [`Signature`] writes.
pub(super) fn holds(key: &PublicKey, message: &[u8], der: Option<&[u8]>) -> Option<()> {
    let signature = read(key.algorithm(), der?)?;
    (signature.to_der(key.algorithm()).ok()? == der?).then_some(())?;
    key.verify(message, &signature).ok()
}

/// Checks a certificate's signature: other makers of P-256 certificates do not choose the lower s.
pub(super) fn holds_in_certificate(key: &PublicKey, message: &[u8], der: Option<&[u8]>) -> Option<()> {
    key.verify(message, &read(key.algorithm(), der?)?).ok()
}

fn read(algorithm: Algorithm, der: &[u8]) -> Option<Signature> {
    Signature::from_der(algorithm, der).ok()
}
