//! Applications, grants, numbers, events, notices and counts.

use std::collections::BTreeMap;

use jiff::SignedDuration;
use license::{
    application::{Application, ApplicationId, MakingStage, Route},
    catalogue::catalogue,
    event::{Event, EventKind, Scope},
    grant::Grant,
    kind::KindClass,
    measure::{Leaf, leaves},
    stage::ApplicationStage,
};
use lifecycle::port::NumberSeries;

use super::{Books, Findings, is_of_license, is_told, verb};

impl Books {
    pub(super) fn check_applications(&self, findings: &mut Findings) {
        for application in self.applications.values() {
            let id = &application.id;
            let grant = self.grants.get(&application.grant);
            let same = |grant: &Grant| {
                (&grant.subject, &grant.holder, grant.kind)
                    == (&application.subject, &application.holder, application.kind)
            };
            findings.unless(grant.is_some_and(same), "application.grant_missing", id);
            let linked = grant.is_some_and(|grant| opens(grant).any(|open| open == id));
            findings.unless(linked != application.stage.is_closed(), "application.open_link", id);
            let moves = self.events_of(id).count();
            findings.unless(u64::try_from(moves) == Ok(application.revision), "application.history", id);
            findings.unless(self.explains(application), "application.stage_unexplained", id);
            findings.unless(is_as_far_as_it_says(application), "application.making", id);
            findings.unless(self.has_its_license(application), "application.license_missing", id);
            findings.unless(self.lease_is_right(application), "application.lease", id);
        }
    }

    /// Only what waits is taken, by somebody whose event says so, for no longer than the rule's time.
    fn lease_is_right(&self, application: &Application) -> bool {
        let Some(lease) = &application.lease else { return true };
        let most = SignedDuration::from_mins(catalogue().review_rules().lease_minutes.into());
        let by_whom = |event: &Event| event.kind == EventKind::CaseTaken && event.by == lease.by;
        application.stage == ApplicationStage::AwaitingReview
            && lease.until.duration_since(lease.from) <= most
            && self.events_of(&application.id).any(by_whom)
    }

    /// Whether events say why the application stands where it does.
    fn explains(&self, application: &Application) -> bool {
        let count =
            |kinds: &[EventKind]| self.events_of(&application.id).filter(|event| kinds.contains(&event.kind)).count();
        let approved = count(&[EventKind::ApplicationApproved, EventKind::RegisterCorrected]);
        let (issued, withdrawn) = (count(&[EventKind::LicenseIssued]), count(&[EventKind::ApplicationWithdrawn]));
        let ended = (approved, issued, withdrawn);
        match application.stage {
            ApplicationStage::Submitted => ended == (0, 0, 0) && count(&[EventKind::ApplicationSubmitted]) == 1,
            ApplicationStage::PhotoReturned => ended == (0, 0, 0) && count(&[EventKind::PhotoReturned]) > 0,
            ApplicationStage::AwaitingReview => {
                ended == (0, 0, 0) && count(&[EventKind::PhotoAccepted]) == count(&[EventKind::ApplicationReturned]) + 1
            }
            ApplicationStage::Returned => ended == (0, 0, 0) && count(&[EventKind::ApplicationReturned]) > 0,
            ApplicationStage::Approved => ended == (1, 0, 0),
            ApplicationStage::Issued => ended == (1, 1, 0),
            // What continues a license and was approved is withdrawn when the license has ended meanwhile.
            ApplicationStage::Withdrawn => {
                let approvals = match application.route {
                    Route::Claim | Route::Making => 0..=0,
                    Route::Update => 1..=1,
                    Route::Replacement => 0..=1,
                };
                withdrawn == 1 && issued == 0 && approvals.contains(&approved)
            }
        }
    }

