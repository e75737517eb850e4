//! Deny by default. A request reaches a handler only if the API document names its route, its method and the caller's
//! role, and its body is within the limit.

use std::{collections::BTreeMap, sync::Arc};

use axum::body::HttpBody;
use axum::{
    extract::{MatchedPath, Request, State},
    middleware::Next,
    response::{IntoResponse, Response},
};
use license::caller::{Caller, Role};

use crate::{
    input::BodyLimit,
    openapi::{Route, word},
    problem::Problem,
    signin::{SignIn, SignedIn},
};

/// What the document says of every route.
#[derive(Clone, Debug)]
pub(crate) struct Guard(Arc<BTreeMap<String, Vec<Route>>>);

/// What the log may know of a request: the template, not the path; the role, not the caller.
#[derive(Clone, Debug)]
pub(crate) struct Seen {
    pub(crate) operation: String,
    pub(crate) route: Option<String>,
    pub(crate) role: Option<Role>,
}

impl Guard {
    pub(crate) fn new(routes: Vec<Route>) -> Self {
        let mut by_path = BTreeMap::<String, Vec<Route>>::new();
        for route in routes {
            by_path.entry(route.path.clone()).or_default().push(route);
        }
        Self(Arc::new(by_path))
    }

    /// The route of a request, or why there is none.
    fn route(&self, request: &Request) -> Result<&Route, Problem> {
        let template = request.extensions().get::<MatchedPath>().ok_or_else(Problem::route_unknown)?;
        // A handler that the document does not name is nobody's.
        let routes = self.0.get(template.as_str()).ok_or_else(Problem::role)?;
        let found = routes.iter().find(|route| route.method == word(request.method()));
        found.ok_or_else(|| Problem::method(routes.iter().map(|route| route.method).collect::<Vec<_>>().join(", ")))
    }
}

/// Lets the request through to its handler, or says why not.
pub(crate) async fn guard(State(guard): State<Guard>, mut request: Request, next: Next) -> Response {
    let signin = request.extensions_mut().remove::<SignIn>().unwrap_or(SignIn::None);
    let mut seen = Seen { operation: "unknown".into(), route: template(&request), role: role_of(&signin) };
    let admitted = guard.route(&request).and_then(|route| {
        seen.operation.clone_from(&route.operation);
        let caller = admit(&route.roles, signin)?;
        let limit = BodyLimit(route.body_bytes_max);
        within(limit, &request).map(|()| (caller, limit))
    });
    let mut response = match admitted {
        Err(problem) => problem.into_response(),
        Ok((caller, limit)) => {
            seen.role = Some(caller.role());
            request.extensions_mut().insert(SignedIn(caller));
            request.extensions_mut().insert(limit);
            next.run(request).await
        }
    };
    response.extensions_mut().insert(seen);
    response
}

fn template(request: &Request) -> Option<String> {
    request.extensions().get::<MatchedPath>().map(|path| path.as_str().to_owned())
}

fn role_of(signin: &SignIn) -> Option<Role> {
    if let SignIn::Of(caller) = signin { Some(caller.role()) } else { None }
}

/// The caller as the route takes it. On a route that anyone may call a token only adds: a role that it also names is
/// kept, any other calls as anyone.
fn admit(roles: &[Role], signin: SignIn) -> Result<Caller, Problem> {
    let public = roles.contains(&Role::Public);
    match signin {
        _ if roles.is_empty() => Err(Problem::role()),
        SignIn::Unreadable => Err(Problem::signin_claims()),
        SignIn::Of(caller) if roles.contains(&caller.role()) => Ok(caller),
        SignIn::Of(_) | SignIn::None if public => Ok(Caller::public()),
        SignIn::Of(_) => Err(Problem::role()),
        SignIn::None => Err(Problem::signin_missing()),
    }
}

fn within(limit: BodyLimit, request: &Request) -> Result<(), Problem> {
    let size_bytes = request.body().size_hint().upper().unwrap_or(u64::MAX);
    if size_bytes <= limit.0 { Ok(()) } else { Err(Problem::too_large()) }
}
