//! It fits on a screen, says why, and leaves nothing for later.

use super::source::{files, files_ending, read, released, without_comment};

const LINES_MAX: usize = 400;
/// Files that may be longer, with the reason.
const LONGER: [(&str, &str); 0] = [];

/// Names that say nothing.
const EMPTY_NAMES: [&str; 6] = ["utils", "util", "common", "helpers", "helper", "misc"];

/// What is not finished, and what is not for others. This file has to name them.
const UNFINISHED: [&str; 7] = ["TODO", "FIXME", "XXX:", "todo!(", "unimplemented!(", "dbg!(", "#[ignore"];
const MACHINES: [&str; 5] = ["/work/", "/root/", "/home/", "/Users/", "C:\\"];
const THIS: &str = "tests/src/guards/tidy.rs";

/// Bound for the time that it is held, not to be forgotten.
const HELD: [&str; 1] = ["lock().await"];

#[test]
fn rust_files_fit() {
    for path in files_ending(".rs") {
        let lines = read(&path).lines().count();
        let named = LONGER.iter().any(|(longer, _why)| *longer == path);
        assert!(lines <= LINES_MAX || named, "{path} has {lines} lines");
        assert!(lines > LINES_MAX || !named, "{path} needs no exception");
        assert!(!path.ends_with("/main.rs") || lines <= 15, "{path} has {lines} lines");
    }
    let readme = read("README.md").lines().count();
    assert!(readme <= 150, "README.md has {readme} lines");
}

#[test]
fn every_public_module_says_what_it_is() {
    let files = files_ending(".rs");
    let mut seen = 0;
    for path in &files {
        let folder = ["/mod.rs", "/lib.rs", ".rs"].iter().find_map(|end| path.strip_suffix(end)).unwrap();
        let text = read(path);
        for name in text.lines().filter_map(|line| line.trim().strip_prefix("pub mod ")?.strip_suffix(';')) {
            let here = [format!("{folder}/{name}.rs"), format!("{folder}/{name}/mod.rs")];
            let module = here.iter().find(|module| files.contains(module)).unwrap();
            assert!(read(module).starts_with("//! "), "{module} does not say what it is");
            seen += 1;
        }
        let is_root = path.ends_with("/src/lib.rs") || path.ends_with("/src/main.rs");
        assert!(!is_root || text.starts_with("//! "), "{path} does not say what it is");
    }
    assert!(seen >= 40, "the guard saw {seen} modules");
}

#[test]
fn names_say_something() {
    for path in files() {
        for part in path.split('/') {
            let name = part.split('.').next().unwrap();
            assert!(!EMPTY_NAMES.contains(&name), "{path}");
        }
    }
}

#[test]
fn nothing_is_left_for_later() {
    for path in files().iter().filter(|path| path.as_str() != THIS && is_text(path)) {
        let text = read(path);
        for word in UNFINISHED.iter().chain(&MACHINES) {
            let line = text.lines().position(|line| line.contains(word)).map(|line| line + 1);
            assert_eq!(line, None, "{path} says {word}");
        }
    }
}

fn is_text(path: &str) -> bool {
    [".rs", ".toml", ".md", ".yaml", ".yml", ".json", ".py", ".txt", ".csv", "/run"]
        .iter()
        .any(|end| path.ends_with(end))
        && path != "Cargo.lock"
}

/// No lint sees a failure that is bound to a name that nobody reads, or one that is made anew without its cause.
#[test]
fn no_failure_is_swallowed() {
    for (path, code) in released() {
        for (at, line) in code.lines().enumerate() {
            let (line, at) = (without_comment(line).trim(), at + 1);
            let bound = line.starts_with("let _") && !HELD.iter().any(|held| line.contains(held));
            assert!(!bound, "{path}:{at} binds a result that nobody reads");
            assert!(!line.contains(".or(Err("), "{path}:{at} forgets why");
            assert!(!(line.starts_with(".ok();") || line == "drop(result);"), "{path}:{at} swallows a failure");
        }
    }
}

#[test]
fn links_in_documents_lead_somewhere() {
    let mut seen = 0;
    for path in files_ending(".md") {
        for link in links(&read(&path)) {
            let (file, anchor) = link.split_once('#').unwrap_or((&link, ""));
            let target = if file.is_empty() { path.clone() } else { beside(&path, file) };
            let found = super::source::root().join(&target);
            assert!(found.exists(), "{path} links to {link}");
            if !anchor.is_empty() && target.ends_with(".md") {
                assert!(anchors(&read(&target)).contains(&anchor.to_owned()), "{path} links to {link}");
            }
            seen += 1;
        }
    }
    assert!(seen >= 10, "the guard saw {seen} links");
}

/// Targets of `[words](target)` that are files of ours, outside code.
fn links(text: &str) -> Vec<String> {
    let mut in_code = false;
    let mut found = Vec::new();
    for line in text.lines() {
        in_code ^= line.trim_start().starts_with("```");
        if in_code {
            continue;
        }
        let targets = line.split("](").skip(1).filter_map(|rest| rest.split(')').next());
        found.extend(targets.filter(|target| !target.contains("://")).map(str::to_owned));
    }
    found
}

/// A path as seen from the file that names it.
fn beside(from: &str, target: &str) -> String {
    let mut parts: Vec<&str> = from.split('/').collect();
    parts.pop();
    for part in target.split('/') {
        match part {
            ".." => drop(parts.pop()),
            "." | "" => {}
            name => parts.push(name),
        }
    }
    parts.join("/")
}

/// What can be linked to: headings as their pages name them, and anchors.
fn anchors(text: &str) -> Vec<String> {
    let slug = |heading: &str| -> String {
        let kept = heading.trim().to_lowercase();
        kept.chars()
            .filter(|c| c.is_alphanumeric() || " -_".contains(*c))
            .map(|c| if c == ' ' { '-' } else { c })
            .collect()
    };
    let headings = text.lines().filter(|line| line.starts_with('#')).map(|line| slug(line.trim_start_matches('#')));
    let named = text.split("<a id=\"").skip(1).filter_map(|rest| rest.split('"').next()).map(str::to_owned);
    headings.chain(named).collect()
}
