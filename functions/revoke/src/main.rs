//! revoke
fn main() {}
