//! Reads SignedValue.dat and checks it against Signature.xml.

use jiff::{SignedDuration, Timestamp};

use super::asn1::{self, SesSignature, TbsSign};
use super::signing::holds;
use super::{Aspect, Certificate, Finding, Seal, SealFacts, SesError, SesReport, Trust, Unchecked};

/// Longest SignedValue.dat that is read, in bytes.
pub const SES_BYTES_MAX: usize = 1024 * 1024;
/// How far the signer's clock may be ahead of ours.
const CLOCK_SKEW: SignedDuration = SignedDuration::from_mins(5);

/// What is checked, against what.
#[derive(Debug)]
pub struct SesInput<'a> {
    /// The bytes of SignedValue.dat.
    pub signed_value: &'a [u8],
    /// The bytes of Signature.xml.
    pub signature_xml: &'a [u8],
    /// The bytes of Seal.esl, where the package has one.
    pub seal_file: Option<&'a [u8]>,
    /// Who is trusted.
    pub trust: &'a Trust,
    /// The time of the check. Certificates and seal are judged by the time of signing.
    pub now: Timestamp,
}

/// A signature whose parts have been read.
struct Read {
    value: SesSignature,
    seal: Seal,
    signer: Certificate,
    signed_at: Timestamp,
}

/// Checks every aspect that can be checked. Whatever the bytes, it ends and does not panic.
#[must_use]
pub fn verify(input: &SesInput<'_>) -> SesReport {
    match read(input.signed_value) {
        Ok(read) => SesReport::new(findings(input, &read), Some(facts(&read))),
        Err(error) if error.is_not_read() => {
            SesReport::new(vec![(Aspect::Form, Finding::Unchecked(Unchecked::NotRead(error)))], None)
        }
        Err(error) => SesReport::new(vec![(Aspect::Form, Finding::Invalid(error))], None),
    }
}

fn read(bytes: &[u8]) -> Result<Read, SesError> {
    if bytes.len() > SES_BYTES_MAX {
        return Err(SesError::Form);
    }
    let (version, seal_version) = asn1::versions(bytes).ok_or(SesError::Form)?;
    asn1::version_4(version)?;
    asn1::version_4(seal_version)?;
    let value: SesSignature = asn1::read(bytes)?;
    let seal = Seal::of(value.to_sign.eseal.clone())?;
    let signer = Certificate::from_der(value.cert.as_bytes())?;
    let signed_at = asn1::timestamp(value.to_sign.time_info.to_unix_duration());
    Ok(Read { value, seal, signer, signed_at })
}

fn findings(input: &SesInput<'_>, read: &Read) -> Vec<(Aspect, Finding)> {
    let seal = &read.seal;
    vec![
        (Aspect::Form, Finding::Valid),
        (Aspect::SealFile, seal_file(input, seal)),
        (Aspect::SealSignature, found(seal.check_signature())),
        (Aspect::SealMaker, certificate(input.trust, seal.maker(), seal.made_at())),
        (Aspect::SealPeriod, found(seal.check_period(read.signed_at))),
        (Aspect::Signer, certificate(input.trust, &read.signer, read.signed_at)),
        (Aspect::SignerListed, found(seal.check_lists(&read.signer))),
        (Aspect::DataHash, found(data_hash(input, read))),
        (Aspect::Signature, found(signature(read))),
        (Aspect::SignedAt, found(signed_at(input, read))),
        (Aspect::Revocation, Finding::Unchecked(Unchecked::NoRevocationList)),
        (Aspect::Timestamp, timestamp(read)),
    ]
}

fn found(result: Result<(), SesError>) -> Finding {
    result.map_or_else(Finding::Invalid, |()| Finding::Valid)
}

fn seal_file(input: &SesInput<'_>, seal: &Seal) -> Finding {
    match input.seal_file {
        None => Finding::Unchecked(Unchecked::NoSealFile),
        Some(file) if file == seal.der() => Finding::Valid,
        Some(_) => Finding::Invalid(SesError::SealFile),
    }
}

/// What can be said against a certificate is said even when nobody is trusted.
fn certificate(trust: &Trust, certificate: &Certificate, at: Timestamp) -> Finding {
    if let Err(error) = certificate.check_signs_documents().and_then(|()| certificate.check_validity(at)) {
        return Finding::Invalid(error);
    }
    if trust.is_empty() {
        return Finding::Unchecked(Unchecked::NoTrust);
    }
    found(trust.check(certificate, at))
}

fn data_hash(input: &SesInput<'_>, read: &Read) -> Result<(), SesError> {
    let digest = read.signer.key().algorithm().digest_method().digest(input.signature_xml);
    let stated = read.value.to_sign.data_hash.as_bytes();
    (stated == Some(&digest[..])).then_some(()).ok_or(SesError::DataHash)
}

fn signature(read: &Read) -> Result<(), SesError> {
    let (key, tbs): (_, &TbsSign) = (read.signer.key(), &read.value.to_sign);
    let named = read.value.signature_alg_id == key.algorithm().object_identifier();
    let holds = holds(key, &asn1::encode(tbs)?, read.value.signature.as_bytes());
    holds.filter(|()| named).ok_or(SesError::Signature)
}

fn signed_at(input: &SesInput<'_>, read: &Read) -> Result<(), SesError> {
    let ahead = read.signed_at.duration_since(input.now);
    (ahead <= CLOCK_SKEW).then_some(()).ok_or(SesError::SignedInFuture)
}

fn timestamp(read: &Read) -> Finding {
    let present = read.value.time_stamp.is_some();
    Finding::Unchecked(if present { Unchecked::TimestampNotRead } else { Unchecked::NoTimestamp })
}

fn facts(read: &Read) -> SealFacts {
    SealFacts {
        seal_name: read.seal.name().to_owned(),
        seal_id: read.seal.id().to_owned(),
        maker: read.seal.maker().subject(),
        signer: read.signer.subject(),
        signed_at: read.signed_at,
        algorithm: read.signer.key().algorithm(),
        development: read.signer.is_development() || read.seal.maker().is_development(),
    }
}
