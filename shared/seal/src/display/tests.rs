use std::collections::HashSet;

use jiff::civil::date;
use license::identifier::{Serial, Version};
use license::kind::Kind;
use proptest::prelude::*;

use super::*;
use crate::code::{Facts, ShownCode, parse, read};
use crate::name::{IdTail, ShownName};
use crate::qr::tests::scanned;
use crate::ses::samples::{ALGORITHMS, TestKey, at};
use crate::vectors::{CodeVector, display_codes, keys};
use crate::{Algorithm, digest_for, qr_png};

const NINE: &str = "一二三四五六七八九";

fn phone() -> TestKey {
    TestKey::new(Algorithm::EcdsaP256Sha256, 2)
}

fn sign(key: &TestKey, message: &[u8]) -> Signature {
    key.sign(&digest_for(&key.public(), message))
}

fn grant(issuer: &TestKey) -> DisplayGrant {
    let name = ShownName::of(NINE).unwrap();
    DisplayGrant {
        claims: Claims {
            kind: Kind::PractitionerCertificate,
            issuer_number: 101,
            serial: Serial::parse("ZZZZZZZZZZZZZZZZ").unwrap(),
            version: Version::new(999).unwrap(),
            issued_on: date(2026, 11, 23),
            expires_on: None,
            status_index: Some(7),
            key_id: issuer.public().key_id(),
            facts: Facts::Practitioner { name, id_tail: IdTail::of("11010519491231002X").unwrap() },
        },
        device: DeviceKey::new(&phone().public()).unwrap(),
        granted_at: at("2026-11-25T04:00:00.9Z"),
        lifetime_hours: 24,
    }
}

fn signed(issuer: &TestKey) -> SignedGrant {
    let message = grant(issuer).to_bytes().unwrap();
    SignedGrant::complete(&message, &sign(issuer, &message), &issuer.public()).unwrap()
}

fn shown(signed: &SignedGrant, shown_at: Timestamp) -> DisplayCode {
    let message = signed.code_message(shown_at).unwrap();
    signed.complete_code(shown_at, &sign(&phone(), &message)).unwrap()
}

fn scanned_display(text: &str) -> Box<ParsedDisplay> {
    let ShownCode::Display(parsed) = read(text).unwrap() else { panic!("a license code") };
    parsed
}

#[test]
fn a_license_is_shown_scanned_and_verified() {
    // the longest base that is allowed
    let base = BaseAddress::parse("HTTPS://LUZHENG.EXAMPL/#").unwrap();
    for issuer in ALGORITHMS.map(|algorithm| TestKey::new(algorithm, 1)) {
        let kept = SignedGrant::from_bytes(&signed(&issuer).to_bytes()).unwrap();
        assert_eq!(kept, signed(&issuer));
        let code = shown(&kept, at("2026-11-25T05:00:00.5Z"));
        let (text, version, level) = scanned(&qr_png(&code.to_url(&base)).unwrap());
        assert_eq!((text, level), (code.to_url(&base), 0));
        assert!(version <= 11);
        let parsed = scanned_display(&code.to_digits());
        assert_eq!(parsed.shown_at(), at("2026-11-25T05:00:00Z"));
        let (claims, presence) = parsed.verify(&issuer.public(), at("2026-11-25T05:00:30Z")).unwrap();
        assert_eq!(presence, Presence::Fresh { age_seconds: 30 });
        let Facts::Practitioner { name, .. } = &claims.facts else { panic!("no practitioner") };
        assert!(name.is_shortened() && name.matches(NINE));
        assert_eq!(name.shown(), "一二三四");
        assert_eq!(parse(&code.to_digits()).err(), Some(CodeError::UnknownFormat(2)));
    }
}

#[test]
fn presence_ends_at_its_edges() {
    let issuer = TestKey::new(Algorithm::Sm2Sm3, 1);
    let of = |shown_at: &str, now: &str| {
        let parsed = scanned_display(&shown(&signed(&issuer), at(shown_at)).to_digits());
        parsed.verify(&issuer.public(), at(now)).unwrap().1
    };
    for (now, expected) in [
        ("2026-11-25T04:59:49.999Z", Presence::Ahead),
        ("2026-11-25T04:59:50Z", Presence::Fresh { age_seconds: -10 }),
        ("2026-11-25T05:00:00Z", Presence::Fresh { age_seconds: 0 }),
        ("2026-11-25T05:01:00.999Z", Presence::Fresh { age_seconds: 60 }),
        ("2026-11-25T05:01:01Z", Presence::Stale),
        ("2030-01-01T00:00:00Z", Presence::Stale),
        ("1970-01-01T00:00:00Z", Presence::Ahead),
    ] {
        assert_eq!(of("2026-11-25T05:00:00Z", now), expected, "{now}");
    }
    // the last second of the grant's life
    assert_eq!(of("2026-11-26T04:00:00Z", "2026-11-26T04:00:09Z"), Presence::Fresh { age_seconds: 9 });
}

