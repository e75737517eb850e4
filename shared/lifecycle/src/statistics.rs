//! 统计: counts kept from the stream of events, and the rates that are made of them (art. 9, 15).

use std::{collections::BTreeMap, sync::Arc};

use jiff::{Timestamp, civil::Date};
use license::{
    caller::{Caller, Role},
    clock::chinese_day,
    division::Division,
    event::Event,
    kind::Kind,
    measure::{Leaf, Rate, WAITED_LONGER, WAITED_SECONDS, WAITS, leaves},
    refusal::Refusal,
    verified::VerifiedLeaf,
};

use crate::{
    error::Error,
    port::{Clock, Committed, Counts, Queues, Snapshot, Verifications},
};

/// The first day that anything was counted for; the rule came into force on 2023-11-01.
pub const FIRST_DAY: Date = jiff::civil::date(2023, 11, 1);

/// The ports of the verb.
pub struct Statistics {
    /// Count and read.
    pub counts: Arc<dyn Counts>,
    /// Read.
    pub verifications: Arc<dyn Verifications>,
    /// How long the oldest case waits.
    pub queues: Arc<dyn Queues>,
    /// Now.
    pub clock: Arc<dyn Clock>,
}

/// Which numbers: `None` means all that the caller may see.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Query {
    /// One city.
    pub division: Option<Division>,
    /// One kind.
    pub kind: Option<Kind>,
    /// From this day.
    pub from: Option<Date>,
    /// To this day inclusive.
    pub until: Option<Date>,
}

/// The numbers of a division and a kind in a period.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// A city.
    pub division: Division,
    /// A kind.
    pub kind: Kind,
    /// What happened in the period, by measure.
    pub flows: BTreeMap<String, i64>,
    /// How things stand at the end of the period, by measure.
    pub stands: BTreeMap<String, i64>,
}

/// The four rates, each with its numbers. Their formulas are working definitions and are named in the answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rates {
    /// 制证率: licenses standing, of grants in the register.
    pub made: Rate,
    /// 激活率: activated, of licenses standing.
    pub activated: Rate,
    /// 数据合规率: grants whose record has no finding, of grants in the register.
    pub compliant: Rate,
    /// 归集率: files that the ministry accepted, of files made. No exchange exists yet, so there is no data.
    pub collected: Rate,
}

impl Statistics {
    /// Counts an event; delivered again, it is not counted again.
    ///
    /// # Errors
    /// A fault of the counts; the stream delivers again.
    pub async fn count(&self, event: &Event) -> Result<Committed, Error> {
        let leaves = leaves(event);
        if leaves.is_empty() {
            return Ok(Committed::Now);
        }
        Ok(self.counts.count(&event.id, &leaves).await?)
    }

    /// The numbers, by city and kind. An officer sees the own city, the province sees all (art. 9).
    ///
    /// # Errors
    /// `caller.role`, `caller.other_division`, `input.field`.
    pub async fn read(&self, caller: &Caller, query: &Query) -> Result<Vec<Row>, Error> {
        let (from, until) = self.period(query)?;
        let mut rows = Vec::new();
        for division in visible(caller, query.division)? {
            for kind in Kind::ALL.into_iter().filter(|kind| query.kind.is_none_or(|one| one == *kind)) {
                let counted = self.counts.counted(&division, kind, FIRST_DAY, until).await?;
                let verified = self.verifications.tallied(Some((division, kind)), from, until).await?;
                let mut row = row(division, kind, counted, from);
                // Beside the flows, never among the stands: they follow no event.
                add(&mut row.flows, verified);
                rows.push(row);
            }
        }
        Ok(rows)
    }

    /// What was verified in the period and found no license, by measure: of no city and no kind, so for the province alone.
    ///
    /// # Errors
    /// A fault of the counts.
    pub async fn unfound(&self, caller: &Caller, query: &Query) -> Result<BTreeMap<String, i64>, Error> {
        let mut sums = BTreeMap::new();
        if caller.role() == Role::Province && query.division.is_none() && query.kind.is_none() {
            let (from, until) = self.period(query)?;
            add(&mut sums, self.verifications.tallied(None, from, until).await?);
        }
        Ok(sums)
    }

    fn period(&self, query: &Query) -> Result<(Date, Date), Refusal> {
        let until = query.until.unwrap_or_else(|| chinese_day(self.clock.now()));
        let from = query.from.unwrap_or(FIRST_DAY);
        if from > until { Err(Refusal::Field { field: "from", reason: "period.order" }) } else { Ok((from, until)) }
    }

    /// Since when the oldest case waits in each city that the caller may see; cities where none waits are left out.
    ///
    /// # Errors
    /// `caller.role`, `caller.other_division`.
    pub async fn oldest_waiting(
        &self,
        caller: &Caller,
        division: Option<Division>,
    ) -> Result<Vec<(Division, Timestamp)>, Error> {
        let mut oldest = Vec::new();
        for city in visible(caller, division)? {
            oldest.extend(self.queues.oldest_waiting(&city).await?.map(|since| (city, since)));
        }
        Ok(oldest)
    }

