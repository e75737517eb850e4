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
        holder: holder.clone(),
        at: at(seconds),
        by: Actor { role: Role::Enforcement, id: who.into() },
        division: None,
        purpose: "roadside check".into(),
        license: None,
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
