//! 暂停、恢复、注销、撤销、吊销: acts of the issuing division on a license, effective from the moment they are acknowledged.

use std::sync::Arc;

use license::{
    application::Name,
    caller::{Caller, Role},
    catalogue::catalogue,
    electronic::{Act, License, LicenseKey},
    event::{Event, EventId, EventKind, Notice, NoticeKind, Scope},
    grant::Grant,
    identifier::Version,
    refusal::Refusal,
    stage::LicenseMove,
};
use serde::Serialize;

use crate::{
    act::{commit_once, done_before, event, request_digest},
    deliver::writes_with_standing,
    error::Error,
    port::{Books, Clock, Commit, Grants, Licenses},
};

/// The ports of the verb.
pub struct Revoke {
    /// Read.
    pub licenses: Arc<dyn Licenses>,
    /// Read.
    pub grants: Arc<dyn Grants>,
    /// Commit, and the history.
    pub books: Arc<dyn Books>,
    /// Now.
    pub clock: Arc<dyn Clock>,
}

/// What an officer orders.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Order {
    /// Which of the officers' moves.
    pub what: LicenseMove,
    /// A code of the catalogue's reasons for it.
    pub reason: String,
    /// 法律依据: law, article and, where there is one, the number of the decision.
    pub legal_basis: String,
}

impl Revoke {
    /// Does it, under a name that the officer's page chose; the same order again is the same act.
    ///
    /// # Errors
    /// `license.unknown`, `caller.role`, `caller.other_division`, `reason.unknown`, `reason.legal_basis`,
    /// `license.stage`, `license.not_newest`, `request.name_taken`, `record.changed`.
    pub async fn act(
        &self,
        caller: &Caller,
        key: &LicenseKey,
        version: Version,
        name: &Name,
        order: &Order,
    ) -> Result<License, Error> {
        if caller.role() != Role::Officer {
            return Err(Refusal::RoleNotAllowed.into());
        }
        let license = self.licenses.license(key, version).await?.ok_or(Refusal::NoLicense)?;
        caller.must_serve(&license.division)?;
        let id = EventId::named(Scope::License(key.clone()), verb(order.what)?, name);
        let digest = request_digest(&(version, order, &caller.actor))?;
        if !done_before(&*self.books, &id, &digest).await? {
            let commit = self.commit_for(caller, license, id, digest, order).await?;
            commit_once(&*self.books, &commit).await?;
        }
        self.licenses.license(key, version).await?.ok_or(Error::Refusal(Refusal::NoLicense))
    }

    async fn commit_for(
        &self,
        caller: &Caller,
        license: License,
        id: EventId,
        digest: String,
        order: &Order,
    ) -> Result<Commit, Error> {
        check(order)?;
        let at = self.clock.now();
        let act = Act {
            what: order.what,
            reason: Some(order.reason.clone()),
            legal_basis: Some(order.legal_basis.clone()),
            by: caller.actor.clone(),
            at,
        };
        let after = license.after(act)?;
        let grant = self.grants.grant(&license.subject, &license.grant).await?.ok_or(Refusal::NoGrant)?;
        let (kind, told) = told(order.what)?;
        let mut event = event(id, kind, &grant, &caller.actor, at);
        event.request = digest;
        event.tally.left.push(license.stage);
        event.tally.entered.push(after.stage);
        let notice = notice(&after, &event, told, &order.reason, &grant);
        Ok(Commit { event, writes: writes_with_standing(after, grant), notice: Some(notice) })
    }

    /// Everything that happened to a license, oldest first, for officers of its division.
    ///
    /// # Errors
    /// `license.unknown`, the caller's refusals.
    pub async fn history(&self, caller: &Caller, key: &LicenseKey) -> Result<Vec<Event>, Error> {
        let events = self.books.history(&Scope::License(key.clone())).await?;
        let first = events.first().ok_or(Refusal::NoLicense)?;
        caller.must_serve(&first.division)?;
        Ok(events)
    }
}

/// A reason of the catalogue for this very act, and a legal basis in words.
fn check(order: &Order) -> Result<(), Refusal> {
    let known = catalogue().act_reason(&order.reason).is_some_and(|reason| reason.act == order.what);
    if !known {
        return Err(Refusal::ReasonUnknown);
    }
    let length = order.legal_basis.trim().chars().count();
    if (4..=200).contains(&length) { Ok(()) } else { Err(Refusal::LegalBasisMissing) }
}

fn verb(what: LicenseMove) -> Result<&'static str, Refusal> {
    match what {
        LicenseMove::Suspend => Ok("suspend"),
        LicenseMove::Resume => Ok("resume"),
        LicenseMove::Cancel => Ok("cancel"),
        LicenseMove::Withdraw => Ok("withdraw"),
        LicenseMove::Revoke => Ok("revoke"),
        LicenseMove::Activate | LicenseMove::Replace => Err(Refusal::RoleNotAllowed),
    }
}

fn told(what: LicenseMove) -> Result<(EventKind, NoticeKind), Refusal> {
    match what {
        LicenseMove::Suspend => Ok((EventKind::LicenseSuspended, NoticeKind::Suspended)),
        LicenseMove::Resume => Ok((EventKind::LicenseResumed, NoticeKind::Resumed)),
        LicenseMove::Cancel => Ok((EventKind::LicenseCancelled, NoticeKind::Ended)),
        LicenseMove::Withdraw => Ok((EventKind::LicenseWithdrawn, NoticeKind::Ended)),
        LicenseMove::Revoke => Ok((EventKind::LicenseRevoked, NoticeKind::Ended)),
        LicenseMove::Activate | LicenseMove::Replace => Err(Refusal::RoleNotAllowed),
    }
}

fn notice(license: &License, event: &Event, kind: NoticeKind, reason: &str, grant: &Grant) -> Notice {
    Notice {
        holder: license.holder.clone(),
        event: event.id.clone(),
        kind,
        license_kind: grant.kind,
        at: event.at,
        application: None,
        license: Some(license.key.clone()),
        reasons: vec![reason.to_owned()],
    }
}
