//! The edge from outside: events as AWS documents them in `testdata`, answers and log lines as they leave.

mod batches;
mod guarding;
mod http;
mod shapes;
mod signin;

use std::sync::{
    Arc, Mutex,
    atomic::{AtomicI64, Ordering},
};

use axum::{Json, http::StatusCode, routing::get};
use jiff::Timestamp;
use license::{
    application::ApplicationId,
    caller::{CallerId, Role},
    grant::GrantId,
    identifier::Serial,
    refusal::Refusal,
    subject::{NaturalKey, SubjectId},
};
use lifecycle::{
    error::{Error, Fault},
    port::{Clock, Index},
};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{
    Answer, Body, CalledFrom, CallerName, Function, LogSink, Noted, NotedAnswer, PageQuery, Path, Problem, Query,
    SignedIn,
};

/// The event that AWS documents.
fn sample(name: &str) -> Value {
    let text = match name {
        "http" => include_str!("../../testdata/http-api-payload-2.0.json"),
        "sqs" => include_str!("../../testdata/sqs.json"),
        "stream" => include_str!("../../testdata/dynamodb-stream.json"),
        "scheduled" => include_str!("../../testdata/scheduled.json"),
        other => panic!("no sample {other}"),
    };
    serde_json::from_str(text).expect(name)
}

/// The documented HTTP event with another method and path, without token, query and body.
fn request(method: &str, path: &str) -> Value {
    let mut event = sample("http");
    event["rawPath"] = json!(path);
    event["rawQueryString"] = json!("");
    event["requestContext"]["http"]["method"] = json!(method);
    event["requestContext"]["authorizer"] = json!(null);
    event["body"] = json!(null);
    event
}

fn signed(mut event: Value, claims: Value) -> Value {
    event["requestContext"]["authorizer"] = json!({ "jwt": { "claims": claims, "scopes": null } });
    event
}

fn with_json(mut event: Value, body: &str) -> Value {
    event["headers"]["content-type"] = json!("application/json");
    event["body"] = json!(body);
    event
}

/// The claims that the sign-in of a role has.
fn claims(role: Role) -> Value {
    let division = matches!(role, Role::Officer | Role::Reviewer).then_some("210100");
    json!({ "sub": "someone", "role": role.as_str(), "division": division })
}

/// Lines as they would be written.
#[derive(Default)]
struct Lines(Mutex<Vec<String>>);

impl LogSink for Lines {
    fn write(&self, line: &str) {
        self.0.lock().expect("a test's lines").push(line.to_owned());
    }
}

impl Lines {
    fn all(&self) -> Vec<Value> {
        self.0.lock().expect("lines").iter().map(|line| serde_json::from_str(line).expect("JSON")).collect()
    }

    fn text(&self) -> String {
        self.0.lock().expect("lines").join("\n")
    }
}

/// Goes on by 7 ms each time that it is asked.
struct Ticking(AtomicI64);

impl Clock for Ticking {
    fn now(&self) -> Timestamp {
        let at = self.0.fetch_add(7, Ordering::SeqCst);
        Timestamp::from_millisecond(at).expect("a moment")
    }
}

/// The first bytes of the natural text stand for its hash.
struct PlainIndex;

impl Index for PlainIndex {
    fn caller_id(&self, natural_text: &str) -> CallerId {
        let mut hash = [0; 16];
        natural_text.bytes().enumerate().for_each(|(at, byte)| hash[at % 16] ^= byte);
        CallerId::of(&hash)
    }

    fn subject_id(&self, key: NaturalKey<'_>) -> SubjectId {
        let mut hash = [0; 16];
        for (to, from) in hash.iter_mut().zip(key.text().bytes()) {
            *to = from;
        }
        SubjectId::of(key.class(), &hash)
    }

    fn grant_id(&self, _: &str) -> GrantId {
        unreachable!("the edge asks for subjects only")
    }

    fn serial(&self, _: &ApplicationId) -> Serial {
        unreachable!("the edge asks for subjects only")
    }
}

#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Thing {
    word: String,
    #[serde(default)]
    tree: Value,
}

#[derive(Deserialize)]
struct Filter {
    day: u8,
}

#[utoipa::path(get, path = "/v1/things", security(("oidc" = ["officer", "province"])))]
async fn list_things(SignedIn(caller): SignedIn, PageQuery(page): PageQuery) -> Json<Value> {
    Json(json!({ "role": caller.role(), "limit": page.limit, "after": page.after.map(|cursor| cursor.0) }))
}

#[utoipa::path(put, path = "/v1/things/{name}", security(("oidc" = ["holder"])), request_body = Thing)]
async fn put_thing(SignedIn(caller): SignedIn, CallerName(name): CallerName, Body(thing): Body<Thing>) -> Json<Value> {
    Json(json!({ "name": name, "word": thing.word, "acts_for": caller.acts_for, "person": caller.person,
        "real_name": caller.real_name, "division": caller.division, "id": caller.actor.id }))
}

#[utoipa::path(put, path = "/v1/large", security(()), request_body = Thing,
    extensions(("x-body-bytes-max" = json!(1_000_000))))]
