//! Every "no" as RFC 9457 problem details, in both languages. None repeats a value of the request.

use axum::response::{IntoResponse, Response};
use http::{HeaderValue, StatusCode, header};
use license::refusal::Refusal;
use lifecycle::error::{Error, Fault};
use serde::Serialize;
use utoipa::ToSchema;

use crate::words::{EDGE, FAULT_WORDS, status, words};

/// A "no". It answers as `application/problem+json`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem(Box<Details>);

/// A "no", as RFC 9457 problem details.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = Problem)]
pub(crate) struct Details {
    /// `/problems#` and the code: the heading that explains it.
    #[serde(rename = "type")]
    reference: String,
    /// The stable code, such as `caller.not_holder`.
    #[schema(value_type = String)]
    code: &'static str,
    /// The HTTP status.
    status: u16,
    /// What it is, in English; the same for every problem of the code.
    #[schema(value_type = String)]
    title: &'static str,
    /// What it is, in Chinese.
    #[schema(value_type = String)]
    title_zh: &'static str,
    /// More of this one, without any value of the request.
    #[serde(skip_serializing_if = "Option::is_none")]
    detail: Option<String>,
    /// Which field, where it is about one.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    field: Option<&'static str>,
    /// The finer code of what is wrong, such as `uscc.check`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    reason: Option<&'static str>,
    /// What to name when asking for help.
    #[serde(skip_serializing_if = "Option::is_none")]
    request_id: Option<String>,
    /// For the log alone.
    #[serde(skip)]
    fault: Option<String>,
    /// The methods that the address takes, for `Allow`.
    #[serde(skip)]
    allow: Option<String>,
    /// For `Retry-After`.
    #[serde(skip)]
    retry_after_seconds: Option<u32>,
}

impl Problem {
    fn new(code: &'static str, status: StatusCode) -> Self {
        let words = words(code).unwrap_or(FAULT_WORDS);
        Self(Box::new(Details {
            reference: format!("/problems#{code}"),
            code,
            status: status.as_u16(),
            title: words.en,
            title_zh: words.zh,
            detail: None,
            field: None,
            reason: None,
            request_id: None,
            fault: None,
            allow: None,
            retry_after_seconds: None,
        }))
    }

    fn with(mut self, change: impl FnOnce(&mut Details)) -> Self {
        change(&mut self.0);
        self
    }

    /// One that only the edge makes; the codes stand in `words.rs`.
    fn of_edge(code: &'static str) -> Self {
        let status = EDGE.iter().find(|row| row.0 == code).map_or(StatusCode::BAD_REQUEST, |row| row.1);
        Self::new(code, status)
    }

    /// 401 `signin.missing`: no token where one is needed.
    #[must_use]
    pub fn signin_missing() -> Self {
        Self::of_edge("signin.missing")
    }

    /// 401 `signin.claims`: a token that does not say what it must.
    #[must_use]
    pub fn signin_claims() -> Self {
        Self::of_edge("signin.claims")
    }

    /// 403 `caller.role`.
    #[must_use]
    pub fn role() -> Self {
        Refusal::RoleNotAllowed.into()
    }

    /// 404 `route.unknown`.
    #[must_use]
    pub fn route_unknown() -> Self {
        Self::of_edge("route.unknown")
    }

    /// 405 `route.method`, with the methods that the address takes.
    #[must_use]
    pub fn method(allow: String) -> Self {
        Self::of_edge("route.method").with(|details| details.allow = Some(allow))
    }

    /// 413 `input.too_large`.
    #[must_use]
    pub fn too_large() -> Self {
        Self::of_edge("input.too_large")
    }

    /// 415 `input.media_type`.
    #[must_use]
    pub fn media_type() -> Self {
        Self::of_edge("input.media_type")
    }

    /// 400 `input.request`.
    #[must_use]
    pub fn request() -> Self {
        Self::of_edge("input.request")
    }

