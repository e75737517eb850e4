//! What both signed lists keep.

use std::collections::HashSet;

use data_encoding::HEXLOWER_PERMISSIVE;
use seal::{LIST_LENGTH_MAX, List, SignedList};

use super::digits::{keys, vectors};

/// Every list of a file of vectors whose signature holds and whose body is right.
pub(super) fn signed(file: &str) -> HashSet<Vec<u8>> {
    let vectors = vectors(file);
    let valid = vectors.as_array().unwrap().iter().filter(|vector| vector["expect"] == "valid");
    valid.map(|vector| HEXLOWER_PERMISSIVE.decode(vector["list"].as_str().unwrap().as_bytes()).unwrap()).collect()
}

/// Reads a list from anywhere. What verifies was signed; the list, by anyone, if its body is one.
pub(super) fn read<L: List + PartialEq>(data: &[u8], signed: &HashSet<Vec<u8>>) -> Option<L> {
    let list = SignedList::<L>::read(data).ok()?;
    assert!(data.len() <= LIST_LENGTH_MAX);
    let body = list.unverified().ok();
    for key in keys() {
        if let Ok(verified) = list.verify(key) {
            assert!(signed.contains(data), "signed by nobody");
            assert!(body.as_ref() == Some(&verified), "another list than the one that stands there");
        }
    }
    body
}
