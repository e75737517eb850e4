//! Around every verification: who asks and what for, within which share, what goes on record, and what is counted.

use std::collections::BTreeMap;

use jiff::Timestamp;
use license::{
    caller::{Caller, CallerId, Role},
    catalogue::{LookUpLimit, catalogue},
    clock::chinese_day,
    division::Division,
    electronic::{License, LicenseKey},
    kind::Kind,
    refusal::Refusal,
    subject::SubjectId,
    verdict::Verdict,
    verified::{VerifiedLeaf, Way},
};

use super::{Answer, Verify, is_unnamed, required_purpose};
use crate::{
    act::sha256_hex,
    error::{Error, Fault},
    port::{Access, Draw, Drawn},
};

/// What is told, and what beside it could not be done: a count that was lost, a share that could not be read. The answer
/// stands without it; the log is told.
#[derive(Clone, Debug, PartialEq)]
pub struct Told<T> {
    /// The answer.
    pub answer: T,
    /// What was lost beside it.
    pub lost: Option<Fault>,
}

/// Who asks, what for, and when.
pub(super) struct Asking<'a> {
    pub(super) caller: &'a Caller,
    pub(super) purpose: &'a str,
    pub(super) now: Timestamp,
}

/// An answer, and what is counted of it.
pub(super) struct Judged {
    pub(super) answer: Answer,
    pub(super) leaf: VerifiedLeaf,
}

/// Whom and what a verification found.
#[derive(Clone, Default)]
pub(super) struct Whose<'a> {
    /// 持证主体.
    pub(super) holder: Option<&'a SubjectId>,
    /// The electronic license.
    pub(super) license: Option<&'a LicenseKey>,
    /// Division and kind of the license or the grant.
    pub(super) of: Option<(Division, Kind)>,
    /// What was looked for, where nobody was found.
    pub(super) sought: Option<String>,
}

impl<'a> Whose<'a> {
    /// A license that was found.
    pub(super) fn of(license: &'a License) -> Self {
        let of = Some((license.division, license.key.kind()));
        Self { holder: Some(&license.holder), license: Some(&license.key), of, sought: None }
    }

    /// Nobody; what was shown stays on record by its digest.
    pub(super) fn nobody_by(shown: &[u8]) -> Self {
        Self { sought: Some(sha256_hex(shown)), ..Self::default() }
    }
}

impl<T> Told<T> {
    /// The same of something that is made of the answer.
    #[must_use]
    pub fn map<U>(self, view: impl FnOnce(T) -> U) -> Told<U> {
        Told { answer: view(self.answer), lost: self.lost }
    }
}

impl Verify {
    pub(super) fn asking<'a>(&self, caller: &'a Caller, purpose: Option<&'a str>) -> Result<Asking<'a>, Refusal> {
        Ok(Asking { caller, purpose: required_purpose(caller, purpose)?, now: self.clock.now() })
    }

    /// Draws look-ups from the caller's share, before anything is looked for: so the answer tells nothing of what is there.
    ///
    /// Where the share cannot be read, an unnamed caller is told a fault; one who signed in goes on, because whatever is
    /// looked up is on record under a name. A code that is shown never comes here: its holder holds it out.
    pub(super) async fn draw(
        &self,
        asking: &Asking<'_>,
        from: &CallerId,
        look_ups: usize,
    ) -> Result<Option<Fault>, Error> {
        let count = u32::try_from(look_ups).unwrap_or(u32::MAX);
        if count == 0 {
            return Ok(None);
        }
        let unnamed = is_unnamed(asking.caller);
        let role = if unnamed { Role::Public } else { asking.caller.role() };
        let limit = catalogue().look_up_limit(role).ok_or(Refusal::RoleNotAllowed)?;
        let named = || self.index.caller_id(&asking.caller.actor.natural_text());
        let whose = if unnamed { from.clone() } else { named() };
        let draw = draw_of(whose, limit, count, asking.now);
        match self.limits.draw(&draw).await {
            Ok(Drawn::Within) => Ok(None),
            Ok(Drawn::Over) => Err(Refusal::TooManyLookUps { retry_after_seconds: wait(&draw, asking.now) }.into()),
            Err(fault) if unnamed => Err(fault.into()),
            Err(fault) => Ok(Some(fault)),
        }
    }

