//! What keeps a code from being told has words on the page behind it, so that nobody is only told "cannot tell".

use verifier::Reason;

use super::source::read;

/// The reasons that an online answer about a code can carry: whose key, by which list, in which form.
fn of_a_code(code: &str) -> bool {
    code.starts_with("key.") || code.starts_with("trust_list.") || code == "code.unknown_format"
}

fn is_named(words: &str, name: &str) -> bool {
    words.contains(&format!("\n  {name}: [")) || words.contains(&format!("\n  '{name}': ["))
}

#[test]
fn the_page_has_words_for_every_reason() {
    let script = read("shared/pages/assets/words.js");
    let words = script.split("const REASONS = {").nth(1).unwrap().split("\n};").next().unwrap();
    let reasons = Reason::ALL.iter().map(|reason| reason.code()).filter(|code| of_a_code(code));
    let wordless: Vec<&str> =
        reasons.filter(|code| !is_named(words, code) && !is_named(words, code.split('.').next().unwrap())).collect();
    assert_eq!(wordless, Vec::<&str>::new());
    assert!(!is_named(words, "unknown_key"), "a reason that nothing gives");
}
