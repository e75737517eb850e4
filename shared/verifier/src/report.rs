//! What is told of what was shown: a verdict, and every aspect with its finding. Unchecked is never valid.

use jiff::Timestamp;
use seal::{Province, ProvinceCode, StatusList};

use crate::license_told::LicenseTold;
use crate::lists::{Dropped, Lists};
use crate::reason::Reason;

mod wire;

/// The province whose licenses these are (GB/T 2260): 辽宁省. Everybody else's are issued elsewhere.
const HOME: &str = "210000";

/// A text in Chinese and English.
pub type Told = license::words::Words;

/// The answer in one word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Verdict {
    /// In force as of the status list.
    Valid,
    /// 暂时失效.
    Suspended,
    /// 已换发或已失效: replaced or ended.
    Ended,
    /// Its term is over.
    Expired,
    /// 未激活: its holder has not taken it into use.
    NotActivated,
    /// Issued on a day that is still to come.
    NotYet,
    /// Altered, or not signed by whom it names.
    Forged,
    /// A check that decides could not be done.
    CannotTell,
}

/// What was shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Medium {
    /// The license's own code, on paper or on a screen: whoever copies it shows it as well.
    LicenseCode,
    /// A code that a phone made for this moment.
    DisplayCode,
    /// The sealed license file.
    File,
    /// Nothing that is known here.
    Unknown,
}

/// What is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Aspect {
    /// Of a license file: its seal, and every byte under it.
    File,
    /// The signature of the code.
    Signature,
    /// Whether the signer is believed for it.
    Key,
    /// The term.
    Term,
    /// Whether its holder has taken it into use.
    Activation,
    /// Whether it was suspended, replaced or ended.
    Standing,
    /// Whether the status list is new enough.
    StatusAge,
    /// Whether the holder's phone is there. Reported; decides nothing about the license.
    Presence,
}

/// What was found of an aspect.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// It holds.
    Valid,
    /// It does not.
    Invalid(Reason),
    /// It was not checked.
    Unchecked(Reason),
}

/// An aspect with what was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Finding {
    /// What was looked at.
    pub aspect: Aspect,
    /// What was found.
    pub state: State,
}

/// Every aspect's state.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Findings {
    /// `None` where no file was shown.
    pub(crate) file: Option<State>,
    pub(crate) signature: State,
    pub(crate) key: State,
    pub(crate) term: State,
    pub(crate) activation: State,
    pub(crate) standing: State,
    pub(crate) status_age: State,
    pub(crate) presence: State,
}

/// The status list that was asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StatusSeen {
    /// Its number among those of its issuer.
    pub sequence: u64,
    /// The moment that it speaks of.
    pub as_of: Timestamp,
    /// How long ago that was; below zero when the clocks differ.
    pub age_seconds: i64,
    /// When the next one was due.
    pub next_update: Timestamp,
}

/// The trust list that was asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TrustSeen {
    /// Its version.
    pub version: u64,
    /// When it was made.
    pub issued_at: Timestamp,
    /// When it is over.
    pub next_update: Timestamp,
}

/// A license of another province (art. 19): judged by that province's keys and list; our books were not asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Elsewhere {
    /// The province.
    pub province: ProvinceCode,
    /// Its name in Chinese and English.
    pub name: (String, String),
    /// The issuer's number there.
    pub issuer: u16,
}

/// What was found of what was shown.
#[derive(Clone, Debug)]
pub struct Report {
    /// In one word.
    pub verdict: Verdict,
    /// What was shown.
    pub medium: Medium,
    /// The verifier's own time.
    pub now: Timestamp,
    /// What an officer compares with the world; absent where nothing could be read, or nothing of it is true.
    pub license: Option<LicenseTold>,
    /// Where it was issued, if not here.
    pub elsewhere: Option<Elsewhere>,
    /// The status list that was asked.
    pub status: Option<StatusSeen>,
    /// The trust list that was asked.
    pub trust: Option<TrustSeen>,
    /// Lists that were given and not used.
    pub dropped: Vec<Dropped>,
    pub(crate) findings: Findings,
}

impl Findings {
    const UNCHECKED: Self = Self {
        file: None,
        signature: State::Unchecked(Reason::NotReached),
        key: State::Unchecked(Reason::NotReached),
        term: State::Unchecked(Reason::NotReached),
        activation: State::Unchecked(Reason::NotReached),
        standing: State::Unchecked(Reason::NotReached),
        status_age: State::Unchecked(Reason::NotReached),
        presence: State::Unchecked(Reason::NotReached),
    };

