//! What happened. Every commit writes exactly one event beside the records it changes; making, counting and telling are
//! all fed from these. An event carries no personal data.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{
    application::{ApplicationId, Name},
    caller::Actor,
    division::Division,
    electronic::LicenseKey,
    grant::GrantId,
    kind::Kind,
    stage::LicenseStage,
    subject::SubjectId,
};

/// The record whose history an event belongs to.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(tag = "of", content = "id", rename_all = "snake_case")]
pub enum Scope {
    /// An application.
    Application(ApplicationId),
    /// A license, through all its versions.
    License(LicenseKey),
    /// A record of the register.
    Subject(SubjectId),
}

/// An event's name: unique by construction, the same again when the same request comes again.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct EventId {
    /// Whose history.
    pub scope: Scope,
    /// The verb, and the name that the caller chose for the act.
    pub name: String,
}

impl EventId {
    /// Of the verb and the caller's name for the act.
    #[must_use]
    pub fn new(scope: Scope, verb: &str, name: &str) -> Self {
        Self { scope, name: format!("{verb}.{name}") }
    }

    /// Of the verb and a [`Name`].
    #[must_use]
    pub fn named(scope: Scope, verb: &str, name: &Name) -> Self {
        Self::new(scope, verb, name.as_str())
    }
}

impl std::fmt::Display for EventId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match &self.scope {
            Scope::Application(id) => write!(f, "application/{id}/{}", self.name),
            Scope::License(key) => write!(f, "license/{key}/{}", self.name),
            Scope::Subject(id) => write!(f, "subject/{id}/{}", self.name),
        }
    }
}

/// What happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EventKind {
    /// A grant was recorded.
    GrantRecorded,
    /// A record was corrected; licenses in force that show it are made anew.
    RegisterCorrected,
    /// An application came.
    ApplicationSubmitted,
    /// Somebody other than the applicant is about to upload a photo.
    PhotoOffered,
    /// A photo passed inspection.
    PhotoAccepted,
    /// A photo did not.
    PhotoReturned,
    /// An officer took a case, or took it for longer.
    CaseTaken,
    /// An officer gave a case back.
    CaseGivenBack,
    /// An officer or a rule approved.
    ApplicationApproved,
    /// An officer returned it.
    ApplicationReturned,
    /// The applicant took it back.
    ApplicationWithdrawn,
    /// A step of the making is done.
    MakingAdvanced,
    /// A license version is in the books.
    LicenseIssued,
    /// 激活.
    LicenseActivated,
    /// 暂停.
    LicenseSuspended,
    /// 恢复.
    LicenseResumed,
    /// 注销.
    LicenseCancelled,
    /// 撤销.
    LicenseWithdrawn,
    /// 吊销.
    LicenseRevoked,
    /// A phone of the holder may show a license with no network (离线亮证).
    PhoneRegistered,
}

impl EventKind {
    /// Every kind.
    pub const ALL: [Self; 20] = [
        Self::GrantRecorded,
        Self::RegisterCorrected,
        Self::ApplicationSubmitted,
        Self::PhotoOffered,
        Self::PhotoAccepted,
        Self::PhotoReturned,
        Self::CaseTaken,
        Self::CaseGivenBack,
        Self::ApplicationApproved,
        Self::ApplicationReturned,
        Self::ApplicationWithdrawn,
        Self::MakingAdvanced,
        Self::LicenseIssued,
        Self::LicenseActivated,
        Self::LicenseSuspended,
        Self::LicenseResumed,
        Self::LicenseCancelled,
        Self::LicenseWithdrawn,
        Self::LicenseRevoked,
        Self::PhoneRegistered,
    ];

    /// Whether it leaves a license to be made: the pipe from the stream to the issue queue carries these.
    #[must_use]
    pub const fn leads_to_making(self) -> bool {
        matches!(self, Self::ApplicationApproved | Self::RegisterCorrected)
    }

