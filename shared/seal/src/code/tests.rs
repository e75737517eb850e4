use std::collections::HashSet;

use jiff::civil::date;
use proptest::prelude::*;

use super::*;
use crate::qr::tests::scanned;
use crate::qr_png;
use crate::vectors::{CodeVector, codes, keys};

fn outcome(vector: &CodeVector) -> Result<Claims, CodeError> {
    parse(&vector.text)?.verify(&keys()[&vector.key]).cloned()
}

fn valid() -> Vec<(CodeVector, Claims)> {
    let with_claims = |vector: CodeVector| outcome(&vector).ok().map(|claims| (vector, claims));
    codes().into_iter().filter_map(with_claims).collect()
}

#[test]
fn vectors_come_out_as_written() {
    let vectors = codes();
    assert!(vectors.len() > 140);
    for vector in &vectors {
        let found = outcome(vector).map_or_else(CodeError::code, |_claims| "valid");
        assert_eq!(found, vector.expect, "{}", vector.name);
    }
}

/// A reader of both formats reads license codes as one of this format alone.
#[test]
fn both_readers_agree() {
    for vector in codes() {
        let license = parse(&vector.text);
        assert_eq!(read(&vector.text), license.map(ShownCode::License), "{}", vector.name);
    }
}

#[test]
fn every_refusal_has_a_vector() {
    let seen: HashSet<String> = codes().into_iter().map(|vector| vector.expect).collect();
    // those left out are of making a code only; reading cannot meet them
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
    ] {
        assert!(seen.contains(error.code()), "{error:?}");
    }
}

#[test]
fn verified_claims_say_what_was_signed() {
    for (vector, claims) in valid() {
        assert_eq!(claims.kind.code(), vector.kind.unwrap(), "{}", vector.name);
        let expected = vector.facts.unwrap();
        match &claims.facts {
            Facts::Operator { uscc } => assert_eq!(uscc.as_str(), expected),
            Facts::Vehicle { plate } => assert_eq!(plate.to_string(), expected),
            Facts::Practitioner { name, id_tail } => {
                assert!(name.matches(&expected), "{}", vector.name);
                assert_eq!(name.is_shortened(), expected.len() > 30);
                assert_eq!(id_tail.as_str(), "002X");
            }
        }
    }
}

#[test]
fn days_serials_and_indexes_are_those_of_the_vector() {
    let of = |name: &str| valid().into_iter().find(|(vector, _)| vector.name == name).unwrap().1;
    let longest = of("operator 008 sm2");
    assert_eq!(longest.serial.as_str(), "ZZZZZZZZZZZZZZZZ");
    assert_eq!((longest.version.number(), longest.expires_on, longest.status_index), (999, None, Some(7)));
    let days = of("first and last day");
    assert_eq!((days.issued_on, days.expires_on), (date(1970, 1, 1), Some(date(2149, 6, 5))));
    let vehicle = of("vehicle 013 辽A12345 sm2");
    assert_eq!((vehicle.issued_on, vehicle.expires_on), (date(2026, 11, 23), Some(date(2029, 11, 21))));
    assert_eq!((vehicle.serial.as_str(), vehicle.issuer_number, vehicle.status_index), ("0123456789ABCDEF", 101, None));
}

#[test]
fn a_code_is_completed_only_under_its_own_key_and_message() {
    let keys = keys();
    for (vector, claims) in valid() {
        let message = claims.to_bytes().unwrap();
        let parsed = parse(&vector.text).unwrap();
        assert_eq!(message, parsed.message);
        let code = LicenseCode::complete(&message, &parsed.signature, &keys[&vector.key]).unwrap();
        assert!(vector.text.ends_with(&code.to_digits()));
        assert_eq!(parse(&code.to_digits()).as_ref(), Ok(&parsed));

        let other = LicenseCode::complete(&message, &parsed.signature, &keys["sm2-other"]);
        assert_eq!(other.err(), Some(CodeError::OtherKey));
        let changed = Claims { issuer_number: 9, ..claims }.to_bytes().unwrap();
        let refused = LicenseCode::complete(&changed, &parsed.signature, &keys[&vector.key]);
        assert_eq!(refused.err(), Some(CodeError::Signature), "{}", vector.name);
        assert_eq!(
            LicenseCode::complete(&message[1..], &parsed.signature, &keys[&vector.key]).err(),
            Some(CodeError::Length)
        );
    }
}

