//! Judges what somebody shows by signed lists alone: no key, no network, no clock of its own.

mod picture;

pub use picture::{PICTURE_BYTES_MAX, PictureError, picture};
