//! From a license file to a report: its seal, and the code that stands in it. Neither is enough alone, for a seal does not
//! say how the license stands today.

use document::{FileCode, FileFault, FileReport, Opened};
use jiff::Timestamp;
use license::clock::chinese_day;
use seal::ses::{Finding, SesError, Trust, Verdict};
use seal::{KeyId, ShownCode};

use crate::judge::shown;
use crate::license_told::LicenseTold;
use crate::lists::Lists;
use crate::picture::picture;
use crate::reason::Reason;
use crate::report::{Medium, Report, State};

/// Where the picture of the license code stands in the package (docs/SEAL.md).
const CODE: &str = "Doc_0/Res/code.png";

/// Judges a sealed license file (OFD). Whatever the bytes, it ends with a report.
#[must_use]
pub fn file(bytes: &[u8], lists: &Lists, now: Timestamp) -> Report {
    file_and_seal(bytes, lists, now).0
}

/// The same, and what the file shows by itself.
#[must_use]
pub fn file_and_seal(bytes: &[u8], lists: &Lists, now: Timestamp) -> (Report, FileReport) {
    let opened = document::read(bytes).ok();
    let code = opened.as_ref().and_then(code_in);
    let trust = authorities(lists, code.as_ref().map(|code| code.unverified().key_id));
    let found = document::verify(bytes, &trust, now);
    let mut report = match &code {
        Some(code) => shown(code, lists, now),
        None => Report::without_license(State::Unchecked(Reason::FileNoCode), lists, now),
    };
    report.medium = Medium::File;
    report.findings.file = Some(state(&found));
    if let Some(opened) = &opened {
        compare(&mut report, opened, now);
    }
    (report.conclude(), found)
}

/// The code is in the file as a picture, for who reads it with eyes; a phone's code has no place there.
fn code_in(opened: &Opened) -> Option<ShownCode> {
    let file = opened.files.iter().find(|file| file.path == CODE)?;
    let code = seal::read(&picture(&file.bytes).ok()?).ok()?;
    matches!(code, ShownCode::License(_)).then_some(code)
}

/// The authorities of the province that signed the code: no province seals for another. Of all, where that is not known.
fn authorities(lists: &Lists, key: Option<KeyId>) -> Trust {
    let Ok(trust) = lists.trust() else {
        return Trust::nobody();
    };
    let own = key.and_then(|id| trust.key(id)).map(|(province, _key)| province.authorities.clone());
    let all = || trust.provinces.iter().flat_map(|province| province.authorities.clone()).collect();
    Trust::new(own.unwrap_or_else(all))
}

fn state(found: &FileReport) -> State {
    match (found.verdict(), found.code()) {
        (Verdict::Valid, _) => State::Valid,
        _ if found.faults.iter().any(|fault| matches!(fault, FileFault::Package(_))) => {
            State::Unchecked(Reason::FileNotRead)
        }
        (_, Some(FileCode::SealInvalid)) if found.faults.is_empty() && only_authority_missing(found) => {
            State::Unchecked(Reason::FileAuthority)
        }
        // A copy for somebody is no forgery; it proves nothing either.
        (Verdict::Invalid, _) if found.faults.contains(&FileFault::NotSealed) => {
            State::Unchecked(Reason::FileNotSealed)
        }
        (Verdict::Invalid, _) => State::Invalid(Reason::FileAltered),
        (Verdict::CannotTell, _) if found.faults.is_empty() => State::Unchecked(Reason::FileAuthority),
        (Verdict::CannotTell, _) => State::Unchecked(Reason::FileNotRead),
    }
}

/// Nothing speaks against the seal but that nobody here knows who stands behind it: that is no proof of a forgery.
fn only_authority_missing(found: &FileReport) -> bool {
    found.seal.findings().all(|(_aspect, finding)| match finding {
        Finding::Invalid(error) => error == SesError::Untrusted,
        Finding::Valid | Finding::Unchecked(_) => true,
    })
}

/// What the file says of itself, which its seal protects: the license that it is of, and the first day of its term, which
/// no code has.
fn compare(report: &mut Report, opened: &Opened, now: Timestamp) {
    let stated =
        |name: &'static str| opened.custom_data.iter().find(|(own, _)| own == name).map(|(_, text)| text.as_str());
    let is_sealed = report.findings.file == Some(State::Valid);
    if is_sealed && report.license.as_ref().is_some_and(|license| !is_of(license, stated)) {
        report.findings.file = Some(State::Invalid(Reason::FileOtherCode));
    }
    let today = chinese_day(now).to_string().replace('-', "");
    let is_day = |text: &&str| text.len() == 8 && text.bytes().all(|sign| sign.is_ascii_digit());
    let first = stated("ZZYXQQSRQ").filter(is_day).filter(|_| report.findings.term == State::Valid);
    if first.is_some_and(|first| first > today.as_str()) {
        report.findings.term = State::Invalid(Reason::NotYet);
    }
}

/// Whether what a file states is of the license whose code is in it: the identifier, and what an officer would compare, so
/// far as both have it.
fn is_of<'a>(license: &LicenseTold, stated: impl Fn(&'static str) -> Option<&'a str>) -> bool {
    let named = license.identifier.as_deref().is_none_or(|own| stated("ZZBS") == Some(own));
    let holds = |name, own: Option<&String>, fits: fn(&str, &str) -> bool| {
        stated(name).zip(own).is_none_or(|(stated, own)| fits(stated, own))
    };
    let same = |stated: &str, own: &str| stated == own;
    named
        && holds("KZ_TYSHXYDM", license.uscc.as_ref(), same)
        && holds("KZ_CLHP", license.plate.as_ref().map(|plate| &plate.number), same)
        // A name may be shortened in the code, and of the number it has the end alone.
        && holds("KZ_XM", license.name.as_ref(), |stated, own| stated.starts_with(own))
        && holds("KZ_ZH", license.id_tail.as_ref(), |stated, own| stated.ends_with(own))
}