const PRESENCES: [&str; 4] = ["fresh", "stale", "ahead", "grant_over"];

fn outcome(vector: &CodeVector) -> Result<(Claims, Presence), CodeError> {
    let ShownCode::Display(code) = read(&vector.text)? else { panic!("{} is a license code", vector.name) };
    let now = Timestamp::from_second(vector.now.unwrap()).unwrap();
    code.verify(&keys()[&vector.key], now).map(|(claims, presence)| (claims.clone(), presence))
}

fn word(presence: Presence) -> &'static str {
    match presence {
        Presence::Fresh { .. } => "fresh",
        Presence::Stale => "stale",
        Presence::Ahead => "ahead",
        Presence::GrantOver => "grant_over",
    }
}

fn good() -> Vec<CodeVector> {
    display_codes().into_iter().filter(|vector| PRESENCES.contains(&vector.expect.as_str())).collect()
}

#[test]
fn vectors_come_out_as_written() {
    let vectors = display_codes();
    assert!(vectors.len() > 130);
    for vector in &vectors {
        let found = outcome(vector).map_or_else(CodeError::code, |(_claims, presence)| word(presence));
        assert_eq!(found, vector.expect, "{}", vector.name);
    }
}

#[test]
fn every_refusal_and_presence_has_a_vector() {
    let seen: HashSet<String> = display_codes().into_iter().map(|vector| vector.expect).collect();
    for error in [
        CodeError::Text,
        CodeError::Digits,
        CodeError::UnknownFormat(0),
        CodeError::Length,
        CodeError::Kind,
        CodeError::Version,
        CodeError::Days,
        CodeError::Plate,
        CodeError::Uscc,
        CodeError::Name,
        CodeError::IdTail,
        CodeError::OtherKey,
        CodeError::SignatureForm,
        CodeError::Signature,
        CodeError::DeviceKey,
        CodeError::Lifetime,
        CodeError::PhoneSignatureForm,
        CodeError::PhoneSignature,
    ] {
        assert!(seen.contains(error.code()), "{error:?}");
    }
    assert!(PRESENCES.iter().all(|presence| seen.contains(*presence)));
}

#[test]
fn verified_claims_say_what_was_signed() {
    for vector in good() {
        let (claims, _) = outcome(&vector).unwrap();
        assert_eq!(claims.kind.code(), vector.kind.unwrap(), "{}", vector.name);
        let expected = vector.facts.unwrap();
        match &claims.facts {
            Facts::Operator { uscc } => assert_eq!(uscc.as_str(), expected),
            Facts::Vehicle { plate } => assert_eq!(plate.to_string(), expected),
            Facts::Practitioner { name, id_tail } => {
                assert!(name.matches(&expected), "{}", vector.name);
                assert_eq!((name.is_shortened(), id_tail.as_str()), (expected.len() > 22, "002X"));
            }
        }
    }
}

/// What was read is written as it was, and one whose grant and showing are put together here is the same.
#[test]
fn vectors_are_written_as_they_were_read() {
    for vector in good() {
        let parsed = scanned_display(&vector.text);
        let SignedGrant { grant, message, signature, .. } = &parsed.signed;
        assert_eq!(&grant.to_bytes().unwrap(), message);
        let signed = SignedGrant::complete(message, signature, &keys()[&vector.key]).unwrap();
        let made = signed.complete_code(parsed.shown_at, &parsed.signature);
        if vector.expect == "grant_over" {
            assert_eq!(made.err(), Some(CodeError::ShownAt), "{}", vector.name);
        } else {
            assert!(vector.text.ends_with(&made.unwrap().to_digits()), "{}", vector.name);
        }
    }
}

#[test]
fn all_nine_kinds_fit_a_symbol_and_scan() {
    let base = BaseAddress::parse("HTTPS://LUZHENG.EXAMPL/#").unwrap();
    let (mut kinds, mut longest) = (HashSet::new(), 0);
    for vector in good() {
        let digits = vector.text.rsplit('#').next().unwrap();
        let url = format!("{base}{digits}");
        let (text, version, level) = scanned(&qr_png(&url).unwrap());
        assert_eq!((text, level), (url, 0), "{}", vector.name);
        assert!(version <= 11, "{} takes version {version}", vector.name);
        kinds.insert(vector.kind);
        longest = longest.max(digits::decode(digits).unwrap().len());
    }
    assert_eq!((kinds.len(), longest), (9, DISPLAY_LENGTH_MAX));
}

