//! What the key service says when it refuses, by AWS's names.

use std::fmt::Display;

use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::json;

/// A refusal as the AWS JSON 1.1 protocol carries it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Fault {
    pub(super) code: &'static str,
    message: String,
}

impl Fault {
    fn new(code: &'static str, message: impl Display) -> Self {
        let message = message.to_string();
        Self { code, message }
    }

    pub(super) fn not_found(what: &str) -> Self {
        Self::new("NotFoundException", format!("{what} is not found."))
    }

    pub(super) fn invalid(message: impl Display) -> Self {
        Self::new("ValidationException", message)
    }

    pub(super) fn key_usage(message: impl Display) -> Self {
        Self::new("InvalidKeyUsageException", message)
    }

    pub(super) fn signature() -> Self {
        Self::new("KMSInvalidSignatureException", "The signature does not verify.")
    }

    /// Says nothing about what is wrong with the ciphertext.
    pub(super) fn ciphertext() -> Self {
        Self::new("InvalidCiphertextException", "")
    }

    pub(super) fn incorrect_key() -> Self {
        Self::new(
            "IncorrectKeyException",
            "The key ID in the request does not identify the key that encrypted the ciphertext.",
        )
    }

    pub(super) fn alias_exists(name: &str) -> Self {
        Self::new("AlreadyExistsException", format!("Alias {name} already exists."))
    }

    pub(super) fn alias_name(message: impl Display) -> Self {
        Self::new("InvalidAliasNameException", message)
    }

    pub(super) fn unsupported(message: impl Display) -> Self {
        Self::new("UnsupportedOperationException", message)
    }

    pub(super) fn unknown_operation(name: &str) -> Self {
        Self::new("UnknownOperationException", name)
    }

    /// The service's own failure: worth a retry, unlike all the others.
    pub(super) fn internal(message: impl Display) -> Self {
        Self::new("KMSInternalException", message)
    }

    fn status(&self) -> StatusCode {
        match self.code {
            "KMSInternalException" => StatusCode::INTERNAL_SERVER_ERROR,
            _ => StatusCode::BAD_REQUEST,
        }
    }
}

impl IntoResponse for Fault {
    fn into_response(self) -> Response {
        let body = json!({ "__type": self.code, "message": self.message }).to_string();
        let kind = [(header::CONTENT_TYPE, "application/x-amz-json-1.1")];
        (self.status(), kind, body).into_response()
    }
}
