//! What a row or a correction changes: the decision, without the world.

use jiff::Timestamp;
use license::{
    caller::Actor,
    event::{Event, EventId, EventKind, Scope, Tally},
    finding::findings,
    grant::{Grant, GrantId},
    refusal::Refusal,
    subject::{Facts, NaturalKey, Subject, SubjectId},
};

use super::row::Row;
use crate::{
    act::sha256_hex,
    port::{Commit, Dossier, Index, NumberHolder, Write},
};

/// New facts for a record.
pub(super) struct Change {
    pub(super) facts: Facts,
    pub(super) by: Actor,
    pub(super) at: Timestamp,
}

/// What a correction commits; `None` if it says what the record says already.
pub(super) fn correction(
    dossier: Dossier,
    change: Change,
    id: EventId,
    request: String,
) -> Result<Option<Commit>, Refusal> {
    let Dossier { subject: old, grants } = dossier;
    let subject = Subject { facts: change.facts, ..old.clone() };
    if subject == old {
        return Ok(None);
    }
    let Some(first) = grants.first().cloned() else {
        return Err(Refusal::NoGrant);
    };
    let mut event = new_event(id, EventKind::RegisterCorrected, &first, &change.by, change.at);
    event.request = request;
    event.tally.compliant = compliance(&old, &subject, &grants);
    let mut writes = vec![Write::Subject(subject.clone())];
    for grant in grants {
        update(&mut event, &mut writes, grant, &subject, change.at)?;
    }
    Ok(Some(Commit { event, writes, notice: None }))
}

/// What a row commits; `None` if all of it is in the register already.
pub(super) fn row(
    index: &dyn Index,
    dossier: Option<Dossier>,
    row: &Row,
    by: &Actor,
    at: Timestamp,
) -> Result<Option<Commit>, Refusal> {
    let id = index.subject_id(row.facts.natural_key());
    let known = dossier.as_ref().map(|found| &found.subject);
    let subject = subject_of(index, row, id, known);
    let named = dossier.as_ref().and_then(|found| grant_of_number(found, row)).map(|grant| grant.id.clone());
    let natural = || index.grant_id(&GrantId::natural_text(&subject.id, row.kind, row.number.as_ref()));
    let grant_id = named.unwrap_or_else(natural);
    let old_grant = dossier.as_ref().and_then(|found| found.grants.iter().find(|grant| grant.id == grant_id));
    let holder = index.subject_id(row.facts.holder_key());
    let grant = grant_of(row, grant_id, &subject.id, holder, old_grant);
    if known == Some(&subject) && old_grant == Some(&grant) {
        return Ok(None);
    }
    let is_new = old_grant.is_none();
    let kind = if is_new { EventKind::GrantRecorded } else { EventKind::RegisterCorrected };
    let name = sha256_hex(format!("{grant:?}|{}|{}", subject.revision, facts_digest(&row.facts)).as_bytes());
    let id = EventId::new(Scope::Subject(subject.id.clone()), "record", name.get(..32).unwrap_or(&name));
    let mut event = new_event(id, kind, &grant, by, at);
    event.tally.grants = i64::from(is_new);
    let others: Vec<Grant> =
        dossier.iter().flat_map(|found| &found.grants).filter(|other| other.id != grant.id).cloned().collect();
    let before: Vec<Grant> = old_grant.into_iter().chain(&others).cloned().collect();
    event.tally.compliant = known.map(|old| compliance(old, &subject, &before)).unwrap_or_default();
    if is_new && findings(&subject).is_empty() {
        event.tally.compliant.push((grant.kind, 1));
    }
    let writes = row_writes(&mut event, known, &subject, (grant, is_new), others, at)?;
    Ok(Some(Commit { event, writes, notice: None }))
}

