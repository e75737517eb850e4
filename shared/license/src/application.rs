//! 申领: asking for the electronic license of a grant (art. 7), or an officer's making of it (art. 6).

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{
    caller::Actor,
    catalogue::{Severity, catalogue},
    citizen_id::CitizenId,
    digest::DigestError,
    division::Division,
    electronic::StatusPlace,
    grant::GrantId,
    identifier::Identifier,
    kind::{FIRST_TEMPLATE, Kind},
    lease::Lease,
    license_number::LicenseNumber,
    photo_hash::PhotoHash,
    refusal::Refusal,
    scope::IssueReason,
    stage::{ApplicationMove, ApplicationStage},
    subject::{PhotoOnFile, SubjectId},
};

/// A name that the caller chose: 8 to 64 of `a-z`, `0-9`, `-`. Names stand in addresses and keys, so one that holds an
/// ID number is refused.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Name(String);

impl Name {
    /// From its text.
    ///
    /// # Errors
    /// [`DigestError`] if it has another form or holds an ID number.
    pub fn parse(text: &str) -> Result<Self, DigestError> {
        let fits = (8..=64).contains(&text.len())
            && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
        if fits && !holds_id_number(text) { Ok(Self(text.to_owned())) } else { Err(DigestError) }
    }

    /// Its text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Any eighteen characters in a row that are a right ID number: a random name is one about never.
fn holds_id_number(text: &str) -> bool {
    let text = text.to_ascii_uppercase();
    (0..text.len()).filter_map(|at| text.get(at..at.saturating_add(18))).any(|part| CitizenId::parse(part).is_ok())
}

impl TryFrom<String> for Name {
    type Error = DigestError;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text)
    }
}

impl From<Name> for String {
    fn from(name: Name) -> Self {
        name.0
    }
}

impl std::fmt::Display for Name {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// The name of an application, chosen by who applies; it makes a repeated request the same request.
pub type ApplicationId = Name;

/// By which article the application came.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Route {
    /// 申领, by the holder (art. 7).
    Claim,
    /// 制发, by an officer (art. 6).
    Making,
    /// 更新: the register changed under a license in force (art. 5(1)); nobody has to ask.
    Update,
    /// 补换: the license that stands is to be followed by its next version, for the reason that is given.
    Replacement,
}

impl Route {
    /// Whether it goes on from the license that stands, and so ends with it.
    #[must_use]
    pub const fn continues(self) -> bool {
        matches!(self, Self::Update | Self::Replacement)
    }
}

/// A photo that passed inspection and waits for an officer, or one that did not and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CandidatePhoto {
    /// The normalized picture.
    pub photo: PhotoOnFile,
    /// Codes of what the inspection noticed.
    pub findings: Vec<String>,
    /// Where the original stands in the uploads bucket.
    pub upload: String,
    /// The same picture, small.
    #[serde(default)]
    pub thumbnail: Option<PhotoOnFile>,
    /// What it looks like; photos that came before there was an index of these have none.
    #[serde(default)]
    pub hash: Option<PhotoHash>,
    /// What the findings measured, in their order.
    #[serde(default)]
    pub measured: Vec<Measured>,
}

/// What a finding of the inspection measured.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Measured {
    /// The finding's code.
    pub code: String,
    /// How much it weighs.
    pub severity: Severity,
    /// What was measured, in the unit that the code names.
    pub value: Option<u64>,
    /// What the rule asks for, in the same unit.
    pub limit: Option<u64>,
}

/// What was decided, by whom, and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decision {
    /// An officer, or the name of a recorded rule.
    pub by: Actor,
    /// When.
    pub at: Timestamp,
    /// Codes of the catalogue's return reasons; empty for an approval.
    pub reasons: Vec<String>,
    /// The officer's own words to the holder.
    pub words: Option<String>,
}

/// How far the making of the license has come; each step is on the record, so a retry goes on from there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MakingStage {
    /// Nothing done yet.
    Waiting,
    /// Identifier, number and moment are fixed.
    Numbered,
    /// The code is signed.
    Signed,
    /// The document stands in the vault under its digest.
    Stored,
    /// The license is in the books.
    Committed,
}

/// What the making has fixed so far.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Making {
    /// How far.
    pub stage: MakingStage,
    /// 证照标识.
    pub identifier: Option<Identifier>,
    /// The number, if one had to be allotted.
    pub number: Option<LicenseNumber>,
    /// The moment that the license bears.
    pub made_at: Option<Timestamp>,
    /// The version of the template that the document is drawn by.
    #[serde(default)]
    pub template: Option<u16>,
    /// The place in the issuer's status list.
    #[serde(default)]
    pub status_place: Option<StatusPlace>,
    /// The text of the license code.
    pub code: Option<String>,
    /// SHA-256 of the document, lower-case hexadecimal.
    pub document: Option<String>,
    /// The revisions of grant and subject that all of it rests on; if one has moved, the making starts anew.
    pub based_on: Option<(u64, u64)>,
}

