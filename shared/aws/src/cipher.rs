//! Personal data at rest: bodies under AES-256-GCM, subjects under keyed hashes. Both keys come of one data key, which
//! lies in the table wrapped by a KMS key and is unwrapped once per process.

use aes_gcm::{
    Aes256Gcm, Nonce,
    aead::{Aead, Generate, KeyInit, Payload},
};
use hkdf::Hkdf;
use hmac::{Hmac, Mac};
use lifecycle::error::Fault;
use sha2::Sha256;

use crate::{fault::corrupt, record::Place};

/// First byte of every sealed body: which key sealed it. There has been one.
const KEY_VERSION: u8 = 1;
const NONCE_BYTES: usize = 12;

/// What the data key is made into. A body key never hashes, an index key never seals.
pub(crate) struct Keys {
    body: Aes256Gcm,
    index: Hmac<Sha256>,
}

impl Keys {
    /// From the unwrapped data key.
    pub(crate) fn derive(data_key: &[u8]) -> Result<Self, Fault> {
        if data_key.len() != 32 {
            return Err(corrupt("the data key is not 32 bytes"));
        }
        let source = Hkdf::<Sha256>::new(None, data_key);
        let body = expand(&source, b"luzheng body 1")?;
        let index = expand(&source, b"luzheng index 1")?;
        Ok(Self {
            body: Aes256Gcm::new_from_slice(&body).map_err(|_length| corrupt("the body key"))?,
            index: <Hmac<Sha256> as KeyInit>::new_from_slice(&index).map_err(|_length| corrupt("the index key"))?,
        })
    }

    /// Seals a body for its place: key version, nonce, ciphertext with tag. A random nonce is safe for 2^32 bodies.
    pub(crate) fn seal(&self, place: &Place, entity: &str, body: &[u8]) -> Result<Vec<u8>, Fault> {
        let drawn: [u8; NONCE_BYTES] =
            Generate::try_generate().map_err(|_no_entropy| Fault::new("key.unavailable", "no entropy"))?;
        let context = context(place, entity);
        let payload = Payload { msg: body, aad: context.as_bytes() };
        let sealed = self.body.encrypt(&Nonce::from(drawn), payload).map_err(|_length| corrupt("a body too long"))?;
        Ok([&[KEY_VERSION], drawn.as_slice(), &sealed].concat())
    }

    /// Opens a body. One that was moved to another place, or changed, does not open.
    pub(crate) fn open(&self, place: &Place, entity: &str, sealed: &[u8]) -> Result<Vec<u8>, Fault> {
        let (version, rest) = sealed.split_first().ok_or_else(|| corrupt(format!("{entity}: an empty body")))?;
        if *version != KEY_VERSION {
            return Err(Fault::new("store.schema_newer", format!("{entity}: sealed under key version {version}")));
        }
        let (nonce, text) = rest
            .split_first_chunk::<NONCE_BYTES>()
            .ok_or_else(|| corrupt(format!("{entity}: a body without nonce")))?;
        let context = context(place, entity);
        let payload = Payload { msg: text, aad: context.as_bytes() };
        self.body
            .decrypt(&Nonce::from(*nonce), payload)
            .map_err(|_unauthentic| corrupt(format!("{entity}: a body that does not open")))
    }

    /// The keyed hash of a text, for one use: the same text for another use has another hash.
    pub(crate) fn hash<const N: usize>(&self, use_label: &str, text: &str) -> [u8; N] {
        let mut mac = self.index.clone();
        mac.update(use_label.as_bytes());
        // No label has this byte, so that label and text cannot be shifted against each other.
        mac.update(&[0]);
        mac.update(text.as_bytes());
        let full = mac.finalize().into_bytes();
        std::array::from_fn(|at| full.get(at).copied().unwrap_or_default())
    }
}

fn expand(source: &Hkdf<Sha256>, info: &[u8]) -> Result<[u8; 32], Fault> {
    let mut key = [0; 32];
    source.expand(info, &mut key).map_err(|_length| corrupt("a derived key"))?;
    Ok(key)
}

/// What a body is bound to. No key of ours has a `|`.
fn context(place: &Place, entity: &str) -> String {
    format!("{}|{}|{entity}", place.pk, place.sk)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys() -> Keys {
        Keys::derive(&[7; 32]).unwrap()
    }

    fn place(pk: &str, sk: &str) -> Place {
        Place { pk: pk.into(), sk: sk.into() }
    }

    #[test]
    fn a_body_opens_at_its_place_alone() {
        let (here, keys) = (place("SUBJECT#a", "RECORD"), keys());
        let sealed = keys.seal(&here, "subject", b"made-up name").unwrap();
        assert_eq!(keys.open(&here, "subject", &sealed).unwrap(), b"made-up name");
        assert!(!sealed.windows(7).any(|part| part == b"made-up"));
        for (other, entity) in [
            (place("SUBJECT#b", "RECORD"), "subject"),
            (place("SUBJECT#a", "RECORE"), "subject"),
            (place("SUBJECT#a", "RECORD"), "license"),
        ] {
            assert_eq!(keys.open(&other, entity, &sealed).unwrap_err().code, "store.corrupt");
        }
        let stranger = Keys::derive(&[8; 32]).unwrap();
        assert_eq!(stranger.open(&here, "subject", &sealed).unwrap_err().code, "store.corrupt");
    }

    #[test]
    fn no_changed_byte_goes_unseen() {
        let (here, keys) = (place("SUBJECT#a", "RECORD"), keys());
        let sealed = keys.seal(&here, "subject", b"body").unwrap();
        for at in 0..sealed.len() {
            let mut changed = sealed.clone();
            changed[at] ^= 1;
            assert!(keys.open(&here, "subject", &changed).is_err(), "byte {at}");
            assert!(keys.open(&here, "subject", &sealed[..at]).is_err(), "cut at {at}");
        }
        let mut newer = sealed;
        newer[0] = 2;
        assert_eq!(keys.open(&here, "subject", &newer).unwrap_err().code, "store.schema_newer");
    }

    #[test]
    fn two_seals_of_one_body_differ() {
        let (here, keys) = (place("SUBJECT#a", "RECORD"), keys());
        assert_ne!(keys.seal(&here, "subject", b"body").unwrap(), keys.seal(&here, "subject", b"body").unwrap());
    }

    #[test]
    fn hashes_differ_by_key_use_and_text() {
        let base: [u8; 16] = keys().hash("subject.p", "111|x");
        assert_eq!(base, keys().hash::<16>("subject.p", "111|x"));
        assert_ne!(base, keys().hash::<16>("subject.o", "111|x"));
        assert_ne!(base, keys().hash::<16>("subject.p", "111|y"));
        assert_ne!(base, keys().hash::<16>("subject.", "p111|x"));
        assert_ne!(base, Keys::derive(&[8; 32]).unwrap().hash::<16>("subject.p", "111|x"));
    }

    /// Computed apart from this code (Python: HKDF and HMAC of the standard library). A change would orphan every record.
    #[test]
    fn hashes_are_those_of_the_data_model() {
        let hash: [u8; 16] = keys().hash("grant", "text");
        assert_eq!(data_encoding::HEXLOWER.encode(&hash), "35237950eab43fc0d6678c15528e979a");
    }

    #[test]
    fn a_data_key_has_32_bytes() {
        for length in [0, 16, 31, 33, 64] {
            assert!(Keys::derive(&vec![0; length]).is_err(), "{length}");
        }
    }
}
