use async_trait::async_trait;
use bytes::Bytes;
use lifecycle::{
    error::Fault,
    object::ObjectKey,
    port::{Imports, Link},
};

use super::Bucket;
use crate::fault;

/// Rows to import, and what became of them.
#[derive(Debug)]
pub struct ImportsBucket(pub(crate) Bucket);

#[async_trait]
impl Imports for ImportsBucket {
    async fn import_link(&self, key: &ObjectKey, size_bytes: u64) -> Result<Link, Fault> {
        self.0.put_link(key, key.content_type(), size_bytes).await
    }

    async fn rows(&self, key: &ObjectKey) -> Result<Option<Bytes>, Fault> {
        self.0.get(key).await
    }

    async fn put_report(&self, key: &ObjectKey, bytes: Bytes) -> Result<(), Fault> {
        let kept = self.0.put(key, bytes)?.send().await;
        kept.map(|_| ()).map_err(|error| fault::store("PutObject", &error))
    }

    async fn report(&self, key: &ObjectKey) -> Result<Option<Bytes>, Fault> {
        self.0.get(key).await
    }
}
