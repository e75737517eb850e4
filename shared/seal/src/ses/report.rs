//! A verdict is a report: every aspect is valid, invalid by name, or unchecked; unchecked is never valid.

use jiff::Timestamp;

use crate::Algorithm;

use super::{SesError, SubjectName};

/// What is looked at, in the order in which it is (GB/T 38540-2020, chapter 7.3).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Aspect {
    /// The bytes are a V4 signature with a V4 seal, in their one encoding.
    Form,
    /// Seal.esl is the seal inside the signature. A package need not have one, so that alone decides nothing.
    SealFile,
    /// The maker signed the seal.
    SealSignature,
    /// The maker's certificate: chain, validity, key usage.
    SealMaker,
    /// The seal was in force when the file was signed.
    SealPeriod,
    /// The signer's certificate: chain, validity, key usage.
    Signer,
    /// The seal lists the signer.
    SignerListed,
    /// The signed digest is that of Signature.xml.
    DataHash,
    /// The signer's signature.
    Signature,
    /// The time of signing is not in the future.
    SignedAt,
    /// No certificate of the chain was revoked. Reported; decides nothing.
    Revocation,
    /// A time stamp of a third party. Reported; decides nothing, and says nothing where there is none.
    Timestamp,
}

impl Aspect {
    /// Every aspect, in order.
    pub const ALL: [Self; 12] = [
        Self::Form,
        Self::SealFile,
        Self::SealSignature,
        Self::SealMaker,
        Self::SealPeriod,
        Self::Signer,
        Self::SignerListed,
        Self::DataHash,
        Self::Signature,
        Self::SignedAt,
        Self::Revocation,
        Self::Timestamp,
    ];

    /// Whether nothing is valid without it.
    #[must_use]
    pub const fn decides(self) -> bool {
        !matches!(self, Self::SealFile | Self::Revocation | Self::Timestamp)
    }

    /// The stable code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Form => "form",
            Self::SealFile => "seal_file",
            Self::SealSignature => "seal_signature",
            Self::SealMaker => "seal_maker",
            Self::SealPeriod => "seal_period",
            Self::Signer => "signer",
            Self::SignerListed => "signer_listed",
            Self::DataHash => "data_hash",
            Self::Signature => "signature",
            Self::SignedAt => "signed_at",
            Self::Revocation => "revocation",
            Self::Timestamp => "timestamp",
        }
    }
}

/// What was found of one aspect.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Finding {
    /// It holds.
    Valid,
    /// It does not.
    Invalid(SesError),
    /// It was not looked at.
    Unchecked(Unchecked),
}

/// Why an aspect was not looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unchecked {
    /// Something before it could not be read.
    NotReached,
    /// The artifact is of a kind that is not read here.
    NotRead(SesError),
    /// No trusted authorities were given.
    NoTrust,
    /// The package holds no Seal.esl; the standard does not ask for one.
    NoSealFile,
    /// No revocation list was given.
    NoRevocationList,
    /// There is a time stamp, and time stamps are not read.
    TimestampNotRead,
    /// There is no time stamp.
    NoTimestamp,
}

impl Unchecked {
    /// The stable code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::NotReached => "not_reached",
            Self::NotRead(error) => error.code(),
            Self::NoTrust => "no_trust",
            Self::NoSealFile => "no_seal_file",
            Self::NoRevocationList => "no_revocation_list",
            Self::TimestampNotRead => "timestamp_not_read",
            Self::NoTimestamp => "no_timestamp",
        }
    }
}

/// What follows from a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// Every deciding aspect is valid.
    Valid,
    /// Some aspect is invalid.
    Invalid,
    /// Nothing is invalid, and something that decides was not checked.
    CannotTell,
}

/// What the seal says about itself; to be believed as far as the report goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SealFacts {
    /// The seal's name.
    pub seal_name: String,
    /// The seal's number.
    pub seal_id: String,
    /// The seal maker's subject.
    pub maker: SubjectName,
    /// The signer's subject.
    pub signer: SubjectName,
    /// The time of signing, by the signer's own clock.
    pub signed_at: Timestamp,
    /// What the file was signed with.
    pub algorithm: Algorithm,
    /// Whether a development authority stands behind it.
    pub development: bool,
}

/// Every aspect with its finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SesReport {
    findings: Vec<(Aspect, Finding)>,
    facts: Option<SealFacts>,
}

impl SesReport {
    pub(super) const fn new(findings: Vec<(Aspect, Finding)>, facts: Option<SealFacts>) -> Self {
        Self { findings, facts }
    }

    /// The report where there was no signature to look at.
    #[must_use]
    pub const fn not_reached() -> Self {
        Self::new(vec![], None)
    }

    /// Every aspect in order with its finding.
    pub fn findings(&self) -> impl Iterator<Item = (Aspect, Finding)> + '_ {
        Aspect::ALL.into_iter().map(|aspect| (aspect, self.of(aspect)))
    }

    /// The finding of one aspect.
    #[must_use]
    pub fn of(&self, aspect: Aspect) -> Finding {
        let found = self.findings.iter().find(|(found, _)| *found == aspect);
        found.map_or(Finding::Unchecked(Unchecked::NotReached), |(_, finding)| *finding)
    }

    /// What the seal says about itself.
    #[must_use]
    pub const fn facts(&self) -> Option<&SealFacts> {
        self.facts.as_ref()
    }

    /// What follows.
    #[must_use]
    pub fn verdict(&self) -> Verdict {
        if self.findings().any(|(_, finding)| matches!(finding, Finding::Invalid(_))) {
            return Verdict::Invalid;
        }
        let all = self.findings().filter(|(aspect, _)| aspect.decides()).all(|(_, finding)| finding == Finding::Valid);
        if all { Verdict::Valid } else { Verdict::CannotTell }
    }
}