    /// Puts a verification on record, before it is answered: also one that found nobody, for then the one who asked is all
    /// there is to hold to it. The unnamed leave no record.
    pub(super) async fn judged(
        &self,
        asking: &Asking<'_>,
        (way, whose): (Way, Whose<'_>),
        answer: Answer,
    ) -> Result<Judged, Fault> {
        let (caller, verdict) = (asking.caller, answer.verdict);
        if !is_unnamed(caller) {
            let access = Access {
                holder: whose.holder.cloned(),
                at: asking.now,
                by: caller.actor.clone(),
                division: caller.division,
                purpose: asking.purpose.to_owned(),
                license: whose.license.cloned(),
                sought: whose.sought,
                answer: format!("verify.{}", verdict.as_str()),
            };
            self.access.record(&access).await?;
        }
        let leaf = VerifiedLeaf::of(whose.of, chinese_day(asking.now), (caller.role(), way, verdict));
        Ok(Judged { answer, leaf })
    }

    /// Counts, and tells what was lost.
    pub(super) async fn told<T>(
        &self,
        answer: T,
        leaves: impl IntoIterator<Item = VerifiedLeaf>,
        lost: Option<Fault>,
    ) -> Told<T> {
        let mut sums: BTreeMap<VerifiedLeaf, i64> = BTreeMap::new();
        for leaf in leaves {
            let sum = sums.entry(leaf).or_default();
            *sum = sum.saturating_add(1);
        }
        let sums: Vec<(VerifiedLeaf, i64)> = sums.into_iter().collect();
        let counted = if sums.is_empty() { Ok(()) } else { self.verifications.tally(&sums).await };
        Told { answer, lost: lost.or(counted.err()) }
    }
}

/// Windows begin at multiples of their length, the same for everybody.
fn draw_of(whose: CallerId, limit: LookUpLimit, count: u32, now: Timestamp) -> Draw {
    let length = i64::from(limit.window_seconds);
    let since = now.as_second().checked_rem_euclid(length).unwrap_or_default();
    let at = |second: i64| Timestamp::from_second(second).unwrap_or(now);
    let begins = now.as_second().saturating_sub(since);
    Draw { whose, window: at(begins), ends: at(begins.saturating_add(length)), count, count_max: limit.look_ups_max }
}

fn wait(draw: &Draw, now: Timestamp) -> u32 {
    u32::try_from(draw.ends.as_second().saturating_sub(now.as_second())).unwrap_or(1).max(1)
}

/// The part of an answer's verdict after which what the license says may be relied on.
pub(super) const fn is_genuine(verdict: Verdict) -> bool {
    !matches!(verdict, Verdict::Forged | Verdict::Mismatch)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_window_begins_at_a_multiple_and_tells_how_long_it_lasts() {
        let whose = CallerId::of(&[7; 16]);
        let limit = LookUpLimit { look_ups_max: 30, window_seconds: 600 };
        for (now, begins, ends, wait_seconds) in [
            ("2026-11-25T00:00:00Z", "2026-11-25T00:00:00Z", "2026-11-25T00:10:00Z", 600),
            ("2026-11-25T00:09:59.5Z", "2026-11-25T00:00:00Z", "2026-11-25T00:10:00Z", 1),
            ("2026-11-25T00:10:00Z", "2026-11-25T00:10:00Z", "2026-11-25T00:20:00Z", 600),
        ] {
            let now: Timestamp = now.parse().unwrap();
            let draw = draw_of(whose.clone(), limit, 1, now);
            assert_eq!((draw.window, draw.ends), (begins.parse().unwrap(), ends.parse().unwrap()));
            assert_eq!(wait(&draw, now), wait_seconds);
        }
    }
}
