//! S3: s3s-fs over a folder, with what it lacks in a layer around it.
//!
//! s3s-fs checks signatures, presigned links and checksums as S3 does. It has no notifications, and its
//! conditional writes look before they leap; so changes go through one gate, one at a time, and a put into a
//! watched bucket is written down before it is forwarded.

use std::path::Path;
use std::sync::Arc;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, Method, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use s3s::auth::SimpleAuth;
use s3s::service::{S3Service, S3ServiceBuilder};
use tokio::sync::Mutex;

use super::access::Access;

/// The largest body that a request may have: an import of the whole register fits.
const BODY_BYTES_MAX: usize = 256 * 1024 * 1024;

/// An object as it lies in the store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredObject {
    /// Its size in bytes.
    pub size_bytes: u64,
    /// Its entity tag, without quotes.
    pub etag: String,
}

/// Hears of objects put into watched buckets.
///
/// `intend` is called before the object is stored and must be durable when it returns; `settle` after. A
/// process that dies in between leaves an intent, to be settled at the next start by looking for the object.
/// So every stored object is told at least once.
pub trait ObjectEvents: Send + Sync {
    /// Whether puts of this key are told.
    fn watches(&self, bucket: &str, key: &str) -> bool;

    /// Writes down that an object is about to be stored.
    ///
    /// # Errors
    /// It could not be written down; the object is not stored.
    fn intend(&self, bucket: &str, key: &str) -> Result<i64, String>;

    /// Tells of the stored object, or, where none was stored, drops the intent.
    ///
    /// # Errors
    /// It could not be written down; the intent stays for the next start.
    fn settle(&self, intent: i64, stored: Option<&StoredObject>) -> Result<(), String>;
}

/// Watches nothing.
#[derive(Debug, Clone, Copy)]
pub struct NoObjectEvents;

impl ObjectEvents for NoObjectEvents {
    fn watches(&self, _bucket: &str, _key: &str) -> bool {
        false
    }

    fn intend(&self, _bucket: &str, _key: &str) -> Result<i64, String> {
        Err("nothing is watched".to_owned())
    }

    fn settle(&self, _intent: i64, _stored: Option<&StoredObject>) -> Result<(), String> {
        Ok(())
    }
}

struct Layer {
    inner: S3Service,
    events: Arc<dyn ObjectEvents>,
    /// Held by every request that changes something.
    gate: Mutex<()>,
}

/// The store over `folder`.
pub(super) fn service(folder: &Path, access: &Access, events: Arc<dyn ObjectEvents>) -> std::io::Result<Router> {
    crate::private_file::make_folder(folder)?;
    let files = s3s_fs::FileSystem::new(folder).map_err(|error| std::io::Error::other(format!("{error:?}")))?;
    let mut builder = S3ServiceBuilder::new(files);
    builder.set_auth(SimpleAuth::from_single(&access.access_key_id, access.secret_access_key.clone()));
    let layer = Layer { inner: builder.build(), events, gate: Mutex::new(()) };
    Ok(Router::new().fallback(answer).with_state(Arc::new(layer)))
}

#[expect(clippy::disallowed_methods, reason = "a change must end even if its client hangs up meanwhile")]
async fn answer(State(layer): State<Arc<Layer>>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    if matches!(parts.method, Method::GET | Method::HEAD) {
        return layer.forward(parts, s3s::Body::http_body_unsync(body)).await;
    }
    // The whole body first: a slow upload must not hold the gate.
    let Ok(body) = axum::body::to_bytes(body, BODY_BYTES_MAX).await else {
        return refused(StatusCode::BAD_REQUEST, "EntityTooLarge");
    };
    let changing = tokio::spawn(async move {
        let _gate = layer.gate.lock().await;
        layer.change(parts, body).await
    });
    changing.await.unwrap_or_else(|_broken| refused(StatusCode::INTERNAL_SERVER_ERROR, "InternalError"))
}

