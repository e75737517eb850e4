//! 审核: an officer of the division takes a case from the queue and decides on its photo, and so on the application
//! (art. 7).

mod duplicates;
mod lease;

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use license::{
    application::{Application, Decision, Name},
    caller::{Caller, Role},
    catalogue::catalogue,
    clock::chinese_day,
    eligibility,
    event::{EventId, EventKind, Notice, NoticeKind, Scope},
    grant::Grant,
    kind::Kind,
    refusal::Refusal,
    subject::{PhotoOnFile, Subject},
};
use serde::Serialize;

use crate::{
    act::{commit_once, done_before, event, request_digest},
    error::{Error, Fault},
    object::ObjectKey,
    port::{
        Access, AccessLog, Applications, Books, Clock, Commit, Grants, Link, Page, PageRequest, PhotoIndex,
        QueueFilter, Subjects, Vault, Write,
    },
    update::update,
};

pub use duplicates::{Duplicate, Duplicates, OtherCase};

/// The ports of the verb.
pub struct Review {
    /// Read, and the queue.
    pub applications: Arc<dyn Applications>,
    /// Read.
    pub subjects: Arc<dyn Subjects>,
    /// Read.
    pub grants: Arc<dyn Grants>,
    /// Commit.
    pub books: Arc<dyn Books>,
    /// A link to the photo.
    pub vault: Arc<dyn Vault>,
    /// Photos that look alike.
    pub photo_index: Arc<dyn PhotoIndex>,
    /// Who looked.
    pub access: Arc<dyn AccessLog>,
    /// Now.
    pub clock: Arc<dyn Clock>,
}

/// Which cases of the queue.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct QueueQuery {
    /// Of this kind alone.
    pub kind: Option<Kind>,
    /// That wait for longer than this.
    pub older_than: Option<SignedDuration>,
}

/// Who has a case at the moment, as far as the officer who asks may know.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Holding {
    /// Nobody.
    Free,
    /// The officer who asks.
    Yours(Timestamp),
    /// Another officer, until then.
    Taken(Timestamp),
}

/// A case of the queue.
pub struct Queued {
    /// The application.
    pub application: Application,
    /// Since how long it waits.
    pub age: SignedDuration,
    /// Who has it.
    pub holding: Holding,
}

/// What an officer judges: the photo beside the record.
pub struct Case {
    /// The application, its age and who has it.
    pub queued: Queued,
    /// The record that the photo must agree with.
    pub subject: Subject,
    /// A short-lived link to the photo.
    pub photo: Option<Link>,
    /// The same, small.
    pub thumbnail: Option<Link>,
    /// What looks the same elsewhere; `None` if the photo was not compared.
    pub duplicates: Option<Duplicates>,
}

/// What an officer decides.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub enum Judgement {
    /// The photo conforms.
    Approve,
    /// It does not, for these reasons of the catalogue and, if need be, in the officer's words.
    Return {
        /// At least one code.
        reasons: Vec<String>,
        /// To the holder.
        words: Option<String>,
    },
}

impl Review {
    /// The queue of the officer's own city, oldest first.
    ///
    /// # Errors
    /// `caller.role`.
    pub async fn queue(&self, caller: &Caller, query: &QueueQuery, page: &PageRequest) -> Result<Page<Queued>, Error> {
        let Page { items, next } = self.waiting(caller, query, page).await?;
        let now = self.clock.now();
        let items = items.into_iter().map(|application| queued(application, caller, now)).collect();
        Ok(Page { items, next })
    }

    /// A case as the officer sees it in the queue.
    #[must_use]
    pub fn seen(&self, application: Application, caller: &Caller) -> Queued {
        queued(application, caller, self.clock.now())
    }

    async fn waiting(
        &self,
        caller: &Caller,
        query: &QueueQuery,
        page: &PageRequest,
    ) -> Result<Page<Application>, Error> {
        let own = caller.division.ok_or(Refusal::RoleNotAllowed)?;
        caller.must_serve(&own)?;
        let before = query.older_than.map(|age| self.clock.now().saturating_sub(age).unwrap_or(Timestamp::MIN));
        let which = QueueFilter { kind: query.kind, before };
        Ok(self.applications.awaiting(&own.city(), &which, page).await?)
    }

    /// One case with its photo. The read is recorded before it is answered (art. 14).
    ///
    /// # Errors
    /// `application.unknown`, `caller.other_division`.
    pub async fn case(&self, caller: &Caller, id: &Name) -> Result<Case, Error> {
        let application = self.applications.application(id).await?.ok_or(Refusal::NoApplication)?;
        caller.must_serve(&application.division)?;
        let subject = self.subjects.subject(&application.subject).await?.ok_or(Refusal::NoSubject)?;
        let access = Access {
            holder: Some(application.holder.clone()),
            at: self.clock.now(),
            by: caller.actor.clone(),
            division: caller.division,
            purpose: "照片审核".to_owned(),
            license: None,
            sought: None,
            answer: "review.case".to_owned(),
        };
        self.access.record(&access).await?;
        let candidate = application.photo.as_ref();
        let photo = self.picture_link(candidate.map(|candidate| &candidate.photo)).await?;
        let thumbnail = self.picture_link(candidate.and_then(|candidate| candidate.thumbnail.as_ref())).await?;
        let duplicates = self.duplicates(caller, &application).await?;
        let queued = self.seen(application, caller);
        Ok(Case { queued, subject, photo, thumbnail, duplicates })
    }

