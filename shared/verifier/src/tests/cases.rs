//! A province with keys of its own, and what its offices make. Codes are put together here byte by byte, so that wrong
//! ones can be made too.

use std::collections::BTreeMap;

use jiff::civil::{Date, date};
use jiff::{SignedDuration, Timestamp};
use license::identifier::{Serial, Version};
use license::kind::Kind;
use license::plate::{Plate, PlateColor};
use license::uscc::Uscc;
use seal::{
    Algorithm, Claims, DeviceKey, DisplayGrant, Facts, KeyUse, LicenseCode, List, PackedStates, Province, ProvinceCode,
    PublicKey, SignedGrant, SignedStatusList, SignedTrustList, StatusList, StatusState, TrustList, TrustedIssuer,
    TrustedKey, digest_for,
};

use super::samples::TestKey;

pub(super) const ISSUER: u16 = 101;
pub(super) const PLACE: u32 = 5;
pub(super) const USCC: &str = "11210100MB0000001T";

pub(super) fn now() -> Timestamp {
    "2026-11-25T04:00:00Z".parse().unwrap()
}

pub(super) fn after(seconds: i64) -> Timestamp {
    now() + SignedDuration::from_secs(seconds)
}

/// Keys of a province by what they are for; signing under P-256 is the faster.
pub(super) struct Keys {
    pub(super) root: TestKey,
    pub(super) license: TestKey,
    pub(super) display: TestKey,
    pub(super) status: TestKey,
    pub(super) phone: TestKey,
}

impl Keys {
    pub(super) fn of(algorithm: Algorithm) -> Self {
        let key = |seed| TestKey::new(algorithm, seed);
        let phone = TestKey::new(Algorithm::EcdsaP256Sha256, 45);
        Self { root: key(41), license: key(42), display: key(43), status: key(44), phone }
    }
}

pub(super) fn sign(key: &TestKey, message: &[u8]) -> seal::Signature {
    key.sign(&digest_for(&key.public(), message))
}

pub(super) fn trusted(key_use: KeyUse, key: &TestKey) -> TrustedKey {
    let spki = key.public();
    TrustedKey { id: spki.key_id(), key_use, spki, from: date(2026, 1, 1), until: None, removed: None }
}

pub(super) fn province(code: &str, keys: Vec<TrustedKey>) -> Province {
    let issuer =
        TrustedIssuer { number: ISSUER, uscc: Uscc::parse(USCC).unwrap(), name: "沈阳市交通运输局".into() };
    Province {
        code: ProvinceCode::parse(code).unwrap(),
        name: "某省".into(),
        name_en: "Some Province".into(),
        issuers: vec![issuer],
        keys,
        authorities: vec![],
        status_lists: vec![],
    }
}

pub(super) fn keys_of(keys: &Keys) -> Vec<TrustedKey> {
    vec![
        trusted(KeyUse::License, &keys.license),
        trusted(KeyUse::Display, &keys.display),
        trusted(KeyUse::Status, &keys.status),
    ]
}

pub(super) fn trust_list(provinces: Vec<Province>) -> TrustList {
    TrustList {
        version: 2,
        issued_at: after(-86_400),
        next_update: after(86_400 * 30),
        status_age_max_seconds: 86_400,
        provinces,
    }
}

pub(super) fn signed_trust(list: &TrustList, root: &TestKey) -> Vec<u8> {
    let message = list.to_bytes().unwrap();
    SignedTrustList::complete(&message, &sign(root, &message), &root.public()).unwrap()
}

/// Eight places, one of them ours.
pub(super) fn status_list(state: StatusState, as_of: Timestamp) -> StatusList {
    let mut states = PackedStates::new(8).unwrap();
    states.set(PLACE, state).unwrap();
    let next_update = as_of + SignedDuration::from_mins(5);
    StatusList { issuer_number: ISSUER, sequence: 7, as_of, next_update, states }
}

pub(super) fn signed_status(list: &StatusList, key: &TestKey) -> Vec<u8> {
    let message = list.to_bytes().unwrap();
    SignedStatusList::complete(&message, &sign(key, &message), &key.public()).unwrap()
}

pub(super) fn claims(key: &PublicKey, place: Option<u32>, issued_on: Date, expires_on: Option<Date>) -> Claims {
    Claims {
        kind: Kind::VehicleCertificate,
        issuer_number: ISSUER,
        serial: Serial::parse("ZZZZZZZZZZZZZZZZ").unwrap(),
        version: Version::new(1).unwrap(),
        issued_on,
        expires_on,
        status_index: place,
        key_id: key.key_id(),
        facts: Facts::Vehicle { plate: Plate::new("辽A12345", PlateColor::parse("2").unwrap()).unwrap() },
    }
}

/// A license code as it is printed.
pub(super) fn license_code(key: &TestKey, claims: &Claims) -> String {
    let message = claims.to_bytes().unwrap();
    LicenseCode::complete(&message, &sign(key, &message), &key.public()).unwrap().to_digits()
}

/// A display code for a grant of a day, shown at any moment: the phone's program may be anybody's.
pub(super) fn display_code(keys: &Keys, claims: Claims, granted_at: Timestamp, shown_at: Timestamp) -> String {
    let device = DeviceKey::new(&keys.phone.public()).unwrap();
    let grant = DisplayGrant { claims, device, granted_at, lifetime_hours: 24 };
    let message = grant.to_bytes().unwrap();
    let signature = sign(&keys.display, &message);
    let signed = SignedGrant::complete(&message, &signature, &keys.display.public()).unwrap().to_bytes();
    let offset = u32::try_from(shown_at.as_second() - granted_at.as_second()).unwrap().to_be_bytes();
    let shown = [signed.as_slice(), &offset[1..]].concat();
    let phone = sign(&keys.phone, &[b"DISPLAY-CODE-1\0", shown.as_slice()].concat());
    digits(&[shown.as_slice(), &phone.to_bytes()].concat())
}

/// With the last byte of the first signature changed: the issuer's, in both formats.
pub(super) fn forged(code: &str, is_display: bool) -> String {
    let mut bytes = payload(code);
    let behind = if is_display { 64 + 3 } else { 0 };
    let last = bytes.len() - behind - 1;
    bytes[last] ^= 1;
    digits(&bytes)
}

/// Decimal digits as docs/SEAL.md has them, by long division.
pub(super) fn digits(payload: &[u8]) -> String {
    let mut number = payload.to_vec();
    let mut text: Vec<u8> = (0..digit_count(payload.len())).map(|_| b'0' + divide(&mut number)).collect();
    text.reverse();
    String::from_utf8(text).unwrap()
}

pub(super) fn payload(digits: &str) -> Vec<u8> {
    let length = lengths()[&digits.len()];
    let mut number = vec![0_u8; length];
    for digit in digits.bytes() {
        let mut carry = u32::from(digit - b'0');
        for byte in number.iter_mut().rev() {
            carry += u32::from(*byte) * 10;
            *byte = u8::try_from(carry & 255).unwrap();
            carry >>= 8;
        }
    }
    number
}

fn digit_count(length: usize) -> usize {
    (length * 2_408_240).div_ceil(1_000_000)
}

fn lengths() -> BTreeMap<usize, usize> {
    (1..=250).map(|length| (digit_count(length), length)).collect()
}

/// Divides by ten, and gives the rest.
fn divide(number: &mut [u8]) -> u8 {
    let mut rest = 0_u32;
    for byte in number {
        let value = rest << 8 | u32::from(*byte);
        *byte = u8::try_from(value / 10).unwrap();
        rest = value % 10;
    }
    u8::try_from(rest).unwrap()
}
