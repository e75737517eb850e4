//! Codes and lists with made-up contents.

use jiff::Timestamp;
use jiff::civil::date;
use license::identifier::{Serial, Version};
use license::kind::Kind;
use seal::{
    Algorithm, BaseAddress, Claims, DeviceKey, DisplayGrant, Facts, IdTail, LicenseCode, PackedStates, ShownName,
    Signature, SignedGrant, StatusList, StatusState, digest_for,
};

use super::office::{TestKey, at};

pub(crate) fn message() -> &'static [u8] {
    b"a message about as long as the claims of a license code, which have 67 bytes at most"
}

pub(crate) fn now() -> Timestamp {
    at("2026-11-25T04:00:30Z")
}

pub(crate) fn key(algorithm: Algorithm) -> TestKey {
    TestKey::new(algorithm, 7)
}

pub(crate) fn sign(key: &TestKey, message: &[u8]) -> Signature {
    key.sign(&digest_for(&key.public(), message))
}

fn base() -> BaseAddress {
    BaseAddress::parse("HTTPS://LUZHENG.EXAMPL/#").unwrap()
}

/// The longest claims.
fn claims(key: &TestKey) -> Claims {
    let name = ShownName::of("阿卜杜热西提·买买提依明·试验甲").unwrap();
    Claims {
        kind: Kind::PractitionerCertificate,
        issuer_number: 101,
        serial: Serial::parse("0123456789ABCDEF").unwrap(),
        version: Version::new(1).unwrap(),
        issued_on: date(2026, 11, 23),
        expires_on: Some(date(2029, 11, 22)),
        status_index: Some(1_234_567),
        key_id: key.public().key_id(),
        facts: Facts::Practitioner { name, id_tail: IdTail::of("11010519491231002X").unwrap() },
    }
}

pub(crate) fn license_code(key: &TestKey) -> String {
    let message = claims(key).to_bytes().unwrap();
    LicenseCode::complete(&message, &sign(key, &message), &key.public()).unwrap().to_url(&base())
}

pub(crate) fn display_code(key: &TestKey) -> String {
    let phone = TestKey::new(Algorithm::EcdsaP256Sha256, 8);
    let shown_at = at("2026-11-25T04:00:00Z");
    let device = DeviceKey::new(&phone.public()).unwrap();
    let grant = DisplayGrant { claims: claims(key), device, granted_at: shown_at, lifetime_hours: 720 };
    let message = grant.to_bytes().unwrap();
    let signed = SignedGrant::complete(&message, &sign(key, &message), &key.public()).unwrap();
    let showing = signed.code_message(shown_at).unwrap();
    signed.complete_code(shown_at, &sign(&phone, &showing)).unwrap().to_url(&base())
}

/// Who ended or has not activated lies anywhere: no run of places that a compressor could find.
pub(crate) fn list(name: &str, count: u32) -> StatusList {
    let (hundredths, other) =
        if name == "1 % ended" { (1, StatusState::Ended) } else { (30, StatusState::NotActivated) };
    let mut states = PackedStates::new(count).unwrap();
    let mut random = 1_u64;
    for place in 0..count {
        random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let state = if (random >> 33) % 100 < hundredths { other } else { StatusState::Valid };
        states.set(place, state).unwrap();
    }
    let (as_of, next_update) = (at("2026-11-25T04:00:00Z"), at("2026-11-25T04:05:00Z"));
    StatusList { issuer_number: 101, sequence: 7, as_of, next_update, states }
}

/// Licenses of 15 issuers, in hundredths of all: two large cities, the rest alike.
pub(crate) fn shards(licenses: u32) -> impl Iterator<Item = u32> {
    [20, 18, 8, 6, 6, 5, 5, 5, 5, 4, 4, 4, 4, 4, 2].into_iter().map(move |hundredths| licenses / 100 * hundredths)
}
