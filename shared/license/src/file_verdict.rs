//! What verification of a license file concludes (文件验证 of GB/T 36906): the file by itself, then the books. Pure.
//!
//! The books are asked only of a file that nothing speaks against, so that nobody learns from them by an identifier that
//! was written into a made-up file. A good seal shows what the file says to everyone; where the seal cannot be checked,
//! an outsider learns of the books only by showing the very bytes that they name.

use jiff::civil::Date;

use crate::{
    grant::Validity,
    stage::LicenseStage,
    verdict::{Aspect, Report, of_books},
};

/// What the file shows by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileResult {
    /// 文件验证通过: every byte is under a seal whose every deciding aspect holds.
    Passed,
    /// 文件签章校验失败: the seal, its signature or a certificate does not hold.
    SealFailed,
    /// 文件校验失败: the package is broken, or a file in it is not as it was sealed.
    FileFailed,
    /// Nothing speaks against it, and something that decides could not be checked.
    CannotTell,
}

impl FileResult {
    /// Every result.
    pub const ALL: [Self; 4] = [Self::Passed, Self::SealFailed, Self::FileFailed, Self::CannotTell];

    /// The code of GB/T 36906; what cannot be told has none.
    #[must_use]
    pub const fn code(self) -> Option<u8> {
        match self {
            Self::Passed => Some(0),
            Self::SealFailed => Some(1),
            Self::FileFailed => Some(2),
            Self::CannotTell => None,
        }
    }

    /// Whether the books are asked about it.
    #[must_use]
    pub const fn asks_books(self) -> bool {
        matches!(self, Self::Passed | Self::CannotTell)
    }

    fn aspect(self) -> Aspect {
        match self {
            Self::Passed => Aspect::Valid,
            Self::SealFailed => Aspect::invalid("seal_not_good"),
            Self::FileFailed => Aspect::invalid("file_not_good"),
            Self::CannotTell => Aspect::unchecked("seal_not_checked"),
        }
    }
}

/// What the books know of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InBooks<'a> {
    /// It names no license version that they have.
    Absent,
    /// The version that it names has another document: these are not the bytes that were issued.
    OtherDocument,
    /// These very bytes, by SHA-256, are the document of a version at this stage and with this term.
    SameDocument(LicenseStage, &'a Validity),
}

/// The report on a file for a caller on a day. An outsider is anyone who gives no purpose.
#[must_use]
pub fn of_file(file: FileResult, books: InBooks<'_>, outsider: bool, day: Date) -> Report {
    let signature = file.aspect();
    if !file.asks_books() {
        return Report { signature, ..Report::unchecked("file_not_good") };
    }
    let hidden = outsider && file != FileResult::Passed;
    match books {
        InBooks::SameDocument(stage, term) => of_books(signature, Aspect::Valid, stage, term, day),
        InBooks::OtherDocument if !hidden => differs(signature),
        InBooks::OtherDocument | InBooks::Absent => absent(signature),
    }
}

fn differs(signature: Aspect) -> Report {
    let identity = Aspect::invalid("differs_from_books");
    Report { signature, identity, ..Report::unchecked("differs_from_books") }
}

