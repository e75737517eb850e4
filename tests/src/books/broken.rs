//! The check can fail: one record is broken at a time, and the violation has its name.

use aws_sdk_dynamodb::types::AttributeValue;
use license::{
    event::{Event, EventKind},
    face::FaceValue,
    kind::{Kind, KindClass},
    photo_hash::PhotoHash,
    scope::IssueReason,
    stage::{ApplicationStage, LicenseStage},
};
use local::stores::{DOCUMENTS_BUCKET, LISTS_BUCKET, RECORDS_TABLE};

use super::Books;
use crate::faults::world::World;

/// An operator with an allotted number and two versions, an open claim of another, a practitioner's returned photo; all
/// events are counted.
async fn filled() -> World {
    let world = World::new().await;
    let case = world.recorded(0, KindClass::Operator, false).await;
    world.claim(&case).await;
    let case = world.make(case).await;
    let (key, version) = case.license();
    world.aws.deliver().activate(&case.holder(), key, version).await.unwrap();
    let case = world.corrected(case).await;
    world.make(case).await;
    let photographed = world.approved(1, 128).await;
    world.make(photographed).await;
    let waiting = world.recorded(2, KindClass::Operator, true).await;
    world.claim(&waiting).await;
    for event in world.books().await.events.values() {
        world.aws.statistics().count(event).await.unwrap();
    }
    world
}

/// What breaks, and the rules that say so.
type Break = (fn(&mut Books), &'static [&'static str]);

fn event_of(books: &mut Books, kind: EventKind) -> &mut Event {
    books.events.values_mut().find(|event| event.kind == kind).unwrap()
}

fn forget(books: &mut Books, kind: EventKind) {
    let name = event_of(books, kind).id.to_string();
    books.events.remove(&name);
    books.seen.remove(&name);
}

fn application(books: &mut Books, stage: ApplicationStage) -> &mut license::application::Application {
    books.applications.values_mut().find(|application| application.stage == stage).unwrap()
}

fn license(books: &mut Books, stage: LicenseStage) -> &mut license::electronic::License {
    books.licenses.values_mut().find(|license| license.stage == stage).unwrap()
}

fn granted(books: &mut Books) -> &mut license::grant::Grant {
    books.grants.values_mut().find(|grant| grant.standing.is_some() && grant.number.is_some()).unwrap()
}

const APPLICATIONS: [Break; 11] = [
    (|books| application(books, ApplicationStage::Issued).revision += 1, &["application.history"]),
    (
        |books| {
            let (by, from) = (license::caller::Actor::rule("nobody"), jiff::Timestamp::UNIX_EPOCH);
            let lease = license::lease::Lease { by, from, until: from };
            application(books, ApplicationStage::Issued).lease = Some(Box::new(lease));
        },
        &["application.lease"],
    ),
    (
        |books| application(books, ApplicationStage::Approved).stage = ApplicationStage::Submitted,
        &["application.stage_unexplained"],
    ),
    (|books| application(books, ApplicationStage::Issued).making.document = None, &["application.making"]),
    (
        |books| application(books, ApplicationStage::Issued).making.template = None,
        &["application.making", "license.template"],
    ),
    (
        |books| application(books, ApplicationStage::Issued).license = None,
        &["application.license_missing", "license.application"],
    ),
    (
        |books| {
            let approved = application(books, ApplicationStage::Approved).id.clone();
            books.applications.remove(&approved);
        },
        &["event.application_missing", "grant.open_application"],
    ),
    (
        |books| {
            let open = application(books, ApplicationStage::Approved).grant.clone();
            books.grants.get_mut(&open).unwrap().open_application = None;
        },
        &["application.open_link"],
    ),
    (
        |books| {
            let issued = application(books, ApplicationStage::Issued).clone();
            books.grants.get_mut(&issued.grant).unwrap().open_application = Some(issued.id);
        },
        &["application.open_link", "grant.open_application"],
    ),
    (
        |books| forget(books, EventKind::PhotoAccepted),
        &["application.history", "count.differs", "photo_hash.unexplained"],
    ),
    (
        |books| event_of(books, EventKind::LicenseActivated).tally.entered.clear(),
        &["count.differs", "license.stage_unexplained"],
    ),
];

const REGISTER: [Break; 14] = [
    (|books| granted(books).revision -= 1, &["grant.history"]),
    (|books| granted(books).standing = None, &["grant.standing"]),
    (|books| granted(books).standing.as_mut().unwrap().template += 1, &["grant.standing"]),
    (
        |books| {
            let open = application(books, ApplicationStage::Approved).clone();
            let grant = books.grants.get_mut(&open.grant).unwrap();
            grant.open_update = grant.open_application.take();
        },
        &["grant.open_update"],
    ),
    (|books| granted(books).standing.as_mut().unwrap().stage = LicenseStage::Revoked, &["grant.standing"]),
    (|books| granted(books).standing.as_mut().unwrap().validity.until = None, &["grant.standing"]),
    (|books| books.numbers.clear(), &["grant.number", "license.number"]),
    (|books| granted(books).number = None, &["number.holder"]),
    (
        |books| {
            let copy = books.numbers[0].clone();
            books.numbers.push(copy);
        },
        &["grant.number"],
    ),
    (|books| books.series[0].last = 0, &["series.behind"]),
    (|books| books.series[0].revision += 1, &["series.history"]),
    (|books| books.subjects.values_mut().for_each(|subject| subject.revision = 9), &["subject.history"]),
    (|books| drop(books.subjects.pop_first()), &["grant.subject_missing"]),
    (|books| books.photos.clear(), &["license.photo_missing", "photo.not_kept", "subject.photo_missing"]),
];

