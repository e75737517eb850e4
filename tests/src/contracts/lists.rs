//! What status lists are made of, places and stages, and the signed lists themselves.

use std::collections::BTreeSet;

use aws_sdk_dynamodb::types::AttributeValue;
use bytes::Bytes;
use futures::future::join_all;
use license::{electronic::License, identifier::Version, stage::LicenseStage};
use lifecycle::{
    act::sha256_hex,
    error::CommitError,
    object::{MediaType, ObjectKey},
    port::{
        Books, Committed, ListHeads, PlacedStage, PlacedStages, SignedLists, StatusChunk, StatusChunks, StatusHead,
        StatusPlaces, TrustHead, Write,
    },
};
use local::stores::{COUNTS_TABLE, LISTS_BUCKET, RECORDS_TABLE};

use super::{
    World,
    samples::{self, ID_NUMBER, at, commit},
};

/// Full: its places are all used.
const FULL: usize = 4096;

fn head(issuer: u16, sequence: u64, revision: u64) -> StatusHead {
    let (as_of, next_update) = (at(0), at(900));
    StatusHead { issuer, sequence, as_of, next_update, digest: format!("{sequence:064}"), revision }
}

#[tokio::test]
async fn a_chunk_that_was_never_written_is_empty_and_at_revision_0() {
    let world = World::new().await;
    let table = world.aws.lists_table();
    let unwritten = StatusChunk { issuer: 7, number: 3, states: String::new(), revision: 0 };
    assert_eq!(table.chunk(7, 3).await, Ok(unwritten.clone()));
    assert_eq!(table.chunks(7).await, Ok(vec![]));
    assert_eq!(table.chunk(7, 3).await, Ok(unwritten), "reading it writes nothing");
}

/// Of two who read the same chunk one writes it; the other has to read it again.
#[tokio::test]
async fn a_chunk_is_written_at_the_revision_that_was_read() {
    let world = World::new().await;
    let (one, other) = (world.aws.lists_table(), world.other_process().await.lists_table());
    let chunk = |states: &str, revision| StatusChunk { issuer: 1, number: 0, states: states.into(), revision };
    let (first, second) = (chunk("3", 0), chunk("2", 0));
    let written = tokio::join!(one.put_chunk(&first), other.put_chunk(&second));
    let states = match written {
        (Ok(()), Err(CommitError::Conflict)) => "3",
        (Err(CommitError::Conflict), Ok(())) => "2",
        both => panic!("{both:?}"),
    };
    assert_eq!(other.chunk(1, 0).await, Ok(chunk(states, 1)));
    assert_eq!(one.put_chunk(&chunk("30", 1)).await, Ok(()));
    for stale in [0, 1, 3] {
        assert_eq!(other.put_chunk(&chunk("0", stale)).await, Err(CommitError::Conflict), "{stale}");
    }
    assert_eq!(other.chunk(1, 0).await, Ok(chunk("30", 2)));
}

/// The largest list that there can be is read whole and in its order, by pages, and without a neighbour's chunk.
#[tokio::test]
async fn all_chunks_of_an_issuer_come_in_their_order() {
    let world = World::new().await;
    let table = world.aws.lists_table();
    let full = |issuer, number| StatusChunk { issuer, number, states: "3".repeat(FULL), revision: 0 };
    let numbers = (0..300).rev().chain([1023]);
    for number in numbers {
        table.put_chunk(&full(1, number)).await.unwrap();
    }
    for neighbour in [10, 11, 2] {
        table.put_chunk(&full(neighbour, 5)).await.unwrap();
    }
    let page = world.stores.dynamodb().query().table_name(COUNTS_TABLE).key_condition_expression("pk = :pk");
    let page = page.expression_attribute_values(":pk", AttributeValue::S("STATUS#1".into())).send().await.unwrap();
    assert!(page.last_evaluated_key.is_some(), "one page holds {} chunks: the test proves nothing", page.count);
    let read = table.chunks(1).await.unwrap();
    let expected: Vec<u32> = (0..300).chain([1023]).collect();
    assert_eq!(read.iter().map(|chunk| chunk.number).collect::<Vec<_>>(), expected);
    assert!(read.iter().all(|chunk| chunk.issuer == 1 && chunk.states.len() == FULL && chunk.revision == 1));
}

