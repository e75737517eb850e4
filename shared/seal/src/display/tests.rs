use jiff::civil::date;
use license::identifier::{Serial, Version};
use license::kind::Kind;

use super::*;
use crate::code::{Facts, ShownCode, parse, read};
use crate::name::{IdTail, ShownName};
use crate::qr::tests::scanned;
use crate::ses::samples::{ALGORITHMS, TestKey, at};
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
