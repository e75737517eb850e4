//! The project's own files, as text.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// Made, fetched or written by running it; none of it is the project.
const NOT_OURS: [&str; 8] =
    ["target", "demo-out", ".git", ".aws-sam", "venv", "node_modules", "__pycache__", ".pytest_cache"];

/// The workspace's folder.
pub(super) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

/// A file by its path in the workspace.
pub(super) fn read(path: &str) -> String {
    std::fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// The paths of all files of the project, with `/`, in order.
pub(super) fn files() -> Vec<String> {
    let (root, mut found) = (root(), Vec::new());
    let mut folders = vec![root.clone()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).unwrap().map(Result::unwrap) {
            let name = entry.file_name().into_string().unwrap();
            // `data` at the top is the state of a local service; elsewhere it is the catalogue.
            let not_ours = NOT_OURS.contains(&name.as_str()) || (folder == root && name == "data");
            if entry.file_type().unwrap().is_dir() && !not_ours {
                folders.push(entry.path());
            } else if entry.file_type().unwrap().is_file() {
                found.push(entry.path().strip_prefix(&root).unwrap().to_str().unwrap().to_owned());
            }
        }
    }
    found.sort();
    assert!(found.len() > 200, "the project has {} files", found.len());
    found
}

pub(super) fn files_ending(ending: &str) -> Vec<String> {
    files().into_iter().filter(|path| path.ends_with(ending)).collect()
}

/// Rust files whose code is in a release, with the code: no tests, no comments.
pub(super) fn released() -> Vec<(String, String)> {
    let of_tests = |path: &String| ["tests/", "fuzz/", "bench/"].iter().any(|folder| path.starts_with(folder));
    let files: Vec<String> = files_ending(".rs").into_iter().filter(|path| !of_tests(path)).collect();
    let tests: BTreeSet<String> = files.iter().flat_map(|path| test_modules(path, &read(path))).collect();
    let is_test = |path: &str| {
        let whole = path.strip_suffix(".rs").unwrap_or(path);
        tests.iter().any(|test| whole == test || path.starts_with(&format!("{test}/")))
    };
    files.into_iter().filter(|path| !is_test(path)).map(|path| (path.clone(), without_tests(&read(&path)))).collect()
}

/// The modules that a file declares for tests alone, as paths without an ending.
fn test_modules(path: &str, text: &str) -> Vec<String> {
    let folder = match path.strip_suffix("/mod.rs").or_else(|| path.strip_suffix("/lib.rs")) {
        Some(folder) => folder,
        None => path.strip_suffix(".rs").unwrap(),
    };
    let lines: Vec<&str> = text.lines().map(str::trim).collect();
    let declared = lines.windows(2).filter(|pair| pair[0] == "#[cfg(test)]").filter_map(|pair| {
        let name = pair[1].trim_start_matches("pub(crate) ").strip_prefix("mod ")?.strip_suffix(';')?;
        Some(format!("{folder}/{name}"))
    });
    declared.collect()
}

/// Tests stand last in a file.
fn without_tests(text: &str) -> String {
    let end = ["#[cfg(test)]\nmod tests {"].iter().filter_map(|mark| text.find(mark)).min().unwrap_or(text.len());
    text[..end].lines().map(without_comment).collect::<Vec<_>>().join("\n")
}

/// A line up to its comment. An address in a text is cut too, which no guard minds.
pub(super) fn without_comment(line: &str) -> &str {
    line.find("//").map_or(line, |at| &line[..at])
}

#[test]
fn tests_and_comments_are_not_released() {
    let text = "//! a\nfn b() {} // c\n#[cfg(test)]\nmod tests {\n d }\n";
    assert_eq!(without_tests(text), "\nfn b() {} ");
    assert_eq!(test_modules("x/lib.rs", "#[cfg(test)]\nmod tests;"), ["x/tests"]);
    assert_eq!(test_modules("x/y.rs", "#[cfg(test)]\npub(crate) mod samples;"), ["x/y/samples"]);
    let released = released();
    let has = |path: &str| released.iter().any(|file| file.0 == path);
    assert!(has("shared/lifecycle/src/issue.rs") && !has("shared/edge/src/tests/http.rs"));
}
