//! Requests and certificates, written here and signed elsewhere: a request by the key that it is for (KMS), a
//! certificate by the authority's key.

use der::asn1::{Any, BitString, ObjectIdentifier, OctetString, PrintableString, SetOfVec, Utf8StringRef};
use der::oid::AssociatedOid;
use der::{Decode, Encode, Sequence};
use jiff::Timestamp;
use sha2::{Digest as _, Sha256};
use x509_cert::attr::AttributeTypeAndValue;
use x509_cert::ext::Extension;
use x509_cert::ext::pkix::{AuthorityKeyIdentifier, BasicConstraints, KeyUsage, KeyUsages, SubjectKeyIdentifier};
use x509_cert::name::Name;
use x509_cert::request::{CertReq, CertReqInfo, Version as RequestVersion};
use x509_cert::serial_number::SerialNumber;
use x509_cert::spki::{AlgorithmIdentifierOwned, SubjectPublicKeyInfoOwned};
use x509_cert::time::{Time, Validity};

use crate::{PublicKey, Signature};

use super::asn1::{self, bits, octets};
use super::certificate::{algorithm_identifier, is_marked};
use super::signing::ToSign;
use super::{Certificate, DEVELOPMENT_MARK, SesError};

const COUNTRY: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.4.6");
const ORGANIZATION: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.4.10");
const ORGANIZATIONAL_UNIT: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.4.11");
const COMMON_NAME: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.4.3");
/// X.520 upper bound of a name's part, in characters.
const NAME_CHARACTERS_MAX: usize = 64;

/// Whom a certificate is for; the country is CN.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subject {
    /// The organization, at most 64 characters.
    pub organization: String,
    /// The common name, at most 64 characters.
    pub common_name: String,
    /// Adds [`DEVELOPMENT_MARK`].
    pub development: bool,
}

/// What a certificate is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// Signs certificates of the other two, and nothing below them.
    Authority,
    /// Signs files or makes seals.
    Signer,
}

/// A certificate to be made.
#[derive(Debug)]
pub struct CertificateOrder<'a> {
    /// At most 19 bytes, unique under the authority.
    pub serial: &'a [u8],
    /// Whom it is for.
    pub subject: &'a Subject,
    /// The key that it is for.
    pub key: &'a PublicKey,
    /// What it is for.
    pub role: Role,
    /// First moment of its validity.
    pub not_before: Timestamp,
    /// Last moment of its validity.
    pub not_after: Timestamp,
}

/// A certificate that waits for its authority's signature.
#[derive(Clone)]
pub struct PreparedCertificate {
    to_sign: ToSign,
}

/// A request (RFC 2986) that waits for the signature of the key that it is for.
#[derive(Clone)]
pub struct PreparedRequest {
    to_sign: ToSign,
    info: CertReqInfo,
}

/// TBSCertificate of RFC 5280, 4.1, for writing.
#[derive(Sequence)]
struct ToBeSigned {
    #[asn1(context_specific = "0", tag_mode = "EXPLICIT")]
    version: u8,
    serial: SerialNumber,
    algorithm: AlgorithmIdentifierOwned,
    issuer: Name,
    validity: Validity,
    subject: Name,
    key: SubjectPublicKeyInfoOwned,
    #[asn1(context_specific = "3", tag_mode = "EXPLICIT")]
    extensions: Vec<Extension>,
}

#[derive(Sequence)]
struct Signed {
    to_be_signed: Any,
    algorithm: AlgorithmIdentifierOwned,
    signature: BitString,
}

/// Writes a request for a certificate.
///
/// # Errors
/// `Order`.
pub fn prepare_request(subject: &Subject, key: &PublicKey) -> Result<PreparedRequest, SesError> {
    let info = CertReqInfo {
        version: RequestVersion::V1,
        subject: subject.name(subject.development)?,
        public_key: spki(key)?,
        attributes: SetOfVec::default(),
    };
    Ok(PreparedRequest { to_sign: ToSign::new(key, asn1::encode(&info)?), info })
}

impl PreparedRequest {
    /// What is to be signed, in KMS's DIGEST mode.
    #[must_use]
    pub fn digest(&self) -> [u8; 32] {
        self.to_sign.digest()
    }

    /// The request in DER.
    ///
    /// # Errors
    /// `Signature` when it does not hold.
    pub fn complete(self, signature: &Signature) -> Result<Vec<u8>, SesError> {
        let signature = bits(&self.to_sign.signed(signature)?)?;
        let algorithm = algorithm_identifier(self.to_sign.algorithm());
        asn1::encode(&CertReq { info: self.info, algorithm, signature })
    }
}

