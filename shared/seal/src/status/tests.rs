use proptest::prelude::*;
use serde::Deserialize;

use super::*;
use crate::ses::samples::{ALGORITHMS, TestKey, at};
use crate::vectors::{bytes, keys, lists, refusals};
use crate::{LIST_LENGTH_MAX, Signature, digest_for};

fn sign(key: &TestKey, message: &[u8]) -> Signature {
    key.sign(&digest_for(&key.public(), message))
}

fn list(count: u32) -> StatusList {
    let mut states = PackedStates::new(count).unwrap();
    let cycle = [StatusState::Valid, StatusState::Ended, StatusState::NotActivated, StatusState::Suspended];
    for (place, state) in (0..count).zip(cycle.into_iter().cycle()) {
        states.set(place, state).unwrap();
    }
    let (as_of, next_update) = (at("2026-11-25T04:00:00Z"), at("2026-11-25T04:05:00Z"));
    StatusList { issuer_number: 101, sequence: 7, as_of, next_update, states }
}

#[test]
fn a_list_is_signed_read_and_asked() {
    for key in ALGORITHMS.map(|algorithm| TestKey::new(algorithm, 5)) {
        for count in [0, 1, 3, 4, 5, 9, 1000] {
            let message = list(count).to_bytes().unwrap();
            let bytes = SignedStatusList::complete(&message, &sign(&key, &message), &key.public()).unwrap();
            let read = SignedStatusList::read(&bytes).unwrap();
            assert_eq!(read.key_id(), key.public().key_id());
            let list = read.verify(&key.public()).unwrap();
            assert_eq!(list, self::list(count));
            assert_eq!(list.to_bytes().unwrap(), message);
            assert_eq!(list.state(count), None);
            assert_eq!(list.state(0), (count > 0).then_some(StatusState::Valid));
        }
    }
}

const VECTORS: &str = include_str!("../../testdata/status_lists.json");

#[derive(Deserialize)]
struct Body {
    issuer: u16,
    sequence: u64,
    as_of: i64,
    next_update: i64,
    states: String,
}

#[test]
fn vectors_come_out_as_written() {
    let valid = lists::<StatusList, Body>(VECTORS);
    assert!(valid.len() > 25);
    for (vector, list) in valid {
        let body = vector.body.unwrap();
        assert_eq!((list.issuer_number, list.sequence), (body.issuer, body.sequence), "{}", vector.name);
        let moments = (list.as_of.as_second(), list.next_update.as_second());
        assert_eq!(moments, (body.as_of, body.next_update), "{}", vector.name);
        let state = |place| {
            list.state(place).map(|state| match state {
                StatusState::Ended => '0',
                StatusState::NotActivated => '1',
                StatusState::Suspended => '2',
                StatusState::Valid => '3',
            })
        };
        let states: String = (0..).map_while(state).collect();
        assert_eq!(states, body.states, "{}", vector.name);
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
        ListError::Count,
        ListError::States,
        ListError::Padding,
    ] {
        assert!(seen.contains(error.code()), "{error:?}");
    }
}

#[test]
fn no_bit_can_be_turned() {
    let (vector, _) =
        lists::<StatusList, Body>(VECTORS).into_iter().find(|(vector, _)| vector.name == "9 places, sm2").unwrap();
    let (whole, key) = (bytes(&vector.list), &keys()[&vector.key]);
    for bit in 0..whole.len() * 8 {
        let mut turned = whole.clone();
        turned[bit / 8] ^= 1 << (bit % 8);
        assert!(SignedStatusList::read(&turned).and_then(|list| list.verify(key)).is_err(), "bit {bit}");
    }
}

#[test]
fn what_no_list_can_hold_is_refused() {
    let with = |change: fn(&mut StatusList)| {
        let mut list = list(5);
        change(&mut list);
        list.to_bytes().err()
    };
    for (found, expected) in [
        (with(|list| list.next_update = list.as_of), ListError::Times),
        (with(|list| list.as_of = at("1969-12-31T23:59:59Z")), ListError::Times),
        (with(|list| list.as_of = at("2026-11-25T03:59:59.5Z")), ListError::Times),
    ] {
        assert_eq!(found, Some(expected));
    }
    assert_eq!(PackedStates::new(STATUS_COUNT_MAX + 1).err(), Some(ListError::Count));
    assert_eq!(list(5).states.set(5, StatusState::Valid), Err(ListError::Count));
    let longest = [vec![1], vec![0; LIST_LENGTH_MAX]].concat();
    assert_eq!(SignedStatusList::read(&longest).err(), Some(ListError::Length));
}

/// The largest list, of states that cannot be made smaller, is still within the longest that is read.
#[test]
fn the_largest_list_fits() {
    let key = TestKey::new(ALGORITHMS[1], 5);
    let mut list = list(STATUS_COUNT_MAX);
    let mut random = 1_u64;
    for place in 0..STATUS_COUNT_MAX {
        random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        let state = [StatusState::Ended, StatusState::NotActivated, StatusState::Suspended, StatusState::Valid];
        list.states.set(place, state[usize::try_from(random >> 62).unwrap()]).unwrap();
    }
    let message = list.to_bytes().unwrap();
    assert!(message.len() > 1_000_000);
    let bytes = SignedStatusList::complete(&message, &sign(&key, &message), &key.public()).unwrap();
    assert_eq!(SignedStatusList::read(&bytes).unwrap().verify(&key.public()), Ok(list));
}

#[test]
fn a_list_is_completed_only_under_its_own_key_and_message() {
    let [key, other] = ALGORITHMS.map(|algorithm| TestKey::new(algorithm, 5));
    let message = list(9).to_bytes().unwrap();
    let complete = |message: &[u8], by: &TestKey, key: &TestKey| {
        SignedStatusList::complete(message, &sign(by, &list(9).to_bytes().unwrap()), &key.public()).err()
    };
    assert_eq!(complete(&message, &key, &key), None);
    assert_eq!(complete(&message, &other, &key), Some(ListError::Signature));
    assert_eq!(complete(&list(10).to_bytes().unwrap(), &key, &key), Some(ListError::Signature));
    assert_eq!(complete(&message[1..], &key, &key), Some(ListError::Length));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn reading_undoes_writing(states in prop::collection::vec(0..4_usize, 0..500), place in 0..500_u32) {
        let all = [StatusState::Ended, StatusState::NotActivated, StatusState::Suspended, StatusState::Valid];
        let mut list = list(u32::try_from(states.len()).unwrap());
        for (place, state) in (0..).zip(&states) {
            list.states.set(place, all[*state]).unwrap();
        }
        let read = StatusList::from_body(&list.to_body().unwrap()).unwrap();
        prop_assert_eq!(read.state(place), states.get(usize::try_from(place).unwrap()).map(|state| all[*state]));
        prop_assert_eq!(read, list);
    }

    #[test]
    fn no_bytes_panic(body in prop::collection::vec(any::<u8>(), 0..80)) {
        if let Ok(list) = StatusList::from_body(&body) {
            prop_assert_eq!(StatusList::from_body(&list.to_body().unwrap()), Ok(list));
        }
    }
}