const PHOTOS: [Break; 5] = [
    (|books| drop(books.sightings.pop_first()), &["photo_hash.incomplete"]),
    (|books| books.sightings.clear(), &["photo_hash.missing"]),
    (
        |books| books.sightings.values_mut().for_each(|one| one.kind = Kind::VehicleCertificate),
        &["photo_hash.unexplained"],
    ),
    (
        |books| books.sightings.values_mut().for_each(|one| one.hash = PhotoHash::new(0)),
        &["photo_hash.misplaced", "photo_hash.missing"],
    ),
    (
        |books| {
            let (place, one) = books.sightings.pop_first().unwrap();
            books.sightings.insert((place.0, "elsewhere".into()), one);
        },
        &["photo_hash.misplaced"],
    ),
];

const TOLD_AND_COUNTED: [Break; 6] = [
    (|books| drop(books.notices.pop()), &["event.notices"]),
    (
        |books| {
            let copy = books.notices[0].clone();
            books.notices.push(copy);
        },
        &["event.notices"],
    ),
    (|books| books.notices[0].event.name = "issue.009".into(), &["event.notices", "notice.event_missing"]),
    (
        |books| {
            let other = books.notices.iter().map(|notice| notice.holder.clone()).max().unwrap();
            books.notices.iter_mut().min_by_key(|notice| notice.holder.clone()).unwrap().holder = other;
        },
        &["notice.holder"],
    ),
    (|books| *books.counts.values_mut().next().unwrap() += 1, &["count.differs"]),
    (|books| assert!(books.seen.insert("license/none".into())), &["count.event_missing"]),
];

const PLACES: [Break; 4] = [
    (
        |books| license(books, LicenseStage::Activated).status_index = None,
        &["license.code_differs", "license.no_place", "license.status_place"],
    ),
    (
        |books| license(books, LicenseStage::Activated).status_index = Some(0),
        &["license.code_differs", "license.status_place", "status.place_twice"],
    ),
    (|books| application(books, ApplicationStage::Issued).making.status_place = None, &["license.status_place"]),
    (|books| books.places_given.clear(), &["status.place_not_given"]),
];

const LICENSES: [Break; 12] = [
    (
        |books| license(books, LicenseStage::Replaced).stage = LicenseStage::Activated,
        &["grant.two_stand", "license.replaced", "license.stage_unexplained", "license.two_stand"],
    ),
    (|books| license(books, LicenseStage::Activated).replaces = None, &["license.chain", "license.history"]),
    (|books| license(books, LicenseStage::Activated).revision += 1, &["license.history"]),
    (|books| license(books, LicenseStage::Replaced).template += 1, &["license.template"]),
    (|books| license(books, LicenseStage::Activated).reason = IssueReason::Lost, &["license.reason"]),
    (|books| books.documents.clear(), &["license.document_missing"]),
    (
        |books| {
            license(books, LicenseStage::Activated).face.0.push(FaceValue { short_name: "X".into(), value: "1".into() })
        },
        &["license.document_differs"],
    ),
    (|books| books.documents.values_mut().for_each(|data| *data = None), &["license.document_differs"]),
    (|books| books.issuer_keys.clear(), &["license.code_unverified"]),
    (
        |books| {
            let other = license(books, LicenseStage::Replaced).code.clone();
            license(books, LicenseStage::Activated).code = other;
        },
        &["license.code_differs"],
    ),
    (|books| license(books, LicenseStage::Activated).code.push('1'), &["license.code_unverified"]),
    (|books| license(books, LicenseStage::Sealed).photo = None, &["license.photo"]),
];

#[tokio::test]
async fn every_broken_record_is_named() {
    let whole = filled().await.books().await;
    assert_eq!(whole.violations(), []);
    let breaks =
        APPLICATIONS.iter().chain(&REGISTER).chain(&PHOTOS).chain(&TOLD_AND_COUNTED).chain(&PLACES).chain(&LICENSES);
    for (at, (break_it, rules)) in breaks.enumerate() {
        let mut broken = whole.clone();
        break_it(&mut broken);
        let mut named: Vec<&str> = broken.violations().iter().map(|violation| violation.rule).collect();
        named.dedup();
        assert_eq!(named, *rules, "break {at}");
    }
}

