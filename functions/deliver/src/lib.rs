//! 送达与亮证: the holder's wallet.

mod accesses;
mod display;

use std::sync::Arc;

use axum::{Json, extract::State};
use edge::{
    Answer, Body, Function, PageQuery, Path, Problem, SignedIn,
    view::{Bilingual, LicenseView, LinkView, Listing, Reason},
};
use jiff::Timestamp;
use license::{
    clock::chinese_day, electronic::LicenseKey, event::NoticeKind, identifier::Version, refusal::Refusal,
    subject::SubjectId, words,
};
use lifecycle::{
    deliver::{CopyForm, Deliver, Purpose},
    port::Index,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

type App = State<Arc<Deliver>>;

/// The function.
#[must_use]
pub fn function(deliver: Deliver, index: Arc<dyn Index>) -> Function {
    let api = OpenApiRouter::new()
        .routes(routes!(list_holders))
        .routes(routes!(list_licenses))
        .routes(routes!(list_notices))
        .routes(routes!(accesses::list_accesses))
        .routes(routes!(accesses::accesses_by))
        .routes(routes!(read_license))
        .routes(routes!(activate))
        .routes(routes!(document))
        .routes(routes!(copy))
        .routes(routes!(code))
        .routes(routes!(display::grant))
        .with_state(Arc::new(deliver));
    Function::new("deliver").http(api, index)
}

/// Whom the caller may act as.
#[derive(Serialize, ToSchema)]
struct HolderView {
    /// Names the holder in this API.
    #[schema(value_type = String)]
    holder: SubjectId,
    /// Whether it is the person who signed in, and not an operator acted for.
    is_self: bool,
}

/// A license version with its face.
#[derive(Serialize, ToSchema)]
struct WalletLicense {
    /// The license.
    #[serde(flatten)]
    license: LicenseView,
    /// The face: short name and value.
    face: Vec<FaceLine>,
}

/// One value of a face.
#[derive(Serialize, ToSchema)]
struct FaceLine {
    /// The short name.
    name: String,
    /// The value.
    value: String,
}

/// The code to show.
#[derive(Serialize, ToSchema)]
struct CodeView {
    /// The text of the QR code.
    text: String,
    /// The QR code as PNG, base 64.
    png: String,
}

/// What a holder was told.
#[derive(Serialize, ToSchema)]
struct NoticeView {
    /// What it says.
    #[schema(value_type = String)]
    kind: NoticeKind,
    /// The same in words.
    words: Bilingual,
    /// The kind of license in Chinese.
    kind_name: String,
    /// When.
    #[schema(value_type = String)]
    at: Timestamp,
    /// The application.
    application: Option<String>,
    /// The license.
    license: Option<String>,
    /// Why.
    reasons: Vec<Reason>,
}

/// Whom the caller may act as: the person, and the operators acted for.
#[utoipa::path(get, path = "/v1/holders", operation_id = "deliver.list_holders",
    responses((status = 200, body = Vec<HolderView>)), security(("oidc" = ["holder"])))]
async fn list_holders(SignedIn(caller): SignedIn) -> Answer<Vec<HolderView>> {
    let is_self = |holder: &SubjectId| caller.person.as_ref() == Some(holder);
    let holders = caller.holders().map(|holder| HolderView { holder: holder.clone(), is_self: is_self(holder) });
    Ok(Json(holders.collect()))
}

/// A holder's licenses, newest first, with the ended ones.
#[utoipa::path(get, path = "/v1/holders/{holder}/licenses", operation_id = "deliver.list_licenses",
    params(("holder" = String, Path), ("after" = Option<String>, Query), ("limit" = Option<u8>, Query)),
    responses((status = 200, body = Listing<LicenseView>)), security(("oidc" = ["holder"])))]
async fn list_licenses(
    State(deliver): App,
    SignedIn(caller): SignedIn,
    Path(holder): Path<SubjectId>,
    PageQuery(page): PageQuery,
) -> Answer<Listing<LicenseView>> {
    let today = chinese_day(deliver.clock.now());
    let licenses = deliver.wallet(&caller, &holder, &page).await?;
    Ok(Json(Listing::of(licenses, |license| LicenseView::of(&license, today))))
}

/// What the holder was told, newest first.
#[utoipa::path(get, path = "/v1/holders/{holder}/notices", operation_id = "deliver.list_notices",
    params(("holder" = String, Path), ("after" = Option<String>, Query), ("limit" = Option<u8>, Query)),
    responses((status = 200, body = Listing<NoticeView>)), security(("oidc" = ["holder"])))]
async fn list_notices(
    State(deliver): App,
    SignedIn(caller): SignedIn,
    Path(holder): Path<SubjectId>,
    PageQuery(page): PageQuery,
) -> Answer<Listing<NoticeView>> {
    let notices = deliver.notices(&caller, &holder, &page).await?;
    Ok(Json(Listing::of(notices, |notice| NoticeView {
        kind: notice.kind,
        words: words::notice(notice.kind).into(),
        kind_name: notice.license_kind.name_zh().to_owned(),
        at: notice.at,
        application: notice.application.map(String::from),
        license: notice.license.map(String::from),
        reasons: notice.reasons.iter().map(|code| reason(notice.kind, code)).collect(),
    })))
}