impl Making {
    /// Nothing done yet.
    #[must_use]
    pub const fn waiting() -> Self {
        Self {
            stage: MakingStage::Waiting,
            identifier: None,
            number: None,
            made_at: None,
            template: None,
            status_place: None,
            code: None,
            document: None,
            based_on: None,
        }
    }

    /// The template that was fixed. A making that was numbered before templates were counted is of the first.
    #[must_use]
    pub fn template(&self) -> u16 {
        self.template.unwrap_or(FIRST_TEMPLATE)
    }
}

/// An application.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Application {
    /// Its name.
    pub id: ApplicationId,
    /// What it asks the electronic license of.
    pub grant: GrantId,
    /// The grant's subject.
    pub subject: SubjectId,
    /// 持证主体.
    pub holder: SubjectId,
    /// The grant's kind.
    pub kind: Kind,
    /// Whose officers decide.
    pub division: Division,
    /// By which article.
    pub route: Route,
    /// 证照发放类型.
    pub reason: IssueReason,
    /// Who applied.
    pub applicant: Actor,
    /// Who else uploaded a photo for it (补录, art. 6); like the applicant, they may not decide it.
    #[serde(default)]
    pub helpers: Vec<Actor>,
    /// Where it stands.
    pub stage: ApplicationStage,
    /// When it came.
    pub submitted_at: Timestamp,
    /// Since when it waits for an officer.
    pub waiting_since: Option<Timestamp>,
    /// Who has taken it to judge it; only while it waits.
    #[serde(default)]
    pub lease: Option<Box<Lease>>,
    /// The photo that is being judged.
    pub photo: Option<CandidatePhoto>,
    /// How many photos were uploaded.
    pub uploads: u32,
    /// The newest decision, or the inspection's return.
    pub decision: Option<Decision>,
    /// How far the making has come.
    pub making: Making,
    /// What came of it.
    pub license: Option<Identifier>,
    /// 0 before it is first stored.
    pub revision: u64,
}

impl Application {
    /// The application after the move, or why it cannot be made.
    ///
    /// # Errors
    /// `application.stage`.
    pub fn moved(&self, what: ApplicationMove, by: &Actor) -> Result<Self, Refusal> {
        let stage = self.stage.after(what, by.role).ok_or(Refusal::ApplicationStage)?;
        Ok(Self { stage, ..self.clone() })
    }

    /// How many photos the holder may still upload; an officer at the counter may go on (补录).
    #[must_use]
    pub fn holder_uploads_left(&self) -> u32 {
        catalogue().review_rules().holder_uploads_max.saturating_sub(self.uploads)
    }

    /// Approved, by a reviewer who did not apply for it (four eyes), or by a rule.
    ///
    /// # Errors
    /// `application.stage`, `caller.own_application`, `case.taken`.
    pub fn approved(&self, decision: Decision) -> Result<Self, Refusal> {
        if self.had_a_hand(&decision.by) {
            return Err(Refusal::OwnApplication);
        }
        let moved = self.moved(ApplicationMove::Approve, &decision.by)?;
        moved.decided(decision)
    }

    /// Returned with reasons.
    ///
    /// # Errors
    /// `application.stage`, `case.taken`.
    pub fn returned(&self, decision: Decision) -> Result<Self, Refusal> {
        let moved = self.moved(ApplicationMove::Return, &decision.by)?;
        moved.decided(decision)
    }

    /// What waits is decided by who has it, or by whoever comes first if nobody has.
    fn decided(self, decision: Decision) -> Result<Self, Refusal> {
        self.must_be_free_for(&decision.by, decision.at)?;
        Ok(Self { decision: Some(decision), waiting_since: None, lease: None, ..self })
    }
}

#[cfg(test)]
mod tests {
    use super::Name;

    #[test]
    fn a_name_is_plain_and_holds_no_id_number() {
        for good in ["claim-2026-0001", "0d7b5c6e-1f2a-4b3c-8d9e-0f1a2b3c4d5e", "11010519491231002", &"9".repeat(64)] {
            assert!(Name::parse(good).is_ok(), "{good}");
        }
        let long = "a".repeat(65);
        for bad in ["short", "UPPERCASE", "with space", "with/slash", "汉字汉字汉字", "", &long] {
            assert!(Name::parse(bad).is_err(), "{bad}");
        }
        // The worked example of GB 11643; nobody has it.
        for bad in ["11010519491231002x", "claim-11010519491231002x", "x11010519491231002x-1"] {
            assert!(Name::parse(bad).is_err(), "{bad}");
        }
    }
}
