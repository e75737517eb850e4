//! Image bytes in, findings out: the first inspection of an uploaded photo (rule art. 6 and 7).
//!
//! The format is decided by content, never by name or header. Limits are checked on the file's own structure before
//! a single pixel is decoded, then the file is decoded once within bounds, so that what is kept is known to open.
//! Whether the picture *shows* the right thing stays the officer's decision.
//!
//! # Memory
//!
//! Beside the caller's bytes and one copy without metadata ([`Inspection::usable`]), decoding takes at most
//! - PNG: two rows and the inflate window, because rows are read one by one;
//! - baseline JPEG: about 0.1 byte a pixel, because it is decoded at one eighth of its size;
//! - progressive JPEG: 6 bytes a pixel of coefficients, which is why [`PROGRESSIVE_PIXELS_MAX`] bounds it apart.

mod decode;
mod exif;
mod finding;
mod inspect;
mod jpeg_file;
mod png_file;
mod rule;

#[cfg(test)]
mod samples;

pub use exif::Orientation;
pub use finding::{Finding, FindingCode, Severity};
pub use inspect::{Described, Inspection, Verdict, describe, inspect};
pub use jpeg_file::{JPEG_SCANS_MAX, PROGRESSIVE_PIXELS_MAX};
pub use rule::{Format, PhotoRule};
