//! The pages under `/dev`: sign-in, and what an operator sees and does.

use std::sync::Arc;

use axum::extract::{Path, Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use serde::Deserialize;
use serde_json::json;

use super::book::Book;
use super::handler::Functions;
use super::identity::Identity;
use super::problem::Problem;
use super::schedule;
use super::topology::Topology;
use crate::clock::Clock;

/// What the desk can reach.
pub(super) struct Desk {
    pub(super) identity: Identity,
    pub(super) book: Arc<Book>,
    pub(super) functions: Functions,
    pub(super) topology: Topology,
    pub(super) clock: Clock,
}

/// The routes, to be nested under `/dev`.
pub(super) fn router(desk: Desk) -> Router {
    Router::new()
        .route("/.well-known/openid-configuration", get(configuration))
        .route("/jwks.json", get(key_set))
        .route("/personas", get(personas))
        .route("/token", post(token))
        .route("/queues", get(queues))
        .route("/queues/{queue}/replay", post(replay))
        .route("/schedules/{schedule}/run", post(run))
        .fallback(|| async { Problem::ROUTE_UNKNOWN })
        .layer(middleware::from_fn(own_pages_only))
        .with_state(Arc::new(desk))
}

/// A page elsewhere must not get tokens by pointing its name at this machine.
async fn own_pages_only(request: Request, next: Next) -> Response {
    if names_this_machine(request.headers()) { next.run(request).await } else { Problem::HOST_FOREIGN.into_response() }
}

fn names_this_machine(headers: &HeaderMap) -> bool {
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
    let name = match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|digit| digit.is_ascii_digit()) => name,
        Some(_) | None => host,
    };
    let address = name.trim_matches(['[', ']']).parse::<std::net::IpAddr>();
    name == "localhost" || address.is_ok_and(|address| address.is_loopback())
}

async fn configuration(State(desk): State<Arc<Desk>>) -> Response {
    Json(desk.identity.configuration()).into_response()
}

async fn key_set(State(desk): State<Arc<Desk>>) -> Response {
    Json(desk.identity.key_set()).into_response()
}

async fn personas(State(desk): State<Arc<Desk>>) -> Response {
    Json(desk.identity.personas()).into_response()
}

#[derive(Deserialize)]
struct TokenRequest {
    persona: String,
    #[serde(default)]
    expired: bool,
}

async fn token(State(desk): State<Arc<Desk>>, Json(request): Json<TokenRequest>) -> Response {
    match desk.identity.token(&request.persona, request.expired) {
        Ok(Some(token)) => ([(header::CACHE_CONTROL, "no-store")], Json(token)).into_response(),
        Ok(None) => Problem::PERSONA_UNKNOWN.into_response(),
        Err(_unsigned) => Problem::FAULT.into_response(),
    }
}

async fn queues(State(desk): State<Arc<Desk>>) -> Response {
    match desk.book.queues() {
        Ok(queues) => Json(json!({ "queues": queues })).into_response(),
        Err(_unread) => Problem::FAULT.into_response(),
    }
}

async fn replay(State(desk): State<Arc<Desk>>, Path(queue): Path<String>) -> Response {
    if !desk.topology.queues.iter().any(|row| row.name == queue) {
        return Problem::QUEUE_UNKNOWN.into_response();
    }
    match desk.book.replay(&queue, desk.clock.now_ms()) {
        Ok(replayed) => Json(json!({ "replayed": replayed })).into_response(),
        Err(_unwritten) => Problem::FAULT.into_response(),
    }
}

async fn run(State(desk): State<Arc<Desk>>, Path(schedule): Path<String>) -> Response {
    let row = desk.topology.schedules.iter().find(|row| row.name == schedule);
    let Some(row) = row else {
        return Problem::SCHEDULE_UNKNOWN.into_response();
    };
    match schedule::run(row, &desk.functions, desk.clock.now()).await {
        Ok(()) => StatusCode::NO_CONTENT.into_response(),
        Err(_failed) => Problem::FAULT.into_response(),
    }
}

#[cfg(test)]
mod tests {
    use axum::http::{HeaderMap, header};

    use super::names_this_machine;

    #[test]
    fn only_this_machines_names_are_its_own() {
        let cases = [
            ("127.0.0.1:8080", true),
            ("localhost", true),
            ("localhost:80", true),
            ("[::1]:8080", true),
            ("[::1]", true),
            ("evil.example:8080", false),
            ("127.0.0.1.evil.example", false),
            ("localhost.evil.example", false),
            ("10.0.0.1:8080", false),
            ("", false),
        ];
        for (host, own) in cases {
            let mut headers = HeaderMap::new();
            headers.insert(header::HOST, host.parse().unwrap());
            assert_eq!(names_this_machine(&headers), own, "{host}");
        }
    }
}
