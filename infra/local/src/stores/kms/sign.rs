//! Signatures: SM2DSA (GB/T 32918.2, with the fixed signer's ID) and ECDSA on P-256.

use p256::ecdsa::signature::hazmat::{PrehashSigner, PrehashVerifier};
use p256::ecdsa::signature::{Signer, Verifier};
use sm2::pkcs8::EncodePublicKey;

use super::fault::Fault;
use super::key::{Key, KeySpec};

/// The signer's ID that AWS KMS uses for every RAW message (GB/T 35276, default).
pub(super) const SIGNER_ID: &str = "1234567812345678";
const RAW_BYTES_MAX: usize = 4096;
const DIGEST_BYTES: usize = 32;

/// What is to be signed or was signed.
pub(super) enum Message<'a> {
    Raw(&'a [u8]),
    /// SHA-256, or for SM2 the SM3 of `Z_A` and the message.
    Digest(&'a [u8]),
}

impl<'a> Message<'a> {
    pub(super) fn parse(kind: Option<&str>, bytes: &'a [u8]) -> Result<Self, Fault> {
        match kind.unwrap_or("RAW") {
            "RAW" if (1..=RAW_BYTES_MAX).contains(&bytes.len()) => Ok(Self::Raw(bytes)),
            "RAW" => Err(Fault::invalid("Message must have 1 to 4096 bytes")),
            "DIGEST" if bytes.len() == DIGEST_BYTES => Ok(Self::Digest(bytes)),
            "DIGEST" => Err(Fault::invalid("Digest is invalid length for the algorithm")),
            other => Err(Fault::invalid(format!("MessageType {other} is not supported here"))),
        }
    }
}

/// Checks that the key signs and that the request names its algorithm.
pub(super) fn check_algorithm(key: &Key, requested: &str) -> Result<(), Fault> {
    match key.spec.signing_algorithm() {
        None => Err(Fault::key_usage(format!("{} key usage is {}", key.arn(), key.spec.usage()))),
        Some(algorithm) if algorithm == requested => Ok(()),
        Some(_) => {
            Err(Fault::key_usage(format!("Algorithm {requested} is incompatible with key spec {}", key.spec.name())))
        }
    }
}

/// Signs; the answer is DER `SEQUENCE { r, s }`.
pub(super) fn sign(key: &Key, message: &Message<'_>) -> Result<Vec<u8>, Fault> {
    match key.spec {
        KeySpec::Sm2 => {
            let signer = sm2_key(key)?;
            let signature: sm2::dsa::Signature = signed(&signer, message)?;
            Ok(signature.to_der().as_bytes().to_vec())
        }
        KeySpec::P256 => {
            let signer = p256_key(key)?;
            let signature: p256::ecdsa::Signature = signed(&signer, message)?;
            Ok(signature.to_der().as_bytes().to_vec())
        }
        KeySpec::Symmetric => Err(no_key_pair()),
    }
}

fn signed<S, K: Signer<S> + PrehashSigner<S>>(key: &K, message: &Message<'_>) -> Result<S, Fault> {
    match message {
        Message::Raw(bytes) => key.try_sign(bytes),
        Message::Digest(digest) => key.sign_prehash(digest),
    }
    .map_err(Fault::internal)
}

/// Checks a DER signature.
pub(super) fn verify(key: &Key, message: &Message<'_>, signature: &[u8]) -> Result<(), Fault> {
    let malformed = |_| Fault::signature();
    match key.spec {
        KeySpec::Sm2 => {
            let signature = sm2::dsa::Signature::from_der(signature).map_err(malformed)?;
            verified(sm2_key(key)?.verifying_key(), message, &signature)
        }
        KeySpec::P256 => {
            let signature = p256::ecdsa::Signature::from_der(signature).map_err(malformed)?;
            verified(p256_key(key)?.verifying_key(), message, &signature)
        }
        KeySpec::Symmetric => Err(no_key_pair()),
    }
}

fn verified<S, K: Verifier<S> + PrehashVerifier<S>>(
    key: &K,
    message: &Message<'_>,
    signature: &S,
) -> Result<(), Fault> {
    match message {
        Message::Raw(bytes) => key.verify(bytes, signature),
        Message::Digest(digest) => key.verify_prehash(digest, signature),
    }
    .map_err(|_opaque| Fault::signature())
}

/// The public key as a DER `SubjectPublicKeyInfo`.
pub(super) fn public_key(key: &Key) -> Result<Vec<u8>, Fault> {
    let document = match key.spec {
        KeySpec::Sm2 => sm2::PublicKey::from(sm2_key(key)?.verifying_key()).to_public_key_der(),
        KeySpec::P256 => p256::PublicKey::from(p256_key(key)?.verifying_key()).to_public_key_der(),
        KeySpec::Symmetric => return Err(no_key_pair()),
    };
    document.map(|der| der.as_bytes().to_vec()).map_err(Fault::internal)
}

fn sm2_key(key: &Key) -> Result<sm2::dsa::SigningKey, Fault> {
    sm2::dsa::SigningKey::from_slice(SIGNER_ID, &key.secret).map_err(Fault::internal)
}

fn p256_key(key: &Key) -> Result<p256::ecdsa::SigningKey, Fault> {
    p256::ecdsa::SigningKey::from_slice(&key.secret).map_err(Fault::internal)
}

fn no_key_pair() -> Fault {
    Fault::unsupported("the key is symmetric: it has no key pair")
}
