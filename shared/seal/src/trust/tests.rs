use jiff::civil::date;

use super::*;
use crate::ses::samples::{ALGORITHMS, TestKey, at, office};
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
