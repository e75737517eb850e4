//! What is dropped, and by which name; and what another province's lists are good for.

use jiff::civil::date;
use seal::{Algorithm, KeyUse, StatusState};

use super::cases::{
    ISSUER, Keys, PLACE, after, claims, digits, keys_of, license_code, now, payload, province, signed_status,
    signed_trust, status_list, trust_list, trusted,
};
use super::samples::TestKey;
use crate::{Dropped, Lists, Reason, Report, Verdict, judge};

fn keys() -> Keys {
    Keys::of(Algorithm::Sm2Sm3)
}

fn code(key: &TestKey) -> String {
    license_code(key, &claims(&key.public(), Some(PLACE), date(2026, 11, 1), None))
}

/// Our province and a sister, whose issuer has the same number.
fn opened(keys: &Keys, status: &[&[u8]]) -> Lists {
    let sister = vec![
        trusted(KeyUse::License, &TestKey::new(Algorithm::Sm2Sm3, 61)),
        trusted(KeyUse::Status, &TestKey::new(Algorithm::Sm2Sm3, 62)),
    ];
    let mut own = keys_of(keys);
    let mut old = trusted(KeyUse::Status, &TestKey::new(Algorithm::Sm2Sm3, 63));
    old.until = Some(date(2026, 11, 24));
    own.push(old);
    let list = trust_list(vec![province("210000", own), province("220000", sister)]);
    Lists::open(&keys.root.public(), &signed_trust(&list, &keys.root), status, 0)
}

fn dropped(status: &[u8]) -> Option<Reason> {
    let lists = opened(&keys(), &[status]);
    lists.dropped().first().map(|Dropped { status, reason }| {
        assert_eq!(*status, Some(0));
        *reason
    })
}

#[test]
fn a_status_list_is_dropped_by_name() {
    let keys = keys();
    let good = status_list(StatusState::Valid, after(-60));
    let signed = |key: &TestKey| signed_status(&good, key);
    assert_eq!(dropped(&signed(&keys.status)), None);
    assert_eq!(dropped(&signed(&keys.license)), Some(Reason::StatusListKey));
    assert_eq!(dropped(&signed(&TestKey::new(Algorithm::Sm2Sm3, 63))), Some(Reason::StatusListKey));
    assert_eq!(dropped(&signed(&keys.phone)), Some(Reason::StatusListUnknownKey));
    let mut altered = signed(&keys.status);
    altered[30] ^= 1;
    assert_eq!(dropped(&altered), Some(Reason::StatusListBad));
    altered[0] = 2;
    assert_eq!(dropped(&altered), Some(Reason::ListUnknownFormat));
    assert_eq!(dropped(b""), Some(Reason::StatusListBad));
    let stranger = seal::StatusList { issuer_number: ISSUER + 1, ..good };
    assert_eq!(dropped(&signed_status(&stranger, &keys.status)), Some(Reason::StatusListIssuer));
}

#[test]
fn the_newest_list_of_an_issuer_counts() {
    let keys = keys();
    let older = status_list(StatusState::Valid, after(-60));
    let newer = seal::StatusList { sequence: 8, ..status_list(StatusState::Ended, after(-30)) };
    let (older, newer) = (signed_status(&older, &keys.status), signed_status(&newer, &keys.status));
    for order in [[older.as_slice(), newer.as_slice()], [&newer, &older]] {
        let report = judge(&code(&keys.license), &opened(&keys, &order), now());
        assert_eq!((report.verdict, report.status.unwrap().sequence), (Verdict::Ended, 8));
    }
}

fn sister(status_key: u8) -> Report {
    let keys = keys();
    let own = signed_status(&status_list(StatusState::Suspended, after(-60)), &keys.status);
    let status_key = TestKey::new(Algorithm::Sm2Sm3, status_key);
    let theirs = signed_status(&status_list(StatusState::Valid, after(-60)), &status_key);
    judge(&code(&TestKey::new(Algorithm::Sm2Sm3, 61)), &opened(&keys, &[&own, &theirs]), now())
}

/// Their keys and their list, whatever stands at the same place of ours.
#[test]
fn another_provinces_license_is_judged_by_its_own_lists() {
    let report = sister(62);
    assert_eq!((report.verdict, report.elsewhere.as_ref().unwrap().province.as_str()), (Verdict::Valid, "220000"));
    let told = serde_json::to_value(&report).unwrap();
    assert!(told["elsewhere"]["words"]["en"].as_str().unwrap().contains("our books were not asked"), "{told}");
    let without = sister(64);
    assert_eq!((without.verdict, without.because()), (Verdict::CannotTell, Some(Reason::NoStatusList)));
}

#[test]
fn what_is_no_code_of_ours_cannot_be_told_and_what_breaks_the_format_is_forged() {
    let (keys, none) = (keys(), Lists::none());
    let verdict = |text: &str| judge(text, &none, now()).verdict;
    for text in ["", "#", "hello", "https://other.example/verify?id=7", "12", "HTTPS://X/#0", "0012345678905"] {
        assert_eq!(verdict(text), Verdict::CannotTell, "{text}");
    }
    let mut bytes = payload(&code(&keys.license));
    bytes[1] = 99;
    assert_eq!(verdict(&digits(&bytes)), Verdict::Forged);
    bytes[0] = 9;
    let unknown = judge(&digits(&bytes), &none, now());
    assert_eq!((unknown.verdict, unknown.because()), (Verdict::CannotTell, Some(Reason::UnknownFormat)));
}

/// A status key that signed twice under one number: the later list counts, in whatever order they come.
#[test]
fn of_two_lists_with_one_number_the_later_counts() {
    let keys = keys();
    let list = |state, seconds| signed_status(&status_list(state, after(seconds)), &keys.status);
    let (early, late) = (list(StatusState::Valid, -60), list(StatusState::Ended, -30));
    for both in [[early.as_slice(), late.as_slice()], [late.as_slice(), early.as_slice()]] {
        assert_eq!(judge(&code(&keys.license), &opened(&keys, &both), now()).verdict, Verdict::Ended);
    }
}

/// A name of whoever is shown stands in the report for the officer, and nowhere else.
#[test]
fn a_forged_code_tells_nothing_of_a_license() {
    let keys = keys();
    let lists = opened(&keys, &[]);
    let told = |text: &str| judge(text, &lists, now());
    assert!(told(&code(&keys.license)).license.unwrap().signed);
    assert!(!told(&code(&keys.phone)).license.unwrap().signed);
    assert_eq!(told(&super::cases::forged(&code(&keys.license), false)).license, None);
    assert!(!format!("{:?}", told(&code(&keys.license))).contains("A12345"));
}
