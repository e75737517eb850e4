use license::catalogue::catalogue;
use license::kind::PhotoKind;

use super::*;
use crate::samples::{jpeg, png, progressive_jpeg, resized, segment_at, vehicle_rule, with_chunk, with_segment};

const RETURNS: [FindingCode; 13] = [
    FindingCode::Empty,
    FindingCode::NotAnImage,
    FindingCode::TooManyBytes,
    FindingCode::TooManyPixels,
    FindingCode::TooNarrow,
    FindingCode::TooLow,
    FindingCode::WrongAspect,
    FindingCode::Truncated,
    FindingCode::Malformed,
    FindingCode::UnsupportedCoding,
    FindingCode::ProgressiveTooLarge,
    FindingCode::TooManyScans,
    FindingCode::Undecodable,
];

fn codes(bytes: &[u8]) -> Vec<FindingCode> {
    inspect(bytes, &vehicle_rule()).findings.iter().map(|finding| finding.code).collect()
}

fn contains(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}

fn exif(orientation: u8) -> Vec<u8> {
    let mut payload = b"Exif\0\0II\x2A\0\x08\0\0\0\x02\0".to_vec();
    payload.extend_from_slice(b"\x0F\x01\x02\0\x08\0\0\0\x26\0\0\0");
    payload.extend_from_slice(&[0x12, 1, 3, 0, 1, 0, 0, 0, orientation, 0, 0, 0]);
    payload.extend_from_slice(b"\0\0\0\0MARKED-CAMERA-GPS");
    payload
}

#[test]
fn whole_pictures_are_accepted_unchanged() {
    for (bytes, format) in
        [(jpeg(160, 120), Format::Jpeg), (progressive_jpeg(160, 120), Format::Jpeg), (png(160, 120), Format::Png)]
    {
        let inspection = inspect(&bytes, &vehicle_rule());
        assert_eq!((inspection.verdict, inspection.findings.as_slice()), (Verdict::Accept, &[][..]));
        assert_eq!((inspection.width, inspection.height, inspection.format), (160, 120, Some(format)));
        assert_eq!(inspection.usable.as_deref(), Some(bytes.as_slice()), "nothing to remove, nothing changed");
    }
}

#[test]
fn the_byte_limit_comes_before_the_format() {
    let rule = PhotoRule { bytes_max: 3, ..vehicle_rule() };
    let findings = inspect(b"text", &rule).findings;
    assert_eq!(findings, [Finding::beyond(FindingCode::TooManyBytes, 4, 3)]);
}

#[test]
fn only_formats_of_the_rule_are_taken() {
    let rule = PhotoRule { formats: vec![Format::Jpeg], ..vehicle_rule() };
    assert_eq!(inspect(&jpeg(160, 120), &rule).verdict, Verdict::Accept);
    let refused = inspect(&png(160, 120), &rule);
    assert_eq!((refused.verdict, refused.usable), (Verdict::Return, None));
    assert_eq!(refused.findings, [Finding::plain(FindingCode::UnsupportedCoding)]);
}

/// A finding that returns a photo without words for the holder would be a dead end.
#[test]
fn the_catalogue_has_both_rules_and_words_for_every_return() {
    let catalogue = catalogue();
    for kind in [PhotoKind::Vehicle, PhotoKind::Person] {
        let rule = PhotoRule::from(catalogue.photo_rule(kind));
        assert_eq!((rule.kind, rule.formats.as_slice()), (kind, &Format::ALL[..]));
        assert!(rule.pixels_max >= 12_000_000, "phones take 12 megapixels");
    }
    for code in RETURNS {
        assert_eq!(code.severity(), Severity::Return);
        assert!(catalogue.return_reason(code.name()).is_some(), "{}", code.name());
    }
}

#[test]
fn limits_are_inclusive() {
    let rule =
        PhotoRule { pixels_max: 80 * 60, aspect_min_thousandths: 1333, aspect_max_thousandths: 1333, ..vehicle_rule() };
    assert_eq!(inspect(&jpeg(80, 60), &rule).verdict, Verdict::Accept);
    let one_less = PhotoRule { pixels_max: 80 * 60 - 1, ..rule };
    assert_eq!(inspect(&jpeg(80, 60), &one_less).findings, [Finding::beyond(FindingCode::TooManyPixels, 4800, 4799)]);
}