/// What breaks between the books and their published lists.
const LISTS: [Break; 12] = [
    (|books| license(books, LicenseStage::Activated).stage = LicenseStage::Revoked, &["status.chunk_differs"]),
    (|books| books.licenses.retain(|_, one| one.stage != LicenseStage::Activated), &["status.chunk_of_nobody"]),
    (|books| first_chunk(books).states.replace_range(0..1, "2"), &["status.chunk_differs", "status.list_differs"]),
    (|books| assert!(first_chunk(books).states.pop().is_some()), &["status.chunk_differs", "status.list_length"]),
    (|books| first_chunk(books).states.push('1'), &["status.chunk_beyond", "status.list_length"]),
    (
        |books| first_chunk(books).number += 1,
        &[
            "status.chunk_beyond",
            "status.chunk_differs",
            "status.chunk_of_nobody",
            "status.list_differs",
            "status.list_length",
        ],
    ),
    (|books| books.chunks.clear(), &["status.chunk_differs", "status.list_length"]),
    (|books| books.published.clear(), &["status.no_list"]),
    (|books| books.published[0].list = None, &["status.list_unreadable"]),
    (|books| books.published[0].head.sequence += 1, &["status.head_differs"]),
    (|books| books.published[0].head.as_of += jiff::SignedDuration::from_secs(1), &["status.head_differs"]),
    (
        |books| {
            let list = books.published[0].list.as_mut().unwrap();
            list.states.set(0, seal::StatusState::Suspended).unwrap();
        },
        &["status.list_differs"],
    ),
];

fn first_chunk(books: &mut Books) -> &mut lifecycle::port::StatusChunk {
    books.chunks.first_mut().unwrap()
}

#[tokio::test]
async fn every_list_that_says_otherwise_than_the_books_is_named() {
    let world = filled().await;
    assert_ne!(world.books().await.list_violations(), [], "what happened was not published yet");
    world.publish_all().await;
    let whole = world.books().await;
    assert_eq!(whole.list_violations(), []);
    for (at, (break_it, rules)) in LISTS.iter().enumerate() {
        let mut broken = whole.clone();
        break_it(&mut broken);
        let mut named: Vec<&str> = broken.list_violations().iter().map(|violation| violation.rule).collect();
        named.dedup();
        assert_eq!(named, *rules, "break {at}");
    }
    let digest = whole.published[0].head.digest.clone();
    let path = lifecycle::object::ObjectKey::StatusList { digest }.path();
    world.stores.s3().delete_object().bucket(LISTS_BUCKET).key(path).send().await.unwrap();
    let named: Vec<&str> = world.books().await.list_violations().iter().map(|violation| violation.rule).collect();
    assert_eq!(named, ["status.list_unreadable"]);
}

#[tokio::test]
async fn what_is_broken_in_the_stores_is_seen_there() {
    let world = filled().await;
    let whole = world.books().await;
    let dynamodb = world.stores.dynamodb();

    let event = whole.events.values().find(|event| event.kind == EventKind::LicenseActivated).unwrap();
    let (pk, sk) = event
        .id
        .to_string()
        .rsplit_once('/')
        .map(|(scope, name)| (scope.replace("license/", "LICENSE#"), format!("EVENT#{name}")))
        .unwrap();
    let [pk, sk] = [pk, sk].map(AttributeValue::S);
    let key = [("pk".to_owned(), pk), ("sk".to_owned(), sk)].into();
    dynamodb.delete_item().table_name(RECORDS_TABLE).set_key(Some(key)).send().await.unwrap();

    let document = whole.documents.keys().next().unwrap();
    let path = format!("documents/{document}.ofd");
    let put = world.stores.s3().put_object().bucket(DOCUMENTS_BUCKET).key(&path).body(b"other".to_vec().into());
    put.send().await.unwrap();

    let items = dynamodb.scan().table_name(RECORDS_TABLE).send().await.unwrap().items.unwrap();
    let is = |item: &&std::collections::HashMap<String, AttributeValue>, entity: &str| {
        item["entity"] == AttributeValue::S(entity.into())
    };
    let mut moved = items.iter().find(|item| is(item, "notice")).unwrap().clone();
    moved.insert("sk".into(), AttributeValue::S("NOTICE#elsewhere".into()));
    let mut grown = items.iter().find(|item| is(item, "series")).unwrap().clone();
    grown.insert("revision".into(), AttributeValue::N("7".into()));
    let mut garbled = items.iter().find(|item| is(item, "subject")).unwrap().clone();
    garbled.insert("body".into(), AttributeValue::S("{}".into()));
    for item in [moved, grown, garbled] {
        dynamodb.put_item().table_name(RECORDS_TABLE).set_item(Some(item)).send().await.unwrap();
    }

    let named = world.violations().await.into_iter().map(|violation| violation.rule);
    let named: std::collections::BTreeSet<&str> = named.collect();
    for rule in [
        "license.history",
        "license.stage_unexplained",
        "file.unreadable",
        "license.document_missing",
        "record.misplaced",
        "record.revision",
        "record.unreadable",
        "event.notices",
    ] {
        assert!(named.contains(rule), "{rule} is not among {named:?}");
    }
}
