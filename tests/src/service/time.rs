//! Time, which passes when the test says so.

use jiff::{SignedDuration, Timestamp};
use lifecycle::port::Clock;

use super::Service;

impl Service {
    pub(crate) fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// Links are judged by S3's own clock: after this none is good.
    pub(crate) fn pass_days(&self, days: i64) {
        *self.clock.0.lock().unwrap() += SignedDuration::from_hours(24 * days);
    }

    pub(crate) fn pass_seconds(&self, seconds: i64) {
        *self.clock.0.lock().unwrap() += SignedDuration::from_secs(seconds);
    }

    pub(crate) fn pass_minutes(&self, minutes: i64) {
        *self.clock.0.lock().unwrap() += SignedDuration::from_mins(minutes);
    }
}
