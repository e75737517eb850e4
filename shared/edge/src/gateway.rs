//! HTTP API payload 2.0, in and out. Parsed here and not by `lambda_http`, which panics on a hostile `Host` header and a
//! body that is not base 64; in a release build a panic ends the process.

use axum::body::Body;
use data_encoding::BASE64;
use http::{HeaderMap, HeaderName, HeaderValue, Method, Request, StatusCode, Uri, header};
use http_body_util::BodyExt;
use serde_json::{Map, Value, json};

use crate::{event::text_at, problem::Problem};

/// The event's request. Tokens and cookies stay outside: who calls is told by the authorizer's claims alone.
pub(crate) fn request(event: &Value) -> Result<Request<Body>, Problem> {
    let mut request = Request::new(Body::from(body(event)?));
    *request.method_mut() = method(event)?;
    *request.uri_mut() = uri(event)?;
    *request.headers_mut() = headers(event);
    Ok(request)
}

/// AWS's id of the request, as long as it can stand in a log.
pub(crate) fn request_id(event: &Value) -> String {
    let id = text_at(event, "/requestContext/requestId").unwrap_or_default();
    id.chars().filter(|sign| sign.is_ascii_alphanumeric() || "-_=".contains(*sign)).take(64).collect()
}

fn method(event: &Value) -> Result<Method, Problem> {
    let word = text_at(event, "/requestContext/http/method").unwrap_or_default();
    Method::from_bytes(word.as_bytes()).map_err(|_unknown| Problem::request())
}

fn uri(event: &Value) -> Result<Uri, Problem> {
    let path = text_at(event, "/rawPath").unwrap_or_default();
    let stage = text_at(event, "/requestContext/stage").unwrap_or("$default");
    // A named stage stands at the front of the path; the routes do not know it.
    let staged = path.strip_prefix('/').and_then(|rest| rest.strip_prefix(stage));
    let path = staged.filter(|rest| rest.starts_with('/')).unwrap_or(path);
    let query = text_at(event, "/rawQueryString").unwrap_or_default();
    let text = if query.is_empty() { path.to_owned() } else { format!("{path}?{query}") };
    if !text.starts_with('/') {
        return Err(Problem::route_unknown());
    }
    text.parse().map_err(|_form| Problem::route_unknown())
}

fn headers(event: &Value) -> HeaderMap {
    let sent = event.get("headers").and_then(Value::as_object).into_iter().flatten();
    let parsed = sent.filter_map(|(name, value)| {
        Some((name.parse::<HeaderName>().ok()?, HeaderValue::from_str(value.as_str()?).ok()?))
    });
    parsed.filter(|(name, _)| name != header::AUTHORIZATION && name != header::COOKIE).collect()
}

fn body(event: &Value) -> Result<Vec<u8>, Problem> {
    let text = text_at(event, "/body").unwrap_or_default();
    if event.get("isBase64Encoded").and_then(Value::as_bool) == Some(true) {
        return BASE64.decode(text.as_bytes()).map_err(|_form| Problem::request());
    }
    Ok(text.as_bytes().to_vec())
}

/// The answer as the gateway takes it: text as it is, anything else in base 64.
pub(crate) async fn answer(response: axum::response::Response) -> Value {
    let (parts, body) = response.into_parts();
    let (status, bytes) = match body.collect().await {
        Ok(collected) => (parts.status, collected.to_bytes()),
        Err(_) => (StatusCode::INTERNAL_SERVER_ERROR, Default::default()),
    };
    let text = if is_text(&parts.headers) { std::str::from_utf8(&bytes).ok() } else { None };
    let (body, base64) = match text {
        Some(text) => (text.to_owned(), false),
        None => (BASE64.encode(&bytes), !bytes.is_empty()),
    };
    json!({
        "statusCode": status.as_u16(), "headers": header_object(&parts.headers), "body": body, "isBase64Encoded": base64
    })
}

fn is_text(headers: &HeaderMap) -> bool {
    let sent = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let media = sent.split(';').next().unwrap_or_default().trim();
    media.starts_with("text/") || media == "application/json" || media.ends_with("+json") || media.ends_with("+xml")
}

/// One text for each name, and what every answer carries: kept nowhere unless the handler says so, and taken for nothing
/// but its type.
fn header_object(headers: &HeaderMap) -> Map<String, Value> {
    let mut object = Map::new();
    object.insert("cache-control".into(), "no-store".into());
    object.insert("x-content-type-options".into(), "nosniff".into());
    for name in headers.keys() {
        let values: Vec<&str> = headers.get_all(name).iter().filter_map(|value| value.to_str().ok()).collect();
        object.insert(name.as_str().to_owned(), values.join(", ").into());
    }
    object
}
