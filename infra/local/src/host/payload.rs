//! HTTP to and from the JSON of HTTP API payload format 2.0.

use axum::body::{Body, Bytes};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, Uri, header};
use axum::response::Response;
use data_encoding::BASE64;
use jiff::Timestamp;
use serde_json::{Map, Value, json};

use super::route::{PathParameters, RouteRow};
use crate::percent;

/// A request as the gateway has taken it in.
pub(super) struct Taken<'a> {
    pub(super) route: &'a RouteRow,
    pub(super) method: &'a Method,
    pub(super) parameters: PathParameters,
    pub(super) uri: &'a Uri,
    pub(super) headers: &'a HeaderMap,
    pub(super) body: &'a Bytes,
    pub(super) source_ip: String,
    pub(super) claims: Option<Map<String, Value>>,
    pub(super) request_id: String,
    pub(super) now: Timestamp,
}

/// The event for a function.
pub(super) fn event(taken: Taken<'_>) -> Value {
    let query = taken.uri.query().unwrap_or_default();
    let mut event = json!({
        "version": "2.0",
        "routeKey": taken.route.key(),
        "rawPath": taken.uri.path(),
        "rawQueryString": query,
        "headers": headers(taken.headers),
        "requestContext": context(&taken),
        "isBase64Encoded": false,
    });
    let parameters = taken.parameters.iter().map(|(name, value)| (name.clone(), json!(value)));
    let parts = [
        ("cookies", cookies(taken.headers)),
        ("queryStringParameters", query_parameters(query)),
        ("pathParameters", non_empty(parameters.collect())),
    ];
    if let Some(fields) = event.as_object_mut() {
        fields.extend(parts.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?))));
        fields.extend(body(taken.headers, taken.body));
    }
    event
}

fn context(taken: &Taken<'_>) -> Value {
    let domain = text(taken.headers.get(header::HOST));
    let mut context = json!({
        "accountId": "000000000000",
        "apiId": "local",
        "domainName": domain,
        "domainPrefix": domain.split('.').next(),
        "http": {
            "method": taken.method.as_str(),
            "path": taken.uri.path(),
            "protocol": "HTTP/1.1",
            "sourceIp": taken.source_ip,
            "userAgent": text(taken.headers.get(header::USER_AGENT)),
        },
        "requestId": taken.request_id,
        "routeKey": taken.route.key(),
        "stage": "$default",
        "time": taken.now.strftime("%d/%b/%Y:%H:%M:%S +0000").to_string(),
        "timeEpoch": taken.now.as_millisecond(),
    });
    if let (Some(claims), Some(fields)) = (&taken.claims, context.as_object_mut()) {
        let claims: Map<_, _> = claims.iter().map(|(name, value)| (name.clone(), claim(value))).collect();
        let authorizer = json!({ "jwt": { "claims": claims, "scopes": null } });
        fields.insert("authorizer".to_owned(), authorizer);
    }
    context
}

/// A claim as the authorizer hands it on: always text.
fn claim(value: &Value) -> Value {
    let plain = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let Some(values) = value.as_array() else {
        return json!(plain(value));
    };
    let values: Vec<String> = values.iter().map(plain).collect();
    json!(format!("[{}]", values.join(" ")))
}

/// Repeated headers are one, with commas; cookies stand apart.
fn headers(headers: &HeaderMap) -> Map<String, Value> {
    let names = headers.keys().filter(|name| **name != header::COOKIE);
    let joined = names.map(|name| {
        let values: Vec<String> = headers.get_all(name).iter().map(|value| text(Some(value))).collect();
        (name.as_str().to_owned(), json!(values.join(",")))
    });
    joined.collect()
}

fn text(value: Option<&HeaderValue>) -> String {
    value.map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned()).unwrap_or_default()
}

fn cookies(headers: &HeaderMap) -> Option<Value> {
    let lines: Vec<String> = headers.get_all(header::COOKIE).iter().map(|line| text(Some(line))).collect();
    let cookies: Vec<&str> = lines.iter().flat_map(|line| line.split("; ")).collect();
    (!cookies.is_empty()).then(|| json!(cookies))
}

