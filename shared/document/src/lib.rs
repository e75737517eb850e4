//! License to page to OFD (GB/T 33190-2016): what GB/T 36905 asks of an electronic license's file.
//!
//! [`render`] lays the face out in millimetres and writes the package. The same input gives the same bytes, for ever:
//! a document is named by its digest and may be rendered again after a crash. [`read`] opens a package within bounds.
//!
//! Not yet here: the seal (GB/T 38540) and embedded fonts. Text names 宋体 without embedding it, so a viewer that lacks
//! the font shows its own; widths are those of a full-width face and do not depend on it.

mod input;
mod layout;
mod ofd;
mod page;
mod read;
mod xml;

#[cfg(test)]
mod samples;

pub use input::{DocumentError, DocumentInput, FaceLine, MediaType, Photo};
pub use layout::PAGES_MAX;
pub use ofd::render;
pub use read::{BYTES_MAX, ENTRIES_MAX, INFLATED_BYTES_MAX, Opened, PackageFile, ReadError, read};
