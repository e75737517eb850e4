//! The keys and their aliases, kept in a folder that only its owner opens.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use data_encoding::BASE64;
use serde::{Deserialize, Serialize};

use super::fault::Fault;
use super::key::{ACCOUNT, Key, KeySpec};
use crate::private_file;
use crate::stores::REGION;

const ALIASES: &str = "aliases.json";

/// How a key lies in its file.
#[derive(Serialize, Deserialize)]
struct KeyFile {
    id: String,
    spec: KeySpec,
    description: String,
    created_s: i64,
    secret_base64: String,
}

#[derive(Default)]
struct Held {
    keys: BTreeMap<String, Key>,
    /// Alias name to key id.
    aliases: BTreeMap<String, String>,
}

/// All keys of one data folder. A key or alias is on disk before anyone hears of it.
pub(super) struct Keyring {
    folder: PathBuf,
    held: Mutex<Held>,
}

impl Keyring {
    pub(super) fn open(folder: &Path) -> io::Result<Self> {
        private_file::make_folder(folder)?;
        let mut held = Held::default();
        for entry in std::fs::read_dir(folder)? {
            let path = entry?.path();
            // Drafts of an interrupted write have no such extension.
            if path.extension().is_some_and(|extension| extension == "json") {
                load(&path, &mut held)?;
            }
        }
        Ok(Self { folder: folder.to_owned(), held: Mutex::new(held) })
    }

    pub(super) fn create(&self, spec: KeySpec, description: String, now_s: i64) -> Result<Key, Fault> {
        let key = Key::generate(spec, description, now_s)?;
        let content = serde_json::to_vec(&KeyFile::from(&key)).map_err(Fault::internal)?;
        private_file::replace(&self.folder.join(format!("{}.json", key.id)), &content).map_err(Fault::internal)?;
        self.held().keys.insert(key.id.clone(), key.clone());
        Ok(key)
    }

    pub(super) fn create_alias(&self, name: &str, target: &str) -> Result<(), Fault> {
        check_alias(name)?;
        let key = self.find(target)?;
        let mut held = self.held();
        if held.aliases.contains_key(name) {
            return Err(Fault::alias_exists(name));
        }
        let mut aliases = held.aliases.clone();
        aliases.insert(name.to_owned(), key.id);
        let content = serde_json::to_vec(&aliases).map_err(Fault::internal)?;
        private_file::replace(&self.folder.join(ALIASES), &content).map_err(Fault::internal)?;
        held.aliases = aliases;
        Ok(())
    }

    /// A key by its id, its ARN, an alias or an alias's ARN.
    pub(super) fn find(&self, name: &str) -> Result<Key, Fault> {
        let local = format!("arn:aws-cn:kms:{REGION}:{ACCOUNT}:");
        let name = name.strip_prefix(&local).unwrap_or(name);
        let held = self.held();
        let id = if name.starts_with("alias/") {
            held.aliases.get(name).map(String::as_str)
        } else {
            Some(name.strip_prefix("key/").unwrap_or(name))
        };
        id.and_then(|id| held.keys.get(id)).cloned().ok_or_else(|| Fault::not_found(name))
    }

    /// Alias names with the ids of their keys, in the order of the names.
    pub(super) fn aliases(&self) -> BTreeMap<String, String> {
        self.held().aliases.clone()
    }

    fn held(&self) -> MutexGuard<'_, Held> {
        // Nothing panics while it holds the lock; even so the maps would be whole.
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn load(path: &Path, held: &mut Held) -> io::Result<()> {
    let content = std::fs::read(path)?;
    if path.file_name().is_some_and(|name| name == ALIASES) {
        held.aliases = serde_json::from_slice(&content)?;
    } else {
        let file: KeyFile = serde_json::from_slice(&content)?;
        let key = file.open().ok_or_else(|| io::Error::other("a key file is damaged"))?;
        held.keys.insert(key.id.clone(), key);
    }
    Ok(())
}

fn check_alias(name: &str) -> Result<(), Fault> {
    let allowed = |c: char| c.is_ascii_alphanumeric() || "/_-".contains(c);
    match name.strip_prefix("alias/") {
        Some(rest) if rest.starts_with("aws/") => Err(Fault::alias_name("alias/aws/ is reserved")),
        Some(rest) if !rest.is_empty() && rest.chars().all(allowed) => Ok(()),
        Some(_) | None => Err(Fault::alias_name("an alias begins with alias/ and has letters, digits, / _ -")),
    }
}

impl From<&Key> for KeyFile {
    fn from(key: &Key) -> Self {
        Self {
            id: key.id.clone(),
            spec: key.spec,
            description: key.description.clone(),
            created_s: key.created_s,
            secret_base64: BASE64.encode(&key.secret),
        }
    }
}

impl KeyFile {
    fn open(self) -> Option<Key> {
        let secret = BASE64.decode(self.secret_base64.as_bytes()).ok()?;
        Some(Key {
            id: self.id,
            spec: self.spec,
            description: self.description,
            created_s: self.created_s,
            secret: secret.try_into().ok()?,
        })
    }
}
