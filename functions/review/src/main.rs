//! review
fn main() {}
