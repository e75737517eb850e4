//! What the inspection takes in memory for the worst files that could be made, its input included. The numbers stand in
//! docs/PHOTO.md; they are not compared, for the JPEG decoder hands rows to a thread, and how many wait differs by a few.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test, with files of its own making")]

use jpeg_encoder::{ColorType, Encoder, SamplingFactor};
use license::catalogue::catalogue;
use license::kind::PhotoKind;
use peak_alloc::PeakAlloc;
use photo::{INTERLACED_PIXELS_MAX, Inspection, PROGRESSIVE_PIXELS_MAX, PhotoRule, inspect};

#[global_allocator]
static MEMORY: PeakAlloc = PeakAlloc;

const LIMIT_BYTES: usize = 64_000_000;

/// What is asked of the inspection of a file, so that the file is known to reach where it costs most.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Reaches {
    Decoded,
    Refused,
}

fn rule() -> PhotoRule {
    PhotoRule::from(catalogue().photo_rule(PhotoKind::Vehicle))
}

/// Width and height of 4 to 3 with at most so many pixels.
fn sides(pixels: u64) -> [u16; 2] {
    let mut width = 64_u16;
    while u64::from(width + 4) * u64::from(width + 4) * 3 / 4 <= pixels {
        width += 4;
    }
    [width, width / 4 * 3]
}

/// A picture with so much noise that its file is near the largest.
fn jpeg(pixels: u64, quality: u8, progressive: bool, scans: Option<u8>) -> Vec<u8> {
    let [width, height] = sides(pixels);
    let mut state = 1_u32;
    let noise = (0..1_000_003).map(|at| {
        state ^= state << 13;
        state ^= state >> 17;
        state ^= state << 5;
        (state % 128).to_le_bytes()[0] + ((at / 4096) % 128_u32).to_le_bytes()[0]
    });
    let count = usize::from(width) * usize::from(height) * 3;
    let noise: Vec<u8> = noise.collect::<Vec<u8>>().into_iter().cycle().take(count).collect();
    let mut bytes = Vec::new();
    let mut encoder = Encoder::new(&mut bytes, quality);
    encoder.set_sampling_factor(SamplingFactor::F_1_1);
    encoder.set_progressive(progressive);
    if let Some(scans) = scans {
        encoder.set_progressive_scans(scans);
    }
    encoder.encode(&noise, width, height, ColorType::Rgb).unwrap();
    bytes
}

/// Sixteen bits in four channels, row by row, nearly all alike.
fn png(pixels: u64) -> Vec<u8> {
    let [width, height] = sides(pixels).map(u32::from);
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, width, height);
    encoder.set_color(png::ColorType::Rgba);
    encoder.set_depth(png::BitDepth::Sixteen);
    encoder.set_filter(png::Filter::Sub);
    encoder.set_compression(png::Compression::Fast);
    let mut header = encoder.write_header().unwrap();
    let mut stream = header.stream_writer().unwrap();
    for row in 0..height {
        let row = (row % 251).to_le_bytes()[0];
        std::io::Write::write_all(&mut stream, &vec![row; usize::try_from(width * 8).unwrap()]).unwrap();
    }
    stream.finish().unwrap();
    drop(header);
    bytes
}

/// Adam7 by hand: all of its rows are zeros, and so they are one long row of zeros to an encoder.
fn interlaced(pixels: u64) -> Vec<u8> {
    let [width, height] = sides(pixels).map(u32::from);
    let passes = [(8, 8, 0, 0), (8, 8, 4, 0), (4, 8, 0, 4), (4, 4, 2, 0), (2, 4, 0, 2), (2, 2, 1, 0), (1, 2, 0, 1)];
    let of_pass = |(across, down, left, top): (u32, u32, u32, u32)| {
        (height - top).div_ceil(down) * (1 + 8 * (width - left).div_ceil(across))
    };
    let zeros: u32 = passes.into_iter().map(of_pass).sum();
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, zeros - 1, 1);
    encoder.set_color(png::ColorType::Grayscale);
    encoder.set_filter(png::Filter::NoFilter);
    let row = vec![0; usize::try_from(zeros - 1).unwrap()];
    encoder.write_header().unwrap().write_image_data(&row).unwrap();
    let mut header = b"IHDR".to_vec();
    header.extend_from_slice(&width.to_be_bytes());
    header.extend_from_slice(&height.to_be_bytes());
    header.extend_from_slice(&[16, 6, 0, 0, 1]);
    bytes[12..29].copy_from_slice(&header);
    bytes[29..33].copy_from_slice(&crc32(&header).to_be_bytes());
    bytes
}

fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| crc >> 1 ^ if crc & 1 == 1 { 0xEDB8_8320 } else { 0 })
    })
}

/// A small picture behind as much metadata as the rule lets in.
fn tagged(mut small: Vec<u8>, one: &[u8], at: usize) -> Vec<u8> {
    let room = usize::try_from(rule().bytes_max).unwrap() - small.len();
    let many = one.repeat(room / one.len());
    small.splice(at..at, many);
    small
}

fn segment() -> Vec<u8> {
    [&[0xFF, 0xE2, 0xFF, 0xFF][..], b"ICC_PROFILE\0\x01\x01", &[0x55; 65_519]].concat()
}

fn chunk(name: &[u8; 4], length: u32) -> Vec<u8> {
    let data = vec![0; usize::try_from(length).unwrap()];
    let body = [&name[..], &data].concat();
    [&length.to_be_bytes()[..], &body, &crc32(&body).to_be_bytes()].concat()
}

/// A file by name, how far it gets, and how it is made.
type Hostile = (&'static str, Reaches, fn() -> Vec<u8>);

/// Inspects and measures: the bytes of the file and the most that was held beside it.
fn measured(bytes: &[u8]) -> (Inspection, usize) {
    MEMORY.reset_peak_usage();
    let before = MEMORY.current_usage();
    let inspection = inspect(bytes, &rule());
    (inspection, bytes.len() + MEMORY.peak_usage() - before)
}

#[test]
fn no_file_takes_more_than_64_megabytes() {
    let small_png = png(640_000);
    let files: [Hostile; 9] = [
        ("baseline JPEG, 24 megapixels, 4:4:4, noise", Reaches::Decoded, || jpeg(24_000_000, 38, false, None)),
        ("baseline JPEG just below a change of scale", Reaches::Decoded, || jpeg(9_500_000, 70, false, None)),
        ("progressive JPEG, as large as is taken, 4:4:4, noise", Reaches::Decoded, || {
            jpeg(PROGRESSIVE_PIXELS_MAX, 91, true, None)
        }),
        ("the same in many scans", Reaches::Decoded, || jpeg(PROGRESSIVE_PIXELS_MAX, 84, true, Some(10))),
        ("progressive JPEG that is decoded whole", Reaches::Decoded, || jpeg(2_400_000, 94, true, None)),
        ("PNG, 24 megapixels, 16 bits in four channels", Reaches::Decoded, || png(24_000_000)),
        ("interlaced PNG, as large as is taken, 16 bits in four channels", Reaches::Decoded, || {
            interlaced(INTERLACED_PIXELS_MAX)
        }),
        ("JPEG with 8 MB of profiles", Reaches::Decoded, || tagged(jpeg(500_000, 50, false, None), &segment(), 2)),
        ("progressive JPEG of 12 megapixels", Reaches::Refused, || jpeg(12_000_000, 20, true, None)),
    ];
    let seen = |name: &str, bytes: &[u8], reaches: Reaches| {
        let (inspection, peak) = measured(bytes);
        assert_eq!(inspection.hash.is_some(), reaches == Reaches::Decoded, "{name}: {:?}", inspection.findings);
        let tenths = |bytes: usize| format!("{}.{}", bytes / 1_000_000, bytes / 100_000 % 10);
        println!("| {name} | {} MB | {} MB |", tenths(bytes.len()), tenths(peak));
        assert!(peak <= LIMIT_BYTES, "{name} takes {peak} bytes");
    };
    for (name, reaches, make) in files {
        seen(name, &make(), reaches);
    }
    seen("PNG with 8 MB of texts", &tagged(small_png.clone(), &chunk(b"zTXt", 60_000), 33), Reaches::Decoded);
    seen("PNG with 700,000 empty chunks of data", &tagged(small_png, &chunk(b"IDAT", 0), 33), Reaches::Decoded);
}