    /// All but presence.
    fn deciding(&self) -> impl Iterator<Item = State> {
        let of_code = [self.signature, self.key, self.term, self.activation, self.standing, self.status_age];
        self.file.into_iter().chain(of_code)
    }

    /// The verdict, and what it rests on where it is not *valid*. A *no* that is certain comes first, whatever else could
    /// not be checked; then the first that says nothing.
    pub(crate) fn conclusion(&self) -> (Verdict, Option<Reason>) {
        match *self {
            Self { file: Some(State::Invalid(why)), .. } | Self { signature: State::Invalid(why), .. } => {
                (Verdict::Forged, Some(why))
            }
            Self { standing: State::Invalid(why @ Reason::Ended), .. } => (Verdict::Ended, Some(why)),
            Self { term: State::Invalid(why @ Reason::Expired), .. } => (Verdict::Expired, Some(why)),
            Self { standing: State::Invalid(why), .. } => (Verdict::Suspended, Some(why)),
            Self { activation: State::Invalid(why), .. } => (Verdict::NotActivated, Some(why)),
            Self { term: State::Invalid(why), .. } => (Verdict::NotYet, Some(why)),
            _ if self.deciding().all(|state| state == State::Valid) => (Verdict::Valid, None),
            _ => (Verdict::CannotTell, self.deciding().find_map(State::open)),
        }
    }
}

impl Report {
    pub(crate) fn new(medium: Medium, lists: &Lists, now: Timestamp) -> Self {
        Self {
            verdict: Verdict::CannotTell,
            medium,
            now,
            license: None,
            elsewhere: None,
            status: None,
            trust: lists.trust().ok().map(TrustSeen::of),
            dropped: lists.dropped().to_vec(),
            findings: Findings::UNCHECKED,
        }
    }

    /// Of something that holds no license that can be read.
    pub(crate) fn without_license(signature: State, lists: &Lists, now: Timestamp) -> Self {
        let mut report = Self::new(Medium::Unknown, lists, now);
        report.findings.signature = signature;
        report.conclude()
    }

    pub(crate) fn conclude(mut self) -> Self {
        self.verdict = self.findings.conclusion().0;
        if self.verdict == Verdict::Forged {
            self.license = None;
        }
        self
    }

    /// Every aspect with what was found, in order.
    #[must_use]
    pub fn findings(&self) -> Vec<Finding> {
        let found = &self.findings;
        let file = found.file.map(|state| (Aspect::File, state));
        let of_code = [
            (Aspect::Signature, found.signature),
            (Aspect::Key, found.key),
            (Aspect::Term, found.term),
            (Aspect::Activation, found.activation),
            (Aspect::Standing, found.standing),
            (Aspect::StatusAge, found.status_age),
            (Aspect::Presence, found.presence),
        ];
        file.into_iter().chain(of_code).map(|(aspect, state)| Finding { aspect, state }).collect()
    }

    /// What the verdict rests on where it is not *valid*: the finding that says no, else the first that says nothing.
    #[must_use]
    pub fn because(&self) -> Option<Reason> {
        self.findings.conclusion().1
    }
}

impl State {
    const fn open(self) -> Option<Reason> {
        match self {
            Self::Unchecked(reason) => Some(reason),
            Self::Valid | Self::Invalid(_) => None,
        }
    }
}

impl TrustSeen {
    fn of(list: &seal::TrustList) -> Self {
        Self { version: list.version, issued_at: list.issued_at, next_update: list.next_update }
    }
}

impl StatusSeen {
    pub(crate) fn of(list: &StatusList, now: Timestamp) -> Self {
        let age_seconds = now.as_second().saturating_sub(list.as_of.as_second());
        Self { sequence: list.sequence, as_of: list.as_of, age_seconds, next_update: list.next_update }
    }
}

impl Elsewhere {
    /// Of an issuer of a province that is not this one.
    #[must_use]
    pub fn of(province: &Province, issuer: u16) -> Option<Self> {
        let name = (province.name.clone(), province.name_en.clone());
        (!is_home(&province.code)).then(|| Self { province: province.code.clone(), name, issuer })
    }
}

/// Whether licenses of the province are ours.
#[must_use]
pub fn is_home(province: &ProvinceCode) -> bool {
    province.as_str() == HOME
}
