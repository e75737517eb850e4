//! Commits, histories, and reads by key.

use license::{event::Scope, identifier::Version, kind::KindClass, license_number::LicenseNumber, subject::Subject};
use lifecycle::{
    error::CommitError,
    port::{
        Applications, Books, Commit, Committed, Grants, IssuerKey, IssuerKeys, Licenses, Notices, NumberHolder,
        NumberSeries, Numbers, PageRequest, Subjects, Write,
    },
};

use super::{
    World,
    samples::{self, ID_NUMBER, OTHER_ID_NUMBER, at, commit},
};

const TEN: PageRequest = PageRequest { after: None, limit: 10 };

async fn person(world: &World) -> Subject {
    let id = samples::person_id(&world.aws, ID_NUMBER).await;
    samples::person(&id, ID_NUMBER)
}

#[tokio::test]
async fn what_was_never_written_is_none() {
    let world = World::new().await;
    let (books, subject) = (world.aws.records(), person(&world).await);
    let grant = samples::grant(&world.aws, &subject.id, 1).await;
    let license = samples::license(&world.aws, &grant, "claim-0001", 0).await;
    let number = LicenseNumber::parse("210100000001").unwrap();
    assert_eq!(books.subject(&subject.id).await, Ok(None));
    assert_eq!(books.grant(&subject.id, &grant.id).await, Ok(None));
    assert_eq!(books.dossier(&subject.id).await, Ok(None));
    assert_eq!(books.application(&license.application).await, Ok(None));
    assert_eq!(books.license(&license.key, Version::FIRST).await, Ok(None));
    assert_eq!(books.number(KindClass::Vehicle, &number).await, Ok(None));
    assert_eq!(books.issuer_key("0011223344556677").await, Ok(None));
    let event = samples::event(Scope::Subject(subject.id.clone()), "record.none", 0);
    assert_eq!(books.event(&event.id).await, Ok(None));
    assert_eq!(books.history(&event.id.scope).await, Ok(vec![]));
    let unused = books.series("210100", KindClass::Vehicle).await.unwrap();
    assert_eq!((unused.last, unused.revision), (0, 0));
}

#[tokio::test]
async fn a_commit_writes_everything_one_revision_on() {
    let world = World::new().await;
    let (books, subject) = (world.aws.records(), person(&world).await);
    let grant = samples::grant(&world.aws, &subject.id, 1).await;
    let application = samples::application(&grant, "claim-0001", "approved", 1);
    let license = samples::license(&world.aws, &grant, "claim-0001", 2).await;
    let number = LicenseNumber::parse("210100000001").unwrap();
    let series = NumberSeries { numbering_code: "210100".into(), class: KindClass::Practitioner, last: 1, revision: 0 };
    let class = KindClass::Practitioner;
    let holder = NumberHolder { number, class, subject: subject.id.clone(), grant: grant.id.clone() };
    let writes = vec![
        Write::Subject(subject.clone()),
        Write::Grant(grant.clone()),
        Write::Application(application.clone()),
        Write::License(license.clone()),
        Write::Series(series.clone()),
        Write::Number(holder.clone()),
    ];
    let commit = commit(&subject.id, "record.all", 3, writes);
    assert_eq!(books.commit(&commit).await, Ok(Committed::Now));

    let stored = Subject { revision: 1, ..subject.clone() };
    assert_eq!(books.subject(&subject.id).await, Ok(Some(stored.clone())));
    let grant = license::grant::Grant { revision: 1, ..grant };
    assert_eq!(books.grant(&subject.id, &grant.id).await, Ok(Some(grant.clone())));
    let dossier = books.dossier(&subject.id).await.unwrap().unwrap();
    assert_eq!((dossier.subject, dossier.grants), (stored, vec![grant]));
    let revision = 1;
    let application = license::application::Application { revision, ..application };
    assert_eq!(books.application(&application.id).await, Ok(Some(application)));
    let license = license::electronic::License { revision, ..license };
    assert_eq!(books.license(&license.key, Version::FIRST).await, Ok(Some(license.clone())));
    assert_eq!(books.license(&license.key, Version::new(2).unwrap()).await, Ok(None));
    assert_eq!(books.series("210100", class).await, Ok(NumberSeries { revision, ..series }));
    assert_eq!(books.number(class, &holder.number).await, Ok(Some(holder.clone())));
    assert_eq!(books.number(KindClass::Vehicle, &holder.number).await, Ok(None), "classes count apart");
    assert_eq!(books.event(&commit.event.id).await, Ok(Some(commit.event.clone())));
    assert_eq!(books.notices_of(&subject.id, &TEN).await.unwrap().items, vec![commit.notice.unwrap()]);
}

