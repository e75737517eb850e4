//! The signed lists over HTTP: public, without a word of a person, and the same for everybody.

use axum::{
    Json,
    extract::State,
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use data_encoding::BASE64;
use edge::{Answer, Path, Problem};
use jiff::Timestamp;
use lifecycle::{
    port::{ProvinceCode, StatusHead},
    verify::ServedList,
};
use serde::Serialize;
use utoipa::ToSchema;

use super::App;

/// Half a minute old is new enough to pass on.
const CACHE_CONTROL: &str = "public, max-age=30";

/// A status list that is published.
#[derive(Serialize, ToSchema)]
pub(super) struct StatusListView {
    /// The issuer's number.
    issuer: u16,
    /// Grows with every list.
    sequence: u64,
    /// The moment that it speaks of.
    #[schema(value_type = String)]
    as_of: Timestamp,
    /// When the next one is due at the latest.
    #[schema(value_type = String)]
    next_update: Timestamp,
    /// SHA-256 of the list: its `ETag`.
    sha256: String,
}

/// A whole shift's lists.
#[derive(Serialize, ToSchema)]
pub(super) struct BundleView {
    /// The public key of the root, SubjectPublicKeyInfo, DER in base 64. A verifier believes the one that it pinned, and not
    /// this one.
    root: String,
    /// The trust list in base 64.
    trust: String,
    /// The status lists of this province's issuers, each in base 64.
    status: Vec<String>,
    /// The sister provinces (GB/T 2260) whose licenses are believed; their status lists are fetched province by province.
    sisters: Vec<String>,
}

/// The status lists of a sister province.
#[derive(Serialize, ToSchema)]
pub(super) struct SisterListsView {
    /// As they were taken over last, each in base 64.
    status: Vec<String>,
}

/// The trust list: whose keys are believed.
#[utoipa::path(get, path = "/v1/public/lists/trust", operation_id = "verify.trust_list",
    responses((status = 200, content_type = "application/octet-stream", body = Vec<u8>),
        (status = 304, description = "The list of `If-None-Match` is the newest.")), security(()))]
pub(super) async fn trust_list(State(verify): App, headers: HeaderMap) -> Result<Response, Problem> {
    Ok(served(verify.trust_list(known(&headers)).await?))
}

/// Which status lists there are.
#[utoipa::path(get, path = "/v1/public/lists/status", operation_id = "verify.status_lists",
    responses((status = 200, body = Vec<StatusListView>)), security(()))]
pub(super) async fn status_lists(State(verify): App) -> Answer<Vec<StatusListView>> {
    Ok(Json(verify.status_lists().await?.into_iter().map(view).collect()))
}

/// An issuer's status list.
#[utoipa::path(get, path = "/v1/public/lists/status/{issuer}", operation_id = "verify.status_list",
    params(("issuer" = u16, Path)),
    responses((status = 200, content_type = "application/octet-stream", body = Vec<u8>),
        (status = 304, description = "The list of `If-None-Match` is the newest.")), security(()))]
pub(super) async fn status_list(
    State(verify): App,
    Path(issuer): Path<u16>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    Ok(served(verify.status_list(issuer, known(&headers)).await?))
}

/// All lists in one answer, for a shift without a network.
#[utoipa::path(get, path = "/v1/public/lists/bundle", operation_id = "verify.bundle",
    responses((status = 200, body = BundleView)), security(()))]
pub(super) async fn bundle(State(verify): App) -> Answer<BundleView> {
    let bundle = verify.bundle().await?;
    Ok(Json(BundleView {
        root: bundle.trust_head.root,
        trust: BASE64.encode(&bundle.trust),
        status: encoded(&bundle.status),
        sisters: bundle.sisters.iter().map(ToString::to_string).collect(),
    }))
}

/// The status lists of a sister province (art. 19), as they were taken over last.
#[utoipa::path(get, path = "/v1/public/lists/provinces/{province}", operation_id = "verify.sister_status_lists",
    params(("province" = String, Path)), responses((status = 200, body = SisterListsView)), security(()))]
pub(super) async fn sister_status_lists(
    State(verify): App,
    Path(province): Path<ProvinceCode>,
) -> Answer<SisterListsView> {
    Ok(Json(SisterListsView { status: encoded(&verify.sister_status_lists(&province).await?) }))
}

fn encoded(lists: &[impl AsRef<[u8]>]) -> Vec<String> {
    lists.iter().map(|list| BASE64.encode(list.as_ref())).collect()
}

fn view(head: StatusHead) -> StatusListView {
    let StatusHead { issuer, sequence, as_of, next_update, digest, revision: _ } = head;
    StatusListView { issuer, sequence, as_of, next_update, sha256: digest }
}

/// What the asker has: one tag, as we gave it.
fn known(headers: &HeaderMap) -> Option<&str> {
    let sent = headers.get(header::IF_NONE_MATCH)?.to_str().ok()?;
    sent.trim().trim_start_matches("W/").strip_prefix('"')?.strip_suffix('"')
}

fn served(list: ServedList) -> Response {
    let tag = format!("\"{}\"", list.digest);
    let named = [(header::ETAG, tag), (header::CACHE_CONTROL, CACHE_CONTROL.to_owned())];
    match list.bytes {
        None => (StatusCode::NOT_MODIFIED, named).into_response(),
        Some(bytes) => (named, [(header::CONTENT_TYPE, "application/octet-stream")], bytes).into_response(),
    }
}
