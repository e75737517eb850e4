//! `HOLDER#<id>` / `NOTICE#<at>#<event>`. A notice holds codes and no words, and is not sealed.

use async_trait::async_trait;
use license::{event::Notice, subject::SubjectId};
use lifecycle::{
    error::Fault,
    port::{Notices, Page, PageRequest},
};

use super::{Records, holder_partition};
use crate::{
    record::{Place, Record, sortable},
    table::Listing,
};

const PREFIX: &str = "NOTICE#";

impl Record for Notice {
    const ENTITY: &'static str = "notice";
    const SEALED: bool = false;

    fn place(&self) -> Place {
        Place::new(holder_partition(&self.holder), format!("{PREFIX}{}#{}", sortable(self.at), self.event))
    }
}

#[async_trait]
impl Notices for Records {
    async fn notices_of(&self, holder: &SubjectId, page: &PageRequest) -> Result<Page<Notice>, Fault> {
        let partition = holder_partition(holder);
        let listing =
            Listing { name: "notices", index: None, partition, prefix: PREFIX, below: None, newest_first: true };
        self.table.page(&listing, page).await
    }
}
