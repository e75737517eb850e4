//! From a scanned text to a report.

use jiff::Timestamp;
use license::clock::chinese_day;
use seal::{Claims, CodeError, Presence, Province, ShownCode};

use crate::license_told::LicenseTold;
use crate::lists::Lists;
use crate::reason::Reason;
use crate::report::{Elsewhere, Medium, Report, State};
use crate::signature::signature;
use crate::standing::{Standing, standing};

/// Judges a scanned text: an address with a code, or the digits alone. Whatever the text, it ends with a report.
#[must_use]
pub fn judge(text: &str, lists: &Lists, now: Timestamp) -> Report {
    match seal::read(text.trim()) {
        Ok(code) => shown(&code, lists, now),
        Err(error) => Report::without_license(unreadable(text, error), lists, now),
    }
}

/// The shortest code has 102 bytes, and no fewer digits than this: what is shorter is the code of something else, or cut.
const DIGITS_MIN: usize = 240;

/// What is written in no form that is known here, or is too short for a license, may be somebody else's or badly read: that
/// is no "no".
fn unreadable(text: &str, error: CodeError) -> State {
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    if matches!(error, CodeError::UnknownFormat(_)) {
        State::Unchecked(Reason::UnknownFormat)
    } else if digits < DIGITS_MIN || matches!(error, CodeError::Text | CodeError::Digits | CodeError::Length) {
        State::Unchecked(Reason::NoCode)
    } else {
        State::Invalid(Reason::Signature(error))
    }
}

/// Judges a code that was read.
#[must_use]
pub fn shown(code: &ShownCode, lists: &Lists, now: Timestamp) -> Report {
    let medium = match code {
        ShownCode::License(_) => Medium::LicenseCode,
        ShownCode::Display(_) => Medium::DisplayCode,
    };
    let mut report = Report::new(medium, lists, now);
    match lists.trust().and_then(|trust| signature(code, trust, now)) {
        Ok(signed) => {
            let usable = signed.believed.and_then(|()| lists.usable(now));
            report.findings.signature = State::Valid;
            report.findings.key = usable.map_or_else(State::Unchecked, |()| State::Valid);
            report.findings.term = term(signed.claims, now);
            report.findings.presence = presence(signed.presence);
            report.enter(&standing(lists, signed.claims, signed.province, now), now);
            report.tell(signed.claims, Some(signed.province));
        }
        Err(Reason::Signature(error)) => report.findings.signature = State::Invalid(Reason::Signature(error)),
        Err(reason) => {
            report.findings.signature = State::Unchecked(reason);
            report.tell(code.unverified(), None);
        }
    }
    report.conclude()
}

/// Days are days in China.
fn term(claims: &Claims, now: Timestamp) -> State {
    let today = chinese_day(now);
    if claims.expires_on.is_some_and(|last| last < today) {
        State::Invalid(Reason::Expired)
    } else if claims.issued_on > today {
        State::Invalid(Reason::NotYet)
    } else {
        State::Valid
    }
}

const fn presence(presence: Option<Presence>) -> State {
    match presence {
        None => State::Unchecked(Reason::Printed),
        Some(Presence::Fresh { .. }) => State::Valid,
        Some(Presence::Stale) => State::Unchecked(Reason::Stale),
        Some(Presence::Ahead) => State::Unchecked(Reason::Ahead),
        Some(Presence::GrantOver) => State::Unchecked(Reason::GrantOver),
    }
}

impl Report {
    fn tell(&mut self, claims: &Claims, province: Option<&Province>) {
        self.license = Some(LicenseTold::of(claims, province));
        self.elsewhere = province.and_then(|province| Elsewhere::of(province, claims.issuer_number));
    }

    fn enter(&mut self, standing: &Standing<'_>, now: Timestamp) {
        self.findings.status_age = standing.age;
        self.findings.standing = standing.standing;
        self.findings.activation = standing.activation;
        self.status = standing.list.map(|list| crate::report::StatusSeen::of(list, now));
    }
}
