//! Many at once: the same as one by one, in order, on record, and as silent to an outsider.

use license::kind::Kind;
use serde_json::{Value, json};

use super::{Granted, World, items, text};

const PURPOSE: &str = "路面执法检查";

/// An answer but for its moment.
fn undated(answer: &Value) -> Value {
    let mut answer = answer.clone();
    answer["as_of"] = Value::Null;
    answer
}

fn all_undated(answers: &Value) -> Vec<Value> {
    answers.as_array().unwrap_or_else(|| panic!("no answers in {answers}")).iter().map(undated).collect()
}

/// What one call at a time answers.
async fn alone(world: &World, question: &Value) -> Vec<Value> {
    let mut body = question.clone();
    body["purpose"] = PURPOSE.into();
    if question.get("code").is_some() {
        return vec![undated(&world.service.post(Some(&world.enforcement), "/v1/verifications", body).await)];
    }
    all_undated(&world.service.post(Some(&world.enforcement), "/v1/look-ups", body).await["answers"])
}

/// Codes and facts, of licenses in every state and of nothing.
async fn questions(world: &mut World) -> (Granted, Vec<Value>) {
    let person = world.granted(Kind::PractitionerCertificate, &[]).await;
    let (_, code) = world.activated(&person, "claim-person").await;
    let firm = world.granted(Kind::BusinessLicense, &[]).await;
    let (path, suspended) = world.activated(&firm, "claim-firm").await;
    world.ordered(&path, "suspensions/suspend-it", "data-in-doubt").await;
    let paper = world.granted(Kind::VehicleCertificate, &[]).await;
    let identifier = world.newest(&person).await["identifier"].clone();
    let mut differing = person.known();
    differing["holder_name"] = "某某".into();
    let questions = vec![
        json!({ "code": code }),
        person.known(),
        json!({ "plate": { "number": "辽A00000", "color": "2" } }),
        json!({ "code": suspended }),
        firm.known(),
        json!({ "number": firm.row["number"] }),
        json!({ "identifier": identifier }),
        paper.known(),
        differing,
        json!({ "code": code.replace('1', "2") }),
        json!({ "code": "no code at all" }),
    ];
    (person, questions)
}

#[tokio::test]
async fn a_batch_answers_as_each_alone_and_in_order() {
    let mut world = World::new().await;
    let (_, questions) = questions(&mut world).await;
    let body = json!({ "items": questions, "purpose": PURPOSE });
    let batch = world.service.post(Some(&world.enforcement), "/v1/verification-batches", body).await;
    assert_eq!(batch["items"].as_array().unwrap().len(), questions.len());
    let mut verdicts = Vec::new();
    for (question, item) in questions.iter().zip(items(&batch)) {
        let answers = all_undated(&item["answers"]);
        assert_eq!(answers, alone(&world, question).await, "{question}");
        verdicts.extend(answers.iter().map(|answer| text(answer, "verdict")));
    }
    let expected = [
        "valid",
        "valid",
        "not_found",
        "suspended",
        "suspended",
        "suspended",
        "valid",
        "licensed_on_paper",
        "mismatch",
        "forged",
        "forged",
    ];
    assert_eq!(verdicts, expected);
    let codes: Vec<&Value> = questions.iter().filter_map(|question| question.get("code")).collect();
    let public = world.service.post(None, "/v1/public/verification-batches", json!({ "codes": codes })).await;
    for (code, item) in codes.into_iter().zip(items(&public)) {
        let single = world.service.post(None, "/v1/public/verifications", json!({ "code": code })).await;
        assert_eq!(all_undated(&item["answers"]), [undated(&single)]);
    }
}

#[tokio::test]
async fn an_item_that_cannot_be_read_has_its_own_no() {
    let mut world = World::new().await;
    let granted = world.granted(Kind::BusinessLicense, &[]).await;
    let both = json!({ "code": "1", "uscc": granted.row["uscc"] });
    let body =
        json!({ "items": [granted.known(), { "id_number": "1" }, both, {}, granted.known()], "purpose": PURPOSE });
    let path = "/v1/verification-batches";
    let batch = world.service.post(Some(&world.partner), path, body).await;
    let codes: Vec<&str> = items(&batch).map(|item| item["problem"]["code"].as_str().unwrap_or("answered")).collect();
    assert_eq!(codes, ["answered", "input.field", "input.field", "input.field", "answered"]);
    let fields: Vec<&Value> = items(&batch).map(|item| &item["problem"]["field"]).collect();
    assert_eq!(fields[1..4], [&json!("id_number"), &json!("body"), &json!("body")]);
    let refused =
        async |body: Value, code: &str| world.service.refused(&world.partner, ("POST", path), body, code).await;
    refused(json!({ "items": [], "purpose": PURPOSE }), "input.field").await;
    refused(json!({ "items": vec![json!({ "code": "1" }); 101], "purpose": PURPOSE }), "input.field").await;
    refused(json!({ "items": [granted.known()] }), "caller.purpose").await;
    let holder = world.service.ask(Some(&granted.holder), "POST", path, Some(json!({ "items": [] }))).await;
    assert_eq!(holder.code(), "caller.role");
}

