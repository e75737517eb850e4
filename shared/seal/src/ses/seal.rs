//! The seal itself: made once by a seal maker's key and stored.

use der::asn1::{Any, OctetString};
use der::{Decode, Encode};
use jiff::Timestamp;

use crate::Signature;

use super::asn1::{self, CertDigest, Header, Picture, Property, SealInfo, SesSeal, ascii, bits, octets, time};
use super::signing::{ToSign, holds};
use super::{Certificate, PICTURE_BYTES_MAX, SesError};

/// Longest seal that is read, in bytes; other makers' pictures are larger than ours.
const SEAL_BYTES_MAX: usize = 512 * 1024;
/// `type` of a seal: 1 an organization's, 2 a person's; makers differ beyond these.
const OF_AN_ORGANIZATION: u32 = 1;

/// What a seal is to be.
#[derive(Debug)]
pub struct SealOrder<'a> {
    /// The seal maker's name in ASCII (`vid`).
    pub vendor: &'a str,
    /// The seal's number in ASCII, unique under its maker.
    pub id: &'a str,
    /// The seal's name: 辽宁省道路运输电子证照专用章.
    pub name: &'a str,
    /// Whose certificates may sign with it.
    pub signers: &'a [Certificate],
    /// When it is made.
    pub made_at: Timestamp,
    /// First moment of its validity.
    pub valid_from: Timestamp,
    /// Last moment of its validity.
    pub valid_until: Timestamp,
    /// The picture as PNG, at most [`PICTURE_BYTES_MAX`].
    pub picture_png: &'a [u8],
    /// Width and height of the picture on paper, in millimetres.
    pub diameter_mm: u32,
}

/// A seal that waits for its maker's signature.
#[derive(Clone)]
pub struct PreparedSeal {
    to_sign: ToSign,
    info: SealInfo,
    maker: Certificate,
}

/// A seal: well formed, of version 4. Whether its maker's signature holds is asked of [`Seal::check_signature`].
#[derive(Clone)]
pub struct Seal {
    der: Vec<u8>,
    value: SesSeal,
    maker: Certificate,
}

/// Writes what a seal maker signs.
///
/// # Errors
/// `Order`, `Picture`; `KeyUsage`, `CertificateNotYetValid` and `CertificateExpired` of the maker's certificate.
pub fn prepare_seal(order: &SealOrder<'_>, maker: &Certificate) -> Result<PreparedSeal, SesError> {
    maker.check_signs_documents()?;
    maker.check_validity(order.made_at)?;
    let sound = !order.signers.is_empty() && order.valid_from < order.valid_until && !order.name.trim().is_empty();
    sound.then_some(()).ok_or(SesError::Order)?;
    if order.picture_png.len() > PICTURE_BYTES_MAX || !order.picture_png.starts_with(b"\x89PNG\r\n\x1A\n") {
        return Err(SesError::Picture);
    }
    let header = Header { id: ascii("ES")?, version: asn1::VERSION, vid: ascii(order.vendor)? };
    let picture = Picture {
        kind: ascii("PNG")?,
        data: octets(order.picture_png)?,
        width: order.diameter_mm,
        height: order.diameter_mm,
    };
    // no extDatas: readers disagree on its tag
    let info = SealInfo { header, es_id: ascii(order.id)?, property: property(order)?, picture, ext_datas: None };
    let to_sign = ToSign::new(maker.key(), asn1::encode(&info)?);
    Ok(PreparedSeal { to_sign, info, maker: maker.clone() })
}

fn property(order: &SealOrder<'_>) -> Result<Property, SesError> {
    let signers: Vec<OctetString> =
        order.signers.iter().map(|signer| octets(signer.der())).collect::<Result<_, _>>()?;
    Ok(Property {
        seal_type: OF_AN_ORGANIZATION,
        name: order.name.to_owned(),
        cert_list_type: asn1::LIST_OF_CERTIFICATES,
        cert_list: Any::encode_from(&signers).map_err(|_too_long| SesError::Order)?,
        create_date: time(order.made_at)?,
        valid_start: time(order.valid_from)?,
        valid_end: time(order.valid_until)?,
    })
}

impl PreparedSeal {
    /// What the seal maker is to sign, in KMS's DIGEST mode.
    #[must_use]
    pub fn digest(&self) -> [u8; 32] {
        self.to_sign.digest()
    }

