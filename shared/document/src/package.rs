//! The package as files, before and after it is one ZIP.

use std::io::{self, Cursor, Write};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

use crate::read::PackageFile;

/// The files of a package, in order. Packed once, when they are complete.
#[derive(Clone, PartialEq, Eq)]
pub struct Package {
    pub(crate) files: Vec<PackageFile>,
}

/// Shows no content.
impl std::fmt::Debug for Package {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Package").field("files", &self.files.len()).finish()
    }
}

impl Package {
    /// Of these files.
    #[must_use]
    pub const fn new(files: Vec<PackageFile>) -> Self {
        Self { files }
    }

    pub(crate) fn file(&self, path: &str) -> Option<&[u8]> {
        self.files.iter().find(|file| file.path == path).map(|file| file.bytes.as_slice())
    }

    pub(crate) fn put(&mut self, path: &str, bytes: Vec<u8>) {
        self.files.push(PackageFile { path: path.to_owned(), bytes });
    }

    /// The ZIP: the same files give the same bytes, nothing of this machine or moment enters them.
    ///
    /// # Errors
    /// A path too long for a ZIP, or more than it can hold.
    pub fn to_bytes(&self) -> io::Result<Vec<u8>> {
        let mut zip = ZipWriter::new(Cursor::new(vec![]));
        for file in &self.files {
            let method = if is_packed(&file.path) { CompressionMethod::Stored } else { CompressionMethod::Deflated };
            let options = SimpleFileOptions::default()
                .compression_method(method)
                .last_modified_time(DateTime::default())
                .unix_permissions(0o644);
            zip.start_file(&file.path, options)?;
            zip.write_all(&file.bytes)?;
        }
        Ok(zip.finish()?.into_inner())
    }
}

/// Pictures are packed already, and seal and signature are mostly a picture: they are stored as they are.
fn is_packed(path: &str) -> bool {
    [".png", ".jpg", ".esl", ".dat"].iter().any(|end| path.ends_with(end))
}
