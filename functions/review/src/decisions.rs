//! Decisions: of one case, or of up to a hundred in one request with an answer to each.

use std::{collections::BTreeSet, sync::Arc};

use axum::{Extension, Json, extract::State, response::IntoResponse};
use edge::{Answer, Body, Path, Problem, SignedIn, view::ApplicationView};
use futures::{StreamExt, stream};
use license::{
    application::{ApplicationId, Name},
    caller::Caller,
    refusal::Refusal,
};
use lifecycle::review::{Judgement, Review};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::App;

/// The most decisions of one request.
const ROWS_MAX: usize = 100;
/// How many of them are made at once: enough to answer in time, few enough for one process.
const AT_ONCE: usize = 8;

/// What an officer decides.
#[derive(Deserialize, ToSchema)]
#[serde(tag = "outcome", rename_all = "snake_case", deny_unknown_fields)]
pub(crate) enum DecisionBody {
    /// The photo conforms.
    Approve {},
    /// It does not.
    Return {
        /// Codes of the catalogue's return reasons, at least one.
        reasons: Vec<String>,
        /// The officer's own words to the holder.
        remark: Option<String>,
    },
}

impl From<DecisionBody> for Judgement {
    fn from(body: DecisionBody) -> Self {
        match body {
            DecisionBody::Approve {} => Self::Approve,
            DecisionBody::Return { reasons, remark } => Self::Return { reasons, words: remark },
        }
    }
}

/// Decisions of several cases.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct DecisionsBody {
    /// One to a hundred, each of another application.
    decisions: Vec<OneDecisionBody>,
}

/// The decision of one of them.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct OneDecisionBody {
    /// Which application.
    #[schema(value_type = String)]
    application: ApplicationId,
    /// The name of the decision, as in the address of a single one.
    #[schema(value_type = String)]
    decision: Name,
    /// What is decided.
    judgement: DecisionBody,
}

/// What became of the decisions.
#[derive(Serialize, ToSchema)]
pub(crate) struct DecisionsView {
    /// How many were decided.
    decided: usize,
    /// How many were not.
    refused: usize,
    /// In the order of the request.
    rows: Vec<OneDecisionView>,
}

/// What became of one of them.
#[derive(Serialize, ToSchema)]
struct OneDecisionView {
    /// Which application.
    #[schema(value_type = String)]
    application: ApplicationId,
    /// The name of the decision.
    #[schema(value_type = String)]
    decision: Name,
    /// `approved`, `returned` or `refused`; the same however often the request comes, once it is decided.
    result: &'static str,
    /// Why it was refused. A 503 says that nothing is known: send the same again.
    problem: Option<Problem>,
}

/// Approves or returns, under a name that the officer's page chooses. It takes the case, if nobody has it.
#[utoipa::path(put, path = "/v1/reviews/{application}/decisions/{decision}", operation_id = "review.decide",
    params(("application" = String, Path), ("decision" = String, Path)), request_body = DecisionBody,
    responses((status = 200, body = ApplicationView)), security(("oidc" = ["reviewer"])))]
pub(crate) async fn decide_case(
    State(review): App,
    SignedIn(caller): SignedIn,
    Path((id, name)): Path<(Name, Name)>,
    Body(body): Body<DecisionBody>,
) -> Answer<ApplicationView> {
    Ok(Json(review.decide(&caller, &id, &name, &body.into()).await?.into()))
}

/// Decides up to a hundred cases, each under its own name and by itself: one that is refused stops no other. Sent again,
/// each is answered as before.
#[utoipa::path(post, path = "/v1/reviews/decisions", operation_id = "review.decide_many",
    request_body = DecisionsBody, responses((status = 200, body = DecisionsView)),
    security(("oidc" = ["reviewer"])))]
pub(crate) async fn decide_cases(
    State(review): App,
    SignedIn(caller): SignedIn,
    Body(body): Body<DecisionsBody>,
) -> Result<impl IntoResponse, Problem> {
    let applications: BTreeSet<&ApplicationId> = body.decisions.iter().map(|row| &row.application).collect();
    if body.decisions.is_empty() || body.decisions.len() > ROWS_MAX {
        return Err(Refusal::Field { field: "decisions", reason: "decisions.count" }.into());
    }
    if applications.len() < body.decisions.len() {
        return Err(Refusal::Field { field: "decisions", reason: "decisions.twice" }.into());
    }
    let rows = stream::iter(body.decisions).map(|row| decide_row(&review, &caller, row));
    let rows: Vec<OneDecisionView> = rows.buffered(AT_ONCE).collect().await;
    let refused = rows.iter().filter(|row| row.problem.is_some()).count();
    // A row's fault is the log's business too, though the request is answered.
    let fault = rows.iter().filter_map(|row| row.problem.clone()).find(Problem::is_fault);
    Ok((fault.map(Extension), Json(DecisionsView { decided: rows.len().saturating_sub(refused), refused, rows })))
}

async fn decide_row(review: &Arc<Review>, caller: &Caller, row: OneDecisionBody) -> OneDecisionView {
    let OneDecisionBody { application, decision, judgement } = row;
    let judgement = Judgement::from(judgement);
    let (result, problem) = match review.decide(caller, &application, &decision, &judgement).await {
        Ok(_) if judgement == Judgement::Approve => ("approved", None),
        Ok(_) => ("returned", None),
        Err(error) => ("refused", Some(Problem::from(error))),
    };
    OneDecisionView { application, decision, result, problem }
}
