//! An uploaded picture: whatever the bytes, it ends; what is kept is decoded again to the same size, without metadata, and is
//! the same when derived again.

use license::catalogue::catalogue;
use license::kind::PhotoKind;
use photo::{Format, PhotoRule, Verdict, describe, inspect};

/// # Panics
/// Where the promise is broken.
pub fn run(data: &[u8]) {
    for kind in [PhotoKind::Vehicle, PhotoKind::Person] {
        inspected(data, &rule(kind));
    }
}

/// The catalogue's, but for small pictures, of which more can be tried. Nothing measured sends one back, so that
/// everything that can be decoded is derived from.
fn rule(kind: PhotoKind) -> PhotoRule {
    let mut rule = PhotoRule {
        width_min: 8,
        height_min: 8,
        pixels_max: 1_000_000,
        bytes_max: 200_000,
        aspect_min_thousandths: 500,
        aspect_max_thousandths: 2000,
        ..PhotoRule::from(catalogue().photo_rule(kind))
    };
    rule.limits.retain(|limit| limit.severity != photo::Severity::Refuse);
    rule
}

fn inspected(data: &[u8], rule: &PhotoRule) {
    let inspection = inspect(data, rule);
    let accepted = inspection.verdict == Verdict::Accept;
    assert_eq!(accepted, inspection.derivatives.is_some());
    let Some(derivatives) = inspection.derivatives else {
        return;
    };
    assert!(inspection.hash.is_some(), "what is kept can be compared");
    assert!(inspect(data, rule).derivatives.as_ref() == Some(&derivatives), "derived again it is another");
    let described = describe(&derivatives.picture).expect("what is kept can be described");
    assert_eq!((described.format, described.orientation), (Format::Jpeg, photo::Orientation::UPRIGHT));
    assert!(described.width <= rule.kept_width.into() && described.height <= rule.kept_height.into());
    assert!(derivatives.thumbnail.len() <= photo::THUMBNAIL_BYTES_MAX);
    let again = inspect(&derivatives.picture, &PhotoRule { width_min: 1, height_min: 1, ..loose(rule) });
    assert_eq!(again.verdict, Verdict::Accept, "what is kept is not accepted: {:?}", again.findings);
    assert!(
        again.findings.iter().all(|finding| !finding.code.is_of_the_file()),
        "what is kept has something to remove"
    );
}

/// What is kept may be a pixel off in its proportion, and longer than a small upload.
fn loose(rule: &PhotoRule) -> PhotoRule {
    let (aspect_min_thousandths, aspect_max_thousandths) = (0, u32::MAX);
    PhotoRule { aspect_min_thousandths, aspect_max_thousandths, bytes_max: 4_000_000, ..rule.clone() }
}