#[tokio::test]
async fn a_head_moves_from_where_it_was_read() {
    let world = World::new().await;
    let (one, other) = (world.aws.lists_table(), world.other_process().await.lists_table());
    assert_eq!((one.status_head(1).await, one.status_heads().await), (Ok(None), Ok(vec![])));
    for (moved, told) in [
        (head(1, 1, 0), Ok(())),
        (head(1, 9, 0), Err(CommitError::Conflict)),
        (head(1, 2, 1), Ok(())),
        (head(1, 9, 1), Err(CommitError::Conflict)),
        (head(2, 9, 1), Err(CommitError::Conflict)),
    ] {
        assert_eq!(one.move_status_head(&moved).await, told, "{moved:?}");
    }
    assert_eq!(other.status_head(1).await, Ok(Some(head(1, 2, 2))));
    let (left, right) = (head(1, 3, 2), head(1, 4, 2));
    let moved = tokio::join!(one.move_status_head(&left), other.move_status_head(&right));
    assert!(matches!(moved, (Ok(()), Err(CommitError::Conflict)) | (Err(CommitError::Conflict), Ok(()))), "{moved:?}");
    for issuer in [100, 11, 65_535, 2] {
        other.move_status_head(&head(issuer, 1, 0)).await.unwrap();
    }
    let issuers: Vec<u16> = one.status_heads().await.unwrap().iter().map(|head| head.issuer).collect();
    assert_eq!(issuers, [1, 2, 11, 100, 65_535]);
}

#[tokio::test]
async fn the_head_of_the_trust_list_is_one_and_moves_once() {
    let world = World::new().await;
    let (one, other) = (world.aws.lists_table(), world.other_process().await.lists_table());
    let head = |version, revision| TrustHead {
        version,
        next_update: at(0),
        digest: format!("{version:064}"),
        root: "AA==".into(),
        revision,
    };
    assert_eq!(one.trust_head().await, Ok(None));
    assert_eq!(one.move_trust_head(&head(1, 0)).await, Ok(()));
    let (left, right) = (head(2, 1), head(3, 1));
    let moved = tokio::join!(one.move_trust_head(&left), other.move_trust_head(&right));
    let version = match moved {
        (Ok(()), Err(CommitError::Conflict)) => 2,
        (Err(CommitError::Conflict), Ok(())) => 3,
        both => panic!("{both:?}"),
    };
    assert_eq!(other.trust_head().await, Ok(Some(head(version, 2))));
    assert_eq!(one.status_heads().await, Ok(vec![]), "it is no issuer's");
}

#[tokio::test]
async fn a_place_is_given_once_also_to_many_at_once() {
    let world = World::new().await;
    let processes = [world.aws.records(), world.other_process().await.records()];
    let asked = (0..40).map(|n| processes[n % 2].next_place(1));
    let given: Vec<u32> = join_all(asked).await.into_iter().map(Result::unwrap).collect();
    assert_eq!(given.iter().copied().collect::<BTreeSet<_>>(), (0..40).collect(), "{given:?}");
    assert_eq!(processes[0].next_place(1).await, Ok(40));
    assert_eq!(processes[1].next_place(10).await, Ok(0), "another issuer's begin at 0");
}

async fn stored(world: &World, name: &str, index: Option<u32>) -> License {
    let subject = samples::person_id(&world.aws, ID_NUMBER).await;
    let grant = samples::grant(&world.aws, &subject, 1).await;
    let license = License { status_index: index, ..samples::license(&world.aws, &grant, name, 0).await };
    write(world, name, &license).await;
    license
}

async fn write(world: &World, name: &str, license: &License) {
    let commit = commit(&license.subject, name, 0, vec![Write::License(license.clone())]);
    assert_eq!(world.aws.records().commit(&commit).await, Ok(Committed::Now));
}

