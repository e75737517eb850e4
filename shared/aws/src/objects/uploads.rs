use async_trait::async_trait;
use bytes::Bytes;
use lifecycle::{
    error::Fault,
    object::{MediaType, ObjectKey},
    port::{Link, Uploads},
};

use super::Bucket;

/// Photos as they were uploaded.
#[derive(Debug)]
pub struct UploadsBucket(pub(crate) Bucket);

#[async_trait]
impl Uploads for UploadsBucket {
    async fn upload_link(&self, key: &ObjectKey, media: MediaType, size_bytes: u64) -> Result<Link, Fault> {
        self.0.put_link(key, media.as_str(), size_bytes).await
    }

    async fn uploaded(&self, key: &ObjectKey) -> Result<Option<Bytes>, Fault> {
        self.0.get(key).await
    }
}
