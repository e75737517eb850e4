//! Certificates of signers, seal makers and authorities (GM/T 0015, RFC 5280).

use std::fmt;

use der::asn1::{AnyRef, ObjectIdentifier};
use der::oid::AssociatedOid;
use der::pem::{LineEnding, PemLabel as _};
use der::{Decode, Document, Encode, Reader as _, SliceReader};
use jiff::Timestamp;
use x509_cert::certificate::Version;
use x509_cert::ext::pkix::{AuthorityKeyIdentifier, BasicConstraints, KeyUsage, SubjectKeyIdentifier};
use x509_cert::name::Name;

use crate::{Algorithm, PublicKey};

use super::SesError;
use super::asn1::timestamp;
use super::signing::holds_in_certificate;

/// Longest certificate that is read, in bytes.
pub const CERTIFICATE_BYTES_MAX: usize = 16 * 1024;

/// Stands as an organisational unit in every certificate of a development authority, so that nobody takes a seal of a
/// demonstration for a real one.
pub const DEVELOPMENT_MARK: &str = "开发测试 DEVELOPMENT ONLY";

/// Whose a certificate is. It is put into words (RFC 4514) where it is shown: the names of everything that a name may
/// consist of are a table of many pages, and a verifier in a browser shows none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SubjectName(Name);

impl std::fmt::Display for SubjectName {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

/// A certificate that is well formed and whose key can be used here. Whether it is to be trusted is another question.
#[derive(Clone)]
pub struct Certificate {
    der: Vec<u8>,
    to_be_signed: Vec<u8>,
    parsed: x509_cert::Certificate,
    key: PublicKey,
    basic_constraints: Option<BasicConstraints>,
    key_usage: Option<KeyUsage>,
    /// authorityKeyIdentifier, if it names one.
    issuer_key: Option<Vec<u8>>,
    /// subjectKeyIdentifier.
    own_key: Option<Vec<u8>>,
}

impl Certificate {
    /// Reads DER.
    ///
    /// # Errors
    /// `CertificateForm`, `CertificateKey`, `CriticalExtension`.
    pub fn from_der(der: &[u8]) -> Result<Self, SesError> {
        if der.len() > CERTIFICATE_BYTES_MAX {
            return Err(SesError::CertificateForm);
        }
        let parsed = x509_cert::Certificate::from_der(der).map_err(form)?;
        let fields = parsed.tbs_certificate();
        if fields.version() != Version::V3 || fields.signature() != parsed.signature_algorithm() {
            return Err(SesError::CertificateForm);
        }
        all_understood(&parsed)?;
        let basic_constraints = extension(&parsed)?;
        let key_usage = extension(&parsed)?;
        let issuer_key = extension::<AuthorityKeyIdentifier>(&parsed)?.and_then(|named| named.key_identifier);
        let issuer_key = issuer_key.map(|key| key.as_bytes().to_vec());
        let own_key = extension::<SubjectKeyIdentifier>(&parsed)?.map(|named| named.0.as_bytes().to_vec());
        let spki = fields.subject_public_key_info().to_der().map_err(form)?;
        let key = PublicKey::from_spki_der(&spki).map_err(|_other_key| SesError::CertificateKey)?;
        let to_be_signed = to_be_signed(der).map_err(form)?;
        Ok(Self { der: der.to_vec(), to_be_signed, parsed, key, basic_constraints, key_usage, issuer_key, own_key })
    }

    /// Reads one PEM block, `CERTIFICATE`.
    ///
    /// # Errors
    /// As [`Certificate::from_der`].
    pub fn from_pem(pem: &str) -> Result<Self, SesError> {
        if pem.len() > 2 * CERTIFICATE_BYTES_MAX {
            return Err(SesError::CertificateForm);
        }
        // as it stands: what is signed must not be written anew
        let (label, document) = Document::from_pem(pem).map_err(form)?;
        x509_cert::Certificate::validate_pem_label(label).map_err(|_other_block| SesError::CertificateForm)?;
        Self::from_der(document.as_bytes())
    }

    /// The certificate in DER.
    #[must_use]
    pub fn der(&self) -> &[u8] {
        &self.der
    }

    /// The certificate as a PEM block with line feeds.
    ///
    /// # Errors
    /// `CertificateForm`; does not happen to one that was read.
    pub fn to_pem(&self) -> Result<String, SesError> {
        let document = Document::from_der(&self.der).map_err(form)?;
        document.to_pem(x509_cert::Certificate::PEM_LABEL, LineEnding::LF).map_err(form)
    }

    /// The subject's key.
    #[must_use]
    pub fn key(&self) -> &PublicKey {
        &self.key
    }

    /// Whose it is.
    #[must_use]
    pub fn subject(&self) -> SubjectName {
        SubjectName(self.subject_name().clone())
    }

    /// The first moment of its validity.
    #[must_use]
    pub fn not_before(&self) -> Timestamp {
        timestamp(self.parsed.tbs_certificate().validity().not_before.to_unix_duration())
    }

