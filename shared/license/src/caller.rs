//! Who asks: the roles, what a token says of a caller, and whom a caller may act for.

use serde::{Deserialize, Serialize};

use crate::{digest::keyed_id, division::Division, refusal::Refusal, subject::SubjectId};

keyed_id!(
    /// The keyed hash of who calls, a signed-in caller or the address that an unnamed one calls from: `c-` and 26
    /// base-32 characters. What is limited or audited is kept under it; without the key nobody can tell whom it means.
    CallerId,
    ["c-"]
);

impl CallerId {
    /// From the keyed hash.
    #[must_use]
    pub fn of(hash: &[u8; 16]) -> Self {
        Self::from_hash('c', hash)
    }
}

/// What a caller is to the system. `System` is a recorded rule acting, never a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// 持证主体: a person, or an agent of an operator.
    Holder,
    /// 签发部门 officer: makes, corrects, suspends, revokes.
    Officer,
    /// 签发部门 officer who decides applications.
    Reviewer,
    /// 执法人员: roadside enforcement.
    Enforcement,
    /// 省交通运输厅: counts and evaluates the cities.
    Province,
    /// A sister province or another authority's system.
    Partner,
    /// Anyone, without a token.
    Public,
    /// A recorded rule or a scheduled job.
    System,
}

impl Role {
    /// Every role that a token can carry, and `Public`.
    pub const ALL: [Self; 7] =
        [Self::Holder, Self::Officer, Self::Reviewer, Self::Enforcement, Self::Province, Self::Partner, Self::Public];

    /// The word in tokens, the API document and the records.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Holder => "holder",
            Self::Officer => "officer",
            Self::Reviewer => "reviewer",
            Self::Enforcement => "enforcement",
            Self::Province => "province",
            Self::Partner => "partner",
            Self::Public => "public",
            Self::System => "system",
        }
    }

    /// The role with this word; `System` is never taken from outside.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.as_str() == word)
    }
}

/// Who did it, as kept on records: a role and the sign-in's opaque subject. Never a name or an ID number.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Actor {
    /// In which role.
    pub role: Role,
    /// The token's `sub`, or the name of the recorded rule.
    pub id: String,
}

impl Actor {
    /// The text that a [`CallerId`] of it is the hash of.
    #[must_use]
    pub fn natural_text(&self) -> String {
        format!("{}|{}", self.role.as_str(), self.id)
    }

    /// A recorded rule, by its name.
    #[must_use]
    pub fn rule(name: &str) -> Self {
        Self { role: Role::System, id: name.to_owned() }
    }
}

/// 用证事由, 2 to 200 characters (art. 14).
///
/// # Errors
/// `caller.purpose`.
pub fn purpose(text: &str) -> Result<&str, Refusal> {
    let fits = (2..=200).contains(&text.trim().chars().count());
    if fits { Ok(text) } else { Err(Refusal::PurposeMissing) }
}

/// What the sign-in says of the caller. It holds keyed hashes, never an ID number or a USCC.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Caller {
    /// Role and opaque subject.
    pub actor: Actor,
    /// The division that an officer belongs to.
    pub division: Option<Division>,
    /// The person that signed in, as the keyed hash of the ID number.
    pub person: Option<SubjectId>,
    /// The operators that an agent acts for.
    pub acts_for: Vec<SubjectId>,
    /// Whether the sign-in verified the person's real name (实名认证, art. 11).
    pub real_name: bool,
}

impl Caller {
    /// A caller without a token.
    #[must_use]
    pub fn public() -> Self {
        Self {
            actor: Actor { role: Role::Public, id: "public".to_owned() },
            division: None,
            person: None,
            acts_for: Vec::new(),
            real_name: false,
        }
    }

    /// The caller's role.
    #[must_use]
    pub fn role(&self) -> Role {
        self.actor.role
    }

    /// Everyone whose licenses the caller may claim and show: the person, and the operators acted for.
    pub fn holders(&self) -> impl Iterator<Item = &SubjectId> {
        self.person.iter().chain(&self.acts_for)
    }

    /// Holds if the caller is the holder, or acts for it, and is real-name verified (art. 11).
    ///
    /// # Errors
    /// `caller.not_holder`, `caller.real_name`.
    pub fn must_hold(&self, holder: &SubjectId) -> Result<(), Refusal> {
        if self.role() != Role::Holder || !self.holders().any(|own| own == holder) {
            return Err(Refusal::NotHolder);
        }
        if self.real_name { Ok(()) } else { Err(Refusal::RealNameMissing) }
    }

    /// Holds if the caller is an officer of the division's city (art. 5, 9). The province reads, it does not issue.
    ///
    /// # Errors
    /// `caller.role`, `caller.other_division`.
    pub fn must_serve(&self, division: &Division) -> Result<(), Refusal> {
        match (self.role(), &self.division) {
            (Role::Officer | Role::Reviewer, Some(own)) if own.city() == division.city() => Ok(()),
            (Role::Officer | Role::Reviewer, _) => Err(Refusal::OtherDivision),
            _ => Err(Refusal::RoleNotAllowed),
        }
    }
}
