//! 外省状态名单: a sister province's system brings its status list, or somebody who fetched it from there.

use axum::{Json, extract::State};
use edge::{Answer, Body, Path};
use jiff::Timestamp;
use lifecycle::port::{ProvinceCode, SisterHead};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::App;

/// The longest signed status list.
const LIST_BYTES_MAX: usize = 2 * 1024 * 1024;
/// The longest body.
const BODY_BYTES_MAX: usize = edge::base64_length(LIST_BYTES_MAX) + 1024;

/// A signed status list.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ListBody {
    /// The list as the province signed it (docs/SEAL.md), at most 2 MiB, in base 64 with padding.
    list: String,
}

/// The list that is in use from now on.
#[derive(Serialize, ToSchema)]
pub(crate) struct SisterListView {
    /// The province (GB/T 2260).
    province: String,
    /// The issuer's number there.
    issuer: u16,
    /// The list's number.
    sequence: u64,
    /// The moment that it speaks of.
    #[schema(value_type = String)]
    as_of: Timestamp,
    /// When the next one is due at the latest.
    #[schema(value_type = String)]
    next_update: Timestamp,
    /// SHA-256 of the list.
    sha256: String,
}

impl From<SisterHead> for SisterListView {
    fn from(head: SisterHead) -> Self {
        let SisterHead { province, issuer, sequence, as_of, next_update, digest, revision: _ } = head;
        Self { province: province.to_string(), issuer, sequence, as_of, next_update, sha256: digest }
    }
}

/// Takes over the status list of a sister province's issuer (art. 19). Its signature counts, and not who brings it; an older one
/// than was taken over before is refused.
#[utoipa::path(put, path = "/v1/provinces/{province}/status-lists/{issuer}", operation_id = "register.take_status_list",
    params(("province" = String, Path), ("issuer" = u16, Path)), request_body = ListBody,
    responses((status = 200, body = SisterListView)), security(("oidc" = ["partner", "province"])),
    extensions(("x-body-bytes-max" = json!(BODY_BYTES_MAX))))]
pub(crate) async fn take_status_list(
    State(register): App,
    Path((province, issuer)): Path<(ProvinceCode, u16)>,
    Body(body): Body<ListBody>,
) -> Answer<SisterListView> {
    let bytes = edge::bytes_of(("list", "list.base64"), &body.list, LIST_BYTES_MAX)?;
    Ok(Json(register.take_status_list(&province, issuer, bytes.into()).await?.into()))
}
