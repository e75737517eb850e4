//! The payload of a display code behind its format: what is read has this one encoding, and what verifies was signed by
//! issuer and phone.

use std::sync::LazyLock;

use jiff::Timestamp;
use seal::{ParsedDisplay, ShownCode, SignedGrant};

use super::digits::{keys, shown, to_digits};

const GRANT_CONTEXT: &[u8] = b"DISPLAY-GRANT-1\0";

/// The digits of every vector whose signatures hold.
static SHOWN: LazyLock<Vec<String>> = LazyLock::new(shown);

/// # Panics
/// Where the promise is broken.
pub fn run(data: &[u8]) {
    let payload = [&[2], data].concat();
    if payload.len() > 250 {
        return;
    }
    let digits = to_digits(&payload);
    if let Ok(ShownCode::Display(code)) = seal::read(&digits) {
        one_encoding(&payload, &code);
        signed_by_both(&digits, &code);
    }
}

fn one_encoding(payload: &[u8], code: &ParsedDisplay) {
    let message = code.grant().to_bytes().expect("a grant that was read is written");
    let grant = message.strip_prefix(GRANT_CONTEXT).expect("what is signed begins with its context");
    assert!(payload.starts_with(grant), "a grant is written otherwise than it was read");
    assert_eq!(payload.len(), grant.len() + 64 + 3 + 64, "more than a code");
    let kept = SignedGrant::from_bytes(&payload[..grant.len() + 64]).expect("the grant of a code is a grant");
    assert!(kept.unverified() == code.grant());
    assert!(kept.code_message(code.shown_at()).is_ok() == (code.shown_at() <= code.grant().ends_at()));
}

fn signed_by_both(digits: &str, code: &ParsedDisplay) {
    for key in keys() {
        let verified = code.verify(key, Timestamp::UNIX_EPOCH).is_ok();
        assert!(!verified || SHOWN.iter().any(|shown| shown == digits), "signed by nobody");
    }
}
