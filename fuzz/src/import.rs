//! A file of rows, for a register that is empty: every row is recorded or comes back, and the report says where and what
//! is wrong, never what stands there. The first byte says which of the three files it is.

use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use bytes::Bytes;
use jiff::Timestamp;
use license::application::{ApplicationId, Name};
use license::division::Division;
use license::event::{Event, EventId, Scope};
use license::grant::{Grant, GrantId};
use license::identifier::Serial;
use license::kind::KindClass;
use license::license_number::LicenseNumber;
use license::subject::{NaturalKey, SubjectId};
use lifecycle::error::{CommitError, Fault};
use lifecycle::object::ObjectKey;
use lifecycle::port::{
    Access, AccessLog, Books, Clock, Commit, Committed, Dossier, Grants, Imports, Index, Link, ListHeads, NumberHolder,
    NumberSeries, Numbers, Page, PageRequest, ProvinceCode, SignedLists, SisterHead, SisterHeads, StatusHead,
    TrustHead,
};
use lifecycle::register::{Register, words_of};

/// # Panics
/// Where the promise is broken.
pub fn run(data: &[u8]) {
    let Some((table, rows)) = data.split_first() else {
        return;
    };
    let table = ["operators", "vehicles", "practitioners"][usize::from(table % 3)];
    let name = Name::parse("rows-of-a-file").unwrap();
    let key = ObjectKey::ImportRows { division: Division::province(), table: table.to_owned(), name };
    let empty = Arc::new(Empty { rows: Bytes::copy_from_slice(rows), report: Mutex::default() });
    let done = futures::executor::block_on(register(&empty).import(&key)).expect("no port fails");
    let report = empty.report.lock().unwrap().take().expect("a report");
    let rejected = rows_of(std::str::from_utf8(&report).expect("a report is text"));
    assert_eq!(u64::try_from(rejected.len()).unwrap(), done.expect("there are rows").rejected);
}

fn register(empty: &Arc<Empty>) -> Register {
    Register {
        grants: empty.clone(),
        numbers: empty.clone(),
        books: empty.clone(),
        imports: empty.clone(),
        access: empty.clone(),
        heads: empty.clone(),
        sisters: empty.clone(),
        lists: empty.clone(),
        index: empty.clone(),
        clock: empty.clone(),
    }
}

/// The numbers of the rows that came back. All else in a line is ours: a column's name, a code, its words.
fn rows_of(report: &str) -> std::collections::BTreeSet<u64> {
    let lines = report.lines().skip(1);
    let row = |line: &str| {
        let mut cells = line.splitn(4, ',');
        let number = cells.next().unwrap().parse().expect("a row's number");
        let (column, code) = (cells.next().unwrap(), cells.next().unwrap());
        assert!(column.bytes().all(|b| b.is_ascii_lowercase() || b == b'_'), "a column of ours");
        assert!(code.bytes().all(|b| b.is_ascii_lowercase() || b"_.".contains(&b)), "a code of ours");
        let (chinese, english) = words_of(code);
        let words = cells.next().unwrap().replace('"', "");
        assert_eq!(words, format!("{chinese},{english}"), "words of ours");
        number
    };
    lines.map(row).collect()
}

/// A register with nothing in it, that takes everything and keeps nothing but the report.
struct Empty {
    rows: Bytes,
    report: Mutex<Option<Bytes>>,
}

fn unasked() -> Fault {
    Fault::new("fuzz.unasked", "an import does not ask this")
}

#[async_trait]
impl Imports for Empty {
    async fn import_link(&self, _: &ObjectKey, _: u64) -> Result<Link, Fault> {
        Err(unasked())
    }
    async fn rows(&self, _: &ObjectKey) -> Result<Option<Bytes>, Fault> {
        Ok(Some(self.rows.clone()))
    }
    async fn put_report(&self, _: &ObjectKey, bytes: Bytes) -> Result<(), Fault> {
        *self.report.lock().unwrap() = Some(bytes);
        Ok(())
    }
    async fn report(&self, _: &ObjectKey) -> Result<Option<Bytes>, Fault> {
        Err(unasked())
    }
}

