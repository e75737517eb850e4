//! issue
fn main() {}