    /// An issued application names its license, which names it, and their event names both.
    fn has_its_license(&self, application: &Application) -> bool {
        let Some(identifier) = &application.license else {
            return application.stage != ApplicationStage::Issued;
        };
        let mine = |license: &&license::electronic::License| license.identifier == *identifier;
        let Some(license) = self.licenses.values().find(mine) else {
            return false;
        };
        let told = |event: &&Event| event.kind == EventKind::LicenseIssued && is_of_license(event, &license.key);
        application.stage == ApplicationStage::Issued
            && license.application == application.id
            && self.events_of(&application.id).any(|event| told(&event))
    }

    pub(super) fn check_grants(&self, findings: &mut Findings) {
        for grant in self.grants.values() {
            let id = &grant.id;
            findings.unless(self.subjects.contains_key(&grant.subject), "grant.subject_missing", id);
            let is_open = |open: &Application| open.grant == *id && !open.stage.is_closed();
            let all_open = opens(grant).all(|open| self.applications.get(open).is_some_and(is_open));
            findings.unless(all_open, "grant.open_application", id);
            let updates = grant.open_update.as_ref().and_then(|open| self.applications.get(open));
            findings.unless(updates.is_none_or(|open| open.route == Route::Update), "grant.open_update", id);
            let writes = self.events.values().filter(|event| self.writes_grant(event, grant)).count();
            findings.unless(u64::try_from(writes) == Ok(grant.revision), "grant.history", id);
        }
        for subject in self.subjects.values() {
            let own = |event: &&Event| matches!(&event.id.scope, Scope::Subject(id) if *id == subject.id);
            let decided = |event: &&Event| {
                verb(event) == "decide" && event.grant.as_ref().is_some_and(|id| self.is_of(id, subject))
            };
            let writes = self.events.values().filter(|event| own(event) || decided(event)).count();
            let within = subject.revision > 0 && u64::try_from(writes).is_ok_and(|most| subject.revision <= most);
            findings.unless(within, "subject.history", &subject.id);
            let photo = subject.photo.as_ref().is_none_or(|photo| self.photos.contains(&photo.digest));
            findings.unless(photo, "subject.photo_missing", &subject.id);
        }
    }

    fn is_of(&self, grant: &license::grant::GrantId, subject: &license::subject::Subject) -> bool {
        self.grants.get(grant).is_some_and(|grant| grant.subject == subject.id)
    }

    /// Whether the event's commit wrote the grant, each of which moves its revision by one.
    fn writes_grant(&self, event: &Event, grant: &Grant) -> bool {
        let own = event.grant.as_ref() == Some(&grant.id);
        let of_grant = |id| self.applications.get(id).is_some_and(|made: &Application| made.grant == grant.id);
        let updated = event.applications.iter().any(of_grant);
        match &event.id.scope {
            Scope::Application(_) if own => verb(event) == "apply" || event.kind == EventKind::ApplicationWithdrawn,
            // A new photo updates what else the subject has.
            Scope::Application(_) => updated,
            Scope::License(_) => own && event.kind != EventKind::PhoneRegistered,
            Scope::Subject(_) => own && verb(event) == "record" || updated,
        }
    }

    pub(super) fn check_numbers(&self, findings: &mut Findings) {
        for holder in &self.numbers {
            let allotted = |application: &Application| {
                application.grant == holder.grant
                    && application.making.number.as_ref() == Some(&holder.number)
                    && !application.stage.is_closed()
            };
            let own = self.grants.get(&holder.grant).is_some_and(|grant| {
                grant.subject == holder.subject
                    && grant.kind.class() == holder.class
                    && (grant.number.as_ref() == Some(&holder.number)
                        || grant.number.is_none() && self.applications.values().any(allotted))
            });
            findings.unless(own, "number.holder", &holder.number);
        }
        for grant in self.grants.values() {
            let held = grant.number.as_ref().is_none_or(|number| {
                let own = |holder: &&lifecycle::port::NumberHolder| {
                    holder.number == *number && holder.class == grant.kind.class()
                };
                self.numbers.iter().filter(own).map(|holder| &holder.grant).eq([&grant.id])
            });
            findings.unless(held, "grant.number", &grant.id);
        }
        for class in KindClass::ALL {
            self.check_series(class, findings);
        }
    }

