//! The officer's page: once it was loaded it needs no network.

use std::sync::LazyLock;

use crate::asset::{Asset, digest};
use crate::public::{CARD, REGISTER, STYLE, WORDS};

/// The addresses that the page's worker may answer for: `Service-Worker-Allowed`.
pub const OFFICER_SCOPE: &str = "/officer";

const PAGE: &str = include_str!("../assets/officer.html");
/// Stands where the digest of everything is to stand: another release has other bytes, so that browsers see it.
const VERSION: &str = "{{version}}";

const JAVASCRIPT: &str = "text/javascript; charset=utf-8";
const PARTS: [(&str, &str, &str); 11] = [
    ("pages.css", "text/css; charset=utf-8", STYLE),
    ("words.js", JAVASCRIPT, WORDS),
    ("card.js", JAVASCRIPT, CARD),
    ("register.js", JAVASCRIPT, REGISTER),
    ("verifier.js", JAVASCRIPT, include_str!("../assets/verifier.js")),
    ("lists.js", JAVASCRIPT, include_str!("../assets/lists.js")),
    ("picture.js", JAVASCRIPT, include_str!("../assets/picture.js")),
    ("report.js", JAVASCRIPT, include_str!("../assets/report.js")),
    ("officer.js", JAVASCRIPT, include_str!("../assets/officer.js")),
    ("worker.js", JAVASCRIPT, include_str!("../assets/worker.js")),
    ("app.webmanifest", "application/manifest+json", include_str!("../assets/app.webmanifest")),
];

/// Only files of the own server; WebAssembly for the verifier, `blob:` for the picture that was taken.
const POLICY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; connect-src 'self'; \
    img-src 'self' data: blob:; media-src 'self' blob:; manifest-src 'self'; worker-src 'self'; base-uri 'none'; \
    form-action 'none'; frame-ancestors 'none'";

/// The page itself.
#[must_use]
pub fn officer_page() -> &'static Asset {
    static MADE: LazyLock<Asset> = LazyLock::new(|| {
        let page = PAGE.replace(VERSION, release());
        Asset::text("text/html; charset=utf-8", page).under(POLICY.to_owned())
    });
    &MADE
}

/// A file that the page or its worker asks for, by its name under [`OFFICER_SCOPE`].
#[must_use]
pub fn officer_part(name: &str) -> Option<&'static Asset> {
    static MADE: LazyLock<Vec<Asset>> = LazyLock::new(|| {
        PARTS.iter().map(|(_name, media, text)| Asset::text(media, text.replace(VERSION, release()))).collect()
    });
    MADE.get(PARTS.iter().position(|part| part.0 == name)?)
}

/// The module that verifies; `None` in a build without it.
#[must_use]
pub fn verifier_part() -> Option<&'static Asset> {
    static MADE: LazyLock<Option<Asset>> =
        LazyLock::new(|| crate::verifier_module().map(|bytes| Asset::new("application/wasm", bytes)));
    MADE.as_ref()
}

/// The digest of everything that the page is made of: the name of a release.
#[must_use]
pub fn release() -> &'static str {
    static MADE: LazyLock<String> = LazyLock::new(|| {
        let module = crate::verifier_module().unwrap_or_default();
        let texts = PARTS.iter().map(|part| part.2.as_bytes());
        digest(&[PAGE.as_bytes(), module].into_iter().chain(texts).collect::<Vec<_>>().concat())
    });
    &MADE
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(asset: &Asset) -> &str {
        std::str::from_utf8(&asset.bytes).unwrap()
    }

    #[test]
    fn the_worker_keeps_every_part_of_the_page() {
        let worker = text(officer_part("worker.js").unwrap());
        let page = text(officer_page());
        for (name, ..) in PARTS.iter().filter(|part| part.0 != "worker.js") {
            let address = format!("{OFFICER_SCOPE}/{name}");
            assert!(worker.contains(&format!("'{address}'")), "the worker does not keep {name}");
            assert!(page.contains(&address), "the page does not use {name}");
        }
        assert!(worker.contains(&format!("'/verifier.wasm?{}'", release())));
    }

    #[test]
    fn every_place_is_filled_and_nobody_else_is_asked() {
        let parts = PARTS.iter().map(|part| officer_part(part.0).unwrap());
        for asset in parts.chain([officer_page()]) {
            assert!(!text(asset).contains("{{") && !text(asset).contains("https://"), "{}", asset.media_type);
        }
        assert_eq!(officer_part("../Cargo.toml"), None);
    }
}