#[tokio::test]
async fn the_same_commit_again_is_before_and_changes_nothing() {
    let world = World::new().await;
    let (books, subject) = (world.aws.records(), person(&world).await);
    let first = commit(&subject.id, "record.first", 0, vec![Write::Subject(subject.clone())]);
    assert_eq!(books.commit(&first).await, Ok(Committed::Now));
    assert_eq!(books.commit(&first).await, Ok(Committed::Before));
    let elsewhere = world.other_process().await.records();
    assert_eq!(elsewhere.commit(&first).await, Ok(Committed::Before));
    assert_eq!(books.subject(&subject.id).await.unwrap().unwrap().revision, 1);
    assert_eq!(books.notices_of(&subject.id, &TEN).await.unwrap().items.len(), 1);

    // After the record went on, the old commit is still only a repetition.
    let second = Subject { division: "210200".parse().unwrap(), revision: 1, ..subject.clone() };
    let second = commit(&subject.id, "record.second", 1, vec![Write::Subject(second)]);
    assert_eq!(books.commit(&second).await, Ok(Committed::Now));
    assert_eq!(books.commit(&first).await, Ok(Committed::Before));
    assert_eq!(books.subject(&subject.id).await.unwrap().unwrap().division.as_str(), "210200");
}

#[tokio::test]
async fn two_at_once_of_one_commit_make_it_true_once() {
    let world = World::new().await;
    let (books, subject) = (world.aws.records(), person(&world).await);
    let commit = commit(&subject.id, "record.race", 0, vec![Write::Subject(subject.clone())]);
    let (one, other) = tokio::join!(books.commit(&commit), books.commit(&commit));
    let mut now = 0;
    for answer in [one, other] {
        match answer {
            Ok(Committed::Now) => now += 1,
            Ok(Committed::Before) | Err(CommitError::Conflict) => {}
            Err(CommitError::Fault(fault)) => panic!("{fault}"),
        }
    }
    assert_eq!((now, books.subject(&subject.id).await.unwrap().unwrap().revision), (1, 1));
}

#[tokio::test]
async fn a_used_event_name_lets_nothing_in() {
    let world = World::new().await;
    let (books, subject) = (world.aws.records(), person(&world).await);
    let other = samples::person_id(&world.aws, OTHER_ID_NUMBER).await;
    let first = commit(&subject.id, "record.taken", 0, vec![Write::Subject(subject.clone())]);
    assert_eq!(books.commit(&first).await, Ok(Committed::Now));
    let mut second = first.clone();
    second.event.request = "01".into();
    second.writes = vec![Write::Subject(samples::person(&other, OTHER_ID_NUMBER))];
    assert_eq!(books.commit(&second).await, Ok(Committed::Before));
    assert_eq!(books.subject(&other).await, Ok(None));
    assert_eq!(books.event(&first.event.id).await.unwrap().unwrap().request, "00");
}

/// Nothing of the commit is there: no event, no other record, no notice.
async fn refused_whole(world: &World, commit: &Commit, other: &Subject) {
    let books = world.aws.records();
    let before = books.notices_of(&other.id, &TEN).await.unwrap().items.len();
    assert_eq!(books.commit(commit).await, Err(CommitError::Conflict), "{}", commit.event.id.name);
    assert_eq!(books.event(&commit.event.id).await, Ok(None));
    assert_eq!(books.subject(&other.id).await, Ok(None));
    assert_eq!(books.notices_of(&other.id, &TEN).await.unwrap().items.len(), before);
}