#[test]
fn an_inflate_bomb_of_a_png_is_refused_before_inflating() {
    let mut bytes = png(160, 120);
    bytes[16..24].copy_from_slice(&[0, 1, 0x86, 0xA0, 0, 1, 0x86, 0xA0]);
    assert_eq!(codes(&bytes), [FindingCode::TooManyPixels]);
    let profile = with_chunk(&png(160, 120), b"iCCP", b"x\0\0bomb", 0);
    assert_eq!(codes(&profile), [FindingCode::MetadataRemoved], "a profile is never inflated");
}

#[test]
fn metadata_is_removed_and_the_pixels_stay() {
    let whole = jpeg(160, 120);
    let mut marked = whole.clone();
    for (marker, payload) in [
        (0xFE, b"MARKED comment".to_vec()),
        (0xE1, b"http://ns.adobe.com/xap/1.0/\0MARKED".to_vec()),
        (0xED, b"Photoshop 3.0\0MARKED".to_vec()),
        (0xE2, b"ICC_PROFILE\0\x01\x01MARKED".to_vec()),
        (0xE0, b"JFXX\0MARKED thumbnail".to_vec()),
        (0xEF, b"MARKED".to_vec()),
        (0xE1, exif(1)),
    ] {
        marked = with_segment(&marked, marker, &payload);
    }
    let inspection = inspect(&marked, &vehicle_rule());
    assert_eq!(codes(&marked), [FindingCode::MetadataRemoved]);
    assert_eq!(inspection.usable, Some(whole));

    let whole = png(160, 120);
    let marked = with_chunk(&whole, b"tEXt", b"Author\0MARKED", 0);
    let marked = with_chunk(&marked, b"eXIf", &exif(6), 0);
    let marked = with_chunk(&marked, b"prVt", b"MARKED", 0);
    assert_eq!(inspect(&marked, &vehicle_rule()).usable, Some(whole));
}

#[test]
fn a_thumbnail_in_the_jfif_header_is_removed() {
    let mut whole = jpeg(160, 120);
    let header = segment_at(&whole, 0xE0);
    let mut thumbnail = b"JFIF\0\x01\x02\0\0\x01\0\x01\x02\x01".to_vec();
    thumbnail.extend_from_slice(b"MARKED");
    whole.drain(header..header + 18);
    let inspection = inspect(&with_segment(&whole, 0xE0, &thumbnail), &vehicle_rule());
    assert_eq!(inspection.verdict, Verdict::Accept);
    assert!(!contains(&inspection.usable.unwrap(), b"MARKED"));
}

#[test]
fn orientation_counts_for_the_aspect_and_survives_alone() {
    let turned = with_segment(&jpeg(120, 160), 0xE1, &exif(6));
    let inspection = inspect(&turned, &vehicle_rule());
    assert_eq!((inspection.width, inspection.height, inspection.verdict), (160, 120, Verdict::Accept));
    let usable = inspection.usable.unwrap();
    assert!(!contains(&usable, b"MARKED"));
    let described = describe(&usable).unwrap();
    assert_eq!((described.width, described.height, described.format), (160, 120, Format::Jpeg));
    assert_eq!((described.orientation.value(), inspection.orientation.value()), (6, 6));
    assert_eq!(describe(b"text"), None);
    let again = inspect(&usable, &vehicle_rule());
    assert_eq!((again.width, again.usable), (160, Some(usable)), "cleaning twice changes nothing");

    let landscape_that_is_portrait = with_segment(&jpeg(160, 120), 0xE1, &exif(8));
    assert!(codes(&landscape_that_is_portrait).contains(&FindingCode::WrongAspect));
}

#[test]
fn what_follows_the_picture_is_cut() {
    for whole in [jpeg(160, 120), png(160, 120)] {
        let polyglot = [whole.as_slice(), b"PK\x03\x04 <script>MARKED</script>"].concat();
        let inspection = inspect(&polyglot, &vehicle_rule());
        assert_eq!(inspection.findings, [Finding::measured(FindingCode::TrailingData, 28)]);
        assert_eq!(inspection.usable, Some(whole));
    }
}

#[test]
fn names_on_the_wire_are_the_serialised_ones() {
    for code in [FindingCode::NotAnImage, FindingCode::TooManyBytes, FindingCode::ProgressiveTooLarge] {
        assert_eq!(format!("{code:?}").to_lowercase(), code.name().replace('-', ""));
    }
}

mod mutations;
mod refusals;
