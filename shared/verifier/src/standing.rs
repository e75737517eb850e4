//! How a license stands by the status list of its issuer.

use jiff::Timestamp;
use seal::{Claims, Province, StatusList, StatusState};

use crate::lists::{Lists, is_ahead};
use crate::reason::Reason;
use crate::report::State;

/// What a status list says of a license, and how far that is to be believed.
pub(crate) struct Standing<'a> {
    /// The list that was asked.
    pub(crate) list: Option<&'a StatusList>,
    /// Whether its age lets it tell anything.
    pub(crate) age: State,
    /// Ended or suspended, or neither.
    pub(crate) standing: State,
    /// Taken into use.
    pub(crate) activation: State,
}

impl Standing<'_> {
    fn unchecked(reason: Reason) -> Self {
        let state = State::Unchecked(reason);
        Self { list: None, age: state, standing: state, activation: state }
    }
}

/// Asks the newest list of the license's issuer.
pub(crate) fn standing<'a>(lists: &'a Lists, claims: &Claims, province: &Province, now: Timestamp) -> Standing<'a> {
    let Some(list) = lists.status(&province.code, claims.issuer_number) else {
        return Standing::unchecked(Reason::NoStatusList);
    };
    let age = match age(lists, list, now) {
        Ok(()) => State::Valid,
        Err(reason) => State::Unchecked(reason),
    };
    let (standing, activation) = match (age, claims.status_index.map(|place| list.state(place))) {
        (State::Valid, None) => both(Reason::NoPlace),
        (State::Valid, Some(None)) => both(Reason::BeyondList),
        (State::Valid, Some(Some(state))) => told(state),
        (unusable, _) => (unusable, unusable),
    };
    Standing { list: Some(list), age, standing, activation }
}

fn age(lists: &Lists, list: &StatusList, now: Timestamp) -> Result<(), Reason> {
    let seconds_max = i64::from(lists.trust()?.status_age_max_seconds);
    if is_ahead(list.as_of, now) {
        Err(Reason::StatusListAhead)
    } else if now.as_second().saturating_sub(list.as_of.as_second()) > seconds_max {
        Err(Reason::StatusListOld)
    } else {
        Ok(())
    }
}

const fn both(reason: Reason) -> (State, State) {
    (State::Unchecked(reason), State::Unchecked(reason))
}

const fn told(state: StatusState) -> (State, State) {
    match state {
        StatusState::Valid => (State::Valid, State::Valid),
        StatusState::NotActivated => (State::Valid, State::Invalid(Reason::NotActivated)),
        StatusState::Suspended => (State::Invalid(Reason::Suspended), State::Unchecked(Reason::ByStanding)),
        StatusState::Ended => (State::Invalid(Reason::Ended), State::Unchecked(Reason::ByStanding)),
    }
}