    /// How long the oldest case of all cities waits, in seconds; 0 if none waits.
    ///
    /// # Errors
    /// A fault of the queues.
    pub async fn oldest_waiting_seconds(&self) -> Result<i64, Error> {
        let (mut oldest, now) = (0, self.clock.now());
        for city in Division::cities() {
            let since = self.queues.oldest_waiting(&city).await?;
            oldest = since.map_or(0, |since| now.duration_since(since).as_secs()).max(oldest);
        }
        Ok(oldest)
    }

    /// Keeps the totals up to yesterday; taken again, it is the same.
    ///
    /// # Errors
    /// A fault of the counts.
    pub async fn take_snapshot(&self) -> Result<Snapshot, Error> {
        let taken_at = self.clock.now();
        let day = chinese_day(taken_at).yesterday().unwrap_or(FIRST_DAY);
        let mut totals = Vec::new();
        for division in Division::cities() {
            for kind in Kind::ALL {
                let counted = self.counts.counted(&division, kind, FIRST_DAY, day).await?;
                let stands = row(division, kind, counted, FIRST_DAY).flows;
                totals.extend(stands.into_iter().map(|(measure, count)| (division, kind, measure, count)));
            }
        }
        let snapshot = Snapshot { day, taken_at, totals };
        self.counts.keep_snapshot(&snapshot).await?;
        Ok(snapshot)
    }

    /// The totals of a day as they were taken then, for the province.
    ///
    /// # Errors
    /// `caller.role`, `item.unknown`.
    pub async fn snapshot(&self, caller: &Caller, day: Date) -> Result<Snapshot, Error> {
        if caller.role() != Role::Province {
            return Err(Refusal::RoleNotAllowed.into());
        }
        self.counts.snapshot(day).await?.ok_or(Error::Refusal(Refusal::NoItem))
    }
}

fn visible(caller: &Caller, asked: Option<Division>) -> Result<Vec<Division>, Refusal> {
    let all = || Division::cities().collect::<Vec<_>>();
    match (caller.role(), caller.division, asked) {
        (Role::Province, _, None) => Ok(all()),
        (Role::Province, _, Some(one)) => Ok(vec![one.city()]),
        (Role::Officer | Role::Reviewer, Some(own), None) => Ok(vec![own.city()]),
        (Role::Officer | Role::Reviewer, Some(own), Some(one)) if own.city() == one.city() => Ok(vec![own.city()]),
        (Role::Officer | Role::Reviewer, _, _) => Err(Refusal::OtherDivision),
        _ => Err(Refusal::RoleNotAllowed),
    }
}

fn add(sums: &mut BTreeMap<String, i64>, counted: Vec<(VerifiedLeaf, i64)>) {
    for (leaf, count) in counted {
        let sum = sums.entry(leaf.measure).or_default();
        *sum = sum.saturating_add(count);
    }
}

fn row(division: Division, kind: Kind, counted: Vec<(Leaf, i64)>, from: Date) -> Row {
    let mut row = Row { division, kind, flows: BTreeMap::new(), stands: BTreeMap::new() };
    for (leaf, count) in counted {
        let add = |sums: &mut BTreeMap<String, i64>| {
            let sum = sums.entry(leaf.measure.clone()).or_default();
            *sum = sum.saturating_add(count);
        };
        add(&mut row.stands);
        if leaf.day >= from {
            add(&mut row.flows);
        }
    }
    row
}

/// How long the cases that were decided in a period had waited, over some rows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Waits {
    /// How many were decided.
    pub decided: i64,
    /// How long they waited on average, in seconds; no case gives no average.
    pub mean_seconds: Option<i64>,
    /// How many waited at most so many hours, each hour's count with those before it.
    pub within_hours: Vec<(i64, i64)>,
}

/// The waits of some rows together.
#[must_use]
pub fn waits(rows: &[Row]) -> Waits {
    let sum = |measure: &str| rows.iter().filter_map(|row| row.flows.get(measure)).sum::<i64>();
    let mut decided = 0_i64;
    let within_hours = WAITS.iter().map(|(hours, measure)| {
        decided = decided.saturating_add(sum(measure));
        (*hours, decided)
    });
    let within_hours = within_hours.collect();
    let decided = decided.saturating_add(sum(WAITED_LONGER));
    Waits { decided, mean_seconds: sum(WAITED_SECONDS).checked_div(decided), within_hours }
}

/// The rates of some rows together, by how things stand at the end of the period.
#[must_use]
pub fn rates(rows: &[Row]) -> Rates {
    let sum = |measure: &str| rows.iter().filter_map(|row| row.stands.get(measure)).sum::<i64>();
    let activated = sum("stage.activated");
    let standing = activated.saturating_add(sum("stage.sealed")).saturating_add(sum("stage.suspended"));
    Rates {
        made: Rate::of(standing, sum("grants")),
        activated: Rate::of(activated, standing),
        compliant: Rate::of(sum("compliant"), sum("grants")),
        collected: Rate::of(0, 0),
    }
}
