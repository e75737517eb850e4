//! The keys that sign, and what verifiers need of them.

use async_trait::async_trait;
use jiff::Timestamp;
use seal::{PublicKey, Signature};
use serde::{Deserialize, Serialize};

use crate::error::Fault;

/// The public half of an issuing key, as verifiers need it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct IssuerKey {
    /// Its id: what a code names.
    pub key_id: String,
    /// SubjectPublicKeyInfo, DER in base 64.
    pub spki: String,
    /// Since when it signs.
    pub from: Timestamp,
    /// What it seals documents with; a key without it signs nothing that is issued.
    #[serde(default)]
    pub sealing: Option<Sealing>,
}

impl IssuerKey {
    /// The key itself.
    ///
    /// # Errors
    /// `store.corrupt`.
    pub fn public_key(&self) -> Result<PublicKey, Fault> {
        read_key(&self.spki)
    }
}

/// A stored public key: SubjectPublicKeyInfo, DER in base 64.
pub(super) fn read_key(spki: &str) -> Result<PublicKey, Fault> {
    let bad = |detail: String| Fault::new("store.corrupt", detail);
    let der = data_encoding::BASE64.decode(spki.as_bytes()).map_err(|error| bad(error.to_string()))?;
    PublicKey::from_spki_der(&der).map_err(|error| bad(error.to_string()))
}

/// The province's seal, and the certificates that it stands on: each DER in base 64.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sealing {
    /// SES_Seal (GB/T 38540-2020), made once by the seal maker; it lists the signer.
    pub seal: String,
    /// The issuing key's certificate.
    pub signer: String,
    /// The seal maker's certificate.
    pub maker: String,
    /// The certificate of the authority above both.
    pub authority: String,
}

port! {
    /// Public halves of the issuing keys, with their seals. An operator installs each once; a reader may keep them for the
    /// life of its process.
    trait IssuerKeys {
        /// One key.
        async fn issuer_key(&self, key_id: &str) -> Result<Option<IssuerKey>, Fault>;
        /// Every key, for the published list.
        async fn issuer_keys(&self) -> Result<Vec<IssuerKey>, Fault>;
    }
}

port! {
    /// A key that signs, by its use. The private half never leaves KMS.
    trait SealKeys {
        /// The public half; the same for the life of the process.
        async fn public_key(&self) -> Result<PublicKey, Fault>;
        /// Signs the digest of a message (SM3(Z_A‖M) or SHA-256(M)). Two calls give two signatures; both are good.
        async fn sign(&self, digest: &[u8; 32]) -> Result<Signature, Fault>;
    }
}