/// A notice of a license tells an officer's reasons, one of a new version why it was made, one of an application the
/// reasons of its return.
fn reason(kind: NoticeKind, code: &str) -> Reason {
    match kind {
        NoticeKind::Suspended | NoticeKind::Resumed | NoticeKind::Ended | NoticeKind::PhoneRegistered => {
            Reason::of_act(code)
        }
        NoticeKind::Issued | NoticeKind::Updated => Reason::of_issue(code),
        NoticeKind::PhotoReturned | NoticeKind::Returned => Reason::of_return(code),
    }
}

fn version(text: &str) -> Result<Version, Problem> {
    Version::parse(text).map_err(|error| Refusal::Field { field: "version", reason: error.code() }.into())
}

/// One license version with its face, for its holder.
#[utoipa::path(get, path = "/v1/licenses/{license}/versions/{version}", operation_id = "deliver.read_license",
    params(("license" = String, Path), ("version" = String, Path)),
    responses((status = 200, body = WalletLicense)), security(("oidc" = ["holder"])))]
async fn read_license(
    State(deliver): App,
    SignedIn(caller): SignedIn,
    Path((key, number)): Path<(LicenseKey, String)>,
) -> Answer<WalletLicense> {
    let license = deliver.license(&caller, &key, version(&number)?).await?;
    let line =
        |field: &license::face::FaceValue| FaceLine { name: field.short_name.clone(), value: field.value.clone() };
    let today = chinese_day(deliver.clock.now());
    Ok(Json(WalletLicense {
        face: license.face.0.iter().map(line).collect(),
        license: LicenseView::of(&license, today),
    }))
}

/// 激活: the holder takes the license into use.
#[utoipa::path(put, path = "/v1/licenses/{license}/versions/{version}/activation", operation_id = "deliver.activate",
    params(("license" = String, Path), ("version" = String, Path)),
    responses((status = 200, body = LicenseView)), security(("oidc" = ["holder"])))]
async fn activate(
    State(deliver): App,
    SignedIn(caller): SignedIn,
    Path((key, number)): Path<(LicenseKey, String)>,
) -> Answer<LicenseView> {
    let license = deliver.activate(&caller, &key, version(&number)?).await?;
    Ok(Json(LicenseView::of(&license, chinese_day(deliver.clock.now()))))
}

/// A link to the license file; it dies within minutes.
#[utoipa::path(get, path = "/v1/licenses/{license}/versions/{version}/document", operation_id = "deliver.document",
    params(("license" = String, Path), ("version" = String, Path)),
    responses((status = 200, body = LinkView)), security(("oidc" = ["holder", "officer", "reviewer"])))]
async fn document(
    State(deliver): App,
    SignedIn(caller): SignedIn,
    Path((key, number)): Path<(LicenseKey, String)>,
) -> Answer<LinkView> {
    Ok(Json(LinkView::get(deliver.document(&caller, &key, version(&number)?).await?)))
}

/// The copy that is asked for.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct CopyBody {
    /// Its form.
    form: Form,
    /// 加注件制作事由, 2 to 30 characters without `；：。「」;:`; without it the copy is for looking at.
    purpose: Option<String>,
    /// For how many days a copy for a purpose is good, 1 to 366 and no longer than the license; 30 unless it says so.
    days: Option<u16>,
}

/// The forms of copies.
#[derive(Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum Form {
    /// OFD without a signature.
    Ofd,
    /// PDF.
    Pdf,
    /// PNG.
    Png,
}

impl From<Form> for CopyForm {
    fn from(form: Form) -> Self {
        match form {
            Form::Ofd => Self::Ofd,
            Form::Pdf => Self::Pdf,
            Form::Png => Self::Png,
        }
    }
}

/// For how long a copy is good where nothing is said.
const DAYS: u16 = 30;

/// A link to a copy, marked as one; drawn when it is asked for. The link dies within minutes, the copy within a day.
#[utoipa::path(post, path = "/v1/licenses/{license}/versions/{version}/copies", operation_id = "deliver.copy",
    params(("license" = String, Path), ("version" = String, Path)), request_body = CopyBody,
    responses((status = 200, body = LinkView)), security(("oidc" = ["holder", "officer", "reviewer"])))]
async fn copy(
    State(deliver): App,
    SignedIn(caller): SignedIn,
    Path((key, number)): Path<(LicenseKey, String)>,
    Body(body): Body<CopyBody>,
) -> Answer<LinkView> {
    let purpose = body.purpose.map(|words| Purpose { words, days: body.days.unwrap_or(DAYS) });
    let link = deliver.copy(&caller, (&key, version(&number)?), body.form.into(), purpose.as_ref()).await?;
    Ok(Json(LinkView::get(link)))
}

/// 亮证: the code to show, as text and as a picture.
#[utoipa::path(get, path = "/v1/licenses/{license}/versions/{version}/code", operation_id = "deliver.code",
    params(("license" = String, Path), ("version" = String, Path)),
    responses((status = 200, body = CodeView)), security(("oidc" = ["holder"])))]
async fn code(
    State(deliver): App,
    SignedIn(caller): SignedIn,
    Path((key, number)): Path<(LicenseKey, String)>,
) -> Answer<CodeView> {
    let (text, png) = deliver.code(&caller, &key, version(&number)?).await?;
    Ok(Json(CodeView { text, png }))
}