    /// The seal.
    ///
    /// # Errors
    /// `Signature` when the maker's does not hold.
    pub fn complete(self, signature: &Signature) -> Result<Seal, SesError> {
        let signature = self.to_sign.signed(signature)?;
        let value = SesSeal {
            eseal_info: self.info,
            cert: octets(self.maker.der())?,
            sign_alg_id: self.to_sign.algorithm().object_identifier(),
            signed_value: bits(&signature)?,
        };
        let seal = Seal::from_der(&asn1::encode(&value)?)?;
        seal.check_signature()?;
        Ok(seal)
    }
}

impl Seal {
    /// Reads a seal, as Seal.esl holds it.
    ///
    /// # Errors
    /// `Form`, the version's own, and those of the maker's certificate.
    pub fn from_der(der: &[u8]) -> Result<Self, SesError> {
        if der.len() > SEAL_BYTES_MAX {
            return Err(SesError::Form);
        }
        let any = der::asn1::AnyRef::from_der(der).map_err(|_not_der| SesError::Form)?;
        asn1::version_4(asn1::seal_version(any).ok_or(SesError::Form)?)?;
        Self::of(asn1::read(der)?)
    }

    pub(super) fn of(value: SesSeal) -> Result<Self, SesError> {
        if value.eseal_info.header.id.as_str() != "ES" {
            return Err(SesError::Form);
        }
        let maker = Certificate::from_der(value.cert.as_bytes())?;
        Ok(Self { der: asn1::encode(&value)?, value, maker })
    }

    /// The seal in DER.
    #[must_use]
    pub fn der(&self) -> &[u8] {
        &self.der
    }

    /// Its name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.value.eseal_info.property.name
    }

    /// Its number under its maker.
    #[must_use]
    pub fn id(&self) -> &str {
        self.value.eseal_info.es_id.as_str()
    }

    /// Its maker's certificate.
    #[must_use]
    pub fn maker(&self) -> &Certificate {
        &self.maker
    }

    /// The picture's bytes, in the format that the seal says.
    #[must_use]
    pub fn picture(&self) -> &[u8] {
        self.value.eseal_info.picture.data.as_bytes()
    }

    /// When it was made.
    #[must_use]
    pub fn made_at(&self) -> Timestamp {
        asn1::timestamp(self.value.eseal_info.property.create_date.to_unix_duration())
    }

    /// Whether the maker's signature holds.
    ///
    /// # Errors
    /// `SealSignature`.
    pub fn check_signature(&self) -> Result<(), SesError> {
        let key = self.maker.key();
        let named = self.value.sign_alg_id == key.algorithm().object_identifier();
        let signed = asn1::encode(&self.value.eseal_info)?;
        let holds = holds(key, &signed, self.value.signed_value.as_bytes());
        holds.filter(|()| named).ok_or(SesError::SealSignature)
    }

    /// Whether the seal may be used at that moment.
    ///
    /// # Errors
    /// `SealPeriod`.
    pub fn check_period(&self, at: Timestamp) -> Result<(), SesError> {
        let property = &self.value.eseal_info.property;
        let from = asn1::timestamp(property.valid_start.to_unix_duration());
        let until = asn1::timestamp(property.valid_end.to_unix_duration());
        (from <= at && at <= until).then_some(()).ok_or(SesError::SealPeriod)
    }

    /// Whether the seal lists this certificate, itself or by its digest.
    ///
    /// # Errors
    /// `SignerNotListed`; `Form` for a list that cannot be read.
    pub fn check_lists(&self, signer: &Certificate) -> Result<(), SesError> {
        let property = &self.value.eseal_info.property;
        let list = property.cert_list.to_der().map_err(|_too_long| SesError::Form)?;
        let listed = match property.cert_list_type {
            asn1::LIST_OF_CERTIFICATES => {
                let certificates: Vec<OctetString> = asn1::read(&list)?;
                certificates.iter().any(|certificate| certificate.as_bytes() == signer.der())
            }
            asn1::LIST_OF_DIGESTS => {
                let digests: Vec<CertDigest> = asn1::read(&list)?;
                let digest = signer.key().algorithm().digest_method().digest(signer.der());
                digests.iter().any(|listed| listed.value.as_bytes() == digest)
            }
            _ => return Err(SesError::Form),
        };
        listed.then_some(()).ok_or(SesError::SignerNotListed)
    }

    pub(super) fn value(&self) -> &SesSeal {
        &self.value
    }
}

impl std::fmt::Debug for Seal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Seal").field("id", &self.id()).finish_non_exhaustive()
    }
}