async fn large(Body(thing): Body<Thing>) -> Json<Value> {
    Json(json!({ "length": thing.word.len() }))
}

#[utoipa::path(put, path = "/v1/unlimited", security(()), request_body = Thing,
    extensions(("x-body-bytes-max" = json!("all"))))]
async fn unlimited(Body(thing): Body<Thing>) -> Json<Value> {
    Json(json!({ "length": thing.word.len() }))
}

#[utoipa::path(get, path = "/v1/open", security(()))]
async fn open(SignedIn(caller): SignedIn) -> Json<Value> {
    Json(json!({ "role": caller.role() }))
}

/// Where the request came from, and a loss beside the answer.
#[utoipa::path(get, path = "/v1/from", security(()))]
async fn came_from(CalledFrom(from): CalledFrom) -> NotedAnswer<Value> {
    let lost = Some(Fault::new("store.throttled", "a count"));
    Ok(Noted { answer: json!({ "from": from }), lost })
}

#[utoipa::path(get, path = "/v1/mixed", security((), ("oidc" = ["partner"])))]
async fn mixed(SignedIn(caller): SignedIn) -> Json<Value> {
    Json(json!({ "role": caller.role() }))
}

#[utoipa::path(get, path = "/v1/forgotten")]
async fn forgotten() -> &'static str {
    "reached"
}

#[utoipa::path(get, path = "/v1/nobody", security(("oidc" = [])))]
async fn nobody() -> &'static str {
    "reached"
}

#[utoipa::path(get, path = "/v1/misspelt", security(("oidc" = ["oficer", "system", "public"]), ("other" = ["officer"])))]
async fn misspelt() -> &'static str {
    "reached"
}

#[utoipa::path(get, path = "/v1/answers/{which}", security(()))]
async fn answers(Path(which): Path<String>) -> Result<axum::response::Response, Problem> {
    use axum::response::IntoResponse;
    match which.as_str() {
        "fault" => Err(Error::from(Fault::new("store.unavailable", "the table did not answer")).into()),
        "refusal" => Err(Refusal::OperatorUscc { reason: "uscc.check" }.into()),
        "limited" => Err(Refusal::TooManyLookUps { retry_after_seconds: 77 }.into()),
        "binary" => Ok(([("content-type", "application/ofd")], vec![0_u8, 159, 255]).into_response()),
        "cached" => Ok(([("cache-control", "max-age=60")], "text").into_response()),
        // A library's answer that repeats what it was sent.
        "echo" => Ok((StatusCode::BAD_REQUEST, "you sent 210102199001011234").into_response()),
        _ => Ok((StatusCode::INTERNAL_SERVER_ERROR, "inner").into_response()),
    }
}

#[utoipa::path(get, path = "/v1/days/{number}", security(()))]
async fn days(Path(number): Path<u32>, Query(filter): Query<Filter>) -> Answer<Value> {
    Ok(Json(json!({ "number": number, "day": filter.day })))
}

fn api() -> OpenApiRouter {
    OpenApiRouter::default()
        .routes(routes!(list_things))
        .routes(routes!(put_thing))
        .routes(routes!(came_from))
        .routes(routes!(large))
        .routes(routes!(unlimited))
        .routes(routes!(open))
        .routes(routes!(mixed))
        .routes(routes!(forgotten))
        .routes(routes!(nobody))
        .routes(routes!(misspelt))
        .routes(routes!(answers))
        .routes(routes!(days))
        .route("/v1/hidden", get(async || "reached"))
}

/// A function of the whole test API, and its lines.
fn function() -> (Function, Arc<Lines>) {
    let lines = Arc::new(Lines::default());
    let function = Function::new("things")
        .http(api(), Arc::new(PlainIndex))
        .clock(Arc::new(Ticking(AtomicI64::new(1_795_500_000_000))))
        .log(Arc::<Lines>::clone(&lines));
    (function, lines)
}

/// What came of one HTTP request.
struct Got {
    status: u64,
    headers: Value,
    raw: Value,
    json: Value,
    line: Value,
}

async fn get_of(event: Value) -> Got {
    let (function, lines) = function();
    let answer = function.handle(event).await.expect("an answer");
    let [line] = <[Value; 1]>::try_from(lines.all()).expect("one line for one request");
    let json = answer["body"].as_str().and_then(|body| serde_json::from_str(body).ok()).unwrap_or_default();
    let status = answer["statusCode"].as_u64().expect("a status");
    Got { status, headers: answer["headers"].clone(), json, raw: answer, line }
}

impl Got {
    /// Holds if this is the problem, in its full form and in the log.
    fn is_problem(&self, status: u64, code: &str) {
        assert_eq!((self.status, self.json["code"].as_str()), (status, Some(code)), "{}", self.raw);
        assert_eq!(self.headers["content-type"], "application/problem+json");
        assert_eq!(self.json["type"], format!("/problems#{code}"));
        assert_eq!(self.json["status"], status);
        assert_eq!(self.json["request_id"], "JKJaXmPLvHcESHA=");
        assert!(self.json["title"].is_string() && self.json["title_zh"].is_string());
        assert_eq!((&self.line["status"], &self.line["code"]), (&json!(status), &json!(code)));
    }
}