/// The grant that has the row's number already: also one that was recorded without, and was allotted it here.
pub(super) fn grant_of_number<'a>(dossier: &'a Dossier, row: &Row) -> Option<&'a Grant> {
    let numbered = |grant: &&Grant| grant.kind == row.kind && row.number.is_some() && grant.number == row.number;
    dossier.grants.iter().find(numbered)
}

fn row_writes(
    event: &mut Event,
    known: Option<&Subject>,
    subject: &Subject,
    (grant, is_new): (Grant, bool),
    others: Vec<Grant>,
    at: Timestamp,
) -> Result<Vec<Write>, Refusal> {
    let mut writes = Vec::new();
    let changed = known != Some(subject);
    writes.push(if changed {
        Write::Subject(subject.clone())
    } else {
        Write::Unchanged(subject.id.clone(), subject.revision)
    });
    if let (true, Some(number)) = (is_new, &grant.number) {
        let (subject, id, class) = (grant.subject.clone(), grant.id.clone(), grant.kind.class());
        writes.push(Write::Number(NumberHolder { number: number.clone(), class, subject, grant: id }));
    }
    if !update(event, &mut writes, grant.clone(), subject, at)? {
        writes.push(Write::Grant(grant));
    }
    if changed {
        for other in others {
            update(event, &mut writes, other, subject, at)?;
        }
    }
    Ok(writes)
}

/// A digest of facts that may hold personal values; only the digest leaves this function.
fn facts_digest(facts: &Facts) -> String {
    serde_json::to_vec(facts).map(|bytes| sha256_hex(&bytes)).unwrap_or_default()
}

fn subject_of(index: &dyn Index, row: &Row, id: SubjectId, known: Option<&Subject>) -> Subject {
    let operator = row.operator.as_ref().map(|code| index.subject_id(NaturalKey::Operator(code)));
    Subject {
        id,
        facts: row.facts.clone(),
        division: row.division,
        operator,
        photo: known.and_then(|old| old.photo.clone()),
        revision: known.map_or(0, |old| old.revision),
    }
}

fn grant_of(row: &Row, id: GrantId, subject: &SubjectId, holder: SubjectId, old: Option<&Grant>) -> Grant {
    Grant {
        id,
        kind: row.kind,
        subject: subject.clone(),
        holder,
        word: row.word.clone(),
        number: row.number.clone().or_else(|| old.and_then(|old| old.number.clone())),
        scope: row.scope.clone(),
        scope_text: row.scope_text.clone(),
        validity: row.validity,
        granted_on: row.granted_on,
        first_granted_on: row.first_granted_on,
        division: row.division,
        medium: row.medium,
        open_application: old.and_then(|old| old.open_application.clone()),
        open_update: old.and_then(|old| old.open_update.clone()),
        standing: old.and_then(|old| old.standing.clone()),
        revision: old.map_or(0, |old| old.revision),
    }
}

fn new_event(id: EventId, kind: EventKind, grant: &Grant, by: &Actor, at: Timestamp) -> Event {
    let mut event = crate::act::event(id, kind, grant, by, at);
    event.tally = Tally::default();
    event
}

/// By how much the number of grants with a compliant record changes, by kind.
fn compliance(old: &Subject, new: &Subject, grants: &[Grant]) -> Vec<(license::kind::Kind, i64)> {
    let change = i64::from(findings(new).is_empty()) - i64::from(findings(old).is_empty());
    if change == 0 { Vec::new() } else { grants.iter().map(|grant| (grant.kind, change)).collect() }
}

/// The changed record reaches the grant's license; an event that leaves a license to be made is a correction, also if it
/// recorded another grant.
fn update(
    event: &mut Event,
    writes: &mut Vec<Write>,
    grant: Grant,
    subject: &Subject,
    at: Timestamp,
) -> Result<bool, Refusal> {
    let made_anew = crate::update::update(event, writes, grant, subject, at)?;
    if made_anew {
        event.kind = EventKind::RegisterCorrected;
    }
    Ok(made_anew)
}
