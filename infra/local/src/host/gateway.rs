//! The front door: HTTP in, the owning function asked in API Gateway's JSON, HTTP out.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::body::Bytes;
use axum::extract::{ConnectInfo, Request, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};

use super::handler::Functions;
use super::payload::{Taken, event, response};
use super::problem::Problem;
use super::route::{PathParameters, RouteRow, find};
use super::sign_in::{Claims, SignIn};
use crate::clock::Clock;

/// The largest body of a request, in bytes: the quota of an HTTP API. What a function takes is less.
pub const BODY_BYTES_MAX: usize = 10 * 1024 * 1024;
/// An HTTP API waits no longer for a function.
const PATIENCE: Duration = Duration::from_secs(30);

/// What the front door needs.
#[derive(Debug)]
pub struct Gateway {
    /// The route table.
    pub routes: Vec<RouteRow>,
    /// The functions.
    pub functions: Functions,
    /// The check of tokens.
    pub sign_in: SignIn,
    /// For the time of a request.
    pub clock: Clock,
}

/// The front door as a router: every path and method is its own.
pub fn router(gateway: Gateway) -> axum::Router {
    axum::Router::new().fallback(answer).with_state(Arc::new(gateway))
}

async fn answer(
    State(gateway): State<Arc<Gateway>>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    request: Request,
) -> Response {
    gateway.serve(peer, request).await.unwrap_or_else(IntoResponse::into_response)
}

impl Gateway {
    async fn serve(&self, peer: SocketAddr, request: Request) -> Result<Response, Problem> {
        let (parts, body) = request.into_parts();
        let found = find(&self.routes, parts.method.as_str(), parts.uri.path());
        let (route, parameters) = found.ok_or(Problem::ROUTE_UNKNOWN)?;
        let claims = self.claims(route, &parts)?;
        let body = axum::body::to_bytes(body, BODY_BYTES_MAX).await;
        let body = body.map_err(|_too_long| Problem::BODY_TOO_LARGE)?;
        let event = self.event(peer, &parts, (route, parameters), &body, claims);
        let invoked = self.functions.invoke(&route.function, event);
        match tokio::time::timeout(PATIENCE, invoked).await {
            Ok(Ok(answer)) => response(&answer).ok_or(Problem::FAULT),
            Ok(Err(_words)) => Err(Problem::FAULT),
            Err(_elapsed) => Err(Problem::SLOW),
        }
    }

    /// The caller's claims. A public route looks at no token, and so passes none on.
    fn claims(&self, route: &RouteRow, parts: &http::request::Parts) -> Result<Option<Claims>, Problem> {
        if route.public {
            return Ok(None);
        }
        let authorization = parts.headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
        self.sign_in.check(authorization).map(Some).map_err(super::sign_in::NotSignedIn::problem)
    }

    fn event(
        &self,
        peer: SocketAddr,
        parts: &http::request::Parts,
        (route, parameters): (&RouteRow, PathParameters),
        body: &Bytes,
        claims: Option<Claims>,
    ) -> serde_json::Value {
        event(Taken {
            route,
            method: &parts.method,
            parameters,
            uri: &parts.uri,
            headers: &parts.headers,
            body,
            source_ip: peer.ip().to_string(),
            claims,
            request_id: uuid::Uuid::new_v4().to_string(),
            now: self.clock.now(),
        })
    }
}
