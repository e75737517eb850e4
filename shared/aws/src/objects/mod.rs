//! The buckets. Each port has the one bucket that it names; all of them read within a bound and write with a checksum.

mod documents;
mod imports;
mod lists;
mod uploads;

pub use documents::DocumentsBucket;
pub use imports::ImportsBucket;
pub use lists::ListsBucket;
pub use uploads::UploadsBucket;

use std::{
    sync::Arc,
    time::{Duration, SystemTime},
};

use aws_sdk_s3::{
    operation::{get_object::GetObjectOutput, put_object::builders::PutObjectFluentBuilder},
    presigning::{PresignedRequest, PresigningConfig},
    primitives::ByteStream,
};
use bytes::{Bytes, BytesMut};
use data_encoding::{BASE64, HEXLOWER};
use lifecycle::{
    error::Fault,
    object::{self, ObjectKey},
    port::{Clock, Link},
};
use sha2::{Digest, Sha256};

use crate::{
    clients::Clients,
    fault::{self, corrupt, unbuilt},
};

/// Time to choose a photo again on a bad connection.
const PUT_LINK_TIME: Duration = Duration::from_secs(15 * 60);
/// Time to follow a link, not to pass it on.
const GET_LINK_TIME: Duration = Duration::from_secs(5 * 60);

/// One bucket.
pub(crate) struct Bucket {
    pub(crate) clients: Arc<Clients>,
    pub(crate) name: String,
    /// Which keys belong into it.
    pub(crate) holds: object::Bucket,
    pub(crate) clock: Arc<dyn Clock>,
}

impl Bucket {
    /// The bytes, at most as many as the key may have.
    async fn get(&self, key: &ObjectKey) -> Result<Option<Bytes>, Fault> {
        self.check(key)?;
        let answer = self.clients.s3().get_object().bucket(&self.name).key(key.path()).send().await;
        match answer {
            Ok(found) => read_within(found, key.size_bytes_max()).await.map(Some),
            Err(error) if error.as_service_error().is_some_and(|error| error.is_no_such_key()) => Ok(None),
            Err(error) => Err(fault::store("GetObject", &error)),
        }
    }

    fn put(&self, key: &ObjectKey, bytes: Bytes) -> Result<PutObjectFluentBuilder, Fault> {
        self.check(key)?;
        check_size(size_of(&bytes), key)?;
        let request = self.clients.s3().put_object().bucket(&self.name).key(key.path());
        Ok(request
            .content_type(key.content_type())
            .checksum_sha256(BASE64.encode(&Sha256::digest(&bytes)))
            .body(ByteStream::from(bytes)))
    }

    /// A link for one PUT. Type and size are in the signature: a body of another is refused by S3.
    async fn put_link(&self, key: &ObjectKey, content_type: &str, size_bytes: u64) -> Result<Link, Fault> {
        self.check(key)?;
        check_size(size_bytes, key)?;
        let size = i64::try_from(size_bytes).map_err(|_range| too_large())?;
        let request = self.clients.s3().put_object().bucket(&self.name).key(key.path());
        let request = request.content_type(content_type).content_length(size);
        let signed = request.presigned(self.within(PUT_LINK_TIME)?).await;
        self.link_of(&signed.map_err(|error| fault::store("PutObject", &error))?, PUT_LINK_TIME)
    }

    async fn get_link(&self, key: &ObjectKey, file_name: &str) -> Result<Link, Fault> {
        self.check(key)?;
        let request = self.clients.s3().get_object().bucket(&self.name).key(key.path());
        let request = request.response_content_disposition(content_disposition(file_name));
        let signed = request.presigned(self.within(GET_LINK_TIME)?).await;
        self.link_of(&signed.map_err(|error| fault::store("GetObject", &error))?, GET_LINK_TIME)
    }

    fn within(&self, time: Duration) -> Result<PresigningConfig, Fault> {
        let start = SystemTime::try_from(self.clock.now()).map_err(|_range| unbuilt("presign"))?;
        PresigningConfig::builder().start_time(start).expires_in(time).build().map_err(|_why| unbuilt("presign"))
    }

