//! 申领 and 制发: asking for the electronic license of a grant (art. 7), and an officer's making of it (art. 6).

use std::sync::Arc;

use jiff::Timestamp;
use license::{
    application::{Application, ApplicationId, Decision, Making, Route},
    caller::{Actor, Caller, Role},
    catalogue::catalogue,
    clock::chinese_day,
    eligibility::{self, Next},
    event::{EventId, EventKind, Scope},
    grant::{Grant, GrantId},
    refusal::Refusal,
    scope::IssueReason,
    stage::{ApplicationMove, ApplicationStage},
    subject::SubjectId,
};
use serde::Serialize;

use crate::{
    act::{DECISIONS_MAX, commit_once, done_before, event, request_digest},
    error::Error,
    object::{MediaType, ObjectKey},
    port::{Applications, Books, Clock, Commit, Grants, Link, Page, PageRequest, Subjects, Uploads, Write},
};

/// The ports of the verb.
pub struct Apply {
    /// Read.
    pub subjects: Arc<dyn Subjects>,
    /// Read.
    pub grants: Arc<dyn Grants>,
    /// Read.
    pub applications: Arc<dyn Applications>,
    /// Commit.
    pub books: Arc<dyn Books>,
    /// Links for photos.
    pub uploads: Arc<dyn Uploads>,
    /// Now.
    pub clock: Arc<dyn Clock>,
}

/// What is asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Request {
    /// The grant's subject.
    pub subject: SubjectId,
    /// The grant.
    pub grant: GrantId,
    /// Claim, making or replacement.
    pub route: Route,
    /// 证照发放类型.
    pub reason: IssueReason,
}

/// A photo that is about to be uploaded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PhotoOffer {
    /// Counted by the caller from 1; a higher number replaces a lower one.
    pub number: u32,
    /// Its type.
    pub media: MediaType,
    /// Its exact size.
    pub size_bytes: u64,
}

impl Apply {
    /// What a holder may claim: the grants held.
    ///
    /// # Errors
    /// `caller.not_holder`, `caller.real_name`.
    pub async fn claimable(
        &self,
        caller: &Caller,
        holder: &SubjectId,
        page: &PageRequest,
    ) -> Result<Page<Grant>, Error> {
        caller.must_hold(holder)?;
        Ok(self.grants.held_by(holder, page).await?)
    }

    /// Applies under a name that the caller chose; the same request again is the same application.
    ///
    /// # Errors
    /// `grant.unknown`, the caller's and the eligibility's refusals, `request.name_taken`.
    pub async fn apply(&self, caller: &Caller, id: &ApplicationId, request: &Request) -> Result<Application, Error> {
        let digest = request_digest(&(request, &caller.actor))?;
        let event_id = EventId::new(Scope::Application(id.clone()), "apply", "submitted");
        for _ in 0..DECISIONS_MAX {
            if done_before(&*self.books, &event_id, &digest).await? {
                break;
            }
            let commit = self.decide(caller, id, request, &event_id, &digest).await?;
            match commit_once(&*self.books, &commit).await {
                Ok(()) => break,
                // Somebody was faster with the grant.
                Err(Error::Refusal(Refusal::RecordChanged)) => {}
                Err(other) => return Err(other),
            }
        }
        self.applications.application(id).await?.ok_or(Error::Refusal(Refusal::RecordChanged))
    }

