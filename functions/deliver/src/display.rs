//! 离线亮证: what a phone needs to show a license with no network.

use axum::{Json, extract::State};
use data_encoding::BASE64;
use edge::{Answer, Body, Path, SignedIn};
use jiff::Timestamp;
use license::electronic::LicenseKey;
use lifecycle::deliver::Phone;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{App, version};

/// The phone's key.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct PhoneBody {
    /// SubjectPublicKeyInfo of a P-256 key whose private half never leaves the phone's key store; DER in base 64.
    device_key: String,
}

/// What the phone keeps, and makes display codes of (docs/SEAL.md).
#[derive(Serialize, ToSchema)]
pub(crate) struct DisplayGrantView {
    /// What the digits of a code stand after: an address up to and with its `#`.
    base: String,
    /// The signed grant, base 64.
    grant: String,
    /// From this moment.
    #[schema(value_type = String)]
    granted_at: Timestamp,
    /// To this moment; the phone asks for another grant before it, whenever it has network.
    #[schema(value_type = String)]
    ends_at: Timestamp,
}

/// 离线亮证: grants a phone to show the license with no network for three days. The first time the holder is told.
#[utoipa::path(put, path = "/v1/licenses/{license}/versions/{version}/display-grant", operation_id = "deliver.display",
    params(("license" = String, Path), ("version" = String, Path)), request_body = PhoneBody,
    responses((status = 200, body = DisplayGrantView)), security(("oidc" = ["holder"])))]
pub(crate) async fn grant(
    State(deliver): App,
    SignedIn(caller): SignedIn,
    Path((key, number)): Path<(LicenseKey, String)>,
    Body(body): Body<PhoneBody>,
) -> Answer<DisplayGrantView> {
    let phone = Phone::parse(&body.device_key)?;
    let display = deliver.display(&caller, &key, version(&number)?, &phone).await?;
    Ok(Json(DisplayGrantView {
        base: display.base,
        grant: BASE64.encode(&display.grant),
        granted_at: display.granted_at,
        ends_at: display.ends_at,
    }))
}
