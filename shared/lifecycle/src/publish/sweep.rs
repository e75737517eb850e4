//! 核对: what no message brought is found. Messages get lost for good (a dead letter that nobody replays, a pipe that stood
//! still for longer than the stream remembers); a list that is signed anew would hide it. So every renewal first holds a
//! part of all licenses against the chunks, and in a day each license has been looked at.

use std::collections::{BTreeMap, BTreeSet, btree_map::Entry};

use jiff::Timestamp;
use license::electronic::LicenseKey;

use super::{CHUNK_PLACES, PlacedStage, Publish, digit, state_of};
use crate::{error::Error, port::StatusChunk};

/// Renewals in a day: the time after which a status list tells nothing any more.
const PARTS: u32 = 288;
/// From one renewal to the next.
const EVERY_SECONDS: i64 = 300;

impl Publish {
    /// Publishes what a part of the licenses says otherwise than its chunk, and tells of how many licenses that was. A change
    /// that is on its way is among them.
    pub(super) async fn sweep(&self) -> Result<u32, Error> {
        let mut chunks: BTreeMap<(u16, u32), StatusChunk> = BTreeMap::new();
        let mut astray: BTreeSet<LicenseKey> = BTreeSet::new();
        for (key, placed) in self.stages.stages_in_part(part(self.clock.now()), PARTS).await? {
            let (issuer, number) = (placed.place.issuer, placed.place.index / CHUNK_PLACES);
            let chunk = match chunks.entry((issuer, number)) {
                Entry::Occupied(read) => read.into_mut(),
                Entry::Vacant(unread) => unread.insert(self.chunks.chunk(issuer, number).await?),
            };
            if !says(chunk, &placed) {
                astray.insert(key);
            }
        }
        // The part may have been read a moment late: what is written is what is read now, after the chunk.
        self.changed(&astray).await?;
        Ok(u32::try_from(astray.len()).unwrap_or(u32::MAX))
    }
}

/// Whose turn it is: parts follow each other with the renewals, and no place keeps count.
fn part(now: Timestamp) -> u32 {
    let renewal = now.as_second().div_euclid(EVERY_SECONDS);
    u32::try_from(renewal.rem_euclid(i64::from(PARTS))).unwrap_or_default()
}

fn says(chunk: &StatusChunk, PlacedStage { place, stage }: &PlacedStage) -> bool {
    let at = usize::try_from(place.index % CHUNK_PLACES).unwrap_or_default();
    chunk.states.chars().nth(at) == Some(digit(state_of(*stage)))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use jiff::SignedDuration;

    use super::*;

    #[test]
    fn a_day_of_renewals_has_every_part_once() {
        let begin: Timestamp = "2026-11-26T02:03:04Z".parse().unwrap();
        let parts: BTreeSet<u32> = (0..288)
            .map(|n| part(begin + SignedDuration::from_mins(5 * n) + SignedDuration::from_secs(n % 7)))
            .collect();
        assert_eq!(parts, (0..PARTS).collect());
        assert_eq!(part("1969-12-31T23:59:59Z".parse().unwrap()), 287);
    }
}
