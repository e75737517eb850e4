//! Three pens that draw one page: OFD is the license, PDF and PNG are looked at.

pub(crate) mod ofd;
pub(crate) mod pdf;
pub(crate) mod png;