impl Layer {
    async fn forward(&self, parts: http::request::Parts, body: s3s::Body) -> Response {
        match self.inner.call(http::Request::from_parts(parts, body)).await {
            Ok(response) => response.map(Body::new),
            Err(error) => {
                eprintln!("the embedded S3 failed: {error:?}");
                refused(StatusCode::INTERNAL_SERVER_ERROR, "InternalError")
            }
        }
    }

    async fn change(&self, parts: http::request::Parts, body: Bytes) -> Response {
        let Some((bucket, key)) = bucket_and_key(&parts.uri) else {
            return self.forward(parts, s3s::Body::from(body)).await;
        };
        // Anything but a plain put would store an object that nothing tells of: copies, parts, forms.
        let form = key.is_empty() && parts.method == Method::POST && !has_parameter(&parts.uri, "delete");
        let told = !key.is_empty() && parts.method != Method::DELETE && self.events.watches(&bucket, &key);
        match (told, is_plain_put(&parts)) {
            (true, true) => self.told_put(&bucket, &key, parts, body).await,
            (true, false) => refused(StatusCode::NOT_IMPLEMENTED, "NotImplemented"),
            (false, _) if form => refused(StatusCode::NOT_IMPLEMENTED, "NotImplemented"),
            (false, _) => self.forward(parts, s3s::Body::from(body)).await,
        }
    }

    async fn told_put(&self, bucket: &str, key: &str, parts: http::request::Parts, body: Bytes) -> Response {
        let size_bytes = size_of_object(&parts.headers, &body);
        let Ok(intent) = self.events.intend(bucket, key) else {
            return refused(StatusCode::INTERNAL_SERVER_ERROR, "InternalError");
        };
        // If we die from here on, the next start looks whether the object is there.
        let response = self.forward(parts, s3s::Body::from(body)).await;
        let stored =
            response.status().is_success().then(|| StoredObject { size_bytes, etag: etag(response.headers()) });
        match self.events.settle(intent, stored.as_ref()) {
            Ok(()) => response,
            Err(_kept) if stored.is_none() => response,
            Err(_kept) => refused(StatusCode::INTERNAL_SERVER_ERROR, "InternalError"),
        }
    }
}

/// The bucket and key that a path names; the key is empty for a request to the bucket itself.
fn bucket_and_key(uri: &Uri) -> Option<(String, String)> {
    let path = uri.path().strip_prefix('/')?;
    let (bucket, key) = path.split_once('/').unwrap_or((path, ""));
    let key = crate::percent::decode(key)?;
    (!bucket.is_empty()).then(|| (bucket.to_owned(), key))
}

fn parameters(uri: &Uri) -> impl Iterator<Item = &str> {
    let pairs = uri.query().unwrap_or_default().split('&');
    pairs.filter_map(|pair| pair.split('=').next()).filter(|name| !name.is_empty())
}

fn has_parameter(uri: &Uri, name: &str) -> bool {
    parameters(uri).any(|parameter| parameter == name)
}

fn is_plain_put(parts: &http::request::Parts) -> bool {
    // Everything that a put of an object may carry in its address is a signature's.
    let only_signature =
        parameters(&parts.uri).all(|name| name == "x-id" || name.to_ascii_lowercase().starts_with("x-amz-"));
    parts.method == Method::PUT && only_signature && !parts.headers.contains_key("x-amz-copy-source")
}

fn size_of_object(headers: &HeaderMap, body: &Bytes) -> u64 {
    let decoded = headers.get("x-amz-decoded-content-length").and_then(|size| size.to_str().ok());
    let sent = u64::try_from(body.len()).unwrap_or(u64::MAX);
    decoded.and_then(|size| size.parse().ok()).unwrap_or(sent)
}

fn etag(headers: &HeaderMap) -> String {
    let value = headers.get(header::ETAG).and_then(|value| value.to_str().ok());
    value.unwrap_or_default().trim_matches('"').to_owned()
}

fn refused(status: StatusCode, code: &str) -> Response {
    let body = format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?><Error><Code>{code}</Code></Error>");
    (status, [(header::CONTENT_TYPE, "application/xml")], body).into_response()
}