    /// Whether it changed how a license version stands: what follows the status lists carries these.
    #[must_use]
    pub const fn changes_status(self) -> bool {
        match self {
            Self::LicenseIssued
            | Self::LicenseActivated
            | Self::LicenseSuspended
            | Self::LicenseResumed
            | Self::LicenseCancelled
            | Self::LicenseWithdrawn
            | Self::LicenseRevoked => true,
            Self::GrantRecorded
            | Self::RegisterCorrected
            | Self::ApplicationSubmitted
            | Self::PhotoOffered
            | Self::PhotoAccepted
            | Self::PhotoReturned
            | Self::ApplicationApproved
            | Self::ApplicationReturned
            | Self::ApplicationWithdrawn
            | Self::PhoneRegistered
            | Self::MakingAdvanced
            | Self::CaseTaken
            | Self::CaseGivenBack => false,
        }
    }

    /// The word on the stored event; stream filters name it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::GrantRecorded => "grant_recorded",
            Self::RegisterCorrected => "register_corrected",
            Self::ApplicationSubmitted => "application_submitted",
            Self::PhotoOffered => "photo_offered",
            Self::PhotoAccepted => "photo_accepted",
            Self::PhotoReturned => "photo_returned",
            Self::CaseTaken => "case_taken",
            Self::CaseGivenBack => "case_given_back",
            Self::ApplicationApproved => "application_approved",
            Self::ApplicationReturned => "application_returned",
            Self::ApplicationWithdrawn => "application_withdrawn",
            Self::MakingAdvanced => "making_advanced",
            Self::LicenseIssued => "license_issued",
            Self::LicenseActivated => "license_activated",
            Self::LicenseSuspended => "license_suspended",
            Self::LicenseResumed => "license_resumed",
            Self::LicenseCancelled => "license_cancelled",
            Self::LicenseWithdrawn => "license_withdrawn",
            Self::LicenseRevoked => "license_revoked",
            Self::PhoneRegistered => "phone_registered",
        }
    }
}

/// What an event changed in the totals: plain sums, so that any order of counting gives the same.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally {
    /// Grants recorded for the first time.
    #[serde(default)]
    pub grants: i64,
    /// Applications that came.
    #[serde(default)]
    pub submitted: i64,
    /// Change in the number of grants whose record has no finding, by kind: a record may have several.
    #[serde(default)]
    pub compliant: Vec<(Kind, i64)>,
    /// How long the case that was decided had waited for an officer, in seconds.
    #[serde(default)]
    pub waited_seconds: Option<i64>,
    /// Stages that license versions left.
    #[serde(default)]
    pub left: Vec<LicenseStage>,
    /// Stages that license versions entered.
    #[serde(default)]
    pub entered: Vec<LicenseStage>,
}

/// An event.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Event {
    /// Its name.
    pub id: EventId,
    /// What happened.
    pub kind: EventKind,
    /// When.
    pub at: Timestamp,
    /// The city or district.
    pub division: Division,
    /// Which kind of license.
    pub license_kind: Kind,
    /// Which grant.
    pub grant: Option<GrantId>,
    /// The applications that it moved.
    pub applications: Vec<ApplicationId>,
    /// Who did it.
    pub by: Actor,
    /// Digest of the request, so that a repeated name with another request is told apart.
    pub request: String,
    /// What it changes in the totals.
    #[serde(default)]
    pub tally: Tally,
}

/// What a holder is told (art. 5(1)); committed with the event it tells of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NoticeKind {
    /// The license was issued.
    Issued,
    /// A new version took the old one's place.
    Updated,
    /// The photo was returned by the inspection.
    PhotoReturned,
    /// An officer returned the application.
    Returned,
    /// 暂停.
    Suspended,
    /// 恢复.
    Resumed,
    /// 注销, 撤销 or 吊销.
    Ended,
    /// A phone was registered to show the license.
    PhoneRegistered,
}

/// A notice to a holder. Its words are made when it is read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notice {
    /// To whom.
    pub holder: SubjectId,
    /// The event that it tells of.
    pub event: EventId,
    /// What it says.
    pub kind: NoticeKind,
    /// Of which kind of license.
    pub license_kind: Kind,
    /// When.
    pub at: Timestamp,
    /// The application, for what has to be done next.
    pub application: Option<ApplicationId>,
    /// The license.
    pub license: Option<LicenseKey>,
    /// Codes of the reasons.
    pub reasons: Vec<String>,
}
