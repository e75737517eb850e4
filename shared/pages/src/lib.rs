//! The pages for people who verify, and what they need: bytes that are part of the program.

mod asset;
mod officer;
mod public;

pub use asset::Asset;
pub use officer::{OFFICER_SCOPE, officer_page, officer_part, release, verifier_part};
pub use public::public_page;

/// Empty where the target of browsers was not installed when this was built.
const MODULE: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/verifier.wasm"));

/// The verifier for browsers (`shared/browser`), a WebAssembly module without imports, to be served as
/// `application/wasm`. `None` in a build that had no compiler for it: then nothing can be checked offline.
#[must_use]
pub fn verifier_module() -> Option<&'static [u8]> {
    (!MODULE.is_empty()).then_some(MODULE)
}
