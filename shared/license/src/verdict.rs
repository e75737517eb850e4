//! What verification answers: a report by aspect, a verdict, and the GB/T 36906 code. Unchecked is never valid.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::{grant::Validity, stage::LicenseStage};

/// One aspect of a report.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", content = "reason", rename_all = "snake_case")]
pub enum Aspect {
    /// Checked, and good.
    Valid,
    /// Checked, and not good.
    Invalid(String),
    /// Not checked, and why.
    Unchecked(String),
}

impl Aspect {
    /// Checked, and not good.
    #[must_use]
    pub fn invalid(reason: &str) -> Self {
        Self::Invalid(reason.to_owned())
    }

    /// Not checked.
    #[must_use]
    pub fn unchecked(reason: &str) -> Self {
        Self::Unchecked(reason.to_owned())
    }
}

/// What was found, aspect by aspect.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    /// The signature of the code shown, or the seal of the file.
    pub signature: Aspect,
    /// Whether what was shown or named is in the books, and agrees with them.
    pub identity: Aspect,
    /// The term.
    pub validity: Aspect,
    /// 激活.
    pub activation: Aspect,
    /// Suspended, replaced or ended, by the books as of now.
    pub standing: Aspect,
}

/// The answer in one word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// In force.
    Valid,
    /// 未激活.
    NotActivated,
    /// 暂时失效.
    Suspended,
    /// 已失效: replaced, cancelled, withdrawn, revoked or expired.
    Ended,
    /// Not enough was given to verify anything.
    Incomplete,
    /// 查无此信息.
    NotFound,
    /// 信息错误: what was named disagrees with the books.
    Mismatch,
    /// The signature of the code, or the seal of the file, is not good: altered, or not ours.
    Forged,
    /// A check could not be done; this is never valid.
    CannotTell,
    /// 纸质证照有效 (art. 16): granted and in force, on paper.
    LicensedOnPaper,
}

impl Verdict {
    /// The stable word, as in answers, records and counts.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Valid => "valid",
            Self::NotActivated => "not_activated",
            Self::Suspended => "suspended",
            Self::Ended => "ended",
            Self::Incomplete => "incomplete",
            Self::NotFound => "not_found",
            Self::Mismatch => "mismatch",
            Self::Forged => "forged",
            Self::CannotTell => "cannot_tell",
            Self::LicensedOnPaper => "licensed_on_paper",
        }
    }

    /// The verdict with this word.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|verdict| verdict.as_str() == word)
    }

    /// Every verdict.
    pub const ALL: [Self; 10] = [
        Self::Valid,
        Self::NotActivated,
        Self::Suspended,
        Self::Ended,
        Self::Incomplete,
        Self::NotFound,
        Self::Mismatch,
        Self::Forged,
        Self::CannotTell,
        Self::LicensedOnPaper,
    ];

    /// 信息验证 result of GB/T 36906. A forged code is `6` to authorised callers and `5` to the public; what cannot be
    /// told is `4`. A license on paper is in force and correct: `0`, with the medium beside it.
    #[must_use]
    pub const fn code(self) -> u8 {
        match self {
            Self::Valid | Self::LicensedOnPaper => 0,
            Self::NotActivated => 1,
            Self::Suspended => 2,
            Self::Ended => 3,
            Self::Incomplete | Self::CannotTell => 4,
            Self::NotFound => 5,
            Self::Mismatch | Self::Forged => 6,
        }
    }
}

/// The aspects that the books decide, for a license at a stage on a day.
#[must_use]
pub fn of_books(signature: Aspect, identity: Aspect, stage: LicenseStage, term: &Validity, day: Date) -> Report {
    let validity = if term.is_over(day) {
        Aspect::invalid("expired")
    } else if term.covers(day) {
        Aspect::Valid
    } else {
        Aspect::invalid("not_yet")
    };
    let activation = match stage {
        LicenseStage::Sealed => Aspect::invalid("not_activated"),
        LicenseStage::Activated => Aspect::Valid,
        LicenseStage::Suspended
        | LicenseStage::Replaced
        | LicenseStage::Cancelled
        | LicenseStage::Withdrawn
        | LicenseStage::Revoked => Aspect::unchecked("decided_by_standing"),
    };
    let standing = match stage {
        LicenseStage::Sealed | LicenseStage::Activated => Aspect::Valid,
        LicenseStage::Suspended
        | LicenseStage::Replaced
        | LicenseStage::Cancelled
        | LicenseStage::Withdrawn
        | LicenseStage::Revoked => Aspect::invalid(stage.as_str()),
    };
    Report { signature, identity, validity, activation, standing }
}