/// Writes a certificate; with no authority, one that signs itself. What a development authority issues is marked as
/// such whatever the order says.
///
/// # Errors
/// `Order`; `KeyUsage` when the authority is none.
pub fn prepare_certificate(
    order: &CertificateOrder<'_>,
    authority: Option<&Certificate>,
) -> Result<PreparedCertificate, SesError> {
    if authority.is_some_and(|authority| !authority.is_authority()) {
        return Err(SesError::KeyUsage);
    }
    let marked = order.subject.development || authority.is_some_and(|authority| is_marked(authority.subject_name()));
    let subject = order.subject.name(marked)?;
    let issuer_key = authority.map_or(order.key, Certificate::key);
    let fields = ToBeSigned {
        version: 2,
        serial: SerialNumber::new(order.serial).map_err(unwritable)?,
        algorithm: algorithm_identifier(issuer_key.algorithm()),
        issuer: authority.map_or_else(|| subject.clone(), |authority| authority.subject_name().clone()),
        validity: validity(order)?,
        subject,
        key: spki(order.key)?,
        extensions: extensions(order, issuer_key)?,
    };
    Ok(PreparedCertificate { to_sign: ToSign::new(issuer_key, asn1::encode(&fields)?) })
}

impl PreparedCertificate {
    /// What the authority is to sign, in KMS's DIGEST mode.
    #[must_use]
    pub fn digest(&self) -> [u8; 32] {
        self.to_sign.digest()
    }

    /// The certificate.
    ///
    /// # Errors
    /// `Signature` when the authority's does not hold.
    pub fn complete(self, signature: &Signature) -> Result<Certificate, SesError> {
        let signed = Signed {
            to_be_signed: Any::from_der(self.to_sign.bytes()).map_err(unwritable)?,
            algorithm: algorithm_identifier(self.to_sign.algorithm()),
            signature: bits(&self.to_sign.signed(signature)?)?,
        };
        Certificate::from_der(&asn1::encode(&signed)?)
    }
}

impl Subject {
    fn name(&self, marked: bool) -> Result<Name, SesError> {
        let country = PrintableString::new("CN").and_then(|country| Any::encode_from(&country)).map_err(unwritable)?;
        let mut parts = vec![(COUNTRY, country), (ORGANIZATION, text(&self.organization)?)];
        if marked {
            parts.push((ORGANIZATIONAL_UNIT, text(DEVELOPMENT_MARK)?));
        }
        parts.push((COMMON_NAME, text(&self.common_name)?));
        let part = |(oid, value)| SetOfVec::try_from([AttributeTypeAndValue { oid, value }]).map_err(unwritable);
        let sequence: Vec<SetOfVec<AttributeTypeAndValue>> = parts.into_iter().map(part).collect::<Result<_, _>>()?;
        Name::from_der(&asn1::encode(&sequence)?).map_err(unwritable)
    }
}

fn text(text: &str) -> Result<Any, SesError> {
    let fits = !text.trim().is_empty() && text.chars().count() <= NAME_CHARACTERS_MAX;
    let fits = fits && !text.contains(char::is_control);
    fits.then_some(()).ok_or(SesError::Order)?;
    Utf8StringRef::new(text).and_then(|text| Any::encode_from(&text)).map_err(unwritable)
}

fn unwritable(_der: der::Error) -> SesError {
    SesError::Order
}

fn spki(key: &PublicKey) -> Result<SubjectPublicKeyInfoOwned, SesError> {
    SubjectPublicKeyInfoOwned::from_der(key.spki_der()).map_err(unwritable)
}

fn validity(order: &CertificateOrder<'_>) -> Result<Validity, SesError> {
    (order.not_before < order.not_after).then_some(()).ok_or(SesError::Order)?;
    let time = |at| asn1::time(at).map(|time| Time::from(time.to_date_time()));
    Ok(Validity::new(time(order.not_before)?, time(order.not_after)?))
}

fn extensions(order: &CertificateOrder<'_>, issuer_key: &PublicKey) -> Result<Vec<Extension>, SesError> {
    let authority = order.role == Role::Authority;
    let constraints = BasicConstraints { ca: authority, path_len_constraint: authority.then_some(0) };
    let usage = match order.role {
        Role::Authority => KeyUsages::KeyCertSign | KeyUsages::CRLSign,
        Role::Signer => KeyUsages::DigitalSignature | KeyUsages::NonRepudiation,
    };
    let issuer = AuthorityKeyIdentifier { key_identifier: Some(key_identifier(issuer_key)?), ..Default::default() };
    Ok(vec![
        extension(true, &constraints)?,
        extension(true, &KeyUsage(usage))?,
        extension(false, &SubjectKeyIdentifier(key_identifier(order.key)?))?,
        extension(false, &issuer)?,
    ])
}

fn extension<T: AssociatedOid + Encode>(critical: bool, value: &T) -> Result<Extension, SesError> {
    Ok(Extension { extn_id: T::OID, critical, extn_value: octets(&asn1::encode(value)?)? })
}

/// RFC 7093, 2, method 1: the first 160 bits of SHA-256 over the point.
fn key_identifier(key: &PublicKey) -> Result<OctetString, SesError> {
    let point = key.spki_der().len().saturating_sub(65);
    let digest = Sha256::digest(key.spki_der().get(point..).unwrap_or_default());
    octets(digest.get(..20).unwrap_or_default())
}
