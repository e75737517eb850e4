//! 照片检查: the inspection of an uploaded photo, on the event of its arrival. It returns a photo that cannot serve, and
//! puts one that can before an officer; it never accepts one by itself (art. 7).

use std::sync::Arc;

use bytes::Bytes;
use jiff::Timestamp;
use license::{
    application::{Application, CandidatePhoto, Decision, Measured},
    caller::Actor,
    catalogue::{Severity, catalogue},
    event::{EventId, EventKind, Notice, NoticeKind, Scope},
    photo_hash::PhotoHash,
    refusal::Refusal,
    stage::ApplicationMove,
    subject::PhotoOnFile,
};
use photo::{Derivatives, Inspection, PhotoRule, Verdict};

use crate::{
    act::{DECISIONS_MAX, commit_once, event, sha256_hex},
    alike::near,
    error::{Error, Fault},
    object::{MediaType, ObjectKey},
    port::{Applications, Books, Clock, Commit, Grants, PhotoIndex, Sighting, Uploads, Vault, Write},
};

/// The name under which the inspection acts.
pub const INSPECTION: &str = "photo-inspection";

/// The finding that another subject has such a photo; also the officer's reason to return it.
pub const DUPLICATE: &str = "duplicate";

/// The ports of the verb.
pub struct ReviewPhoto {
    /// Read.
    pub applications: Arc<dyn Applications>,
    /// Read.
    pub grants: Arc<dyn Grants>,
    /// Commit.
    pub books: Arc<dyn Books>,
    /// Read the upload.
    pub uploads: Arc<dyn Uploads>,
    /// Keep the picture without its metadata.
    pub vault: Arc<dyn Vault>,
    /// Photos that look alike.
    pub photo_index: Arc<dyn PhotoIndex>,
    /// Now.
    pub clock: Arc<dyn Clock>,
}

/// What became of an arrival.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It is before an officer.
    Accepted,
    /// It was returned with reasons.
    Returned,
    /// It came late, twice, or for nothing that waits for a photo: nothing was to do.
    Ignored,
}

impl ReviewPhoto {
    /// Inspects what arrived under the key. Events that come twice, late, out of order or for a deleted object change
    /// nothing.
    ///
    /// # Errors
    /// A fault of a port; the event is to be delivered again.
    pub async fn inspect(&self, key: &ObjectKey) -> Result<Outcome, Error> {
        let ObjectKey::Upload { application: id, number } = key else {
            return Ok(Outcome::Ignored);
        };
        for _ in 0..DECISIONS_MAX {
            let Some(application) = self.applications.application(id).await? else {
                return Ok(Outcome::Ignored);
            };
            if !application.stage.takes_photo() || *number <= application.uploads {
                return Ok(Outcome::Ignored);
            }
            let Some(bytes) = self.uploads.uploaded(key).await? else {
                return Ok(Outcome::Ignored);
            };
            match self.settle(application, key, *number, &bytes).await {
                Err(Error::Refusal(Refusal::RecordChanged)) => {}
                settled => return settled,
            }
        }
        Err(Fault::new("record.contended", "a photo's application kept changing").into())
    }

    async fn settle(
        &self,
        application: Application,
        key: &ObjectKey,
        number: u32,
        bytes: &[u8],
    ) -> Result<Outcome, Error> {
        let Some(kind) = application.kind.photo() else {
            return Ok(Outcome::Ignored);
        };
        let inspection = photo::inspect(bytes, &PhotoRule::from(catalogue().photo_rule(kind)));
        let inspected = Application { uploads: number, ..application };
        match (inspection.verdict, &inspection.derivatives) {
            (Verdict::Accept, Some(derivatives)) => {
                let candidate = self.candidate(&inspected, &inspection, derivatives, key).await?;
                self.accept(inspected, candidate).await
            }
            _ => self.send_back(inspected, faults(&inspection)).await,
        }
    }

    /// What goes before the officer: the picture, kept, what was noticed, and whether another subject has such a photo. Of two
    /// that come at the same moment neither may see the other here; the officer's page looks again.
    async fn candidate(
        &self,
        application: &Application,
        inspection: &Inspection,
        derivatives: &Derivatives,
        key: &ObjectKey,
    ) -> Result<CandidatePhoto, Error> {
        let photo = self.keep(Bytes::copy_from_slice(&derivatives.picture)).await?;
        let thumbnail = self.keep(Bytes::copy_from_slice(&derivatives.thumbnail)).await?;
        let hash = inspection.hash.and_then(|hash| PhotoHash::try_from(String::from(hash)).ok());
        let mut measured: Vec<Measured> = inspection.findings.iter().map(measured_by).collect();
        measured.extend(self.seen_elsewhere(application, hash).await?);
        let findings = measured.iter().map(|finding| finding.code.clone()).collect();
        Ok(CandidatePhoto { photo, findings, upload: key.path(), thumbnail: Some(thumbnail), hash, measured })
    }