    fn link_of(&self, signed: &PresignedRequest, time: Duration) -> Result<Link, Fault> {
        let headers = signed.headers().map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
        let expires_at = self.clock.now().checked_add(time).map_err(|_range| unbuilt("presign"))?;
        Ok(Link { url: signed.uri().to_owned(), headers, expires_at })
    }

    fn check(&self, key: &ObjectKey) -> Result<(), Fault> {
        if key.bucket() == self.holds { Ok(()) } else { Err(Fault::new("object.bucket", "a key of another bucket")) }
    }
}

/// Whether the bytes are those that the key names.
fn check_digest(key: &ObjectKey, bytes: &Bytes) -> Result<(), Fault> {
    let (ObjectKey::Photo { digest, .. }
    | ObjectKey::Document { digest }
    | ObjectKey::Copy { digest, .. }
    | ObjectKey::StatusList { digest }
    | ObjectKey::TrustList { digest }) = key
    else {
        return Err(Fault::new("object.bucket", "a key that names no digest"));
    };
    let is = HEXLOWER.encode(&Sha256::digest(bytes));
    if is == *digest { Ok(()) } else { Err(corrupt("an object that is not the one of its name")) }
}

/// Stops at the limit, whatever the store says the size is.
async fn read_within(found: GetObjectOutput, limit: u64) -> Result<Bytes, Fault> {
    let told = found.content_length().and_then(|size| u64::try_from(size).ok());
    if told.is_some_and(|size| size > limit) {
        return Err(too_large());
    }
    let (mut body, mut read) = (found.body, BytesMut::new());
    while let Some(chunk) = body.next().await {
        read.extend_from_slice(&chunk.map_err(|_broken| Fault::new("store.unavailable", "GetObject: Body"))?);
        if size_of(&read) > limit {
            return Err(too_large());
        }
    }
    Ok(read.freeze())
}

fn size_of(bytes: &[u8]) -> u64 {
    u64::try_from(bytes.len()).unwrap_or(u64::MAX)
}

fn check_size(size_bytes: u64, key: &ObjectKey) -> Result<(), Fault> {
    if size_bytes > key.size_bytes_max() { Err(too_large()) } else { Ok(()) }
}

fn too_large() -> Fault {
    Fault::new("object.too_large", "more bytes than the key may have")
}

/// RFC 6266, in its plainest form: a name of ASCII letters, digits, `.`, `-` and `_`.
fn content_disposition(file_name: &str) -> String {
    let plain = |c: char| if c.is_ascii_alphanumeric() || "._-".contains(c) { c } else { '_' };
    let name: String = file_name.chars().take(100).map(plain).collect();
    format!("attachment; filename=\"{name}\"")
}

impl std::fmt::Debug for Bucket {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Bucket").field("name", &self.name).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_name_cannot_break_out_of_its_header() {
        for (name, header) in [
            ("license-013.ofd", "attachment; filename=\"license-013.ofd\""),
            ("a\"; filename=\"b", "attachment; filename=\"a___filename__b\""),
            ("a\r\nSet-Cookie: b", "attachment; filename=\"a__Set-Cookie__b\""),
            ("../../etc/passwd", "attachment; filename=\".._.._etc_passwd\""),
            ("运输证.ofd", "attachment; filename=\"___.ofd\""),
        ] {
            assert_eq!(content_disposition(name), header);
        }
        assert!(content_disposition(&"a".repeat(1000)).len() < 130);
    }

    async fn read(told: Option<i64>, bytes: &'static [u8], limit: u64) -> Result<Bytes, Fault> {
        let found = GetObjectOutput::builder().set_content_length(told).body(ByteStream::from_static(bytes)).build();
        read_within(found, limit).await
    }

    #[tokio::test]
    async fn reading_stops_at_the_limit_whatever_was_told() {
        assert_eq!(read(Some(4), b"four", 4).await.unwrap().as_ref(), b"four");
        assert_eq!(read(None, b"four", 4).await.unwrap().as_ref(), b"four");
        for (told, limit) in [(Some(4), 3), (None, 3), (Some(1), 3), (Some(-1), 3)] {
            assert_eq!(read(told, b"four", limit).await.unwrap_err().code, "object.too_large", "{told:?}");
        }
    }
}
