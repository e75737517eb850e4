//! `PHOTOHASH#<photo kind>#<key>` / `<application>#<number>`, one item for each key of a photo's hash. It names nobody and is
//! not sealed: ids are keyed hashes, and a picture cannot be made from its hash.

use std::collections::BTreeMap;

use async_trait::async_trait;
use futures::{TryStreamExt, stream};
use license::{kind::PhotoKind, photo_hash::PhotoHash};
use lifecycle::{
    error::Fault,
    port::{PageRequest, PhotoIndex, Sighting, Sightings},
};
use serde::{Deserialize, Serialize};

use super::Records;
use crate::{
    record::{Place, Record},
    table::Listing,
};

/// How many photos of one key are read. Unlike pictures share a key once in tens of millions, so that more than these
/// are copies of one picture, or pictures of nothing.
const READ_MAX: u8 = 50;
/// How many keys are read at once.
const AT_ONCE: usize = 5;

/// A photo under one key of its hash.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct PhotoEntry {
    key: String,
    sighting: Sighting,
}

impl Record for PhotoEntry {
    const ENTITY: &'static str = "photo_hash";
    const SEALED: bool = false;

    fn place(&self) -> Place {
        let Sighting { application, number, .. } = &self.sighting;
        Place::new(partition(self.sighting.photo, &self.key), format!("{application}#{number}"))
    }
}

fn partition(photo: PhotoKind, key: &str) -> String {
    format!("PHOTOHASH#{}#{key}", photo.as_str())
}

/// The items of a photo.
pub(super) fn entries(sighting: &Sighting) -> impl Iterator<Item = PhotoEntry> {
    sighting.hash.keys().into_iter().map(|key| PhotoEntry { key, sighting: sighting.clone() })
}

#[async_trait]
impl PhotoIndex for Records {
    async fn photos_like(&self, photo: PhotoKind, hash: PhotoHash) -> Result<Sightings, Fault> {
        let page = PageRequest { after: None, limit: READ_MAX };
        let read = hash.keys().map(|key| {
            let (partition, page) = (partition(photo, &key), page.clone());
            async move {
                let listing =
                    Listing { name: "photos", index: None, partition, prefix: "", below: None, newest_first: true };
                self.table.page::<PhotoEntry>(&listing, &page).await
            }
        });
        let pages: Vec<_> = stream::iter(read.map(Ok)).try_buffer_unordered(AT_ONCE).try_collect().await?;
        let complete = pages.iter().all(|page| page.next.is_none());
        let found = pages.into_iter().flat_map(|page| page.items).map(|entry| entry.sighting);
        let by_photo: BTreeMap<_, _> = found.map(|one| ((one.application.clone(), one.number), one)).collect();
        Ok(Sightings { found: by_photo.into_values().collect(), complete })
    }
}
