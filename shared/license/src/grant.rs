//! What was granted (许可): the register's word, on which every electronic license rests.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::{
    application::ApplicationId,
    digest::keyed_id,
    division::Division,
    electronic::{LicenseKey, first_template},
    identifier::{Identifier, Version},
    kind::Kind,
    license_number::{LicenseNumber, LicenseWord},
    scope::ScopeCode,
    stage::LicenseStage,
    subject::SubjectId,
};

keyed_id!(
    /// The keyed hash of subject, kind and number as first recorded: `g-` and 26 base-32 characters.
    GrantId,
    ["g-"]
);

/// From a day to a day, both inclusive, in Chinese time. It is data of the grant and never computed from the kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Validity {
    /// 有效期起.
    pub from: Date,
    /// 有效期止; `None` is 长期.
    pub until: Option<Date>,
}

impl Validity {
    /// Whether the day is within the term.
    #[must_use]
    pub fn covers(&self, day: Date) -> bool {
        self.from <= day && !self.is_over(day)
    }

    /// Whether the term ended before the day.
    #[must_use]
    pub fn is_over(&self, day: Date) -> bool {
        self.until.is_some_and(|until| until < day)
    }
}

/// On what the grant was handed out before.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Medium {
    /// A paper license exists; it stays good to its end (art. 16).
    Paper,
    /// Electronic from the start.
    Electronic,
}

/// Where the newest electronic license of a grant stands, kept with the grant so that a look-up needs one read. It is
/// written in the same transaction as the license itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Standing {
    /// The license.
    pub key: LicenseKey,
    /// Its newest version.
    pub version: Version,
    /// The newest version's identifier.
    pub identifier: Identifier,
    /// Where that version stands.
    pub stage: LicenseStage,
    /// Its term.
    pub validity: Validity,
    /// The version of its template.
    #[serde(default = "first_template")]
    pub template: u16,
}

/// A grant.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Grant {
    /// Its name.
    pub id: GrantId,
    /// Which kind of license it is shown by.
    pub kind: Kind,
    /// What it is about.
    pub subject: SubjectId,
    /// 持证主体.
    pub holder: SubjectId,
    /// 许可证字 or 运输证字.
    pub word: Option<LicenseWord>,
    /// 许可证号 or 运输证号. A practitioner's number is the ID number and is not kept here.
    pub number: Option<LicenseNumber>,
    /// 经营范围, by code.
    pub scope: Vec<ScopeCode>,
    /// 经营范围 in words, where it says more than the codes.
    pub scope_text: Option<String>,
    /// The term.
    pub validity: Validity,
    /// 发证日期.
    pub granted_on: Date,
    /// 初领日期.
    pub first_granted_on: Option<Date>,
    /// Whose officers granted it, and act on it.
    pub division: Division,
    /// Paper or electronic.
    pub medium: Medium,
    /// The one application that somebody has open for it.
    pub open_application: Option<ApplicationId>,
    /// The update that is being made. It has a place of its own, so that an application that waits for its holder never
    /// keeps the register's word from the road.
    #[serde(default)]
    pub open_update: Option<ApplicationId>,
    /// The newest electronic license.
    pub standing: Option<Standing>,
    /// 0 before it is first stored.
    pub revision: u64,
}

impl Grant {
    /// Whether an electronic license of it stands: made and not ended.
    #[must_use]
    pub fn is_licensed(&self) -> bool {
        self.standing.as_ref().is_some_and(|standing| !standing.stage.is_ended())
    }

    /// Whether its license stands and is drawn by an older template than the one in force.
    #[must_use]
    pub fn has_older_template(&self) -> bool {
        let older = |standing: &Standing| standing.template < self.kind.template_version();
        self.standing.as_ref().is_some_and(|standing| !standing.stage.is_ended() && older(standing))
    }

    /// The application that anybody would be told of: the one that is open, or else the update.
    #[must_use]
    pub fn open(&self) -> Option<&ApplicationId> {
        self.open_application.as_ref().or(self.open_update.as_ref())
    }

    /// The grant once the application is closed.
    #[must_use]
    pub fn without(self, application: &ApplicationId) -> Self {
        let others = |open: Option<ApplicationId>| open.filter(|open| open != application);
        Self { open_application: others(self.open_application), open_update: others(self.open_update), ..self }
    }

    /// Whether the kind takes a number of its own, and none was given.
    #[must_use]
    pub fn needs_number(&self) -> bool {
        self.number.is_none() && self.kind.class() != crate::kind::KindClass::Practitioner
    }
}

impl GrantId {
    /// From the keyed hash.
    #[must_use]
    pub fn of(hash: &[u8; 16]) -> Self {
        Self::from_hash('g', hash)
    }

    /// The text that is hashed: subject, kind, and the number as first recorded.
    #[must_use]
    pub fn natural_text(subject: &SubjectId, kind: Kind, number: Option<&LicenseNumber>) -> String {
        let number = number.map_or("", LicenseNumber::as_str);
        format!("{subject}|{}|{number}", kind.code())
    }
}
