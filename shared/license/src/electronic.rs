//! The electronic license: a version of it, its face, and the acts on it.

use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};

use crate::{
    application::ApplicationId,
    caller::Actor,
    catalogue::catalogue,
    digest::DigestError,
    division::Division,
    face::Face,
    grant::{GrantId, Standing, Validity},
    identifier::{Identifier, Serial, Version},
    kind::{FIRST_TEMPLATE, Kind},
    refusal::Refusal,
    scope::IssueReason,
    stage::{LicenseMove, LicenseStage},
    subject::{PhotoOnFile, SubjectId},
};

/// Names a license through all its versions: kind and serial, as `013.20261123ABCDEFGH`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct LicenseKey {
    kind: Kind,
    serial: Serial,
}

impl LicenseKey {
    /// Of the kind and serial.
    #[must_use]
    pub const fn new(kind: Kind, serial: Serial) -> Self {
        Self { kind, serial }
    }

    /// From its text.
    ///
    /// # Errors
    /// [`DigestError`] if it has another form.
    pub fn parse(text: &str) -> Result<Self, DigestError> {
        let (kind, serial) = text.split_once('.').ok_or(DigestError)?;
        match (Kind::parse(kind), Serial::parse(serial)) {
            (Ok(kind), Ok(serial)) => Ok(Self { kind, serial }),
            _ => Err(DigestError),
        }
    }

    /// The key that an identifier belongs to.
    #[must_use]
    pub fn of(identifier: &Identifier) -> Self {
        Self { kind: identifier.kind(), serial: identifier.serial().clone() }
    }

    /// The kind.
    #[must_use]
    pub const fn kind(&self) -> Kind {
        self.kind
    }

    /// The serial.
    #[must_use]
    pub const fn serial(&self) -> &Serial {
        &self.serial
    }
}

impl std::fmt::Display for LicenseKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}.{}", self.kind.code(), self.serial.as_str())
    }
}

impl TryFrom<String> for LicenseKey {
    type Error = DigestError;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text)
    }
}

impl From<LicenseKey> for String {
    fn from(key: LicenseKey) -> Self {
        key.to_string()
    }
}

/// What an officer did to a license: reason, legal basis, who, when.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Act {
    /// Which move.
    pub what: LicenseMove,
    /// A code of the catalogue's reasons for that move.
    pub reason: Option<String>,
    /// 法律依据.
    pub legal_basis: Option<String>,
    /// Who.
    pub by: Actor,
    /// When; effective from this moment.
    pub at: Timestamp,
}

/// Places in one issuer's status list: from 0 up to here, exclusive.
pub const STATUS_PLACES_MAX: u32 = 4 * 1024 * 1024;

/// A license version's place in a status list: given once, never given again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct StatusPlace {
    /// The issuer's number in the catalogue; each issuer has a list.
    pub issuer: u16,
    /// Counted from 0.
    pub index: u32,
}

/// One version of a license.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct License {
    /// Which license.
    pub key: LicenseKey,
    /// Which version.
    pub version: Version,
    /// 证照标识 (GB/T 36904).
    pub identifier: Identifier,
    /// The version before, where there is one.
    pub replaces: Option<Identifier>,
    /// 证照发放类型 of this version.
    pub reason: IssueReason,
    /// What was granted.
    pub grant: GrantId,
    /// The grant's subject.
    pub subject: SubjectId,
    /// 持证主体.
    pub holder: SubjectId,
    /// Whose officers act on it.
    pub division: Division,
    /// The application that it came of.
    pub application: ApplicationId,
    /// The catalogue that it was made under.
    pub catalogue: String,
    /// The version of the template that its document is drawn by; a later one does not change it.
    #[serde(default = "first_template")]
    pub template: u16,
    /// 照面 and the basic metadata.
    pub face: Face,
    /// The photo on its face.
    pub photo: Option<PhotoOnFile>,
    /// The term.
    pub validity: Validity,
    /// Where it stands.
    pub stage: LicenseStage,
    /// Where it stood when it was suspended.
    pub suspended_from: Option<LicenseStage>,
    /// The newest act on it.
    pub act: Option<Act>,
    /// When it was made.
    pub made_at: Timestamp,
    /// Its place in the status list of its issuer, which its code names too; versions that were made before there were
    /// lists have none.
    #[serde(default)]
    pub status_index: Option<u32>,
    /// The text of the license code.
    pub code: String,
    /// SHA-256 of the document, lower-case hexadecimal.
    pub document: String,
    /// 0 before it is first stored.
    pub revision: u64,
}

pub(crate) const fn first_template() -> u16 {
    FIRST_TEMPLATE
}

impl License {
    /// The version after an act, or why it cannot be.
    ///
    /// # Errors
    /// `license.stage`, `license.not_newest`.
    pub fn after(&self, act: Act) -> Result<Self, Refusal> {
        if self.stage == LicenseStage::Replaced {
            return Err(Refusal::NotNewest);
        }
        let next = self.stage.after(act.what, act.by.role).ok_or(Refusal::LicenseStage)?;
        let stage = if act.what == LicenseMove::Resume { self.resumed_stage() } else { next };
        let suspended_from = (act.what == LicenseMove::Suspend).then_some(self.stage);
        Ok(Self { stage, suspended_from, act: Some(act), ..self.clone() })
    }

    /// Where a resumed license goes back to.
    #[must_use]
    pub fn resumed_stage(&self) -> LicenseStage {
        self.suspended_from.unwrap_or(LicenseStage::Activated)
    }

    /// Its place, with the list that it is in.
    #[must_use]
    pub fn status_place(&self) -> Option<StatusPlace> {
        let issuer = catalogue().issuer(self.division).number;
        self.status_index.map(|index| StatusPlace { issuer, index })
    }

    /// What the grant keeps of it.
    #[must_use]
    pub fn standing(&self) -> Standing {
        Standing {
            key: self.key.clone(),
            version: self.version,
            identifier: self.identifier.clone(),
            stage: self.stage,
            validity: self.validity,
            template: self.template,
        }
    }

    /// Whether it is activated and within its term on the day.
    #[must_use]
    pub fn is_in_force(&self, day: Date) -> bool {
        self.stage == LicenseStage::Activated && self.validity.covers(day)
    }
}
