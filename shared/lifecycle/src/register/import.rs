//! A file of rows, from the event of its arrival. Bad rows come back with row, column, code and words; good rows are in.

use bytes::Bytes;
use csv::StringRecord;
use license::{application::Name, caller::Actor, division::Division, refusal::Refusal};

use super::{
    Register,
    row::{self, Cells, RowError, words_of},
};
use crate::{
    error::{Error, Fault},
    object::ObjectKey,
};

/// Which of the three files.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Table {
    /// 经营业户 and their grants.
    Operators,
    /// 营运车辆 and their grants.
    Vehicles,
    /// 从业人员 and their grants.
    Practitioners,
}

impl Table {
    /// From its word.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        [Self::Operators, Self::Vehicles, Self::Practitioners].into_iter().find(|table| table.as_str() == word)
    }

    /// Its word in paths.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Operators => "operators",
            Self::Vehicles => "vehicles",
            Self::Practitioners => "practitioners",
        }
    }

    pub(super) fn rows(self, division: Division, name: &Name) -> ObjectKey {
        ObjectKey::ImportRows { division, table: self.as_str().to_owned(), name: name.clone() }
    }

    pub(super) fn report(self, division: Division, name: &Name) -> ObjectKey {
        ObjectKey::ImportReport { division, table: self.as_str().to_owned(), name: name.clone() }
    }
}

/// Which file, and whose officers sent it.
#[derive(Clone, Copy)]
struct Sender {
    table: Table,
    division: Division,
}

/// What became of a file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Imported {
    /// Rows that changed the register.
    pub changed: u64,
    /// Rows that were in it already.
    pub unchanged: u64,
    /// Rows that came back.
    pub rejected: u64,
}

impl Register {
    /// Imports the file under the key. Delivered again, it changes nothing and writes the same report but for its
    /// counts of changed rows.
    ///
    /// # Errors
    /// A fault of a port; the rows before it are in, and the event is to be delivered again.
    pub async fn import(&self, key: &ObjectKey) -> Result<Option<Imported>, Error> {
        let ObjectKey::ImportRows { division, table, name } = key else {
            return Ok(None);
        };
        let Some(table) = Table::parse(table) else {
            return Ok(None);
        };
        let Some(bytes) = self.imports.rows(key).await? else {
            return Ok(None);
        };
        let mut report = Report::new()?;
        let mut done = Imported::default();
        let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(without_mark(&bytes));
        let headers = reader.headers().cloned().unwrap_or_default();
        for (index, record) in reader.records().enumerate() {
            // Row 1 is the header, as a spreadsheet numbers them.
            let number = u64::try_from(index).unwrap_or(u64::MAX).saturating_add(2);
            match self.import_row(Sender { table, division: *division }, &headers, record).await? {
                Ok(true) => done.changed = done.changed.saturating_add(1),
                Ok(false) => done.unchanged = done.unchanged.saturating_add(1),
                Err(errors) => {
                    done.rejected = done.rejected.saturating_add(1);
                    report.add(number, &errors)?;
                }
            }
        }
        self.imports.put_report(&table.report(*division, name), report.finish()?).await?;
        Ok(Some(done))
    }

    async fn import_row(
        &self,
        sender: Sender,
        headers: &StringRecord,
        record: Result<StringRecord, csv::Error>,
    ) -> Result<Result<bool, Vec<RowError>>, Error> {
        let Ok(record) = record else {
            return Ok(Err(vec![RowError { column: "", code: "row.unreadable" }]));
        };
        if record.len() != headers.len() {
            return Ok(Err(vec![RowError { column: "", code: "row.columns" }]));
        }
        let cells: Cells =
            headers.iter().zip(record.iter()).map(|(name, cell)| (name.to_owned(), cell.trim().to_owned())).collect();
        let parsed = match row::parse(sender.table, &cells) {
            Ok(parsed) => parsed,
            Err(errors) => return Ok(Err(errors)),
        };
        if !sender.division.contains(parsed.division) {
            return Ok(Err(vec![RowError { column: "division", code: "division.other" }]));
        }
        match self.settle(parsed, &Actor::rule("import")).await {
            Ok(changed) => Ok(Ok(changed)),
            Err(Error::Refusal(Refusal::NumberTaken)) => {
                Ok(Err(vec![RowError { column: "number", code: "number.taken" }]))
            }
            Err(error) => Err(error),
        }
    }
}

/// Spreadsheets put a byte order mark before UTF-8.
fn without_mark(bytes: &[u8]) -> &[u8] {
    bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes)
}

/// The rejected rows. It repeats no cell, so that the report holds no more of a person than a row number.
struct Report(csv::Writer<Vec<u8>>);

impl Report {
    fn new() -> Result<Self, Fault> {
        let mut writer = csv::Writer::from_writer(Vec::new());
        writer.write_record(["row", "column", "code", "message_zh", "message_en"]).map_err(unwritten)?;
        Ok(Self(writer))
    }

    fn add(&mut self, row: u64, errors: &[RowError]) -> Result<(), Fault> {
        for error in errors {
            let (zh, en) = words_of(error.code);
            self.0.write_record([row.to_string().as_str(), error.column, error.code, zh, en]).map_err(unwritten)?;
        }
        Ok(())
    }

    fn finish(self) -> Result<Bytes, Fault> {
        let bytes = self.0.into_inner().map_err(|error| Fault::new("import.report", error.to_string()))?;
        Ok(bytes.into())
    }
}

// csv's errors are taken by value in `map_err`.
#[expect(clippy::needless_pass_by_value, reason = "the signature that map_err asks for")]
fn unwritten(error: csv::Error) -> Fault {
    Fault::new("import.report", error.to_string())
}