#[async_trait]
impl Grants for Empty {
    async fn grant(&self, _: &SubjectId, _: &GrantId) -> Result<Option<Grant>, Fault> {
        Ok(None)
    }
    async fn dossier(&self, _: &SubjectId) -> Result<Option<Dossier>, Fault> {
        Ok(None)
    }
    async fn held_by(&self, _: &SubjectId, _: &PageRequest) -> Result<Page<Grant>, Fault> {
        Err(unasked())
    }
}

#[async_trait]
impl Numbers for Empty {
    async fn series(&self, _: &str, _: KindClass) -> Result<NumberSeries, Fault> {
        Err(unasked())
    }
    async fn number(&self, _: KindClass, _: &LicenseNumber) -> Result<Option<NumberHolder>, Fault> {
        Ok(None)
    }
}

#[async_trait]
impl Books for Empty {
    async fn commit(&self, commit: &Commit) -> Result<Committed, CommitError> {
        assert!(!commit.writes.is_empty(), "an event of nothing");
        Ok(Committed::Now)
    }
    async fn event(&self, _: &EventId) -> Result<Option<Event>, Fault> {
        Ok(None)
    }
    async fn history(&self, _: &Scope) -> Result<Vec<Event>, Fault> {
        Err(unasked())
    }
}

#[async_trait]
impl ListHeads for Empty {
    async fn status_heads(&self) -> Result<Vec<StatusHead>, Fault> {
        Err(unasked())
    }
    async fn status_head(&self, _: u16) -> Result<Option<StatusHead>, Fault> {
        Err(unasked())
    }
    async fn move_status_head(&self, _: &StatusHead) -> Result<(), CommitError> {
        Err(unasked().into())
    }
    async fn trust_head(&self) -> Result<Option<TrustHead>, Fault> {
        Err(unasked())
    }
}

#[async_trait]
impl SisterHeads for Empty {
    async fn sister_heads(&self, _: &ProvinceCode) -> Result<Vec<SisterHead>, Fault> {
        Err(unasked())
    }
    async fn sister_head(&self, _: &ProvinceCode, _: u16) -> Result<Option<SisterHead>, Fault> {
        Err(unasked())
    }
    async fn move_sister_head(&self, _: &SisterHead) -> Result<(), CommitError> {
        Err(unasked().into())
    }
}

#[async_trait]
impl SignedLists for Empty {
    async fn keep_list(&self, _: &ObjectKey, _: Bytes) -> Result<(), Fault> {
        Err(unasked())
    }
    async fn kept_list(&self, _: &ObjectKey) -> Result<Option<Bytes>, Fault> {
        Err(unasked())
    }
}

#[async_trait]
impl AccessLog for Empty {
    async fn record(&self, _: &Access) -> Result<(), Fault> {
        Err(unasked())
    }
    async fn accesses_of(&self, _: &SubjectId, _: &PageRequest) -> Result<Page<Access>, Fault> {
        Err(unasked())
    }
    async fn accesses_by(&self, _: &license::caller::Actor, _: &PageRequest) -> Result<Page<Access>, Fault> {
        Err(unasked())
    }
}

impl Index for Empty {
    fn subject_id(&self, key: NaturalKey<'_>) -> SubjectId {
        let mut hash = [0; 16];
        hash.iter_mut().zip(key.text().bytes()).for_each(|(to, from)| *to = from);
        SubjectId::of(key.class(), &hash)
    }
    fn caller_id(&self, _: &str) -> license::caller::CallerId {
        license::caller::CallerId::of(&[7; 16])
    }
    fn grant_id(&self, _: &str) -> GrantId {
        GrantId::of(&[7; 16])
    }
    fn serial(&self, _: &ApplicationId) -> Serial {
        Serial::parse("0123456789ABCDEF").unwrap()
    }
}

impl Clock for Empty {
    fn now(&self) -> Timestamp {
        super::samples::now()
    }
}
