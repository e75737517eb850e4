//! Claims read, and claims that do not say what they must.

use super::*;

const PERSON: &str = "p-aaaaaaaaaaaaaaaaaaaaaaaaaa";

fn holder() -> Value {
    json!({ "sub": "7f3c", "role": "holder", "assurance": "real-name", "person": PERSON,
        "acts_for": "91210100MA0000001X 91210100MA0000002Y", "iss": "https://issuer.example", "exp": "1795500300" })
}

fn put(claims: Value) -> Value {
    signed(with_json(request("PUT", "/v1/things/my-thing-1"), r#"{"word":"w"}"#), claims)
}

#[tokio::test]
async fn a_holders_claims_are_read() {
    let got = get_of(put(holder())).await;
    let operator = |code| PlainIndex.subject_id(NaturalKey::Operator(code));
    assert_eq!(
        got.json,
        json!({ "name": "my-thing-1", "word": "w", "person": PERSON, "real_name": true, "id": "7f3c",
        "division": null, "acts_for": [operator("91210100MA0000001X"), operator("91210100MA0000002Y")] })
    );
    let mut plain = holder();
    for (claim, value) in [("assurance", json!("password")), ("acts_for", json!(null)), ("person", json!(null))] {
        plain[claim] = value;
    }
    let got = get_of(put(plain)).await;
    assert_eq!((got.status, &got.json["real_name"], &got.json["acts_for"]), (200, &json!(false), &json!([])));
}

#[tokio::test]
async fn claims_of_another_form_are_refused_on_every_route() {
    let many = vec!["91210100MA0000001X"; 51].join(" ");
    let bad = [
        ("role", json!(null)),
        ("role", json!("")),
        ("role", json!("Holder")),
        ("role", json!("system")),
        ("role", json!("public")),
        ("role", json!("holder officer")),
        ("role", json!(["holder"])),
        ("sub", json!(null)),
        ("sub", json!("")),
        ("sub", json!("a b")),
        ("sub", json!("张三")),
        ("sub", json!("x".repeat(129))),
        ("sub", json!(5)),
        ("person", json!("")),
        ("person", json!("210102199001011234")),
        ("person", json!("o-aaaaaaaaaaaaaaaaaaaaaaaaaa")),
        ("person", json!("p-AAAAAAAAAAAAAAAAAAAAAAAAAA")),
        ("person", json!([PERSON])),
        ("acts_for", json!("91210100MA0000001XX")),
        ("acts_for", json!("[91210100MA0000001X]")),
        ("acts_for", json!("91210100-A0000001X")),
        ("acts_for", json!(["91210100MA0000001X"])),
        ("acts_for", json!(many)),
        ("division", json!("110000")),
        ("division", json!("2101")),
        ("division", json!(210_100)),
        ("assurance", json!(true)),
    ];
    for (claim, value) in bad {
        let mut claims = holder();
        claims[claim] = value.clone();
        get_of(put(claims.clone())).await.is_problem(401, "signin.claims");
        get_of(signed(request("GET", "/v1/open"), claims)).await.is_problem(401, "signin.claims");
    }
    for claims in [json!({}), json!([]), json!("holder"), json!(1)] {
        get_of(put(claims)).await.is_problem(401, "signin.claims");
    }
}

#[tokio::test]
async fn an_officer_without_a_division_is_none() {
    for role in [Role::Officer, Role::Reviewer] {
        let mut claims = claims(role);
        claims["division"] = json!(null);
        let got = get_of(signed(request("GET", "/v1/things"), claims)).await;
        got.is_problem(401, "signin.claims");
        assert_eq!(got.headers["www-authenticate"], "Bearer");
    }
}

#[tokio::test]
async fn only_the_authorizer_says_who_calls() {
    let mut event = request("GET", "/v1/things");
    event["headers"] = json!({ "authorization": "Bearer forged", "role": "officer", "x-role": "officer" });
    event["requestContext"]["authorizer"] = json!({ "lambda": claims(Role::Officer), "iam": claims(Role::Officer) });
    event["authorizer"] = json!({ "jwt": { "claims": claims(Role::Officer) } });
    get_of(event).await.is_problem(401, "signin.missing");
}
