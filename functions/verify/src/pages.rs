//! The pages for people: the one behind the code, and the officer's, which works offline. Both are public, and so is
//! everything that they are made of.

use axum::extract::RawQuery;
use axum::response::{IntoResponse, Response};
use edge::{Path, Problem};
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use pages::Asset;

/// Told nobody where somebody came from: the address holds a code.
const REFERRER: (HeaderName, HeaderValue) = (header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
/// Asked again each time, and answered with nothing if it is the same.
const ASKED_AGAIN: HeaderValue = HeaderValue::from_static("no-cache");
/// Of one release alone: its address names the release.
const FOR_GOOD: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");

/// The page that a license code's address opens: it sends what follows the `#` in a body, and says what was answered.
#[utoipa::path(get, path = "/", operation_id = "verify.public_page",
    responses((status = 200, content_type = "text/html", body = String)), security(()))]
pub(crate) async fn public_page(headers: HeaderMap) -> Response {
    sent(pages::public_page(), &headers, ASKED_AGAIN)
}

/// The officer's page: once it was loaded it verifies without a network.
#[utoipa::path(get, path = "/officer", operation_id = "verify.officer_page",
    responses((status = 200, content_type = "text/html", body = String)), security(()))]
pub(crate) async fn officer_page(headers: HeaderMap) -> Response {
    sent(pages::officer_page(), &headers, ASKED_AGAIN)
}

/// A script or style of the officer's page.
#[utoipa::path(get, path = "/officer/{part}", operation_id = "verify.officer_part",
    params(("part" = String, Path, description = "Its name")),
    responses((status = 200, content_type = "text/javascript", body = String)), security(()))]
pub(crate) async fn officer_part(Path(part): Path<String>, headers: HeaderMap) -> Result<Response, Problem> {
    let asset = pages::officer_part(&part).ok_or_else(Problem::route_unknown)?;
    let mut response = sent(asset, &headers, ASKED_AGAIN);
    // The page is not under the worker's own address.
    let scope = HeaderValue::from_static(pages::OFFICER_SCOPE);
    response.headers_mut().insert(HeaderName::from_static("service-worker-allowed"), scope);
    Ok(response)
}

/// The verifier as a WebAssembly module; unknown where the build had no compiler for it.
#[utoipa::path(get, path = "/verifier.wasm", operation_id = "verify.verifier_module",
    responses((status = 200, content_type = "application/wasm", body = Vec<u8>)), security(()))]
pub(crate) async fn verifier_module(RawQuery(release): RawQuery, headers: HeaderMap) -> Result<Response, Problem> {
    let asset = pages::verifier_part().ok_or_else(Problem::route_unknown)?;
    let is_this_release = release.is_some_and(|named| named == pages::release());
    Ok(sent(asset, &headers, if is_this_release { FOR_GOOD } else { ASKED_AGAIN }))
}

/// The file, or that the browser has it already.
fn sent(asset: &'static Asset, asked: &HeaderMap, kept: HeaderValue) -> Response {
    let tag = format!("\"{}\"", asset.digest);
    let same = asked.get(header::IF_NONE_MATCH).is_some_and(|had| had.as_bytes() == tag.as_bytes());
    let mut response =
        if same { StatusCode::NOT_MODIFIED.into_response() } else { asset.bytes.clone().into_response() };
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(asset.media_type));
    headers.insert(header::CACHE_CONTROL, kept);
    headers.extend([REFERRER]);
    let policy = asset.policy.as_deref().map(|policy| (header::CONTENT_SECURITY_POLICY, policy));
    for (name, value) in policy.into_iter().chain([(header::ETAG, tag.as_str())]) {
        headers.extend(HeaderValue::from_str(value).ok().map(|value| (name, value)));
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(tag: &str) -> HeaderMap {
        HeaderMap::from_iter([(header::IF_NONE_MATCH, HeaderValue::from_str(tag).unwrap())])
    }

    #[tokio::test]
    async fn a_page_comes_with_its_policy_and_is_sent_once() {
        let first = public_page(HeaderMap::new()).await;
        assert_eq!(first.status(), StatusCode::OK);
        for name in [header::CONTENT_SECURITY_POLICY, header::ETAG, header::REFERRER_POLICY] {
            assert!(first.headers().contains_key(&name), "{name}");
        }
        let tag = first.headers()[header::ETAG].to_str().unwrap();
        assert_eq!(public_page(asked(tag)).await.status(), StatusCode::NOT_MODIFIED);
        assert_eq!(public_page(asked("\"other\"")).await.status(), StatusCode::OK);
    }

    #[tokio::test]
    async fn a_part_is_what_the_list_names() {
        let worker = officer_part(Path("worker.js".to_owned()), HeaderMap::new()).await.unwrap();
        assert_eq!(worker.headers()["service-worker-allowed"], "/officer");
        assert_eq!(worker.headers()[header::CONTENT_TYPE], "text/javascript; charset=utf-8");
        let unknown = officer_part(Path("nothing.js".to_owned()), HeaderMap::new()).await;
        assert_eq!(unknown.unwrap_err().code(), "route.unknown");
    }
}
