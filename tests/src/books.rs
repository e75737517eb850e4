//! Whether the books are whole, judged from storage alone: every table is scanned, every bucket listed, and nothing is
//! taken from the memory of who wrote it.

mod accounts;
mod broken;
mod files;
mod lists;
mod load;
mod papers;
mod photos;
mod story;

use std::collections::{BTreeMap, BTreeSet};

use aws::Aws;
use license::{
    application::{Application, ApplicationId},
    electronic::{License, LicenseKey},
    event::{Event, EventKind, Notice, Scope},
    grant::{Grant, GrantId},
    identifier::Version,
    measure::Leaf,
    subject::{Subject, SubjectId},
};
use lifecycle::port::{IssuerKey, NumberHolder, NumberSeries, Sighting, StatusChunk};
use local::stores::Stores;

use lists::Published;

/// What is wrong, by a stable name, and with which record.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Violation {
    pub(crate) rule: &'static str,
    pub(crate) record: String,
}

impl std::fmt::Debug for Violation {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {}", self.rule, self.record)
    }
}

/// Everything that lies in the stores, opened.
#[derive(Clone, Default)]
pub(crate) struct Books {
    pub(crate) subjects: BTreeMap<SubjectId, Subject>,
    pub(crate) grants: BTreeMap<GrantId, Grant>,
    pub(crate) applications: BTreeMap<ApplicationId, Application>,
    pub(crate) licenses: BTreeMap<(LicenseKey, Version), License>,
    pub(crate) events: BTreeMap<String, Event>,
    pub(crate) notices: Vec<Notice>,
    pub(crate) series: Vec<NumberSeries>,
    pub(crate) numbers: Vec<NumberHolder>,
    pub(crate) issuer_keys: Vec<IssuerKey>,
    /// How many places of each issuer's status list were given.
    pub(crate) places_given: BTreeMap<u16, u32>,
    /// The states that the status lists are made of.
    pub(crate) chunks: Vec<StatusChunk>,
    /// The newest status list of each issuer, and its head.
    pub(crate) published: Vec<Published>,
    /// Leaf sums, and the events that are marked as counted.
    pub(crate) counts: BTreeMap<Leaf, i64>,
    pub(crate) seen: BTreeSet<String>,
    /// Custom data of each document by digest; `None` for one that cannot be read.
    pub(crate) documents: BTreeMap<String, Option<Vec<(String, String)>>>,
    pub(crate) photos: BTreeSet<String>,
    /// Photos by what they look like, by the place of each entry.
    pub(crate) sightings: BTreeMap<(String, String), Sighting>,
    /// How many reads of a holder's data are on record.
    pub(crate) accesses: BTreeMap<String, usize>,
    /// What was found while opening.
    pub(crate) found: Vec<Violation>,
}

/// Holds everything in the stores against the rules of the register; empty is whole.
pub(crate) async fn check_register(stores: &Stores, aws: &Aws) -> Vec<Violation> {
    Books::load(stores, aws).await.violations()
}

/// Collects what is wrong.
#[derive(Default)]
struct Findings(Vec<Violation>);

impl Findings {
    fn unless(&mut self, holds: bool, rule: &'static str, record: impl std::fmt::Display) {
        if !holds {
            self.0.push(Violation { rule, record: record.to_string() });
        }
    }
}

impl Books {
    /// Every violation, each once.
    pub(crate) fn violations(&self) -> Vec<Violation> {
        let mut findings = Findings(self.found.clone());
        self.check_applications(&mut findings);
        self.check_grants(&mut findings);
        self.check_numbers(&mut findings);
        self.check_events(&mut findings);
        self.check_counts(&mut findings);
        self.check_licenses(&mut findings);
        self.check_files(&mut findings);
        self.check_photos(&mut findings);
        let mut all = findings.0;
        all.sort();
        all.dedup();
        all
    }

    /// The events in an application's own history and those that moved it.
    fn events_of(&self, application: &ApplicationId) -> impl Iterator<Item = &Event> {
        self.events.values().filter(move |event| event.applications.contains(application))
    }

    /// The versions of a license, oldest first.
    fn versions(&self, key: &LicenseKey) -> impl Iterator<Item = &License> {
        let key = key.clone();
        self.licenses.values().filter(move |license| license.key == key)
    }

    fn keys(&self) -> BTreeSet<&LicenseKey> {
        self.licenses.keys().map(|(key, _)| key).collect()
    }
}

/// The verb that an event's name begins with.
fn verb(event: &Event) -> &str {
    event.id.name.split('.').next().unwrap_or_default()
}

fn is_of_license(event: &Event, key: &LicenseKey) -> bool {
    matches!(&event.id.scope, Scope::License(own) if own == key)
}

/// Whether holders are told of it.
fn is_told(kind: EventKind) -> bool {
    use EventKind as K;
    match kind {
        K::LicenseIssued
        | K::LicenseSuspended
        | K::LicenseResumed
        | K::LicenseCancelled
        | K::LicenseWithdrawn
        | K::LicenseRevoked
        | K::PhotoReturned
        | K::ApplicationReturned
        | K::PhoneRegistered => true,
        K::GrantRecorded
        | K::RegisterCorrected
        | K::ApplicationSubmitted
        | K::PhotoOffered
        | K::PhotoAccepted
        | K::CaseTaken
        | K::CaseGivenBack
        | K::ApplicationApproved
        | K::ApplicationWithdrawn
        | K::MakingAdvanced
        | K::LicenseActivated => false,
    }
}
