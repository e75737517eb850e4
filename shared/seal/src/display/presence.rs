use std::ops::RangeInclusive;

use jiff::Timestamp;

use super::DisplayGrant;

/// How many seconds ago a code may have been made; below zero is what the clocks may differ by.
pub const FRESH_SECONDS: RangeInclusive<i64> = -10..=60;

/// Whether the phone is there now, of a code whose signatures hold. Anything but `Fresh` says that presence could not be
/// checked, and nothing about the license.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Presence {
    /// Just now shown by the phone that the license was granted to.
    Fresh {
        /// Seconds since the code was made; below zero when the phone's clock is ahead.
        age_seconds: i64,
    },
    /// Made more than a minute ago, or one of the clocks is wrong: it may be a picture of a code.
    Stale,
    /// Made in the future: one of the clocks is wrong.
    Ahead,
    /// Made after the end of the grant: the phone has to fetch a new one.
    GrantOver,
}

impl Presence {
    /// In whole seconds on both sides.
    pub(super) fn of(grant: &DisplayGrant, shown_at: Timestamp, now: Timestamp) -> Self {
        let age_seconds = now.as_second().saturating_sub(shown_at.as_second());
        if shown_at > grant.ends_at() {
            Self::GrantOver
        } else if FRESH_SECONDS.contains(&age_seconds) {
            Self::Fresh { age_seconds }
        } else if age_seconds > 0 {
            Self::Stale
        } else {
            Self::Ahead
        }
    }
}
