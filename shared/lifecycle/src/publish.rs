//! 状态发布: what has become of licenses goes into their issuers' status lists, signed and in storage within seconds.
//!
//! The books decide; a list follows them. A chunk is read first, then the stages, then the chunk is written if nobody wrote
//! it meanwhile. So whoever writes a chunk has read every stage after the write before: no delivery, late, twice or out of
//! order, puts an older state over a newer one. Lists follow the chunks in the same way: the head is read, then the
//! chunks, then the head is moved if nobody moved it.

mod sweep;

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use jiff::{SignedDuration, Timestamp};
use license::{electronic::LicenseKey, stage::LicenseStage};
use seal::{List, PackedStates, SignedStatusList, StatusList, StatusState};

use crate::{
    act::sha256_hex,
    error::{CommitError, Error, Fault},
    object::ObjectKey,
    port::{
        CHUNK_PLACES, Clock, ListHeads, PlacedStage, PlacedStages, SealKeys, SignedLists, StatusChunk, StatusChunks,
        StatusHead,
    },
};

/// After so long a newer list is overdue; lists are signed anew every five minutes.
pub const NEXT_UPDATE: SignedDuration = SignedDuration::from_mins(15);
/// Rounds after another writer was faster; after them the queue delivers again.
const ROUNDS_MAX: u32 = 8;

/// The ports of the verb.
pub struct Publish {
    /// How licenses stand.
    pub stages: Arc<dyn PlacedStages>,
    /// Read and write.
    pub chunks: Arc<dyn StatusChunks>,
    /// Read and move.
    pub heads: Arc<dyn ListHeads>,
    /// Keep.
    pub lists: Arc<dyn SignedLists>,
    /// Sign.
    pub status_keys: Arc<dyn SealKeys>,
    /// Now.
    pub clock: Arc<dyn Clock>,
}

impl Publish {
    /// Publishes how these licenses stand now, whatever happened to them: the chunks of all their versions, then each
    /// list that they are in, once.
    ///
    /// # Errors
    /// A fault of a port; the queue delivers again, and nothing is lost by doing it all again.
    pub async fn changed(&self, licenses: &BTreeSet<LicenseKey>) -> Result<(), Error> {
        let mut touched: BTreeMap<(u16, u32), BTreeSet<&LicenseKey>> = BTreeMap::new();
        for key in licenses {
            // A place never changes; how the version stands is read again after the chunk.
            for PlacedStage { place, .. } in self.stages.placed_stages(key).await? {
                touched.entry((place.issuer, place.index / CHUNK_PLACES)).or_default().insert(key);
            }
        }
        for (chunk, keys) in &touched {
            self.update(*chunk, keys).await?;
        }
        let issuers: BTreeSet<u16> = touched.keys().map(|(issuer, _)| *issuer).collect();
        for issuer in issuers {
            self.list(issuer).await?;
        }
        Ok(())
    }

    /// Signs every list anew, so that its age says how old the knowledge is and not how quiet the day was; before, a part of
    /// the licenses is held against the lists. Tells how many were missing there.
    ///
    /// # Errors
    /// A fault of a port; the next run does it. Where the licenses cannot be read no list is signed, and the lists age.
    pub async fn renew(&self) -> Result<u32, Error> {
        let astray = self.sweep().await?;
        for head in self.heads.status_heads().await? {
            self.list(head.issuer).await?;
        }
        Ok(astray)
    }

    async fn update(&self, (issuer, number): (u16, u32), keys: &BTreeSet<&LicenseKey>) -> Result<(), Error> {
        for _ in 0..ROUNDS_MAX {
            let chunk = self.chunks.chunk(issuer, number).await?;
            // From here on the stages are as new as the chunk, or newer.
            let mut next = chunk.clone();
            for key in keys {
                let placed = self.stages.placed_stages(key).await?;
                placed.iter().for_each(|one| put(&mut next, one));
            }
            if next == chunk {
                return Ok(());
            }
            match self.chunks.put_chunk(&next).await {
                Ok(()) => return Ok(()),
                Err(CommitError::Conflict) => {}
                Err(CommitError::Fault(fault)) => return Err(fault.into()),
            }
        }
        Err(contended())
    }

