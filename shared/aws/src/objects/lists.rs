use async_trait::async_trait;
use bytes::Bytes;
use lifecycle::{error::Fault, object::ObjectKey, port::SignedLists};

use super::{Bucket, check_digest};
use crate::fault;

/// Signed lists, named by their digests.
#[derive(Debug)]
pub struct ListsBucket(pub(crate) Bucket);

#[async_trait]
impl SignedLists for ListsBucket {
    async fn keep_list(&self, key: &ObjectKey, bytes: Bytes) -> Result<(), Fault> {
        check_digest(key, &bytes)?;
        match self.0.put(key, bytes)?.if_none_match("*").send().await {
            Ok(_) => Ok(()),
            // It stands there already, and its name says that it is the same.
            Err(error) if fault::aws_code(&error) == "PreconditionFailed" => Ok(()),
            Err(error) => Err(fault::store("PutObject", &error)),
        }
    }

    async fn kept_list(&self, key: &ObjectKey) -> Result<Option<Bytes>, Fault> {
        let found = self.0.get(key).await?;
        if let Some(bytes) = &found {
            check_digest(key, bytes)?;
        }
        Ok(found)
    }
}
