//! Every combination of what can be right, wrong or unknown, against what has to be answered. The answer is written down
//! twice: in the verifier, and in the ten lines of `expected`.

use jiff::civil::{Date, date};
use seal::{Algorithm, KeyUse, ShownCode, StatusState};

use super::cases::{
    Keys, PLACE, after, claims, display_code, forged, keys_of, license_code, now, province, signed_status,
    signed_trust, status_list, trust_list,
};
use crate::judge;
use crate::{Aspect, Lists, Reason, Report, State, Verdict};

#[derive(Clone, Copy, Debug, PartialEq)]
enum Key {
    Good,
    Unknown,
    Removed,
    OtherUse,
    NotYet,
    NoMore,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum TrustIs {
    Current,
    OtherRoot,
    Broken,
    Older,
    Over,
    Ahead,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Term {
    Open,
    LastDay,
    Over,
    NotBegun,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Status {
    Says(StatusState),
    NoList,
    NoPlace,
    Beyond,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Age {
    Fresh,
    AtLimit,
    BeyondLimit,
    Ahead,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Shown {
    Printed,
    Fresh,
    Stale,
    Ahead,
    GrantOver,
}

const KEYS: [Key; 6] = [Key::Good, Key::Unknown, Key::Removed, Key::OtherUse, Key::NotYet, Key::NoMore];
const TRUSTS: [TrustIs; 6] =
    [TrustIs::Current, TrustIs::OtherRoot, TrustIs::Broken, TrustIs::Older, TrustIs::Over, TrustIs::Ahead];
const TERMS: [Term; 4] = [Term::Open, Term::LastDay, Term::Over, Term::NotBegun];
const STATUSES: [Status; 7] = [
    Status::Says(StatusState::Valid),
    Status::Says(StatusState::NotActivated),
    Status::Says(StatusState::Suspended),
    Status::Says(StatusState::Ended),
    Status::NoList,
    Status::NoPlace,
    Status::Beyond,
];
const AGES: [Age; 4] = [Age::Fresh, Age::AtLimit, Age::BeyondLimit, Age::Ahead];
const SHOWN: [Shown; 5] = [Shown::Printed, Shown::Fresh, Shown::Stale, Shown::Ahead, Shown::GrantOver];

/// The answer, by the rules and by nothing of the verifier.
fn expected(good: bool, key: Key, trust: TrustIs, term: Term, status: Status, age: Age) -> Verdict {
    let knows_key = !matches!(trust, TrustIs::OtherRoot | TrustIs::Broken) && key != Key::Unknown;
    let asked = matches!(age, Age::Fresh | Age::AtLimit);
    match (status, term) {
        _ if !knows_key => Verdict::CannotTell,
        _ if !good => Verdict::Forged,
        (Status::Says(StatusState::Ended), _) if asked => Verdict::Ended,
        (_, Term::Over) => Verdict::Expired,
        (Status::Says(StatusState::Suspended), _) if asked => Verdict::Suspended,
        (Status::Says(StatusState::NotActivated), _) if asked => Verdict::NotActivated,
        (_, Term::NotBegun) => Verdict::NotYet,
        (Status::Says(StatusState::Valid), _) if asked && key == Key::Good && trust == TrustIs::Current => {
            Verdict::Valid
        }
        _ => Verdict::CannotTell,
    }
}

/// What is to be said of the phone, where its code was checked.
fn presence(shown: Shown) -> State {
    match shown {
        Shown::Printed => State::Unchecked(Reason::Printed),
        Shown::Fresh => State::Valid,
        Shown::Stale => State::Unchecked(Reason::Stale),
        Shown::Ahead => State::Unchecked(Reason::Ahead),
        Shown::GrantOver => State::Unchecked(Reason::GrantOver),
    }
}

fn lists(keys: &Keys, key: Key, trust: TrustIs, status: Status, age: Age) -> Lists {
    let mut own = keys_of(keys);
    for signer in own.iter_mut().take(2) {
        match key {
            Key::Good | Key::Unknown => {}
            Key::Removed => signer.removed = Some(after(-60)),
            Key::OtherUse => signer.key_use = KeyUse::Status,
            Key::NotYet => signer.from = date(2026, 12, 1),
            Key::NoMore => signer.until = Some(date(2026, 10, 31)),
        }
    }
    if key == Key::Unknown {
        own.drain(..2);
    }
    let mut list = trust_list(vec![province("210000", own)]);
    match trust {
        TrustIs::Ahead => list.issued_at = after(3600),
        TrustIs::Over => list.next_update = after(-1),
        TrustIs::Current | TrustIs::OtherRoot | TrustIs::Broken | TrustIs::Older => {}
    }
    let mut bytes = signed_trust(&list, &keys.root);
    if trust == TrustIs::Broken {
        *bytes.last_mut().unwrap() ^= 1;
    }
    let root = if trust == TrustIs::OtherRoot { &keys.status } else { &keys.root };
    let as_of = match age {
        Age::Fresh => after(-120),
        Age::AtLimit => after(-86_400),
        Age::BeyondLimit => after(-86_401),
        Age::Ahead => after(301),
    };
    let state = if let Status::Says(state) = status { state } else { StatusState::Valid };
    let list = signed_status(&status_list(state, as_of), &keys.status);
    let given: &[&[u8]] = if status == Status::NoList { &[] } else { &[&list] };
    Lists::open(&root.public(), &bytes, given, if trust == TrustIs::Older { 3 } else { 2 })
}

fn code(keys: &Keys, good: bool, term: Term, status: Status, shown: Shown) -> ShownCode {
    let (issued_on, expires_on): (Date, Option<Date>) = match term {
        Term::Open => (date(2026, 11, 1), None),
        Term::LastDay => (date(2026, 11, 25), Some(date(2026, 11, 25))),
        Term::Over => (date(2026, 11, 1), Some(date(2026, 11, 24))),
        Term::NotBegun => (date(2026, 11, 26), None),
    };
    let place = match status {
        Status::NoPlace => None,
        Status::Beyond => Some(8),
        Status::Says(_) | Status::NoList => Some(PLACE),
    };
    let display = |granted_at, shown_at| {
        let claims = claims(&keys.display.public(), place, issued_on, expires_on);
        display_code(keys, claims, after(granted_at), after(shown_at))
    };
    let code = match shown {
        Shown::Printed => license_code(&keys.license, &claims(&keys.license.public(), place, issued_on, expires_on)),
        Shown::Fresh => display(-3600, -60),
        Shown::Stale => display(-3600, -61),
        Shown::Ahead => display(-3600, 11),
        Shown::GrantOver => display(-86_400 - 10, -5),
    };
    // reading the digits is the slowest part of it, and does not change
    seal::read(&if good { code } else { forged(&code, shown != Shown::Printed) }).unwrap()
}

fn states(report: &Report) -> Vec<State> {
    report.findings().iter().filter(|found| found.aspect != Aspect::Presence).map(|found| found.state).collect()
}

#[test]
fn every_combination_has_its_one_answer() {
    let keys = Keys::of(Algorithm::EcdsaP256Sha256);
    let (mut seen, mut valid) = (0, 0);
    for (good, term, shown) in each3(&[true, false], &TERMS, &SHOWN) {
        let codes = STATUSES.map(|status| (status, code(&keys, good, term, status, shown)));
        for (status, code) in &codes {
            for (key, trust, age) in each3(&KEYS, &TRUSTS, &AGES) {
                let report = judge::shown(code, &kept(&keys, key, trust, *status, age), now());
                let case = (good, key, trust, term, status, age, shown);
                let answer = expected(good, key, trust, term, *status, age);
                assert_eq!(report.verdict, answer, "{case:?} {:?}", report.findings());
                let checked = report.findings.signature == State::Valid;
                let told = if checked { presence(shown) } else { State::Unchecked(Reason::NotReached) };
                assert_eq!(report.findings.presence, told, "{case:?}");
                let all = states(&report).iter().all(|state| *state == State::Valid);
                assert_eq!(report.verdict == Verdict::Valid, all, "{case:?}");
                assert_eq!(report.because().is_none(), all, "{case:?}");
                seen += 1;
                valid += usize::from(all);
            }
        }
    }
    // all good, in two terms, under lists of two ages, and however it is shown
    assert_eq!((seen, valid), (2 * 4 * 5 * 7 * 6 * 6 * 4, 2 * 2 * 5));
}

/// Lists are made once for each combination.
fn kept(keys: &Keys, key: Key, trust: TrustIs, status: Status, age: Age) -> Lists {
    use std::cell::RefCell;
    use std::collections::HashMap;
    thread_local! {
        static MADE: RefCell<HashMap<String, Lists>> = RefCell::default();
    }
    let name = format!("{key:?} {trust:?} {status:?} {age:?}");
    MADE.with_borrow_mut(|made| made.entry(name).or_insert_with(|| lists(keys, key, trust, status, age)).clone())
}

fn each3<A: Copy, B: Copy, C: Copy>(a: &[A], b: &[B], c: &[C]) -> Vec<(A, B, C)> {
    a.iter().flat_map(|a| b.iter().flat_map(|b| c.iter().map(|c| (*a, *b, *c)))).collect()
}
