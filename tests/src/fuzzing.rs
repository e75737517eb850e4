//! What the fuzz targets check, over the inputs that are kept: seeds, what a run found worth keeping, and everything that
//! once broke a promise. `fuzz/README.md` says how to look for more.

use std::path::{Path, PathBuf};

#[path = "../../fuzz/src/lib.rs"]
#[expect(unreachable_pub, reason = "its own package has it as a library")]
mod fuzz;

fn folder(kind: &str, target: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().join("fuzz").join(kind).join(target)
}

/// The files of a folder, in order; none where there is no folder.
fn inputs(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).into_iter().flatten();
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files
}

fn replayed(kind: &str, target: &str, run: fuzz::Run) -> usize {
    let files = inputs(&folder(kind, target));
    for file in &files {
        // the last name printed is the one that broke it
        println!("{}", file.display());
        run(&std::fs::read(file).unwrap());
    }
    files.len()
}

#[test]
fn no_kept_input_breaks_a_promise() {
    for (target, run) in fuzz::TARGETS {
        let count = replayed("corpus", target, run);
        assert!(count >= 3, "{target} has {count} inputs");
        replayed("regressions", target, run);
    }
}

/// A target that nobody runs finds nothing.
#[test]
fn every_target_is_built_and_has_inputs() {
    let manifest = std::fs::read_to_string(folder(".", "Cargo.toml")).unwrap();
    for (target, _) in fuzz::TARGETS {
        assert!(manifest.contains(&format!("fuzz_targets/{target}.rs")), "{target} is not built");
    }
    for kind in ["corpus", "regressions"] {
        for entry in inputs(&folder(kind, ".")) {
            let name = entry.file_name().unwrap().to_str().unwrap().to_owned();
            assert!(fuzz::TARGETS.iter().any(|(target, _)| *target == name), "{kind}/{name} is of no target");
        }
    }
}

/// What is kept stays small, and is nobody's.
#[test]
fn kept_inputs_are_few_and_small() {
    let sizes = fuzz::TARGETS.iter().flat_map(|(target, _)| inputs(&folder("corpus", target)));
    let total: u64 = sizes.map(|file| file.metadata().unwrap().len()).sum();
    assert!(total < 700 * 1024, "{total} bytes");
}
