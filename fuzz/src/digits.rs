//! A license code's digits and bytes, by school arithmetic: slow, and not the way of the reader that is checked.

use std::path::PathBuf;
use std::sync::LazyLock;

use data_encoding::HEXLOWER_PERMISSIVE;
use seal::PublicKey;

use super::samples::testdata;

static KEYS: LazyLock<Vec<PublicKey>> = LazyLock::new(|| {
    let good = vectors("keys.json")["good"].clone();
    let spki = |key: &serde_json::Value| HEXLOWER_PERMISSIVE.decode(key["spki"].as_str().unwrap().as_bytes()).unwrap();
    good.as_array().unwrap().iter().map(|key| PublicKey::from_spki_der(&spki(key)).unwrap()).collect()
});

/// The digits of every valid vector.
pub(super) static SIGNED: LazyLock<Vec<String>> = LazyLock::new(|| {
    let codes = vectors("license_codes.json");
    let valid = codes.as_array().unwrap().iter().filter(|code| code["expect"] == "valid");
    valid.map(|code| after_hash(code["text"].as_str().unwrap()).to_owned()).collect()
});

/// The digits of every display code whose signatures hold, whatever is to be said of its presence.
pub(super) fn shown() -> Vec<String> {
    let codes = vectors("display_codes.json");
    let presences = ["fresh", "stale", "ahead", "grant_over"];
    let good = codes.as_array().unwrap().iter().filter(|code| presences.contains(&code["expect"].as_str().unwrap()));
    good.map(|code| after_hash(code["text"].as_str().unwrap()).to_owned()).collect()
}

pub(super) fn vectors(name: &str) -> serde_json::Value {
    let path: PathBuf = testdata("seal/testdata").join(name);
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

/// The keys of the vectors.
pub(super) fn keys() -> &'static [PublicKey] {
    &KEYS
}

pub(super) fn after_hash(text: &str) -> &str {
    text.split_once('#').map_or(text, |(_, digits)| digits)
}

/// As many digits as the largest number of that length has.
pub(super) fn to_digits(bytes: &[u8]) -> String {
    let decimal = |bytes: &[u8]| {
        let mut digits = vec![0_u32];
        for byte in bytes {
            let mut carry = u32::from(*byte);
            for digit in &mut digits {
                carry += *digit * 256;
                *digit = carry % 10;
                carry /= 10;
            }
            while carry > 0 {
                digits.push(carry % 10);
                carry /= 10;
            }
        }
        digits
    };
    let count = decimal(&vec![0xFF; bytes.len()]).len();
    let mut digits = decimal(bytes);
    digits.resize(count, 0);
    digits.iter().rev().map(|digit| char::from_digit(*digit, 10).unwrap()).collect()
}

/// The lowest `length` bytes of a decimal number.
pub(super) fn to_bytes(digits: &str, length: usize) -> Vec<u8> {
    let mut bytes = vec![0_u8; length];
    for digit in digits.chars() {
        let mut carry = digit.to_digit(10).unwrap();
        for byte in bytes.iter_mut().rev() {
            carry += u32::from(*byte) * 10;
            *byte = u8::try_from(carry % 256).unwrap();
            carry /= 256;
        }
    }
    bytes
}
