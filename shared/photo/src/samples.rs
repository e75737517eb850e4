//! Pictures made for the tests.

use jpeg_encoder::{ColorType, Encoder, SamplingFactor};
use license::kind::PhotoKind;

use crate::{Format, PhotoRule};

/// Small pictures are taken, and nothing is measured on them.
pub(crate) fn vehicle_rule() -> PhotoRule {
    PhotoRule {
        kind: PhotoKind::Vehicle,
        width_min: 80,
        height_min: 60,
        pixels_max: 20_000_000,
        bytes_max: 2_000_000,
        aspect_min_thousandths: 1000,
        aspect_max_thousandths: 2000,
        formats: vec![Format::Jpeg, Format::Png],
        kept_width: 90,
        kept_height: 90,
        limits: Vec::new(),
    }
}

fn pixels(width: u16, height: u16) -> Vec<u8> {
    let mut pixels = Vec::new();
    for y in 0..u32::from(height) {
        for x in 0..u32::from(width) {
            pixels.extend_from_slice(&[x % 251, y % 241, (x * y) % 239].map(|value| value.to_le_bytes()[0]));
        }
    }
    pixels
}

pub(crate) fn jpeg(width: u16, height: u16) -> Vec<u8> {
    encoded(width, height, false)
}

pub(crate) fn progressive_jpeg(width: u16, height: u16) -> Vec<u8> {
    encoded(width, height, true)
}

fn encoded(width: u16, height: u16, progressive: bool) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = Encoder::new(&mut bytes, 60);
    encoder.set_progressive(progressive);
    encoder.set_sampling_factor(SamplingFactor::F_2_2);
    encoder.encode(&pixels(width, height), width, height, ColorType::Rgb).unwrap();
    bytes
}

/// A baseline JPEG of these pixels.
pub(crate) fn jpeg_of(pixels: &[u8], width: u16, height: u16) -> Vec<u8> {
    let mut bytes = Vec::new();
    Encoder::new(&mut bytes, 90).encode(pixels, width, height, ColorType::Rgb).unwrap();
    bytes
}

pub(crate) fn cmyk_jpeg(width: u16, height: u16) -> Vec<u8> {
    let mut bytes = Vec::new();
    let samples = vec![7; usize::from(width) * usize::from(height) * 4];
    Encoder::new(&mut bytes, 60).encode(&samples, width, height, ColorType::Cmyk).unwrap();
    bytes
}

pub(crate) fn png(width: u16, height: u16) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, width.into(), height.into());
    encoder.set_color(png::ColorType::Rgb);
    let mut writer = encoder.write_header().unwrap();
    writer.write_image_data(&pixels(width, height)).unwrap();
    writer.finish().unwrap();
    bytes
}

/// A JPEG with one more segment directly behind its start.
pub(crate) fn with_segment(jpeg: &[u8], marker: u8, payload: &[u8]) -> Vec<u8> {
    let mut bytes = jpeg[..2].to_vec();
    bytes.extend_from_slice(&[0xFF, marker]);
    bytes.extend_from_slice(&u16::try_from(payload.len() + 2).unwrap().to_be_bytes());
    bytes.extend_from_slice(payload);
    bytes.extend_from_slice(&jpeg[2..]);
    bytes
}

/// A PNG with one more chunk directly behind its header; the checksum is `crc`.
pub(crate) fn with_chunk(png: &[u8], name: &[u8; 4], data: &[u8], crc: u32) -> Vec<u8> {
    let mut bytes = png[..33].to_vec();
    bytes.extend_from_slice(&u32::try_from(data.len()).unwrap().to_be_bytes());
    bytes.extend_from_slice(name);
    bytes.extend_from_slice(data);
    bytes.extend_from_slice(&crc.to_be_bytes());
    bytes.extend_from_slice(&png[33..]);
    bytes
}

/// Where the first segment of this marker starts.
pub(crate) fn segment_at(jpeg: &[u8], marker: u8) -> usize {
    jpeg.windows(2).position(|pair| pair == [0xFF, marker]).unwrap()
}

/// The same JPEG saying another size.
pub(crate) fn resized(jpeg: &[u8], marker: u8, width: u16, height: u16) -> Vec<u8> {
    let mut bytes = jpeg.to_vec();
    let at = segment_at(jpeg, marker) + 5;
    bytes[at..at + 2].copy_from_slice(&height.to_be_bytes());
    bytes[at + 2..at + 4].copy_from_slice(&width.to_be_bytes());
    bytes
}