    /// Makes the issuer's next list and lets its head name it. If we die before the head moves, an object lies there that
    /// nobody refers to.
    async fn list(&self, issuer: u16) -> Result<(), Error> {
        for _ in 0..ROUNDS_MAX {
            let head = self.heads.status_head(issuer).await?;
            let as_of = whole_second(self.clock.now());
            let chunks = self.chunks.chunks(issuer).await?;
            let list = StatusList {
                issuer_number: issuer,
                sequence: head.as_ref().map_or(0, |head| head.sequence).saturating_add(1),
                as_of,
                next_update: as_of.saturating_add(NEXT_UPDATE).unwrap_or(Timestamp::MAX),
                states: packed(&chunks)?,
            };
            let bytes = self.signed(&list).await?;
            let digest = sha256_hex(&bytes);
            self.lists.keep_list(&ObjectKey::StatusList { digest: digest.clone() }, bytes.into()).await?;
            let StatusList { sequence, next_update, .. } = list;
            let revision = head.map_or(0, |head| head.revision);
            // Before this line everybody is served the list before; after it, this one.
            match self
                .heads
                .move_status_head(&StatusHead { issuer, sequence, as_of, next_update, digest, revision })
                .await
            {
                Ok(()) => return Ok(()),
                // Another process was faster: its list may know less than ours will, so we look again.
                Err(CommitError::Conflict) => {}
                Err(CommitError::Fault(fault)) => return Err(fault.into()),
            }
        }
        Err(contended())
    }

    async fn signed(&self, list: &StatusList) -> Result<Vec<u8>, Fault> {
        let unmade = |error: seal::ListError| Fault::new("seal.list", error.to_string());
        let key = self.status_keys.public_key().await?;
        let message = list.to_bytes().map_err(unmade)?;
        let signature = self.status_keys.sign(&seal::digest_for(&key, &message)).await?;
        SignedStatusList::complete(&message, &signature, &key).map_err(unmade)
    }
}

fn contended() -> Error {
    Fault::new("publish.contended", "another process kept being faster").into()
}

fn whole_second(moment: Timestamp) -> Timestamp {
    Timestamp::from_second(moment.as_second()).unwrap_or(moment)
}

/// What the list says of a stage.
#[must_use]
pub const fn state_of(stage: LicenseStage) -> StatusState {
    match stage {
        LicenseStage::Sealed => StatusState::NotActivated,
        LicenseStage::Activated => StatusState::Valid,
        LicenseStage::Suspended => StatusState::Suspended,
        LicenseStage::Replaced | LicenseStage::Cancelled | LicenseStage::Withdrawn | LicenseStage::Revoked => {
            StatusState::Ended
        }
    }
}

const fn digit(state: StatusState) -> char {
    match state {
        StatusState::Ended => '0',
        StatusState::NotActivated => '1',
        StatusState::Suspended => '2',
        StatusState::Valid => '3',
    }
}

fn state_of_digit(digit: char) -> Option<StatusState> {
    use StatusState as S;
    [S::Ended, S::NotActivated, S::Suspended, S::Valid].into_iter().find(|state| self::digit(*state) == digit)
}

/// Puts a version's state at its place, if the place is in the chunk.
fn put(chunk: &mut StatusChunk, PlacedStage { place, stage }: &PlacedStage) {
    if (place.issuer, place.index / CHUNK_PLACES) != (chunk.issuer, chunk.number) {
        return;
    }
    let at = usize::try_from(place.index % CHUNK_PLACES).unwrap_or_default();
    let mut states: Vec<char> = chunk.states.chars().collect();
    // A place in between may be allotted to a license that is still being made: whoever has this list when it is issued must
    // not read that it has ended.
    states.resize(states.len().max(at.saturating_add(1)), digit(StatusState::NotActivated));
    if let Some(state) = states.get_mut(at) {
        *state = digit(state_of(*stage));
    }
    chunk.states = states.into_iter().collect();
}

