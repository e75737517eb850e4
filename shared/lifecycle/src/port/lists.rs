//! What the signed lists need of the world.

use async_trait::async_trait;
use bytes::Bytes;
use jiff::Timestamp;
use license::{
    electronic::{LicenseKey, StatusPlace},
    stage::LicenseStage,
};
use seal::{ProvinceCode, PublicKey};
use serde::{Deserialize, Serialize};

use crate::{
    error::{CommitError, Fault},
    object::ObjectKey,
};

/// So many places lie in one chunk.
pub const CHUNK_PLACES: u32 = 4096;

/// Where a license version is listed, and how it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PlacedStage {
    /// Where.
    pub place: StatusPlace,
    /// How.
    pub stage: LicenseStage,
}

/// A part of an issuer's states.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StatusChunk {
    /// The issuer's number.
    pub issuer: u16,
    /// Counted from 0; its first place is this times [`CHUNK_PLACES`].
    pub number: u32,
    /// A digit for each place up to the last that was used: the state's number in the status list.
    pub states: String,
    /// 0 before it is first stored.
    pub revision: u64,
}

/// An issuer's newest status list: what is served is what this names.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StatusHead {
    /// The issuer's number.
    pub issuer: u16,
    /// Grows with every list.
    pub sequence: u64,
    /// The moment that the list speaks of.
    pub as_of: Timestamp,
    /// When the next one is due at the latest.
    pub next_update: Timestamp,
    /// SHA-256 of the signed list, lower-case hexadecimal: its object and its `ETag`.
    pub digest: String,
    /// 0 before it is first stored.
    pub revision: u64,
}

/// The newest trust list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TrustHead {
    /// Never goes back.
    pub version: u64,
    /// When the next one is due at the latest.
    pub next_update: Timestamp,
    /// SHA-256 of the signed list, lower-case hexadecimal.
    pub digest: String,
    /// The root that signed it: SubjectPublicKeyInfo, DER in base 64. Verifiers pin their own.
    pub root: String,
    /// 0 before it is first stored.
    pub revision: u64,
}

impl TrustHead {
    /// The root that signed the list.
    ///
    /// # Errors
    /// `store.corrupt`.
    pub fn root_key(&self) -> Result<PublicKey, Fault> {
        super::keys::read_key(&self.root)
    }
}

/// Which list of a sister province's issuer was taken over last.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SisterHead {
    /// The province.
    pub province: ProvinceCode,
    /// The issuer's number there.
    pub issuer: u16,
    /// Its list's number; never goes back.
    pub sequence: u64,
    /// The moment that the list speaks of.
    pub as_of: Timestamp,
    /// When the next one is due at the latest.
    pub next_update: Timestamp,
    /// SHA-256 of the signed list, lower-case hexadecimal.
    pub digest: String,
    /// 0 before it is first stored.
    pub revision: u64,
}

port! {
    /// Places in status lists, each given once. Counting is atomic; nothing else is decided by it.
    trait StatusPlaces {
        /// The next place of an issuer's list, counted from 0. If the answer is lost the place is nobody's, and there is
        /// a gap.
        async fn next_place(&self, issuer: u16) -> Result<u32, Fault>;
    }
}

port! {
    /// How license versions stand, for who may not know more of them: no body is opened.
    trait PlacedStages {
        /// Every version of a license that has a place in a status list, strongly consistent.
        async fn placed_stages(&self, key: &LicenseKey) -> Result<Vec<PlacedStage>, Fault>;
        /// The same of a part of all licenses, each version by itself; the parts from 0 below `of` are all of them, each once.
        /// Eventually consistent: it is for finding whom to read again.
        async fn stages_in_part(&self, part: u32, of: u32) -> Result<Vec<(LicenseKey, PlacedStage)>, Fault>;
    }
}

port! {
    /// The states of all places, derived from the licenses. Reads are strongly consistent.
    trait StatusChunks {
        /// One chunk; one that was never written reads as revision 0.
        async fn chunk(&self, issuer: u16, number: u32) -> Result<StatusChunk, Fault>;
        /// All chunks of an issuer, in their order.
        async fn chunks(&self, issuer: u16) -> Result<Vec<StatusChunk>, Fault>;
        /// Writes a chunk if it is still at the revision that it was read at.
        async fn put_chunk(&self, chunk: &StatusChunk) -> Result<(), CommitError>;
    }
}

port! {
    /// Which lists are the newest. Reads are strongly consistent.
    trait ListHeads {
        /// Of every issuer that has a list, by number.
        async fn status_heads(&self) -> Result<Vec<StatusHead>, Fault>;
        /// Of one issuer.
        async fn status_head(&self, issuer: u16) -> Result<Option<StatusHead>, Fault>;
        /// Moves an issuer's head if it is still at the revision that it was read at.
        async fn move_status_head(&self, head: &StatusHead) -> Result<(), CommitError>;
        /// Of the trust list, which an operator moves.
        async fn trust_head(&self) -> Result<Option<TrustHead>, Fault>;
    }
}

port! {
    /// Which lists of sister provinces are the newest (art. 19). Reads are strongly consistent.
    trait SisterHeads {
        /// Of every issuer of a province whose list was taken over, by number.
        async fn sister_heads(&self, province: &ProvinceCode) -> Result<Vec<SisterHead>, Fault>;
        /// Of one issuer.
        async fn sister_head(&self, province: &ProvinceCode, issuer: u16) -> Result<Option<SisterHead>, Fault>;
        /// Moves an issuer's head if it is still at the revision that it was read at.
        async fn move_sister_head(&self, head: &SisterHead) -> Result<(), CommitError>;
    }
}

port! {
    /// Signed lists, named by their digests: written once, never changed. One that no head names is nobody's.
    trait SignedLists {
        /// Keeps the bytes under the key.
        async fn keep_list(&self, key: &ObjectKey, bytes: Bytes) -> Result<(), Fault>;
        /// The bytes; `None` if there are none.
        async fn kept_list(&self, key: &ObjectKey) -> Result<Option<Bytes>, Fault>;
    }
}
