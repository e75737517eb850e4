//! Sealed files whose trust is known: what is found valid must be one of these.

use std::io::{Cursor, Write as _};
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use document::PackageFile;
use jiff::Timestamp;
use seal::ses::{Certificate, Trust};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

/// The time of the check, that of the index.
pub(super) const NOW: &str = "2026-11-23T04:00:00Z";

/// Every vector that is valid, as it is opened.
pub(super) static VALID: LazyLock<Vec<Vec<PackageFile>>> = LazyLock::new(valid);

/// The authorities that the vectors are checked with.
pub(super) static TRUST: LazyLock<Trust> = LazyLock::new(|| Trust::new(authorities()));

/// A file of the repository.
pub(super) fn testdata(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().join("shared").join(path)
}

pub(super) fn now() -> Timestamp {
    NOW.parse().unwrap()
}

pub(super) fn authorities() -> Vec<Certificate> {
    let folder = std::fs::read_dir(testdata("document/testdata/sealed/trusted")).unwrap();
    folder
        .map(|entry| Certificate::from_pem(&std::fs::read_to_string(entry.unwrap().path()).unwrap()).unwrap())
        .collect()
}

fn valid() -> Vec<Vec<PackageFile>> {
    let folder = testdata("document/testdata/sealed");
    let index = std::fs::read_to_string(folder.join("index.json")).unwrap();
    let index: serde_json::Value = serde_json::from_str(&index).unwrap();
    let valid = index["vectors"].as_array().unwrap().iter().filter(|vector| vector["code"] == 0);
    let bytes = valid.map(|vector| std::fs::read(folder.join(vector["file"].as_str().unwrap())).unwrap());
    bytes.map(|bytes| document::read(&bytes).unwrap().files).collect()
}

/// One file of a package.
pub(super) fn file<'a>(files: &'a [PackageFile], ending: &str) -> &'a [u8] {
    files.iter().find(|file| file.path.ends_with(ending)).map(|file| file.bytes.as_slice()).unwrap_or_default()
}

/// Whether two signatures are the same but for a time stamp: nothing covers that, and it is reported as unchecked.
pub(super) fn same_but_for_the_stamp(found: &[u8], sample: &[u8]) -> bool {
    let contents = |der: &[u8]| {
        let more = if der[1] & 0x80 == 0 { 0 } else { usize::from(der[1] & 0x7F) };
        der[2 + more..].to_vec()
    };
    let stamped = |contents: &[u8], fields: &[u8]| contents.strip_prefix(fields).is_some_and(is_stamp);
    found == sample || (sample.len() > 4 && found.len() > 4 && stamped(&contents(found), &contents(sample)))
}

fn is_stamp(rest: &[u8]) -> bool {
    rest.is_empty() || rest[0] == 0xA0
}

/// Whether the files are those of a sample, in any order.
pub(super) fn is_sample(files: &[PackageFile]) -> bool {
    let same = |sample: &[PackageFile], file: &PackageFile| {
        sample.iter().any(|other| {
            let value = file.path.ends_with("SignedValue.dat") && same_but_for_the_stamp(&file.bytes, &other.bytes);
            other.path == file.path && (other.bytes == file.bytes || value)
        })
    };
    VALID.iter().any(|sample| sample.len() == files.len() && files.iter().all(|file| same(sample, file)))
}

/// The files as a package.
pub(super) fn zipped(files: &[PackageFile]) -> Vec<u8> {
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    let mut zip = ZipWriter::new(Cursor::new(vec![]));
    for file in files {
        zip.start_file(&file.path, options).unwrap();
        zip.write_all(&file.bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}
