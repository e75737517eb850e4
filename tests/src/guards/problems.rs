//! Every "no" has a heading.

use std::collections::BTreeSet;

use license::refusal::Refusal;

use super::source::{read, released};

const PAGE: &str = "docs/PROBLEMS.md";

/// A code: words with a dot between.
fn is_code(text: &str) -> bool {
    let word = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_');
    text.split_once('.').is_some_and(|(kind, what)| word(kind) && word(what))
}

/// Texts between quotes that are codes.
fn quoted_codes(code: &str) -> BTreeSet<String> {
    code.split('"').skip(1).step_by(2).filter(|text| is_code(text)).map(str::to_owned).collect()
}

/// The codes that faults are made with, wherever they are.
fn fault_codes() -> BTreeSet<String> {
    let mut codes = BTreeSet::new();
    for (path, code) in released() {
        if path == "shared/aws/src/fault.rs" {
            codes.extend(quoted_codes(&code));
        }
        for made in code.split("Fault::new(").skip(1) {
            let first = made.trim_start().strip_prefix('"').and_then(|rest| rest.split('"').next());
            codes.extend(first.filter(|code| is_code(code)).map(str::to_owned));
        }
    }
    // It is worded in place, beside the line of the log.
    codes.insert("event.refused".to_owned());
    codes
}

/// What the local service refuses in front of the functions and under `/dev`.
fn host_codes() -> BTreeSet<String> {
    let code = released().into_iter().find(|file| file.0 == "infra/local/src/host/problem.rs").unwrap().1;
    let codes = quoted_codes(&code);
    for known in ["signin.expired", "persona.unknown", "host.foreign"] {
        assert!(codes.contains(known), "{known} is gone");
    }
    codes
}

fn headings(page: &str) -> Vec<String> {
    page.lines().filter_map(|line| line.strip_prefix("## ")).map(str::to_owned).collect()
}

/// The codes that stand in the last paragraph, for operators.
fn unseen(page: &str) -> BTreeSet<String> {
    let last = page.rsplit("Codes that no caller sees").next().unwrap();
    last.split('`').skip(1).step_by(2).filter(|text| is_code(text)).map(str::to_owned).collect()
}

#[test]
fn every_no_has_a_heading_and_every_heading_a_no() {
    let page = read(PAGE);
    let headings = headings(&page);
    let mut told: BTreeSet<String> = headings.iter().cloned().collect();
    assert_eq!(told.len(), headings.len(), "a heading stands twice");
    told.extend(unseen(&page));
    let mut said: BTreeSet<String> =
        Refusal::CODES.iter().copied().chain(edge::edge_codes()).map(str::to_owned).collect();
    said.extend(fault_codes());
    said.extend(host_codes());
    let silent: Vec<_> = said.difference(&told).collect();
    let stale: Vec<_> = told.difference(&said).collect();
    assert!(silent.is_empty() && stale.is_empty(), "without a heading: {silent:?}; never said: {stale:?}");
}

#[test]
fn every_heading_has_its_anchor_and_the_words_that_are_answered() {
    let page = read(PAGE);
    for code in headings(&page) {
        assert!(page.contains(&format!("<a id=\"{code}\"></a>\n\n## {code}\n")), "{code} has no anchor");
        let Some(words) = edge::words(&code) else { continue };
        let text = page.split(&format!("\n## {code}\n")).nth(1).unwrap().split("\n## ").next().unwrap();
        assert!(text.contains(words.zh) && text.contains(words.en), "{code} is told in other words");
        assert!(text.contains("*What you can do:*"), "{code} does not say what to do");
    }
}

/// Those who may look at a refusal are told of it by the heading that its address names.
#[test]
fn callers_see_no_code_that_only_operators_know() {
    let unseen = unseen(&read(PAGE));
    for code in Refusal::CODES.iter().copied().chain(edge::edge_codes()) {
        assert!(!unseen.contains(code), "{code}");
    }
}