impl Report {
    /// Nothing could be checked.
    #[must_use]
    pub fn unchecked(reason: &str) -> Self {
        let aspect = Aspect::unchecked(reason);
        Self {
            signature: aspect.clone(),
            identity: aspect.clone(),
            validity: aspect.clone(),
            activation: aspect.clone(),
            standing: aspect,
        }
    }

    /// The verdict. `signed` says whether something signed was shown, a code or a file: then its signature must be good
    /// as well. A "no" of the books stands though the signature could not be checked; a "yes" does not.
    #[must_use]
    pub fn verdict(&self, signed: bool) -> Verdict {
        if signed && matches!(self.signature, Aspect::Invalid(_)) {
            return Verdict::Forged;
        }
        match &self.identity {
            Aspect::Invalid(reason) if reason == "not_found" => Verdict::NotFound,
            Aspect::Invalid(_) => Verdict::Mismatch,
            Aspect::Unchecked(_) => Verdict::CannotTell,
            Aspect::Valid => {
                let (told, unproven) = (self.verdict_of_books(), signed && self.signature != Aspect::Valid);
                if told == Verdict::Valid && unproven { Verdict::CannotTell } else { told }
            }
        }
    }

    fn verdict_of_books(&self) -> Verdict {
        match (&self.standing, &self.validity, &self.activation) {
            (Aspect::Invalid(reason), _, _) if reason != "suspended" => Verdict::Ended,
            (_, Aspect::Invalid(reason), _) if reason == "expired" => Verdict::Ended,
            (Aspect::Invalid(_), _, _) => Verdict::Suspended,
            (Aspect::Valid, _, Aspect::Invalid(_)) => Verdict::NotActivated,
            (Aspect::Valid, Aspect::Invalid(_), _) => Verdict::Suspended,
            (Aspect::Valid, Aspect::Valid, Aspect::Valid) => Verdict::Valid,
            _ => Verdict::CannotTell,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn term(from: &str, until: Option<&str>) -> Validity {
        Validity { from: from.parse().unwrap(), until: until.map(|day| day.parse().unwrap()) }
    }

    fn verdict(stage: LicenseStage, term: &Validity) -> Verdict {
        let day = "2026-11-23".parse().unwrap();
        of_books(Aspect::Valid, Aspect::Valid, stage, term, day).verdict(true)
    }

    #[test]
    fn a_word_is_the_serialized_form() {
        for verdict in Verdict::ALL {
            assert_eq!(serde_json::to_value(verdict).unwrap(), verdict.as_str());
            assert_eq!(Verdict::parse(verdict.as_str()), Some(verdict));
        }
        assert_eq!(Verdict::parse("Valid"), None);
    }

    #[test]
    fn each_stage_has_its_own_answer() {
        let open = term("2024-01-01", None);
        for (stage, expected) in [
            (LicenseStage::Sealed, Verdict::NotActivated),
            (LicenseStage::Activated, Verdict::Valid),
            (LicenseStage::Suspended, Verdict::Suspended),
            (LicenseStage::Replaced, Verdict::Ended),
            (LicenseStage::Cancelled, Verdict::Ended),
            (LicenseStage::Withdrawn, Verdict::Ended),
            (LicenseStage::Revoked, Verdict::Ended),
        ] {
            assert_eq!(verdict(stage, &open), expected, "{stage:?}");
        }
    }

    #[test]
    fn a_term_is_inclusive_at_both_ends() {
        let active = LicenseStage::Activated;
        assert_eq!(verdict(active, &term("2026-11-23", Some("2026-11-23"))), Verdict::Valid);
        assert_eq!(verdict(active, &term("2020-01-01", Some("2026-11-22"))), Verdict::Ended);
        assert_eq!(verdict(active, &term("2026-11-24", None)), Verdict::Suspended);
    }

    #[test]
    fn no_combination_with_an_unchecked_aspect_is_valid() {
        let aspects = [Aspect::Valid, Aspect::invalid("x"), Aspect::unchecked("x")];
        let mut seen_valid = 0;
        for signature in &aspects {
            for identity in &aspects {
                for validity in &aspects {
                    for activation in &aspects {
                        for standing in &aspects {
                            let report = Report {
                                signature: signature.clone(),
                                identity: identity.clone(),
                                validity: validity.clone(),
                                activation: activation.clone(),
                                standing: standing.clone(),
                            };
                            let all = [signature, identity, validity, activation, standing];
                            let good = all.iter().all(|aspect| **aspect == Aspect::Valid);
                            assert_eq!(report.verdict(true) == Verdict::Valid, good, "{report:?}");
                            seen_valid += usize::from(good);
                        }
                    }
                }
            }
        }
        assert_eq!(seen_valid, 1);
    }
}