/// Every single bit counts: of a good code none can be turned and the code still verify.
#[test]
fn no_bit_can_be_turned() {
    let vectors = good();
    for name in ["vehicle 013 辽A12345 sm2", "practitioner 071 试验甲 p256"] {
        let vector = vectors.iter().find(|vector| vector.name == name).unwrap();
        let key = &keys()[&vector.key];
        let payload = digits::decode(vector.text.split_once('#').unwrap().1).unwrap();
        for bit in 0..payload.len() * 8 {
            let mut turned = payload.clone();
            turned[bit / 8] ^= 1 << (bit % 8);
            let verified = ParsedDisplay::read(&turned)
                .and_then(|parsed| parsed.verify(key, Timestamp::UNIX_EPOCH).map(|(_, presence)| presence));
            assert!(verified.is_err(), "{name}: bit {bit}");
        }
    }
}

#[test]
fn grants_and_showings_out_of_range_are_refused() {
    let issuer = TestKey::new(Algorithm::Sm2Sm3, 1);
    let with = |change: fn(&mut DisplayGrant)| {
        let mut grant = grant(&issuer);
        change(&mut grant);
        grant.to_bytes().err()
    };
    for (found, expected) in [
        (with(|grant| grant.lifetime_hours = 0), CodeError::Lifetime),
        (with(|grant| grant.lifetime_hours = 4661), CodeError::Lifetime),
        (with(|grant| grant.granted_at = at("1969-12-31T23:59:59Z")), CodeError::GrantedAt),
        (with(|grant| grant.granted_at = at("2106-02-07T06:28:16Z")), CodeError::GrantedAt),
        (with(|grant| grant.claims.issued_on = date(1969, 12, 31)), CodeError::Days),
    ] {
        assert_eq!(found, Some(expected));
    }
    let signed = signed(&issuer);
    for shown_at in ["2026-11-25T03:59:59Z", "2026-11-26T04:00:01Z", "1900-01-01T00:00:00Z"] {
        assert_eq!(signed.code_message(at(shown_at)).err(), Some(CodeError::ShownAt), "{shown_at}");
    }
}

#[test]
fn only_its_own_issuer_and_phone_complete_a_code() {
    let (issuer, other) = (TestKey::new(Algorithm::Sm2Sm3, 1), TestKey::new(Algorithm::Sm2Sm3, 3));
    let message = grant(&issuer).to_bytes().unwrap();
    let complete = |message: &[u8], by: &TestKey, key: &TestKey| {
        SignedGrant::complete(message, &sign(by, message), &key.public()).err()
    };
    assert_eq!(complete(&message, &other, &issuer), Some(CodeError::Signature));
    assert_eq!(complete(&message, &other, &other), Some(CodeError::OtherKey));
    assert_eq!(complete(&message[1..], &issuer, &issuer), Some(CodeError::Length));
    let signed = signed(&issuer);
    let shown_at = at("2026-11-25T05:00:00Z");
    let code = signed.complete_code(shown_at, &sign(&issuer, &signed.code_message(shown_at).unwrap()));
    assert!(matches!(code, Err(CodeError::PhoneSignature | CodeError::PhoneSignatureForm)));
    let longer = [signed.to_bytes(), vec![0]].concat();
    assert_eq!(SignedGrant::from_bytes(&longer).err(), Some(CodeError::Length));
}

#[test]
fn keys_of_phones_have_one_form() {
    let key = DeviceKey::new(&phone().public()).unwrap();
    assert_eq!(DeviceKey::from_bytes(key.to_bytes()).as_ref(), Ok(&key));
    assert_eq!(key.public_key(), &phone().public());
    assert!(DeviceKey::new(&TestKey::new(Algorithm::Sm2Sm3, 1).public()).is_err());
}

#[test]
fn debug_shows_nobody() {
    for vector in good() {
        let parsed = scanned_display(&vector.text);
        let shown = format!("{parsed:?} {:?}", parsed.unverified().facts);
        for secret in ["A12345", "试验", "一二三", "ABCDEFGHIJ", "002X"] {
            assert!(!shown.contains(secret), "{shown}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    /// Payloads of any bytes around a real one: what is read writes itself back.
    #[test]
    fn what_is_read_has_one_encoding(which in 0..40_usize, at in 0..229_usize, noise in prop::collection::vec(any::<u8>(), 0..8)) {
        let vectors = good();
        let vector = &vectors[which % vectors.len()];
        let mut payload = digits::decode(vector.text.rsplit('#').next().unwrap()).unwrap();
        let end = payload.len().min(at + noise.len());
        if at < end {
            payload.splice(at..end, noise);
        }
        if let Ok(parsed) = ParsedDisplay::read(&payload) {
            let message = parsed.grant().to_bytes().unwrap();
            prop_assert!(payload.starts_with(&message[GRANT_CONTEXT.len()..]));
            prop_assert!(payload.starts_with(&parsed.signed.to_bytes()));
        }
    }

    #[test]
    fn no_bytes_panic(payload in prop::collection::vec(any::<u8>(), 0..240)) {
        let behind_the_format = [&[2], payload.as_slice()].concat();
        prop_assert!(ParsedDisplay::read(&behind_the_format).is_err());
    }
}
