use std::fmt;

use crate::key::Algorithm;

/// A signature as r and s, 32 bytes each, big-endian. P-256 signatures made here have s in the lower half.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Signature([u8; 64]);

/// Why a signature does not hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SignatureError {
    /// Not DER of two integers, or r or s is zero or beyond the curve's order, or P-256's s is in the upper half.
    #[error("the signature is not in the one form that is taken")]
    Form,
    /// The signature is well formed and does not sign this message under this key.
    #[error("the signature does not match")]
    Wrong,
}

impl Signature {
    /// The length of [`Signature::to_bytes`].
    pub const LENGTH: usize = 64;

    /// Takes r and s as they stand in a code. Their range is checked when the signature is.
    #[must_use]
    pub const fn from_bytes(bytes: [u8; 64]) -> Self {
        Self(bytes)
    }

    /// r and s.
    #[must_use]
    pub const fn to_bytes(self) -> [u8; 64] {
        self.0
    }

    /// Reads `SEQUENCE { r, s }`, as KMS answers. For P-256 the one of s and n − s that is lower is taken: both verify,
    /// and an artifact has one encoding.
    ///
    /// # Errors
    /// `Form`.
    pub fn from_der(algorithm: Algorithm, der: &[u8]) -> Result<Self, SignatureError> {
        let bytes = match algorithm {
            Algorithm::Sm2Sm3 => sm2::dsa::Signature::from_der(der).map(|signature| signature.to_bytes().into()),
            Algorithm::EcdsaP256Sha256 => {
                p256::ecdsa::Signature::from_der(der).map(|signature| signature.normalize_s().to_bytes().into())
            }
        };
        bytes.map(Self).map_err(|_not_two_integers| SignatureError::Form)
    }

    /// Writes `SEQUENCE { r, s }`, as certificates and seals hold it.
    ///
    /// # Errors
    /// `Form` when r or s is out of range.
    pub fn to_der(&self, algorithm: Algorithm) -> Result<Vec<u8>, SignatureError> {
        Ok(match algorithm {
            Algorithm::Sm2Sm3 => self.sm2()?.to_der().as_bytes().to_vec(),
            Algorithm::EcdsaP256Sha256 => self.p256()?.to_der().as_bytes().to_vec(),
        })
    }

    pub(crate) fn sm2(&self) -> Result<sm2::dsa::Signature, SignatureError> {
        sm2::dsa::Signature::from_slice(&self.0).map_err(|_out_of_range| SignatureError::Form)
    }

    pub(crate) fn p256(&self) -> Result<p256::ecdsa::Signature, SignatureError> {
        let signature = p256::ecdsa::Signature::from_slice(&self.0).map_err(|_out_of_range| SignatureError::Form)?;
        let lower = signature.normalize_s() == signature;
        lower.then_some(signature).ok_or(SignatureError::Form)
    }
}

impl fmt::Debug for Signature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Signature")
    }
}
