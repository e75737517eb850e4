//! Runs by the clock, each once for its day or interval, also when the process was down at the hour.

use jiff::Timestamp;

use super::HostError;
use super::book::Book;
use super::events::scheduled_event;
use super::handler::Functions;
use super::topology::{ScheduleRow, Timing};

const MINUTE_MS: i64 = 60_000;
const DAY_MS: i64 = 24 * 60 * MINUTE_MS;
/// China Standard Time, without summer time.
const OFFSET_MS: i64 = 8 * 60 * MINUTE_MS;

/// The last instant at or before `now_ms` at which a schedule was due, in milliseconds since the epoch.
#[must_use]
pub fn last_due_ms(row: &ScheduleRow, now_ms: i64) -> i64 {
    match row.timing {
        Timing::Every(minutes) => now_ms - now_ms.rem_euclid(i64::from(minutes.max(1)) * MINUTE_MS),
        Timing::Daily(minute_of_day) => {
            let at_ms = i64::from(minute_of_day) * MINUTE_MS;
            let local_ms = now_ms + OFFSET_MS - at_ms;
            local_ms - local_ms.rem_euclid(DAY_MS) + at_ms - OFFSET_MS
        }
    }
}

/// Runs a schedule if it is due and has not run. Returns whether it ran. A failed run is due again at the next
/// look. The first look of a new data folder only marks the time: there is nothing to catch up with.
///
/// # Errors
/// The function failed, or the book cannot be read or written.
pub async fn run_if_due(
    row: &ScheduleRow,
    book: &Book,
    functions: &Functions,
    now: Timestamp,
) -> Result<bool, HostError> {
    let due_ms = last_due_ms(row, now.as_millisecond());
    match book.last_run_ms(&row.name)? {
        None => book.save_last_run_ms(&row.name, due_ms)?,
        Some(last_ms) if last_ms >= due_ms => {}
        Some(_) => {
            let due = Timestamp::from_millisecond(due_ms).unwrap_or(now);
            run(row, functions, due).await?;
            book.save_last_run_ms(&row.name, due_ms)?;
            return Ok(true);
        }
    }
    Ok(false)
}

/// Runs a schedule for an instant, due or not.
///
/// # Errors
/// The function failed.
pub async fn run(row: &ScheduleRow, functions: &Functions, due: Timestamp) -> Result<(), HostError> {
    let ran = functions.invoke(&row.function, scheduled_event(&row.name, due)).await;
    ran.map(drop).map_err(|_words| HostError::Schedule(row.name.clone()))
}

#[cfg(test)]
mod tests;
