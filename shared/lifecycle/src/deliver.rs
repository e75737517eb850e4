//! 送达与亮证: the holder's wallet, activation, documents, the code to show, notices, and who looked.

mod copy;
mod display;

pub use copy::{DAYS_MAX, PURPOSE_MAX, Purpose};
pub use display::{Display, GRANT_HOURS, Phone};
pub use document::CopyForm;

use std::sync::Arc;

use license::{
    caller::{self, Actor, Caller, Role},
    electronic::{Act, License, LicenseKey},
    event::{EventId, EventKind, Notice, Scope},
    grant::Grant,
    identifier::Version,
    refusal::Refusal,
    stage::{LicenseMove, LicenseStage},
    subject::SubjectId,
};

use crate::{
    act::{commit_once, done_before, event, request_digest},
    error::{Error, Fault},
    object::ObjectKey,
    port::{
        Access, AccessLog, Books, Clock, Commit, Grants, Licenses, Link, Notices, Page, PageRequest, SealKeys, Vault,
        Write,
    },
};

/// The ports of the verb.
pub struct Deliver {
    /// Read.
    pub licenses: Arc<dyn Licenses>,
    /// Read.
    pub grants: Arc<dyn Grants>,
    /// Read.
    pub notices: Arc<dyn Notices>,
    /// Commit.
    pub books: Arc<dyn Books>,
    /// Documents, copies, and links to them.
    pub vault: Arc<dyn Vault>,
    /// Who looked, and the record of officers who download.
    pub access: Arc<dyn AccessLog>,
    /// Signs grants of display codes, and nothing else.
    pub display_keys: Arc<dyn SealKeys>,
    /// Now.
    pub clock: Arc<dyn Clock>,
}

impl Deliver {
    /// A holder's licenses, newest first, with the ended ones.
    ///
    /// # Errors
    /// The caller's refusals.
    pub async fn wallet(
        &self,
        caller: &Caller,
        holder: &SubjectId,
        page: &PageRequest,
    ) -> Result<Page<License>, Error> {
        caller.must_hold(holder)?;
        Ok(self.licenses.licenses_of(holder, page).await?)
    }

    /// One license version, for its holder.
    ///
    /// # Errors
    /// `license.unknown`: also for a license of somebody else, so that nothing is told of it.
    pub async fn license(&self, caller: &Caller, key: &LicenseKey, version: Version) -> Result<License, Error> {
        let license = self.licenses.license(key, version).await?.ok_or(Refusal::NoLicense)?;
        match caller.must_hold(&license.holder) {
            Ok(()) => Ok(license),
            Err(Refusal::NotHolder) => Err(Refusal::NoLicense.into()),
            Err(refusal) => Err(refusal.into()),
        }
    }

    /// 激活: the holder takes the license into use. Twice is once.
    ///
    /// # Errors
    /// `license.unknown`, `license.stage`, `license.not_newest`, the caller's refusals.
    pub async fn activate(&self, caller: &Caller, key: &LicenseKey, version: Version) -> Result<License, Error> {
        let license = self.license(caller, key, version).await?;
        if license.stage == LicenseStage::Activated {
            return Ok(license);
        }
        let id = EventId::new(Scope::License(key.clone()), "activate", &version.to_string());
        let digest = request_digest(&"activate")?;
        if !done_before(&*self.books, &id, &digest).await? {
            let commit = self.activation(caller, &license, id, digest).await?;
            commit_once(&*self.books, &commit).await?;
        }
        self.license(caller, key, version).await
    }

    async fn activation(
        &self,
        caller: &Caller,
        license: &License,
        id: EventId,
        digest: String,
    ) -> Result<Commit, Error> {
        let at = self.clock.now();
        let by = caller.actor.clone();
        let act = Act { what: LicenseMove::Activate, reason: None, legal_basis: None, by, at };
        let activated = license.after(act)?;
        let grant = self.grants.grant(&license.subject, &license.grant).await?.ok_or(Refusal::NoGrant)?;
        let mut event = event(id, EventKind::LicenseActivated, &grant, &caller.actor, at);
        event.request = digest;
        event.tally.left.push(license.stage);
        event.tally.entered.push(activated.stage);
        let writes = writes_with_standing(activated, grant);
        Ok(Commit { event, writes, notice: None })
    }