#[tokio::test]
async fn a_record_at_another_revision_stops_the_whole_commit() {
    let world = World::new().await;
    let (books, subject) = (world.aws.records(), person(&world).await);
    let first = commit(&subject.id, "record.first", 0, vec![Write::Subject(subject.clone())]);
    assert_eq!(books.commit(&first).await, Ok(Committed::Now));

    let other_id = samples::person_id(&world.aws, OTHER_ID_NUMBER).await;
    let other = samples::person(&other_id, OTHER_ID_NUMBER);
    let at_revision = |revision| Write::Subject(Subject { revision, ..subject.clone() });
    for (name, stale) in [
        ("record.exists", at_revision(0)),
        ("record.ahead", at_revision(2)),
        ("record.unchanged-not", Write::Unchanged(subject.id.clone(), 0)),
        ("record.unchanged-ahead", Write::Unchanged(subject.id.clone(), 2)),
    ] {
        for writes in
            [vec![Write::Subject(other.clone()), stale.clone()], vec![stale.clone(), Write::Subject(other.clone())]]
        {
            refused_whole(&world, &commit(&other.id, name, 1, writes), &other).await;
        }
    }
    let absent = Write::Subject(Subject { revision: 1, ..other.clone() });
    let absent = commit(&other.id, "record.absent", 1, vec![absent]);
    assert_eq!(books.commit(&absent).await, Err(CommitError::Conflict));

    let unchanged = Write::Unchanged(subject.id.clone(), 1);
    let good = commit(&other.id, "record.good", 1, vec![Write::Subject(other.clone()), unchanged]);
    assert_eq!(books.commit(&good).await, Ok(Committed::Now));
    assert_eq!(books.subject(&subject.id).await.unwrap().unwrap().revision, 1, "a check changes nothing");
}

#[tokio::test]
async fn a_number_is_taken_once() {
    let world = World::new().await;
    let (books, subject) = (world.aws.records(), person(&world).await);
    let number = LicenseNumber::parse("210100000007").unwrap();
    let grants = [1, 2].map(|n| samples::grant(&world.aws, &subject.id, n));
    let [one, other] = grants;
    let holder =
        |grant| NumberHolder { number: number.clone(), class: KindClass::Vehicle, subject: subject.id.clone(), grant };
    let (one, other) = (holder(one.await.id), holder(other.await.id));
    let first = commit(&subject.id, "number.first", 0, vec![Write::Number(one.clone())]);
    let second = commit(&subject.id, "number.second", 0, vec![Write::Number(other)]);
    assert_eq!(books.commit(&first).await, Ok(Committed::Now));
    assert_eq!(books.commit(&second).await, Err(CommitError::Conflict));
    assert_eq!(books.number(KindClass::Vehicle, &number).await, Ok(Some(one)));
}

#[tokio::test]
async fn a_history_is_told_oldest_first_and_of_its_own_record() {
    let world = World::new().await;
    let (books, subject) = (world.aws.records(), person(&world).await);
    let application = license::application::Name::parse("claim-0001").unwrap();
    let scope = Scope::Application(application);
    // Names sort against time, so that the order cannot come of the keys.
    for (name, seconds) in [("c.first", 1), ("b.second", 2), ("a.third", 3)] {
        let event = samples::event(scope.clone(), name, seconds);
        let commit = Commit { event, writes: vec![], notice: None };
        assert_eq!(books.commit(&commit).await, Ok(Committed::Now));
    }
    let elsewhere = commit(&subject.id, "d.other", 0, vec![Write::Subject(subject.clone())]);
    assert_eq!(books.commit(&elsewhere).await, Ok(Committed::Now));
    let told: Vec<String> = books.history(&scope).await.unwrap().into_iter().map(|event| event.id.name).collect();
    assert_eq!(told, ["c.first", "b.second", "a.third"]);
}

#[tokio::test]
async fn an_issuer_key_is_installed_once() {
    let world = World::new().await;
    let books = world.aws.records();
    let key = |spki: &str, id: &str| IssuerKey { key_id: id.into(), spki: spki.into(), from: at(0), sealing: None };
    let (first, other) = (key("AA==", "0011223344556677"), key("AQ==", "8899AABBCCDDEEFF"));
    for key in [&first, &other, &first] {
        books.install_issuer_key(key).await.unwrap();
    }
    books.install_issuer_key(&key("Ag==", "0011223344556677")).await.unwrap();
    assert_eq!(books.issuer_key("0011223344556677").await, Ok(Some(first.clone())), "what is there stays");
    assert_eq!(books.issuer_keys().await, Ok(vec![first, other]));
}
