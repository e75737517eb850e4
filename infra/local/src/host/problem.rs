//! What the gateway itself refuses, as RFC 9457 problem details.

use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::json;

/// A refusal by the gateway: a stable code, and words for people.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Problem {
    pub(super) status: StatusCode,
    pub(super) code: &'static str,
    pub(super) title: &'static str,
}

macro_rules! problems {
    ($($name:ident = $status:ident, $code:literal, $title:literal;)*) => {
        impl Problem {
            $(pub(super) const $name: Self =
                Self { status: StatusCode::$status, code: $code, title: $title };)*
        }
    };
}

problems! {
    ROUTE_UNKNOWN = NOT_FOUND, "route.unknown", "Nothing answers at this address with this method.";
    BODY_TOO_LARGE = PAYLOAD_TOO_LARGE, "body.too-large", "The body has more than 1 MiB.";
    SIGNIN_MISSING = UNAUTHORIZED, "signin.missing", "This needs a sign-in.";
    SIGNIN_EXPIRED = UNAUTHORIZED, "signin.expired", "The sign-in has expired.";
    SIGNIN_INVALID = UNAUTHORIZED, "signin.invalid", "The sign-in is not valid here.";
    FUNCTION_FAILED = INTERNAL_SERVER_ERROR, "function.failed", "Something broke. Nothing is known to be done.";
    FUNCTION_SLOW = GATEWAY_TIMEOUT, "function.timeout", "No answer in time. It may still be done.";
    PERSONA_UNKNOWN = NOT_FOUND, "persona.unknown", "There is no such persona.";
    QUEUE_UNKNOWN = NOT_FOUND, "queue.unknown", "There is no such queue.";
    SCHEDULE_UNKNOWN = NOT_FOUND, "schedule.unknown", "There is no such schedule.";
    HOST_FOREIGN = FORBIDDEN, "host.foreign", "Only pages of this machine may ask here.";
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let body = json!({
            "type": format!("urn:luzheng:problem:{}", self.code),
            "title": self.title,
            "status": self.status.as_u16(),
            "code": self.code,
        });
        let mut response = (self.status, body.to_string()).into_response();
        let kind = header::HeaderValue::from_static("application/problem+json");
        response.headers_mut().insert(header::CONTENT_TYPE, kind);
        if self.status == StatusCode::UNAUTHORIZED {
            let challenge = header::HeaderValue::from_static("Bearer");
            response.headers_mut().insert(header::WWW_AUTHENTICATE, challenge);
        }
        response
    }
}
