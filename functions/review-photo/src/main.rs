//! review-photo
fn main() {}
