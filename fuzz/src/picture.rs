//! A picture that may hold a code: it ends, and what is read is text of a length that a symbol has.

/// # Panics
/// Where the promise is broken.
pub fn run(data: &[u8]) {
    match verifier::picture(data) {
        Ok(text) => assert!(text.len() <= 7089, "longer than any symbol"),
        Err(error) => assert!(error.code().starts_with("picture.")),
    }
}
