//! apply
fn main() {}
