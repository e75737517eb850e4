use serde_json::{Value, json};

use super::*;

/// `good` of shared/seal/testdata/keys.json has keys; any of them is a root.
const KEYS: &str = include_str!("../../../seal/testdata/keys.json");

fn root() -> String {
    let keys: Value = serde_json::from_str(KEYS).unwrap();
    let hex = keys["good"][0]["spki"].as_str().unwrap().to_uppercase();
    BASE64.encode(&data_encoding::HEXUPPER.decode(hex.as_bytes()).unwrap())
}

fn asked(change: impl FnOnce(&mut Value)) -> Value {
    let mut request =
        json!({ "root": root(), "trust": "AQ==", "status": [], "now": "2026-11-25T04:00:00Z", "code": "HTTPS://X/#1" });
    change(&mut request);
    serde_json::from_slice(&answer(request.to_string().as_bytes())).unwrap()
}

#[test]
fn a_request_is_judged_and_never_valid_without_lists() {
    let told = asked(|_as_it_is| {});
    assert_eq!(told["verdict"], "cannot_tell");
    assert_eq!(told["dropped"][0]["reason"]["code"], "trust_list.bad");
    assert_eq!(told["because"]["code"], "code.none");
    let file = asked(|request| {
        request.as_object_mut().unwrap().remove("code");
        request["file"] = "AQ==".into();
    });
    assert_eq!((&file["verdict"], &file["because"]["code"]), (&"cannot_tell".into(), &"file.not_read".into()));
}

#[test]
fn what_cannot_be_judged_is_refused_by_name() {
    let code = |told: Value| told["error"]["code"].as_str().unwrap().to_owned();
    assert_eq!(code(asked(|request| request["more"] = 1.into())), "request.form");
    assert_eq!(code(asked(|request| request["picture"] = "AQ==".into())), "request.form");
    assert_eq!(code(asked(|request| request["now"] = "today".into())), "request.form");
    assert_eq!(code(asked(|request| request["trust"] = "?".into())), "request.base64");
    assert_eq!(code(asked(|request| request["root"] = "AQ==".into())), "request.root");
    assert_eq!(code(serde_json::from_slice(&answer(b"")).unwrap()), "request.form");
    let picture = asked(|request| {
        request.as_object_mut().unwrap().remove("code");
        request["picture"] = "AQ==".into();
    });
    assert_eq!(code(picture), "picture.not_a_picture");
}
