//! A signing key in KMS: the issuing key, and those of status lists, display grants and trust lists. Here is its public
//! half and the wish to sign; the private half is nowhere but there.

use std::sync::Arc;

use async_trait::async_trait;
use aws_sdk_kms::{
    primitives::Blob,
    types::{MessageType, SigningAlgorithmSpec},
};
use lifecycle::{error::Fault, port::SealKeys};
use seal::{Algorithm, PublicKey, Signature};
use tokio::sync::OnceCell;

use crate::{clients::Clients, fault};

/// A key that signs, by its use.
pub struct KmsKey {
    clients: Arc<Clients>,
    named: String,
    key: OnceCell<Key>,
}

/// An alias may be pointed at another key at any time; what signs is the key whose public half was given out.
struct Key {
    id: String,
    public: PublicKey,
}

impl KmsKey {
    pub(crate) fn new(clients: Arc<Clients>, named: String) -> Self {
        Self { clients, named, key: OnceCell::new() }
    }

    async fn key(&self) -> Result<&Key, Fault> {
        self.key.get_or_try_init(|| self.fetch()).await
    }

    async fn fetch(&self) -> Result<Key, Fault> {
        let request = self.clients.kms().get_public_key().key_id(&self.named);
        let answer = request.send().await.map_err(|error| fault::key("GetPublicKey", &error))?;
        let (Some(id), Some(spki)) = (answer.key_id(), answer.public_key()) else {
            return Err(Fault::new("key.unavailable", "GetPublicKey: no key"));
        };
        let public = PublicKey::from_spki_der(spki.as_ref())
            .map_err(|why| Fault::new("key.unavailable", format!("GetPublicKey: {why}")))?;
        Ok(Key { id: id.to_owned(), public })
    }
}

impl std::fmt::Debug for KmsKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("KmsKey").finish_non_exhaustive()
    }
}

#[async_trait]
impl SealKeys for KmsKey {
    async fn public_key(&self) -> Result<PublicKey, Fault> {
        Ok(self.key().await?.public.clone())
    }

    async fn sign(&self, digest: &[u8; 32]) -> Result<Signature, Fault> {
        let key = self.key().await?;
        let algorithm = key.public.algorithm();
        let request = self.clients.kms().sign().key_id(&key.id).message(Blob::new(digest.as_slice()));
        let answer = request
            .message_type(MessageType::Digest)
            .signing_algorithm(signing_algorithm(algorithm))
            .send()
            .await
            .map_err(|error| fault::key("Sign", &error))?;
        let der = answer.signature().map(AsRef::as_ref).unwrap_or_default();
        Signature::from_der(algorithm, der).map_err(|why| Fault::new("key.unavailable", format!("Sign: {why}")))
    }
}

fn signing_algorithm(algorithm: Algorithm) -> SigningAlgorithmSpec {
    match algorithm {
        Algorithm::Sm2Sm3 => SigningAlgorithmSpec::Sm2Dsa,
        Algorithm::EcdsaP256Sha256 => SigningAlgorithmSpec::EcdsaSha256,
    }
}
