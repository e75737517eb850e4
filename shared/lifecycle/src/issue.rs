//! 制证: approved becomes numbered, signed, drawn, stored, and then, in one transaction, true.
//!
//! Every step is kept on the application before the next begins. The process may die anywhere: what is on the record is
//! done, what is not is done again and gives the same, and nothing that follows from a license hangs on anything but
//! its committed event.

mod draw;
mod number;
mod seal_office;

use std::sync::Arc;

use document::{Package, SealPlace};
use jiff::Timestamp;
use license::{
    application::{Application, ApplicationId, Making, MakingStage},
    caller::Actor,
    electronic::{License, LicenseKey},
    event::{EventId, EventKind, Notice, NoticeKind, Scope},
    grant::{Grant, Standing},
    identifier::Identifier,
    refusal::Refusal,
    stage::{ApplicationMove, ApplicationStage, LicenseMove, LicenseStage},
    subject::Subject,
};

use seal::BaseAddress;

use crate::{
    act::{commit_once, event, sha256_hex},
    error::{Error, Fault},
    object::ObjectKey,
    port::{
        Applications, Books, Clock, Commit, Grants, Index, IssuerKey, IssuerKeys, Licenses, Numbers, SealKeys,
        StatusPlaces, Subjects, Vault, Write,
    },
};

/// The name under which licenses are made.
pub const MAKER: &str = "issue";

/// Rounds in one delivery of an approval; after them the queue delivers it again.
const ROUNDS_MAX: u32 = 24;

/// The ports of the verb.
pub struct Issue {
    /// Read.
    pub applications: Arc<dyn Applications>,
    /// Read.
    pub grants: Arc<dyn Grants>,
    /// Read.
    pub subjects: Arc<dyn Subjects>,
    /// Read.
    pub licenses: Arc<dyn Licenses>,
    /// Read.
    pub numbers: Arc<dyn Numbers>,
    /// Allot.
    pub status_places: Arc<dyn StatusPlaces>,
    /// Commit.
    pub books: Arc<dyn Books>,
    /// Sign.
    pub seal_keys: Arc<dyn SealKeys>,
    /// Publish the public half.
    pub issuer_keys: Arc<dyn IssuerKeys>,
    /// Read photos, keep documents.
    pub vault: Arc<dyn Vault>,
    /// Serials.
    pub index: Arc<dyn Index>,
    /// Now.
    pub clock: Arc<dyn Clock>,
    /// What license codes begin with.
    pub code_base: BaseAddress,
}

/// What the making rests on, read afresh for every step.
pub(crate) struct Basis {
    pub(crate) application: Application,
    pub(crate) grant: Grant,
    pub(crate) subject: Subject,
}

impl Basis {
    fn revisions(&self) -> (u64, u64) {
        (self.grant.revision, self.subject.revision)
    }
}

impl Issue {
    /// Makes the license of an approved application, from wherever the making stands. One that is made already, or is
    /// not approved, is left alone.
    ///
    /// # Errors
    /// A fault of a port, or a refusal that only an operator can resolve; the queue delivers again and in the end
    /// sets it aside for the operator.
    pub async fn make(&self, id: &ApplicationId) -> Result<(), Error> {
        // A round for each stage; the rest are for races lost: a basis that changed, a number that another making took.
        for _ in 0..ROUNDS_MAX {
            let application = self.applications.application(id).await?.ok_or(Refusal::NoApplication)?;
            if application.stage != ApplicationStage::Approved {
                return Ok(());
            }
            match self.step(application).await {
                Ok(()) | Err(Error::Refusal(Refusal::RecordChanged)) => {}
                Err(error) => return Err(error),
            }
        }
        Err(Fault::new("issue.contended", "the records under a making kept changing").into())
    }

