//! `LICENSE#<key>` / `VERSION#<001>`, sealed; by holder `HOLDER#<holder>` / `LICENSE#<made>#<key>#<version>`.

use async_trait::async_trait;
use aws_sdk_dynamodb::types::AttributeValue;
use license::{
    electronic::{License, LicenseKey},
    identifier::Version,
    subject::SubjectId,
};
use lifecycle::{
    error::Fault,
    port::{Licenses, Page, PageRequest},
};

use super::{BY_HOLDER, Records, holder_partition};
use crate::{
    record::{Place, Record, sortable, text},
    table::Listing,
};

const PREFIX: &str = "LICENSE#";

impl Record for License {
    const ENTITY: &'static str = "license";
    const SEALED: bool = true;

    fn place(&self) -> Place {
        place(&self.key, self.version)
    }

    fn revision(&self) -> u64 {
        self.revision
    }

    fn set_revision(&mut self, revision: u64) {
        self.revision = revision;
    }

    fn attributes(&self) -> Vec<(&'static str, AttributeValue)> {
        let made = sortable(self.made_at);
        vec![
            (BY_HOLDER.partition, text(holder_partition(&self.holder))),
            (BY_HOLDER.sort, text(format!("{PREFIX}{made}#{}#{}", self.key, self.version))),
        ]
    }
}

fn place(key: &LicenseKey, version: Version) -> Place {
    Place::new(partition(key), format!("VERSION#{version}"))
}

/// Holds all versions of a license and its history.
pub(super) fn partition(key: &LicenseKey) -> String {
    format!("{PREFIX}{key}")
}

#[async_trait]
impl Licenses for Records {
    async fn license(&self, key: &LicenseKey, version: Version) -> Result<Option<License>, Fault> {
        self.table.get(&place(key, version)).await
    }

    async fn licenses_of(&self, holder: &SubjectId, page: &PageRequest) -> Result<Page<License>, Fault> {
        let partition = holder_partition(holder);
        let listing =
            Listing { name: "licenses", index: Some(BY_HOLDER), partition, prefix: PREFIX, newest_first: true };
        self.table.page(&listing, page).await
    }
}
