//! What is asked and what is told. Pure: the page brings the lists and the time.

use data_encoding::BASE64;
use jiff::Timestamp;
use seal::PublicKey;
use serde::{Deserialize, Serialize};
use verifier::{Lists, PictureError, Report, Told};

/// What the page asks. Bytes are in base 64.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Request {
    /// The pinned root's SPKI in DER.
    root: String,
    /// The signed trust list.
    trust: String,
    /// The highest version of a trust list that this page has used.
    #[serde(default)]
    trust_version_min: u64,
    /// The signed status lists.
    status: Vec<String>,
    /// The page's own time, RFC 3339. Read without the library's words for what is wrong in it, which are many pages.
    now: String,
    #[serde(flatten)]
    shown: Shown,
}

/// What somebody shows.
#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum Shown {
    /// The text of a code.
    Code(String),
    /// A PNG or JPEG with a code.
    Picture(String),
    /// A license file (OFD).
    File(String),
}

/// Why nothing was judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Refused {
    Form,
    Base64,
    Root,
    Picture(PictureError),
}

impl Refused {
    const fn code(self) -> &'static str {
        match self {
            Self::Form => "request.form",
            Self::Base64 => "request.base64",
            Self::Root => "request.root",
            Self::Picture(error) => error.code(),
        }
    }

    const fn words(self) -> Told {
        match self {
            Self::Form => ("核验请求的格式有误", "The request is not well formed"),
            Self::Base64 => ("核验请求中的数据有误", "Bytes in the request are not well formed"),
            Self::Root => ("所设的根公钥有误", "The pinned root is no public key"),
            Self::Picture(error) => error.words(),
        }
    }
}

#[derive(Serialize)]
struct Error {
    error: Named,
}

#[derive(Serialize)]
struct Named {
    code: &'static str,
    zh: &'static str,
    en: &'static str,
}

/// One request as JSON to one answer as JSON: a report, or an error and no judgement. Whatever the bytes, it ends.
#[must_use]
pub fn answer(request: &[u8]) -> Vec<u8> {
    match judged(request) {
        Ok(report) => written(&report),
        Err(refused) => {
            let (zh, en) = refused.words();
            written(&Error { error: Named { code: refused.code(), zh, en } })
        }
    }
}

/// Nothing in these has a form that cannot be written; no bytes would be no answer.
fn written(told: &impl Serialize) -> Vec<u8> {
    serde_json::to_vec(told).unwrap_or_default()
}

fn judged(request: &[u8]) -> Result<Report, Refused> {
    let request: Request = serde_json::from_slice(request).map_err(|_other_form| Refused::Form)?;
    let now: Timestamp = request.now.parse().map_err(|_other_form| Refused::Form)?;
    let root = PublicKey::from_spki_der(&bytes(&request.root)?).map_err(|_no_key| Refused::Root)?;
    let trust = bytes(&request.trust)?;
    let status = request.status.iter().map(|list| bytes(list)).collect::<Result<Vec<_>, _>>()?;
    let status: Vec<&[u8]> = status.iter().map(Vec::as_slice).collect();
    let lists = Lists::open(&root, &trust, &status, request.trust_version_min);
    Ok(match request.shown {
        Shown::Code(text) => verifier::judge(&text, &lists, now),
        Shown::Picture(text) => {
            let text = verifier::picture(&bytes(&text)?).map_err(Refused::Picture)?;
            verifier::judge(&text, &lists, now)
        }
        Shown::File(text) => verifier::file(&bytes(&text)?, &lists, now),
    })
}

fn bytes(text: &str) -> Result<Vec<u8>, Refused> {
    BASE64.decode(text.as_bytes()).map_err(|_other_text| Refused::Base64)
}

#[cfg(test)]
mod tests;
