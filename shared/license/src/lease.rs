//! 领件: a case that waits is taken by one officer for a set time, so that no two judge the same one. Time alone gives an
//! abandoned case back: a lease that is over is none.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::{
    application::Application,
    caller::{Actor, Role},
    catalogue::catalogue,
    refusal::Refusal,
    stage::ApplicationStage,
};

/// Asked for again within this time, a lease stands as it is: the same request twice is one.
const RENEWED_AFTER: SignedDuration = SignedDuration::from_mins(1);

/// Who has a case, and until when.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lease {
    /// The officer.
    pub by: Actor,
    /// Since when, or since the newest renewal.
    pub from: Timestamp,
    /// From this moment on the case is free again.
    pub until: Timestamp,
}

impl Lease {
    fn new(by: &Actor, now: Timestamp) -> Self {
        let minutes = catalogue().review_rules().lease_minutes;
        let until = now.saturating_add(SignedDuration::from_mins(minutes.into())).unwrap_or(Timestamp::MAX);
        Self { by: by.clone(), from: now, until }
    }
}

impl Application {
    /// The lease that holds at the moment, if one does.
    #[must_use]
    pub fn leased(&self, now: Timestamp) -> Option<&Lease> {
        self.lease.as_deref().filter(|lease| now < lease.until)
    }

    /// Whether the officer applied for it or lent a hand, and so may not decide it (four eyes), under whatever role.
    #[must_use]
    pub fn had_a_hand(&self, actor: &Actor) -> bool {
        self.applicant.id == actor.id || self.helpers.iter().any(|helper| helper.id == actor.id)
    }

    /// Holds if the officer may decide it now: nobody else has it.
    ///
    /// # Errors
    /// `case.taken`.
    pub fn must_be_free_for(&self, actor: &Actor, now: Timestamp) -> Result<(), Refusal> {
        match self.leased(now) {
            Some(lease) if lease.by != *actor => Err(Refusal::CaseTaken { until: lease.until }),
            _ => Ok(()),
        }
    }

    /// Taken or renewed by the officer; nothing if the own lease has just begun.
    ///
    /// # Errors
    /// `caller.role`, `application.stage`, `caller.own_application`, `case.taken`.
    pub fn taken(&self, actor: &Actor, now: Timestamp) -> Result<Option<Self>, Refusal> {
        if actor.role != Role::Reviewer {
            return Err(Refusal::RoleNotAllowed);
        }
        if self.stage != ApplicationStage::AwaitingReview {
            return Err(Refusal::ApplicationStage);
        }
        if self.had_a_hand(actor) {
            return Err(Refusal::OwnApplication);
        }
        self.must_be_free_for(actor, now)?;
        let fresh = self.leased(now).is_some_and(|lease| now.duration_since(lease.from) < RENEWED_AFTER);
        Ok((!fresh).then(|| Self { lease: Some(Box::new(Lease::new(actor, now))), ..self.clone() }))
    }

    /// Given back by the officer who has it; nothing if there is nothing to give back.
    #[must_use]
    pub fn given_back(&self, actor: &Actor, now: Timestamp) -> Option<Self> {
        self.leased(now).filter(|lease| lease.by == *actor)?;
        Some(Self { lease: None, ..self.clone() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(minutes: i64) -> Timestamp {
        Timestamp::UNIX_EPOCH + SignedDuration::from_mins(1_000_000 + minutes)
    }

    fn reviewer(id: &str) -> Actor {
        Actor { role: Role::Reviewer, id: id.to_owned() }
    }

    fn waiting() -> Application {
        let body = include_str!("../../../tests/testdata/schema1/application.json");
        let application: Application = serde_json::from_str(body).unwrap();
        Application { stage: ApplicationStage::AwaitingReview, ..application }
    }

    fn taken(case: &Application, who: &str, minutes: i64) -> Result<Option<Application>, Refusal> {
        case.taken(&reviewer(who), at(minutes))
    }

    #[test]
    fn one_officer_has_a_case_until_time_gives_it_back() {
        let case = taken(&waiting(), "one", 0).unwrap().unwrap();
        assert_eq!(case.leased(at(14)).unwrap().until, at(15));
        assert_eq!(taken(&case, "other", 14), Err(Refusal::CaseTaken { until: at(15) }));
        assert_eq!(case.leased(at(15)), None, "over is over to the moment");
        let other = taken(&case, "other", 15).unwrap().unwrap();
        assert_eq!(other.lease.unwrap().by, reviewer("other"));
    }

    #[test]
    fn a_lease_is_renewed_by_its_officer_and_twice_at_once_is_once() {
        let case = taken(&waiting(), "one", 0).unwrap().unwrap();
        assert_eq!(taken(&case, "one", 0), Ok(None));
        let renewed = taken(&case, "one", 10).unwrap().unwrap();
        assert_eq!(renewed.leased(at(24)).unwrap().until, at(25));
    }

    #[test]
    fn only_who_has_it_gives_it_back() {
        let case = taken(&waiting(), "one", 0).unwrap().unwrap();
        assert_eq!(case.given_back(&reviewer("other"), at(1)), None);
        assert_eq!(case.given_back(&reviewer("one"), at(1)).unwrap().lease, None);
        assert_eq!(case.given_back(&reviewer("one"), at(15)), None, "it has gone back by itself");
    }

    #[test]
    fn who_may_not_decide_does_not_keep_others_from_it() {
        let mut case = waiting();
        assert_eq!(case.taken(&Actor { role: Role::Officer, id: "x".into() }, at(0)), Err(Refusal::RoleNotAllowed));
        assert_eq!(taken(&case, &case.applicant.id.clone(), 0), Err(Refusal::OwnApplication));
        case.helpers.push(Actor { role: Role::Officer, id: "helper".into() });
        assert_eq!(taken(&case, "helper", 0), Err(Refusal::OwnApplication));
        case.stage = ApplicationStage::Returned;
        assert_eq!(taken(&case, "one", 0), Err(Refusal::ApplicationStage));
    }
}
