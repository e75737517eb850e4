use std::fmt;

use data_encoding::HEXUPPER;
use p256::ecdsa::signature::hazmat::PrehashVerifier as _;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use sm3::Sm3;

use crate::signature::{Signature, SignatureError};

/// A signature algorithm that licenses may be signed with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Algorithm {
    /// SM2 with SM3 and the fixed signer id `1234567812345678` (GB/T 32918, GB/T 35276).
    Sm2Sm3,
    /// ECDSA on P-256 with SHA-256 (FIPS 186-5).
    EcdsaP256Sha256,
}

/// The name of a public key: the first 8 bytes of SHA-256 over its SPKI in DER.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct KeyId([u8; 8]);

/// Why bytes or text are no public key or key name of ours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    /// Not the 91-byte SPKI of an uncompressed SM2 or P-256 point.
    #[error("the key is not an uncompressed SM2 or P-256 point in SPKI DER")]
    Form,
    /// The point is not on its curve.
    #[error("the key's point is not on its curve")]
    Point,
    /// A key name is 16 upper-case hexadecimal digits.
    #[error("a key id is 16 upper-case hexadecimal digits")]
    KeyId,
}

/// A public key that knows its algorithm.
#[derive(Clone)]
pub struct PublicKey {
    spki: Vec<u8>,
    key_id: KeyId,
    verifier: Verifier,
}

#[derive(Clone)]
enum Verifier {
    /// With SM3(Z_A's input), the same for every message under the key.
    Sm2(sm2::dsa::VerifyingKey, [u8; 32]),
    P256(p256::ecdsa::VerifyingKey),
}

/// `SEQUENCE { SEQUENCE { id-ecPublicKey, 1.2.156.10197.1.301 }, BIT STRING 04 … }`, up to the 04.
const SM2_PREFIX: &[u8] =
    b"\x30\x59\x30\x13\x06\x07\x2A\x86\x48\xCE\x3D\x02\x01\x06\x08\x2A\x81\x1C\xCF\x55\x01\x82\x2D\x03\x42\x00";
/// `SEQUENCE { SEQUENCE { id-ecPublicKey, prime256v1 }, BIT STRING 04 … }`, up to the 04.
const P256_PREFIX: &[u8] =
    b"\x30\x59\x30\x13\x06\x07\x2A\x86\x48\xCE\x3D\x02\x01\x06\x08\x2A\x86\x48\xCE\x3D\x03\x01\x07\x03\x42\x00";
const POINT_LENGTH: usize = 65;
const SIGNER_ID: &str = "1234567812345678";
/// a, b, Gx, Gy of the SM2 curve (GB/T 32918.5), as they enter Z_A.
const SM2_CURVE: &[u8] = b"\
\xFF\xFF\xFF\xFE\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\x00\x00\x00\x00\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFC\
\x28\xE9\xFA\x9E\x9D\x9F\x5E\x34\x4D\x5A\x9E\x4B\xCF\x65\x09\xA7\xF3\x97\x89\xF5\x15\xAB\x8F\x92\xDD\xBC\xBD\x41\x4D\x94\x0E\x93\
\x32\xC4\xAE\x2C\x1F\x19\x81\x19\x5F\x99\x04\x46\x6A\x39\xC9\x94\x8F\xE3\x0B\xBF\xF2\x66\x0B\xE1\x71\x5A\x45\x89\x33\x4C\x74\xC7\
\xBC\x37\x36\xA2\xF4\xF6\x77\x9C\x59\xBD\xCE\xE3\x6B\x69\x21\x53\xD0\xA9\x87\x7C\xC6\x2A\x47\x40\x02\xDF\x32\xE5\x21\x39\xF0\xA0";

impl PublicKey {
    /// Reads a SubjectPublicKeyInfo in DER, as KMS gives it: one encoding per key, so compressed points are refused.
    ///
    /// # Errors
    /// `Form` and `Point`.
    pub fn from_spki_der(spki: &[u8]) -> Result<Self, KeyError> {
        let verifier = if let Some(point) = spki.strip_prefix(SM2_PREFIX) {
            sm2_verifier(uncompressed(point)?)?
        } else if let Some(point) = spki.strip_prefix(P256_PREFIX) {
            let key = p256::ecdsa::VerifyingKey::from_sec1_bytes(uncompressed(point)?);
            Verifier::P256(key.map_err(|_off_curve| KeyError::Point)?)
        } else {
            return Err(KeyError::Form);
        };
        Ok(Self { spki: spki.to_vec(), key_id: KeyId::of(spki), verifier })
    }