    async fn step(&self, application: Application) -> Result<(), Error> {
        let grant = self.grants.grant(&application.subject, &application.grant).await?.ok_or(Refusal::NoGrant)?;
        let subject = self.subjects.subject(&application.subject).await?.ok_or(Refusal::NoSubject)?;
        let basis = Basis { application, grant, subject };
        if basis.application.route.continues() && standing_to_replace(&basis.grant).is_none() {
            return self.abandon(basis).await;
        }
        let moved = basis.application.making.based_on.is_some_and(|revisions| revisions != basis.revisions());
        match basis.application.making.stage {
            MakingStage::Waiting => self.number(basis).await,
            // The register was corrected meanwhile: numbers stay, everything that shows the old record is made anew.
            _ if moved => self.number(basis).await,
            MakingStage::Numbered => self.sign(basis).await,
            MakingStage::Signed => self.store(basis).await,
            MakingStage::Stored | MakingStage::Committed => self.commit(basis).await,
        }
    }

    /// The license ended while its next version was being made: an update or a replacement continues a license and never
    /// begins one, or a revoked license would come back by itself.
    async fn abandon(&self, basis: Basis) -> Result<(), Error> {
        let by = Actor::rule(MAKER);
        let application = basis.application.moved(ApplicationMove::Withdraw, &by)?;
        let id = EventId::new(Scope::Application(application.id.clone()), "make", "abandoned");
        let mut event = event(id, EventKind::ApplicationWithdrawn, &basis.grant, &by, self.clock.now());
        event.applications = vec![application.id.clone()];
        let grant = basis.grant.without(&application.id);
        let writes = vec![Write::Application(application), Write::Grant(grant)];
        commit_once(&*self.books, &Commit { event, writes, notice: None }).await
    }

    /// Keeps a step on the application.
    async fn advance(&self, basis: Basis, making: Making, mut more: Vec<Write>) -> Result<(), Error> {
        let application = Application { making, ..basis.application };
        let name = format!("{}.{}", stage_word(application.making.stage), application.revision);
        let id = EventId::new(Scope::Application(application.id.clone()), "make", &name);
        let mut event = event(id, EventKind::MakingAdvanced, &basis.grant, &Actor::rule(MAKER), self.clock.now());
        event.applications = vec![application.id.clone()];
        more.push(Write::Application(application));
        commit_once(&*self.books, &Commit { event, writes: more, notice: None }).await
    }

    /// The code's claims are signed by the issuing key, and what was just made is verified before it is kept.
    async fn sign(&self, basis: Basis) -> Result<(), Error> {
        let key = self.seal_keys.public_key().await?;
        self.installed(&key).await?;
        let claims = draw::claims(&basis, &key)?;
        let message = claims.to_bytes().map_err(|error| Fault::new("seal.claims", error.to_string()))?;
        let signature = self.seal_keys.sign(&seal::digest_for(&key, &message)).await?;
        let code = seal::LicenseCode::complete(&message, &signature, &key)
            .map_err(|error| Fault::new("seal.code", error.to_string()))?;
        let making = Making {
            stage: MakingStage::Signed,
            code: Some(code.to_url(&self.code_base)),
            ..basis.application.making.clone()
        };
        self.advance(basis, making, Vec::new()).await
    }

    /// The key as it was installed: its public half stands in the books, with the seal, before anything is signed.
    async fn installed(&self, key: &seal::PublicKey) -> Result<IssuerKey, Fault> {
        let installed = self.issuer_keys.issuer_key(&key.key_id().to_string()).await?;
        installed.ok_or_else(|| Fault::new("seal.not_installed", "the issuing key is not in the books"))
    }

    /// Drawn, sealed, and what was made is checked before it is kept. If we die after `keep`, an unreferenced document
    /// stays in the vault; the next try seals anew.
    async fn store(&self, basis: Basis) -> Result<(), Error> {
        let drawn = self.document(&basis).await?;
        let bytes = self.sealed(drawn, draw::template(&basis)?.seal_place()).await?;
        let digest = sha256_hex(&bytes);
        self.vault.keep(&ObjectKey::Document { digest: digest.clone() }, bytes.into()).await?;
        let making = Making { stage: MakingStage::Stored, document: Some(digest), ..basis.application.making.clone() };
        self.advance(basis, making, Vec::new()).await
    }

