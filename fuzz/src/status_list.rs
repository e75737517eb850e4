//! A signed status list: bounded, the same after writing, and signed if it verifies.

use std::collections::HashSet;
use std::sync::LazyLock;

use seal::{List as _, STATUS_COUNT_MAX, StatusList};

use super::lists;

static SIGNED: LazyLock<HashSet<Vec<u8>>> = LazyLock::new(|| lists::signed("status_lists.json"));

/// # Panics
/// Where the promise is broken.
pub fn run(data: &[u8]) {
    let Some(list) = lists::read::<StatusList>(data, &SIGNED) else {
        return;
    };
    let count = list.states.count();
    assert!(count <= STATUS_COUNT_MAX && list.as_of < list.next_update);
    assert!(list.state(count).is_none() && (count == 0 || list.state(count - 1).is_some()));
    // compressing a megabyte at every input would be all that is done
    if count < 4096 {
        let again = list.to_body().expect("what was read is written");
        assert!(StatusList::from_body(&again).is_ok_and(|again| again == list), "written otherwise than it was read");
    }
}
