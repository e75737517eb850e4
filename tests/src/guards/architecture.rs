//! Everything points inward.

use std::collections::{BTreeMap, BTreeSet};

use cargo_metadata::{Metadata, MetadataCommand, Package, TargetKind};

use super::source::{read, released, root};

/// Of our own crates, what each may use. A function may use the last line; `local` and `tests` anything.
const MAY_USE: [(&str, &[&str]); 10] = [
    ("license", &[]),
    ("seal", &["license"]),
    ("photo", &["license"]),
    ("document", &["license", "seal"]),
    ("verifier", &["license", "seal", "document"]),
    ("browser", &["seal", "verifier"]),
    ("pages", &[]),
    ("lifecycle", &["license", "seal", "document", "photo", "verifier"]),
    ("aws", &["lifecycle", "license", "seal"]),
    ("edge", &["lifecycle", "license"]),
];
const FUNCTION_MAY_USE: &[&str] = &["edge", "lifecycle", "license", "aws", "pages"];

/// The one crate with a lint of its own: a module's exports are named and hand over memory.
const UNSAFE: &str = "shared/browser";

/// Values and nothing that reaches the world.
const LICENSE_MAY_USE: [&str; 6] = ["serde", "serde_json", "thiserror", "jiff", "csv", "data-encoding"];

/// What pure crates and verbs never name.
const OF_THE_WORLD: [&str; 8] = ["tokio", "axum", "http", "reqwest", "hyper", "lambda_runtime", "rusqlite", "futures"];

const VERBS: [&str; 10] =
    ["apply", "review_photo", "review", "issue", "publish", "deliver", "verify", "revoke", "register", "statistics"];

/// The manifests alone: nothing is resolved, nothing is asked of the network.
fn metadata() -> Metadata {
    let mut command = MetadataCommand::new();
    command.manifest_path(root().join("Cargo.toml")).no_deps().other_options(["--offline".to_owned()]);
    command.exec().unwrap()
}

fn folder(package: &Package) -> String {
    let path = package.manifest_path.parent().unwrap().as_std_path();
    path.strip_prefix(root()).unwrap().to_str().unwrap().to_owned()
}

fn is_function(package: &Package) -> bool {
    folder(package).starts_with("functions/")
}

/// For tests too: a crate that needs an outer one to be tested is not inner.
fn uses(package: &Package) -> BTreeSet<&str> {
    package.dependencies.iter().map(|dependency| dependency.name.as_str()).collect()
}

fn may_use(package: &Package) -> Option<BTreeSet<&'static str>> {
    let named = MAY_USE.iter().find(|row| row.0 == package.name.as_str()).map(|row| row.1);
    let row = if is_function(package) { Some(FUNCTION_MAY_USE) } else { named };
    row.map(|names| names.iter().copied().collect())
}

#[test]
fn everything_points_inward() {
    let metadata = metadata();
    let ours: BTreeSet<&str> = metadata.packages.iter().map(|package| package.name.as_str()).collect();
    for package in &metadata.packages {
        let Some(may) = may_use(package) else {
            assert!(["local", "tests"].contains(&package.name.as_str()), "{} has no rule", package.name);
            continue;
        };
        for used in uses(package).intersection(&ours) {
            assert!(may.contains(used), "{} uses {used}", package.name);
        }
    }
}

#[test]
fn what_a_license_is_needs_values_only() {
    let metadata = metadata();
    let uses: BTreeMap<&str, BTreeSet<&str>> =
        metadata.packages.iter().map(|package| (package.name.as_str(), uses(package))).collect();
    for used in &uses["license"] {
        assert!(LICENSE_MAY_USE.contains(used), "license uses {used}");
    }
    for inner in ["license", "seal", "photo", "document", "verifier", "browser", "pages", "lifecycle"] {
        for outer in OF_THE_WORLD {
            assert!(!uses[inner].contains(outer), "{inner} uses {outer}");
        }
    }
    for (path, code) in released().iter().filter(|file| file.0.starts_with("shared/license/")) {
        assert!(!code.contains("async ") && !code.contains(".await"), "{path} waits for something");
    }
}

