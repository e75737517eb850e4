//! Public keys and signatures: one encoding each, and nothing verifies that no key has signed.

use seal::{Algorithm, KeyId, PublicKey, Signature};

use super::digits::keys;

/// # Panics
/// Where the promise is broken.
pub fn run(data: &[u8]) {
    if let Ok(key) = PublicKey::from_spki_der(data) {
        assert!(key.spki_der() == data, "a key is written otherwise than it was read");
        assert!(KeyId::parse(&key.key_id().to_string()) == Ok(key.key_id()));
    }
    if let Some(id) = std::str::from_utf8(data).ok().and_then(|text| KeyId::parse(text).ok()) {
        assert!(id.to_string().as_bytes() == data, "a key id is written otherwise than it was read");
    }
    for algorithm in [Algorithm::Sm2Sm3, Algorithm::EcdsaP256Sha256] {
        if let Ok(signature) = Signature::from_der(algorithm, data) {
            one_encoding(algorithm, data, &signature);
        }
    }
    if let Some(raw) = data.first_chunk() {
        signs_nothing(&Signature::from_bytes(*raw));
    }
}

/// P-256 has a second s, which is brought down: r stays, and what is written is read as the same.
fn one_encoding(algorithm: Algorithm, data: &[u8], signature: &Signature) {
    let der = signature.to_der(algorithm).expect("what was read is written");
    assert!(Signature::from_der(algorithm, &der) == Ok(*signature));
    assert!(der == data || algorithm == Algorithm::EcdsaP256Sha256, "two encodings of one signature");
    signs_nothing(signature);
}

fn signs_nothing(signature: &Signature) {
    for key in keys() {
        assert!(key.verify(b"nobody signed this", signature).is_err(), "a signature out of nothing");
    }
}
