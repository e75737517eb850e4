//! Checks a sealed license file with nothing but the file and a folder of trusted certificates.

use std::path::Path;
use std::process::ExitCode;

use aws::SystemClock;
use document::FileReport;
use lifecycle::port::Clock;
use seal::ses::{Certificate, Finding, Trust, Verdict};

use crate::cli::VerifyFile;
use crate::host::HostError;

/// Prints what was found, and ends with 0 for valid, 1 for not valid, 2 for cannot tell. Without trust it cannot tell.
///
/// # Errors
/// The file or the folder cannot be read.
pub fn run(asked: &VerifyFile) -> Result<ExitCode, HostError> {
    let words = |error: std::io::Error| HostError::Io { what: "the file to verify", error };
    let bytes = std::fs::read(&asked.file).map_err(words)?;
    let trust = asked.trust.as_deref().map(trust).transpose()?.unwrap_or_else(Trust::nobody);
    let report = document::verify(&bytes, &trust, SystemClock.now());
    show(&report);
    Ok(match report.verdict() {
        _ if trust.is_empty() => {
            println!("cannot tell: nobody is trusted; name a folder of certificates with --trust");
            ExitCode::from(2)
        }
        Verdict::Valid => ExitCode::SUCCESS,
        Verdict::Invalid => ExitCode::from(1),
        Verdict::CannotTell => ExitCode::from(2),
    })
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
                certificates.push(certificate.map_err(|error| HostError::Object(error.to_string()))?);
            }
        }
    }
    Ok(Trust::new(certificates))
}

fn show(report: &FileReport) {
    for fault in &report.faults {
        println!("file       {}", fault.code());
    }
    for (aspect, finding) in report.seal.findings() {
        let found = match finding {
            Finding::Valid => "valid".to_owned(),
            Finding::Invalid(error) => format!("invalid: {}", error.code()),
            Finding::Unchecked(why) => format!("unchecked: {}", why.code()),
        };
        println!("{:<22} {found}", aspect.code());
    }
    if let Some(facts) = report.seal.facts() {
        println!("seal {}, signed at {} by {}", facts.seal_name, facts.signed_at, facts.signer);
        if facts.development {
            println!("made for development: it proves nothing in law");
        }
    }
    let verdict = match report.verdict() {
        Verdict::Valid => "valid",
        Verdict::Invalid => "not valid",
        Verdict::CannotTell => "cannot tell",
    };
    println!("{verdict}{}", report.code().map(|code| format!(" (GB/T 36906: {})", code.number())).unwrap_or_default());
}