/// Everybody's lints are the workspace's; one crate's differ by one line.
#[test]
fn one_crate_may_be_unsafe_and_only_there() {
    let lints = |text: &str| -> BTreeSet<String> {
        let lines = text.lines().skip_while(|line| !line.contains("lints.rust]")).skip(1);
        lines
            .take_while(|line| !line.starts_with("[profile"))
            .filter(|line| line.contains('='))
            .map(str::to_owned)
            .collect()
    };
    for package in &metadata().packages {
        let manifest = read(&format!("{}/Cargo.toml", folder(package)));
        assert_eq!(manifest.contains("[lints]\nworkspace = true"), folder(package) != UNSAFE, "{}", package.name);
    }
    let (all, own) = (lints(&read("Cargo.toml")), lints(&read(&format!("{UNSAFE}/Cargo.toml"))));
    assert_eq!(all.difference(&own).collect::<Vec<_>>(), ["unsafe_code = \"forbid\""]);
    for (path, code) in released() {
        let may = path == format!("{UNSAFE}/src/memory.rs");
        assert_eq!(code.contains("unsafe {") || code.contains("unsafe_code"), may, "{path}");
    }
}

#[test]
fn only_the_adapters_name_aws() {
    for package in &metadata().packages {
        // `tests` looks into the stores with a client of its own.
        if !["aws", "local", "tests"].contains(&package.name.as_str()) {
            let named = uses(package).into_iter().find(|name| name.starts_with("aws-"));
            assert_eq!(named, None, "{}", package.name);
        }
    }
    for (path, code) in released().iter().filter(|file| file.0.starts_with("functions/")) {
        if !path.ends_with("/main.rs") {
            for word in ["aws::", "lambda_runtime", "tokio::"] {
                assert!(!code.contains(word), "{path} says {word}");
            }
        }
    }
}

#[test]
fn no_verb_calls_a_verb() {
    let files: Vec<_> = released().into_iter().filter(|file| file.0.starts_with("shared/lifecycle/src/")).collect();
    for verb in VERBS {
        let own = format!("shared/lifecycle/src/{verb}");
        let of_verb = |path: &str| path == format!("{own}.rs") || path.starts_with(&format!("{own}/"));
        assert!(files.iter().any(|file| of_verb(&file.0)), "no module {verb}");
        for (path, code) in files.iter().filter(|file| of_verb(&file.0)) {
            for other in VERBS.iter().filter(|other| **other != verb) {
                let named = names_after(code, &format!("{other}::"));
                assert!(!named.contains(&camel(other)), "{path} calls {other}");
            }
        }
    }
}

/// What follows a path in a piece of code: one name, or those in braces. A verb may use another's questions and answers,
/// such as `verify::LookUp`; to call it, it has to name it.
fn names_after(code: &str, path: &str) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for rest in code.split(path).skip(1) {
        let end = if rest.starts_with('{') { rest.find('}') } else { rest.find(|c: char| !c.is_alphanumeric()) };
        let named = &rest[..end.unwrap_or(rest.len())];
        names.extend(named.split(|c: char| !c.is_alphanumeric()).map(str::to_owned));
    }
    names
}

/// `review_photo` as `ReviewPhoto`.
pub(super) fn camel(name: &str) -> String {
    let capital = |word: &str| word[..1].to_uppercase() + &word[1..];
    name.split('_').map(capital).collect()
}

#[test]
fn a_name_is_found_alone_and_among_others() {
    let code = "use crate::{issue::Issue, verify::{LookUp, Verify}}; review::Review(x)";
    assert!(names_after(code, "verify::").contains("Verify"));
    assert!(names_after(code, "review::").contains("Review"));
    assert!(!names_after(code, "verify::").contains("Issue"));
}

#[test]
fn a_function_is_a_folder_and_a_package_of_one_name() {
    let metadata = metadata();
    let packages: BTreeSet<String> =
        metadata.packages.iter().filter(|package| is_function(package)).map(folder).collect();
    let folders = std::fs::read_dir(root().join("functions")).unwrap();
    let folders: BTreeSet<String> =
        folders.map(|entry| format!("functions/{}", entry.unwrap().file_name().to_str().unwrap())).collect();
    assert_eq!(packages, folders);
    let verbs: BTreeSet<String> = VERBS.iter().map(|verb| format!("functions/{}", verb.replace('_', "-"))).collect();
    assert_eq!(packages, verbs);
    for package in metadata.packages.iter().filter(|package| is_function(package)) {
        assert_eq!(folder(package), format!("functions/{}", package.name));
        let code = read(&format!("functions/{}/src/lib.rs", package.name));
        assert!(
            code.contains(&format!("Function::new(\"{}\")", package.name)),
            "{} names itself otherwise",
            package.name
        );
    }
}

#[test]
fn cargo_run_is_the_local_service() {
    let metadata = metadata();
    let default: Vec<String> = metadata.workspace_default_packages().into_iter().map(folder).collect();
    assert_eq!(default, ["infra/local"]);
    let local = metadata.packages.iter().find(|package| package.name.as_str() == "local").unwrap();
    let binaries = local.targets.iter().filter(|target| target.kind.contains(&TargetKind::Bin)).count();
    assert_eq!(binaries, 1);
}
