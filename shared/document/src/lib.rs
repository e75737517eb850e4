//! License to page to file: OFD (GB/T 33190-2016), and PDF and PNG as viewing copies.
//!
//! A [`Template`] says what the page of a kind looks like; [`render`] puts a license's values on it and writes the OFD
//! package that GB/T 36905 asks for, with the font cut down to its characters. The same input gives the same bytes, for
//! ever: a document is named by its digest and may be rendered again after a crash.
//!
//! [`prepare`] and [`PreparedOfd::complete`] seal a package (GB/T 38540) around a key that is elsewhere; [`verify`]
//! checks a sealed one. [`read`] opens a package within bounds, and [`copy`](copy()) draws a marked copy of a sealed one.

#[cfg(feature = "draw")]
mod artwork;
#[cfg(feature = "draw")]
mod copy;
#[cfg(feature = "draw")]
mod font;
#[cfg(feature = "draw")]
mod input;
#[cfg(feature = "draw")]
mod layout;
#[cfg(feature = "draw")]
mod package;
#[cfg(feature = "draw")]
mod page;
#[cfg(feature = "draw")]
mod page_file;
#[cfg(feature = "draw")]
mod pen;
mod read;
#[cfg(feature = "draw")]
mod render;
#[cfg(feature = "draw")]
mod samples;
#[cfg(feature = "draw")]
mod seal;
#[cfg(feature = "draw")]
mod template;
mod verify;
#[cfg(feature = "draw")]
mod xml;
mod xml_tree;

#[cfg(test)]
mod golden;

#[cfg(feature = "draw")]
pub use copy::{Annotation, CopyError, CopyFor, CopyForm, copy, preview};
#[cfg(feature = "draw")]
pub use input::{DocumentError, DocumentInput, FaceLine, MediaType, Photo};
#[cfg(feature = "draw")]
pub use package::Package;
pub use read::{BYTES_MAX, ENTRIES_MAX, INFLATED_BYTES_MAX, Opened, PackageFile, ReadError, read};
#[cfg(feature = "draw")]
pub use render::render;
#[cfg(feature = "draw")]
pub use samples::sample;
#[cfg(feature = "draw")]
pub use seal::{PreparedOfd, SealError, SealOrder, SealPlace, prepare};
#[cfg(feature = "draw")]
pub use template::Template;
pub use verify::{FileCode, FileFault, FileReport, verify};