    async fn decide(
        &self,
        caller: &Caller,
        id: &ApplicationId,
        request: &Request,
        event_id: &EventId,
        digest: &str,
    ) -> Result<Commit, Error> {
        let grant = self.grants.grant(&request.subject, &request.grant).await?.ok_or(Refusal::NoGrant)?;
        may_apply(caller, request.route, &grant)?;
        let subject = self.subjects.subject(&grant.subject).await?.ok_or(Refusal::NoSubject)?;
        let now = self.clock.now();
        let next = eligibility::judge(request.route, request.reason, &grant, &subject, chinese_day(now))?;
        let new = new_application(id, request, &grant, &caller.actor, now);
        let (application, kind) = pass(new, next, now)?;
        let mut event = event(event_id.clone(), kind, &grant, &caller.actor, now);
        event.request = digest.to_owned();
        event.applications = vec![id.clone()];
        event.tally.submitted = 1;
        let grant = Grant { open_application: Some(id.clone()), ..grant };
        let unchanged = Write::Unchanged(subject.id, subject.revision);
        Ok(Commit {
            event,
            writes: vec![Write::Application(application), Write::Grant(grant), unchanged],
            notice: None,
        })
    }

    /// An application, for its holder or an officer of its division.
    ///
    /// # Errors
    /// `application.unknown`, the caller's refusals.
    pub async fn read(&self, caller: &Caller, id: &ApplicationId) -> Result<Application, Error> {
        let application = self.applications.application(id).await?.ok_or(Refusal::NoApplication)?;
        may_see(caller, &application)?;
        Ok(application)
    }

    /// A holder's applications, newest first.
    ///
    /// # Errors
    /// The caller's refusals.
    pub async fn list(
        &self,
        caller: &Caller,
        holder: &SubjectId,
        page: &PageRequest,
    ) -> Result<Page<Application>, Error> {
        caller.must_hold(holder)?;
        Ok(self.applications.applications_of(holder, page).await?)
    }

    /// A link for one photo. The photo counts when it has arrived; only that somebody other than the applicant lends a
    /// hand is put on record here.
    ///
    /// # Errors
    /// `photo.not_asked`, `photo.uploads_used`, `application.stage`, `input.field`, the caller's refusals.
    pub async fn offer_photo(&self, caller: &Caller, id: &ApplicationId, offer: PhotoOffer) -> Result<Link, Error> {
        let application = self.read(caller, id).await?;
        let kind = application.kind.photo().ok_or(Refusal::PhotoNotAsked)?;
        if !application.stage.takes_photo() {
            return Err(Refusal::ApplicationStage.into());
        }
        may_number(caller, &application, offer.number)?;
        if offer.size_bytes == 0 || offer.size_bytes > catalogue().photo_rule(kind).bytes_max {
            return Err(Refusal::Field { field: "size_bytes", reason: "photo.bytes" }.into());
        }
        self.note_helper(caller, &application).await?;
        let key = ObjectKey::Upload { application: id.clone(), number: offer.number };
        Ok(self.uploads.upload_link(&key, offer.media, offer.size_bytes).await?)
    }

    /// Four eyes: who uploads for another may not decide it later, under whatever role.
    async fn note_helper(&self, caller: &Caller, application: &Application) -> Result<(), Error> {
        let actor = &caller.actor;
        if *actor == application.applicant || application.helpers.contains(actor) {
            return Ok(());
        }
        let grant = self.grants.grant(&application.subject, &application.grant).await?.ok_or(Refusal::NoGrant)?;
        let who = crate::act::sha256_hex(actor.id.as_bytes());
        let name = format!("{}.{}", actor.role.as_str(), who.get(..16).unwrap_or(&who));
        let event_id = EventId::new(Scope::Application(application.id.clone()), "offer", &name);
        let mut event = event(event_id, EventKind::PhotoOffered, &grant, actor, self.clock.now());
        event.applications = vec![application.id.clone()];
        let helpers = application.helpers.iter().chain([actor]).cloned().collect();
        let helped = Application { helpers, ..application.clone() };
        commit_once(&*self.books, &Commit { event, writes: vec![Write::Application(helped)], notice: None }).await
    }

