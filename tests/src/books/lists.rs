//! Status lists: they follow the books. These rules hold once everything that happened was published, and not before.

use std::collections::BTreeMap;

use license::{electronic::StatusPlace, stage::LicenseStage};
use lifecycle::port::{CHUNK_PLACES, StatusChunk, StatusHead};
use seal::{StatusList, StatusState};

use super::{Books, Findings, Violation};

/// The digit of a place that is nobody's: it reads as a license does that was just made.
const NOBODY: char = '1';

/// What a head names.
#[derive(Clone)]
pub(crate) struct Published {
    pub(crate) head: StatusHead,
    /// `None` if it does not lie there, or the status key did not sign it.
    pub(crate) list: Option<StatusList>,
}

impl Books {
    /// Where the status lists say otherwise than the books.
    pub(crate) fn list_violations(&self) -> Vec<Violation> {
        let mut findings = Findings::default();
        self.check_chunks(&mut findings);
        for published in &self.published {
            check_head(published, &mut findings);
            self.check_list(published, &mut findings);
        }
        for chunk in &self.chunks {
            let listed = self.published.iter().any(|published| published.head.issuer == chunk.issuer);
            findings.unless(listed, "status.no_list", chunk.issuer);
        }
        let mut all = findings.0;
        all.sort();
        all.dedup();
        all
    }

    /// Every license's place says how the license stands, and no other place says anything.
    fn check_chunks(&self, findings: &mut Findings) {
        let states: BTreeMap<StatusPlace, char> = self.chunks.iter().flat_map(places).collect();
        let stands: BTreeMap<StatusPlace, char> = self
            .licenses
            .values()
            .filter_map(|license| Some((license.status_place()?, digit(license.stage))))
            .collect();
        for (place, stage) in &stands {
            let name = format!("{} {}", place.issuer, place.index);
            findings.unless(states.get(place) == Some(stage), "status.chunk_differs", name);
        }
        for (place, state) in states.iter().filter(|(place, _)| !stands.contains_key(place)) {
            let name = format!("{} {}", place.issuer, place.index);
            findings.unless(*state == NOBODY, "status.chunk_of_nobody", &name);
            let given = self.places_given.get(&place.issuer).copied().unwrap_or_default();
            findings.unless(place.index < given, "status.chunk_beyond", name);
        }
    }

    /// The newest list says what the chunks say, place by place.
    fn check_list(&self, Published { head, list }: &Published, findings: &mut Findings) {
        let Some(list) = list else { return };
        let own = self.chunks.iter().filter(|chunk| chunk.issuer == head.issuer);
        let states: BTreeMap<u32, char> = own.flat_map(places).map(|(place, state)| (place.index, state)).collect();
        let count = states.keys().max().map_or(0, |last| last + 1);
        findings.unless(list.states.count() == count, "status.list_length", head.issuer);
        for place in 0..count.min(list.states.count()) {
            let state = states.get(&place).copied().unwrap_or(NOBODY);
            let same = list.state(place).map(told) == Some(state);
            findings.unless(same, "status.list_differs", format!("{} {place}", head.issuer));
        }
    }
}

/// The head and the signed list that it names say the same of it.
fn check_head(Published { head, list }: &Published, findings: &mut Findings) {
    let same = list.as_ref().map(|list| {
        let said = (list.issuer_number, list.sequence, list.as_of, list.next_update);
        said == (head.issuer, head.sequence, head.as_of, head.next_update)
    });
    findings.unless(same.is_some(), "status.list_unreadable", head.issuer);
    findings.unless(same.unwrap_or(true), "status.head_differs", head.issuer);
}

fn places(chunk: &StatusChunk) -> impl Iterator<Item = (StatusPlace, char)> {
    let first = chunk.number * CHUNK_PLACES;
    (first..).zip(chunk.states.chars()).map(|(index, state)| (StatusPlace { issuer: chunk.issuer, index }, state))
}

/// What SEAL.md says a list tells of a stage.
const fn digit(stage: LicenseStage) -> char {
    match stage {
        LicenseStage::Replaced | LicenseStage::Cancelled | LicenseStage::Withdrawn | LicenseStage::Revoked => '0',
        LicenseStage::Sealed => '1',
        LicenseStage::Suspended => '2',
        LicenseStage::Activated => '3',
    }
}

const fn told(state: StatusState) -> char {
    match state {
        StatusState::Ended => '0',
        StatusState::NotActivated => '1',
        StatusState::Suspended => '2',
        StatusState::Valid => '3',
    }
}
