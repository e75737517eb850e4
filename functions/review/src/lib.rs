//! 审核: the queue of the officer's own city, cases taken from it, one case with its photo, and the decisions.

mod decisions;
mod view;

use std::sync::Arc;

use axum::{Json, extract::State};
use edge::{Answer, Body, CallerName, Function, PageQuery, Problem, Query, SignedIn, view::Listing};
use jiff::SignedDuration;
use license::{catalogue::catalogue, kind::Kind, refusal::Refusal};
use lifecycle::{
    port::Index,
    review::{QueueQuery, Review},
};
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use decisions::{__path_decide_case, __path_decide_cases, decide_case, decide_cases};
use view::{CaseView, QueuedView};

type App = State<Arc<Review>>;

/// The function.
#[must_use]
pub fn function(review: Review, index: Arc<dyn Index>) -> Function {
    let api = OpenApiRouter::new()
        .routes(routes!(list_cases))
        .routes(routes!(take_next))
        .routes(routes!(read_case))
        .routes(routes!(take_case, give_back_case))
        .routes(routes!(decide_case))
        .routes(routes!(decide_cases))
        .with_state(Arc::new(review));
    Function::new("review").http(api, index)
}

/// Which cases, beside `after` and `limit`.
#[derive(Deserialize)]
struct QueueParameters {
    kind: Option<Kind>,
    older_than: Option<SignedDuration>,
}

/// Which cases to take.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct TakeBody {
    /// How many: 1 to the limit of the catalogue. Those that the officer has already count.
    count: u8,
    /// Of this kind alone.
    #[schema(value_type = Option<String>)]
    kind: Option<Kind>,
    /// Only those that wait for longer: a duration such as `PT24H`.
    #[schema(value_type = Option<String>)]
    older_than: Option<SignedDuration>,
}

/// The queue of the officer's own city, oldest first: each case with its age and who has it.
#[utoipa::path(get, path = "/v1/reviews", operation_id = "review.list",
    params(("kind" = Option<String>, Query, description = "Of this kind alone"),
        ("older_than" = Option<String>, Query, description = "Only those that wait for longer, such as `PT24H`"),
        ("after" = Option<String>, Query), ("limit" = Option<u8>, Query)),
    responses((status = 200, body = Listing<QueuedView>)), security(("oidc" = ["officer", "reviewer"])))]
async fn list_cases(
    State(review): App,
    SignedIn(caller): SignedIn,
    PageQuery(page): PageQuery,
    Query(parameters): Query<QueueParameters>,
) -> Answer<Listing<QueuedView>> {
    let query = query(parameters.kind, parameters.older_than)?;
    let queue = review.queue(&caller, &query, &page).await?;
    Ok(Json(Listing::of(queue, QueuedView::from)))
}

/// Takes the next cases of the queue for the officer alone, for a set time. Sent again it is the same.
#[utoipa::path(post, path = "/v1/reviews/leases", operation_id = "review.take_next", request_body = TakeBody,
    responses((status = 200, body = Vec<QueuedView>)), security(("oidc" = ["reviewer"])))]
async fn take_next(
    State(review): App,
    SignedIn(caller): SignedIn,
    Body(body): Body<TakeBody>,
) -> Answer<Vec<QueuedView>> {
    if !(1..=catalogue().review_rules().cases_held_max).contains(&body.count) {
        return Err(Refusal::Field { field: "count", reason: "cases.count" }.into());
    }
    let query = query(body.kind, body.older_than)?;
    let taken = review.take_next(&caller, &query, body.count.into()).await?;
    Ok(Json(taken.into_iter().map(|case| review.seen(case, &caller).into()).collect()))
}

/// One case with its photo; the read is on record.
#[utoipa::path(get, path = "/v1/reviews/{application}", operation_id = "review.read",
    params(("application" = String, Path)),
    responses((status = 200, body = CaseView)), security(("oidc" = ["officer", "reviewer"])))]
async fn read_case(State(review): App, SignedIn(caller): SignedIn, CallerName(id): CallerName) -> Answer<CaseView> {
    Ok(Json(review.case(&caller, &id).await?.into()))
}

/// Takes a case for the officer alone, for a set time; again, for longer.
#[utoipa::path(put, path = "/v1/reviews/{application}/lease", operation_id = "review.take",
    params(("application" = String, Path)),
    responses((status = 200, body = QueuedView)), security(("oidc" = ["reviewer"])))]
async fn take_case(State(review): App, SignedIn(caller): SignedIn, CallerName(id): CallerName) -> Answer<QueuedView> {
    let case = review.take(&caller, &id).await?;
    Ok(Json(review.seen(case, &caller).into()))
}

/// Gives a case back before its time. One that the officer does not have stays as it is.
#[utoipa::path(delete, path = "/v1/reviews/{application}/lease", operation_id = "review.give_back",
    params(("application" = String, Path)),
    responses((status = 200, body = QueuedView)), security(("oidc" = ["reviewer"])))]
async fn give_back_case(
    State(review): App,
    SignedIn(caller): SignedIn,
    CallerName(id): CallerName,
) -> Answer<QueuedView> {
    let case = review.give_back(&caller, &id).await?;
    Ok(Json(review.seen(case, &caller).into()))
}

fn query(kind: Option<Kind>, older_than: Option<SignedDuration>) -> Result<QueueQuery, Problem> {
    if older_than.is_some_and(|age| age.is_negative()) {
        return Err(Refusal::Field { field: "older_than", reason: "duration.negative" }.into());
    }
    Ok(QueueQuery { kind, older_than })
}
