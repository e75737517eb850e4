//! What the demonstration writes for others to look at.

use std::io;
use std::path::{Path, PathBuf};

use license::kind::Kind;
use serde_json::Value;

use super::driver::Step;

/// The folder.
pub(super) struct Out(PathBuf);

impl Out {
    /// A fresh folder; what an earlier run wrote is removed, by name.
    pub(super) fn new(path: &Path) -> io::Result<Self> {
        let out = Self(path.to_owned());
        for name in Kind::ALL.map(|kind| kind.code()).into_iter().chain(["keys", "lists", "photos", "sister"]) {
            let folder = path.join(name);
            if folder.exists() {
                std::fs::remove_dir_all(&folder)?;
            }
            std::fs::create_dir_all(&folder)?;
        }
        Ok(out)
    }

    pub(super) fn path(&self) -> &Path {
        &self.0
    }

    /// A file of a kind.
    pub(super) fn of_kind(&self, kind: Kind, name: &str, bytes: &[u8]) -> io::Result<()> {
        std::fs::write(self.0.join(kind.code()).join(name), bytes)
    }

    /// A public key or certificate.
    pub(super) fn key(&self, name: &str, pem: &str) -> io::Result<()> {
        std::fs::write(self.0.join("keys").join(name), pem)
    }

    /// What became of a photo.
    pub(super) fn photo(&self, name: &str, bytes: &[u8]) -> io::Result<()> {
        std::fs::write(self.0.join("photos").join(name), bytes)
    }

    /// A signed list, or the root.
    pub(super) fn list(&self, name: &str, bytes: &[u8]) -> io::Result<()> {
        std::fs::write(self.lists().join(name), bytes)
    }

    /// Where the lists are.
    pub(super) fn lists(&self) -> PathBuf {
        self.0.join("lists")
    }

    /// What the sister province publishes, and what is said of it.
    pub(super) fn sister(&self) -> PathBuf {
        self.0.join("sister")
    }

    /// A JSON file at the top.
    pub(super) fn json(&self, name: &str, value: &Value) -> io::Result<()> {
        std::fs::write(self.0.join(name), serde_json::to_vec_pretty(value)?)
    }

    /// The steps.
    pub(super) fn steps(&self, steps: &[Step]) -> io::Result<()> {
        self.json("steps.json", &serde_json::to_value(steps)?)
    }
}
