//! A file that a browser gets, and what the browser may do with it.

use std::borrow::Cow;

use data_encoding::{BASE64, HEXLOWER};
use sha2::{Digest, Sha256};

/// A file of a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asset {
    /// Its `Content-Type`.
    pub media_type: &'static str,
    /// What it holds.
    pub bytes: Cow<'static, [u8]>,
    /// Its `Content-Security-Policy`; what is no document has none of its own.
    pub policy: Option<String>,
    /// The first half of its SHA-256, in hexadecimal: the same for the same bytes, for `ETag`.
    pub digest: String,
}

impl Asset {
    pub(crate) fn new(media_type: &'static str, bytes: impl Into<Cow<'static, [u8]>>) -> Self {
        let bytes = bytes.into();
        let digest = digest(&bytes);
        Self { media_type, bytes, policy: None, digest }
    }

    pub(crate) fn text(media_type: &'static str, text: String) -> Self {
        Self::new(media_type, text.into_bytes())
    }

    pub(crate) fn under(self, policy: String) -> Self {
        Self { policy: Some(policy), ..self }
    }
}

/// The first half of a SHA-256 tells one file of ours from another.
pub(crate) fn digest(bytes: &[u8]) -> String {
    let mut digest = HEXLOWER.encode(&Sha256::digest(bytes));
    digest.truncate(32);
    digest
}

/// What a policy calls a piece of text that stands in the page itself.
pub(crate) fn inline_source(text: &str) -> String {
    format!("'sha256-{}'", BASE64.encode(&Sha256::digest(text.as_bytes())))
}
