//! What the inspection of a photo costs beside the plain way: `cargo bench -p photo`; what came out stands in
//! docs/BENCHMARKS.md. The plain way is the same program on all of the pixels: the whole picture is decoded, measured and
//! searched for faces. It is spared what is kept, which is not made for what is refused.

#![allow(missing_docs, clippy::unwrap_used, reason = "a benchmark, with inputs of its own making")]

use divan::{Bencher, black_box};
use jpeg_encoder::{ColorType, Encoder, SamplingFactor};
use license::catalogue::catalogue;
use license::kind::PhotoKind;
use peak_alloc::PeakAlloc;
use photo::{FindingCode, Limit, PhotoRule, Severity, Verdict, inspect};

#[global_allocator]
static MEMORY: PeakAlloc = PeakAlloc;

const KINDS: [&str; 2] = ["vehicle", "person"];

fn main() {
    for kind in KINDS {
        let bytes = photo_of_12_megapixels(kind);
        let inspected = peak(|| inspect(&bytes, &rule(kind)));
        let plain = peak(|| inspect(&bytes, &plain(kind)));
        let decoded = peak(|| jpeg_decoder::Decoder::new(&bytes[..]).decode().unwrap());
        println!("{kind} of {} bytes, most held beside it: {inspected}, plain {plain}, decoder {decoded}", bytes.len());
    }
    divan::main();
}

/// The most that was held at once beyond what was there before, in bytes.
fn peak<T>(work: impl FnOnce() -> T) -> usize {
    MEMORY.reset_peak_usage();
    let before = MEMORY.current_usage();
    drop(black_box(work()));
    MEMORY.peak_usage() - before
}

fn rule(kind: &str) -> PhotoRule {
    PhotoRule::from(catalogue().photo_rule(PhotoKind::parse(kind).unwrap()))
}

/// All pixels count, and the picture is refused at last.
fn plain(kind: &str) -> PhotoRule {
    let never = Limit { code: FindingCode::LowContrast, severity: Severity::Refuse, value: 256 };
    PhotoRule { kept_width: u16::MAX, kept_height: u16::MAX, limits: vec![never], ..rule(kind) }
}

/// The portrait of the tests enlarged to 12 megapixels, upright or lying, with the noise of a sensor.
fn photo_of_12_megapixels(kind: &str) -> Vec<u8> {
    let (width, height) = if kind == "person" { (3000_u32, 4000_u32) } else { (4000, 3000) };
    let mut reader =
        png::Decoder::new(std::io::Cursor::new(include_bytes!("../testdata/astronaut.png"))).read_info().unwrap();
    let mut small = vec![0; reader.output_buffer_size().unwrap()];
    reader.next_frame(&mut small).unwrap();
    let mut state = 1_u32;
    let places = (0..height).flat_map(|y| (0..width).map(move |x| (x, y)));
    let pixels: Vec<u8> = places
        .flat_map(|(x, y)| {
            state ^= state << 13;
            state ^= state >> 17;
            state ^= state << 5;
            let noise = (state % 13).to_le_bytes()[0];
            let at = usize::try_from((y * 512 / height) * 512 + x * 512 / width).unwrap() * 3;
            small.get(at..at + 3).unwrap().iter().map(move |value| value.saturating_add(noise)).collect::<Vec<_>>()
        })
        .collect();
    let mut bytes = Vec::new();
    let mut encoder = Encoder::new(&mut bytes, 85);
    encoder.set_sampling_factor(SamplingFactor::F_2_2);
    encoder.encode(&pixels, u16::try_from(width).unwrap(), u16::try_from(height).unwrap(), ColorType::Rgb).unwrap();
    bytes
}

/// A photo from a phone, as it is inspected: what is kept is made too.
#[divan::bench(args = KINDS)]
fn inspected(bencher: Bencher, kind: &str) {
    let (bytes, rule) = (photo_of_12_megapixels(kind), rule(kind));
    assert_eq!(inspect(&bytes, &rule).verdict, Verdict::Accept);
    bencher.bench_local(|| inspect(black_box(&bytes), black_box(&rule)));
}

/// The plain way.
#[divan::bench(args = KINDS)]
fn on_all_pixels(bencher: Bencher, kind: &str) {
    let (bytes, rule) = (photo_of_12_megapixels(kind), plain(kind));
    let inspection = inspect(&bytes, &rule);
    assert!(inspection.hash.is_some() && inspection.derivatives.is_none());
    bencher.bench_local(|| inspect(black_box(&bytes), black_box(&rule)));
}

/// The decoder alone, on all pixels.
#[divan::bench(args = KINDS)]
fn decoded_whole(bencher: Bencher, kind: &str) {
    let bytes = photo_of_12_megapixels(kind);
    bencher.bench_local(|| jpeg_decoder::Decoder::new(black_box(&bytes[..])).decode().unwrap());
}
