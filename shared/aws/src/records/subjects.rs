//! `SUBJECT#<id>` / `RECORD`, sealed.

use async_trait::async_trait;
use license::subject::{Subject, SubjectId};
use lifecycle::{error::Fault, port::Subjects};

use super::{RECORD, Records};
use crate::record::{Place, Record};

impl Record for Subject {
    const ENTITY: &'static str = "subject";
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
}

pub(super) fn place(id: &SubjectId) -> Place {
    Place::new(partition(id), RECORD)
}

/// Holds the subject, its grants and its history.
pub(super) fn partition(id: &SubjectId) -> String {
    format!("SUBJECT#{id}")
}

#[async_trait]
impl Subjects for Records {
    async fn subject(&self, id: &SubjectId) -> Result<Option<Subject>, Fault> {
        self.table.get(&place(id)).await
    }
}
