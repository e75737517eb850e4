//! The claims of a license code, in bytes, behind the format and before a signature of zeros.

use super::digits::to_digits;
use super::license_code::one_text;

/// # Panics
/// Where the promise is broken.
pub fn run(data: &[u8]) {
    let payload = [&[1], data, &[0; 64]].concat();
    if payload.len() > 250 {
        return;
    }
    let digits = to_digits(&payload);
    if let Ok(code) = seal::parse(&digits) {
        one_text(&digits, &code);
    }
}
