//! Opens a package from anywhere, within bounds: what it says about itself, and its files.

use std::io::{Cursor, Read};

use zip::read::ZipFile;
use zip::result::ZipError;
use zip::{CompressionMethod, ZipArchive};

mod entry;
mod headers;

/// Longest package that is opened, in bytes.
pub const BYTES_MAX: usize = 20 * 1024 * 1024;
/// Most entries of a package; a license has fewer than 20.
pub const ENTRIES_MAX: usize = 200;
/// Most bytes that all entries together may inflate to.
pub const INFLATED_BYTES_MAX: u64 = 64 * 1024 * 1024;

/// A package's contents. Nothing in it has been verified.
#[derive(Clone, PartialEq, Eq)]
pub struct Opened {
    /// The document's title; empty when it says none.
    pub title: String,
    /// Custom data (GB/T 33190, 7.4) in order.
    pub custom_data: Vec<(String, String)>,
    /// Every file, in the package's order.
    pub files: Vec<PackageFile>,
}

/// One file of a package.
#[derive(Clone, PartialEq, Eq)]
pub struct PackageFile {
    /// The path inside the package: relative, with `/`, without `..`.
    pub path: String,
    /// The inflated bytes.
    pub bytes: Vec<u8>,
}

/// Custom data holds names and numbers of people: Debug counts and does not show.
impl std::fmt::Debug for Opened {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Opened")
            .field("custom_data", &self.custom_data.len())
            .field("files", &self.files.len())
            .finish_non_exhaustive()
    }
}

/// Why a package is not opened. Holds no content of the package.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ReadError {
    /// Longer than [`BYTES_MAX`].
    #[error("the package is longer than {BYTES_MAX} bytes")]
    TooLong,
    /// Not a ZIP, or a broken one.
    #[error("the package is not a whole ZIP file")]
    NotAPackage,
    /// More than [`ENTRIES_MAX`] entries.
    #[error("the package has more than {ENTRIES_MAX} entries")]
    TooManyEntries,
    /// Two entries of one path: two readers could see two documents.
    #[error("two entries of the package have one path")]
    DuplicatePath,
    /// An entry's header and the directory disagree, or bytes belong to no entry: two readers could see two documents.
    #[error("the package's headers and directory disagree")]
    HeadersDisagree,
    /// An absolute path, a `..`, a backslash, a link, a name that is no plain text, or a folder that holds bytes.
    #[error("an entry's path leaves the package or cannot be read")]
    BadPath,
    /// More than [`INFLATED_BYTES_MAX`] bytes inflated.
    #[error("the package inflates to more than {INFLATED_BYTES_MAX} bytes")]
    Bomb,
    /// Encrypted, or packed by a method other than stored and deflated.
    #[error("an entry is encrypted or packed in a way that is not read")]
    UnsupportedPacking,
    /// There is no OFD.xml.
    #[error("the package has no OFD.xml")]
    NoEntryFile,
    /// OFD.xml is not well-formed, declares a document type, or is not that of one document.
    #[error("OFD.xml cannot be read")]
    BadEntryFile,
    /// Two pieces of custom data under one name.
    #[error("two pieces of custom data have one name")]
    DuplicateCustomData,
}

/// Opens a package within the bounds above. Whatever the bytes, it ends and does not panic.
///
/// # Errors
/// See [`ReadError`]; nothing is opened in part.
pub fn read(bytes: &[u8]) -> Result<Opened, ReadError> {
    if bytes.len() > BYTES_MAX {
        return Err(ReadError::TooLong);
    }
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(from_zip)?;
    if archive.len() > ENTRIES_MAX {
        return Err(ReadError::TooManyEntries);
    }
    // the library keeps the last of two entries with one path; the directory's own count tells
    if entry_count(bytes) != Some(archive.len()) {
        return Err(ReadError::DuplicatePath);
    }
    let files = files(&mut archive)?;
    headers::check(bytes)?;
    let entry_file = files.iter().find(|file| file.path == "OFD.xml").ok_or(ReadError::NoEntryFile)?;
    let (title, custom_data) = entry::read(&entry_file.bytes)?;
    Ok(Opened { title, custom_data, files })
}

fn files(archive: &mut ZipArchive<Cursor<&[u8]>>) -> Result<Vec<PackageFile>, ReadError> {
    let mut left = INFLATED_BYTES_MAX;
    let mut files: Vec<PackageFile> = vec![];
    for index in 0..archive.len() {
        packing(&archive.by_index_raw(index).map_err(from_zip)?)?;
        let entry = archive.by_index(index).map_err(from_zip)?;
        let path = path(&entry)?;
        if entry.is_dir() {
            // nobody would see what it holds, and no digest covers it
            (entry.size() == 0 && entry.compressed_size() == 0).then_some(()).ok_or(ReadError::BadPath)?;
            continue;
        }
        // a viewer on a file system that ignores case would see one of them
        if files.iter().any(|file| file.path.eq_ignore_ascii_case(&path)) {
            return Err(ReadError::DuplicatePath);
        }
        let bytes = inflate(entry, left)?;
        left = left.saturating_sub(u64::try_from(bytes.len()).unwrap_or(u64::MAX));
        files.push(PackageFile { path, bytes });
    }
    Ok(files)
}

fn packing<R: Read>(entry: &ZipFile<'_, R>) -> Result<(), ReadError> {
    let plain = matches!(entry.compression(), CompressionMethod::Stored | CompressionMethod::Deflated);
    (plain && !entry.encrypted()).then_some(()).ok_or(ReadError::UnsupportedPacking)
}

/// A folder's without the `/` at its end.
fn path<R: Read>(entry: &ZipFile<'_, R>) -> Result<String, ReadError> {
    let name = std::str::from_utf8(entry.name_raw()).ok();
    let path = name.map(|name| name.strip_suffix('/').unwrap_or(name)).filter(|path| is_plain(path));
    path.filter(|_| !entry.is_symlink()).map(str::to_owned).ok_or(ReadError::BadPath)
}

fn is_plain(path: &str) -> bool {
    let bad = |part: &str| part.is_empty() || part == "." || part == "..";
    path.len() <= 256 && !path.contains(['\\', ':']) && !path.contains(char::is_control) && !path.split('/').any(bad)
}

/// Trusts no size that the package states: reads at most one byte more than is left.
fn inflate<R: Read>(entry: ZipFile<'_, R>, left: u64) -> Result<Vec<u8>, ReadError> {
    let mut bytes = vec![];
    let read = entry.take(left.saturating_add(1)).read_to_end(&mut bytes);
    // a failed checksum or a cut stream
    read.map_err(|_cut| ReadError::NotAPackage)?;
    let within = u64::try_from(bytes.len()).is_ok_and(|length| length <= left);
    within.then_some(bytes).ok_or(ReadError::Bomb)
}

/// The number of entries that the end record states (APPNOTE 4.3.16). Only packages whose end record is the last thing
/// in the file, without comment and without the 64-bit form, are taken: a package of ours needs neither.
fn entry_count(bytes: &[u8]) -> Option<usize> {
    let record = bytes.get(bytes.len().checked_sub(22)?..)?;
    let count = record.strip_prefix(b"PK\x05\x06")?.get(6..8)?;
    Some(usize::from(u16::from_le_bytes(count.try_into().ok()?)))
}

/// Whatever a ZIP is not whole in; what its entries are packed in has been looked at before.
fn from_zip(_broken: ZipError) -> ReadError {
    ReadError::NotAPackage
}

#[cfg(test)]
mod tests;