    /// The province's seal on the drawn page (art. 10). A signer or a seal that is not valid now seals nothing.
    async fn sealed(&self, drawn: Package, place: SealPlace) -> Result<Vec<u8>, Error> {
        let key = self.seal_keys.public_key().await?;
        let office = seal_office::Office::of(&self.installed(&key).await?)?;
        let prepared = office.prepare(drawn, place, self.clock.now())?;
        let signature = self.seal_keys.sign(&prepared.digest()).await?;
        let sealed = prepared.complete(&signature);
        Ok(sealed.map_err(|error| Fault::new("document.seal", error.to_string()))?)
    }

    /// Before this the license is nowhere; after it, it is, with its event, its standing and its notice together.
    async fn commit(&self, basis: Basis) -> Result<(), Error> {
        let now = self.clock.now();
        let before = self.replaced(&basis).await?;
        let license = draw::license(&basis, before.as_ref())?;
        let commit = issued(&basis, license, before, now)?;
        commit_once(&*self.books, &commit).await
    }

    /// The version that the new one takes the place of.
    async fn replaced(&self, basis: &Basis) -> Result<Option<License>, Error> {
        match standing_to_replace(&basis.grant) {
            None => Ok(None),
            Some(standing) => {
                let old = self.licenses.license(&standing.key, standing.version).await?;
                Ok(Some(old.ok_or(Refusal::NoLicense)?))
            }
        }
    }
}

/// The standing license that a new one continues; an ended one is not continued.
pub(crate) fn standing_to_replace(grant: &Grant) -> Option<&Standing> {
    grant.standing.as_ref().filter(|standing| !standing.stage.is_ended())
}

fn stage_word(stage: MakingStage) -> &'static str {
    match stage {
        MakingStage::Waiting => "waiting",
        MakingStage::Numbered => "numbered",
        MakingStage::Signed => "signed",
        MakingStage::Stored => "stored",
        MakingStage::Committed => "committed",
    }
}

/// Everything that becomes true with a license.
fn issued(basis: &Basis, license: License, before: Option<License>, now: Timestamp) -> Result<Commit, Error> {
    let by = Actor::rule(MAKER);
    let scope = Scope::License(license.key.clone());
    let id = EventId::new(scope, "issue", &license.version.to_string());
    let mut event = event(id.clone(), EventKind::LicenseIssued, &basis.grant, &by, now);
    event.applications = vec![basis.application.id.clone()];
    event.tally.entered.push(license.stage);
    let notice = notice(&license, id, before.is_some(), now);
    let application = made(&basis.application, &license.identifier, &by)?;
    let grant = Grant {
        standing: Some(license.standing()),
        number: basis.grant.number.clone().or_else(|| basis.application.making.number.clone()),
        ..basis.grant.clone().without(&application.id)
    };
    let unchanged = Write::Unchanged(basis.subject.id.clone(), basis.subject.revision);
    let mut writes = vec![Write::Application(application), Write::Grant(grant), unchanged];
    if let Some(old) = before {
        let stage = old.stage.after(LicenseMove::Replace, by.role).ok_or(Refusal::LicenseStage)?;
        event.tally.left.push(old.stage);
        event.tally.entered.push(LicenseStage::Replaced);
        writes.push(Write::License(License { stage, ..old }));
    }
    writes.push(Write::License(license));
    Ok(Commit { event, writes, notice: Some(notice) })
}

fn made(application: &Application, identifier: &Identifier, by: &Actor) -> Result<Application, Refusal> {
    let issued = application.moved(ApplicationMove::Issue, by)?;
    let making = Making { stage: MakingStage::Committed, ..issued.making };
    Ok(Application { license: Some(identifier.clone()), making, ..issued })
}

fn notice(license: &License, event: EventId, updated: bool, at: Timestamp) -> Notice {
    Notice {
        holder: license.holder.clone(),
        event,
        kind: if updated { NoticeKind::Updated } else { NoticeKind::Issued },
        license_kind: license.key.kind(),
        at,
        application: Some(license.application.clone()),
        license: Some(LicenseKey::of(&license.identifier)),
        reasons: if updated { vec![license.reason.as_str().to_owned()] } else { Vec::new() },
    }
}
