use super::*;
use crate::samples::cmyk_jpeg;

type Vectors = Vec<(&'static str, Vec<u8>, FindingCode)>;

fn refused(vectors: Vectors) {
    for (name, bytes, expected) in vectors {
        let inspection = inspect(&bytes, &vehicle_rule());
        let found: Vec<_> = inspection.findings.iter().map(|finding| finding.code).collect();
        assert!(found.contains(&expected), "{name}: {found:?} instead of {expected:?}");
        assert_eq!((inspection.verdict, inspection.derivatives), (Verdict::Return, None), "{name}");
    }
}

fn with_byte(bytes: &[u8], at: usize, byte: u8) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    bytes[at] = byte;
    bytes
}

#[test]
fn what_is_no_picture_is_refused() {
    let whole = jpeg(160, 120);
    refused(vec![
        ("no bytes", vec![], FindingCode::Empty),
        ("text named .jpg", b"this is no picture".to_vec(), FindingCode::NotAnImage),
        ("GIF", b"GIF89a\x01\0\x01\0".to_vec(), FindingCode::NotAnImage),
        ("BMP", b"BM\0\0\0\0".to_vec(), FindingCode::NotAnImage),
        ("WebP", b"RIFF\x10\0\0\0WEBPVP8 ".to_vec(), FindingCode::NotAnImage),
        ("HTML before a JPEG", [b"<html>".as_slice(), &whole].concat(), FindingCode::NotAnImage),
        ("PNG signature cut", png(160, 120)[..5].to_vec(), FindingCode::NotAnImage),
    ]);
}

#[test]
fn cut_jpegs_are_refused() {
    let (whole, progressive) = (jpeg(160, 120), progressive_jpeg(160, 120));
    let without_end = |bytes: &[u8], cut: usize| bytes[..bytes.len() - cut].to_vec();
    refused(vec![
        ("start alone", whole[..3].to_vec(), FindingCode::Truncated),
        ("in its tables", whole[..40].to_vec(), FindingCode::Truncated),
        ("in its scan", without_end(&whole, 300), FindingCode::Truncated),
        ("before its end", without_end(&whole, 2), FindingCode::Truncated),
        ("progressive", without_end(&progressive, 2), FindingCode::Truncated),
    ]);
}

#[test]
fn malformed_jpegs_are_refused() {
    let whole = jpeg(160, 120);
    let (frame, scan) = (segment_at(&whole, 0xC0), segment_at(&whole, 0xDA));
    let mut two_frames = whole.clone();
    two_frames.splice(frame..frame, whole[frame..frame + 19].to_vec());
    let mut garbage = whole.clone();
    garbage.insert(frame, 0x00);
    let no_scan = [&whole[..scan], &[0xFF, 0xD9]].concat();
    let scan_first = [&whole[..2], &whole[scan..]].concat();
    let short_segment = vec![0xFF, 0xD8, 0xFF, 0xFE, 0, 1, 0];
    refused(vec![
        ("no scan", no_scan, FindingCode::Malformed),
        ("two frames", two_frames, FindingCode::Malformed),
        ("garbage between", garbage, FindingCode::Malformed),
        ("scan before frame", scan_first, FindingCode::Malformed),
        ("segment of length 1", short_segment, FindingCode::Malformed),
    ]);
}

#[test]
fn other_jpeg_codings_are_refused() {
    let whole = jpeg(160, 120);
    let frame = segment_at(&whole, 0xC0);
    let mut impossible_table = whole.clone();
    let table = segment_at(&whole, 0xC4);
    impossible_table[table + 5..table + 21].fill(0xFF);
    let coding = |at: usize, byte: u8| with_byte(&whole, frame + at, byte);
    refused(vec![
        ("arithmetic", coding(1, 0xC9), FindingCode::UnsupportedCoding),
        ("lossless", coding(1, 0xC3), FindingCode::UnsupportedCoding),
        ("12 bits", coding(4, 12), FindingCode::UnsupportedCoding),
        ("CMYK", cmyk_jpeg(160, 120), FindingCode::UnsupportedCoding),
        ("height 0", resized(&whole, 0xC0, 160, 0), FindingCode::UnsupportedCoding),
        ("impossible table", impossible_table, FindingCode::Undecodable),
    ]);
}

#[test]
fn broken_pngs_are_refused() {
    let whole = png(160, 120);
    let without_data = [&whole[..33], &whole[whole.len() - 12..]].concat();
    let header_not_first = [&whole[..8], &whole[33..]].concat();
    refused(vec![
        ("cut in a chunk", whole[..whole.len() - 20].to_vec(), FindingCode::Truncated),
        ("without its end", whole[..whole.len() - 12].to_vec(), FindingCode::Truncated),
        ("signature alone", whole[..8].to_vec(), FindingCode::Truncated),
        ("without data", without_data, FindingCode::Undecodable),
        ("with a wrong checksum", with_byte(&whole, 30, whole[30] ^ 1), FindingCode::Undecodable),
        ("with two headers", with_chunk(&whole, b"IHDR", &whole[16..29], 0), FindingCode::Malformed),
        ("that does not start with its header", header_not_first, FindingCode::Malformed),
        ("of width 0", with_byte(&whole, 19, 0), FindingCode::Malformed),
        ("taller than its data", with_byte(&whole, 23, 150), FindingCode::Undecodable),
    ]);
}

#[test]
fn what_would_cost_too_much_is_refused() {
    let (whole, progressive) = (jpeg(160, 120), progressive_jpeg(160, 120));
    let mut interlaced = png(160, 120);
    interlaced[16..24].copy_from_slice(&[0, 0, 0x09, 0x60, 0, 0, 0x07, 0x08]);
    interlaced[28] = 1;
    let scan = segment_at(&progressive, 0xDA);
    let header = progressive[scan..scan + 12].to_vec();
    let many_scans = [&progressive[..scan], &header.repeat(40), &progressive[scan..]].concat();
    refused(vec![
        ("progressive beyond memory", resized(&progressive, 0xC2, 4800, 3600), FindingCode::ProgressiveTooLarge),
        ("interlaced beyond memory", interlaced, FindingCode::InterlacedTooLarge),
        ("more scans than anyone writes", many_scans, FindingCode::TooManyScans),
        ("small file that says 19 megapixels", resized(&jpeg(80, 60), 0xC0, 5100, 3800), FindingCode::Truncated),
        ("65,500 pixels square", resized(&whole, 0xC0, 65_500, 65_500), FindingCode::TooManyPixels),
        ("50 megapixels", resized(&whole, 0xC0, 8660, 5774), FindingCode::TooManyPixels),
        ("too narrow", jpeg(79, 70), FindingCode::TooNarrow),
        ("too low", jpeg(80, 59), FindingCode::TooLow),
        ("portrait", jpeg(120, 160), FindingCode::WrongAspect),
        ("panorama", png(200, 99), FindingCode::WrongAspect),
    ]);
}
