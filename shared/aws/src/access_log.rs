//! The access table: `HOLDER#<id>` / `<at>#<digest>`, or `ASKED#<digest>` where nobody was found; sealed (a purpose may name
//! somebody), gone after two years. The index `by-caller` has them all by who asked, under a keyed hash.

use async_trait::async_trait;
use aws_sdk_dynamodb::types::AttributeValue;
use data_encoding::HEXLOWER;
use license::{caller::Actor, subject::SubjectId};
use lifecycle::{
    error::Fault,
    port::{Access, AccessLog, Page, PageRequest},
};
use sha2::{Digest, Sha256};

use crate::{
    index::caller_id,
    record::{Place, Record, number, sortable},
    table::{Index, Listing, Table},
};

const BY_CALLER: Index = Index { name: "by-caller", partition: "caller_key", sort: "caller_sort" };

const KEPT_SECONDS: i64 = 2 * 366 * 24 * 60 * 60;

impl Record for Access {
    const ENTITY: &'static str = "access";
    const SEALED: bool = true;

    /// Named by its content: recorded twice it is there once.
    fn place(&self) -> Place {
        let content = serde_json::to_vec(self).unwrap_or_default();
        let digest = HEXLOWER.encode(&Sha256::digest(&content));
        let short = digest.get(..16).unwrap_or_default();
        let partition = self.holder.as_ref().map_or_else(|| format!("ASKED#{short}"), partition);
        Place::new(partition, format!("{}#{short}", sortable(self.at)))
    }

    fn attributes(&self) -> Vec<(&'static str, AttributeValue)> {
        vec![("expires_at", number(self.at.as_second().saturating_add(KEPT_SECONDS)))]
    }
}

fn partition(holder: &SubjectId) -> String {
    format!("HOLDER#{holder}")
}

/// Who read whose data.
pub struct AccessTable {
    table: Table,
}

impl AccessTable {
    pub(crate) fn new(table: Table) -> Self {
        Self { table }
    }

    async fn caller(&self, who: &Actor) -> Result<String, Fault> {
        let keys = self.table.data_key.keys().await?;
        Ok(format!("CALLER#{}", caller_id(&keys, &who.natural_text())))
    }
}

impl std::fmt::Debug for AccessTable {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("AccessTable").field("table", &self.table.name).finish_non_exhaustive()
    }
}

#[async_trait]
impl AccessLog for AccessTable {
    async fn record(&self, access: &Access) -> Result<(), Fault> {
        let caller = self.caller(&access.by).await?;
        self.table.put_first_with(access, [(BY_CALLER.partition, caller), (BY_CALLER.sort, access.place().sk)]).await
    }

    async fn accesses_of(&self, holder: &SubjectId, page: &PageRequest) -> Result<Page<Access>, Fault> {
        let partition = partition(holder);
        let listing = Listing { name: "accesses", index: None, partition, prefix: "", below: None, newest_first: true };
        self.table.page(&listing, page).await
    }

    async fn accesses_by(&self, who: &Actor, page: &PageRequest) -> Result<Page<Access>, Fault> {
        let partition = self.caller(who).await?;
        let listing = Listing {
            name: "accesses-by",
            index: Some(BY_CALLER),
            partition,
            prefix: "",
            below: None,
            newest_first: true,
        };
        self.table.page(&listing, page).await
    }
}
