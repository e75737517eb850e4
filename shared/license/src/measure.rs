//! What is counted: leaf counters, and the rates that are made of them when read (art. 15; 交办运〔2024〕39号).

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::{
    division::Division,
    event::{Event, EventKind},
    kind::Kind,
    stage::LicenseStage,
};

/// A leaf counter: one measure of one division, kind and day. Totals are summed on reading.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Leaf {
    /// The city-level division.
    pub division: Division,
    /// The kind of license.
    pub kind: Kind,
    /// The day in Chinese time.
    pub day: Date,
    /// What is counted: an event kind, `grants`, `compliant` (grants whose record has no finding) or `stage.<stage>`.
    pub measure: String,
}

/// What an event adds to which leaves; never zero.
#[must_use]
pub fn leaves(event: &Event) -> Vec<(Leaf, i64)> {
    let mut sums: Vec<(String, i64)> = Vec::new();
    let day = crate::clock::chinese_day(event.at);
    let leaf = |kind, measure| Leaf { division: event.division.city(), kind, day, measure };
    if !is_uncounted(event.kind) {
        sums.push((event.kind.as_str().to_owned(), 1));
    }
    sums.push((EventKind::ApplicationSubmitted.as_str().to_owned(), event.tally.submitted));
    sums.push(("grants".to_owned(), event.tally.grants));
    sums.extend(waited(event.tally.waited_seconds));
    for stage in LicenseStage::ALL {
        let count = |list: &[LicenseStage]| i64::try_from(list.iter().filter(|s| **s == stage).count()).unwrap_or(0);
        let change = count(&event.tally.entered).saturating_sub(count(&event.tally.left));
        sums.push((format!("stage.{}", stage.as_str()), change));
    }
    let of_event = sums.into_iter().map(|(measure, change)| (leaf(event.license_kind, measure), change));
    let compliant = event.tally.compliant.iter().map(|(kind, change)| (leaf(*kind, "compliant".to_owned()), *change));
    of_event.chain(compliant).filter(|(_, change)| *change != 0).collect()
}

/// Steps within, and what the tally counts by itself.
const fn is_uncounted(kind: EventKind) -> bool {
    matches!(
        kind,
        EventKind::MakingAdvanced | EventKind::ApplicationSubmitted | EventKind::CaseTaken | EventKind::CaseGivenBack
    )
}

/// How long cases waited for a decision: by how many hours at most, and the seconds of all.
pub const WAITS: [(i64, &str); 5] = [
    (1, "waited.within_1h"),
    (4, "waited.within_4h"),
    (24, "waited.within_1d"),
    (72, "waited.within_3d"),
    (168, "waited.within_7d"),
];
/// Those that waited longer.
pub const WAITED_LONGER: &str = "waited.longer";
/// The seconds that all of them waited.
pub const WAITED_SECONDS: &str = "waited.seconds";

fn waited(seconds: Option<i64>) -> Vec<(String, i64)> {
    let Some(seconds) = seconds else { return Vec::new() };
    let bucket = WAITS.iter().find(|(hours, _)| seconds <= hours.saturating_mul(3600));
    let bucket = bucket.map_or(WAITED_LONGER, |(_, measure)| measure);
    vec![(bucket.to_owned(), 1), (WAITED_SECONDS.to_owned(), seconds)]
}

/// A rate with both its numbers, so that nobody has to believe it. No denominator gives no rate, never 100 %.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rate {
    /// How many.
    pub numerator: i64,
    /// Of how many.
    pub denominator: i64,
    /// In tenths of a percent, rounded down; absent where there is no data.
    pub permille: Option<i64>,
}

impl Rate {
    /// Of two numbers. A numerator above the denominator or below zero is no data: it would mean that the books and
    /// the counts disagree, and must be looked into rather than shown.
    #[must_use]
    pub fn of(numerator: i64, denominator: i64) -> Self {
        let sound = denominator > 0 && (0..=denominator).contains(&numerator);
        let permille = sound.then(|| numerator.saturating_mul(1000).checked_div(denominator)).flatten();
        Self { numerator, denominator, permille }
    }
}

#[cfg(test)]
mod tests {
    use super::{Rate, waited};

    #[test]
    fn a_wait_falls_into_one_bucket() {
        assert_eq!(waited(None), []);
        for (seconds, bucket) in [
            (0, "waited.within_1h"),
            (3600, "waited.within_1h"),
            (3601, "waited.within_4h"),
            (86_400, "waited.within_1d"),
            (259_200, "waited.within_3d"),
            (604_800, "waited.within_7d"),
            (604_801, "waited.longer"),
        ] {
            assert_eq!(waited(Some(seconds)), [(bucket.to_owned(), 1), ("waited.seconds".to_owned(), seconds)]);
        }
    }

    #[test]
    fn nothing_to_count_is_no_data_and_never_a_hundred_percent() {
        assert_eq!(Rate::of(0, 0).permille, None);
        assert_eq!(Rate::of(3, 2).permille, None);
        assert_eq!(Rate::of(-1, 2).permille, None);
        assert_eq!(Rate::of(2, 3).permille, Some(666));
        assert_eq!(Rate::of(3, 3).permille, Some(1000));
    }
}
