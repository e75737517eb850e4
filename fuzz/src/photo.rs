//! An uploaded picture: what is accepted is accepted again, unchanged, and is described as it was inspected.

use license::kind::PhotoKind;
use photo::{Format, PhotoRule, Verdict, describe, inspect};

/// # Panics
/// Where the promise is broken.
pub fn run(data: &[u8]) {
    let rule = PhotoRule {
        kind: PhotoKind::Vehicle,
        width_min: 8,
        height_min: 8,
        pixels_max: 1_000_000,
        bytes_max: 200_000,
        aspect_min_thousandths: 500,
        aspect_max_thousandths: 2000,
        formats: Format::ALL.to_vec(),
    };
    let inspection = inspect(data, &rule);
    let accepted = inspection.verdict == Verdict::Accept;
    assert_eq!(accepted, inspection.usable.is_some());
    let Some(usable) = inspection.usable else {
        return;
    };
    assert!(usable.len() <= data.len(), "what is kept has grown");
    let again = inspect(&usable, &rule);
    assert!(again.usable.as_ref() == Some(&usable), "what is kept is not accepted as it is");
    let described = describe(&usable).expect("what is kept can be described");
    assert_eq!((described.width, described.height), (inspection.width, inspection.height));
    assert_eq!((Some(described.format), described.orientation), (inspection.format, inspection.orientation));
}
