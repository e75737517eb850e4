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

/// The catalogue's, but for small pictures of any proportion, of which more can be tried. Nothing measured sends one back, so
/// that everything that can be decoded is derived from.
fn rule(kind: PhotoKind) -> PhotoRule {
    let mut rule = PhotoRule {
        width_min: 1,
        height_min: 1,
        pixels_max: 60_000,
        bytes_max: 200_000,
        aspect_min_thousandths: 0,
        aspect_max_thousandths: u32::MAX,
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
    assert!(inspect(data, rule).derivatives.as_ref() == Some(&derivatives), "derived again it is another");
    let described = describe(&derivatives.picture).expect("what is kept can be described");
    assert_eq!((described.format, described.orientation), (Format::Jpeg, photo::Orientation::UPRIGHT));
    assert!(described.width <= rule.kept_width.into() && described.height <= rule.kept_height.into());
    let comparable = described.width >= 16 && described.height >= 16;
    assert!(inspection.hash.is_some() || !comparable, "what is kept can be compared");
    assert!(derivatives.thumbnail.len() <= photo::THUMBNAIL_BYTES_MAX);
    // it may be longer than a small upload
    let again = inspect(&derivatives.picture, &PhotoRule { bytes_max: 4_000_000, ..rule.clone() });
    assert_eq!(again.verdict, Verdict::Accept, "what is kept is not accepted: {:?}", again.findings);
    assert!(
        again.findings.iter().all(|finding| !finding.code.is_of_the_file()),
        "what is kept has something to remove"
    );
}
