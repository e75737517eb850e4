//! A signed trust list: one encoding, every key found by its own id, and signed if it verifies.

use std::collections::HashSet;
use std::sync::LazyLock;

use seal::{List as _, TrustList};

use super::lists;

const ENVELOPE_LENGTH: usize = 73;

static SIGNED: LazyLock<HashSet<Vec<u8>>> = LazyLock::new(|| lists::signed("trust_lists.json"));

/// # Panics
/// Where the promise is broken.
pub fn run(data: &[u8]) {
    let Some(list) = lists::read::<TrustList>(data, &SIGNED) else {
        return;
    };
    let body = list.to_body().expect("what was read is written");
    assert!(body == data[ENVELOPE_LENGTH..], "two encodings of one list");
    assert!(list.version >= 1 && !list.supersedes(&list) && list.issued_at < list.next_update);
    for (province, key) in
        list.provinces.iter().flat_map(|province| province.keys.iter().map(move |key| (province, key)))
    {
        assert!(key.id == key.spki.key_id());
        assert!(list.key(key.id) == Some((province, key)), "a key of two provinces");
    }
}
