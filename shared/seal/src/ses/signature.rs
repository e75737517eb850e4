//! One signature with the seal, over the digest of a file's Signature.xml.

use jiff::Timestamp;

use crate::Signature;

use super::asn1::{self, SesSignature, TbsSign, ascii, bits, octets, time};
use super::signing::ToSign;
use super::{Certificate, Seal, SesError};

/// What is to be signed, when, by whom, with which seal.
#[derive(Debug)]
pub struct SignatureOrder<'a> {
    /// The stored seal.
    pub seal: &'a Seal,
    /// The signer's certificate; the seal must list it.
    pub signer: &'a Certificate,
    /// The exact bytes of Signature.xml.
    pub signature_xml: &'a [u8],
    /// Where those bytes stand in the package: `/Doc_0/Signs/Sign_0/Signature.xml`.
    pub property_info: &'a str,
    /// The time of signing; fractions of a second are dropped.
    pub signed_at: Timestamp,
}

/// A signature that waits for the signer's key.
#[derive(Clone)]
pub struct PreparedSignature {
    to_sign: ToSign,
    tbs: TbsSign,
    signer: Certificate,
}

/// Writes what the signer signs. Nothing is written with a certificate or a seal that is not in force: there is nothing
/// to fall back to.
///
/// # Errors
/// `KeyUsage`, `CertificateNotYetValid`, `CertificateExpired`, `SealPeriod`, `SealSignature`, `SignerNotListed`; `Order`.
pub fn prepare_signature(order: &SignatureOrder<'_>) -> Result<PreparedSignature, SesError> {
    order.signer.check_signs_documents()?;
    order.signer.check_validity(order.signed_at)?;
    order.seal.check_period(order.signed_at)?;
    order.seal.check_signature()?;
    order.seal.check_lists(order.signer)?;
    let digest = order.signer.key().algorithm().digest_method().digest(order.signature_xml);
    let tbs = TbsSign {
        version: asn1::VERSION,
        eseal: order.seal.value().clone(),
        time_info: time(order.signed_at)?,
        data_hash: bits(&digest)?,
        property_info: ascii(order.property_info)?,
        ext_datas: None,
    };
    let to_sign = ToSign::new(order.signer.key(), asn1::encode(&tbs)?);
    Ok(PreparedSignature { to_sign, tbs, signer: order.signer.clone() })
}

impl PreparedSignature {
    /// What the signer is to sign: SM3(Z || TBS_Sign) or SHA-256(TBS_Sign), for KMS's DIGEST mode (TBS_Sign holds the
    /// picture and is longer than RAW mode takes).
    #[must_use]
    pub fn digest(&self) -> [u8; 32] {
        self.to_sign.digest()
    }

    /// TBS_Sign in DER.
    #[must_use]
    pub fn tbs_der(&self) -> &[u8] {
        self.to_sign.bytes()
    }

    /// The bytes of SignedValue.dat.
    ///
    /// # Errors
    /// `Signature` when it does not hold.
    pub fn complete(self, signature: &Signature) -> Result<Vec<u8>, SesError> {
        let signed = self.to_sign.signed(signature)?;
        asn1::encode(&SesSignature {
            to_sign: self.tbs,
            cert: octets(self.signer.der())?,
            signature_alg_id: self.to_sign.algorithm().object_identifier(),
            signature: bits(&signed)?,
            time_stamp: None,
        })
    }
}

impl std::fmt::Debug for PreparedSignature {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("PreparedSignature").field("signer", &self.signer).finish_non_exhaustive()
    }
}
