//! What must stay so: who depends on whom, where keys live, what the API says, what the template grants, what is never
//! written down. Each was seen to fail once.
//!
//! The files under `docs/` and here that are made from the code are written anew by
//! `UPDATE_GOLDENS=1 cargo test -p tests guards`.

mod api;
mod architecture;
mod fixtures;
mod keys;
mod privacy;
mod problems;
mod roles;
mod source;
mod template;
mod tidy;
mod wording;
mod yaml;

use edge::Function;
use local::stores::{self, SealKeySpec, Stores};

/// The whole service on stores of its own.
struct Service {
    _stores: Stores,
    functions: Vec<Function>,
    _folder: tempfile::TempDir,
}

impl Service {
    async fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let stores = stores::start(folder.path()).await.unwrap();
        stores.prepare(SealKeySpec::Sm2).await.unwrap();
        let aws = local::assembly::connect(&stores).await.unwrap();
        let functions = local::assembly::functions(&aws, false).await.unwrap();
        Self { _stores: stores, functions, _folder: folder }
    }
}

/// Holds a file made from the code equal to what the code says now; asked to, writes it.
fn golden(path: &str, right: &str) {
    #[expect(clippy::disallowed_methods, reason = "who runs the tests says so")]
    let update = std::env::var("UPDATE_GOLDENS").is_ok();
    let file = source::root().join(path);
    if update {
        std::fs::write(&file, right).unwrap();
    }
    let stored = std::fs::read_to_string(&file).unwrap_or_default();
    let at = stored.lines().zip(right.lines()).position(|(stored, right)| stored != right);
    assert!(stored == right, "{path} is not what the code says, from line {at:?} on: UPDATE_GOLDENS=1 writes it");
}
