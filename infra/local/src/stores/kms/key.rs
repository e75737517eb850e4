//! One key: what it is for and its secret.

use aes_gcm::aead::Generate;
use p256::elliptic_curve;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::fault::Fault;

pub(super) const ACCOUNT: &str = "000000000000";

/// What a key can do; the names are AWS's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum KeySpec {
    #[serde(rename = "SM2")]
    Sm2,
    #[serde(rename = "ECC_NIST_P256")]
    P256,
    #[serde(rename = "SYMMETRIC_DEFAULT")]
    Symmetric,
}

impl KeySpec {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Sm2 => "SM2",
            Self::P256 => "ECC_NIST_P256",
            Self::Symmetric => "SYMMETRIC_DEFAULT",
        }
    }

    pub(super) fn usage(self) -> &'static str {
        match self {
            Self::Sm2 | Self::P256 => "SIGN_VERIFY",
            Self::Symmetric => "ENCRYPT_DECRYPT",
        }
    }

    pub(super) fn signing_algorithm(self) -> Option<&'static str> {
        match self {
            Self::Sm2 => Some("SM2DSA"),
            Self::P256 => Some("ECDSA_SHA_256"),
            Self::Symmetric => None,
        }
    }

    /// Parses the `KeySpec` and `KeyUsage` of a request; AWS's defaults where they are absent.
    pub(super) fn requested(spec: Option<&str>, usage: Option<&str>) -> Result<Self, Fault> {
        let spec = match spec.unwrap_or("SYMMETRIC_DEFAULT") {
            "SM2" => Self::Sm2,
            "ECC_NIST_P256" => Self::P256,
            "SYMMETRIC_DEFAULT" => Self::Symmetric,
            other => {
                return Err(Fault::invalid(format!("KeySpec {other} is not supported here")));
            }
        };
        match usage.unwrap_or("ENCRYPT_DECRYPT") {
            usage if usage == spec.usage() => Ok(spec),
            usage => Err(Fault::invalid(format!("KeyUsage {usage} does not fit KeySpec {}", spec.name()))),
        }
    }
}

/// A key and its 32 secret bytes: a private scalar, or an AES-256 key.
#[derive(Clone)]
pub(super) struct Key {
    pub(super) id: String,
    pub(super) spec: KeySpec,
    pub(super) description: String,
    /// Seconds since the epoch.
    pub(super) created_s: i64,
    pub(super) secret: [u8; 32],
}

impl std::fmt::Debug for Key {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Key({} {})", self.spec.name(), self.id)
    }
}

impl Key {
    pub(super) fn generate(spec: KeySpec, description: String, created_s: i64) -> Result<Self, Fault> {
        let no_random = |_: elliptic_curve::Error| Fault::internal("no key could be drawn");
        // A draw that is no scalar of the curve (less than 1 in 2^32) is drawn again.
        loop {
            let secret: [u8; 32] = Generate::try_generate().map_err(Fault::internal)?;
            let fits = match spec {
                KeySpec::Sm2 => sm2::SecretKey::from_slice(&secret).map(|_| ()),
                KeySpec::P256 => p256::SecretKey::from_slice(&secret).map(|_| ()),
                KeySpec::Symmetric => Ok(()),
            };
            if fits.map_err(no_random).is_ok() {
                let id = uuid::Uuid::new_v4().to_string();
                return Ok(Self { id, spec, description, created_s, secret });
            }
        }
    }

    pub(super) fn arn(&self) -> String {
        format!("arn:aws-cn:kms:{}:{ACCOUNT}:key/{}", crate::stores::REGION, self.id)
    }

    pub(super) fn metadata(&self) -> Value {
        let mut metadata = json!({
            "AWSAccountId": ACCOUNT,
            "KeyId": self.id,
            "Arn": self.arn(),
            "CreationDate": self.created_s,
            "Description": self.description,
            "Enabled": true,
            "KeyState": "Enabled",
            "KeyManager": "CUSTOMER",
            "KeySpec": self.spec.name(),
            "CustomerMasterKeySpec": self.spec.name(),
            "KeyUsage": self.spec.usage(),
            "MultiRegion": false,
            "Origin": "AWS_KMS",
        });
        let (name, value) = match self.spec.signing_algorithm() {
            Some(algorithm) => ("SigningAlgorithms", algorithm),
            None => ("EncryptionAlgorithms", "SYMMETRIC_DEFAULT"),
        };
        if let Some(fields) = metadata.as_object_mut() {
            fields.insert(name.to_owned(), json!([value]));
        }
        metadata
    }
}
