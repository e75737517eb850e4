//! The one place of the deployed system that asks for the time of day.

use jiff::Timestamp;
use lifecycle::port::Clock;

/// The time of the machine.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "everybody else takes a Clock; this is the one that is given")]
    fn now(&self) -> Timestamp {
        Timestamp::now()
    }
}
