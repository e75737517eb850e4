//! The electronic seal and signature of GB/T 38540-2020 ("V4"): made in two steps around a key that is elsewhere, and
//! checked aspect by aspect.
//!
//! A seal maker's key makes an [`Seal`] once ([`prepare_seal`]); a signer's key, whose certificate the seal lists, makes
//! one signature per file ([`prepare_signature`]). SM2 with SM3 is what the standard names; P-256 with SHA-256 stands in
//! where no SM2 is to be had, under its own object identifiers, so that nobody takes the one for the other.

mod asn1;
mod certificate;
mod error;
mod issue;
mod oid;
mod picture;
mod report;
mod seal;
mod signature;
mod signing;
mod trust;
mod verify;

#[cfg(test)]
pub(crate) mod samples;
#[cfg(test)]
mod tests;

pub use certificate::{CERTIFICATE_BYTES_MAX, Certificate, DEVELOPMENT_MARK, SubjectName};
pub use error::SesError;
pub use issue::{CertificateOrder, PreparedCertificate, PreparedRequest, Role, Subject};
pub use issue::{prepare_certificate, prepare_request};
pub use oid::DigestMethod;
pub use picture::{PICTURE_BYTES_MAX, SEAL_DIAMETER_MM, SEAL_TEXT, seal_picture};
pub use report::{Aspect, Finding, SealFacts, SesReport, Unchecked, Verdict};
pub use seal::{PreparedSeal, Seal, SealOrder, prepare_seal};
pub use signature::{PreparedSignature, SignatureOrder, prepare_signature};
pub use trust::Trust;
pub use verify::{SES_BYTES_MAX, SesInput, verify};