    /// A series has given every allotted number once, and moved once for each.
    fn check_series(&self, class: KindClass, findings: &mut Findings) {
        let mut given: BTreeMap<&str, Vec<u32>> = BTreeMap::new();
        for application in self.applications.values().filter(|made| made.kind.class() == class) {
            // An update keeps the number that the grant has; only a making's own is of the series.
            if let Some(number) = &application.making.number {
                given.entry(number.numbering_code()).or_default().push(number.serial().parse().unwrap_or_default());
            }
        }
        for (code, mut serials) in given {
            let series =
                self.series.iter().find(|series| (series.numbering_code.as_str(), series.class) == (code, class));
            let enough = |series: &NumberSeries| serials.iter().all(|serial| *serial <= series.last);
            findings.unless(series.is_some_and(enough), "series.behind", code);
            let steps = u64::try_from(serials.len()).unwrap_or_default();
            findings.unless(series.is_none_or(|series| series.revision == steps), "series.history", code);
            serials.sort_unstable();
            let once = serials.windows(2).all(|pair| pair.first() != pair.last());
            findings.unless(once, "series.twice", code);
        }
    }

    pub(super) fn check_events(&self, findings: &mut Findings) {
        for (name, event) in &self.events {
            let known = event.applications.iter().all(|id| self.applications.contains_key(id));
            findings.unless(known, "event.application_missing", name);
            let granted = event.grant.as_ref().is_some_and(|id| self.grants.contains_key(id));
            findings.unless(granted, "event.grant_missing", name);
            let told = self.notices.iter().filter(|notice| notice.event == event.id).count();
            findings.unless(told == usize::from(is_told(event.kind)), "event.notices", name);
        }
        for notice in &self.notices {
            let event = self.events.get(&notice.event.to_string());
            findings.unless(event.is_some(), "notice.event_missing", &notice.event);
            let grant = event.and_then(|event| event.grant.as_ref()).and_then(|id| self.grants.get(id));
            let right = grant.is_none_or(|grant| grant.holder == notice.holder);
            findings.unless(right, "notice.holder", &notice.event);
        }
    }

    /// Every leaf is the sum of the events that are marked as counted.
    pub(super) fn check_counts(&self, findings: &mut Findings) {
        let mut sums: BTreeMap<Leaf, i64> = BTreeMap::new();
        for seen in &self.seen {
            let event = self.events.get(seen);
            findings.unless(event.is_some(), "count.event_missing", seen);
            for (leaf, change) in event.map(leaves).unwrap_or_default() {
                *sums.entry(leaf).or_default() += change;
            }
        }
        let places: std::collections::BTreeSet<&Leaf> = sums.keys().chain(self.counts.keys()).collect();
        for leaf in places {
            let (counted, sum) = (self.counts.get(leaf), sums.get(leaf));
            let same = counted.copied().unwrap_or_default() == sum.copied().unwrap_or_default();
            findings.unless(same, "count.differs", format!("{} {}", leaf.day, leaf.measure));
        }
    }
}

/// What the making says it has done is on the record.
/// What is open for a grant.
fn opens(grant: &Grant) -> impl Iterator<Item = &ApplicationId> {
    grant.open_application.iter().chain(&grant.open_update)
}

fn is_as_far_as_it_says(application: &Application) -> bool {
    let making = &application.making;
    let numbered = making.identifier.is_some() && making.made_at.is_some() && making.template.is_some();
    let has = (numbered, making.code.is_some(), making.document.is_some());
    let issued = application.stage == ApplicationStage::Issued;
    let approved = matches!(
        application.stage,
        ApplicationStage::Approved | ApplicationStage::Issued | ApplicationStage::Withdrawn
    );
    match making.stage {
        MakingStage::Waiting => has == (false, false, false) && !issued,
        MakingStage::Numbered => has == (true, false, false) && approved && !issued,
        MakingStage::Signed => has == (true, true, false) && approved && !issued,
        MakingStage::Stored => has == (true, true, true) && approved && !issued,
        MakingStage::Committed => has == (true, true, true) && issued,
    }
}
