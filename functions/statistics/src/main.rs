//! statistics
fn main() {}
