//! The report in JSON, with words in two languages beside every name.

use serde::{Serialize, Serializer};

use super::{Dropped, Elsewhere, Finding, Report, State, Told};
use crate::license_told::{LicenseTold, PlateTold};
use crate::reason::Reason;

/// A stable name with its words.
#[derive(Serialize)]
struct Named<'a> {
    code: &'a str,
    zh: &'a str,
    en: &'a str,
}

impl<'a> Named<'a> {
    const fn new(code: &'a str, (zh, en): (&'a str, &'a str)) -> Self {
        Self { code, zh, en }
    }
}

#[derive(Serialize)]
struct ReportWire<'a> {
    verdict: &'static str,
    words: WordsWire,
    because: Option<Named<'a>>,
    medium: Named<'a>,
    now: String,
    license: Option<LicenseWire<'a>>,
    elsewhere: Option<ElsewhereWire<'a>>,
    findings: Vec<FindingWire>,
    status: Option<StatusWire>,
    trust: Option<TrustWire>,
    dropped: Vec<DroppedWire>,
}

#[derive(Serialize)]
struct WordsWire {
    zh: &'static str,
    en: &'static str,
}

#[derive(Serialize)]
struct FindingWire {
    aspect: &'static str,
    words: WordsWire,
    state: &'static str,
    reason: Option<Named<'static>>,
}

#[derive(Serialize)]
struct LicenseWire<'a> {
    signed: bool,
    kind: Named<'a>,
    identifier: Option<&'a str>,
    issuer: Option<&'a str>,
    issued_on: String,
    expires_on: Option<String>,
    plate: Option<PlateWire<'a>>,
    name: Option<&'a str>,
    name_shortened: bool,
    id_tail: Option<&'a str>,
    uscc: Option<&'a str>,
}

#[derive(Serialize)]
struct PlateWire<'a> {
    number: &'a str,
    color: &'static str,
    color_zh: &'static str,
}

#[derive(Serialize)]
struct ElsewhereWire<'a> {
    province: Named<'a>,
    words: WordsWire,
}

#[derive(Serialize)]
struct StatusWire {
    sequence: u64,
    as_of: String,
    age_seconds: i64,
    next_update: String,
}

#[derive(Serialize)]
struct TrustWire {
    version: u64,
    issued_at: String,
    next_update: String,
}

#[derive(Serialize)]
struct DroppedWire {
    /// `trust`, or the place among the status lists.
    list: String,
    reason: Named<'static>,
}

impl Serialize for Report {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        ReportWire {
            verdict: self.verdict.as_str(),
            words: words(self.verdict.words()),
            because: self.because().map(named),
            medium: Named::new(self.medium.as_str(), self.medium.words()),
            now: self.now.to_string(),
            license: self.license.as_ref().map(license),
            elsewhere: self.elsewhere.as_ref().map(elsewhere),
            findings: self.findings().into_iter().map(finding).collect(),
            status: self.status.map(|list| StatusWire {
                sequence: list.sequence,
                as_of: list.as_of.to_string(),
                age_seconds: list.age_seconds,
                next_update: list.next_update.to_string(),
            }),
            trust: self.trust.map(|list| TrustWire {
                version: list.version,
                issued_at: list.issued_at.to_string(),
                next_update: list.next_update.to_string(),
            }),
            dropped: self.dropped.iter().map(dropped).collect(),
        }
        .serialize(serializer)
    }
}

const fn words((zh, en): Told) -> WordsWire {
    WordsWire { zh, en }
}

const fn named(reason: Reason) -> Named<'static> {
    Named::new(reason.code(), reason.words())
}

fn finding(found: Finding) -> FindingWire {
    let (state, reason) = match found.state {
        State::Valid => ("valid", None),
        State::Invalid(reason) => ("invalid", Some(named(reason))),
        State::Unchecked(reason) => ("unchecked", Some(named(reason))),
    };
    FindingWire { aspect: found.aspect.as_str(), words: words(found.aspect.words()), state, reason }
}

fn license(told: &LicenseTold) -> LicenseWire<'_> {
    LicenseWire {
        signed: told.signed,
        kind: Named::new(told.kind.code(), (told.kind.name_zh(), told.kind.name_en())),
        identifier: told.identifier.as_deref(),
        issuer: told.issuer.as_deref(),
        issued_on: told.issued_on.to_string(),
        expires_on: told.expires_on.map(|day| day.to_string()),
        plate: told.plate.as_ref().map(plate),
        name: told.name.as_deref(),
        name_shortened: told.name_shortened,
        id_tail: told.id_tail.as_deref(),
        uscc: told.uscc.as_deref(),
    }
}

fn plate(told: &PlateTold) -> PlateWire<'_> {
    PlateWire { number: &told.number, color: told.color.as_str(), color_zh: told.color.name_zh() }
}

fn elsewhere(told: &Elsewhere) -> ElsewhereWire<'_> {
    let (zh, en) = (told.name.0.as_str(), told.name.1.as_str());
    ElsewhereWire { province: Named::new(told.province.as_str(), (zh, en)), words: words(told.words()) }
}

fn dropped(list: &Dropped) -> DroppedWire {
    let name = list.status.map_or_else(|| "trust".to_owned(), |at| at.to_string());
    DroppedWire { list: name, reason: named(list.reason) }
}
