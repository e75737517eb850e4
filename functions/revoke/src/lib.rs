//! 暂停、恢复、注销、撤销、吊销: acts of the issuing division, each a noun that an officer's page puts under a name.

use std::sync::Arc;

use axum::{Json, extract::State};
use edge::{Answer, Body, Function, Path, Problem, SignedIn, view::LicenseView};
use jiff::Timestamp;
use license::{
    application::Name, caller::Caller, clock::chinese_day, electronic::LicenseKey, event::EventKind,
    identifier::Version, refusal::Refusal, stage::LicenseMove,
};
use lifecycle::{
    port::Index,
    revoke::{Order, Revoke},
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

type App = State<Arc<Revoke>>;
type ActPath = Path<(LicenseKey, String, Name)>;

/// The function.
#[must_use]
pub fn function(revoke: Revoke, index: Arc<dyn Index>) -> Function {
    let api = OpenApiRouter::new()
        .routes(routes!(history))
        .routes(routes!(suspend))
        .routes(routes!(resume))
        .routes(routes!(cancel))
        .routes(routes!(withdraw))
        .routes(routes!(revoke_license))
        .with_state(Arc::new(revoke));
    Function::new("revoke").http(api, index)
}

/// Why, and on what basis.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ActBody {
    /// A code of the catalogue's reasons for this act.
    reason: String,
    /// 法律依据: law, article and, where there is one, the number of the decision.
    legal_basis: String,
}

/// What happened to a license.
#[derive(Serialize, ToSchema)]
struct EventView {
    /// What.
    #[schema(value_type = String)]
    kind: EventKind,
    /// When.
    #[schema(value_type = String)]
    at: Timestamp,
    /// In which role.
    role: String,
    /// The sign-in's subject, or the rule.
    by: String,
}

async fn act(
    revoke: &Revoke,
    caller: &Caller,
    path: (LicenseKey, String, Name),
    what: LicenseMove,
    body: ActBody,
) -> Answer<LicenseView> {
    let (key, number, name) = path;
    let version = Version::parse(&number)
        .map_err(|error| Problem::from(Refusal::Field { field: "version", reason: error.code() }))?;
    let order = Order { what, reason: body.reason, legal_basis: body.legal_basis };
    let license = revoke.act(caller, &key, version, &name, &order).await?;
    Ok(Json(LicenseView::of(&license, chinese_day(revoke.clock.now()))))
}

/// Everything that happened to a license, oldest first.
#[utoipa::path(get, path = "/v1/licenses/{license}/events", operation_id = "revoke.history",
    params(("license" = String, Path)),
    responses((status = 200, body = Vec<EventView>)), security(("oidc" = ["officer", "reviewer"])))]
async fn history(
    State(revoke): App,
    SignedIn(caller): SignedIn,
    Path(key): Path<LicenseKey>,
) -> Answer<Vec<EventView>> {
    let events = revoke.history(&caller, &key).await?;
    let view = |event: license::event::Event| EventView {
        kind: event.kind,
        at: event.at,
        role: event.by.role.as_str().to_owned(),
        by: event.by.id,
    };
    Ok(Json(events.into_iter().map(view).collect()))
}

/// 暂停: temporarily invalid from this moment.
#[utoipa::path(put, path = "/v1/licenses/{license}/versions/{version}/suspensions/{name}",
    operation_id = "revoke.suspend", request_body = ActBody,
    params(("license" = String, Path), ("version" = String, Path), ("name" = String, Path)),
    responses((status = 200, body = LicenseView)), security(("oidc" = ["officer"])))]
async fn suspend(
    State(revoke): App,
    SignedIn(caller): SignedIn,
    Path(path): ActPath,
    Body(body): Body<ActBody>,
) -> Answer<LicenseView> {
    act(&revoke, &caller, path, LicenseMove::Suspend, body).await
}

/// 恢复: back to where it was suspended from.
#[utoipa::path(put, path = "/v1/licenses/{license}/versions/{version}/resumptions/{name}",
    operation_id = "revoke.resume", request_body = ActBody,
    params(("license" = String, Path), ("version" = String, Path), ("name" = String, Path)),
    responses((status = 200, body = LicenseView)), security(("oidc" = ["officer"])))]
async fn resume(
    State(revoke): App,
    SignedIn(caller): SignedIn,
    Path(path): ActPath,
    Body(body): Body<ActBody>,
) -> Answer<LicenseView> {
    act(&revoke, &caller, path, LicenseMove::Resume, body).await
}

/// 注销.
#[utoipa::path(put, path = "/v1/licenses/{license}/versions/{version}/cancellations/{name}",
    operation_id = "revoke.cancel", request_body = ActBody,
    params(("license" = String, Path), ("version" = String, Path), ("name" = String, Path)),
    responses((status = 200, body = LicenseView)), security(("oidc" = ["officer"])))]
async fn cancel(
    State(revoke): App,
    SignedIn(caller): SignedIn,
    Path(path): ActPath,
    Body(body): Body<ActBody>,
) -> Answer<LicenseView> {
    act(&revoke, &caller, path, LicenseMove::Cancel, body).await
}

/// 撤销: it should not have been granted.
#[utoipa::path(put, path = "/v1/licenses/{license}/versions/{version}/withdrawals/{name}",
    operation_id = "revoke.withdraw", request_body = ActBody,
    params(("license" = String, Path), ("version" = String, Path), ("name" = String, Path)),
    responses((status = 200, body = LicenseView)), security(("oidc" = ["officer"])))]
async fn withdraw(
    State(revoke): App,
    SignedIn(caller): SignedIn,
    Path(path): ActPath,
    Body(body): Body<ActBody>,
) -> Answer<LicenseView> {
    act(&revoke, &caller, path, LicenseMove::Withdraw, body).await
}

/// 吊销: taken as a penalty.
#[utoipa::path(put, path = "/v1/licenses/{license}/versions/{version}/revocations/{name}",
    operation_id = "revoke.revoke", request_body = ActBody,
    params(("license" = String, Path), ("version" = String, Path), ("name" = String, Path)),
    responses((status = 200, body = LicenseView)), security(("oidc" = ["officer"])))]
async fn revoke_license(
    State(revoke): App,
    SignedIn(caller): SignedIn,
    Path(path): ActPath,
    Body(body): Body<ActBody>,
) -> Answer<LicenseView> {
    act(&revoke, &caller, path, LicenseMove::Revoke, body).await
}
