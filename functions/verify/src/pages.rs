//! The page for people, behind the code.

use axum::response::{IntoResponse, Response};
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use pages::Asset;

/// Told nobody where somebody came from: the address holds a code.
const REFERRER: (HeaderName, HeaderValue) = (header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
/// Asked again each time, and answered with nothing if it is the same.
const ASKED_AGAIN: HeaderValue = HeaderValue::from_static("no-cache");

/// The page that a license code's address opens: it sends what follows the `#` in a body, and says what was answered.
#[utoipa::path(get, path = "/", operation_id = "verify.public_page",
    responses((status = 200, content_type = "text/html", body = String)), security(()))]
pub(crate) async fn public_page(headers: HeaderMap) -> Response {
    sent(pages::public_page(), &headers, ASKED_AGAIN)
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
}
