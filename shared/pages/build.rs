//! Builds the verifier for browsers with the same Cargo and compiler, for WebAssembly, into a folder of its own.
//!
//! A machine without that target builds everything else: with a warning, and without the module.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;

const TARGET: &str = "wasm32-unknown-unknown";
const MODULE: &str = "browser";

/// What the inner build gets of the outer one's surroundings. An allow-list: flags, wrappers, linkers and compilers of
/// an outer build for another processor have many names.
const KEPT: [&str; 12] = [
    "PATH",
    "HOME",
    "TMPDIR",
    "CARGO_HOME",
    "RUSTUP_HOME",
    "RUSTUP_TOOLCHAIN",
    // the outer build's job slots
    "CARGO_MAKEFLAGS",
    "MAKEFLAGS",
    "MFLAGS",
    "CARGO_NET_OFFLINE",
    "SSL_CERT_FILE",
    "SSL_CERT_DIR",
];
const KEPT_ENDINGS: [&str; 2] = ["_PROXY", "_proxy"];

type Failure = Box<dyn std::error::Error>;

fn main() -> Result<(), Failure> {
    println!("cargo::rerun-if-changed=build.rs");
    let out = PathBuf::from(variable("OUT_DIR")?).join("verifier.wasm");
    let standard_library = standard_library()?;
    if !standard_library.is_dir() {
        println!("cargo::warning=no verifier for browsers: `rustup target add {TARGET}` and build again");
        // rustup writes this list when a target is added
        println!("cargo::rerun-if-changed={}", components(&standard_library).display());
        return Ok(std::fs::write(out, [])?);
    }
    let folder = target_folder(&out)?;
    let made = build(&folder)?;
    watch(&made.with_extension("d"))?;
    std::fs::copy(made, out)?;
    Ok(())
}

fn variable(name: &str) -> Result<OsString, Failure> {
    std::env::var_os(name).ok_or_else(|| format!("Cargo did not say {name}").into())
}

/// Where the target's standard library is, or would be.
fn standard_library() -> Result<PathBuf, Failure> {
    let asked = Command::new(variable("RUSTC")?).args(["--print", "target-libdir", "--target", TARGET]).output()?;
    Ok(PathBuf::from(String::from_utf8(asked.stdout)?.trim()))
}

fn components(standard_library: &Path) -> PathBuf {
    // …/rustlib/<target>/lib
    standard_library.ancestors().nth(2).unwrap_or(standard_library).join("components")
}

/// Beside the outer build's profiles, so that all of them share it and `cargo clean` takes it along.
fn target_folder(out: &Path) -> Result<PathBuf, Failure> {
    // <target>/<profile>/build/<package>/out/verifier.wasm
    let outer = out.ancestors().nth(5).ok_or("OUT_DIR is not in a target folder")?;
    Ok(outer.join("verifier-module"))
}

fn build(folder: &Path) -> Result<PathBuf, Failure> {
    let profile = if variable("PROFILE")? == "release" { "browser" } else { "browser-dev" };
    let mut cargo = Command::new(variable("CARGO")?);
    cargo.env_clear().envs(std::env::vars_os().filter(|(name, _value)| is_kept(name)));
    // the packages that the functions are built for speed with are built for size here
    cargo.env("CARGO_ENCODED_RUSTFLAGS", "-Copt-level=s");
    cargo.env("RUSTC", variable("RUSTC")?).current_dir(workspace());
    cargo.args(["rustc", "--locked", "--package", MODULE, "--lib", "--crate-type", "cdylib"]);
    cargo.args(["--target", TARGET, "--profile", profile, "--target-dir"]).arg(folder);
    let built = cargo.output()?;
    if !built.status.success() {
        return Err(format!("the verifier for browsers:\n{}", String::from_utf8_lossy(&built.stderr)).into());
    }
    Ok(folder.join(TARGET).join(profile).join(format!("{MODULE}.wasm")))
}

fn is_kept(name: &OsString) -> bool {
    let name = name.to_string_lossy();
    KEPT.contains(&&*name) || KEPT_ENDINGS.iter().any(|ending| name.ends_with(ending))
}

fn workspace() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// Cargo wrote down every file of ours that went into the module; the manifests and the lock decide the rest.
fn watch(dependencies: &Path) -> Result<(), Failure> {
    for file in ["Cargo.toml", "Cargo.lock", "rust-toolchain.toml"] {
        println!("cargo::rerun-if-changed={}", workspace().join(file).display());
    }
    let listed = std::fs::read_to_string(dependencies)?;
    let files = listed.split_once(": ").map_or("", |(_module, files)| files);
    for file in files.replace("\\ ", "\0").split_whitespace() {
        println!("cargo::rerun-if-changed={}", file.replace('\0', " "));
    }
    Ok(())
}
