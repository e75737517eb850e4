use license::catalogue::catalogue;
use license::kind::PhotoKind;

use super::*;
use crate::samples::{jpeg, png, progressive_jpeg, resized, segment_at, vehicle_rule, with_chunk, with_segment};

fn codes(bytes: &[u8]) -> Vec<FindingCode> {
    inspect(bytes, &vehicle_rule()).findings.iter().map(|finding| finding.code).collect()
}

fn picture(bytes: &[u8]) -> Vec<u8> {
    inspect(bytes, &vehicle_rule()).derivatives.unwrap().picture
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
fn whole_pictures_are_accepted_and_derived_from() {
    for (bytes, format) in
        [(jpeg(160, 120), Format::Jpeg), (progressive_jpeg(160, 120), Format::Jpeg), (png(160, 120), Format::Png)]
    {
        let inspection = inspect(&bytes, &vehicle_rule());
        assert_eq!((inspection.verdict, inspection.findings.as_slice()), (Verdict::Accept, &[][..]));
        assert_eq!((inspection.width, inspection.height, inspection.format), (160, 120, Some(format)));
        let derivatives = inspection.derivatives.unwrap();
        for (kept, size) in [(&derivatives.picture, (90, 68)), (&derivatives.thumbnail, (90, 68))] {
            let described = describe(kept).unwrap();
            assert_eq!((described.width, described.height), size);
            assert_eq!((described.format, described.orientation), (Format::Jpeg, Orientation::UPRIGHT));
        }
        assert_eq!(inspect(&bytes, &vehicle_rule()).derivatives, Some(derivatives), "derived twice, the same");
        assert!(inspection.hash.is_some());
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
    assert_eq!((refused.verdict, refused.derivatives), (Verdict::Return, None));
    assert_eq!(refused.findings, [Finding::plain(FindingCode::UnsupportedCoding)]);
}

/// A finding that is told without words for the holder would be a dead end, and a limit of an unknown code none at all.
#[test]
fn the_catalogue_has_both_rules_and_words_for_every_finding() {
    let catalogue = catalogue();
    let mut limited = std::collections::BTreeSet::new();
    for kind in [PhotoKind::Vehicle, PhotoKind::Person] {
        let row = catalogue.photo_rule(kind);
        let rule = PhotoRule::from(row);
        assert_eq!((rule.kind, rule.formats.as_slice()), (kind, &Format::ALL[..]));
        assert!(rule.pixels_max >= 12_000_000, "phones take 12 megapixels");
        assert_eq!(rule.limits.len(), row.findings.len(), "a code that is no finding");
        limited.extend(rule.limits.iter().map(|limit| limit.code));
    }
    for code in FindingCode::ALL.iter().copied() {
        assert_eq!(code.is_of_the_file(), !limited.contains(&code), "{}", code.name());
        let words = catalogue.return_reason(code.name());
        assert!(words.is_some_and(|words| words.is_about_photo && !words.is_officers), "{}", code.name());
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
    assert_eq!(codes(&marked), [FindingCode::MetadataRemoved]);
    without_marks(&marked, &whole);

    let whole = png(160, 120);
    let marked = with_chunk(&whole, b"tEXt", b"Author\0MARKED", 0);
    let marked = with_chunk(&marked, b"eXIf", b"MARKED", 0);
    let marked = with_chunk(&marked, b"prVt", b"MARKED", 0);
    without_marks(&marked, &whole);
}

/// Nothing of what was marked is in any derivative, and the pixels are those of the file without marks.
fn without_marks(marked: &[u8], whole: &[u8]) {
    let [kept, plain] = [marked, whole].map(|bytes| inspect(bytes, &vehicle_rule()).derivatives.unwrap());
    assert!(contains(marked, b"MARKED"));
    for bytes in [&kept.picture, &kept.thumbnail] {
        for word in [b"MARKED".as_slice(), b"Exif", b"ICC_PROFILE", b"http", b"Photoshop"] {
            assert!(!contains(bytes, word));
        }
    }
    assert_eq!(kept, plain);
}

#[test]
fn a_thumbnail_in_the_jfif_header_is_removed() {
    let mut whole = jpeg(160, 120);
    let header = segment_at(&whole, 0xE0);
    let mut thumbnail = b"JFIF\0\x01\x02\0\0\x01\0\x01\x02\x01".to_vec();
    thumbnail.extend_from_slice(b"MARKED");
    whole.drain(header..header + 18);
    without_marks(&with_segment(&whole, 0xE0, &thumbnail), &jpeg(160, 120));
}

/// A white picture with one black corner: where it is seen says how the picture was turned.
fn cornered() -> Vec<u8> {
    let pixels: Vec<u8> =
        (0..96_u32 * 80).flat_map(|i| [if i % 96 < 32 && i / 96 < 16 { 0 } else { 255 }; 3]).collect();
    crate::samples::jpeg_of(&pixels, 96, 80)
}

#[test]
fn what_is_kept_is_upright() {
    // where the stored picture's upper left corner is seen, and whether its rows are seen as columns (EXIF 0x0112)
    for (value, right, below, swapped) in [
        (1, false, false, false),
        (2, true, false, false),
        (3, true, true, false),
        (4, false, true, false),
        (5, false, false, true),
        (6, true, false, true),
        (7, true, true, true),
        (8, false, true, true),
    ] {
        let rule = PhotoRule { width_min: 1, height_min: 1, aspect_min_thousandths: 500, ..vehicle_rule() };
        let inspection = inspect(&with_segment(&cornered(), 0xE1, &exif(value)), &rule);
        let kept = inspection.derivatives.unwrap().picture;
        let (width, height) = (inspection.width, inspection.height);
        assert_eq!((width, height), if swapped { (80, 96) } else { (96, 80) });
        let seen = crate::decode::jpeg(&kept, 1_000_000, [16, 16]).unwrap();
        let corner = seen.at(if right { 15 } else { 0 }, if below { 15 } else { 0 });
        assert!(corner[0] < 60, "{value}: {corner:?}");
        let dark = seen.pixels.iter().filter(|pixel| pixel[0] < 128).count();
        assert!((8..32).contains(&dark), "{value}: only that corner is dark, {dark}");
        assert!(!contains(&kept, b"MARKED"));
    }
}

#[test]
fn orientation_counts_for_the_aspect() {
    let turned = with_segment(&jpeg(120, 160), 0xE1, &exif(6));
    let inspection = inspect(&turned, &vehicle_rule());
    assert_eq!((inspection.width, inspection.height, inspection.verdict), (160, 120, Verdict::Accept));
    assert_eq!(describe(&turned).unwrap().orientation.value(), 6);
    assert_eq!(describe(b"text"), None);
    let landscape_that_is_portrait = with_segment(&jpeg(160, 120), 0xE1, &exif(8));
    assert!(codes(&landscape_that_is_portrait).contains(&FindingCode::WrongAspect));
}

#[test]
fn what_follows_the_picture_is_cut() {
    for whole in [jpeg(160, 120), png(160, 120)] {
        let polyglot = [whole.as_slice(), b"PK\x03\x04 <script>MARKED</script>"].concat();
        let inspection = inspect(&polyglot, &vehicle_rule());
        assert_eq!(inspection.findings, [Finding::measured(FindingCode::TrailingData, 28)]);
        assert_eq!(inspection.derivatives.unwrap().picture, picture(&whole));
    }
}

#[test]
fn names_on_the_wire_are_those_of_the_catalogue() {
    for code in FindingCode::ALL.iter().copied() {
        assert_eq!(format!("{code:?}").to_lowercase(), code.name().replace('-', ""));
        assert_eq!(serde_json::to_value(code).unwrap(), code.name());
    }
}

mod mutations;
mod refusals;
