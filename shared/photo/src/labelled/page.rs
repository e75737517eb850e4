//! The parts of docs/PHOTO.md that the tests write. `UPDATE_GOLDENS=1` writes them anew; then read them again.

use std::path::Path;

/// The part between the marks is `right`.
pub(super) fn compare(part: &str, right: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/PHOTO.md");
    let page = std::fs::read_to_string(&path).unwrap();
    let (start, end) = (format!("<!-- {part} -->\n"), format!("<!-- /{part} -->"));
    let (before, rest) = page.split_once(&start).unwrap_or_else(|| panic!("{part} is not marked"));
    let (kept, after) = rest.split_once(&end).unwrap_or_else(|| panic!("{part} does not end"));
    #[expect(clippy::disallowed_methods, reason = "asked for by hand, never by a program")]
    let update = std::env::var("UPDATE_GOLDENS").is_ok();
    if update {
        std::fs::write(&path, format!("{before}{start}{right}{end}{after}")).unwrap();
    } else {
        assert_eq!(kept, right, "{part} of docs/PHOTO.md is not what the inspection says: UPDATE_GOLDENS=1 writes it");
    }
}
