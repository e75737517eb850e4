//! The text of a license code: what is read has this one text, and what verifies was signed.

use seal::ParsedCode;

use super::digits::{SIGNED, after_hash, keys, to_bytes, to_digits};

/// What goes before the claims in what is signed.
const CONTEXT_LENGTH: usize = 15;
const SIGNATURE_LENGTH: usize = 64;

/// # Panics
/// Where the promise is broken.
pub fn run(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else {
        return;
    };
    if let Ok(code) = seal::parse(text) {
        one_text(after_hash(text), &code);
    }
}

/// The claims, written again, are the beginning of the number that the digits are.
pub(super) fn one_text(digits: &str, code: &ParsedCode) {
    let message = code.unverified().to_bytes().expect("claims that were read are written");
    let claims = &message[CONTEXT_LENGTH..];
    let payload = to_bytes(digits, claims.len() + SIGNATURE_LENGTH);
    assert!(payload.starts_with(claims), "claims are written otherwise than they were read");
    assert_eq!(to_digits(&payload), digits, "two texts of one code");
    for key in keys() {
        assert!(code.verify(key).is_err() || SIGNED.iter().any(|signed| signed == digits), "signed by nobody");
    }
}
