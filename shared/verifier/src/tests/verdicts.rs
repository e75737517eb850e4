//! From findings to the verdict, whatever the findings: every aspect in every state.

use crate::report::{Findings, State, Verdict};
use crate::{Reason, picture};

const GOOD: State = State::Valid;

/// Every state that each aspect can be in, in the order of the fields.
fn states() -> [Vec<State>; 6] {
    let open = |reason| State::Unchecked(reason);
    let against = |reason| State::Invalid(reason);
    [
        vec![GOOD, against(Reason::Signature(seal::CodeError::Signature)), open(Reason::UnknownKey)],
        vec![GOOD, open(Reason::KeyRemoved)],
        vec![GOOD, against(Reason::Expired), against(Reason::NotYet), open(Reason::NotReached)],
        vec![GOOD, against(Reason::NotActivated), open(Reason::NoPlace)],
        vec![GOOD, against(Reason::Ended), against(Reason::Suspended), open(Reason::NoPlace)],
        vec![GOOD, open(Reason::StatusListOld)],
    ]
}

fn every_findings() -> Vec<Findings> {
    let files =
        [None, Some(GOOD), Some(State::Invalid(Reason::FileAltered)), Some(State::Unchecked(Reason::FileNotRead))];
    let mut all: Vec<Vec<State>> = vec![vec![]];
    for aspect in states() {
        all = all.iter().flat_map(|begun| aspect.iter().map(|state| [begun.as_slice(), &[*state]].concat())).collect();
    }
    let mut found = vec![];
    for file in files {
        for presence in [GOOD, State::Unchecked(Reason::Stale)] {
            found.extend(all.iter().map(|states| of(file, states, presence)));
        }
    }
    found
}

fn of(file: Option<State>, states: &[State], presence: State) -> Findings {
    let [signature, key, term, activation, standing, status_age] = states.try_into().unwrap();
    Findings { file, signature, key, term, activation, standing, status_age, presence }
}

#[test]
fn valid_is_what_was_checked_and_holds_and_nothing_else() {
    let mut valid = 0;
    let all = every_findings();
    for found in &all {
        let states = [found.signature, found.key, found.term, found.activation, found.standing, found.status_age];
        let good = states.iter().all(|state| *state == GOOD) && matches!(found.file, None | Some(GOOD));
        assert_eq!(found.conclusion().0 == Verdict::Valid, good, "{found:?}");
        let says_no = states.iter().chain(&found.file).any(|state| matches!(state, State::Invalid(_)));
        assert_eq!(matches!(found.conclusion().0, Verdict::Valid | Verdict::CannotTell), !says_no, "{found:?}");
        valid += usize::from(good);
    }
    assert_eq!((all.len(), valid), (4 * 2 * 3 * 2 * 4 * 3 * 4 * 2, 4));
}

#[test]
fn a_picture_says_nothing_of_a_license() {
    assert!(picture(b"").is_err());
}
