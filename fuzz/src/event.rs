//! An event as AWS sends it, for a function that takes every kind: no request is our fault, every "no" is worded, every
//! line of the log is JSON, and what failed is among what came.

use std::sync::{Arc, LazyLock};

use axum::Json;
use edge::{Body, CallerName, Function, LogSink, PageQuery, Path, Query, SignedIn};
use license::application::ApplicationId;
use license::caller::CallerId;
use license::grant::GrantId;
use license::identifier::Serial;
use license::subject::{NaturalKey, SubjectId};
use lifecycle::error::{Error, Fault};
use lifecycle::object::ObjectKey;
use lifecycle::port::Index;
use serde_json::{Value, json};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

static FUNCTION: LazyLock<Function> = LazyLock::new(|| {
    let api = OpenApiRouter::default().routes(routes!(put)).routes(routes!(list)).routes(routes!(own));
    Function::new("fuzz")
        .http(api, Arc::new(Plain))
        .each_message(|body| async move { arrived(&body) })
        .each_change(|change| async move { changed(&change) })
        .each_tick(|_| async { Ok(None) })
        .log(Arc::new(Lines))
});

/// # Panics
/// Where the promise is broken.
pub fn run(data: &[u8]) {
    let Ok(event) = serde_json::from_slice::<Value>(data) else {
        return;
    };
    let Ok(answer) = futures::executor::block_on(FUNCTION.handle(event.clone())) else {
        return;
    };
    match answer.get("statusCode") {
        Some(status) => worded(status.as_u64().expect("a status"), &answer),
        None => failures(&event, &answer),
    }
}

fn worded(status: u64, answer: &Value) {
    assert!((200..500).contains(&status), "a request is never our fault: {status}");
    assert_eq!(answer["headers"]["x-content-type-options"], "nosniff");
    if status >= 400 {
        let problem: Value = serde_json::from_str(answer["body"].as_str().expect("text")).expect("JSON");
        assert!(problem["code"].is_string() && problem["title_zh"].is_string());
        assert_eq!((&problem["status"], problem["instance"].is_null()), (&json!(status), true));
    }
}

fn failures(event: &Value, answer: &Value) {
    let came = event.to_string();
    for failed in answer["batchItemFailures"].as_array().into_iter().flatten() {
        let id = failed["itemIdentifier"].as_str().expect("an id");
        assert!(came.contains(&json!(id).to_string()), "a failure of something that did not come");
    }
}

fn arrived(body: &str) -> Result<(), Error> {
    let keys = edge::object_keys(body).map_err(|why| Fault::new("fuzz.message", why))?;
    for key in keys {
        if let Some(read) = ObjectKey::parse(&key) {
            assert_eq!(read.path(), key, "an object of another name");
        }
    }
    Ok(())
}

fn changed(change: &Value) -> Result<(), Error> {
    if change.get("dynamodb").is_some() { Ok(()) } else { Err(Fault::new("fuzz.change", "no change").into()) }
}

#[utoipa::path(put, path = "/v1/things/{name}", security((), ("oidc" = ["holder"])))]
async fn put(SignedIn(caller): SignedIn, CallerName(name): CallerName, Body(body): Body<Value>) -> Json<Value> {
    Json(json!({ "name": name, "role": caller.role(), "holders": caller.holders().count(), "body": body }))
}

#[utoipa::path(get, path = "/v1/things", security((), ("oidc" = ["officer"])))]
async fn list(SignedIn(caller): SignedIn, PageQuery(page): PageQuery) -> Json<Value> {
    Json(json!({ "limit": page.limit, "after": page.after.map(|cursor| cursor.0), "division": caller.division }))
}

#[utoipa::path(get, path = "/v1/things/{name}/parts/{number}", security(()))]
async fn own(Path((name, number)): Path<(String, u32)>, Query(query): Query<Vec<(String, String)>>) -> Json<Value> {
    Json(json!({ "name": name, "number": number, "query": query }))
}

struct Lines;

impl LogSink for Lines {
    fn write(&self, line: &str) {
        let line: Value = serde_json::from_str(line).expect("a line is JSON");
        assert!(line["function"] == "fuzz");
    }
}

struct Plain;

impl Index for Plain {
    fn caller_id(&self, _: &str) -> CallerId {
        CallerId::of(&[7; 16])
    }
    fn subject_id(&self, key: NaturalKey<'_>) -> SubjectId {
        let mut hash = [0; 16];
        hash.iter_mut().zip(key.text().bytes()).for_each(|(to, from)| *to = from);
        SubjectId::of(key.class(), &hash)
    }
    fn grant_id(&self, _: &str) -> GrantId {
        GrantId::of(&[7; 16])
    }
    fn serial(&self, _: &ApplicationId) -> Serial {
        Serial::parse("0123456789ABCDEF").unwrap()
    }
}
