//! What a request says, parsed. A refusal tells where it is wrong, never what stands there.

use axum::{
    Json,
    extract::{FromRequest, FromRequestParts, Request},
};
use data_encoding::BASE64;
use http::{header, request::Parts};
use license::{application::Name, refusal::Refusal};
use lifecycle::port::{Cursor, PageRequest};
use serde::{Deserialize, de::DeserializeOwned};

use crate::problem::Problem;

/// The most bytes that a request's body may have, unless its operation says otherwise (`x-body-bytes-max` in the API
/// document): files go to the buckets, but for one that is only looked at.
pub const BODY_BYTES_MAX: u64 = 256 * 1024;

/// The limit of the operation that the request is for; the guard puts it there.
#[derive(Clone, Copy, Debug)]
pub(crate) struct BodyLimit(pub(crate) u64);

/// The longest cursor that is looked at.
const CURSOR_BYTES_MAX: usize = 1024;

/// How many items a page has if nothing is said.
const PAGE_LIMIT: u8 = 20;

/// A JSON body. Let `T` deny unknown fields, so that a misspelt one is refused and not lost.
#[derive(Clone, Copy, Debug)]
pub struct Body<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Body<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, _: &S) -> Result<Self, Problem> {
        if !is_json(&request) {
            return Err(Problem::media_type());
        }
        let limit = request.extensions().get::<BodyLimit>().map_or(BODY_BYTES_MAX, |limit| limit.0);
        let limit = usize::try_from(limit).unwrap_or(usize::MAX);
        let bytes = axum::body::to_bytes(request.into_body(), limit).await;
        let bytes = bytes.map_err(|_over| Problem::too_large())?;
        serde_json::from_slice(&bytes).map(Self).map_err(|error| json_problem(&error))
    }
}

fn is_json(request: &Request) -> bool {
    let sent = request.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    sent.split(';').next().is_some_and(|media| media.trim().eq_ignore_ascii_case("application/json"))
}

/// serde's own message may repeat the input, so only its place and category are told.
fn json_problem(error: &serde_json::Error) -> Problem {
    let reason = match error.classify() {
        serde_json::error::Category::Data => "json.data",
        serde_json::error::Category::Syntax => "json.syntax",
        serde_json::error::Category::Eof | serde_json::error::Category::Io => "json.end",
    };
    Problem::field("body", reason, Some(format!("line {}, column {}", error.line(), error.column())))
}

/// A field that carries bytes: base 64 with padding. A text that is too long is refused before anything of it is decoded.
///
/// # Errors
/// `input.too_large`, or `input.field` with the reason that is given for what is no base 64.
pub fn bytes_of(
    (field, reason): (&'static str, &'static str),
    text: &str,
    bytes_max: usize,
) -> Result<Vec<u8>, Problem> {
    if text.len() > base64_length(bytes_max) {
        return Err(Problem::too_large());
    }
    let bytes = BASE64.decode(text.as_bytes()).map_err(|_where| Refusal::Field { field, reason })?;
    // Padding leaves room for two bytes more.
    if bytes.len() <= bytes_max { Ok(bytes) } else { Err(Problem::too_large()) }
}

/// So long is the base 64 of so many bytes.
#[must_use]
pub const fn base64_length(bytes: usize) -> usize {
    bytes.div_ceil(3).saturating_mul(4)
}

/// The parameters of the path, as types that parse themselves.
#[derive(Clone, Copy, Debug)]
pub struct Path<T>(pub T);

impl<T: DeserializeOwned + Send, S: Send + Sync> FromRequestParts<S> for Path<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let parsed = axum::extract::Path::<T>::from_request_parts(parts, state).await;
        parsed.map(|path| Self(path.0)).map_err(|_echoes| Problem::field("path", "path.form", None))
    }
}

/// The query, as a type that parses itself.
#[derive(Clone, Copy, Debug)]
pub struct Query<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequestParts<S> for Query<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        let parsed = axum::extract::Query::<T>::try_from_uri(&parts.uri);
        parsed.map(|query| Self(query.0)).map_err(|_echoes| Problem::field("query", "query.form", None))
    }
}

/// The name that the caller chose, where the path has this one parameter.
#[derive(Clone, Debug)]
pub struct CallerName(pub Name);

impl<S: Send + Sync> FromRequestParts<S> for CallerName {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let Path(text) = Path::<String>::from_request_parts(parts, state).await?;
        Name::parse(&text).map(Self).map_err(|_form| Problem::field("name", "name.form", None))
    }
}

/// Which part of a listing: `after`, a cursor of the page before, and `limit`, 1 to 100.
#[derive(Clone, Debug)]
pub struct PageQuery(pub PageRequest);

#[derive(Deserialize)]
struct RawPage {
    after: Option<String>,
    limit: Option<String>,
}

impl<S: Send + Sync> FromRequestParts<S> for PageQuery {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let Query(raw) = Query::<RawPage>::from_request_parts(parts, state).await?;
        let limit = raw.limit.as_deref().map_or(Ok(PAGE_LIMIT), page_limit)?;
        let after = raw.after.map(cursor).transpose()?;
        Ok(Self(PageRequest { after, limit }))
    }
}

/// The part of a listing that a body asks for.
///
/// # Errors
/// `input.cursor`, `input.field`.
pub fn page(after: Option<String>, limit: Option<u8>) -> Result<PageRequest, Problem> {
    let limit = limit.unwrap_or(PAGE_LIMIT);
    let after = after.map(cursor).transpose()?;
    page_limit(&limit.to_string()).map(|limit| PageRequest { after, limit })
}

fn page_limit(text: &str) -> Result<u8, Problem> {
    let number = text.parse::<u8>().ok().filter(|number| (1..=100).contains(number));
    number.ok_or_else(|| Problem::field("limit", "page.limit", None))
}

/// What a cursor means is its maker's; here only its size is held.
fn cursor(text: String) -> Result<Cursor, Problem> {
    let fits = (1..=CURSOR_BYTES_MAX).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_graphic());
    if fits { Ok(Cursor(text)) } else { Err(Refusal::Cursor.into()) }
}

/// A JSON answer; the same as axum's, named here so that a handler needs one import.
pub type Answer<T> = Result<Json<T>, Problem>;
