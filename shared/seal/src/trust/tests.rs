use jiff::civil::date;
use proptest::prelude::*;

use super::*;
use crate::ses::samples::{ALGORITHMS, TestKey, at, office};
use crate::vectors::{bytes, keys, lists, refusals};
use crate::{Signature, digest_for};

fn sign(key: &TestKey, message: &[u8]) -> Signature {
    key.sign(&digest_for(&key.public(), message))
}

fn trusted(key_use: KeyUse, key: &TestKey) -> TrustedKey {
    let spki = key.public();
    TrustedKey { id: spki.key_id(), key_use, spki, from: date(2026, 1, 1), until: None, removed: None }
}

fn list() -> TrustList {
    let [sm2, p256] = ALGORITHMS;
    let keys = vec![
        trusted(KeyUse::License, &TestKey::new(sm2, 1)),
        trusted(KeyUse::Display, &TestKey::new(p256, 2)),
        trusted(KeyUse::Status, &TestKey::new(sm2, 3)),
    ];
    TrustList {
        version: 1,
        issued_at: at("2026-11-25T00:00:00Z"),
        next_update: at("2026-12-25T00:00:00Z"),
        status_age_max_seconds: 86_400,
        provinces: vec![Province {
            code: ProvinceCode::parse("210000").unwrap(),
            name: "辽宁省".into(),
            name_en: "Liaoning".into(),
            issuers: vec![TrustedIssuer {
                number: 1,
                uscc: Uscc::parse("11210100MB0000001T").unwrap(),
                name: "沈阳市交通运输局".into(),
            }],
            keys,
            authorities: vec![office(sm2, 40).authority],
            status_lists: vec![StatusListAddress { issuer: 1, address: "https://lz.example/status/1".into() }],
        }],
    }
}

#[test]
fn a_list_is_signed_read_and_asked() {
    for root in ALGORITHMS.map(|algorithm| TestKey::new(algorithm, 9)) {
        let message = list().to_bytes().unwrap();
        let bytes = SignedTrustList::complete(&message, &sign(&root, &message), &root.public()).unwrap();
        let read = SignedTrustList::read(&bytes).unwrap().verify(&root.public()).unwrap();
        assert_eq!(read, list());
        let id = TestKey::new(ALGORITHMS[1], 2).public().key_id();
        let (province, key) = read.key(id).unwrap();
        assert_eq!((province.code.as_str(), key.key_use), ("210000", KeyUse::Display));
        assert_eq!(read.key(root.public().key_id()), None);
        assert!(!read.supersedes(&read));
    }
}

const VECTORS: &str = include_str!("../../testdata/trust_lists.json");

#[test]
fn vectors_come_out_as_written() {
    let valid = lists::<TrustList, serde_json::Value>(VECTORS);
    assert!(valid.len() > 15);
    for (vector, list) in valid {
        assert_eq!(serde_json::to_value(&list).unwrap(), vector.body.unwrap(), "{}", vector.name);
    }
}

#[test]
fn every_refusal_has_a_vector() {
    let seen = refusals(VECTORS);
    for error in [
        ListError::Length,
        ListError::UnknownFormat(0),
        ListError::OtherKey,
        ListError::SignatureForm,
        ListError::Signature,
        ListError::Times,
        ListError::Form,
        ListError::Version,
        ListError::StatusAge,
        ListError::Name,
        ListError::Province,
        ListError::Issuer,
        ListError::KeyId,
        ListError::KeyTwice,
        ListError::Days,
        ListError::Authority,
        ListError::StatusList,
    ] {
        assert!(seen.contains(error.code()), "{error:?}");
    }
}

#[test]
fn what_was_read_is_written_as_it_was() {
    for (vector, list) in lists::<TrustList, serde_json::Value>(VECTORS) {
        let body = &bytes(&vector.list)[73..];
        assert_eq!(list.to_body().unwrap(), body, "{}", vector.name);
    }
}

#[test]
fn no_bit_can_be_turned() {
    let empty = |name: &str| name == "no province";
    let (vector, _) =
        lists::<TrustList, serde_json::Value>(VECTORS).into_iter().find(|(found, _)| empty(&found.name)).unwrap();
    let (whole, key) = (bytes(&vector.list), &keys()[&vector.key]);
    for bit in 0..whole.len() * 8 {
        let mut turned = whole.clone();
        turned[bit / 8] ^= 1 << (bit % 8);
        assert!(SignedTrustList::read(&turned).and_then(|list| list.verify(key)).is_err(), "bit {bit}");
    }
}

/// A status list is no trust list, whoever signed it.
#[test]
fn one_list_is_not_the_other() {
    let status = include_str!("../../testdata/status_lists.json");
    for (vector, _) in lists::<crate::StatusList, serde_json::Value>(status) {
        let read = SignedTrustList::read(&bytes(&vector.list)).unwrap();
        assert_eq!(read.verify(&keys()[&vector.key]).err(), Some(ListError::Signature), "{}", vector.name);
    }
}

#[test]
fn versions_never_go_back() {
    let of = |version| TrustList { version, ..list() };
    assert!(of(2).supersedes(&of(1)) && of(u64::MAX).supersedes(&of(2)));
    assert!(!of(2).supersedes(&of(2)) && !of(1).supersedes(&of(2)));
}

#[test]
fn what_no_list_can_hold_is_not_signed() {
    let with = |change: fn(&mut TrustList)| {
        let mut list = list();
        change(&mut list);
        list.to_bytes().err()
    };
    for (found, expected) in [
        (with(|list| list.version = 0), ListError::Version),
        (with(|list| list.next_update = list.issued_at), ListError::Times),
        (with(|list| list.provinces.push(list.provinces[0].clone())), ListError::Province),
        (with(|list| list.provinces[0].keys[1].id = list.provinces[0].keys[0].id), ListError::KeyId),
        (with(|list| list.provinces[0].status_lists[0].issuer = 2), ListError::StatusList),
    ] {
        assert_eq!(found, Some(expected));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    /// A body with a piece replaced: what is still read writes itself back.
    #[test]
    fn what_is_read_has_one_encoding(at in 0..3000_usize, length in 0..6_usize, piece in "[ -~\\PC]{0,6}") {
        let mut body = list().to_body().unwrap();
        let start = at.min(body.len());
        let end = (start + length).min(body.len());
        body.splice(start..end, piece.bytes());
        if let Ok(list) = TrustList::from_body(&body) {
            prop_assert_eq!(list.to_body().unwrap(), body);
        }
    }
}