    /// The last moment of its validity.
    #[must_use]
    pub fn not_after(&self) -> Timestamp {
        timestamp(self.parsed.tbs_certificate().validity().not_after.to_unix_duration())
    }

    /// Whether subject or issuer carries [`DEVELOPMENT_MARK`].
    #[must_use]
    pub fn is_development(&self) -> bool {
        [self.subject_name(), self.issuer_name()].into_iter().any(is_marked)
    }

    /// Whether the moment lies within its validity, both ends included.
    ///
    /// # Errors
    /// `CertificateNotYetValid`, `CertificateExpired`.
    pub fn check_validity(&self, at: Timestamp) -> Result<(), SesError> {
        if at < self.not_before() {
            return Err(SesError::CertificateNotYetValid);
        }
        (at <= self.not_after()).then_some(()).ok_or(SesError::CertificateExpired)
    }

    /// Whether its key may sign documents and seals: it says so by `digitalSignature` or `nonRepudiation`, and it is no
    /// authority's.
    ///
    /// # Errors
    /// `KeyUsage`.
    pub fn check_signs_documents(&self) -> Result<(), SesError> {
        let usage = self.key_usage.is_some_and(|usage| usage.digital_signature() || usage.non_repudiation());
        (usage && !self.is_authority()).then_some(()).ok_or(SesError::KeyUsage)
    }

    pub(super) fn subject_name(&self) -> &Name {
        self.parsed.tbs_certificate().subject()
    }

    pub(super) fn issuer_name(&self) -> &Name {
        self.parsed.tbs_certificate().issuer()
    }

    /// Whether it may sign certificates.
    pub(crate) fn is_authority(&self) -> bool {
        let states = self.basic_constraints.as_ref().is_some_and(|constraints| constraints.ca);
        states && self.key_usage.is_some_and(|usage| usage.key_cert_sign())
    }

    /// Whether the two say by their key identifiers that another key of that name issued it. Where one of them is silent,
    /// the signature decides.
    pub(super) fn names_another_key_than(&self, authority: &Self) -> bool {
        let named = self.issuer_key.as_ref().zip(authority.own_key.as_ref());
        named.is_some_and(|(issuer, own)| issuer != own)
    }

    /// How many authorities may stand between it and the end certificate.
    pub(super) fn path_length(&self) -> Option<u8> {
        self.basic_constraints.as_ref().and_then(|constraints| constraints.path_len_constraint)
    }

    /// Whether this key signed that certificate.
    pub(super) fn signed(&self, other: &Self) -> Result<(), SesError> {
        let algorithm = self.key.algorithm();
        let named = other.parsed.signature_algorithm().oid == algorithm.object_identifier();
        let signature = other.parsed.signature().as_bytes();
        let holds = named && holds_in_certificate(&self.key, &other.to_be_signed, signature).is_some();
        holds.then_some(()).ok_or(SesError::CertificateSignature)
    }
}

impl PartialEq for Certificate {
    fn eq(&self, other: &Self) -> bool {
        self.der == other.der
    }
}

impl Eq for Certificate {}

impl fmt::Debug for Certificate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Certificate({:?})", self.key)
    }
}

fn form(_der: der::Error) -> SesError {
    SesError::CertificateForm
}

/// The signed bytes as they stand, not as they would be written again.
fn to_be_signed(der: &[u8]) -> der::Result<Vec<u8>> {
    let certificate = AnyRef::from_der(der)?;
    let mut fields = SliceReader::new(certificate.value())?;
    fields.tlv_bytes().map(<[u8]>::to_vec)
}

fn all_understood(certificate: &x509_cert::Certificate) -> Result<(), SesError> {
    let understood: [ObjectIdentifier; 2] = [BasicConstraints::OID, KeyUsage::OID];
    let mut extensions = certificate.tbs_certificate().extensions().into_iter().flatten();
    let strange = extensions.any(|extension| extension.critical && !understood.contains(&extension.extn_id));
    if strange { Err(SesError::CriticalExtension) } else { Ok(()) }
}

fn extension<T>(certificate: &x509_cert::Certificate) -> Result<Option<T>, SesError>
where
    T: for<'a> Decode<'a, Error = der::Error> + AssociatedOid,
{
    let found = certificate.tbs_certificate().get_extension::<T>().map_err(form)?;
    Ok(found.map(|(_critical, extension)| extension))
}

/// The mark as it stands in DER: in whichever attribute, in UTF-8.
pub(super) fn is_marked(name: &Name) -> bool {
    name.iter().any(|attribute| attribute.value.value() == DEVELOPMENT_MARK.as_bytes())
}

pub(super) fn algorithm_identifier(algorithm: Algorithm) -> x509_cert::spki::AlgorithmIdentifierOwned {
    x509_cert::spki::AlgorithmIdentifierOwned { oid: algorithm.object_identifier(), parameters: None }
}
