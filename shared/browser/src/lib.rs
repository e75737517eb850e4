//! The verifier for web pages: one request in JSON, one answer in JSON, in memory that the page shares.
//!
//! A page calls [`allocate`], writes its request there, calls [`verify`], reads what that points to (the length as four
//! bytes, little-endian, and then as many bytes of JSON), and [`release`]s both. A module that traps has judged nothing.

mod answer;
mod memory;

pub use answer::answer;
pub use memory::{allocate, release, verify};
