//! `APPLICATION#<id>` / `RECORD`, sealed: an officer's words and the text of the code are personal. By holder
//! `HOLDER#<holder>` / `APPLICATION#<submitted>#<id>`; by queue, only while an officer has to decide,
//! `QUEUE#<city>` / `<waiting since>#<id>`, and `QUEUE#<city>#<kind>` with the same sort key.

use async_trait::async_trait;
use aws_sdk_dynamodb::types::AttributeValue;
use jiff::Timestamp;
use license::{
    application::{Application, ApplicationId},
    division::Division,
    kind::Kind,
    stage::ApplicationStage,
    subject::SubjectId,
};
use lifecycle::{
    error::Fault,
    port::{Applications, Page, PageRequest, QueueFilter, Queues},
};

use super::{BY_HOLDER, BY_QUEUE, BY_QUEUE_KIND, RECORD, Records, holder_partition};
use crate::{
    fault::corrupt,
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
            attributes.push((BY_QUEUE_KIND.partition, text(kind_partition(&self.division, self.kind))));
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

fn kind_partition(division: &Division, kind: Kind) -> String {
    format!("{}#{}", queue_partition(division), kind.code())
}

/// The queue of a city, or its part of one kind; cases sort by the moment since which they wait.
fn queue(city: &Division, which: &QueueFilter) -> Listing {
    let (index, partition) = match which.kind {
        None => (BY_QUEUE, queue_partition(city)),
        Some(kind) => (BY_QUEUE_KIND, kind_partition(city, kind)),
    };
    let below = which.before.map(sortable);
    Listing { name: "awaiting", index: Some(index), partition, prefix: "", below, newest_first: false }
}

#[async_trait]
impl Applications for Records {
    async fn application(&self, id: &ApplicationId) -> Result<Option<Application>, Fault> {
        self.table.get(&place(id)).await
    }

    async fn applications_of(&self, holder: &SubjectId, page: &PageRequest) -> Result<Page<Application>, Fault> {
        let partition = holder_partition(holder);
        let listing = Listing {
            name: "applications",
            index: Some(BY_HOLDER),
            partition,
            prefix: PREFIX,
            below: None,
            newest_first: true,
        };
        self.table.page(&listing, page).await
    }

    async fn awaiting(
        &self,
        city: &Division,
        which: &QueueFilter,
        page: &PageRequest,
    ) -> Result<Page<Application>, Fault> {
        self.table.page(&queue(city, which), page).await
    }
}

#[async_trait]
impl Queues for Records {
    async fn oldest_waiting(&self, city: &Division) -> Result<Option<Timestamp>, Fault> {
        let Some(sort) = self.table.first_key(&queue(city, &QueueFilter::default())).await? else {
            return Ok(None);
        };
        let since = sort.split('#').next().and_then(|since| since.parse().ok());
        since.map(Some).ok_or_else(|| corrupt("a case without its moment"))
    }
}
