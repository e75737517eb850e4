//! 核验: by code, by what is known when no code can be shown, and by the license file. The public asks without a token; officers,
//! enforcement and partners sign in and give a purpose.

mod file;
mod file_view;
mod pages;
mod view;

use std::sync::Arc;

use axum::{Json, extract::State};
use edge::{Answer, Body, Function, Problem, SignedIn};
use license::{
    caller::Caller, holder_code::HolderCode, identifier::Identifier, license_number::LicenseNumber, plate::Plate,
    refusal::Refusal, uscc::Uscc,
};
use lifecycle::{
    port::Index,
    verify::{LookUp, Second, Verify},
};
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

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
        .routes(routes!(self::pages::public_page))
        .routes(routes!(self::pages::officer_page))
        .routes(routes!(self::pages::officer_part))
        .routes(routes!(self::pages::verifier_module))
        .with_state(Arc::new(verify));
    Function::new("verify").http(api, index)
}

/// A code as it was scanned.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct CodeBody {
    /// The whole text of the QR code, or what follows its `#`.
    code: String,
    /// 用证事由; officers, enforcement and partners must give one.
    purpose: Option<String>,
}

/// What is known of a license: exactly one of the first five.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct LookUpBody {
    /// 车辆号牌 and colour code.
    plate: Option<PlateBody>,
    /// 公民身份号码.
    id_number: Option<String>,
    /// 统一社会信用代码.
    uscc: Option<String>,
    /// 许可证号 or 运输证号, twelve digits.
    number: Option<String>,
    /// 证照标识.
    identifier: Option<String>,
    /// The holder's name: the second fact, which the public must give.
    holder_name: Option<String>,
    /// 用证事由; officers, enforcement and partners must give one.
    purpose: Option<String>,
}

/// A plate.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct PlateBody {
    /// 车辆号牌.
    number: String,
    /// 车牌颜色, by code.
    color: String,
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
async fn public_code(State(verify): App, Body(body): Body<CodeBody>) -> Answer<AnswerView> {
    let answer = verify.by_code(&Caller::public(), None, &body.code).await?;
    Ok(Json(answer.into()))
}

/// Looks a license up by two matching facts, for anybody.
#[utoipa::path(post, path = "/v1/public/look-ups", operation_id = "verify.public_look_up", request_body = LookUpBody,
    responses((status = 200, body = AnswersView)), security(()))]
async fn public_look_up(State(verify): App, Body(body): Body<LookUpBody>) -> Answer<AnswersView> {
    judged(&verify, &Caller::public(), body).await
}

/// Judges a code, for those who sign in.
#[utoipa::path(post, path = "/v1/verifications", operation_id = "verify.code", request_body = CodeBody,
    responses((status = 200, body = AnswerView)),
    security(("oidc" = ["holder", "officer", "reviewer", "enforcement", "partner"])))]
async fn code(State(verify): App, SignedIn(caller): SignedIn, Body(body): Body<CodeBody>) -> Answer<AnswerView> {
    let answer = verify.by_code(&caller, body.purpose.as_deref(), &body.code).await?;
    Ok(Json(answer.into()))
}

/// Looks licenses up by one fact, for those who sign in with a purpose.
#[utoipa::path(post, path = "/v1/look-ups", operation_id = "verify.look_up", request_body = LookUpBody,
    responses((status = 200, body = AnswersView)),
    security(("oidc" = ["officer", "reviewer", "enforcement", "partner"])))]
async fn look_up(State(verify): App, SignedIn(caller): SignedIn, Body(body): Body<LookUpBody>) -> Answer<AnswersView> {
    judged(&verify, &caller, body).await
}

async fn judged(verify: &Verify, caller: &Caller, body: LookUpBody) -> Answer<AnswersView> {
    let second = body.holder_name.clone().map(Second);
    let purpose = body.purpose.clone();
    let what = what(body)?;
    let answers = verify.look_up(caller, purpose.as_deref(), &what, second.as_ref()).await?;
    Ok(Json(AnswersView { answers: answers.into_iter().map(AnswerView::from).collect() }))
}

/// Exactly one fact; the parse error names the field and never the value.
fn what(body: LookUpBody) -> Result<LookUp, Problem> {
    let field = |field, reason| Problem::from(Refusal::Field { field, reason });
    match (body.plate, body.id_number, body.uscc, body.number, body.identifier) {
        (Some(plate), None, None, None, None) => {
            Plate::parse(&plate.number, &plate.color).map(LookUp::Plate).map_err(|error| field("plate", error.code()))
        }
        (None, Some(id), None, None, None) => {
            HolderCode::parse("111", &id).map(LookUp::Person).map_err(|error| field("id_number", error.code()))
        }
        (None, None, Some(uscc), None, None) => {
            Uscc::parse(&uscc).map(LookUp::Uscc).map_err(|error| field("uscc", error.code()))
        }
        (None, None, None, Some(number), None) => {
            LicenseNumber::parse(&number).map(LookUp::Number).map_err(|error| field("number", error.code()))
        }
        (None, None, None, None, Some(identifier)) => {
            Identifier::parse(&identifier).map(LookUp::Identifier).map_err(|error| field("identifier", error.code()))
        }
        _ => Err(field("body", "lookup.one_fact")),
    }
}
