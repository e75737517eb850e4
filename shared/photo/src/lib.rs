//! Image bytes in, findings out: the inspection of an uploaded photo (rule art. 6 and 7).
//!
//! The format is decided by content, never by name or header. Limits are checked on the file's own structure before
//! a single pixel is decoded. Then the file is decoded once, at about the size that a license prints it in; what is measured,
//! compared and kept is that small upright picture. Whether it *shows* the right thing stays the officer's decision.
//!
//! # Memory
//!
//! At most 64 MB for any input, the caller's bytes included (docs/PHOTO.md has the worst of each kind). Beside one copy of the
//! upload without its metadata, decoding takes
//! - PNG: a row, the inflate window, and what is kept, because rows are made smaller as they come;
//! - interlaced PNG: the whole picture, which is why [`INTERLACED_PIXELS_MAX`] bounds it apart;
//! - baseline JPEG: 3 to 6 bytes for each pixel of a picture that is less than twice the size of what is kept, or half as large;
//! - progressive JPEG: 6 bytes a pixel of coefficients beside it, which is why [`PROGRESSIVE_PIXELS_MAX`] bounds it apart.

mod decode;
mod derive;
mod exif;
mod face;
mod finding;
mod hash;
mod inspect;
mod jpeg_file;
mod look;
mod measure;
mod png_file;
mod raster;
mod rule;
mod shrink;

#[cfg(test)]
mod labelled;
#[cfg(test)]
mod samples;

pub use derive::{Derivatives, THUMBNAIL_BYTES_MAX, THUMBNAIL_SIDE_MAX};
pub use exif::Orientation;
pub use finding::{Finding, FindingCode};
pub use hash::{PhotoHash, PhotoHashError};
pub use inspect::{Described, Inspection, Verdict, describe, inspect};
pub use jpeg_file::{JPEG_SCANS_MAX, PROGRESSIVE_PIXELS_MAX};
pub use license::catalogue::Severity;
pub use png_file::INTERLACED_PIXELS_MAX;
pub use rule::{Format, Limit, PhotoRule};
