//! Licenses: their chains, their grants' word on them, and the events that explain where they stand.

use std::collections::BTreeSet;

use license::{
    electronic::{License, LicenseKey},
    event::{Event, EventKind},
    stage::LicenseStage,
};

use super::{Books, Findings, is_of_license};

impl Books {
    pub(super) fn check_licenses(&self, findings: &mut Findings) {
        for license in self.licenses.values() {
            let id = &license.key;
            let named = (LicenseKey::of(&license.identifier), license.identifier.version());
            findings.unless(named == (license.key.clone(), license.version), "license.key", id);
            let made = self.applications.get(&license.application);
            let own = made.is_some_and(|made| made.license.as_ref() == Some(&license.identifier));
            findings.unless(own, "license.application", id);
            let drawn = made.is_some_and(|made| made.making.template == Some(license.template));
            findings.unless(drawn, "license.template", id);
            let placed = made.is_some_and(|made| made.making.status_place == license.status_place());
            findings.unless(placed, "license.status_place", id);
            let asked = made.is_some_and(|made| made.reason == license.reason);
            findings.unless(asked, "license.reason", id);
            findings.unless(self.issues_of(license).count() == 1, "license.event_missing", id);
            findings.unless(self.grants.contains_key(&license.grant), "license.grant_missing", id);
        }
        self.check_places(findings);
        for key in self.keys() {
            self.check_chain(key, findings);
            self.check_history(key, findings);
        }
        self.check_standings(findings);
    }

    /// A place is one version's for ever, and was given.
    fn check_places(&self, findings: &mut Findings) {
        let mut taken = BTreeSet::new();
        for license in self.licenses.values() {
            let id = format!("{} {}", license.key, license.version);
            let Some(place) = license.status_place() else {
                findings.unless(false, "license.no_place", id);
                continue;
            };
            findings.unless(taken.insert(place), "status.place_twice", &id);
            let given = self.places_given.get(&place.issuer).copied().unwrap_or_default();
            findings.unless(place.index < given, "status.place_not_given", &id);
        }
    }

    fn issues_of(&self, license: &License) -> impl Iterator<Item = &Event> {
        let name = format!("issue.{}", license.version);
        let is_issue = move |event: &&Event| {
            event.kind == EventKind::LicenseIssued && is_of_license(event, &license.key) && event.id.name == name
        };
        self.events.values().filter(is_issue)
    }

    /// Versions follow each other without a gap, each names the one before, and at most the newest has not ended.
    fn check_chain(&self, key: &LicenseKey, findings: &mut Findings) {
        let versions: Vec<&License> = self.versions(key).collect();
        let mut before: Option<&License> = None;
        for (license, number) in versions.iter().zip(1_u16..) {
            let replaces = before.map(|old| &old.identifier);
            let follows = license.version.number() == number && license.replaces.as_ref() == replaces;
            findings.unless(follows, "license.chain", key);
            before = Some(license);
        }
        let standing = versions.iter().filter(|license| !license.stage.is_ended()).count();
        findings.unless(standing <= 1, "license.two_stand", key);
        let older = versions.len().saturating_sub(1);
        let replaced = versions.iter().take(older).all(|license| license.stage == LicenseStage::Replaced);
        let newest = versions.last().is_some_and(|license| license.stage != LicenseStage::Replaced);
        findings.unless(replaced && newest, "license.replaced", key);
    }

    /// Stages entered less stages left are the stages that versions stand at; each event moved one version, and an
    /// issue that replaces moved the one before as well.
    fn check_history(&self, key: &LicenseKey, findings: &mut Findings) {
        let events: Vec<&Event> = self.events.values().filter(|event| is_of_license(event, key)).collect();
        for stage in LicenseStage::ALL {
            let count = |list: &[LicenseStage]| list.iter().filter(|own| **own == stage).count();
            let entered: usize = events.iter().map(|event| count(&event.tally.entered)).sum();
            let left: usize = events.iter().map(|event| count(&event.tally.left)).sum();
            let stands = self.versions(key).filter(|license| license.stage == stage).count();
            findings.unless(entered == left + stands, "license.stage_unexplained", format!("{key} {stage:?}"));
        }
        let replacing = self.versions(key).filter(|license| license.replaces.is_some()).count();
        // A phone that is registered changes no version.
        let moves = events.iter().filter(|event| event.kind != EventKind::PhoneRegistered).count();
        let writes = u64::try_from(moves + replacing).unwrap_or_default();
        let revisions: u64 = self.versions(key).map(|license| license.revision).sum();
        findings.unless(revisions == writes, "license.history", key);
    }

    /// A grant's standing is its newest license, exactly; every other license of the grant has ended.
    fn check_standings(&self, findings: &mut Findings) {
        for grant in self.grants.values() {
            let own: Vec<&License> = self.licenses.values().filter(|license| license.grant == grant.id).collect();
            let Some(standing) = &grant.standing else {
                findings.unless(own.is_empty(), "grant.standing", &grant.id);
                continue;
            };
            let newest = self.versions(&standing.key).last();
            let same = newest.is_some_and(|license| license.standing() == *standing && license.grant == grant.id);
            findings.unless(same, "grant.standing", &grant.id);
            let others = own.iter().filter(|license| license.identifier != standing.identifier);
            let ended = others.clone().all(|license| license.stage.is_ended());
            findings.unless(ended, "grant.two_stand", &grant.id);
        }
    }
}
