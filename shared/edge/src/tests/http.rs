//! Requests parsed, answers formed, lines written.

use super::*;
use crate::BODY_BYTES_MAX;
use data_encoding::BASE64;

fn put(body: &str) -> Value {
    signed(with_json(request("PUT", "/v1/things/my-thing-1"), body), claims(Role::Holder))
}

fn list(query: &str) -> Value {
    let mut event = signed(request("GET", "/v1/things"), claims(Role::Officer));
    event["rawQueryString"] = json!(query);
    event
}

#[tokio::test]
async fn the_line_has_the_template_and_no_more() {
    let got = get_of(put(r#"{"word":"w"}"#)).await;
    let metric = got.line["_aws"]["CloudWatchMetrics"][0].clone();
    assert_eq!(metric["Dimensions"], json!([["function", "operation"]]));
    let mut line = got.line;
    line.as_object_mut().expect("an object").remove("_aws");
    assert_eq!(
        line,
        json!({ "at": "2026-11-24T06:00:00.007Z", "function": "things", "operation": "put_thing",
        "method": "PUT", "route": "/v1/things/{name}", "role": "holder", "status": 200, "code": "ok", "ms": 7,
        "faults": 0, "request_id": "JKJaXmPLvHcESHA=" })
    );
}

#[tokio::test]
async fn a_body_that_does_not_fit_is_refused_by_place_and_not_repeated() {
    let cases = [
        ("", "json.end"),
        ("{", "json.end"),
        (r#"{"word":"MARK""#, "json.end"),
        ("MARK", "json.syntax"),
        (r#"{"word":"a"} MARK"#, "json.syntax"),
        (r#"{"word":'MARK'}"#, "json.syntax"),
        ("null", "json.data"),
        ("[]", "json.data"),
        ("{}", "json.data"),
        (r#"{"word":7}"#, "json.data"),
        (r#""MARK""#, "json.data"),
        (r#"{"word":{"MARK":1}}"#, "json.data"),
        (r#"{"word":"w","MARK":1}"#, "json.data"),
        (r#"{"word":"w","word":"MARK"}"#, "json.data"),
    ];
    for (body, reason) in cases {
        let got = get_of(put(body)).await;
        got.is_problem(400, "input.field");
        assert_eq!((&got.json["field"], &got.json["reason"]), (&json!("body"), &json!(reason)), "{body}");
        assert!(got.json["detail"].as_str().is_some_and(|detail| detail.starts_with("line ")), "{body}");
        assert!(!got.raw.to_string().contains("MARK"), "{body}");
    }
}

#[tokio::test]
async fn hostile_nesting_is_only_a_refusal() {
    let deep = format!(r#"{{"word":"w","tree":{}{}}}"#, "[".repeat(50_000), "]".repeat(50_000));
    let got = get_of(put(&deep)).await;
    got.is_problem(400, "input.field");
    assert_eq!(got.json["reason"], "json.syntax");
    let open = format!(r#"{{"word":"w","tree":{}"#, r#"{"a":"#.repeat(40_000));
    get_of(put(&open)).await.is_problem(400, "input.field");
}

#[tokio::test]
async fn a_body_is_json_and_within_the_limit() {
    let limit = usize::try_from(BODY_BYTES_MAX).expect("a size");
    let frame = r#"{"word":""}"#.len();
    let body = |size: usize| format!(r#"{{"word":"{}"}}"#, "a".repeat(size - frame));
    assert_eq!(get_of(put(&body(limit))).await.status, 200);
    get_of(put(&body(limit + 1))).await.is_problem(413, "input.too_large");
    let mut binary = put("");
    binary["isBase64Encoded"] = json!(true);
    binary["body"] = json!(BASE64.encode(body(limit + 1).as_bytes()));
    get_of(binary.clone()).await.is_problem(413, "input.too_large");
    binary["body"] = json!(BASE64.encode(br#"{"word":"w"}"#));
    assert_eq!(get_of(binary.clone()).await.status, 200);
    binary["body"] = json!("no base 64!");
    get_of(binary).await.is_problem(400, "input.request");
    // Also where no handler reads a body, and never before the role is known.
    get_of(with_json(request("GET", "/v1/open"), &body(limit + 1))).await.is_problem(413, "input.too_large");
    get_of(with_json(request("PUT", "/v1/things/my-thing-1"), &body(limit + 1)))
        .await
        .is_problem(401, "signin.missing");
}

#[tokio::test]
async fn an_operation_that_states_a_number_has_that_limit_and_no_other_has() {
    let usual = usize::try_from(BODY_BYTES_MAX).expect("a size");
    let frame = r#"{"word":""}"#.len();
    let body = |size: usize| format!(r#"{{"word":"{}"}}"#, "a".repeat(size - frame));
    for (path, size, status) in [
        ("/v1/large", usual + 1, 200),
        ("/v1/large", 1_000_000, 200),
        ("/v1/large", 1_000_001, 413),
        ("/v1/unlimited", usual, 200),
        ("/v1/unlimited", usual + 1, 413),
    ] {
        let got = get_of(with_json(request("PUT", path), &body(size))).await;
        assert_eq!(got.status, status, "{path} {size}");
    }
    let (function, _) = function();
    let longer: Vec<String> = function
        .routes()
        .into_iter()
        .filter(|route| route.body_bytes_max != BODY_BYTES_MAX)
        .map(|route| route.path)
        .collect();
    assert_eq!(longer, ["/v1/large"]);
}

#[tokio::test]
async fn other_media_types_are_refused() {
    for (media, status) in [
        (json!("application/json; charset=utf-8"), 200),
        (json!("Application/JSON"), 200),
        (json!("text/plain"), 415),
        (json!("application/x-www-form-urlencoded"), 415),
        (json!("application/jsonp"), 415),
        (json!(""), 415),
        (json!(null), 415),
    ] {
        let mut event = put(r#"{"word":"w"}"#);
        event["headers"]["content-type"] = media.clone();
        let got = get_of(event).await;
        assert_eq!(got.status, status, "{media}");
        if status == 415 {
            got.is_problem(415, "input.media_type");
        }
    }
}

#[tokio::test]
async fn names_paths_and_queries_are_parsed() {
    for name in
        ["short", "Capital-name", "under_score", "with%20space", "x%2Fyyyyyyyyy", &"a".repeat(65), "%FF%FE%FF%FE"]
    {
        let mut event = put(r#"{"word":"w"}"#);
        event["rawPath"] = json!(format!("/v1/things/{name}"));
        get_of(event).await.is_problem(400, "input.field");
    }
    for (path, query, status) in [
        ("/v1/days/7", "day=3", 200),
        ("/v1/days/MARK", "day=3", 400),
        ("/v1/days/-1", "day=3", 400),
        ("/v1/days/7", "", 400),
        ("/v1/days/7", "day=MARK", 400),
        ("/v1/days/7", "day=256", 400),
        ("/v1/days/7", "day=1&day=2", 400),
    ] {
        let mut event = request("GET", path);
        event["rawQueryString"] = json!(query);
        let got = get_of(event).await;
        assert_eq!(got.status, status, "{path} {query}");
        assert!(!got.raw.to_string().contains("MARK"), "{path} {query}");
    }
}

#[tokio::test]
async fn pages_have_1_to_100_items() {
    let got = get_of(list("")).await;
    assert_eq!((&got.json["limit"], &got.json["after"]), (&json!(20), &Value::Null));
    let got = get_of(list("limit=100&after=abc-_%3D&else=1")).await;
    assert_eq!((&got.json["limit"], &got.json["after"]), (&json!(100), &json!("abc-_=")));
    for limit in ["0", "101", "256", "-1", "1.5", "ten", "", "%31%31%31"] {
        let got = get_of(list(&format!("limit={limit}"))).await;
        got.is_problem(400, "input.field");
        assert_eq!((&got.json["field"], &got.json["reason"]), (&json!("limit"), &json!("page.limit")), "{limit}");
    }
    for after in ["", "a%20b", "%E5%BC%A0", &"a".repeat(1025)] {
        get_of(list(&format!("after={after}"))).await.is_problem(400, "input.cursor");
    }
    get_of(list("limit=1&limit=2")).await.is_problem(400, "input.field");
}

#[tokio::test]
async fn refusals_and_faults_are_told_apart() {
    let refusal = get_of(request("GET", "/v1/answers/refusal")).await;
    refusal.is_problem(422, "operator.uscc");
    assert_eq!(refusal.json["reason"], "uscc.check");
    assert_eq!(refusal.json["title_zh"], "业户的统一社会信用代码不完整或不正确");
    assert_eq!(refusal.line["faults"], 0);

    let limited = get_of(request("GET", "/v1/answers/limited")).await;
    limited.is_problem(429, "caller.too_many");
    assert_eq!((&limited.headers["retry-after"], &limited.line["faults"]), (&json!("77"), &json!(0)));

    let fault = get_of(request("GET", "/v1/answers/fault")).await;
    fault.is_problem(503, "store.unavailable");
    assert_eq!((&fault.headers["retry-after"], &fault.line["faults"]), (&json!("1"), &json!(1)));
    assert_eq!(fault.line["fault"], "the table did not answer");
    assert!(!fault.raw.to_string().contains("the table"), "a fault's detail is for the log");
}

#[tokio::test]
async fn an_answer_stands_though_something_beside_it_was_lost() {
    let got = get_of(request("GET", "/v1/from")).await;
    assert_eq!(got.raw["statusCode"], 200);
    assert_eq!((&got.line["lost"], &got.line["code"]), (&json!("store.throttled: a count"), &json!("ok")));
    assert_eq!((&got.line["faults"], &got.line["fault"]), (&json!(0), &Value::Null));
    assert!(!got.raw.to_string().contains("a count"), "the loss is for the log");
}

#[tokio::test]
async fn an_address_counts_as_one_subscriber_and_is_told_nobody() {
    let from = async |address: &str| {
        let mut event = request("GET", "/v1/from");
        event["requestContext"]["http"]["sourceIp"] = json!(address);
        let got = get_of(event).await;
        let told = format!("{} {}", got.line, got.raw);
        assert!(address.is_empty() || !told.contains(address), "{told}");
        got.json["from"].clone()
    };
    let (one, other) = (from("192.0.2.1").await, from("192.0.2.2").await);
    assert_ne!(one, other);
    assert_eq!(from("::ffff:192.0.2.1").await, one, "IPv4 in IPv6");
    let six = from("2001:db8:0:1::1").await;
    assert_eq!(from("2001:db8:0:1:ffff::2").await, six, "64 bits are one subscriber's");
    assert_ne!(from("2001:db8:0:2::1").await, six);
    assert_eq!(from("").await, from("unknown").await, "what is no address is all one");
    assert_ne!(from("").await, one);
}

#[tokio::test]
async fn what_a_library_words_is_worded_anew() {
    let echo = get_of(request("GET", "/v1/answers/echo")).await;
    echo.is_problem(400, "input.request");
    assert!(!echo.raw.to_string().contains("210102199001011234"));
    let inner = get_of(request("GET", "/v1/answers/other")).await;
    inner.is_problem(503, "service.fault");
    assert!(!inner.raw.to_string().contains("inner"));
}

#[tokio::test]
async fn answers_are_text_or_base_64_and_kept_nowhere() {
    let binary = get_of(request("GET", "/v1/answers/binary")).await.raw;
    assert_eq!((&binary["isBase64Encoded"], &binary["body"]), (&json!(true), &json!("AJ//")));
    let text = get_of(request("GET", "/v1/answers/cached")).await;
    assert_eq!((&text.raw["isBase64Encoded"], &text.raw["body"]), (&json!(false), &json!("text")));
    assert_eq!(text.headers["cache-control"], "max-age=60");
    let plain = get_of(request("GET", "/v1/open")).await;
    assert_eq!(
        (&plain.headers["cache-control"], &plain.headers["x-content-type-options"]),
        (&json!("no-store"), &json!("nosniff"))
    );
}

/// Every place of an event where a person's value could stand is marked; the line may hold none, whatever the answer.
#[tokio::test]
async fn no_marked_value_gets_into_a_line() {
    let paths =
        ["/v1/things/mark-mark", "/v1/things", "/v1/open", "/v1/mark", "/v1/answers/fault", "/v1/days/mark", "mark"];
    for (method, path) in ["GET", "PUT", "MARK"].into_iter().flat_map(|method| paths.map(|path| (method, path))) {
        for role in ["holder", "officer", "mark"] {
            let body = r#"{"word":"MARK","MARK":"MARK"}"#;
            let claims = json!({ "sub": "MARK", "role": role, "person": "MARK", "acts_for": "MARK", "name": "MARK" });
            let mut event = signed(with_json(request(method, path), body), claims);
            event["rawQueryString"] = json!("after=MARK&limit=MARK&mark=MARK");
            event["headers"]["authorization"] = json!("Bearer MARK");
            event["headers"]["mark"] = json!("MARK");
            event["cookies"] = json!(["MARK"]);
            event["requestContext"]["http"]["sourceIp"] = json!("MARK");
            event["requestContext"]["http"]["userAgent"] = json!("MARK");
            event["requestContext"]["http"]["path"] = json!("MARK");
            let got = get_of(event).await;
            let line = got.line.to_string().to_lowercase();
            assert!(!line.contains("mark"), "{method} {path} {role}: {line}");
            assert!(!got.raw.to_string().contains("MARK"), "{method} {path} {role}");
        }
    }
}

#[tokio::test]
async fn a_request_id_can_carry_nothing_else() {
    let mut event = request("GET", "/v1/nowhere");
    event["requestContext"]["requestId"] = json!("a\"张 三\n{b}=-_");
    let (function, lines) = function();
    function.handle(event).await.expect("an answer");
    assert_eq!(lines.all()[0]["request_id"], "ab=-_");
    assert_eq!(lines.text().lines().count(), 1);
}

#[tokio::test]
async fn hostile_headers_and_odd_events_do_not_end_the_process() {
    for headers in [
        json!({ "host": "a b\n[", "x-forwarded-proto": "://" }),
        json!({ "bad name": "x", "": "y", "ok": 5, "line": "a\r\nb: c" }),
        json!([]),
        json!("headers"),
        json!(null),
    ] {
        let mut event = request("GET", "/v1/open");
        event["headers"] = headers.clone();
        assert_eq!(get_of(event).await.status, 200, "{headers}");
    }
    for (place, value) in [
        ("/rawPath", json!(null)),
        ("/rawPath", json!({})),
        ("/rawPath", json!("/v1/open%")),
        ("/rawPath", json!("/v1/days/%ff")),
        ("/rawQueryString", json!("%%%&&==")),
        ("/rawQueryString", json!("a b\n")),
        ("/body", json!({ "a": 1 })),
        ("/isBase64Encoded", json!("yes")),
        ("/requestContext/stage", json!("")),
        ("/requestContext/authorizer", json!("x")),
    ] {
        let mut event = request("GET", "/v1/open");
        *event.pointer_mut(place).expect(place) = value;
        let got = get_of(event).await;
        assert!([200, 400, 404].contains(&got.status), "{place}: {}", got.raw);
    }
}

#[test]
fn a_handler_never_sees_a_token_or_a_cookie() {
    let mut event = request("GET", "/v1/open");
    event["headers"] = json!({ "Authorization": "Bearer MARK", "cookie": "MARK", "accept": "text/plain" });
    let Ok(request) = crate::gateway::request(&event) else { panic!("a request") };
    let names: Vec<&str> = request.headers().keys().map(|name| name.as_str()).collect();
    assert_eq!(names, ["accept"]);
}
