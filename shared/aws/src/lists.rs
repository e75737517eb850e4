//! Chunks and heads of the signed lists, in the counts table: derived from the records as the counts are, and no part of the
//! books. `STATUS#<issuer>` / `CHUNK#<0000>`; `STATUSHEADS` / `ISSUER#<00001>`; `SISTER#<120000>` / `ISSUER#<00101>`;
//! `TRUSTLIST` / `HEAD`.

use async_trait::async_trait;
use lifecycle::{
    error::{CommitError, Fault},
    port::{ListHeads, SisterHead, SisterHeads, StatusChunk, StatusChunks, StatusHead, TrustHead},
};
use seal::ProvinceCode;

use crate::{
    record::{Place, Record},
    table::{Listing, Table},
};

const CHUNK: &str = "CHUNK#";
const HEADS: &str = "STATUSHEADS";
const ISSUER: &str = "ISSUER#";

impl Record for StatusChunk {
    const ENTITY: &'static str = "status_chunk";
    const SEALED: bool = false;

    fn place(&self) -> Place {
        chunk_place(self.issuer, self.number)
    }

    fn revision(&self) -> u64 {
        self.revision
    }

    fn set_revision(&mut self, revision: u64) {
        self.revision = revision;
    }
}

impl Record for StatusHead {
    const ENTITY: &'static str = "status_head";
    const SEALED: bool = false;

    fn place(&self) -> Place {
        head_place(self.issuer)
    }

    fn revision(&self) -> u64 {
        self.revision
    }

    fn set_revision(&mut self, revision: u64) {
        self.revision = revision;
    }
}

impl Record for TrustHead {
    const ENTITY: &'static str = "trust_head";
    const SEALED: bool = false;

    fn place(&self) -> Place {
        trust_place()
    }

    fn revision(&self) -> u64 {
        self.revision
    }

    fn set_revision(&mut self, revision: u64) {
        self.revision = revision;
    }
}

impl Record for SisterHead {
    const ENTITY: &'static str = "sister_head";
    const SEALED: bool = false;

    fn place(&self) -> Place {
        sister_place(&self.province, self.issuer)
    }

    fn revision(&self) -> u64 {
        self.revision
    }

    fn set_revision(&mut self, revision: u64) {
        self.revision = revision;
    }
}

fn chunk_place(issuer: u16, number: u32) -> Place {
    Place::new(chunks_of(issuer), format!("{CHUNK}{number:04}"))
}

fn chunks_of(issuer: u16) -> String {
    format!("STATUS#{issuer}")
}

fn head_place(issuer: u16) -> Place {
    Place::new(HEADS, format!("{ISSUER}{issuer:05}"))
}

fn sister_place(province: &ProvinceCode, issuer: u16) -> Place {
    Place::new(sisters_of(province), format!("{ISSUER}{issuer:05}"))
}

fn sisters_of(province: &ProvinceCode) -> String {
    format!("SISTER#{province}")
}

fn trust_place() -> Place {
    Place::new("TRUSTLIST", "HEAD")
}

/// Chunks and heads.
#[derive(Clone)]
pub struct ListsTable(pub(crate) Table);

impl std::fmt::Debug for ListsTable {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ListsTable").field("table", &self.0.name).finish_non_exhaustive()
    }
}

#[async_trait]
impl StatusChunks for ListsTable {
    async fn chunk(&self, issuer: u16, number: u32) -> Result<StatusChunk, Fault> {
        let stored = self.0.get(&chunk_place(issuer, number)).await?;
        Ok(stored.unwrap_or(StatusChunk { issuer, number, states: String::new(), revision: 0 }))
    }

    async fn chunks(&self, issuer: u16) -> Result<Vec<StatusChunk>, Fault> {
        let partition = chunks_of(issuer);
        self.0
            .all(&Listing { name: "chunks", index: None, partition, prefix: CHUNK, newest_first: false, below: None })
            .await
    }

    async fn put_chunk(&self, chunk: &StatusChunk) -> Result<(), CommitError> {
        self.0.replace(chunk).await
    }
}

#[async_trait]
impl ListHeads for ListsTable {
    async fn status_heads(&self) -> Result<Vec<StatusHead>, Fault> {
        let partition = HEADS.to_owned();
        self.0
            .all(&Listing { name: "heads", index: None, partition, prefix: ISSUER, newest_first: false, below: None })
            .await
    }

    async fn status_head(&self, issuer: u16) -> Result<Option<StatusHead>, Fault> {
        self.0.get(&head_place(issuer)).await
    }

    async fn move_status_head(&self, head: &StatusHead) -> Result<(), CommitError> {
        self.0.replace(head).await
    }

    async fn trust_head(&self) -> Result<Option<TrustHead>, Fault> {
        self.0.get(&trust_place()).await
    }
}

#[async_trait]
impl SisterHeads for ListsTable {
    async fn sister_heads(&self, province: &ProvinceCode) -> Result<Vec<SisterHead>, Fault> {
        let partition = sisters_of(province);
        self.0
            .all(&Listing { name: "sisters", index: None, partition, prefix: ISSUER, newest_first: false, below: None })
            .await
    }

    async fn sister_head(&self, province: &ProvinceCode, issuer: u16) -> Result<Option<SisterHead>, Fault> {
        self.0.get(&sister_place(province, issuer)).await
    }

    async fn move_sister_head(&self, head: &SisterHead) -> Result<(), CommitError> {
        self.0.replace(head).await
    }
}

impl ListsTable {
    /// Lets the trust list's head name another list. An operator's act, and no verb's.
    ///
    /// # Errors
    /// A conflict if another operator was faster, or `store.*`.
    pub async fn move_trust_head(&self, head: &TrustHead) -> Result<(), CommitError> {
        self.0.replace(head).await
    }
}
