//! Parts of listings.

use jiff::Timestamp;
use license::kind::Kind;

/// Where a listing goes on. Opaque to callers; made and read by the adapter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cursor(pub String);

/// Which part of a listing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PageRequest {
    /// Go on after this.
    pub after: Option<Cursor>,
    /// At most so many, 1 to 100.
    pub limit: u8,
}

/// A part of a listing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page<T> {
    /// In the listing's order.
    pub items: Vec<T>,
    /// Where it goes on, if it does.
    pub next: Option<Cursor>,
}

/// Which cases of a queue.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct QueueFilter {
    /// Of this kind alone.
    pub kind: Option<Kind>,
    /// That wait since before this moment.
    pub before: Option<Timestamp>,
}