    /// Takes an application back; twice is once.
    ///
    /// # Errors
    /// `application.stage`, the caller's refusals.
    pub async fn withdraw(&self, caller: &Caller, id: &ApplicationId) -> Result<Application, Error> {
        let application = self.read(caller, id).await?;
        if application.stage == ApplicationStage::Withdrawn {
            return Ok(application);
        }
        let withdrawn = application.moved(ApplicationMove::Withdraw, &caller.actor)?;
        let grant = self.grants.grant(&application.subject, &application.grant).await?.ok_or(Refusal::NoGrant)?;
        let event_id = EventId::new(Scope::Application(id.clone()), "withdraw", "once");
        let mut event = event(event_id, EventKind::ApplicationWithdrawn, &grant, &caller.actor, self.clock.now());
        event.applications = vec![id.clone()];
        let grant = grant.without(id);
        let withdrawn = Application { waiting_since: None, lease: None, ..withdrawn };
        let writes = vec![Write::Application(withdrawn), Write::Grant(grant)];
        commit_once(&*self.books, &Commit { event, writes, notice: None }).await?;
        self.read(caller, id).await
    }
}

/// A claim or a replacement is the holder's (art. 7, 11), or is taken at the counter by an officer of the granting
/// division, who then may not decide it; a making is such an officer's own (art. 6). An update is nobody's to ask for.
fn may_apply(caller: &Caller, route: Route, grant: &Grant) -> Result<(), Refusal> {
    match (route, caller.role()) {
        (Route::Claim | Route::Making | Route::Replacement, Role::Officer) => caller.must_serve(&grant.division),
        (Route::Claim | Route::Replacement, _) => caller.must_hold(&grant.holder),
        (Route::Making | Route::Update, _) => Err(Refusal::RoleNotAllowed),
    }
}

/// A holder has a set number of photos, so that the counter comes before despair; an officer may go on (补录).
fn may_number(caller: &Caller, application: &Application, number: u32) -> Result<(), Refusal> {
    let rules = catalogue().review_rules();
    let officer = caller.role() == Role::Officer;
    if !officer && application.holder_uploads_left() == 0 {
        return Err(Refusal::UploadsUsed);
    }
    let ahead = application.uploads.saturating_add(rules.officer_uploads_ahead_max);
    let max = if officer { ahead } else { rules.holder_uploads_max };
    if (application.uploads.saturating_add(1)..=max).contains(&number) {
        return Ok(());
    }
    Err(Refusal::Field { field: "number", reason: "photo.number" })
}

/// The holder, or an officer of the division.
fn may_see(caller: &Caller, application: &Application) -> Result<(), Refusal> {
    if matches!(caller.role(), Role::Officer | Role::Reviewer) {
        caller.must_serve(&application.division)
    } else {
        caller.must_hold(&application.holder)
    }
}

/// A new application at its first stage.
pub(crate) fn new_application(
    id: &ApplicationId,
    request: &Request,
    grant: &Grant,
    applicant: &Actor,
    now: Timestamp,
) -> Application {
    Application {
        id: id.clone(),
        grant: grant.id.clone(),
        subject: grant.subject.clone(),
        holder: grant.holder.clone(),
        kind: grant.kind,
        division: grant.division,
        route: request.route,
        reason: request.reason,
        applicant: applicant.clone(),
        helpers: Vec::new(),
        stage: ApplicationStage::Submitted,
        submitted_at: now,
        waiting_since: None,
        lease: None,
        photo: None,
        uploads: 0,
        decision: None,
        making: Making::waiting(),
        license: None,
        revision: 0,
    }
}

/// Approved by the recorded rule where nothing is to be decided; otherwise it waits for the photo.
pub(crate) fn pass(application: Application, next: Next, now: Timestamp) -> Result<(Application, EventKind), Refusal> {
    match next {
        Next::Photo => Ok((application, EventKind::ApplicationSubmitted)),
        Next::Rule(rule) => {
            let decision = Decision { by: Actor::rule(rule), at: now, reasons: Vec::new(), words: None };
            Ok((application.approved(decision)?, EventKind::ApplicationApproved))
        }
    }
}
