//! Every call that a verb makes of a port fails once, lost and applied-but-reported; the request is sent again; then the
//! books are whole and tell the same story as where nothing failed.

mod cases;
mod licensing;
mod matrix;
mod overtaken;
mod poison;
mod publishing;
mod races;
mod reading;
mod registering;
mod replacing;
mod sister;
mod verbs;
mod verifying;
pub(crate) mod world;
