//! The ASN.1 of GB/T 38540-2020, chapters 6 and 7.

use der::asn1::{Any, AnyRef, BitString, GeneralizedTime, Ia5String, ObjectIdentifier, OctetString, PrintableString};
use der::{Decode, Encode, Reader as _, Sequence, SliceReader};
use jiff::Timestamp;

use super::SesError;

/// The version that is written and read.
pub(super) const VERSION: u32 = 4;
/// `certListType`: the certificates themselves.
pub(super) const LIST_OF_CERTIFICATES: u32 = 1;
/// `certListType`: digests of the certificates.
pub(super) const LIST_OF_DIGESTS: u32 = 2;

#[derive(Clone, PartialEq, Eq, Sequence)]
pub(super) struct SesSignature {
    pub(super) to_sign: TbsSign,
    pub(super) cert: OctetString,
    pub(super) signature_alg_id: ObjectIdentifier,
    pub(super) signature: BitString,
    #[asn1(context_specific = "0", tag_mode = "EXPLICIT", optional = "true")]
    pub(super) time_stamp: Option<BitString>,
}

#[derive(Clone, PartialEq, Eq, Sequence)]
pub(super) struct TbsSign {
    pub(super) version: u32,
    pub(super) eseal: SesSeal,
    pub(super) time_info: GeneralizedTime,
    pub(super) data_hash: BitString,
    pub(super) property_info: Ia5String,
    #[asn1(context_specific = "0", tag_mode = "EXPLICIT", optional = "true")]
    pub(super) ext_datas: Option<Any>,
}

#[derive(Clone, PartialEq, Eq, Sequence)]
pub(super) struct SesSeal {
    pub(super) eseal_info: SealInfo,
    pub(super) cert: OctetString,
    pub(super) sign_alg_id: ObjectIdentifier,
    pub(super) signed_value: BitString,
}

#[derive(Clone, PartialEq, Eq, Sequence)]
pub(super) struct SealInfo {
    pub(super) header: Header,
    pub(super) es_id: Ia5String,
    pub(super) property: Property,
    pub(super) picture: Picture,
    // makers differ in its tag; it is kept, never interpreted
    #[asn1(optional = "true")]
    pub(super) ext_datas: Option<Any>,
}

#[derive(Clone, PartialEq, Eq, Sequence)]
pub(super) struct Header {
    pub(super) id: Ia5String,
    pub(super) version: u32,
    pub(super) vid: Ia5String,
}

#[derive(Clone, PartialEq, Eq, Sequence)]
pub(super) struct Property {
    pub(super) seal_type: u32,
    pub(super) name: String,
    pub(super) cert_list_type: u32,
    pub(super) cert_list: Any,
    pub(super) create_date: GeneralizedTime,
    pub(super) valid_start: GeneralizedTime,
    pub(super) valid_end: GeneralizedTime,
}

#[derive(Clone, PartialEq, Eq, Sequence)]
pub(super) struct CertDigest {
    pub(super) digest_type: PrintableString,
    pub(super) value: OctetString,
}

#[derive(Clone, PartialEq, Eq, Sequence)]
pub(super) struct Picture {
    pub(super) kind: Ia5String,
    pub(super) data: OctetString,
    pub(super) width: u32,
    pub(super) height: u32,
}

/// Reads a value that has one encoding: what is written again must be the same bytes.
///
/// # Errors
/// `Form`.
pub(super) fn read<T: for<'a> Decode<'a, Error = der::Error> + Encode>(bytes: &[u8]) -> Result<T, SesError> {
    let value = T::from_der(bytes).map_err(|_not_der| SesError::Form)?;
    (encode(&value)? == bytes).then_some(value).ok_or(SesError::Form)
}

/// # Errors
/// `Form`: longer than DER's length allows here.
pub(super) fn encode<T: Encode>(value: &T) -> Result<Vec<u8>, SesError> {
    value.to_der().map_err(|_too_long| SesError::Form)
}

/// The versions that stand in a signature before anything else of it is read: of the signature and of its seal.
pub(super) fn versions(bytes: &[u8]) -> Option<(u32, u32)> {
    let to_sign = first(AnyRef::from_der(bytes).ok()?.value())?;
    let mut fields = SliceReader::new(to_sign.value()).ok()?;
    let version = u32::decode(&mut fields).ok()?;
    let seal = AnyRef::decode(&mut fields).ok()?;
    Some((version, seal_version(seal)?))
}

/// The version that stands in a seal's header.
pub(super) fn seal_version(seal: AnyRef<'_>) -> Option<u32> {
    let header = first(first(seal.value())?.value())?;
    let mut fields = SliceReader::new(header.value()).ok()?;
    fields.tlv_bytes().ok()?;
    u32::decode(&mut fields).ok()
}

fn first(bytes: &[u8]) -> Option<AnyRef<'_>> {
    AnyRef::decode(&mut SliceReader::new(bytes).ok()?).ok()
}

/// # Errors
/// `VersionX` for every version but 4.
pub(super) const fn version_4(version: u32) -> Result<(), SesError> {
    match version {
        VERSION => Ok(()),
        0 | 1 => Err(SesError::Version1),
        5 => Err(SesError::Version5),
        _ => Err(SesError::VersionUnknown),
    }
}

/// Whole seconds: `YYYYMMDDHHMMSSZ`.
///
/// # Errors
/// `Order` before 1970 and after 9999.
pub(super) fn time(at: Timestamp) -> Result<GeneralizedTime, SesError> {
    let seconds = u64::try_from(at.as_second()).map_err(|_before_1970| SesError::Order)?;
    GeneralizedTime::from_unix_duration(std::time::Duration::from_secs(seconds)).map_err(|_after_9999| SesError::Order)
}

/// A time read from DER lies between 1970 and 9999 and is always a timestamp.
pub(super) fn timestamp(since_1970: std::time::Duration) -> Timestamp {
    let seconds = i64::try_from(since_1970.as_secs()).unwrap_or(i64::MAX);
    Timestamp::from_second(seconds).unwrap_or(Timestamp::MAX)
}

/// # Errors
/// `Order` for what is not ASCII.
pub(super) fn ascii(text: &str) -> Result<Ia5String, SesError> {
    Ia5String::new(text).map_err(|_not_ascii| SesError::Order)
}

/// # Errors
/// `Order` beyond DER's lengths.
pub(super) fn octets(bytes: &[u8]) -> Result<OctetString, SesError> {
    OctetString::new(bytes).map_err(|_too_long| SesError::Order)
}

/// # Errors
/// `Order` beyond DER's lengths.
pub(super) fn bits(bytes: &[u8]) -> Result<BitString, SesError> {
    BitString::from_bytes(bytes).map_err(|_too_long| SesError::Order)
}
