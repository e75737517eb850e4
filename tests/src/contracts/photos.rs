//! Photos by what they look like.

use license::{application::Name, kind::PhotoKind, photo_hash::PhotoHash, subject::SubjectId};
use lifecycle::port::{Books, Committed, PhotoIndex, Sighting, Write};
use serde_json::json;

use super::{
    World,
    samples::{self, ID_NUMBER, at, commit},
};

const HASH: u64 = 0x0f1e_2d3c_4b5a_6978;

fn sighting(subject: &SubjectId, name: &str, bits: u64) -> Sighting {
    serde_json::from_value(json!({
        "hash": PhotoHash::new(bits), "photo": "person", "subject": subject, "holder": subject, "application": name,
        "number": 1, "division": "210100", "kind": "071", "thumbnail": {"digest": "00", "media_type": "image/jpeg"},
        "at": at(0)
    }))
    .unwrap()
}

async fn seen(world: &World, sightings: &[Sighting]) {
    for sighting in sightings {
        let name = format!("photo.{}", sighting.application);
        let commit = commit(&sighting.subject, &name, 0, vec![Write::Sighting(sighting.clone())]);
        assert_eq!(world.aws.records().commit(&commit).await, Ok(Committed::Now));
    }
}

#[tokio::test]
async fn what_is_alike_is_found_once_and_what_is_not_is_not() {
    let world = World::new().await;
    let person = samples::person_id(&world.aws, ID_NUMBER).await;
    let near = [HASH, HASH ^ 1, HASH ^ (1 << 63), HASH ^ 0b111].map(|bits| {
        let name = format!("claim-{bits:016x}");
        sighting(&person, &name, bits)
    });
    seen(&world, &near).await;
    seen(&world, &[sighting(&person, "claim-far-away", !HASH)]).await;
    let found = world.aws.records().photos_like(PhotoKind::Person, PhotoHash::new(HASH)).await.unwrap();
    let mut names: Vec<&Name> = found.found.iter().map(|one| &one.application).collect();
    let mut expected: Vec<&Name> = near.iter().map(|one| &one.application).collect();
    names.sort();
    expected.sort();
    assert_eq!((names, found.complete), (expected, true));
    let vehicles = world.aws.records().photos_like(PhotoKind::Vehicle, PhotoHash::new(HASH)).await.unwrap();
    assert_eq!((vehicles.found, vehicles.complete), (vec![], true), "a vehicle's photo is compared with vehicles'");
}

/// A reader who cannot have seen all says so, and never that there is none.
#[tokio::test]
async fn a_crowd_is_read_in_part_and_says_so() {
    let world = World::new().await;
    let person = samples::person_id(&world.aws, ID_NUMBER).await;
    let crowd: Vec<Sighting> = (0..51).map(|n| sighting(&person, &format!("claim-{n:04}"), HASH)).collect();
    seen(&world, &crowd[..50]).await;
    let index = world.aws.records();
    let found = index.photos_like(PhotoKind::Person, PhotoHash::new(HASH)).await.unwrap();
    assert_eq!((found.found.len(), found.complete), (50, true));
    let commit = commit(&person, "photo.last", 0, vec![Write::Sighting(crowd[50].clone())]);
    index.commit(&commit).await.unwrap();
    let found = index.photos_like(PhotoKind::Person, PhotoHash::new(HASH)).await.unwrap();
    assert_eq!((found.found.len(), found.complete), (50, false));
}
