//! `SUBJECT#<subject>` / `GRANT#<id>`; by holder `HOLDER#<holder>` / `GRANT#<id>`. A grant names nobody and is not sealed.

use async_trait::async_trait;
use aws_sdk_dynamodb::types::AttributeValue;
use license::{
    grant::{Grant, GrantId},
    subject::SubjectId,
};
use lifecycle::{
    error::Fault,
    port::{Dossier, Grants, Page, PageRequest},
};

use super::{BY_HOLDER, RECORD, Records, holder_partition, subjects};
use crate::{
    record::{Place, Record, is, text},
    table::Listing,
};

const PREFIX: &str = "GRANT#";

impl Record for Grant {
    const ENTITY: &'static str = "grant";
    const SEALED: bool = false;

    fn place(&self) -> Place {
        place(&self.subject, &self.id)
    }

    fn revision(&self) -> u64 {
        self.revision
    }

    fn set_revision(&mut self, revision: u64) {
        self.revision = revision;
    }

    fn attributes(&self) -> Vec<(&'static str, AttributeValue)> {
        vec![
            (BY_HOLDER.partition, text(holder_partition(&self.holder))),
            (BY_HOLDER.sort, text(format!("{PREFIX}{}", self.id))),
        ]
    }
}

fn place(subject: &SubjectId, id: &GrantId) -> Place {
    Place::new(subjects::partition(subject), format!("{PREFIX}{id}"))
}

#[async_trait]
impl Grants for Records {
    async fn grant(&self, subject: &SubjectId, id: &GrantId) -> Result<Option<Grant>, Fault> {
        self.table.get(&place(subject, id)).await
    }

    /// In the order of sort keys a partition is `EVENT#…`, `GRANT#…`, `RECORD`: one range holds the subject and its
    /// grants and no event.
    async fn dossier(&self, subject: &SubjectId) -> Result<Option<Dossier>, Fault> {
        let items = self.table.range(&subjects::partition(subject), (PREFIX, RECORD)).await?;
        let (mut grants, mut record) = (Vec::new(), None);
        for item in &items {
            if is::<Grant>(item) {
                grants.push(self.table.decode(item).await?);
            } else {
                record = Some(self.table.decode(item).await?);
            }
        }
        Ok(record.map(|subject| Dossier { subject, grants }))
    }

    async fn held_by(&self, holder: &SubjectId, page: &PageRequest) -> Result<Page<Grant>, Fault> {
        let partition = holder_partition(holder);
        let listing = Listing {
            name: "held",
            index: Some(BY_HOLDER),
            partition,
            prefix: PREFIX,
            below: None,
            newest_first: false,
        };
        self.table.page(&listing, page).await
    }
}
