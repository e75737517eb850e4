use async_trait::async_trait;
use bytes::Bytes;
use data_encoding::HEXLOWER;
use lifecycle::{
    error::Fault,
    object::ObjectKey,
    port::{Link, Vault},
};
use sha2::{Digest, Sha256};

use super::Bucket;
use crate::fault::{self, corrupt};

/// Sealed documents, their copies, and accepted photos, named by their digests.
#[derive(Debug)]
pub struct DocumentsBucket(pub(crate) Bucket);

#[async_trait]
impl Vault for DocumentsBucket {
    async fn keep(&self, key: &ObjectKey, bytes: Bytes) -> Result<(), Fault> {
        check_digest(key, &bytes)?;
        match self.0.put(key, bytes)?.if_none_match("*").send().await {
            Ok(_) => Ok(()),
            // It stands there already, and its name says that it is the same.
            Err(error) if fault::aws_code(&error) == "PreconditionFailed" => Ok(()),
            Err(error) => Err(fault::store("PutObject", &error)),
        }
    }

    async fn kept(&self, key: &ObjectKey) -> Result<Option<Bytes>, Fault> {
        let found = self.0.get(key).await?;
        if let Some(bytes) = &found {
            check_digest(key, bytes)?;
        }
        Ok(found)
    }

    async fn link(&self, key: &ObjectKey, file_name: &str) -> Result<Link, Fault> {
        self.0.get_link(key, file_name).await
    }
}

/// Whether the bytes are those that the key names.
fn check_digest(key: &ObjectKey, bytes: &Bytes) -> Result<(), Fault> {
    let (ObjectKey::Photo { digest, .. } | ObjectKey::Document { digest } | ObjectKey::Copy { digest, .. }) = key
    else {
        return Err(Fault::new("object.bucket", "a key of another bucket"));
    };
    let is = HEXLOWER.encode(&Sha256::digest(bytes));
    if is == *digest { Ok(()) } else { Err(corrupt("a document that is not the one of its name")) }
}
