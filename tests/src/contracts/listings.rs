//! Listings: order, paging to the end, cursors that are not ours.

use aws::Records;
use license::{application::Application, division::Division, kind::Kind, stage::ApplicationStage, subject::SubjectId};
use lifecycle::{
    error::Fault,
    port::{
        Applications, Books, Committed, Cursor, Grants, Licenses, Notices, Page, PageRequest, QueueFilter, Queues,
        Write,
    },
};

use super::{
    World,
    samples::{self, ID_NUMBER, OTHER_ID_NUMBER, commit},
};

/// Walks a listing to its end, `limit` at a time; every page but the last is full, and the last one is not empty.
macro_rules! walk {
    ($port:expr, $method:ident, $of:expr, $limit:expr) => {{
        let limit: u8 = $limit;
        let mut walked = Vec::new();
        let mut after = None;
        loop {
            let page = $port.$method($of, &PageRequest { after, limit }).await.unwrap();
            assert!(!page.items.is_empty() || walked.is_empty(), "an empty page at the end");
            assert!(page.next.is_none() || page.items.len() == usize::from(limit), "a page that is not full");
            walked.extend(page.items);
            match page.next {
                Some(next) => after = Some(next),
                None => break walked,
            }
        }
    }};
}

async fn people(world: &World) -> (SubjectId, SubjectId) {
    let one = samples::person_id(&world.aws, ID_NUMBER).await;
    (one, samples::person_id(&world.aws, OTHER_ID_NUMBER).await)
}

async fn put(records: &Records, subject: &SubjectId, name: &str, seconds: i64, write: Write) {
    let commit = commit(subject, name, seconds, vec![write]);
    assert_eq!(records.commit(&commit).await, Ok(Committed::Now));
}

#[tokio::test]
async fn grants_are_listed_to_the_end_and_only_the_holders() {
    let world = World::new().await;
    let (records, (mine, theirs)) = (world.aws.records(), people(&world).await);
    let mut ids = Vec::new();
    for (n, subject) in [(1, &mine), (2, &mine), (3, &theirs), (4, &mine), (5, &mine), (6, &mine)] {
        let grant = samples::grant(&world.aws, subject, n).await;
        ids.extend((subject == &mine).then(|| grant.id.clone()));
        put(&records, subject, &format!("record.{n}"), 0, Write::Grant(grant)).await;
    }
    ids.sort();
    for limit in [1, 2, 4, 5, 6, 100] {
        let listed: Vec<_> = walk!(records, held_by, &mine, limit).into_iter().map(|grant| grant.id).collect();
        assert_eq!(listed, ids, "by {limit}");
    }
    assert_eq!(walk!(records, held_by, &theirs, 1).len(), 1);
}

#[tokio::test]
async fn applications_licenses_and_notices_come_newest_first() {
    let world = World::new().await;
    let (records, (mine, _)) = (world.aws.records(), people(&world).await);
    let grant = samples::grant(&world.aws, &mine, 1).await;
    for (n, seconds) in [(1, 30), (2, 10), (3, 20)] {
        let name = format!("claim-000{n}");
        let application = samples::application(&grant, &name, "submitted", seconds);
        let license = samples::license(&world.aws, &grant, &name, seconds).await;
        put(&records, &mine, &format!("apply.{n}"), seconds, Write::Application(application)).await;
        put(&records, &mine, &format!("issue.{n}"), seconds + 1, Write::License(license)).await;
    }
    for limit in [1, 2, 3] {
        let applications = walk!(records, applications_of, &mine, limit);
        let names: Vec<_> = applications.iter().map(|application| application.id.as_str()).collect();
        assert_eq!(names, ["claim-0001", "claim-0003", "claim-0002"]);
        let licenses = walk!(records, licenses_of, &mine, limit);
        let names: Vec<_> = licenses.iter().map(|license| license.application.as_str()).collect();
        assert_eq!(names, ["claim-0001", "claim-0003", "claim-0002"]);
        let notices = walk!(records, notices_of, &mine, limit);
        let names: Vec<_> = notices.iter().map(|notice| notice.event.name.as_str()).collect();
        assert_eq!(names, ["issue.1", "apply.1", "issue.3", "apply.3", "issue.2", "apply.2"]);
    }
}

/// A queue, or a part of it.
struct Queue<'a>(&'a Records, QueueFilter);

impl Queue<'_> {
    async fn awaiting(&self, city: &Division, page: &PageRequest) -> Result<Page<Application>, Fault> {
        self.0.awaiting(city, &self.1, page).await
    }
}