/// Repeated parameters are one, with commas.
fn query_parameters(query: &str) -> Option<Value> {
    let mut parameters = Map::new();
    for pair in query.split('&').filter(|pair| !pair.is_empty()) {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        let decode = |text: &str| percent::decode_query(text).unwrap_or_else(|| text.to_owned());
        let (name, value) = (decode(name), decode(value));
        let joined = match parameters.get(&name).and_then(Value::as_str) {
            Some(before) => format!("{before},{value}"),
            None => value,
        };
        parameters.insert(name, json!(joined));
    }
    non_empty(parameters)
}

fn non_empty(fields: Map<String, Value>) -> Option<Value> {
    (!fields.is_empty()).then_some(Value::Object(fields))
}

/// Text goes as it is, everything else in Base64, as API Gateway decides it by the content type.
fn body(headers: &HeaderMap, body: &Bytes) -> Vec<(String, Value)> {
    if body.is_empty() {
        return Vec::new();
    }
    let kind = text(headers.get(header::CONTENT_TYPE)).to_ascii_lowercase();
    let kind = kind.split(';').next().unwrap_or_default().trim();
    let is_text =
        kind.starts_with("text/") || matches!(kind, "application/json" | "application/javascript" | "application/xml");
    match std::str::from_utf8(body) {
        Ok(plain) if is_text => vec![("body".to_owned(), json!(plain))],
        Ok(_) | Err(_) => {
            vec![("body".to_owned(), json!(BASE64.encode(body))), ("isBase64Encoded".to_owned(), json!(true))]
        }
    }
}

/// The response that a function's answer stands for; `None` where it stands for none.
pub(super) fn response(answer: &Value) -> Option<Response> {
    let Some(status) = answer.get("statusCode") else {
        // As API Gateway infers it: a bare value is a JSON body.
        let kind = (header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
        let mut response = Response::new(Body::from(answer.to_string()));
        response.headers_mut().extend([kind]);
        return Some(response);
    };
    let status = u16::try_from(status.as_u64()?).ok()?;
    let mut response = Response::new(Body::from(response_body(answer)?));
    *response.status_mut() = StatusCode::from_u16(status).ok()?;
    for (name, value) in response_headers(answer) {
        let name = HeaderName::from_bytes(name.as_bytes()).ok()?;
        // The length is that of the body that is sent.
        if name != header::CONTENT_LENGTH && name != header::TRANSFER_ENCODING {
            response.headers_mut().append(name, HeaderValue::from_str(&value).ok()?);
        }
    }
    Some(response)
}

fn response_body(answer: &Value) -> Option<Vec<u8>> {
    let body = answer.get("body").and_then(Value::as_str).unwrap_or_default();
    match answer.get("isBase64Encoded").and_then(Value::as_bool) {
        Some(true) => BASE64.decode(body.as_bytes()).ok(),
        Some(false) | None => Some(body.as_bytes().to_vec()),
    }
}

fn response_headers(answer: &Value) -> Vec<(String, String)> {
    let fields = |name: &str| answer.get(name).and_then(Value::as_object).into_iter().flatten();
    let plain = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let several = |(name, values): (&String, &Value)| -> Vec<(String, String)> {
        let values = values.as_array().into_iter().flatten();
        values.map(|value| (name.clone(), plain(value))).collect()
    };
    let mut headers: Vec<(String, String)> = fields("multiValueHeaders").flat_map(several).collect();
    for (name, value) in fields("headers") {
        // The Rust runtime writes each header into both maps.
        if !headers.iter().any(|(set, _)| set.eq_ignore_ascii_case(name)) {
            headers.push((name.clone(), plain(value)));
        }
    }
    let cookies = answer.get("cookies").and_then(Value::as_array).into_iter().flatten();
    headers.extend(cookies.map(|cookie| ("set-cookie".to_owned(), plain(cookie))));
    headers
}

#[cfg(test)]
mod tests;
