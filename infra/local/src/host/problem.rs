//! What the gateway itself refuses, as RFC 9457 problem details.

use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::json;

/// A refusal by the gateway: a stable code, and words for people in both languages. Where the functions have the
/// same "no", it has their code and words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Problem {
    pub(super) status: StatusCode,
    pub(super) code: &'static str,
    pub(super) title_zh: &'static str,
    pub(super) title: &'static str,
}

macro_rules! problems {
    ($($name:ident = $status:ident, $code:literal, $title_zh:literal, $title:literal;)*) => {
        impl Problem {
            $(pub(super) const $name: Self = Self {
                status: StatusCode::$status, code: $code, title_zh: $title_zh, title: $title
            };)*
        }
    };
}

problems! {
    ROUTE_UNKNOWN = NOT_FOUND, "route.unknown", "没有这个地址", "There is no such address";
    BODY_TOO_LARGE = PAYLOAD_TOO_LARGE, "input.too_large", "提交的内容过大", "The request is too large";
    SIGNIN_MISSING = UNAUTHORIZED, "signin.missing", "请先登录", "Sign in first";
    SIGNIN_EXPIRED = UNAUTHORIZED, "signin.expired", "登录已过期，请重新登录", "The sign-in has expired; sign in again";
    SIGNIN_INVALID = UNAUTHORIZED, "signin.invalid", "登录无效，请重新登录", "The sign-in is not valid; sign in again";
    FAULT = INTERNAL_SERVER_ERROR, "service.fault", "服务暂时不可用，请稍后重试",
        "The service cannot answer now; try again";
    SLOW = GATEWAY_TIMEOUT, "service.fault", "服务暂时不可用，请稍后重试",
        "The service cannot answer now; try again";
    PERSONA_UNKNOWN = NOT_FOUND, "persona.unknown", "没有这个身份", "There is no such persona";
    QUEUE_UNKNOWN = NOT_FOUND, "queue.unknown", "没有这个队列", "There is no such queue";
    SCHEDULE_UNKNOWN = NOT_FOUND, "schedule.unknown", "没有这个定时任务", "There is no such schedule";
    HOST_FOREIGN = FORBIDDEN, "host.foreign", "仅限本机访问", "Only pages of this machine may ask here";
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let body = json!({
            "type": format!("/problems#{}", self.code),
            "title": self.title,
            "title_zh": self.title_zh,
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
