//! 文件验证: a license file, by anybody and by those who sign in.

use std::sync::Arc;

use axum::extract::State;
use edge::{Body, NotedAnswer, Problem, SignedIn};
use license::caller::Caller;
use lifecycle::verify::{FILE_BYTES_MAX, Verify};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::{App, file_view::FileAnswerView, noted};

/// The longest body: the longest file in base 64, and room for the purpose. With the rest of the event it stays below
/// the 6 MB that Lambda takes.
const BODY_BYTES_MAX: usize = edge::base64_length(FILE_BYTES_MAX) + 8 * 1024;

/// A license file as it was received.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct FileBody {
    /// The OFD file, at most 4 MiB, in base 64 with padding.
    file: String,
    /// 用证事由; officers, enforcement and partners must give one.
    purpose: Option<String>,
}

/// Judges a license file, for anybody.
#[utoipa::path(post, path = "/v1/public/file-verifications", operation_id = "verify.public_file",
    request_body = FileBody, responses((status = 200, body = FileAnswerView)), security(()),
    extensions(("x-body-bytes-max" = json!(BODY_BYTES_MAX))))]
pub(crate) async fn public_file(State(verify): App, Body(body): Body<FileBody>) -> NotedAnswer<FileAnswerView> {
    judged(&verify, &Caller::public(), body).await
}

/// Judges a license file, for those who sign in.
#[utoipa::path(post, path = "/v1/file-verifications", operation_id = "verify.file",
    request_body = FileBody, responses((status = 200, body = FileAnswerView)),
    security(("oidc" = ["holder", "officer", "reviewer", "enforcement", "partner"])),
    extensions(("x-body-bytes-max" = json!(BODY_BYTES_MAX))))]
pub(crate) async fn file(
    State(verify): App,
    SignedIn(caller): SignedIn,
    Body(body): Body<FileBody>,
) -> NotedAnswer<FileAnswerView> {
    judged(&verify, &caller, body).await
}

async fn judged(verify: &Arc<Verify>, caller: &Caller, body: FileBody) -> NotedAnswer<FileAnswerView> {
    let bytes = bytes(&body.file)?;
    let told = verify.by_file(caller, body.purpose.as_deref(), &bytes).await?;
    Ok(noted(told, FileAnswerView::from))
}

fn bytes(text: &str) -> Result<Vec<u8>, Problem> {
    edge::bytes_of(("file", "file.base64"), text, FILE_BYTES_MAX)
}

#[cfg(test)]
mod tests {
    use data_encoding::BASE64;

    use super::*;

    #[test]
    fn a_file_is_base_64_and_at_most_4_mib() {
        let encoded = |length: usize| BASE64.encode(&vec![7; length]);
        assert_eq!(bytes(&encoded(FILE_BYTES_MAX)).unwrap().len(), FILE_BYTES_MAX);
        for more in 1..4 {
            assert_eq!(bytes(&encoded(FILE_BYTES_MAX + more)).unwrap_err().code(), "input.too_large");
        }
        // Not decoded: it is too long and no base 64 at all.
        assert_eq!(bytes(&"!".repeat(edge::base64_length(FILE_BYTES_MAX) + 1)).unwrap_err().code(), "input.too_large");
        for wrong in ["UEs", "UEsD=", "UE sD", "UEsD\n", "data:application/ofd;base64,UEsD", "_-8="] {
            assert_eq!(bytes(wrong).unwrap_err().code(), "input.field", "{wrong}");
        }
        assert_eq!(bytes("").unwrap(), b"");
    }

    #[test]
    fn the_longest_body_fits_into_a_request_of_lambda() {
        let (lambda, rest_of_the_event) = (6 * 1024 * 1024, 64 * 1024);
        assert!(BODY_BYTES_MAX + rest_of_the_event < lambda);
    }
}
