/// Why a seal, a signature or a certificate is not made, or does not hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SesError {
    /// Not DER of GB/T 38540 V4 in its one encoding, or beyond the bounds.
    #[error("not a seal signature of GB/T 38540-2020 in DER")]
    Form,
    /// Sealed by GM/T 0031-2014.
    #[error("the seal is V1 (GM/T 0031-2014), which is not read here")]
    Version1,
    /// Sealed by GM/T 0031-2025.
    #[error("the seal is V5 (GM/T 0031-2025), which is not read here")]
    Version5,
    /// Sealed by something else.
    #[error("the seal is of an unknown version")]
    VersionUnknown,
    /// Not an X.509 v3 certificate in DER (or PEM), or one beyond the bounds.
    #[error("not an X.509 version 3 certificate")]
    CertificateForm,
    /// The certificate's key is neither SM2 nor P-256.
    #[error("the certificate's key is neither SM2 nor P-256")]
    CertificateKey,
    /// A critical extension that is not understood must not be passed over (RFC 5280, 4.2).
    #[error("the certificate has a critical extension that is not understood")]
    CriticalExtension,
    /// No chain from the certificate to one that is trusted.
    #[error("no chain leads from the certificate to a trusted one")]
    Untrusted,
    /// The certificate's issuer did not sign it.
    #[error("the certificate's signature does not match its issuer")]
    CertificateSignature,
    /// The moment in question lies before the certificate's validity.
    #[error("the certificate is not valid yet")]
    CertificateNotYetValid,
    /// The moment in question lies after the certificate's validity.
    #[error("the certificate has expired")]
    CertificateExpired,
    /// The certificate's key usage does not say that the key signs documents.
    #[error("the certificate is not for signing documents")]
    KeyUsage,
    /// The moment in question lies outside the seal's validity.
    #[error("the seal is not valid at that time")]
    SealPeriod,
    /// The seal maker's signature does not hold.
    #[error("the seal is not as its maker signed it")]
    SealSignature,
    /// The file's Seal.esl is not the seal inside the signature.
    #[error("the seal in the file is not the one that was used")]
    SealFile,
    /// The signer's certificate is not in the seal's list.
    #[error("the seal does not list the signer")]
    SignerNotListed,
    /// The digest inside the signature is not that of the signed file.
    #[error("the signed file is not the one that was sealed")]
    DataHash,
    /// The signature does not hold, or names another algorithm than its key's.
    #[error("the signature does not match")]
    Signature,
    /// The signature says that it was made in the future.
    #[error("the signature's time lies in the future")]
    SignedInFuture,
    /// An order that cannot be written: an empty or over-long text, a time outside 1970 to 9999, an end before a start.
    #[error("a value cannot be written into the seal or certificate")]
    Order,
    /// The picture could not be drawn within its bounds.
    #[error("the seal picture is missing or too large")]
    Picture,
}

impl SesError {
    /// The stable code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Form => "ses.form",
            Self::Version1 => "ses.version_1",
            Self::Version5 => "ses.version_5",
            Self::VersionUnknown => "ses.version_unknown",
            Self::CertificateForm => "ses.certificate_form",
            Self::CertificateKey => "ses.certificate_key",
            Self::CriticalExtension => "ses.critical_extension",
            Self::Untrusted => "ses.untrusted",
            Self::CertificateSignature => "ses.certificate_signature",
            Self::CertificateNotYetValid => "ses.certificate_not_yet_valid",
            Self::CertificateExpired => "ses.certificate_expired",
            Self::KeyUsage => "ses.key_usage",
            Self::SealPeriod => "ses.seal_period",
            Self::SealSignature => "ses.seal_signature",
            Self::SealFile => "ses.seal_file",
            Self::SignerNotListed => "ses.signer_not_listed",
            Self::DataHash => "ses.data_hash",
            Self::Signature => "ses.signature",
            Self::SignedInFuture => "ses.signed_in_future",
            Self::Order => "ses.order",
            Self::Picture => "ses.picture",
        }
    }

    /// Whether the artifact is one that is not read here, so that nothing is said against it.
    #[must_use]
    pub const fn is_not_read(self) -> bool {
        matches!(self, Self::Version1 | Self::Version5 | Self::VersionUnknown)
    }
}
