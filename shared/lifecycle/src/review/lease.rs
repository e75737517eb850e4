//! 领件: a case is taken before it is judged, so that two officers never judge the same one. The lease stands on the
//! application, so that whatever is decided on that record is decided on who has it.

use license::{
    application::{Application, Name},
    caller::{Actor, Caller},
    event::{EventId, EventKind, Scope},
    refusal::Refusal,
};

use super::{QueueQuery, Review};
use crate::{
    act::{DECISIONS_MAX, commit_once, event, sha256_hex},
    error::Error,
    port::{Commit, PageRequest, Write},
};

/// How far a queue is read for cases that nobody has.
const PAGES_MAX: u32 = 5;

impl Review {
    /// Takes a case for the set time, or renews the own lease. Sent again within a minute it stands as it is.
    ///
    /// # Errors
    /// `application.unknown`, `application.stage`, `caller.role`, `caller.other_division`, `caller.own_application`,
    /// `case.taken`, `record.changed`.
    pub async fn take(&self, caller: &Caller, id: &Name) -> Result<Application, Error> {
        self.change_lease(caller, id, EventKind::CaseTaken).await
    }

    /// Gives a case back before its time; one that the caller does not have stays as it is.
    ///
    /// # Errors
    /// `application.unknown`, `caller.role`, `caller.other_division`, `record.changed`.
    pub async fn give_back(&self, caller: &Caller, id: &Name) -> Result<Application, Error> {
        self.change_lease(caller, id, EventKind::CaseGivenBack).await
    }

    /// Sees to it that the caller has the first `count` cases of the queue that nobody else has and that the caller may
    /// decide. Sent again it is the same: the own ones count.
    ///
    /// # Errors
    /// `caller.role`, or a fault: then some may have been taken, and the same request goes on.
    pub async fn take_next(
        &self,
        caller: &Caller,
        query: &QueueQuery,
        count: usize,
    ) -> Result<Vec<Application>, Error> {
        let (mut taken, mut after) = (Vec::new(), None);
        for _ in 0..PAGES_MAX {
            let page = PageRequest { after, limit: 100 };
            let page = self.waiting(caller, query, &page).await?;
            for case in page.items {
                if taken.len() == count {
                    return Ok(taken);
                }
                taken.extend(self.take_if_free(caller, &case).await?);
            }
            after = page.next;
            if after.is_none() {
                break;
            }
        }
        Ok(taken)
    }

    /// The case as the index has it may be moments old: what it says of a lease is a hint, and the record decides.
    async fn take_if_free(&self, caller: &Caller, case: &Application) -> Result<Option<Application>, Error> {
        if case.taken(&caller.actor, self.clock.now()).is_err() {
            return Ok(None);
        }
        match self.take(caller, &case.id).await {
            Ok(taken) => Ok(Some(taken)),
            Err(Error::Refusal(
                Refusal::CaseTaken { .. }
                | Refusal::ApplicationStage
                | Refusal::OwnApplication
                | Refusal::RecordChanged,
            )) => Ok(None),
            Err(other) => Err(other),
        }
    }

    async fn change_lease(&self, caller: &Caller, id: &Name, kind: EventKind) -> Result<Application, Error> {
        for _ in 0..DECISIONS_MAX {
            let application = self.applications.application(id).await?.ok_or(Refusal::NoApplication)?;
            caller.must_serve(&application.division)?;
            let now = self.clock.now();
            let changed = if kind == EventKind::CaseTaken {
                application.taken(&caller.actor, now)?
            } else {
                application.given_back(&caller.actor, now)
            };
            let Some(changed) = changed else { return Ok(application) };
            let commit = self.lease_commit(&caller.actor, changed, kind).await?;
            match commit_once(&*self.books, &commit).await {
                Ok(()) => {
                    return self.applications.application(id).await?.ok_or(Error::Refusal(Refusal::NoApplication));
                }
                Err(Error::Refusal(Refusal::RecordChanged)) => {}
                Err(other) => return Err(other),
            }
        }
        Err(Refusal::RecordChanged.into())
    }

    /// The event is named by the revision and the officer: of two officers at one revision one meets a conflict, and one
    /// officer who asks twice at once asks once.
    async fn lease_commit(&self, by: &Actor, changed: Application, kind: EventKind) -> Result<Commit, Error> {
        let grant = self.grants.grant(&changed.subject, &changed.grant).await?.ok_or(Refusal::NoGrant)?;
        let verb = if kind == EventKind::CaseTaken { "take" } else { "give_back" };
        let who = sha256_hex(by.id.as_bytes());
        let name = format!("{}.{}", changed.revision, who.get(..16).unwrap_or(&who));
        let id = EventId::new(Scope::Application(changed.id.clone()), verb, &name);
        let mut event = event(id, kind, &grant, by, self.clock.now());
        event.applications = vec![changed.id.clone()];
        Ok(Commit { event, writes: vec![Write::Application(changed)], notice: None })
    }
}
