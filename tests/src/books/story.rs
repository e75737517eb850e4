//! What became of one subject, in words that hold no name of a record: two subjects with one fate have one story.

use std::collections::BTreeMap;

use license::{electronic::License, grant::Grant, subject::SubjectId};

use super::Books;

impl Books {
    /// Stages, versions, revisions, events and notices by kind, what was counted and what was looked at.
    pub(crate) fn story(&self, subject: &SubjectId) -> String {
        let Some(record) = self.subjects.get(subject) else {
            return "nothing".to_owned();
        };
        let grants: Vec<&Grant> = self.grants.values().filter(|grant| grant.subject == *subject).collect();
        let mut lines = vec![format!("subject r{} photo {}", record.revision, record.photo.is_some())];
        let mut parts: Vec<String> = grants.iter().flat_map(|grant| self.of_grant(grant)).collect();
        parts.sort();
        lines.append(&mut parts);
        lines.extend(self.happened(&grants));
        let holder = grants.first().map(|grant| format!("HOLDER#{}", grant.holder)).unwrap_or_default();
        lines.push(format!("looked at {}", self.accesses.contains_key(&holder)));
        lines.join("\n")
    }

    fn of_grant(&self, grant: &Grant) -> Vec<String> {
        let stands = grant.standing.as_ref().map(|standing| (standing.version.number(), standing.stage));
        let open = (grant.open_application.is_some(), grant.open_update.is_some());
        let numbered = grant.number.is_some();
        let kind = grant.kind.code();
        let mut lines = vec![format!("{kind} grant r{} open {open:?} numbered {numbered} {stands:?}", grant.revision)];
        lines.extend(self.applications.values().filter(|made| made.grant == grant.id).map(|made| {
            let (reasons, photo) =
                (made.decision.as_ref().map(|decision| decision.reasons.clone()), made.photo.is_some());
            let (stage, route, making) = (made.stage, (made.route, made.reason), made.making.stage);
            let (revision, uploads) = (made.revision, made.uploads);
            format!("{kind} application {route:?} {stage:?} {making:?} r{revision} {uploads} {photo} {reasons:?}")
        }));
        let own = self.licenses.values().filter(|license| license.grant == grant.id);
        lines.extend(own.map(|license: &License| {
            let act = license.act.as_ref().map(|act| (act.what, act.reason.clone()));
            let (number, stage, from) = (license.version.number(), license.stage, license.suspended_from);
            let (reason, template) = (license.reason, license.template);
            let revision = license.revision;
            format!("{kind} license v{number} {stage:?} {from:?} {act:?} {reason:?} t{template} r{revision}")
        }));
        lines
    }

    fn happened(&self, grants: &[&Grant]) -> Vec<String> {
        let is_own = |id: &license::grant::GrantId| grants.iter().any(|grant| grant.id == *id);
        let mut kinds: BTreeMap<String, (u32, u32, u32)> = BTreeMap::new();
        for (name, event) in &self.events {
            if !event.grant.as_ref().is_some_and(is_own) {
                continue;
            }
            let told = self.notices.iter().filter(|notice| notice.event == event.id).count();
            let entry = kinds.entry(event.kind.as_str().to_owned()).or_default();
            entry.0 += 1;
            entry.1 += u32::try_from(told).unwrap_or(u32::MAX);
            entry.2 += u32::from(self.seen.contains(name));
        }
        kinds
            .iter()
            .map(|(kind, (times, told, counted))| format!("{kind} {times} told {told} counted {counted}"))
            .collect()
    }
}
