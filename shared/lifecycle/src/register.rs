//! 登记: what was granted. Rows are imported from the old registers, an officer records or corrects one, and a license
//! in force that shows a corrected record is made anew without anybody asking (art. 5(1), 15).

mod import;
mod plan;
mod row;
mod sister;

use std::sync::Arc;

use license::{
    application::Name,
    caller::{self, Caller, Role},
    division::Division,
    event::{EventId, Scope},
    refusal::Refusal,
    subject::{Facts, NaturalKey, SubjectId},
};

pub use import::{Imported, Table};
pub use row::{Cells, RowError, words_of};

use crate::{
    act::{DECISIONS_MAX, commit_once, done_before, request_digest},
    error::{Error, Fault},
    port::{
        Access, AccessLog, Books, Clock, Dossier, Grants, Imports, Index, Link, ListHeads, Numbers, SignedLists,
        SisterHeads,
    },
    verify::LookUp,
};

/// The ports of the verb.
pub struct Register {
    /// Read.
    pub grants: Arc<dyn Grants>,
    /// Read.
    pub numbers: Arc<dyn Numbers>,
    /// Commit.
    pub books: Arc<dyn Books>,
    /// Rows in, reports out.
    pub imports: Arc<dyn Imports>,
    /// Who looked.
    pub access: Arc<dyn AccessLog>,
    /// Which trust list is the newest.
    pub heads: Arc<dyn ListHeads>,
    /// Which lists of sister provinces are: read and move.
    pub sisters: Arc<dyn SisterHeads>,
    /// The trust list is read, a sister's status list kept.
    pub lists: Arc<dyn SignedLists>,
    /// Keyed hashes.
    pub index: Arc<dyn Index>,
    /// Now.
    pub clock: Arc<dyn Clock>,
}

impl Register {
    /// A record with its grants, by what it is known by. The read is recorded before it is answered (art. 14).
    ///
    /// # Errors
    /// `caller.purpose`, `subject.unknown`, the caller's refusals.
    pub async fn find(&self, caller: &Caller, what: &LookUp, purpose: &str) -> Result<Dossier, Error> {
        let id = match what {
            LookUp::Plate(plate) => self.index.subject_id(NaturalKey::Vehicle(plate)),
            LookUp::Person(code) => self.index.subject_id(NaturalKey::Person(code)),
            LookUp::Uscc(uscc) => self.index.subject_id(NaturalKey::Operator(uscc.as_str())),
            LookUp::Number(_) | LookUp::Identifier(_) => return Err(Refusal::NoSubject.into()),
        };
        self.read(caller, &id, purpose).await
    }

    /// A record with its grants, for officers of its division.
    ///
    /// # Errors
    /// `caller.purpose`, `subject.unknown`, `caller.other_division`.
    pub async fn read(&self, caller: &Caller, id: &SubjectId, purpose: &str) -> Result<Dossier, Error> {
        let purpose = caller::purpose(purpose)?;
        let dossier = self.grants.dossier(id).await?.ok_or(Refusal::NoSubject)?;
        caller.must_serve(&dossier.subject.division)?;
        let access = Access {
            holder: Some(self.index.subject_id(dossier.subject.facts.holder_key())),
            at: self.clock.now(),
            by: caller.actor.clone(),
            division: caller.division,
            purpose: purpose.to_owned(),
            license: None,
            sought: None,
            answer: "register.read".to_owned(),
        };
        self.access.record(&access).await?;
        Ok(dossier)
    }

    /// An officer records a grant (许可), under a name that the officer's page chose; the columns are those of the
    /// import. A number that another grant has is refused.
    ///
    /// # Errors
    /// The first of what is wrong with the row as `input.field`; `number.taken`, the caller's refusals.
    pub async fn record(&self, caller: &Caller, table: Table, cells: &Cells) -> Result<Dossier, Error> {
        let parsed = row::parse(table, cells).map_err(|errors| first(&errors))?;
        must_record(caller)?;
        caller.must_serve(&parsed.division)?;
        let id = self.index.subject_id(parsed.facts.natural_key());
        self.settle(parsed, &caller.actor).await?;
        self.grants.dossier(&id).await?.ok_or(Error::Refusal(Refusal::NoSubject))
    }