    /// 400 `input.field`, with where in the request it is, never what stands there.
    #[must_use]
    pub fn field(field: &'static str, reason: &'static str, place: Option<String>) -> Self {
        let problem: Self = Refusal::Field { field, reason }.into();
        match place {
            Some(place) => problem.with(|details| details.detail = Some(place)),
            None => problem,
        }
    }

    /// For an answer that some library made with this status: it may repeat the request, so it is not passed on.
    pub(crate) fn of_status(status: StatusCode) -> Self {
        match status {
            StatusCode::NOT_FOUND => Self::route_unknown(),
            StatusCode::METHOD_NOT_ALLOWED => Self::method(String::new()),
            StatusCode::PAYLOAD_TOO_LARGE => Self::too_large(),
            StatusCode::UNSUPPORTED_MEDIA_TYPE => Self::media_type(),
            status if status.is_client_error() => Self::request(),
            _ => Fault::new("service.fault", format!("answered {status} without a problem")).into(),
        }
    }

    /// The same, with what to name when asking for help.
    #[must_use]
    pub(crate) fn for_request(self, id: &str) -> Self {
        self.with(|details| details.request_id = Some(id.to_owned()))
    }

    /// The stable code.
    #[must_use]
    pub fn code(&self) -> &'static str {
        self.0.code
    }

    /// The HTTP status.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        StatusCode::from_u16(self.0.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }

    /// Whether it is a fault of ours: then nothing is known, and the same request may be sent again.
    #[must_use]
    pub fn is_fault(&self) -> bool {
        self.0.fault.is_some()
    }

    /// What the log says of a fault.
    pub(crate) fn fault(&self) -> Option<&str> {
        self.0.fault.as_deref()
    }

    fn headers(&self) -> impl Iterator<Item = (header::HeaderName, HeaderValue)> {
        let allow = self.0.allow.as_deref().and_then(|methods| HeaderValue::from_str(methods).ok());
        let retry = self.0.retry_after_seconds.or(self.0.fault.as_ref().map(|_| 1)).map(HeaderValue::from);
        let bearer = (self.0.status == 401).then_some(HeaderValue::from_static("Bearer"));
        let some = [(header::ALLOW, allow), (header::RETRY_AFTER, retry), (header::WWW_AUTHENTICATE, bearer)];
        some.into_iter().filter_map(|(name, value)| value.map(|value| (name, value)))
    }
}

/// Within an answer: of one row of many.
impl Serialize for Problem {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

impl utoipa::PartialSchema for Problem {
    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
        Details::schema()
    }
}

impl ToSchema for Problem {
    fn name() -> std::borrow::Cow<'static, str> {
        Details::name()
    }

    fn schemas(schemas: &mut Vec<(String, utoipa::openapi::RefOr<utoipa::openapi::schema::Schema>)>) {
        Details::schemas(schemas);
    }
}

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        let field = if let Refusal::Field { field, .. } = refusal { Some(field) } else { None };
        Self::new(refusal.code(), status(refusal.kind())).with(|details| {
            details.detail = Some(refusal.to_string());
            details.field = field;
            details.reason = refusal.reason();
            details.retry_after_seconds = refusal.retry_after_seconds();
        })
    }
}

impl From<Fault> for Problem {
    fn from(fault: Fault) -> Self {
        Self::new(fault.code, StatusCode::SERVICE_UNAVAILABLE).with(|details| details.fault = Some(fault.detail))
    }
}

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        match error {
            Error::Refusal(refusal) => refusal.into(),
            Error::Fault(fault) => fault.into(),
        }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let body = serde_json::to_vec(&self.0).unwrap_or_default();
        let mut response = (self.status(), body).into_response();
        let problem_json = HeaderValue::from_static("application/problem+json");
        response.headers_mut().insert(header::CONTENT_TYPE, problem_json);
        response.headers_mut().extend(self.headers());
        response.extensions_mut().insert(self);
        response
    }
}
