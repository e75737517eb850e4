//! 审核: the queue of the officer's own city, one case with its photo, and the decision.

use std::sync::Arc;

use axum::{Json, extract::State};
use edge::{
    Answer, Body, CallerName, Function, PageQuery, Path, SignedIn,
    view::{ApplicationView, LinkView, Listing},
};
use license::{
    application::Name,
    subject::{Facts, Subject},
};
use lifecycle::{
    port::Index,
    review::{Judgement, Review},
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

type App = State<Arc<Review>>;

/// The function.
#[must_use]
pub fn function(review: Review, index: Arc<dyn Index>) -> Function {
    let api = OpenApiRouter::new()
        .routes(routes!(list_cases))
        .routes(routes!(read_case))
        .routes(routes!(decide_case))
        .with_state(Arc::new(review));
    Function::new("review").http(api, index)
}

/// A case: the photo beside the record that it must agree with.
#[derive(Serialize, ToSchema)]
struct CaseView {
    /// The application.
    application: ApplicationView,
    /// What the record says, for comparison; numbers of persons are masked.
    record: Vec<RecordLine>,
    /// A short-lived link to the photo.
    photo: Option<LinkView>,
    /// What the inspection noticed.
    findings: Vec<String>,
}

/// One line of a record.
#[derive(Serialize, ToSchema)]
struct RecordLine {
    /// The label in Chinese.
    label: String,
    /// The value.
    value: String,
}

/// What an officer decides.
#[derive(Deserialize, ToSchema)]
#[serde(tag = "outcome", rename_all = "snake_case", deny_unknown_fields)]
enum DecisionBody {
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

/// The queue of the officer's own city, oldest first.
#[utoipa::path(get, path = "/v1/reviews", operation_id = "review.list",
    params(("after" = Option<String>, Query), ("limit" = Option<u8>, Query)),
    responses((status = 200, body = Listing<ApplicationView>)), security(("oidc" = ["officer", "reviewer"])))]
async fn list_cases(
    State(review): App,
    SignedIn(caller): SignedIn,
    PageQuery(page): PageQuery,
) -> Answer<Listing<ApplicationView>> {
    let queue = review.queue(&caller, &page).await?;
    Ok(Json(Listing::of(queue, ApplicationView::from)))
}

/// One case with its photo; the read is on record.
#[utoipa::path(get, path = "/v1/reviews/{application}", operation_id = "review.read",
    params(("application" = String, Path)),
    responses((status = 200, body = CaseView)), security(("oidc" = ["officer", "reviewer"])))]
async fn read_case(State(review): App, SignedIn(caller): SignedIn, CallerName(id): CallerName) -> Answer<CaseView> {
    let case = review.case(&caller, &id).await?;
    let findings = case.application.photo.iter().flat_map(|photo| photo.findings.clone()).collect();
    Ok(Json(CaseView {
        record: record(&case.subject),
        photo: case.photo.map(LinkView::get),
        findings,
        application: case.application.into(),
    }))
}

/// Approves or returns, under a name that the officer's page chooses.
#[utoipa::path(put, path = "/v1/reviews/{application}/decisions/{decision}", operation_id = "review.decide",
    params(("application" = String, Path), ("decision" = String, Path)), request_body = DecisionBody,
    responses((status = 200, body = ApplicationView)), security(("oidc" = ["reviewer"])))]
async fn decide_case(
    State(review): App,
    SignedIn(caller): SignedIn,
    Path((id, name)): Path<(Name, Name)>,
    Body(body): Body<DecisionBody>,
) -> Answer<ApplicationView> {
    let judgement = match body {
        DecisionBody::Approve {} => Judgement::Approve,
        DecisionBody::Return { reasons, remark } => Judgement::Return { reasons, words: remark },
    };
    Ok(Json(review.decide(&caller, &id, &name, &judgement).await?.into()))
}

fn record(subject: &Subject) -> Vec<RecordLine> {
    let lines: Vec<(&str, String)> = match &subject.facts {
        Facts::Operator(operator) => vec![("业户名称", operator.name.clone())],
        Facts::Vehicle(vehicle) => vec![
            ("车辆号牌", vehicle.plate.number().to_owned()),
            ("车牌颜色", vehicle.plate.color().name_zh().to_owned()),
            ("车辆类型", vehicle.vehicle_type.name_zh().to_owned()),
            ("厂牌型号", vehicle.brand_model.clone()),
        ],
        Facts::Practitioner(person) => {
            vec![("姓名", person.name.0.clone()), ("证件号码", person.code.masked())]
        }
    };
    lines.into_iter().map(|(label, value)| RecordLine { label: label.to_owned(), value }).collect()
}
