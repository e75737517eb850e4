//! Object identifiers (GM/T 0006, RFC 5758, RFC 8017).

use der::oid::ObjectIdentifier;
use sha2::{Digest as _, Sha256};
use sm3::Sm3;

use crate::Algorithm;

const SM3: &str = "1.2.156.10197.1.401";
const SHA_256: &str = "2.16.840.1.101.3.4.2.1";
const SM2_WITH_SM3: &str = "1.2.156.10197.1.501";
const ECDSA_WITH_SHA_256: &str = "1.2.840.10045.4.3.2";

impl Algorithm {
    /// The signature algorithm's object identifier, dotted.
    #[must_use]
    pub const fn signature_oid(self) -> &'static str {
        match self {
            Self::Sm2Sm3 => SM2_WITH_SM3,
            Self::EcdsaP256Sha256 => ECDSA_WITH_SHA_256,
        }
    }

    /// The digest that goes with it.
    #[must_use]
    pub const fn digest_method(self) -> DigestMethod {
        match self {
            Self::Sm2Sm3 => DigestMethod::Sm3,
            Self::EcdsaP256Sha256 => DigestMethod::Sha256,
        }
    }

    pub(super) fn object_identifier(self) -> ObjectIdentifier {
        match self {
            Self::Sm2Sm3 => const { ObjectIdentifier::new_unwrap(SM2_WITH_SM3) },
            Self::EcdsaP256Sha256 => const { ObjectIdentifier::new_unwrap(ECDSA_WITH_SHA_256) },
        }
    }
}

/// How a file's digest is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DigestMethod {
    /// GB/T 32905.
    Sm3,
    /// FIPS 180-4.
    Sha256,
}

impl DigestMethod {
    /// The object identifier, dotted: what `CheckMethod` holds.
    #[must_use]
    pub const fn oid(self) -> &'static str {
        match self {
            Self::Sm3 => SM3,
            Self::Sha256 => SHA_256,
        }
    }

    /// Reads a `CheckMethod`: the object identifier, or the name that some makers write.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        match text {
            SM3 | "SM3" | "sm3" => Some(Self::Sm3),
            SHA_256 | "SHA256" | "SHA-256" => Some(Self::Sha256),
            _ => None,
        }
    }

    /// The digest of the bytes.
    #[must_use]
    pub fn digest(self, bytes: &[u8]) -> [u8; 32] {
        match self {
            Self::Sm3 => Sm3::digest(bytes).into(),
            Self::Sha256 => Sha256::digest(bytes).into(),
        }
    }
}
