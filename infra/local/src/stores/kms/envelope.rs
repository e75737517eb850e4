//! Symmetric encryption: AES-256-GCM, the encryption context authenticated with it.
//!
//! A ciphertext is `version (1) | key id (36) | nonce (12) | ciphertext and tag`.

use std::collections::BTreeMap;

use aes_gcm::aead::{Aead, Generate, KeyInit, Payload};
use aes_gcm::{Aes256Gcm, Nonce};

use super::fault::Fault;
use super::key::{Key, KeySpec};

const VERSION: u8 = 1;
const ID_BYTES: usize = 36;
const NONCE_BYTES: usize = 12;
const PLAINTEXT_BYTES_MAX: usize = 4096;

/// Names and values that decryption has to repeat.
pub(super) type Context = BTreeMap<String, String>;

/// Encrypts at most 4,096 bytes.
pub(super) fn encrypt(key: &Key, plaintext: &[u8], context: &Context) -> Result<Vec<u8>, Fault> {
    if plaintext.is_empty() || plaintext.len() > PLAINTEXT_BYTES_MAX {
        return Err(Fault::invalid("Plaintext must have 1 to 4096 bytes"));
    }
    let nonce: [u8; NONCE_BYTES] = Generate::try_generate().map_err(Fault::internal)?;
    let aad = authenticated(&key.id, context);
    let sealed =
        cipher(key)?.encrypt(&Nonce::from(nonce), Payload { msg: plaintext, aad: &aad }).map_err(Fault::internal)?;
    Ok([&[VERSION], key.id.as_bytes(), &nonce, &sealed].concat())
}

/// Decrypts what [`encrypt`] made under the same context.
pub(super) fn decrypt(key: &Key, blob: &[u8], context: &Context) -> Result<Vec<u8>, Fault> {
    let body = blob.get(1 + ID_BYTES..).ok_or_else(Fault::ciphertext)?;
    let (nonce, sealed) = body.split_first_chunk::<NONCE_BYTES>().ok_or_else(Fault::ciphertext)?;
    let aad = authenticated(&key.id, context);
    cipher(key)?
        .decrypt(&Nonce::from(*nonce), Payload { msg: sealed, aad: &aad })
        .map_err(|_opaque| Fault::ciphertext())
}

/// The id of the key that made a ciphertext.
pub(super) fn key_id(blob: &[u8]) -> Result<&str, Fault> {
    let (version, rest) = blob.split_first().ok_or_else(Fault::ciphertext)?;
    let id = rest.get(..ID_BYTES).filter(|_| *version == VERSION);
    id.and_then(|id| std::str::from_utf8(id).ok()).ok_or_else(Fault::ciphertext)
}

fn cipher(key: &Key) -> Result<Aes256Gcm, Fault> {
    match key.spec {
        KeySpec::Symmetric => Ok(Aes256Gcm::new(&key.secret.into())),
        KeySpec::Sm2 | KeySpec::P256 => {
            Err(Fault::key_usage(format!("{} key usage is {}", key.arn(), key.spec.usage())))
        }
    }
}

/// Length-prefixed, so that no two contexts read the same.
fn authenticated(key_id: &str, context: &Context) -> Vec<u8> {
    let mut bytes = vec![VERSION];
    let parts = std::iter::once(key_id).chain(context.iter().flat_map(|(name, value)| [name.as_str(), value]));
    for part in parts {
        bytes.extend_from_slice(&part.len().to_be_bytes());
        bytes.extend_from_slice(part.as_bytes());
    }
    bytes
}
