//! The page behind the code: one file, so that it is there after one request on a bad connection.

use std::sync::LazyLock;

use crate::asset::{Asset, inline_source};

const PAGE: &str = include_str!("../assets/public.html");
pub(crate) const STYLE: &str = include_str!("../assets/pages.css");
pub(crate) const WORDS: &str = include_str!("../assets/words.js");
pub(crate) const CARD: &str = include_str!("../assets/card.js");
pub(crate) const REGISTER: &str = include_str!("../assets/register.js");
const SCRIPT: &str = include_str!("../assets/public.js");

/// The page that a license code's address opens. It has no other file, and asks nobody but its own server.
#[must_use]
pub fn public_page() -> &'static Asset {
    static MADE: LazyLock<Asset> = LazyLock::new(|| {
        let script = [WORDS, CARD, REGISTER, SCRIPT].concat();
        let page = PAGE.replace("{{style}}", STYLE).replace("{{script}}", &script);
        Asset::text("text/html; charset=utf-8", page).under(policy(&script))
    });
    &MADE
}

/// Only this very script and style, no text that becomes a script, no address but the own server's, in nobody's frame.
fn policy(script: &str) -> String {
    let (script, style) = (inline_source(script), inline_source(STYLE));
    format!(
        "default-src 'none'; script-src {script}; style-src {style}; connect-src 'self'; img-src data:; base-uri 'none'; \
         form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_one_small_file_that_names_nobody_else() {
        let page = public_page();
        let text = std::str::from_utf8(&page.bytes).unwrap();
        assert!(page.bytes.len() < 50_000, "{} bytes", page.bytes.len());
        assert!(!text.contains("{{"), "a place was not filled");
        for word in
            ["src=", "@import", "url(", "https://", "//cdn", "localStorage", "sessionStorage", "cookie", "innerHTML"]
        {
            assert!(!text.contains(word), "the page says {word}");
        }
    }

    #[test]
    fn its_policy_names_the_very_script_and_style() {
        let page = public_page();
        let text = std::str::from_utf8(&page.bytes).unwrap();
        let within = |open: &str, close: &str| text.split(open).nth(1).unwrap().split(close).next().unwrap().to_owned();
        let policy = page.policy.as_deref().unwrap();
        for (source, inline) in
            [("script-src", within("<script>", "</script>")), ("style-src", within("<style>", "</style>"))]
        {
            assert!(policy.contains(&format!("{source} {}", inline_source(&inline))), "{source}");
        }
        assert!(!policy.contains("unsafe"));
    }
}