#[tokio::test]
async fn a_queue_is_read_by_kind_and_by_age() {
    let world = World::new().await;
    let (records, (mine, _)) = (world.aws.records(), people(&world).await);
    let city = Division::parse("210100").unwrap();
    assert_eq!(records.oldest_waiting(&city).await, Ok(None));
    let grant = samples::grant(&world.aws, &mine, 1).await;
    let taxi = license::grant::Grant { kind: Kind::CruisingTaxiDriverCertificate, ..grant.clone() };
    for (name, grant, seconds) in
        [("claim-d", &grant, 40), ("claim-b", &taxi, 20), ("claim-a", &grant, 10), ("claim-c", &taxi, 30)]
    {
        let application = samples::application(grant, &format!("{name}-0000"), "awaiting_review", seconds);
        put(&records, &mine, name, seconds, Write::Application(application)).await;
    }
    let (own, other) = (Some(grant.kind), Some(taxi.kind));
    let before = |seconds| Some(samples::at(seconds));
    for (kind, before, letters) in [
        (None, None, "abcd"),
        (own, None, "ad"),
        (other, None, "bc"),
        (None, before(30), "ab"),
        (None, before(31), "abc"),
        (other, before(30), "b"),
        (own, before(10), ""),
    ] {
        for limit in [1, 2, 100] {
            let queue = Queue(&records, QueueFilter { kind, before });
            let names = walk!(queue, awaiting, &city, limit);
            let found: String = names.iter().map(|one| one.id.as_str().chars().nth(6).unwrap()).collect();
            assert_eq!(found, letters, "{kind:?} {before:?} by {limit}");
        }
    }
    assert_eq!(records.oldest_waiting(&city).await, Ok(before(10)));
}

#[tokio::test]
async fn a_queue_holds_what_waits_oldest_first_and_lets_it_go() {
    let world = World::new().await;
    let (records, (mine, _)) = (world.aws.records(), people(&world).await);
    let city = Division::parse("210100").unwrap();
    let grant = samples::grant(&world.aws, &mine, 1).await;
    let district = license::grant::Grant { division: Division::parse("210102").unwrap(), ..grant.clone() };
    let other_city = license::grant::Grant { division: Division::parse("210200").unwrap(), ..grant.clone() };
    for (name, grant, stage, seconds) in [
        ("claim-new", &grant, "awaiting_review", 30),
        ("claim-old", &district, "awaiting_review", 10),
        ("claim-mid", &grant, "awaiting_review", 20),
        ("claim-not-yet", &grant, "submitted", 5),
        ("claim-elsewhere", &other_city, "awaiting_review", 1),
    ] {
        let application = samples::application(grant, name, stage, seconds);
        put(&records, &mine, name, seconds, Write::Application(application)).await;
    }
    let all = Queue(&records, QueueFilter::default());
    for limit in [1, 2, 3] {
        let queue = walk!(all, awaiting, &city, limit);
        let names: Vec<_> = queue.iter().map(|application| application.id.as_str()).collect();
        assert_eq!(names, ["claim-old", "claim-mid", "claim-new"]);
    }
    let oldest = walk!(all, awaiting, &city, 1).remove(0);
    let decided = Application { stage: ApplicationStage::Approved, ..oldest };
    put(&records, &mine, "approve", 40, Write::Application(decided)).await;
    let names: Vec<_> = walk!(all, awaiting, &city, 3).into_iter().map(|a| a.id.as_str().to_owned()).collect();
    assert_eq!(names, ["claim-mid", "claim-new"]);
}

fn code<T>(answer: Result<Page<T>, Fault>) -> &'static str {
    answer.map_or_else(|fault| fault.code, |_| "answered")
}

#[tokio::test]
async fn a_cursor_serves_its_own_listing_alone() {
    let world = World::new().await;
    let (records, (mine, theirs)) = (world.aws.records(), people(&world).await);
    for n in [1, 2, 3] {
        let grant = samples::grant(&world.aws, &mine, n).await;
        put(&records, &mine, &format!("record.{n}"), i64::from(n), Write::Grant(grant)).await;
    }
    let one = PageRequest { after: None, limit: 1 };
    let held = records.held_by(&mine, &one).await.unwrap().next;
    let told = records.notices_of(&mine, &one).await.unwrap().next;
    assert!(held.is_some() && told.is_some());
    let after = |cursor: &Option<Cursor>| PageRequest { after: cursor.clone(), limit: 1 };
    assert_eq!(code(records.held_by(&mine, &after(&held)).await), "answered");
    assert_eq!(code(records.held_by(&mine, &after(&told)).await), "input.cursor");
    assert_eq!(code(records.notices_of(&mine, &after(&held)).await), "input.cursor");
    assert_eq!(code(records.applications_of(&mine, &after(&held)).await), "input.cursor");
    assert_eq!(code(records.notices_of(&theirs, &after(&told)).await), "input.cursor", "of another holder");
    let elsewhere = records.held_by(&theirs, &after(&held)).await;
    assert_eq!(elsewhere.map(|page| page.items), Ok(vec![]), "a cursor opens nobody else's listing");
    for text in ["", "x", "bm90IGpzb24", "W10"] {
        let made_up = Some(Cursor(text.to_owned()));
        assert_eq!(code(records.held_by(&mine, &after(&made_up)).await), "input.cursor", "{text}");
    }
}

#[tokio::test]
async fn a_limit_out_of_range_is_the_nearest_in_range() {
    let world = World::new().await;
    let (records, (mine, _)) = (world.aws.records(), people(&world).await);
    for n in [1, 2] {
        let grant = samples::grant(&world.aws, &mine, n).await;
        put(&records, &mine, &format!("record.{n}"), 0, Write::Grant(grant)).await;
    }
    let page = records.held_by(&mine, &PageRequest { after: None, limit: 0 }).await.unwrap();
    assert_eq!((page.items.len(), page.next.is_some()), (1, true));
    let page = records.held_by(&mine, &PageRequest { after: None, limit: 255 }).await.unwrap();
    assert_eq!((page.items.len(), page.next.is_some()), (2, false));
}