    /// An officer corrects one record; what identifies it stays.
    ///
    /// # Errors
    /// `subject.unknown`, `input.field` if the record would become another's, `record.changed`, `request.name_taken`,
    /// the caller's refusals.
    pub async fn correct(&self, caller: &Caller, id: &SubjectId, name: &Name, facts: &Facts) -> Result<Dossier, Error> {
        must_record(caller)?;
        if self.index.subject_id(facts.natural_key()) != *id {
            return Err(Refusal::Field { field: "facts", reason: "subject.identity" }.into());
        }
        let event_id = EventId::named(Scope::Subject(id.clone()), "correct", name);
        let digest = request_digest(&(facts, &caller.actor))?;
        let dossier = self.grants.dossier(id).await?.ok_or(Refusal::NoSubject)?;
        caller.must_serve(&dossier.subject.division)?;
        if !done_before(&*self.books, &event_id, &digest).await? {
            let change = plan::Change { facts: facts.clone(), by: caller.actor.clone(), at: self.clock.now() };
            if let Some(commit) = plan::correction(dossier, change, event_id, digest)? {
                commit_once(&*self.books, &commit).await?;
            }
        }
        self.grants.dossier(id).await?.ok_or(Error::Refusal(Refusal::NoSubject))
    }

    /// A link for a file of rows.
    ///
    /// # Errors
    /// `input.field`, the caller's refusals.
    pub async fn offer_rows(&self, caller: &Caller, table: Table, name: &Name, size_bytes: u64) -> Result<Link, Error> {
        let key = table.rows(sender(caller)?, name);
        if size_bytes == 0 || size_bytes > key.size_bytes_max() {
            return Err(Refusal::Field { field: "size_bytes", reason: "rows.bytes" }.into());
        }
        Ok(self.imports.import_link(&key, size_bytes).await?)
    }

    /// What became of a file of rows; `None` while it is being read.
    ///
    /// # Errors
    /// The caller's refusals.
    pub async fn report(&self, caller: &Caller, table: Table, name: &Name) -> Result<Option<bytes::Bytes>, Error> {
        Ok(self.imports.report(&table.report(sender(caller)?, name)).await?)
    }

    /// Brings one parsed row into the register; what is there already changes nothing.
    async fn settle(&self, parsed: row::Row, by: &license::caller::Actor) -> Result<bool, Error> {
        for _ in 0..DECISIONS_MAX {
            let id = self.index.subject_id(parsed.facts.natural_key());
            let dossier = self.grants.dossier(&id).await?;
            self.check_number(&parsed, dossier.as_ref()).await?;
            let Some(commit) = plan::row(&*self.index, dossier, &parsed, by, self.clock.now())? else {
                return Ok(false);
            };
            match commit_once(&*self.books, &commit).await {
                Ok(()) => return Ok(true),
                Err(Error::Refusal(Refusal::RecordChanged)) => {}
                Err(other) => return Err(other),
            }
        }
        Err(Fault::new("record.contended", "a record kept changing under an import").into())
    }

    /// A number is one grant's for good: another grant's row is refused, also if it is the same holder's.
    async fn check_number(&self, parsed: &row::Row, dossier: Option<&Dossier>) -> Result<(), Error> {
        let Some(number) = &parsed.number else {
            return Ok(());
        };
        let holder = self.numbers.number(parsed.kind.class(), number).await?;
        let own = dossier.and_then(|found| plan::grant_of_number(found, parsed));
        match holder {
            Some(other) if own.is_none_or(|own| own.id != other.grant) => Err(Refusal::NumberTaken.into()),
            Some(_) | None => Ok(()),
        }
    }
}

/// Whose rows a caller may send: those of the own city, or for the province all.
fn sender(caller: &Caller) -> Result<Division, Refusal> {
    match (caller.role(), caller.division) {
        (Role::Officer, Some(own)) => Ok(own.city()),
        (Role::Province, _) => Ok(Division::province()),
        _ => Err(Refusal::RoleNotAllowed),
    }
}

fn must_record(caller: &Caller) -> Result<(), Refusal> {
    if caller.role() == Role::Officer { Ok(()) } else { Err(Refusal::RoleNotAllowed) }
}

fn first(errors: &[RowError]) -> Refusal {
    errors.first().map_or(Refusal::NoItem, |error| Refusal::Field { field: error.column, reason: error.code })
}
