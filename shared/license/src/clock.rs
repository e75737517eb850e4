//! Chinese time. Days of validity and of counting are days in China, UTC+8 the year round.

use jiff::{Timestamp, civil::Date, tz::Offset};

/// The day in China at the moment.
#[must_use]
pub fn chinese_day(at: Timestamp) -> Date {
    Offset::constant(8).to_datetime(at).date()
}

/// The moment as a face prints it: `2026-11-23 19:47:05`, Chinese time.
#[must_use]
pub fn chinese_time_text(at: Timestamp) -> String {
    Offset::constant(8).to_datetime(at).strftime("%Y-%m-%d %H:%M:%S").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_day_turns_at_sixteen_hours_utc() {
        let before: Timestamp = "2026-11-23T15:59:59Z".parse().unwrap();
        let after: Timestamp = "2026-11-23T16:00:00Z".parse().unwrap();
        assert_eq!(chinese_day(before).to_string(), "2026-11-23");
        assert_eq!(chinese_day(after).to_string(), "2026-11-24");
        assert_eq!(chinese_time_text(after), "2026-11-24 00:00:00");
    }
}
