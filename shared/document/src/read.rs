//! Opens a package from anywhere, within bounds: what it says about itself, and its files.

use miniz_oxide::inflate::{TINFLStatus, decompress_to_vec_with_limit};

mod entry;
mod headers;

use headers::Entry;

/// Longest package that is opened, in bytes.
pub const BYTES_MAX: usize = 20 * 1024 * 1024;
/// Most entries of a package; a license has fewer than 20.
pub const ENTRIES_MAX: usize = 200;
/// Most bytes that all entries together may inflate to.
pub const INFLATED_BYTES_MAX: usize = 64 * 1024 * 1024;

/// APPNOTE 4.4.5, the two methods that are read, and 4.4.4, bit 0.
const STORED: u16 = 0;
const DEFLATED: u16 = 8;
const ENCRYPTED: u16 = 1;
/// The kind of a file in what `stat` says of it, and the one of a link.
const FILE_TYPE: u32 = 0o170_000;
const LINK: u32 = 0o120_000;

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
    let files = files(&headers::entries(bytes)?)?;
    let entry_file = files.iter().find(|file| file.path == "OFD.xml").ok_or(ReadError::NoEntryFile)?;
    let (title, custom_data) = entry::read(&entry_file.bytes)?;
    Ok(Opened { title, custom_data, files })
}

fn files(entries: &[Entry<'_>]) -> Result<Vec<PackageFile>, ReadError> {
    let mut left = INFLATED_BYTES_MAX;
    let mut files: Vec<PackageFile> = vec![];
    for entry in entries {
        let path = path(entry)?;
        if entry.header.name.ends_with(b"/") {
            // nobody would see what it holds, and no digest covers it
            (entry.data.is_empty() && entry.header.inflated == 0).then_some(()).ok_or(ReadError::BadPath)?;
            continue;
        }
        // a viewer on a file system that ignores case would see one of them
        if files.iter().any(|file| file.path.eq_ignore_ascii_case(path)) {
            return Err(ReadError::DuplicatePath);
        }
        let bytes = unpacked(entry, left)?;
        left = left.saturating_sub(bytes.len());
        files.push(PackageFile { path: path.to_owned(), bytes });
    }
    Ok(files)
}

/// A folder's without the `/` at its end.
fn path<'a>(entry: &Entry<'a>) -> Result<&'a str, ReadError> {
    let name = std::str::from_utf8(entry.header.name).ok();
    let path = name.map(|name| name.strip_suffix('/').unwrap_or(name)).filter(|path| is_plain(path));
    let is_link = entry.attributes >> 16 & FILE_TYPE == LINK;
    path.filter(|_| !is_link).ok_or(ReadError::BadPath)
}

fn is_plain(path: &str) -> bool {
    let bad = |part: &str| part.is_empty() || part == "." || part == "..";
    path.len() <= 256 && !path.contains(['\\', ':']) && !path.contains(char::is_control) && !path.split('/').any(bad)
}

fn unpacked(entry: &Entry<'_>, left: usize) -> Result<Vec<u8>, ReadError> {
    let bytes = match (entry.header.method, entry.header.flags & ENCRYPTED) {
        (STORED, 0) if entry.data.len() > left => return Err(ReadError::Bomb),
        (STORED, 0) => entry.data.to_vec(),
        (DEFLATED, 0) => inflated(entry.data, left)?,
        _ => return Err(ReadError::UnsupportedPacking),
    };
    let is_whole =
        u32::try_from(bytes.len()) == Ok(entry.header.inflated) && crc32fast::hash(&bytes) == entry.header.checksum;
    is_whole.then_some(bytes).ok_or(ReadError::NotAPackage)
}

/// Trusts no size that the package states.
fn inflated(data: &[u8], left: usize) -> Result<Vec<u8>, ReadError> {
    decompress_to_vec_with_limit(data, left).map_err(|failed| {
        let is_more = failed.status == TINFLStatus::HasMoreOutput;
        if is_more { ReadError::Bomb } else { ReadError::NotAPackage }
    })
}

#[cfg(test)]
mod tests;