/// Each version of a license that has a place, as it stands, and nothing else that lies beside it.
#[tokio::test]
async fn stages_are_read_with_their_places() {
    let world = World::new().await;
    let first = stored(&world, "claim-0001", Some(4097)).await;
    let none = stored(&world, "claim-0002", None).await;
    let second = License { version: Version::new(2).unwrap(), status_index: Some(5), ..first.clone() };
    write(&world, "issue.002", &second).await;
    let own = samples::event(license::event::Scope::License(first.key.clone()), "activate.002", 0);
    let moved = License { stage: LicenseStage::Suspended, revision: 1, ..first.clone() };
    let both = lifecycle::port::Commit { event: own, writes: vec![Write::License(moved)], notice: None };
    let reader = world.other_process().await.records();
    let placed = |license: &License, stage| PlacedStage { place: license.status_place().unwrap(), stage };
    let before = vec![placed(&first, LicenseStage::Sealed), placed(&second, LicenseStage::Sealed)];
    assert_eq!(reader.placed_stages(&first.key).await, Ok(before));
    world.aws.records().commit(&both).await.unwrap();
    let after = vec![placed(&first, LicenseStage::Suspended), placed(&second, LicenseStage::Sealed)];
    assert_eq!(reader.placed_stages(&first.key).await, Ok(after), "at once");
    assert_eq!(reader.placed_stages(&none.key).await, Ok(vec![]), "made before there were lists");
    let unknown = license::electronic::LicenseKey::parse("071.20261123ABCDEFGH").unwrap();
    assert_eq!(reader.placed_stages(&unknown).await, Ok(vec![]));
}

/// All parts together are every place, each once, and nothing that is not listed.
#[tokio::test]
async fn the_parts_of_all_licenses_are_all_of_them() {
    let world = World::new().await;
    let mut expected = BTreeSet::new();
    for index in 0..30 {
        let license = stored(&world, &format!("claim-{index:04}"), Some(index)).await;
        expected.insert((license.key.to_string(), index));
    }
    stored(&world, "claim-none", None).await;
    let reader = world.other_process().await.records();
    for of in [1, 4, 288] {
        let mut read = Vec::new();
        for part in 0..of {
            let stages = reader.stages_in_part(part, of).await.unwrap();
            assert!(of == 1 || stages.len() < 30, "a part of {of} is no part");
            read.extend(stages.into_iter().map(|(key, placed)| {
                assert_eq!(placed.stage, LicenseStage::Sealed);
                (key.to_string(), placed.place.index)
            }));
        }
        assert_eq!((read.len(), read.into_iter().collect::<BTreeSet<_>>()), (30, expected.clone()), "{of}");
    }
}

/// A place whose stage cannot be read is a fault: it must not read as if nothing were there.
#[tokio::test]
async fn a_place_without_a_stage_is_a_fault() {
    let world = World::new().await;
    let license = stored(&world, "claim-0001", Some(0)).await;
    let update =
        world.stores.dynamodb().update_item().table_name(RECORDS_TABLE).update_expression("SET stage = :other");
    let update = update
        .key("pk", AttributeValue::S(format!("LICENSE#{}", license.key)))
        .key("sk", AttributeValue::S("VERSION#001".into()))
        .expression_attribute_values(":other", AttributeValue::S("sleeping".into()));
    update.send().await.unwrap();
    let read = world.aws.records().placed_stages(&license.key).await;
    assert_eq!(read.unwrap_err().code, "store.corrupt");
    assert_eq!(world.aws.records().stages_in_part(0, 1).await.unwrap_err().code, "store.corrupt");
}

#[tokio::test]
async fn a_signed_list_is_kept_once_under_its_digest() {
    let world = World::new().await;
    let (one, other) = (world.aws.lists(), world.other_process().await.lists());
    let bytes = Bytes::from_static(b"a signed list");
    let digest = sha256_hex(&bytes);
    for key in [ObjectKey::StatusList { digest: digest.clone() }, ObjectKey::TrustList { digest: digest.clone() }] {
        assert_eq!(one.kept_list(&key).await, Ok(None));
        let kept = tokio::join!(one.keep_list(&key, bytes.clone()), other.keep_list(&key, bytes.clone()));
        assert_eq!(kept, (Ok(()), Ok(())));
        assert_eq!(other.kept_list(&key).await, Ok(Some(bytes.clone())));
        let wrong = one.keep_list(&key, Bytes::from_static(b"another list")).await;
        assert_eq!(wrong.unwrap_err().code, "store.corrupt");
        // An older list in the place of a newer one would hold under its key as well: the name tells.
        let put = world.stores.s3().put_object().bucket(LISTS_BUCKET).key(key.path());
        put.body(b"another list".to_vec().into()).send().await.unwrap();
        assert_eq!(other.kept_list(&key).await.unwrap_err().code, "store.corrupt");
    }
    let foreign = ObjectKey::Photo { digest, media: MediaType::Jpeg };
    assert_eq!(one.keep_list(&foreign, bytes).await.unwrap_err().code, "object.bucket");
    assert_eq!(one.kept_list(&foreign).await.unwrap_err().code, "object.bucket");
}