fn absent(signature: Aspect) -> Report {
    Report { signature, identity: Aspect::invalid("not_found"), ..Report::unchecked("not_found") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::verdict::Verdict;

    const STAGES: [(LicenseStage, Verdict); 7] = [
        (LicenseStage::Sealed, Verdict::NotActivated),
        (LicenseStage::Activated, Verdict::Valid),
        (LicenseStage::Suspended, Verdict::Suspended),
        (LicenseStage::Replaced, Verdict::Ended),
        (LicenseStage::Cancelled, Verdict::Ended),
        (LicenseStage::Withdrawn, Verdict::Ended),
        (LicenseStage::Revoked, Verdict::Ended),
    ];

    fn day() -> Date {
        "2026-11-23".parse().unwrap()
    }

    fn term(from: &str, until: Option<&str>) -> Validity {
        Validity { from: from.parse().unwrap(), until: until.map(|day| day.parse().unwrap()) }
    }

    /// Over, running, without end, not begun; and what becomes of an activated license then.
    fn terms() -> [(Validity, Verdict); 4] {
        [
            (term("2024-01-01", Some("2026-11-22")), Verdict::Ended),
            (term("2024-01-01", Some("2026-11-23")), Verdict::Valid),
            (term("2024-01-01", None), Verdict::Valid),
            (term("2026-11-24", None), Verdict::Suspended),
        ]
    }

    fn verdict(file: FileResult, books: InBooks<'_>, outsider: bool) -> Verdict {
        of_file(file, books, outsider, day()).verdict(true)
    }

    /// Every state that the books can be in, with what they alone would say.
    fn books(terms: &[(Validity, Verdict)]) -> Vec<(InBooks<'_>, Verdict)> {
        let mut states = vec![(InBooks::Absent, Verdict::NotFound), (InBooks::OtherDocument, Verdict::Mismatch)];
        for (stage, by_stage) in STAGES {
            for (term, by_term) in terms {
                let told = match (by_stage, by_term) {
                    (Verdict::Ended, _) | (_, Verdict::Ended) => Verdict::Ended,
                    (Verdict::Valid, by_term) => *by_term,
                    (by_stage, _) => by_stage,
                };
                states.push((InBooks::SameDocument(stage, term), told));
            }
        }
        states
    }

    #[test]
    fn every_file_with_every_state_of_the_books() {
        let terms = terms();
        let mut seen = 0;
        for (state, told) in books(&terms) {
            for outsider in [true, false] {
                for bad in [FileResult::SealFailed, FileResult::FileFailed] {
                    assert_eq!(verdict(bad, state, outsider), Verdict::Forged, "{bad:?} {state:?}");
                }
                assert_eq!(verdict(FileResult::Passed, state, outsider), told, "{state:?}");
                let expected = match (told, outsider) {
                    (Verdict::Valid, _) => Verdict::CannotTell,
                    (Verdict::Mismatch, true) => Verdict::NotFound,
                    (told, _) => told,
                };
                assert_eq!(verdict(FileResult::CannotTell, state, outsider), expected, "{state:?} {outsider}");
                seen += 1;
            }
        }
        assert_eq!(seen, 2 * (2 + 7 * 4));
    }

    #[test]
    fn only_a_file_that_passed_and_is_the_books_own_is_valid() {
        let terms = terms();
        for file in FileResult::ALL {
            for (state, _) in books(&terms) {
                for outsider in [true, false] {
                    let report = of_file(file, state, outsider, day());
                    let good = file == FileResult::Passed && matches!(state, InBooks::SameDocument(..));
                    assert!(good || report.verdict(true) != Verdict::Valid, "{file:?} {state:?}");
                    let named = matches!(state, InBooks::SameDocument(..)) && file.asks_books();
                    assert_eq!(report.identity == Aspect::Valid, named, "{file:?} {state:?}");
                }
            }
        }
    }

    /// Whoever writes an identifier into a file of his own learns nothing of the license by it.
    #[test]
    fn an_outsider_cannot_ask_the_books_by_a_made_up_file() {
        let terms = terms();
        for file in [FileResult::SealFailed, FileResult::FileFailed, FileResult::CannotTell] {
            let absent = of_file(file, InBooks::Absent, true, day());
            assert_eq!(of_file(file, InBooks::OtherDocument, true, day()), absent, "{file:?}");
        }
        for file in [FileResult::SealFailed, FileResult::FileFailed] {
            let absent = of_file(file, InBooks::Absent, true, day());
            for (state, _) in books(&terms) {
                assert_eq!(of_file(file, state, true, day()), absent, "{file:?} {state:?}");
            }
        }
    }

    #[test]
    fn the_codes_are_those_of_the_standard() {
        assert_eq!(FileResult::ALL.map(FileResult::code), [Some(0), Some(1), Some(2), None]);
    }
}
