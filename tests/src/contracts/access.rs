//! The record of reads.

use license::{
    caller::{Actor, Role},
    subject::SubjectId,
};
use lifecycle::port::{Access, AccessLog, PageRequest};

use super::{
    World,
    samples::{self, ID_NUMBER, OTHER_ID_NUMBER, at},
};

fn read(holder: &SubjectId, seconds: i64, who: &str) -> Access {
    Access {
        holder: Some(holder.clone()),
        at: at(seconds),
        by: Actor { role: Role::Enforcement, id: who.into() },
        division: None,
        purpose: "roadside check".into(),
        license: None,
        sought: None,
        answer: "0".into(),
    }
}

#[tokio::test]
async fn reads_are_told_newest_first_each_once() {
    let world = World::new().await;
    let log = world.aws.access_log();
    let mine = samples::person_id(&world.aws, ID_NUMBER).await;
    let theirs = samples::person_id(&world.aws, OTHER_ID_NUMBER).await;
    let reads = [read(&mine, 2, "a"), read(&mine, 1, "b"), read(&mine, 3, "c"), read(&mine, 3, "c")];
    for access in reads.iter().chain([&read(&theirs, 4, "d")]) {
        log.record(access).await.unwrap();
    }
    let first = log.accesses_of(&mine, &PageRequest { after: None, limit: 2 }).await.unwrap();
    assert_eq!(first.items, [reads[2].clone(), reads[0].clone()]);
    let rest = log.accesses_of(&mine, &PageRequest { after: first.next, limit: 2 }).await.unwrap();
    assert_eq!((rest.items, rest.next), (vec![reads[1].clone()], None));
}

#[tokio::test]
async fn two_readers_in_one_moment_are_both_kept() {
    let world = World::new().await;
    let log = world.aws.access_log();
    let mine = samples::person_id(&world.aws, ID_NUMBER).await;
    for who in ["a", "b"] {
        log.record(&read(&mine, 1, who)).await.unwrap();
    }
    let page = log.accesses_of(&mine, &PageRequest { after: None, limit: 10 }).await.unwrap();
    assert_eq!(page.items.len(), 2);
}

#[tokio::test]
async fn what_found_nobody_is_kept_under_who_asked() {
    let world = World::new().await;
    let log = world.aws.access_log();
    let mine = samples::person_id(&world.aws, ID_NUMBER).await;
    let found = read(&mine, 1, "a");
    let missed = Access { holder: None, sought: Some("v-aaaa".into()), ..read(&mine, 2, "a") };
    let other = Access { holder: None, sought: Some("v-bbbb".into()), ..missed.clone() };
    let elses = read(&mine, 3, "b");
    for access in [&found, &missed, &other, &missed, &elses] {
        log.record(access).await.unwrap();
    }
    let page = |limit| PageRequest { after: None, limit };
    assert_eq!(log.accesses_of(&mine, &page(10)).await.unwrap().items, [elses.clone(), found.clone()]);
    let first = log.accesses_by(&found.by, &page(2)).await.unwrap();
    let rest = log.accesses_by(&found.by, &PageRequest { after: first.next, limit: 2 }).await.unwrap();
    assert_eq!((first.items.len(), rest.items, rest.next), (2, vec![found], None));
    assert_eq!(log.accesses_by(&elses.by, &page(2)).await.unwrap().items, std::slice::from_ref(&elses));
    let as_partner = Actor { role: Role::Partner, ..elses.by };
    assert_eq!(log.accesses_by(&as_partner, &page(2)).await.unwrap().items, []);
}