/// Who asked is on record for every item: with the holder where there is one, and with the one who asked in any case.
#[tokio::test]
async fn every_item_is_on_record() {
    let mut world = World::new().await;
    let (person, questions) = questions(&mut world).await;
    let body = json!({ "items": questions, "purpose": PURPOSE });
    world.service.post(Some(&world.enforcement), "/v1/verification-batches", body).await;
    let path = format!("/v1/holders/{}/accesses?limit=100", person.holder_id);
    let seen = world.service.get(&person.holder, &path).await;
    let seen: Vec<&Value> = items(&seen).filter(|access| access["role"] == "enforcement").collect();
    assert!(!seen.is_empty());
    for access in seen {
        assert_eq!((&access["purpose"], &access["words"]["zh"]), (&json!(PURPOSE), &json!("证照有效")));
        assert_eq!(access["kind_name"], "道路运输从业人员从业资格证");
        assert!(access["license"].is_string() && access["at"].is_string() && access["division"].is_string());
    }
    let ask =
        json!({ "role": "enforcement", "subject": "enforcement-210100", "purpose": "核查查询记录", "limit": 100 });
    let by = world.service.post(Some(&world.province), "/v1/accesses/by-caller", ask.clone()).await;
    let found = items(&by).filter(|access| access["holder"].is_string()).count();
    let missed: Vec<&Value> = items(&by).filter(|access| access["holder"].is_null()).collect();
    // The person's code, ID number and identifier are one license at one moment; so are the firm's.
    assert_eq!((found, missed.len()), (3, 4), "{by}");
    assert!(missed.iter().all(|access| access["sought"].is_string() && access["license"].is_null()));
    let number = person.row["id_number"].as_str();
    assert!(!by.to_string().contains(number), "a keyed hash and not the number");
    let path = ("POST", "/v1/accesses/by-caller");
    world.service.refused(&world.officer, path, ask.clone(), "caller.role").await;
    let mut purposeless = ask;
    purposeless["purpose"] = "".into();
    world.service.refused(&world.province, path, purposeless, "caller.purpose").await;
    let own = json!({ "role": "province", "subject": "province-210100", "purpose": "核查查询记录" });
    let own = world.service.post(Some(&world.province), "/v1/accesses/by-caller", own).await;
    assert!(items(&own).count() >= 1, "who reads the record is on it");
}

/// A share is used up alike, whether somebody is there or not; then all are told the same, with when to come again.
#[tokio::test]
async fn a_share_of_look_ups_tells_nothing_of_who_exists() {
    let mut world = World::new().await;
    let granted = world.granted(Kind::PractitionerCertificate, &[]).await;
    let (_, code) = world.activated(&granted, "claim-it").await;
    let stranger = world.rows.next(Kind::PractitionerCertificate);
    let exists = json!({ "id_number": granted.row["id_number"], "holder_name": granted.holder_name() });
    let missing = json!({ "id_number": stranger["id_number"], "holder_name": stranger["name"] });
    let ask = async |body: &Value| world.service.ask(None, "POST", "/v1/public/look-ups", Some(body.clone())).await;
    let mut asked = 0;
    // A new window may begin meanwhile.
    while ask(if asked % 2 == 0 { &exists } else { &missing }).await.status == 200 {
        asked += 1;
        assert!(asked <= 60, "no limit");
    }
    assert!(asked >= 30, "{asked}");
    let (one, other) = (ask(&exists).await, ask(&missing).await);
    for refused in [&one, &other] {
        assert_eq!((refused.status, refused.code()), (429, "caller.too_many"));
        let seconds: u32 = refused.headers["retry-after"].as_str().unwrap().parse().unwrap();
        assert!((1..=600).contains(&seconds));
    }
    let nameless = |answer: &Value| {
        let mut answer = answer.clone();
        answer["request_id"] = Value::Null;
        answer
    };
    assert_eq!(nameless(&one.body), nameless(&other.body));
    // A code that is held out is verified all the same, and so is what officers look up.
    assert_eq!(world.told(&code).await, (0, "valid".into()));
    let mut officers = granted.known();
    officers["purpose"] = PURPOSE.into();
    world.service.post(Some(&world.enforcement), "/v1/look-ups", officers).await;
}

/// A batch draws for all its look-ups, and for none of its codes; more than the share has is refused as a whole.
#[tokio::test]
async fn a_batch_draws_for_each_look_up() {
    let world = World::new().await;
    let plate = json!({ "plate": { "number": "辽A00000", "color": "2" } });
    let path = "/v1/verification-batches";
    let look_ups = json!({ "items": vec![plate; 100], "purpose": PURPOSE });
    let codes = json!({ "items": vec![json!({ "code": "1" }); 100], "purpose": PURPOSE });
    let ask = async |body: &Value| world.service.ask(Some(&world.officer), "POST", path, Some(body.clone())).await;
    let mut calls = 0;
    while ask(&look_ups).await.status == 200 {
        calls += 1;
        assert!(calls <= 12, "no limit");
    }
    assert!(calls >= 6, "{calls}");
    let refused = ask(&look_ups).await;
    assert_eq!((refused.status, refused.code()), (429, "caller.too_many"));
    assert_eq!(ask(&codes).await.status, 200);
}

/// Two codes that miss for different reasons are the same bytes to an outsider, in a batch too.
#[tokio::test]
async fn every_miss_in_a_public_batch_is_the_same() {
    let mut world = World::new().await;
    let granted = world.granted(Kind::PractitionerCertificate, &[]).await;
    let (_, code) = world.activated(&granted, "claim-it").await;
    let (head, digits) = code.split_once('#').unwrap();
    let altered = |at: usize| {
        let swapped = if digits.as_bytes()[at] == b'9' { '8' } else { '9' };
        format!("{head}#{}{swapped}{}", &digits[..at], &digits[at + 1..])
    };
    let codes = [altered(digits.len() - 2), altered(digits.len() / 2), altered(digits.len() / 3)];
    let public = world.service.post(None, "/v1/public/verification-batches", json!({ "codes": codes })).await;
    let mut answers: Vec<Value> = items(&public).flat_map(|item| all_undated(&item["answers"])).collect();
    assert_eq!(answers.len(), 3);
    answers.dedup();
    assert_eq!(answers.len(), 1, "{answers:#?}");
    assert_eq!(answers[0]["verdict"], "not_found");
}
