//! A holder's phone, for demonstrations and tests: a key that never leaves it, and codes that it makes with no network.

use data_encoding::BASE64;
use jiff::Timestamp;
use p256::ecdsa::signature::Signer as _;
use p256::ecdsa::{Signature, SigningKey};
use p256::elliptic_curve::Generate as _;
use p256::pkcs8::EncodePublicKey as _;
use seal::SignedGrant;

/// A phone with its key store.
pub struct Phone {
    key: SigningKey,
}

impl Phone {
    /// A phone with a key of its own.
    ///
    /// # Errors
    /// No random numbers can be had.
    pub fn new() -> Result<Self, String> {
        SigningKey::try_generate().map(|key| Self { key }).map_err(words)
    }

    /// What it registers: the public half, as SubjectPublicKeyInfo in base 64.
    ///
    /// # Errors
    /// The key cannot be written.
    pub fn device_key(&self) -> Result<String, String> {
        let der = self.key.verifying_key().to_public_key_der().map_err(words)?;
        Ok(BASE64.encode(der.as_bytes()))
    }

    /// 亮证: the code at this moment by the phone's clock.
    ///
    /// # Errors
    /// The grant is none, is another phone's, or does not cover the moment.
    pub fn show(&self, grant: &[u8], base: &str, at: Timestamp) -> Result<String, String> {
        let grant = SignedGrant::from_bytes(grant).map_err(words)?;
        let message = grant.code_message(at).map_err(words)?;
        let signature: Signature = self.key.sign(&message);
        let signature = seal::Signature::from_bytes(signature.normalize_s().to_bytes().into());
        let code = grant.complete_code(at, &signature).map_err(words)?;
        Ok(format!("{base}{}", code.to_digits()))
    }
}

fn words(error: impl std::fmt::Display) -> String {
    error.to_string()
}
