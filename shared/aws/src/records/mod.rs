//! The records table. Each port is one module; what an item looks like is said beside the port that reads it.

mod applications;
mod books;
mod grants;
mod issuer_keys;
mod licenses;
mod notices;
mod numbers;
mod photos;
mod status_places;
mod subjects;

use std::sync::Arc;

use license::{event::Event, subject::SubjectId};

use crate::{clients::Clients, data_key::DataKey, record::Record, table::Index, table::Table};

/// Listings of what a holder has.
const BY_HOLDER: Index = Index { name: "by-holder", partition: "holder_key", sort: "holder_sort" };
/// The officers' queues.
const BY_QUEUE: Index = Index { name: "by-queue", partition: "queue_key", sort: "queue_sort" };
/// The part of such a queue that is of one kind.
const BY_QUEUE_KIND: Index = Index { name: "by-queue-kind", partition: "queue_kind_key", sort: "queue_sort" };
/// Sort key of an item that is alone of its kind in its partition.
const RECORD: &str = "RECORD";

/// Subjects, grants, numbers, applications, licenses, notices, issuer keys, and the books they are committed to.
pub struct Records {
    table: Table,
}

impl Records {
    pub(crate) fn new(clients: Arc<Clients>, name: String, data_key: Arc<DataKey>) -> Self {
        Self { table: Table { clients, name, data_key } }
    }
}

impl std::fmt::Debug for Records {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Records").field("table", &self.table.name).finish_non_exhaustive()
    }
}

fn holder_partition(holder: &SubjectId) -> String {
    format!("HOLDER#{holder}")
}

/// The word on items that are events; the stream's filters name it.
pub const EVENT_ENTITY: &str = Event::ENTITY;