    async fn picture_link(&self, picture: Option<&PhotoOnFile>) -> Result<Option<Link>, Fault> {
        match picture {
            Some(picture) => self.vault.link(&ObjectKey::photo(picture), "photo").await.map(Some),
            None => Ok(None),
        }
    }

    /// Decides, under a name that the officer's page chose; the same decision again is the same.
    ///
    /// # Errors
    /// `application.unknown`, `application.stage`, `grant.expired`, `grant.not_licensed`, `caller.role`,
    /// `caller.other_division`, `caller.own_application`, `case.taken`, `reason.unknown`, `record.changed`,
    /// `request.name_taken`.
    pub async fn decide(
        &self,
        caller: &Caller,
        id: &Name,
        name: &Name,
        judgement: &Judgement,
    ) -> Result<Application, Error> {
        if caller.role() != Role::Reviewer {
            return Err(Refusal::RoleNotAllowed.into());
        }
        let application = self.applications.application(id).await?.ok_or(Refusal::NoApplication)?;
        caller.must_serve(&application.division)?;
        let event_id = EventId::named(Scope::Application(id.clone()), "decide", name);
        let digest = request_digest(&(judgement, &caller.actor))?;
        if !done_before(&*self.books, &event_id, &digest).await? {
            let commit = self.commit_for(caller, &application, event_id, digest, judgement).await?;
            commit_once(&*self.books, &commit).await?;
        }
        self.applications.application(id).await?.ok_or(Error::Refusal(Refusal::NoApplication))
    }

    async fn commit_for(
        &self,
        caller: &Caller,
        application: &Application,
        event_id: EventId,
        digest: String,
        judgement: &Judgement,
    ) -> Result<Commit, Error> {
        let grant = self.grants.grant(&application.subject, &application.grant).await?.ok_or(Refusal::NoGrant)?;
        let mut commit = match judgement {
            Judgement::Approve => self.approval(caller, application, &grant, event_id).await?,
            Judgement::Return { reasons, words } => {
                self.sending_back(caller, application, &grant, event_id, (reasons, words.as_ref()))?
            }
        };
        commit.event.request = digest;
        // Counted with the event, so that a wait is counted once, as the decision is.
        let waited = application.waiting_since.map(|since| commit.event.at.duration_since(since).as_secs());
        commit.event.tally.waited_seconds = waited;
        Ok(commit)
    }

    /// Approved: the photo goes on file with the subject, in the place of one that was there. This license shows it when
    /// it is made; another that stands and shows the old one is updated.
    async fn approval(
        &self,
        caller: &Caller,
        application: &Application,
        grant: &Grant,
        id: EventId,
    ) -> Result<Commit, Error> {
        let now = self.clock.now();
        let decision = Decision { by: caller.actor.clone(), at: now, reasons: Vec::new(), words: None };
        let approved = application.approved(decision)?;
        eligibility::still_stands(application.route, grant, chinese_day(now))?;
        let dossier = self.grants.dossier(&application.subject).await?.ok_or(Refusal::NoSubject)?;
        let photo = application.photo.as_ref().map(|candidate| candidate.photo.clone());
        let subject = Subject { photo, ..dossier.subject };
        let mut event = event(id, EventKind::ApplicationApproved, grant, &caller.actor, now);
        event.applications = vec![application.id.clone()];
        let mut writes = vec![Write::Application(approved), Write::Subject(subject.clone())];
        // The subject's other licenses show the photo as well.
        for other in dossier.grants.into_iter().filter(|other| other.id != grant.id) {
            update(&mut event, &mut writes, other, &subject, now)?;
        }
        Ok(Commit { event, writes, notice: None })
    }

    fn sending_back(
        &self,
        caller: &Caller,
        application: &Application,
        grant: &Grant,
        id: EventId,
        (reasons, words): (&[String], Option<&String>),
    ) -> Result<Commit, Error> {
        let fits = |code: &String| catalogue().return_reason(code).is_some_and(|reason| reason.fits(application.kind));
        if reasons.is_empty() || !reasons.iter().all(fits) {
            return Err(Refusal::ReasonUnknown.into());
        }
        let at = self.clock.now();
        let decision = Decision { by: caller.actor.clone(), at, reasons: reasons.to_vec(), words: words.cloned() };
        let returned = application.returned(decision)?;
        let notice = Notice {
            holder: application.holder.clone(),
            event: id.clone(),
            kind: NoticeKind::Returned,
            license_kind: application.kind,
            at,
            application: Some(application.id.clone()),
            license: None,
            reasons: reasons.to_vec(),
        };
        let mut event = event(id, EventKind::ApplicationReturned, grant, &caller.actor, at);
        event.applications = vec![application.id.clone()];
        Ok(Commit { event, writes: vec![Write::Application(returned)], notice: Some(notice) })
    }
}

fn queued(application: Application, caller: &Caller, now: Timestamp) -> Queued {
    let since = application.waiting_since.unwrap_or(application.submitted_at);
    let holding = match application.leased(now) {
        None => Holding::Free,
        Some(lease) if lease.by == caller.actor => Holding::Yours(lease.until),
        Some(lease) => Holding::Taken(lease.until),
    };
    Queued { age: now.duration_since(since), holding, application }
}
