//! 核验: by code, by what is known when no code can be shown, and by the license file. The public asks without a token; officers,
//! enforcement and partners sign in and give a purpose.

mod asked;
mod batch;
mod elsewhere_view;
mod file;
mod file_view;
mod joint;
mod lists;
mod pages;
mod view;

use std::sync::Arc;

use axum::{Json, extract::State};
use edge::{Answer, Body, CalledFrom, Function, Noted, NotedAnswer, SignedIn};
use license::caller::{Caller, CallerId};
use lifecycle::{
    port::Index,
    verify::{Told, Verify},
};
use utoipa_axum::{router::OpenApiRouter, routes};

use asked::{CodeBody, LookUpBody};
use view::{AnswerView, AnswersView, IssuerKeyView};

type App = State<Arc<Verify>>;

/// The function.
#[must_use]
pub fn function(verify: Verify, index: Arc<dyn Index>) -> Function {
    let api = OpenApiRouter::new()
        .routes(routes!(issuer_keys))
        .routes(routes!(public_code))
        .routes(routes!(public_look_up))
        .routes(routes!(code))
        .routes(routes!(look_up))
        .routes(routes!(file::public_file))
        .routes(routes!(file::file))
        .routes(routes!(lists::trust_list))
        .routes(routes!(lists::status_lists))
        .routes(routes!(lists::status_list))
        .routes(routes!(lists::bundle))
        .routes(routes!(lists::sister_status_lists))
        .routes(routes!(self::pages::public_page))
        .routes(routes!(self::pages::officer_page))
        .routes(routes!(self::pages::officer_part))
        .routes(routes!(self::pages::verifier_module))
        .routes(routes!(batch::public_batch))
        .routes(routes!(batch::batch))
        .routes(routes!(joint::joint))
        .with_state(Arc::new(verify));
    Function::new("verify").http(api, index)
}

/// The public halves of the issuing keys, for those who check by themselves.
#[utoipa::path(get, path = "/v1/public/issuer-keys", operation_id = "verify.issuer_keys",
    responses((status = 200, body = Vec<IssuerKeyView>)), security(()))]
async fn issuer_keys(State(verify): App) -> Answer<Vec<IssuerKeyView>> {
    let keys = verify.issuer_keys().await?;
    Ok(Json(keys.into_iter().map(IssuerKeyView::from).collect()))
}

/// Judges a code, for anybody.
#[utoipa::path(post, path = "/v1/public/verifications", operation_id = "verify.public_code", request_body = CodeBody,
    responses((status = 200, body = AnswerView)), security(()))]
async fn public_code(State(verify): App, Body(body): Body<CodeBody>) -> NotedAnswer<AnswerView> {
    let told = verify.by_code(&Caller::public(), None, &body.code).await?;
    Ok(noted(told, AnswerView::from))
}

/// Looks a license up by two matching facts, for anybody.
#[utoipa::path(post, path = "/v1/public/look-ups", operation_id = "verify.public_look_up", request_body = LookUpBody,
    responses((status = 200, body = AnswersView)), security(()))]
async fn public_look_up(
    State(verify): App,
    CalledFrom(from): CalledFrom,
    Body(body): Body<LookUpBody>,
) -> NotedAnswer<AnswersView> {
    looked_up(&verify, &Caller::public(), &from, body).await
}

/// Judges a code, for those who sign in.
#[utoipa::path(post, path = "/v1/verifications", operation_id = "verify.code", request_body = CodeBody,
    responses((status = 200, body = AnswerView)),
    security(("oidc" = ["holder", "officer", "reviewer", "enforcement", "partner"])))]
async fn code(State(verify): App, SignedIn(caller): SignedIn, Body(body): Body<CodeBody>) -> NotedAnswer<AnswerView> {
    let told = verify.by_code(&caller, body.purpose.as_deref(), &body.code).await?;
    Ok(noted(told, AnswerView::from))
}

/// Looks licenses up by one fact, for those who sign in with a purpose.
#[utoipa::path(post, path = "/v1/look-ups", operation_id = "verify.look_up", request_body = LookUpBody,
    responses((status = 200, body = AnswersView)),
    security(("oidc" = ["officer", "reviewer", "enforcement", "partner"])))]
async fn look_up(
    State(verify): App,
    SignedIn(caller): SignedIn,
    CalledFrom(from): CalledFrom,
    Body(body): Body<LookUpBody>,
) -> NotedAnswer<AnswersView> {
    looked_up(&verify, &caller, &from, body).await
}

async fn looked_up(verify: &Verify, caller: &Caller, from: &CallerId, body: LookUpBody) -> NotedAnswer<AnswersView> {
    let purpose = body.purpose.clone();
    let (what, second) = body.parse()?;
    let told = verify.look_up(caller, from, purpose.as_deref(), (&what, second.as_ref())).await?;
    Ok(noted(told, AnswersView::from))
}

/// What is told, as it is shown; what was lost beside it goes to the log.
fn noted<T, V>(told: Told<T>, view: impl FnOnce(T) -> V) -> Noted<V> {
    Noted { answer: view(told.answer), lost: told.lost }
}