    /// A link to the license file that dies within minutes. An officer of the division may have one too, and is
    /// recorded.
    ///
    /// # Errors
    /// `license.unknown`, the caller's refusals.
    pub async fn document(&self, caller: &Caller, key: &LicenseKey, version: Version) -> Result<Link, Error> {
        let license = if matches!(caller.role(), Role::Officer | Role::Reviewer) {
            self.for_officer(caller, key, version).await?
        } else {
            self.license(caller, key, version).await?
        };
        let file = ObjectKey::Document { digest: license.document.clone() };
        Ok(self.vault.link(&file, &format!("{}.ofd", license.identifier.as_str())).await?)
    }

    async fn for_officer(&self, caller: &Caller, key: &LicenseKey, version: Version) -> Result<License, Error> {
        let license = self.licenses.license(key, version).await?.ok_or(Refusal::NoLicense)?;
        caller.must_serve(&license.division)?;
        let access = Access {
            holder: Some(license.holder.clone()),
            at: self.clock.now(),
            by: caller.actor.clone(),
            division: caller.division,
            purpose: "下载证照文件".to_owned(),
            license: Some(key.clone()),
            sought: None,
            answer: "deliver.document".to_owned(),
        };
        self.access.record(&access).await?;
        Ok(license)
    }

    /// 亮证: the license code as text and as a picture (PNG in base 64). A license that has ended is not shown.
    ///
    /// # Errors
    /// `license.unknown`, `license.stage`, `license.not_newest`, the caller's refusals.
    pub async fn code(&self, caller: &Caller, key: &LicenseKey, version: Version) -> Result<(String, String), Error> {
        let license = self.license(caller, key, version).await?;
        must_be_shown(&license)?;
        let png = seal::qr_png(&license.code).map_err(|error| Fault::new("seal.picture", error.to_string()))?;
        Ok((license.code, data_encoding::BASE64.encode(&png)))
    }

    /// What the holder was told, newest first.
    ///
    /// # Errors
    /// The caller's refusals.
    pub async fn notices(
        &self,
        caller: &Caller,
        holder: &SubjectId,
        page: &PageRequest,
    ) -> Result<Page<Notice>, Error> {
        caller.must_hold(holder)?;
        Ok(self.notices.notices_of(holder, page).await?)
    }

    /// Who looked at the holder's data, newest first (art. 14).
    ///
    /// # Errors
    /// The caller's refusals.
    pub async fn accesses(
        &self,
        caller: &Caller,
        holder: &SubjectId,
        page: &PageRequest,
    ) -> Result<Page<Access>, Error> {
        caller.must_hold(holder)?;
        Ok(self.access.accesses_of(holder, page).await?)
    }
}

impl Deliver {
    /// What one caller read and looked for, newest first, for the province: so that misuse of look-ups can be seen. The
    /// reading is itself on record, under the province's caller.
    ///
    /// # Errors
    /// `caller.role`, `caller.purpose`.
    pub async fn accesses_by(
        &self,
        caller: &Caller,
        (who, purpose): (&Actor, &str),
        page: &PageRequest,
    ) -> Result<Page<Access>, Error> {
        if caller.role() != Role::Province {
            return Err(Refusal::RoleNotAllowed.into());
        }
        let access = Access {
            holder: None,
            at: self.clock.now(),
            by: caller.actor.clone(),
            division: caller.division,
            purpose: caller::purpose(purpose)?.to_owned(),
            license: None,
            sought: Some(who.natural_text()),
            answer: "deliver.accesses_by".to_owned(),
        };
        self.access.record(&access).await?;
        Ok(self.access.accesses_by(who, page).await?)
    }
}

/// What has ended is not shown: it would look like a license.
fn must_be_shown(license: &License) -> Result<(), Refusal> {
    if license.stage == LicenseStage::Replaced {
        return Err(Refusal::NotNewest);
    }
    if license.stage.is_ended() { Err(Refusal::LicenseStage) } else { Ok(()) }
}

/// A license with what its grant keeps of it. Only the newest version is the grant's standing.
pub(crate) fn writes_with_standing(license: License, grant: Grant) -> Vec<Write> {
    let newest = grant.standing.as_ref().is_some_and(|standing| standing.identifier == license.identifier);
    let standing = license.standing();
    let mut writes = vec![Write::License(license)];
    if newest {
        writes.push(Write::Grant(Grant { standing: Some(standing), ..grant }));
    }
    writes
}
