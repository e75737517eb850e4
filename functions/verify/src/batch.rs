//! Many in one call: up to a hundred codes and look-ups, an answer each in its place.

use axum::extract::State;
use edge::{Body, CalledFrom, NotedAnswer, Problem, SignedIn};
use license::caller::Caller;
use lifecycle::verify::{Asked, Item};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{App, asked::AskedBody, noted, view::AnswerView};

/// Several questions with one purpose.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct BatchBody {
    /// 1 to 100 codes and look-ups.
    items: Vec<AskedBody>,
    /// 用证事由.
    purpose: Option<String>,
}

/// Several codes.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct CodesBody {
    /// 1 to 100 codes.
    codes: Vec<String>,
}

/// The answers of a batch.
#[derive(Serialize, ToSchema)]
pub(crate) struct BatchView {
    /// One for each question, in the order of the questions.
    items: Vec<ItemView>,
}

/// What became of one question: answers, or a problem. With a problem nothing was judged of it.
#[derive(Serialize, ToSchema)]
pub(crate) struct ItemView {
    /// One for a code; one for each license of what was looked up.
    #[serde(skip_serializing_if = "Option::is_none")]
    answers: Option<Vec<AnswerView>>,
    /// Why there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Object>)]
    problem: Option<Problem>,
}

impl From<Item> for ItemView {
    fn from(item: Item) -> Self {
        match item {
            Ok(answers) => Self { answers: Some(answers.into_iter().map(AnswerView::from).collect()), problem: None },
            Err(error) => Self { answers: None, problem: Some(error.into()) },
        }
    }
}

fn view(items: Vec<Item>) -> BatchView {
    BatchView { items: items.into_iter().map(ItemView::from).collect() }
}

/// Judges up to a hundred codes, for anybody. Without a code the public asks one thing at a time.
#[utoipa::path(post, path = "/v1/public/verification-batches", operation_id = "verify.public_batch",
    request_body = CodesBody, responses((status = 200, body = BatchView)), security(()))]
pub(crate) async fn public_batch(
    State(verify): App,
    CalledFrom(from): CalledFrom,
    Body(body): Body<CodesBody>,
) -> NotedAnswer<BatchView> {
    let items = body.codes.into_iter().map(|code| Ok(Asked::Code(code))).collect();
    let told = verify.batch(&Caller::public(), &from, None, items).await?;
    Ok(noted(told, view))
}

/// Judges up to a hundred codes and look-ups, for those who sign in with a purpose.
#[utoipa::path(post, path = "/v1/verification-batches", operation_id = "verify.batch", request_body = BatchBody,
    responses((status = 200, body = BatchView)),
    security(("oidc" = ["officer", "reviewer", "enforcement", "partner"])))]
pub(crate) async fn batch(
    State(verify): App,
    SignedIn(caller): SignedIn,
    CalledFrom(from): CalledFrom,
    Body(body): Body<BatchBody>,
) -> NotedAnswer<BatchView> {
    let items = body.items.into_iter().map(AskedBody::parse).collect();
    let told = verify.batch(&caller, &from, body.purpose.as_deref(), items).await?;
    Ok(noted(told, view))
}
