//! License to page to file: OFD (GB/T 33190-2016), and PDF and PNG as viewing copies.
//!
//! A [`Template`] says what the page of a kind looks like; [`render`] puts a license's values on it and writes the OFD
//! package that GB/T 36905 asks for, with the font cut down to its characters. The same input gives the same bytes, for
//! ever: a document is named by its digest and may be rendered again after a crash.
//!
//! [`prepare`] and [`PreparedOfd::complete`] seal a package (GB/T 38540) around a key that is elsewhere; [`verify`]
//! checks a sealed one. [`read`] opens a package within bounds, and [`copy`](copy()) draws a marked copy of a sealed one.

mod artwork;
mod copy;
mod font;
mod input;
mod layout;
mod package;
mod page;
mod page_file;
mod pen;
mod read;
mod render;
mod samples;
mod seal;
mod template;
mod verify;
mod xml;
mod xml_tree;

#[cfg(test)]
mod golden;

pub use copy::{Annotation, CopyError, CopyFor, CopyForm, copy, preview};
pub use input::{DocumentError, DocumentInput, FaceLine, MediaType, Photo};
pub use package::Package;
pub use read::{BYTES_MAX, ENTRIES_MAX, INFLATED_BYTES_MAX, Opened, PackageFile, ReadError, read};
pub use render::render;
pub use samples::sample;
pub use seal::{PreparedOfd, SealError, SealOrder, SealPlace, prepare};
pub use template::Template;
pub use verify::{FileCode, FileFault, FileReport, verify};