#[test]
fn claims_that_no_code_can_hold_are_refused() {
    let (_, claims) = valid().swap_remove(0);
    let with = |change: fn(&mut Claims)| {
        let mut claims = claims.clone();
        change(&mut claims);
        claims.to_bytes().err()
    };
    for (found, expected) in [
        (with(|c| c.serial = Serial::parse("20231101000000000001").unwrap()), CodeError::Serial),
        (with(|c| c.serial = Serial::parse("U123456789ABCDEF").unwrap()), CodeError::Serial),
        (with(|c| c.serial = Serial::parse("0123456789ABCDE").unwrap()), CodeError::Serial),
        (with(|c| c.issued_on = date(1969, 12, 31)), CodeError::Days),
        (with(|c| c.expires_on = Some(date(2149, 6, 6))), CodeError::Days),
        (with(|c| c.expires_on = Some(date(2026, 11, 22))), CodeError::Days),
        (with(|c| c.status_index = Some(u32::MAX)), CodeError::StatusIndex),
        (with(|c| c.kind = Kind::VehicleCertificate), CodeError::Facts),
        (with(|c| c.kind = Kind::RideHailingDriverCertificate), CodeError::Facts),
    ] {
        assert_eq!(found, Some(expected));
    }
}

#[test]
fn all_nine_kinds_fit_a_symbol_and_scan() {
    // the longest base that is allowed
    let base = BaseAddress::parse("HTTPS://LUZHENG.EXAMPL/#").unwrap();
    let (mut kinds, mut longest) = (HashSet::new(), 0);
    for (vector, claims) in valid() {
        let message = claims.to_bytes().unwrap();
        let signature = parse(&vector.text).unwrap().signature;
        let url = LicenseCode::complete(&message, &signature, &keys()[&vector.key]).unwrap().to_url(&base);
        let (text, version, level) = scanned(&qr_png(&url).unwrap());
        assert_eq!((text.as_str(), level), (url.as_str(), 0), "{}", vector.name);
        assert!(version <= 8, "{} takes version {version}", vector.name);
        kinds.insert(claims.kind);
        longest = longest.max(message.len() - CONTEXT.len());
    }
    assert_eq!((kinds.len(), longest), (9, CLAIMS_LENGTH_MAX));
}

#[test]
fn debug_shows_nobody() {
    for (vector, claims) in valid() {
        let shown = format!("{:?} {:?} {claims:?}", parse(&vector.text).unwrap(), claims.facts);
        for secret in ["12345", "试验", "ABCDEFGHIJ", "002X"] {
            let in_serial = claims.serial.as_str().contains(secret);
            assert!(in_serial || !shown.contains(secret), "{shown}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_text_panics(text in "\\PC{0,400}") {
        prop_assert!(parse(&text).is_err());
    }

    /// Claims of any bytes: what is read writes itself back, so one license has one code.
    #[test]
    fn what_is_read_has_one_encoding(
        kind in prop::sample::select(vec![8_u8, 13, 71, 74, 73, 72]),
        head in prop::collection::vec(any::<u8>(), 26),
        facts in prop::sample::select(vec![
            [&[2, 9][..], "辽A1".as_bytes(), b"2345"].concat(),
            [&[2][..], "甲".as_bytes(), b"002X"].concat(),
            [&[0x93][..], &[b'A'; 31]].concat(),
        ]),
        noise in prop::collection::vec(any::<u8>(), 0..40),
        noisy: bool,
    ) {
        let mut payload = vec![1, kind];
        payload.extend(head);
        payload.extend(if noisy { noise } else { facts });
        payload.extend([7; 64]);
        if let Ok(parsed) = parse(&digits::encode(&payload)) {
            let again = [parsed.claims.to_bytes().unwrap()[CONTEXT.len()..].to_vec(), vec![7; 64]].concat();
            prop_assert_eq!(again, payload);
        }
    }
}

/// Every single bit counts: of a valid code none can be turned and the code still verify.
#[test]
fn no_bit_can_be_turned() {
    let keys = keys();
    let vectors = valid();
    for name in ["vehicle 013 辽A12345 sm2", "practitioner 071 of 3 characters p256"] {
        let (vector, _) = vectors.iter().find(|(vector, _)| vector.name == name).unwrap();
        let payload = digits::decode(vector.text.split_once('#').unwrap().1).unwrap();
        for bit in 0..payload.len() * 8 {
            let mut turned = payload.clone();
            turned[bit / 8] ^= 1 << (bit % 8);
            let verified =
                parse(&digits::encode(&turned)).and_then(|parsed| parsed.verify(&keys[&vector.key]).cloned());
            assert!(verified.is_err(), "{name}: bit {bit}");
        }
    }
}
