//! A whole sealed file: what is valid is what was sealed, and nothing is valid to whoever trusts nobody.

use document::{FileCode, FileReport, verify};
use seal::ses::{Trust, Verdict};

use super::samples::{TRUST, is_sample, now};

/// # Panics
/// Where the promise is broken.
pub fn run(data: &[u8]) {
    let report = verify(data, &TRUST, now());
    holds(&report);
    let nobody = verify(data, &Trust::nobody(), now());
    assert_ne!(nobody.verdict(), Verdict::Valid, "valid without trust");
    assert_eq!(nobody.faults, report.faults, "trust changes what is said of the package");
}

/// What every report keeps.
pub(super) fn holds(report: &FileReport) {
    let valid = report.verdict() == Verdict::Valid;
    assert_eq!(valid, report.code() == Some(FileCode::Valid));
    if valid {
        assert!(report.faults.is_empty() && report.seal.verdict() == Verdict::Valid);
        let opened = report.opened.as_ref().expect("what is valid was opened");
        assert!(is_sample(&opened.files), "valid, and not what was sealed");
    }
}
