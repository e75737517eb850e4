//! A folder of lists: `root.pem`, `trust-list.bin`, `status-*.bin`, and `trust-list.seen`, the note of the highest version
//! that was used from it.

use std::path::{Path, PathBuf};

use data_encoding::BASE64;
use jiff::Timestamp;
use seal::PublicKey;
use verifier::Lists;

use crate::host::HostError;

const ROOT: &str = "root.pem";
const TRUST_LIST: &str = "trust-list.bin";
const SEEN: &str = "trust-list.seen";

/// Whether lists lie here, or certificates alone.
pub(super) fn has_lists(folder: &Path) -> bool {
    folder.join(TRUST_LIST).exists() || folder.join(ROOT).exists()
}

/// Opens the lists. A trust list that may be used is noted, so that no older one is taken after it.
///
/// # Errors
/// The root, the trust list or the note cannot be read.
pub(super) fn lists(folder: &Path, now: Timestamp) -> Result<Lists, HostError> {
    let root = root(&folder.join(ROOT))?;
    let trust = bytes(&folder.join(TRUST_LIST))?;
    let status = status_lists(folder)?;
    let status: Vec<&[u8]> = status.iter().map(Vec::as_slice).collect();
    let seen = seen(&folder.join(SEEN))?;
    let lists = Lists::open(&root, &trust, &status, seen);
    if let (Ok(()), Ok(trust)) = (lists.usable(now), lists.trust())
        && trust.version > seen
        && let Err(error) = std::fs::write(folder.join(SEEN), format!("{}\n", trust.version))
    {
        eprintln!("luzheng: {SEEN} could not be written, an older trust list will not be noticed: {error}");
    }
    Ok(lists)
}

fn bytes(path: &Path) -> Result<Vec<u8>, HostError> {
    std::fs::read(path).map_err(|error| HostError::Io { what: "a list in the trust folder", error })
}

fn status_lists(folder: &Path) -> Result<Vec<Vec<u8>>, HostError> {
    let words = |error: std::io::Error| HostError::Io { what: "the trust folder", error };
    let mut paths: Vec<PathBuf> = vec![];
    for entry in std::fs::read_dir(folder).map_err(words)? {
        let entry = entry.map_err(words)?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if name.starts_with("status-") && name.ends_with(".bin") {
            paths.push(entry.path());
        }
    }
    paths.sort();
    paths.iter().map(|path| bytes(path)).collect()
}

/// The pinned root: a public key in PEM.
fn root(path: &Path) -> Result<PublicKey, HostError> {
    let text = std::fs::read_to_string(path).map_err(|error| HostError::Io { what: "root.pem", error })?;
    let base64: String = text.lines().filter(|line| !line.starts_with("-----")).map(str::trim).collect();
    let spki = BASE64.decode(base64.as_bytes()).map_err(|error| HostError::Certificate(error.to_string()))?;
    PublicKey::from_spki_der(&spki).map_err(|error| HostError::Certificate(error.to_string()))
}

/// No note is none seen; a note that cannot be read is not.
fn seen(path: &Path) -> Result<u64, HostError> {
    match std::fs::read_to_string(path) {
        Ok(text) => text.trim().parse().map_err(|_no_number| {
            let error = std::io::Error::new(std::io::ErrorKind::InvalidData, "it is no number");
            HostError::Io { what: SEEN, error }
        }),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(0),
        Err(error) => Err(HostError::Io { what: SEEN, error }),
    }
}
