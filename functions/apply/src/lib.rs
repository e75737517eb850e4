//! 申领: the three claims of article 7 and the officers' making of article 6.

use std::sync::Arc;

use axum::{Json, extract::State};
use edge::{
    Answer, Body, CallerName, Function, PageQuery, Path, Problem, SignedIn,
    view::{ApplicationView, GrantView, LinkView, Listing},
};
use license::{
    application::Name, application::Route, grant::GrantId, refusal::Refusal, scope::IssueReason, subject::SubjectId,
};
use lifecycle::{
    apply::{Apply, PhotoOffer, Request},
    object::MediaType,
    port::Index,
};
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

type App = State<Arc<Apply>>;

/// The function.
#[must_use]
pub fn function(apply: Apply, index: Arc<dyn Index>) -> Function {
    let api = OpenApiRouter::new()
        .routes(routes!(list_grants))
        .routes(routes!(list_applications))
        .routes(routes!(apply_for, read_application))
        .routes(routes!(offer_photo))
        .routes(routes!(withdraw_application))
        .with_state(Arc::new(apply));
    Function::new("apply").http(api, index)
}

/// What is asked for.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ApplicationBody {
    /// The grant's subject.
    #[schema(value_type = String)]
    subject: SubjectId,
    /// The grant.
    #[schema(value_type = String)]
    grant: GrantId,
    /// `claim` for a holder (art. 7) or for an officer at the counter, `making` for an officer (art. 6), `replacement` for
    /// either of them where a license stands.
    #[schema(value_type = String)]
    route: Route,
    /// 证照发放类型. A replacement must say why: `2` lost, `3` damaged, `5` a new photo, `7` a new template. Otherwise it
    /// is `1`, and may be left out.
    #[schema(value_type = Option<String>)]
    issue_reason: Option<IssueReason>,
}

/// A photo about to be uploaded.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct PhotoBody {
    /// `image/jpeg` or `image/png`; fixed in the link's signature.
    media_type: String,
    /// The exact size; fixed in the link's signature.
    size_bytes: u64,
}

/// The grants that a holder may have electronic licenses of.
#[utoipa::path(get, path = "/v1/holders/{holder}/grants", operation_id = "apply.list_grants",
    params(("holder" = String, Path), ("after" = Option<String>, Query), ("limit" = Option<u8>, Query)),
    responses((status = 200, body = Listing<GrantView>)), security(("oidc" = ["holder"])))]
async fn list_grants(
    State(apply): App,
    SignedIn(caller): SignedIn,
    Path(holder): Path<SubjectId>,
    PageQuery(page): PageQuery,
) -> Answer<Listing<GrantView>> {
    let grants = apply.claimable(&caller, &holder, &page).await?;
    Ok(Json(Listing::of(grants, GrantView::from)))
}

/// A holder's applications, newest first.
#[utoipa::path(get, path = "/v1/holders/{holder}/applications", operation_id = "apply.list_applications",
    params(("holder" = String, Path), ("after" = Option<String>, Query), ("limit" = Option<u8>, Query)),
    responses((status = 200, body = Listing<ApplicationView>)), security(("oidc" = ["holder"])))]
async fn list_applications(
    State(apply): App,
    SignedIn(caller): SignedIn,
    Path(holder): Path<SubjectId>,
    PageQuery(page): PageQuery,
) -> Answer<Listing<ApplicationView>> {
    let applications = apply.list(&caller, &holder, &page).await?;
    Ok(Json(Listing::of(applications, ApplicationView::from)))
}

/// Applies under a name that the caller chooses; the same request again is the same application.
#[utoipa::path(put, path = "/v1/applications/{application}", operation_id = "apply.submit",
    params(("application" = String, Path)), request_body = ApplicationBody,
    responses((status = 200, body = ApplicationView)), security(("oidc" = ["holder", "officer"])))]
async fn apply_for(
    State(apply): App,
    SignedIn(caller): SignedIn,
    CallerName(id): CallerName,
    Body(body): Body<ApplicationBody>,
) -> Answer<ApplicationView> {
    let reason = body.issue_reason.unwrap_or(IssueReason::FirstIssue);
    let request = Request { subject: body.subject, grant: body.grant, route: body.route, reason };
    Ok(Json(apply.apply(&caller, &id, &request).await?.into()))
}

/// An application: where it stands and what to do next.
#[utoipa::path(get, path = "/v1/applications/{application}", operation_id = "apply.read",
    params(("application" = String, Path)),
    responses((status = 200, body = ApplicationView)), security(("oidc" = ["holder", "officer", "reviewer"])))]
async fn read_application(
    State(apply): App,
    SignedIn(caller): SignedIn,
    CallerName(id): CallerName,
) -> Answer<ApplicationView> {
    Ok(Json(apply.read(&caller, &id).await?.into()))
}

/// A link for uploading one photo; type and size are fixed in its signature.
#[utoipa::path(put, path = "/v1/applications/{application}/photos/{number}", operation_id = "apply.offer_photo",
    params(("application" = String, Path), ("number" = u32, Path)), request_body = PhotoBody,
    responses((status = 200, body = LinkView)), security(("oidc" = ["holder", "officer"])))]
async fn offer_photo(
    State(apply): App,
    SignedIn(caller): SignedIn,
    Path((id, number)): Path<(Name, u32)>,
    Body(body): Body<PhotoBody>,
) -> Answer<LinkView> {
    let media = MediaType::parse(&body.media_type)
        .ok_or_else(|| Problem::from(Refusal::Field { field: "media_type", reason: "photo.media_type" }))?;
    let offer = PhotoOffer { number, media, size_bytes: body.size_bytes };
    Ok(Json(LinkView::put(apply.offer_photo(&caller, &id, offer).await?)))
}

/// Takes an application back.
#[utoipa::path(put, path = "/v1/applications/{application}/withdrawal", operation_id = "apply.withdraw",
    params(("application" = String, Path)),
    responses((status = 200, body = ApplicationView)), security(("oidc" = ["holder", "officer"])))]
async fn withdraw_application(
    State(apply): App,
    SignedIn(caller): SignedIn,
    CallerName(id): CallerName,
) -> Answer<ApplicationView> {
    Ok(Json(apply.withdraw(&caller, &id).await?.into()))
}