    /// Reads a compressed point of P-256, as display codes hold one.
    pub(crate) fn from_compressed_p256(point: &[u8; 33]) -> Result<Self, KeyError> {
        if !matches!(point.first(), Some(2 | 3)) {
            return Err(KeyError::Form);
        }
        let key = p256::ecdsa::VerifyingKey::from_sec1_bytes(point).map_err(|_no_point| KeyError::Point)?;
        let spki = [P256_PREFIX, key.to_sec1_point(false).as_bytes()].concat();
        Ok(Self { key_id: KeyId::of(&spki), verifier: Verifier::P256(key), spki })
    }

    /// The SPKI in DER.
    #[must_use]
    pub fn spki_der(&self) -> &[u8] {
        &self.spki
    }

    /// The key's name.
    #[must_use]
    pub fn key_id(&self) -> KeyId {
        self.key_id
    }

    /// What the key signs with.
    #[must_use]
    pub fn algorithm(&self) -> Algorithm {
        match self.verifier {
            Verifier::Sm2(..) => Algorithm::Sm2Sm3,
            Verifier::P256(_) => Algorithm::EcdsaP256Sha256,
        }
    }

    /// Checks a signature over a message, in process.
    ///
    /// # Errors
    /// `Form` when the numbers are out of range or, for P-256, s is in the upper half (one signature, one encoding);
    /// `Wrong` when they do not sign this message under this key.
    pub fn verify(&self, message: &[u8], signature: &Signature) -> Result<(), SignatureError> {
        let digest = digest_for(self, message);
        let outcome = match &self.verifier {
            Verifier::Sm2(key, _) => key.verify_prehash(&digest, &signature.sm2()?),
            Verifier::P256(key) => key.verify_prehash(&digest, &signature.p256()?),
        };
        outcome.map_err(|_does_not_match| SignatureError::Wrong)
    }
}

/// One key has one encoding.
impl PartialEq for PublicKey {
    fn eq(&self, other: &Self) -> bool {
        self.spki == other.spki
    }
}

impl Eq for PublicKey {}

impl fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PublicKey({:?}, {})", self.algorithm(), self.key_id)
    }
}

/// The 32 bytes that are signed, for KMS's DIGEST mode: SM3(Z_A || M), or SHA-256(M).
#[must_use]
pub fn digest_for(key: &PublicKey, message: &[u8]) -> [u8; 32] {
    match &key.verifier {
        Verifier::Sm2(_, z) => Sm3::new_with_prefix(z).chain_update(message).finalize().into(),
        Verifier::P256(_) => Sha256::digest(message).into(),
    }
}

fn uncompressed(point: &[u8]) -> Result<&[u8], KeyError> {
    let right = point.len() == POINT_LENGTH && point.first() == Some(&4);
    right.then_some(point).ok_or(KeyError::Form)
}

fn sm2_verifier(point: &[u8]) -> Result<Verifier, KeyError> {
    let key = sm2::dsa::VerifyingKey::from_sec1_bytes(SIGNER_ID, point).map_err(|_off_curve| KeyError::Point)?;
    let coordinates = point.get(1..).unwrap_or_default();
    let z = Sm3::new()
        .chain_update([0x00, 0x80])
        .chain_update(SIGNER_ID)
        .chain_update(SM2_CURVE)
        .chain_update(coordinates)
        .finalize();
    Ok(Verifier::Sm2(key, z.into()))
}

impl KeyId {
    /// Puts the 8 bytes of a code or list back into a name.
    #[must_use]
    pub const fn from_bytes(bytes: [u8; 8]) -> Self {
        Self(bytes)
    }

    /// The 8 bytes.
    #[must_use]
    pub const fn to_bytes(self) -> [u8; 8] {
        self.0
    }

    /// Reads 16 upper-case hexadecimal digits.
    ///
    /// # Errors
    /// `KeyId`.
    pub fn parse(text: &str) -> Result<Self, KeyError> {
        let bytes = HEXUPPER.decode(text.as_bytes()).ok().and_then(|bytes| bytes.try_into().ok());
        bytes.map(Self).ok_or(KeyError::KeyId)
    }

    fn of(spki: &[u8]) -> Self {
        let mut first = [0; 8];
        first.iter_mut().zip(Sha256::digest(spki)).for_each(|(to, from)| *to = from);
        Self(first)
    }
}

impl fmt::Display for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&HEXUPPER.encode(&self.0))
    }
}

impl fmt::Debug for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "KeyId({self})")
    }
}

impl From<KeyId> for String {
    fn from(id: KeyId) -> Self {
        id.to_string()
    }
}

impl TryFrom<String> for KeyId {
    type Error = KeyError;

    fn try_from(text: String) -> Result<Self, KeyError> {
        Self::parse(&text)
    }
}
