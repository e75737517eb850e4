//! Made-up people, grants and licenses; check digits are right.

use aws::Aws;
use jiff::{SignedDuration, Timestamp};
use license::{
    application::Application,
    electronic::License,
    event::{Event, Notice, Scope},
    grant::Grant,
    holder_code::HolderCode,
    identifier::{Identifier, Version},
    kind::Kind,
    subject::{NaturalKey, Subject, SubjectId},
    uscc::Uscc,
};
use lifecycle::port::{Commit, Index, Write};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

/// Planted in every personal record; must be nowhere at rest.
pub(super) const NAME: &str = "欧阳桂芳";
pub(super) const ID_NUMBER: &str = "210102199003078814";
pub(super) const OTHER_ID_NUMBER: &str = "210203198511123340";

fn of<T: DeserializeOwned>(value: Value) -> T {
    serde_json::from_value(value).unwrap()
}

pub(super) fn at(seconds: i64) -> Timestamp {
    Timestamp::UNIX_EPOCH + SignedDuration::from_secs(1_795_420_800 + seconds)
}

pub(super) async fn person_id(aws: &Aws, id_number: &str) -> SubjectId {
    let code = HolderCode::parse("111", id_number).unwrap();
    aws.index().await.unwrap().subject_id(NaturalKey::Person(&code))
}

pub(super) fn person(id: &SubjectId, id_number: &str) -> Subject {
    of(json!({
        "id": id, "division": "210100", "operator": null, "photo": null, "revision": 0,
        "facts": {"class": "practitioner", "name": NAME, "code": {"type": "111", "value": id_number},
            "nationality": "CHN", "address": "沈阳市和平区", "driving_class": "A2",
            "qualifications": [{"category": "02001", "from": "2024-03-07", "until": "2030-03-06"}]}
    }))
}

pub(super) async fn grant(aws: &Aws, subject: &SubjectId, number: u32) -> Grant {
    let id = aws.index().await.unwrap().grant_id(&format!("{subject}|071|{number}"));
    of(json!({
        "id": id, "kind": "071", "subject": subject, "holder": subject, "word": null, "number": null, "scope": [],
        "scope_text": null, "validity": {"from": "2024-03-07", "until": "2030-03-06"}, "granted_on": "2024-03-07",
        "first_granted_on": null, "division": "210100", "medium": "paper", "open_application": null, "standing": null,
        "revision": 0
    }))
}

pub(super) fn application(grant: &Grant, name: &str, stage: &str, seconds: i64) -> Application {
    of(json!({
        "id": name, "grant": grant.id, "subject": grant.subject, "holder": grant.holder, "kind": grant.kind,
        "division": grant.division, "route": "claim", "reason": "1", "applicant": {"role": "holder", "id": "sub-1"},
        "stage": stage, "submitted_at": at(seconds), "waiting_since": at(seconds), "photo": null, "uploads": 0,
        "decision": {"by": {"role": "reviewer", "id": "sub-2"}, "at": at(seconds), "reasons": [], "words": NAME},
        "making": {"stage": "waiting", "identifier": null, "number": null, "made_at": null, "code": null,
            "document": null},
        "license": null, "revision": 0
    }))
}

pub(super) async fn license(aws: &Aws, grant: &Grant, application: &str, seconds: i64) -> License {
    let application = license::application::Name::parse(application).unwrap();
    let serial = aws.index().await.unwrap().serial(&application);
    let issuer = Uscc::parse("11210100MB0000001T").unwrap();
    let identifier = Identifier::new(Kind::PractitionerCertificate, issuer, serial.clone(), Version::FIRST);
    of(json!({
        "key": format!("071.{serial}"), "version": "001", "identifier": identifier, "replaces": null, "reason": "1",
        "grant": grant.id, "subject": grant.subject, "holder": grant.holder, "division": grant.division,
        "application": application, "catalogue": "2026.1",
        "face": [{"short_name": "XM", "value": NAME}, {"short_name": "SFZH", "value": ID_NUMBER}],
        "photo": null, "validity": grant.validity, "stage": "sealed", "suspended_from": null, "act": null,
        "made_at": at(seconds), "code": "HTTPS://LZ.EXAMPLE/#1", "document": "00", "revision": 0
    }))
}

pub(super) fn event(scope: Scope, name: &str, seconds: i64) -> Event {
    of(json!({
        "id": {"scope": scope, "name": name}, "kind": "grant_recorded", "at": at(seconds), "division": "210100",
        "license_kind": "071", "grant": null, "applications": [], "by": {"role": "officer", "id": "sub-3"},
        "request": "00"
    }))
}

pub(super) fn notice(holder: &SubjectId, event: &Event) -> Notice {
    of(json!({
        "holder": holder, "event": event.id, "kind": "issued", "license_kind": "071", "at": event.at,
        "application": null, "license": null, "reasons": []
    }))
}

/// An event in a subject's history with what it writes.
pub(super) fn commit(subject: &SubjectId, name: &str, seconds: i64, writes: Vec<Write>) -> Commit {
    let event = event(Scope::Subject(subject.clone()), name, seconds);
    let notice = Some(notice(subject, &event));
    Commit { event, writes, notice }
}
