//! What surrounds looking at somebody's data: the record of it, shares of look-ups, and how often what was verified.

use async_trait::async_trait;
use jiff::{Timestamp, civil::Date};
use license::{
    caller::{Actor, CallerId},
    division::Division,
    electronic::LicenseKey,
    kind::Kind,
    subject::SubjectId,
    verified::VerifiedLeaf,
};
use serde::{Deserialize, Serialize};

use super::{Page, PageRequest};
use crate::error::Fault;

/// A read of somebody's data by an officer, enforcement or a partner (art. 14), or a look-up of theirs that found nobody.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Access {
    /// Whose data; `None` where nobody was found, so that only the one who asked can be held to it.
    pub holder: Option<SubjectId>,
    /// When.
    pub at: Timestamp,
    /// Who.
    pub by: Actor,
    /// From which division.
    pub division: Option<Division>,
    /// 用证事由.
    pub purpose: String,
    /// Which license, if one was found.
    pub license: Option<LicenseKey>,
    /// What was looked for, where nobody was found: a keyed hash, a license's number or identifier, or a digest of what was
    /// shown; never a value of a person.
    #[serde(default)]
    pub sought: Option<String>,
    /// What was answered, `verify.` and the verdict's word; or which operation it was.
    pub answer: String,
}

/// What a caller draws from its share of a time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draw {
    /// Whose share.
    pub whose: CallerId,
    /// Since when the share is counted.
    pub window: Timestamp,
    /// Until when.
    pub ends: Timestamp,
    /// How much is drawn; at least 1.
    pub count: u32,
    /// The whole share.
    pub count_max: u32,
}

/// Whether a share had room.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Drawn {
    /// It was drawn.
    Within,
    /// There was less room than that; nothing was drawn.
    Over,
}

port! {
    /// How much callers have asked for lately. One draw is one atomic step, so two at once never pass a share together.
    /// A draw that faulted may have been taken: the caller loses a little, never gains.
    trait Limits {
        /// Draws from a share, if there is room for all of it.
        async fn draw(&self, draw: &Draw) -> Result<Drawn, Fault>;
    }
}

port! {
    /// How often what was verified (核验量). Sums as well as can be: a tally that faulted may be in them or not, and
    /// nothing repeats it. Reads may lag by moments.
    trait Verifications {
        /// Adds to sums.
        async fn tally(&self, sums: &[(VerifiedLeaf, i64)]) -> Result<(), Fault>;
        /// A division's and kind's sums of the days, both inclusive; of what found no license where both are `None`.
        async fn tallied(&self, of: Option<(Division, Kind)>, from: Date, until: Date)
            -> Result<Vec<(VerifiedLeaf, i64)>, Fault>;
    }
}

port! {
    /// Who read whose data. Append only; kept for the time that the table's expiry says.
    trait AccessLog {
        /// Records a read, before its answer is given.
        async fn record(&self, access: &Access) -> Result<(), Fault>;
        /// The reads of a holder's data, newest first.
        async fn accesses_of(&self, holder: &SubjectId, page: &PageRequest) -> Result<Page<Access>, Fault>;
        /// What one caller read and looked for, newest first, through an index that may lag by moments.
        async fn accesses_by(&self, who: &Actor, page: &PageRequest) -> Result<Page<Access>, Fault>;
    }
}
