//! Judges what somebody shows with nothing but it and a folder of signed lists; license files also with certificates alone.

use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};

use aws::SystemClock;
use jiff::Timestamp;
use lifecycle::port::Clock;
use verifier::{Lists, Report, Verdict};

use crate::cli::VerifyShown;
use crate::host::HostError;
use crate::verify_file::{self, Outcome};

mod folder;
mod told;

/// Longest file that is looked at: a byte more than the longest that anything here reads.
const BYTES_MAX: u64 = 20 * 1024 * 1024 + 1;

/// What is shown.
enum Shown {
    Code(String),
    Picture(Vec<u8>),
    File(PathBuf, Vec<u8>),
}

/// Prints what was found, for the person who is shown it.
#[must_use]
pub fn run(asked: &VerifyShown) -> Outcome {
    let (told, outcome) = look(asked, SystemClock.now());
    // Who closed the pipe has read enough; the status stands all the same.
    if let Err(error) = std::io::stdout().write_all(told.as_bytes()) {
        eprintln!("luzheng: {error}");
    }
    outcome
}

/// The words and what they come to, at a moment.
#[must_use]
pub fn look(asked: &VerifyShown, now: Timestamp) -> (String, Outcome) {
    let folder = asked.trust.as_deref();
    let looked =
        shown(&asked.shown).and_then(|shown| match (shown, folder.filter(|folder| folder::has_lists(folder))) {
            (Shown::File(path, _), None) => Ok(verify_file::look(&path, folder)),
            (shown, None) => judged(&shown, &Lists::none(), now),
            (shown, Some(folder)) => judged(&shown, &folder::lists(folder, now)?, now),
        });
    looked.unwrap_or_else(|error| (told::cannot_look(&error), Outcome::CannotTell))
}

fn judged(shown: &Shown, lists: &Lists, now: Timestamp) -> Result<(String, Outcome), HostError> {
    let report = match shown {
        Shown::Code(text) => verifier::judge(text, lists, now),
        Shown::File(_, bytes) => verifier::file(bytes, lists, now),
        Shown::Picture(bytes) => match verifier::picture(bytes) {
            Ok(text) => verifier::judge(&text, lists, now),
            Err(error) => return Ok((told::no_code(error), Outcome::CannotTell)),
        },
    };
    Ok((told::told(&report), outcome(&report)))
}

fn outcome(report: &Report) -> Outcome {
    match report.verdict {
        Verdict::Valid => Outcome::Valid,
        Verdict::CannotTell => Outcome::CannotTell,
        Verdict::Suspended
        | Verdict::Ended
        | Verdict::Expired
        | Verdict::NotActivated
        | Verdict::NotYet
        | Verdict::Forged => Outcome::NotValid,
    }
}

/// A path, a code, or `-`. What is no path and could be a code is one.
fn shown(asked: &Path) -> Result<Shown, HostError> {
    let text = asked.to_string_lossy();
    if text == "-" {
        return read("the code on the standard input", std::io::stdin()).map(|bytes| Shown::Code(code(&bytes)));
    }
    match std::fs::File::open(asked) {
        Ok(file) => read("what is to be verified", file).map(|bytes| kind(asked, bytes)),
        Err(_no_file) if is_code(&text) => Ok(Shown::Code(text.into_owned())),
        Err(error) => Err(HostError::Io { what: "what is to be verified", error }),
    }
}

fn read(what: &'static str, from: impl std::io::Read) -> Result<Vec<u8>, HostError> {
    let mut bytes = vec![];
    from.take(BYTES_MAX).read_to_end(&mut bytes).map_err(|error| HostError::Io { what, error })?;
    Ok(bytes)
}

/// By what a file begins with. Text that could be a code is one; everything else may be a license file.
fn kind(path: &Path, bytes: Vec<u8>) -> Shown {
    let text = code(&bytes);
    match bytes.as_slice() {
        [0x89, b'P', b'N', b'G', ..] | [0xFF, 0xD8, ..] => Shown::Picture(bytes),
        _ if is_code(&text) => Shown::Code(text),
        _ => Shown::File(path.to_owned(), bytes),
    }
}

fn code(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).trim().to_owned()
}

/// An address with digits behind its `#`, or the digits alone.
fn is_code(text: &str) -> bool {
    let digits = text.split_once('#').map_or(text, |(_address, digits)| digits);
    !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests;
