//! A key service on loopback that speaks AWS KMS's JSON 1.1 protocol.
//!
//! No ready emulator signs with SM2 as KMS does, and private keys may live nowhere but here: what the
//! functions see is a key's name, its public half and its signatures.

mod envelope;
mod fault;
mod key;
mod keyring;
mod operation;
mod sign;
#[cfg(test)]
mod tests;

use std::io;
use std::path::Path;
use std::sync::Arc;

use axum::Router;
use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, State};
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};

use crate::clock::Clock;
use fault::Fault;
use keyring::Keyring;

const TARGET_PREFIX: &str = "TrentService.";
const BODY_BYTES_MAX: usize = 64 * 1024;

/// The key service over the keys in `folder`.
///
/// # Errors
/// The folder cannot be made, or a key file in it cannot be read.
pub(super) fn service(folder: &Path, clock: Clock) -> io::Result<Router> {
    let keyring = Keyring::open(folder)?;
    Ok(Router::new()
        .fallback(answer)
        .layer(DefaultBodyLimit::max(BODY_BYTES_MAX))
        .with_state(Arc::new(Service { keyring, clock })))
}

struct Service {
    keyring: Keyring,
    clock: Clock,
}

async fn answer(State(service): State<Arc<Service>>, headers: HeaderMap, body: Bytes) -> Response {
    let target = headers.get("x-amz-target").and_then(|target| target.to_str().ok());
    let name = target.and_then(|target| target.strip_prefix(TARGET_PREFIX)).unwrap_or_default();
    let now_s = service.clock.now().as_second();
    match operation::run(&service.keyring, name, &body, now_s) {
        Ok(answer) => {
            let kind = [(header::CONTENT_TYPE, "application/x-amz-json-1.1")];
            (kind, answer.to_string()).into_response()
        }
        Err(fault) => fault.into_response(),
    }
}

/// Reads an operation's request.
fn read<'a, T: serde::Deserialize<'a>>(body: &'a [u8]) -> Result<T, Fault> {
    serde_json::from_slice(body).map_err(Fault::invalid)
}