    async fn seen_elsewhere(
        &self,
        application: &Application,
        hash: Option<PhotoHash>,
    ) -> Result<Option<Measured>, Error> {
        let (Some(hash), Some(photo)) = (hash, application.kind.photo()) else {
            return Ok(None);
        };
        let seen = self.photo_index.photos_like(photo, hash).await?;
        let nearest = near(hash, &application.subject, seen.found).into_iter().next();
        Ok(nearest.map(|(distance, _)| Measured {
            code: DUPLICATE.to_owned(),
            severity: Severity::Warn,
            value: Some(distance.into()),
            limit: Some(catalogue().review_rules().duplicate_distance_max.into()),
        }))
    }

    /// Before the commit: a crash after this leaves an unreferenced picture, and the next delivery keeps the same one.
    async fn keep(&self, picture: Bytes) -> Result<PhotoOnFile, Error> {
        let media = MediaType::Jpeg;
        let digest = sha256_hex(&picture);
        self.vault.keep(&ObjectKey::Photo { digest: digest.clone(), media }, picture).await?;
        Ok(PhotoOnFile { digest, media_type: media.as_str().to_owned() })
    }

    async fn accept(&self, application: Application, candidate: CandidatePhoto) -> Result<Outcome, Error> {
        let now = self.clock.now();
        let moved = application.moved(ApplicationMove::AcceptPhoto, &Actor::rule(INSPECTION))?;
        let moved = Application { photo: Some(candidate), waiting_since: Some(now), ..moved };
        self.commit(moved, EventKind::PhotoAccepted, None, now).await?;
        Ok(Outcome::Accepted)
    }

    async fn send_back(&self, application: Application, reasons: Vec<String>) -> Result<Outcome, Error> {
        let by = Actor::rule(INSPECTION);
        let moved = application.moved(ApplicationMove::ReturnPhoto, &by)?;
        let now = self.clock.now();
        let decision = Decision { by, at: now, reasons: reasons.clone(), words: None };
        let moved = Application { decision: Some(decision), photo: None, ..moved };
        self.commit(moved, EventKind::PhotoReturned, Some(reasons), now).await?;
        Ok(Outcome::Returned)
    }

    async fn commit(
        &self,
        application: Application,
        kind: EventKind,
        told: Option<Vec<String>>,
        now: Timestamp,
    ) -> Result<(), Error> {
        let grant = self.grants.grant(&application.subject, &application.grant).await?.ok_or(Refusal::NoGrant)?;
        let scope = Scope::Application(application.id.clone());
        let id = EventId::new(scope, "photo", &application.uploads.to_string());
        let mut event = event(id.clone(), kind, &grant, &Actor::rule(INSPECTION), now);
        event.applications = vec![application.id.clone()];
        let notice = told.map(|reasons| Notice {
            holder: application.holder.clone(),
            event: id,
            kind: NoticeKind::PhotoReturned,
            license_kind: application.kind,
            at: event.at,
            application: Some(application.id.clone()),
            license: None,
            reasons,
        });
        // Photo and index become true together, so that no accepted photo is missing from the index.
        let sighting = sighting(&application, now).map(Write::Sighting);
        let writes = [Write::Application(application)].into_iter().chain(sighting).collect();
        commit_once(&*self.books, &Commit { event, writes, notice }).await
    }
}

/// What sends it back, in the catalogue's codes; what an officer is to look at, or is only worth knowing, is not told.
fn faults(inspection: &Inspection) -> Vec<String> {
    let weighs = |finding: &&photo::Finding| finding.severity == photo::Severity::Refuse;
    inspection.findings.iter().filter(weighs).map(|finding| finding.code.name().to_owned()).collect()
}

fn measured_by(finding: &photo::Finding) -> Measured {
    let photo::Finding { code, severity, value, limit } = *finding;
    Measured { code: code.name().to_owned(), severity, value, limit }
}

/// How the photo that passed is found again; one that could not be compared is not in the index.
fn sighting(application: &Application, at: Timestamp) -> Option<Sighting> {
    let candidate = application.photo.as_ref()?;
    Some(Sighting {
        hash: candidate.hash?,
        photo: application.kind.photo()?,
        subject: application.subject.clone(),
        holder: application.holder.clone(),
        application: application.id.clone(),
        number: application.uploads,
        division: application.division,
        kind: application.kind,
        thumbnail: candidate.thumbnail.clone()?,
        at,
    })
}
