//! `SERIES#<class>#<numbering code>` / `RECORD` and `NUMBER#<class>#<number>` / `RECORD`.

use async_trait::async_trait;
use license::{kind::KindClass, license_number::LicenseNumber};
use lifecycle::{
    error::Fault,
    port::{NumberHolder, NumberSeries, Numbers},
};

use super::{RECORD, Records};
use crate::record::{Place, Record};

impl Record for NumberSeries {
    const ENTITY: &'static str = "series";
    const SEALED: bool = false;

    fn place(&self) -> Place {
        series_place(&self.numbering_code, self.class)
    }

    fn revision(&self) -> u64 {
        self.revision
    }

    fn set_revision(&mut self, revision: u64) {
        self.revision = revision;
    }
}

/// Has no revision: it is written where nothing lies, or not at all.
impl Record for NumberHolder {
    const ENTITY: &'static str = "number";
    const SEALED: bool = false;

    fn place(&self) -> Place {
        number_place(self.class, &self.number)
    }
}

fn series_place(numbering_code: &str, class: KindClass) -> Place {
    Place::new(format!("SERIES#{class}#{numbering_code}"), RECORD)
}

fn number_place(class: KindClass, number: &LicenseNumber) -> Place {
    Place::new(format!("NUMBER#{class}#{number}"), RECORD)
}

#[async_trait]
impl Numbers for Records {
    async fn series(&self, numbering_code: &str, class: KindClass) -> Result<NumberSeries, Fault> {
        let stored = self.table.get(&series_place(numbering_code, class)).await?;
        let unused = || NumberSeries { numbering_code: numbering_code.to_owned(), class, last: 0, revision: 0 };
        Ok(stored.unwrap_or_else(unused))
    }

    async fn number(&self, class: KindClass, number: &LicenseNumber) -> Result<Option<NumberHolder>, Fault> {
        self.table.get(&number_place(class, number)).await
    }
}
