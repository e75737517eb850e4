use jiff::Timestamp;
use lifecycle::port::Clock;

/// The clock of the machine that a function runs on.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "this is the clock that the rest takes")]
    fn now(&self) -> Timestamp {
        Timestamp::now()
    }
}
