//! Checks a sealed license file with nothing but the file and a folder of trusted certificates.

use std::fmt::Write as _;
use std::path::Path;
use std::process::ExitCode;

use aws::SystemClock;
use document::FileReport;
use jiff::tz::Offset;
use license::words::Words;
use lifecycle::port::Clock;
use lifecycle::verify::file_words::{self, finding};
use seal::ses::{Aspect, Certificate, Finding, SealFacts, Trust, Unchecked, Verdict};

use crate::host::HostError;

const INVALID: &str = "不通过 invalid";
const UNCHECKED: &str = "未检查 unchecked";

/// What the command comes to. Only what was found of the file makes it *not valid*: whatever stands in the way of
/// looking is *cannot tell*.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// Every deciding check holds: ends with 0.
    Valid,
    /// Some check does not: ends with 1.
    NotValid,
    /// Something that decides could not be checked: ends with 2.
    CannotTell,
}

impl From<Outcome> for ExitCode {
    fn from(outcome: Outcome) -> Self {
        match outcome {
            Outcome::Valid => Self::SUCCESS,
            Outcome::NotValid => Self::from(1),
            Outcome::CannotTell => Self::from(2),
        }
    }
}

/// The words and what they come to.
#[must_use]
pub fn look(file: &Path, folder: Option<&Path>) -> (String, Outcome) {
    let trust = folder.map_or_else(|| Ok(Trust::nobody()), trust);
    let bytes = std::fs::read(file).map_err(|error| HostError::Io { what: "the file to verify", error });
    match (bytes, trust) {
        (Ok(bytes), Ok(trust)) => {
            let report = document::verify(&bytes, &trust, SystemClock.now());
            (told(&report, &trust), outcome(&report, &trust))
        }
        (Err(error), _) | (_, Err(error)) => (cannot_look(&error), Outcome::CannotTell),
    }
}

fn outcome(report: &FileReport, trust: &Trust) -> Outcome {
    match report.verdict() {
        _ if trust.is_empty() => Outcome::CannotTell,
        Verdict::Valid => Outcome::Valid,
        Verdict::Invalid => Outcome::NotValid,
        Verdict::CannotTell => Outcome::CannotTell,
    }
}

/// The certificates of a folder: its PEM files that are certificates.
///
/// # Errors
/// The folder cannot be read, or a certificate in it is none.
pub fn trust(folder: &Path) -> Result<Trust, HostError> {
    let words = |error: std::io::Error| HostError::Io { what: "the folder of trusted certificates", error };
    let mut certificates = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(words)? {
        let path = entry.map_err(words)?.path();
        if path.extension().is_some_and(|extension| extension == "pem") {
            let text = std::fs::read_to_string(&path).map_err(words)?;
            if text.contains("BEGIN CERTIFICATE") {
                let certificate = Certificate::from_pem(&text);
                certificates.push(certificate.map_err(|error| HostError::Certificate(error.to_string()))?);
            }
        }
    }
    Ok(Trust::new(certificates))
}

fn cannot_look(error: &HostError) -> String {
    format!("无法判断: 文件或信任文件夹无法读取\ncannot tell: {error}\n")
}

fn told(report: &FileReport, trust: &Trust) -> String {
    let mut text = String::new();
    for fault in report.faults.iter().map(file_words::told_fault) {
        let path = fault.path.map(|path| format!(" {path}")).unwrap_or_default();
        let state = if fault.against { INVALID } else { UNCHECKED };
        line(&mut text, state, &format!("文件 file{path}"), fault.words, fault.code);
    }
    let reached = |found: &(Aspect, Finding)| found.1 != Finding::Unchecked(Unchecked::NotReached);
    for (aspect, found) in report.seal.findings().filter(reached) {
        let (state, code) = match found {
            Finding::Valid => ("通过 valid", ""),
            Finding::Invalid(error) => (INVALID, error.code()),
            Finding::Unchecked(why) => (UNCHECKED, why.code()),
        };
        let (zh, en) = file_words::aspect(aspect);
        line(&mut text, state, &format!("{zh} {en}"), finding(found), code);
    }
    if let Some(facts) = report.seal.facts() {
        text.push_str(&sealed(facts));
    } else {
        line(&mut text, UNCHECKED, "签章 seal", finding(Finding::Unchecked(Unchecked::NotReached)), "not_reached");
    }
    text.push_str(&conclusion(report, trust));
    text
}

fn line(text: &mut String, state: &str, what: &str, (zh, en): Words, code: &str) {
    let why = if code.is_empty() { String::new() } else { format!(": {zh}; {en} ({code})") };
    // Writing to a text does not fail.
    if writeln!(text, "[{state}] {what}{why}").is_err() {
        text.push_str(code);
    }
}

fn sealed(facts: &SealFacts) -> String {
    let at = Offset::constant(8).to_datetime(facts.signed_at);
    let own = "由签章自述, 以上各项通过时方可采信; by the seal's own word";
    let mut text = format!(
        "\n印章 seal: {} ({})\n签章人 signer: {}\n签章时间 signed at: {at} +08:00\n({own})\n",
        facts.seal_name, facts.seal_id, facts.signer
    );
    if facts.development {
        text.push_str("开发测试用签章, 不具法律效力; made for development, it proves nothing in law\n");
    }
    text
}

fn conclusion(report: &FileReport, trust: &Trust) -> String {
    if trust.is_empty() {
        return "\n无法判断: 没有受信任的根证书, 请以 --trust 指定证书文件夹\n\
                cannot tell: nobody is trusted; name a folder with root certificates (PEM) by --trust\n"
            .to_owned();
    }
    let (zh, en) = file_words::result(file_words::result_of(report));
    let number = report.code().map(|code| format!(" (GB/T 36906: {})", code.number())).unwrap_or_default();
    format!(
        "\n结论: {zh}{number}\n结论只针对文件本身; 证照现在是否有效, 请扫码或在线核验\n\
         {}: {en}{number}\nThis is about the file alone: whether the license is in force now, its issuer's books tell\n",
        word(report)
    )
}

fn word(report: &FileReport) -> &'static str {
    match report.verdict() {
        Verdict::Valid => "valid",
        Verdict::Invalid => "not valid",
        Verdict::CannotTell => "cannot tell",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A folder with an authority's certificate that cannot be read, and files that are no license.
    #[test]
    fn what_cannot_be_read_cannot_be_told() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        std::fs::write(at("no.ofd"), "not a package").unwrap();
        std::fs::create_dir(at("empty")).unwrap();
        std::fs::create_dir(at("broken")).unwrap();
        std::fs::write(at("broken").join("root.pem"), "-----BEGIN CERTIFICATE-----\nnone\n").unwrap();
        for (file, trust) in [
            ("missing.ofd", None),
            ("missing.ofd", Some("empty")),
            ("empty", Some("empty")),
            ("no.ofd", None),
            ("no.ofd", Some("empty")),
            ("no.ofd", Some("missing")),
            ("no.ofd", Some("no.ofd")),
            ("no.ofd", Some("broken")),
        ] {
            let (told, outcome) = look(&at(file), trust.map(at).as_deref());
            assert_eq!(outcome, Outcome::CannotTell, "{file} {trust:?}");
            assert!(told.contains("无法判断") && told.contains("cannot tell"), "{told}");
        }
    }
}
