//! License to page to OFD (GB/T 33190-2016): what GB/T 36905 asks of an electronic license's file.
//!
//! [`render`] lays the face out in millimetres and writes the package. The same input gives the same bytes, for ever:
//! a document is named by its digest and may be rendered again after a crash. [`read`] opens a package within bounds.
//!
//! [`prepare`] and [`PreparedOfd::complete`] seal a package (GB/T 38540) around a key that is elsewhere; [`verify`]
//! checks a sealed one.
//!
//! Not yet here: embedded fonts. Text names 宋体 without embedding it, so a viewer that lacks
//! the font shows its own; widths are those of a full-width face and do not depend on it.

mod input;
mod layout;
mod ofd;
mod page;
mod read;
mod seal;
mod verify;
mod xml;
mod xml_tree;

#[cfg(test)]
mod samples;

pub use input::{DocumentError, DocumentInput, FaceLine, MediaType, Photo};
pub use layout::PAGES_MAX;
pub use ofd::render;
pub use read::{BYTES_MAX, ENTRIES_MAX, INFLATED_BYTES_MAX, Opened, PackageFile, ReadError, read};
pub use seal::{PreparedOfd, SealError, SealOrder, SealPage, SealPlace, prepare};
pub use verify::{FileCode, FileFault, FileReport, verify};
