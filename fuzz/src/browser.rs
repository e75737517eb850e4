//! A request to the module in a browser: there is always an answer in JSON, and never *valid*, for nobody has the key of
//! any root here.

/// # Panics
/// Where the promise is broken.
pub fn run(data: &[u8]) {
    let answer: serde_json::Value = serde_json::from_slice(&browser::answer(data)).expect("an answer is JSON");
    assert!(answer["verdict"].is_string() != answer["error"].is_object());
    assert_ne!(answer["verdict"], "valid");
}
