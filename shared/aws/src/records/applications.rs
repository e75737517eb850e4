//! `APPLICATION#<id>` / `RECORD`, sealed: an officer's words and the text of the code are personal. By holder
//! `HOLDER#<holder>` / `APPLICATION#<submitted>#<id>`; by queue, only while an officer has to decide,
//! `QUEUE#<city>` / `<waiting since>#<id>`.

use async_trait::async_trait;
use aws_sdk_dynamodb::types::AttributeValue;
use license::{
    application::{Application, ApplicationId},
    division::Division,
    stage::ApplicationStage,
    subject::SubjectId,
};
use lifecycle::{
    error::Fault,
    port::{Applications, Page, PageRequest},
};

use super::{BY_HOLDER, BY_QUEUE, RECORD, Records, holder_partition};
use crate::{
    record::{Place, Record, sortable, text},
    table::Listing,
};

const PREFIX: &str = "APPLICATION#";

impl Record for Application {
    const ENTITY: &'static str = "application";
    const SEALED: bool = true;

    fn place(&self) -> Place {
        place(&self.id)
    }

    fn revision(&self) -> u64 {
        self.revision
    }

    fn set_revision(&mut self, revision: u64) {
        self.revision = revision;
    }

    fn attributes(&self) -> Vec<(&'static str, AttributeValue)> {
        let submitted = sortable(self.submitted_at);
        let mut attributes = vec![
            (BY_HOLDER.partition, text(holder_partition(&self.holder))),
            (BY_HOLDER.sort, text(format!("{PREFIX}{submitted}#{}", self.id))),
        ];
        if self.stage == ApplicationStage::AwaitingReview {
            let since = sortable(self.waiting_since.unwrap_or(self.submitted_at));
            attributes.push((BY_QUEUE.partition, text(queue_partition(&self.division))));
            attributes.push((BY_QUEUE.sort, text(format!("{since}#{}", self.id))));
        }
        attributes
    }
}

fn place(id: &ApplicationId) -> Place {
    Place::new(partition(id), RECORD)
}

/// Holds the application and its history.
pub(super) fn partition(id: &ApplicationId) -> String {
    format!("{PREFIX}{id}")
}

fn queue_partition(division: &Division) -> String {
    format!("QUEUE#{}", division.city())
}

#[async_trait]
impl Applications for Records {
    async fn application(&self, id: &ApplicationId) -> Result<Option<Application>, Fault> {
        self.table.get(&place(id)).await
    }

    async fn applications_of(&self, holder: &SubjectId, page: &PageRequest) -> Result<Page<Application>, Fault> {
        let partition = holder_partition(holder);
        let listing =
            Listing { name: "applications", index: Some(BY_HOLDER), partition, prefix: PREFIX, newest_first: true };
        self.table.page(&listing, page).await
    }

    async fn awaiting(&self, city: &Division, page: &PageRequest) -> Result<Page<Application>, Fault> {
        let partition = queue_partition(city);
        let listing = Listing { name: "awaiting", index: Some(BY_QUEUE), partition, prefix: "", newest_first: false };
        self.table.page(&listing, page).await
    }
}
