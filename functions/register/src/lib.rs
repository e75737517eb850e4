//! 登记: officers import, record and correct; files of rows are read on the event of their arrival.

mod sister;

use std::{collections::BTreeMap, sync::Arc};

use axum::{
    Json,
    extract::State,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use edge::{
    Answer, Body, Function, Path, Problem, SignedIn,
    view::{GrantView, LinkView},
};
use license::{
    application::Name,
    finding::findings,
    holder_code::HolderCode,
    plate::Plate,
    refusal::Refusal,
    subject::{Facts, SubjectId},
    uscc::Uscc,
};
use lifecycle::{
    error::{Error, Fault},
    object::ObjectKey,
    port::{Dossier, Index},
    register::{Register, Table},
    verify::LookUp,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

type App = State<Arc<Register>>;

/// The function.
#[must_use]
pub fn function(register: Register, index: Arc<dyn Index>) -> Function {
    let register = Arc::new(register);
    let importing = Arc::clone(&register);
    let api = OpenApiRouter::new()
        .routes(routes!(find))
        .routes(routes!(record_grant))
        .routes(routes!(correct_record))
        .routes(routes!(offer_rows))
        .routes(routes!(read_report))
        .routes(routes!(sister::take_status_list))
        .with_state(register);
    Function::new("register").http(api, index).each_message(move |body| {
        let register = Arc::clone(&importing);
        async move { import_all(&register, &body).await }
    })
}

async fn import_all(register: &Register, body: &str) -> Result<(), Error> {
    for key in edge::object_keys(body).map_err(|reason| Fault::new("event.form", reason))? {
        if let Some(key) = ObjectKey::parse(&key) {
            register.import(&key).await?;
        }
    }
    Ok(())
}

/// By what a record is known: exactly one of the first three.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct FindBody {
    /// 车辆号牌 and colour code.
    plate: Option<PlateBody>,
    /// 公民身份号码.
    id_number: Option<String>,
    /// 统一社会信用代码.
    uscc: Option<String>,
    /// 用证事由.
    purpose: String,
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

/// One row, by the columns of the import file.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct RowBody {
    /// Column and cell.
    row: BTreeMap<String, String>,
}

/// A file about to be uploaded.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct RowsBody {
    /// The exact size; fixed in the link's signature.
    size_bytes: u64,
}

/// The facts of a record, whole.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct FactsBody {
    /// As [`DossierView`] gives them, with what is to be corrected changed.
    #[schema(value_type = Object)]
    facts: Facts,
}

/// A record with its grants.
#[derive(Serialize, ToSchema)]
struct DossierView {
    /// Names the record.
    #[schema(value_type = String)]
    subject: SubjectId,
    /// City or district.
    division: String,
    /// What is known.
    #[schema(value_type = Object)]
    facts: Facts,
    /// Whether a photo is on file.
    has_photo: bool,
    /// What is wrong with it (数据合规).
    findings: Vec<String>,
    /// What was granted.
    grants: Vec<GrantView>,
}

impl From<Dossier> for DossierView {
    fn from(dossier: Dossier) -> Self {
        let Dossier { subject, grants } = dossier;
        Self {
            findings: findings(&subject).into_iter().map(str::to_owned).collect(),
            division: subject.division.as_str().to_owned(),
            has_photo: subject.photo.is_some(),
            subject: subject.id,
            facts: subject.facts,
            grants: grants.into_iter().map(GrantView::from).collect(),
        }
    }
}

/// A record by what it is known by; the read is on record.
#[utoipa::path(post, path = "/v1/register/look-ups", operation_id = "register.find", request_body = FindBody,
    responses((status = 200, body = DossierView)), security(("oidc" = ["officer", "reviewer"])))]
async fn find(State(register): App, SignedIn(caller): SignedIn, Body(body): Body<FindBody>) -> Answer<DossierView> {
    let purpose = body.purpose.clone();
    let what = what(body)?;
    Ok(Json(register.find(&caller, &what, &purpose).await?.into()))
}

fn what(body: FindBody) -> Result<LookUp, Refusal> {
    let field = |field, reason| Refusal::Field { field, reason };
    match (body.plate, body.id_number, body.uscc) {
        (Some(plate), None, None) => {
            Plate::parse(&plate.number, &plate.color).map(LookUp::Plate).map_err(|error| field("plate", error.code()))
        }
        (None, Some(id), None) => {
            HolderCode::parse("111", &id).map(LookUp::Person).map_err(|error| field("id_number", error.code()))
        }
        (None, None, Some(uscc)) => Uscc::parse(&uscc).map(LookUp::Uscc).map_err(|error| field("uscc", error.code())),
        _ => Err(field("body", "lookup.one_fact")),
    }
}

fn table(word: &str) -> Result<Table, Problem> {
    Table::parse(word).ok_or_else(|| Refusal::Field { field: "table", reason: "table.unknown" }.into())
}

/// 许可: records a grant as a row of one of the three tables; the same row again changes nothing.
#[utoipa::path(put, path = "/v1/register/{table}/grants", operation_id = "register.record",
    params(("table" = String, Path)), request_body = RowBody,
    responses((status = 200, body = DossierView)), security(("oidc" = ["officer"])))]
async fn record_grant(
    State(register): App,
    SignedIn(caller): SignedIn,
    Path(word): Path<String>,
    Body(body): Body<RowBody>,
) -> Answer<DossierView> {
    Ok(Json(register.record(&caller, table(&word)?, &body.row).await?.into()))
}

/// Corrects one record; a license in force that shows it is made anew.
#[utoipa::path(put, path = "/v1/register/subjects/{subject}/corrections/{name}", operation_id = "register.correct",
    params(("subject" = String, Path), ("name" = String, Path)), request_body = FactsBody,
    responses((status = 200, body = DossierView)), security(("oidc" = ["officer"])))]
async fn correct_record(
    State(register): App,
    SignedIn(caller): SignedIn,
    Path((subject, name)): Path<(SubjectId, Name)>,
    Body(body): Body<FactsBody>,
) -> Answer<DossierView> {
    Ok(Json(register.correct(&caller, &subject, &name, &body.facts).await?.into()))
}

/// A link for uploading a file of rows.
#[utoipa::path(put, path = "/v1/register/{table}/imports/{name}", operation_id = "register.offer_rows",
    params(("table" = String, Path), ("name" = String, Path)), request_body = RowsBody,
    responses((status = 200, body = LinkView)), security(("oidc" = ["officer", "province"])))]
async fn offer_rows(
    State(register): App,
    SignedIn(caller): SignedIn,
    Path((word, name)): Path<(String, Name)>,
    Body(body): Body<RowsBody>,
) -> Answer<LinkView> {
    let link = register.offer_rows(&caller, table(&word)?, &name, body.size_bytes).await?;
    Ok(Json(LinkView::put(link)))
}

/// What became of a file of rows, as CSV: row, column, code and words of every rejected row. 404 until it is done.
#[utoipa::path(get, path = "/v1/register/{table}/imports/{name}", operation_id = "register.read_report",
    params(("table" = String, Path), ("name" = String, Path)),
    responses((status = 200, body = String, content_type = "text/csv")), security(("oidc" = ["officer", "province"])))]
async fn read_report(
    State(register): App,
    SignedIn(caller): SignedIn,
    Path((word, name)): Path<(String, Name)>,
) -> Result<Response, Problem> {
    let report = register.report(&caller, table(&word)?, &name).await?.ok_or(Refusal::NoItem)?;
    Ok((StatusCode::OK, [(header::CONTENT_TYPE, "text/csv; charset=utf-8")], report).into_response())
}
