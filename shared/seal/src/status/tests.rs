use super::*;
use crate::ses::samples::{ALGORITHMS, TestKey, at};
use crate::{Signature, digest_for};

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