/// All states up to the last place that was used: a license beyond it is not known to the list, and not ended. A place in
/// between of which nothing is known yet reads as not activated, as a license does when it is issued.
fn packed(chunks: &[StatusChunk]) -> Result<PackedStates, Fault> {
    let corrupt = || Fault::new("store.corrupt", "a chunk of states that does not read");
    let first = |chunk: &StatusChunk| chunk.number.checked_mul(CHUNK_PLACES);
    let length = |chunk: &StatusChunk| u32::try_from(chunk.states.len()).ok().filter(|length| *length <= CHUNK_PLACES);
    let end = |chunk| first(chunk)?.checked_add(length(chunk)?);
    let ends: Option<Vec<u32>> = chunks.iter().map(end).collect();
    let count = ends.ok_or_else(corrupt)?.into_iter().max().unwrap_or_default();
    let mut states = PackedStates::new(count).map_err(|_many| corrupt())?;
    for place in 0..count {
        states.set(place, StatusState::NotActivated).map_err(|_beyond| corrupt())?;
    }
    for chunk in chunks {
        for (place, digit) in (first(chunk).ok_or_else(corrupt)?..).zip(chunk.states.chars()) {
            let state = state_of_digit(digit).ok_or_else(corrupt)?;
            states.set(place, state).map_err(|_beyond| corrupt())?;
        }
    }
    Ok(states)
}

#[cfg(test)]
mod tests {
    use license::electronic::StatusPlace;

    use super::*;

    fn chunk(number: u32, states: &str) -> StatusChunk {
        StatusChunk { issuer: 1, number, states: states.into(), revision: 0 }
    }

    fn placed(issuer: u16, index: u32, stage: LicenseStage) -> PlacedStage {
        PlacedStage { place: StatusPlace { issuer, index }, stage }
    }

    #[test]
    fn a_state_lies_at_its_place_and_nowhere_else() {
        let mut one = chunk(1, "");
        for (issuer, index, stage, states) in [
            (1, 4099, LicenseStage::Activated, "1113"),
            (1, 4097, LicenseStage::Suspended, "1213"),
            (1, 4099, LicenseStage::Sealed, "1211"),
            (1, 4097, LicenseStage::Revoked, "1011"),
            (1, 1, LicenseStage::Activated, "1011"),
            (1, 8192, LicenseStage::Activated, "1011"),
            (2, 4096, LicenseStage::Activated, "1011"),
        ] {
            put(&mut one, &placed(issuer, index, stage));
            assert_eq!(one.states, states, "{issuer} {index}");
        }
    }

    #[test]
    fn a_list_ends_with_the_last_place_that_was_used() {
        let states = packed(&[chunk(0, "0123"), chunk(1, "3")]).unwrap();
        assert_eq!(states.count(), 4097);
        use StatusState as S;
        for (place, state) in [
            (0, Some(S::Ended)),
            (1, Some(S::NotActivated)),
            (2, Some(S::Suspended)),
            (3, Some(S::Valid)),
            (4, Some(S::NotActivated)),
            (4096, Some(S::Valid)),
            (4097, None),
        ] {
            assert_eq!(states.get(place), state, "{place}");
        }
        assert_eq!(packed(&[]).unwrap().count(), 0);
    }

    #[test]
    fn a_chunk_that_does_not_read_is_a_fault() {
        let long = "3".repeat(4097);
        for bad in [chunk(0, "4"), chunk(0, "3x"), chunk(0, &long), chunk(u32::MAX, "3"), chunk(1024, "3")] {
            assert_eq!(packed(std::slice::from_ref(&bad)).unwrap_err().code, "store.corrupt", "{bad:?}");
        }
    }
}
