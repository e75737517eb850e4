//! Who looked at whose data: for the holder, and by caller for the province.

use axum::{Json, extract::State};
use edge::{
    Answer, Body, PageQuery, Path, SignedIn,
    view::{Bilingual, Listing},
};
use jiff::Timestamp;
use license::{
    caller::{Actor, Role},
    refusal::Refusal,
    subject::SubjectId,
    words,
};
use lifecycle::port::Access;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::App;

/// Who looked at the holder's data.
#[derive(Serialize, ToSchema)]
pub(crate) struct AccessView {
    /// When.
    #[schema(value_type = String)]
    at: Timestamp,
    /// In which role.
    role: String,
    /// From which division.
    division: Option<String>,
    /// 用证事由.
    purpose: String,
    /// Which license.
    license: Option<String>,
    /// The kind of that license in Chinese.
    kind_name: Option<String>,
    /// The verdict that was answered, or what was done.
    words: Bilingual,
}

impl From<Access> for AccessView {
    fn from(access: Access) -> Self {
        Self {
            at: access.at,
            role: access.by.role.as_str().to_owned(),
            division: access.division.map(|division| division.name_zh().to_owned()),
            purpose: access.purpose,
            kind_name: access.license.as_ref().map(|license| license.kind().name_zh().to_owned()),
            license: access.license.map(String::from),
            words: words::access(&access.answer).into(),
        }
    }
}

/// Whose look-ups, and what for.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct AccessesByBody {
    /// The caller's role, as the tokens say it.
    role: String,
    /// The caller's opaque subject, as the tokens say it.
    subject: String,
    /// 用证事由: reading this is itself on record.
    purpose: String,
    /// `next` of the page before.
    after: Option<String>,
    /// 1 to 100, 20 if not said.
    limit: Option<u8>,
}

/// A look-up of one caller, for the province.
#[derive(Serialize, ToSchema)]
pub(crate) struct CallerAccessView {
    /// The same as the holder is shown.
    #[serde(flatten)]
    access: AccessView,
    /// Whose data it was, by keyed hash; absent where nobody was found.
    holder: Option<String>,
    /// What was looked for, where nobody was found: a keyed hash, a number or a digest.
    sought: Option<String>,
}

/// Who looked at the holder's data, newest first.
#[utoipa::path(get, path = "/v1/holders/{holder}/accesses", operation_id = "deliver.list_accesses",
    params(("holder" = String, Path), ("after" = Option<String>, Query), ("limit" = Option<u8>, Query)),
    responses((status = 200, body = Listing<AccessView>)), security(("oidc" = ["holder"])))]
pub(crate) async fn list_accesses(
    State(deliver): App,
    SignedIn(caller): SignedIn,
    Path(holder): Path<SubjectId>,
    PageQuery(page): PageQuery,
) -> Answer<Listing<AccessView>> {
    let accesses = deliver.accesses(&caller, &holder, &page).await?;
    Ok(Json(Listing::of(accesses, AccessView::from)))
}

/// What one caller read and looked for, newest first, for the province: so that misuse of look-ups can be seen.
#[utoipa::path(post, path = "/v1/accesses/by-caller", operation_id = "deliver.accesses_by",
    request_body = AccessesByBody,
    responses((status = 200, body = Listing<CallerAccessView>)), security(("oidc" = ["province"])))]
pub(crate) async fn accesses_by(
    State(deliver): App,
    SignedIn(caller): SignedIn,
    Body(body): Body<AccessesByBody>,
) -> Answer<Listing<CallerAccessView>> {
    let page = edge::page(body.after, body.limit)?;
    let role = Role::parse(&body.role).ok_or(Refusal::Field { field: "role", reason: "role.unknown" })?;
    let who = Actor { role, id: body.subject };
    let accesses = deliver.accesses_by(&caller, (&who, &body.purpose), &page).await?;
    Ok(Json(Listing::of(accesses, |access| CallerAccessView {
        holder: access.holder.as_ref().map(ToString::to_string),
        sought: access.sought.clone(),
        access: access.into(),
    })))
}
