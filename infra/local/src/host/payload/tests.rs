//! The JSON of a request, whole, and the responses that answers stand for.

use axum::body::Bytes;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method};
use jiff::Timestamp;
use serde_json::{Value, json};

use super::{Taken, event, response};
use crate::host::RouteRow;

fn header_map(headers: &[(&str, &str)]) -> HeaderMap {
    let pair = |(name, value): &(&str, &str)| {
        (HeaderName::from_bytes(name.as_bytes()).unwrap(), HeaderValue::from_str(value).unwrap())
    };
    let mut map = HeaderMap::new();
    for (name, value) in headers.iter().map(pair) {
        map.append(name, value);
    }
    map
}

fn taken(uri: &str, headers: &[(&str, &str)], body: &'static [u8], claims: Option<Value>) -> Value {
    let route = RouteRow {
        method: "ANY".to_owned(),
        path_template: "/licenses/{id}".to_owned(),
        function: "deliver".to_owned(),
        public: false,
    };
    event(Taken {
        route: &route,
        method: &Method::PUT,
        parameters: vec![("id".to_owned(), "辽 7".to_owned())],
        uri: &uri.parse().unwrap(),
        headers: &header_map(headers),
        body: &Bytes::from_static(body),
        source_ip: "127.0.0.1".to_owned(),
        claims: claims.and_then(|claims| claims.as_object().cloned()),
        request_id: "r1".to_owned(),
        now: Timestamp::from_second(1_795_430_000).unwrap(),
    })
}

#[test]
fn a_request_is_payload_2_0() {
    let headers = [
        ("Host", "localhost:8080"),
        ("User-Agent", "test"),
        ("Content-Type", "application/json; charset=utf-8"),
        ("Cookie", "a=1; b=2"),
        ("Accept", "x"),
        ("accept", "y"),
    ];
    let claims = json!({ "sub": "s", "exp": 7, "verified": true, "acts": ["A", "B"], "none": null });
    let event = taken("/licenses/%E8%BE%BD%207?kind=1&kind=2&q=a%26b+c&flag", &headers, b"{}", Some(claims));
    let expected = json!({
        "version": "2.0",
        "routeKey": "ANY /licenses/{id}",
        "rawPath": "/licenses/%E8%BE%BD%207",
        "rawQueryString": "kind=1&kind=2&q=a%26b+c&flag",
        "cookies": ["a=1", "b=2"],
        "headers": {
            "host": "localhost:8080", "user-agent": "test", "accept": "x,y",
            "content-type": "application/json; charset=utf-8",
        },
        "queryStringParameters": { "kind": "1,2", "q": "a&b c", "flag": "" },
        "pathParameters": { "id": "辽 7" },
        "requestContext": {
            "accountId": "000000000000",
            "apiId": "local",
            "authorizer": { "jwt": {
                "claims": { "sub": "s", "exp": "7", "verified": "true", "acts": "[A B]", "none": "null" },
                "scopes": null,
            }},
            "domainName": "localhost:8080",
            "domainPrefix": "localhost:8080",
            "http": {
                "method": "PUT", "path": "/licenses/%E8%BE%BD%207", "protocol": "HTTP/1.1",
                "sourceIp": "127.0.0.1", "userAgent": "test",
            },
            "requestId": "r1",
            "routeKey": "ANY /licenses/{id}",
            "stage": "$default",
            "time": "23/Nov/2026:10:33:20 +0000",
            "timeEpoch": 1_795_430_000_000_i64,
        },
        "body": "{}",
        "isBase64Encoded": false,
    });
    assert_eq!(event, expected);
}

#[test]
fn a_bare_request_has_no_empty_parts() {
    let event = taken("/licenses/7", &[], b"", None);
    for absent in ["cookies", "queryStringParameters", "body"] {
        assert!(event.get(absent).is_none(), "{absent}");
    }
    assert!(event["requestContext"].get("authorizer").is_none());
}

#[test]
fn a_body_is_text_or_base64_by_its_type() {
    let cases: [(&str, &'static [u8], &str, bool); 7] = [
        ("application/json", b"{}", "{}", false),
        ("text/csv; charset=utf-8", b"a,b", "a,b", false),
        ("APPLICATION/JSON", b"{}", "{}", false),
        ("image/jpeg", b"{}", "e30=", true),
        ("application/merge-patch+json", b"{}", "e30=", true),
        ("", b"{}", "e30=", true),
        ("application/json", b"\xff", "/w==", true),
    ];
    for (kind, body, text, base64) in cases {
        let headers = [("content-type", kind)];
        let event = taken("/licenses/7", if kind.is_empty() { &[] } else { &headers }, body, None);
        assert_eq!((&event["body"], &event["isBase64Encoded"]), (&json!(text), &json!(base64)), "{kind}");
    }
}

#[tokio::test]
async fn an_answer_stands_for_a_response() {
    let answer = json!({
        "statusCode": 201,
        "headers": { "Content-Type": "text/plain", "X-N": 7, "content-length": "99" },
        "multiValueHeaders": { "content-type": ["text/plain"], "x-many": ["a", "b"] },
        "cookies": ["a=1", "b=2"],
        "body": "aGVsbG8=",
        "isBase64Encoded": true,
    });
    let made = response(&answer).unwrap();
    assert_eq!(made.status().as_u16(), 201);
    let all = |name: &str| made.headers().get_all(name).iter().map(|v| v.to_str().unwrap()).collect::<Vec<_>>();
    assert_eq!(all("content-type"), ["text/plain"]);
    assert_eq!(all("x-n"), ["7"]);
    assert_eq!(all("x-many"), ["a", "b"]);
    assert_eq!(all("set-cookie"), ["a=1", "b=2"]);
    assert!(all("content-length").is_empty());
    let body = axum::body::to_bytes(made.into_body(), 100).await.unwrap();
    assert_eq!(body.as_ref(), b"hello");
}

#[tokio::test]
async fn a_bare_answer_is_json() {
    let made = response(&json!({ "ok": true })).unwrap();
    assert_eq!(made.status().as_u16(), 200);
    assert_eq!(made.headers()["content-type"], "application/json");
    let body = axum::body::to_bytes(made.into_body(), 100).await.unwrap();
    assert_eq!(body.as_ref(), br#"{"ok":true}"#);
}

#[test]
fn a_malformed_answer_stands_for_nothing() {
    let cases = [
        json!({ "statusCode": "200" }),
        json!({ "statusCode": 99 }),
        json!({ "statusCode": 70000 }),
        json!({ "statusCode": -1 }),
        json!({ "statusCode": 200, "headers": { "bad name": "x" } }),
        json!({ "statusCode": 200, "headers": { "x": "line\nbreak" } }),
        json!({ "statusCode": 200, "body": "no base64!", "isBase64Encoded": true }),
    ];
    for answer in cases {
        assert!(response(&answer).is_none(), "{answer}");
    }
}
