//! luzheng
fn main() {}
