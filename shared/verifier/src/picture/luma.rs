//! A picture as brightness, small enough to be searched. What a header promises is held to limits first.

use std::io::Cursor;

use jpeg_decoder::{CodingProcess, PixelFormat};
use png::{ColorType, InterlaceInfo, Transformations};

use super::{PICTURE_BYTES_MAX, PictureError};

/// Most pixels of a picture: a camera's 50 megapixels.
const PIXELS_MAX: usize = 50_000_000;
/// Most pixels where the decoder keeps all of them: PNG as brightness, and the coefficients of a progressive JPEG.
const KEPT_PIXELS_MAX: usize = 12_500_000;
/// Every scan of a progressive JPEG is a pass over the whole of it. Encoders write about ten.
const SCANS_MAX: usize = 32;
/// A JPEG is decoded at the smallest of 1/1, 1/2, 1/4, 1/8 that is this wide or high.
const JPEG_SIDE: u16 = 1600;
/// Longest side of what is searched.
const SIDE_MAX: usize = 1600;

/// Brightness, row by row.
pub(super) struct Luma {
    pub(super) width: usize,
    pub(super) height: usize,
    pub(super) pixels: Vec<u8>,
}

impl Luma {
    fn new(width: usize, height: usize, pixels: Vec<u8>) -> Result<Self, PictureError> {
        let whole = width > 0 && height > 0 && pixels.len() == width * height;
        whole.then_some(Self { width, height, pixels }).ok_or(PictureError::Broken)
    }

    /// Each pixel the mean of a square of pixels.
    pub(super) fn reduced(&self, factor: usize) -> Self {
        let (width, height) = (self.width / factor, self.height / factor);
        let mut sums = vec![0_usize; width * height];
        for (row, sums) in self.pixels.chunks_exact(self.width * factor).zip(sums.chunks_exact_mut(width.max(1))) {
            for line in row.chunks_exact(self.width) {
                for (square, sum) in line.chunks_exact(factor).zip(sums.iter_mut()) {
                    *sum += square.iter().map(|pixel| usize::from(*pixel)).sum::<usize>();
                }
            }
        }
        let mean = |sum: usize| u8::try_from(sum / (factor * factor)).unwrap_or(u8::MAX);
        Self { width, height, pixels: sums.into_iter().map(mean).collect() }
    }
}

/// Decodes what is PNG or JPEG.
pub(super) fn decode(bytes: &[u8]) -> Result<Luma, PictureError> {
    if bytes.len() > PICTURE_BYTES_MAX {
        return Err(PictureError::TooLarge);
    }
    let luma = match bytes {
        [0x89, b'P', b'N', b'G', ..] => png(bytes)?,
        [0xFF, 0xD8, ..] => jpeg(bytes)?,
        _ => return Err(PictureError::NotAPicture),
    };
    let factor = luma.width.max(luma.height).div_ceil(SIDE_MAX);
    Ok(if factor > 1 { luma.reduced(factor) } else { luma })
}

fn jpeg(bytes: &[u8]) -> Result<Luma, PictureError> {
    let broken = |_undecodable| PictureError::Broken;
    let mut decoder = jpeg_decoder::Decoder::new(bytes);
    decoder.read_info().map_err(broken)?;
    let whole = decoder.info().ok_or(PictureError::Broken)?;
    let pixels_max = if whole.coding_process == CodingProcess::DctProgressive { KEPT_PIXELS_MAX } else { PIXELS_MAX };
    let scans = bytes.windows(2).filter(|pair| *pair == [0xFF, 0xDA]).count();
    if usize::from(whole.width) * usize::from(whole.height) > pixels_max || scans > SCANS_MAX {
        return Err(PictureError::TooLarge);
    }
    let (width, height) = decoder.scale(JPEG_SIDE, JPEG_SIDE).map_err(broken)?;
    let pixels = decoder.decode().map_err(broken)?;
    Luma::new(usize::from(width), usize::from(height), brightness(pixels, whole.pixel_format)?)
}

fn brightness(pixels: Vec<u8>, format: PixelFormat) -> Result<Vec<u8>, PictureError> {
    match format {
        PixelFormat::L8 => Ok(pixels),
        PixelFormat::RGB24 => Ok(pixels.as_chunks().0.iter().map(rgb).collect()),
        // the high byte of each sample, and printing colours, which no camera and no screen has
        PixelFormat::L16 | PixelFormat::CMYK32 => Err(PictureError::NotAPicture),
    }
}

fn png(bytes: &[u8]) -> Result<Luma, PictureError> {
    let broken = |_undecodable| PictureError::Broken;
    // a row of the widest picture with 16 bits a channel, and what the decoder needs beside it
    let limits = png::Limits { bytes: KEPT_PIXELS_MAX };
    let mut decoder = png::Decoder::new_with_limits(Cursor::new(bytes), limits);
    decoder.set_transformations(Transformations::normalize_to_color8());
    decoder.set_ignore_text_chunk(true);
    decoder.set_ignore_iccp_chunk(true);
    let header = decoder.read_header_info().map_err(broken)?;
    let size = |side: u32| usize::try_from(side).unwrap_or(usize::MAX);
    let (width, height) = (size(header.width), size(header.height));
    if width.saturating_mul(height) > KEPT_PIXELS_MAX {
        return Err(PictureError::TooLarge);
    }
    let mut reader = decoder.read_info().map_err(broken)?;
    let color = reader.output_color_type().0;
    let (mut pixels, mut next) = (vec![u8::MAX; width * height], 0);
    while let Some(row) = reader.next_interlaced_row().map_err(broken)? {
        let line = row_brightness(row.data(), color)?;
        match row.interlace() {
            InterlaceInfo::Null(_) => {
                place(&mut pixels, width, next, &line);
                next += 1;
            }
            InterlaceInfo::Adam7(at) => png::expand_interlaced_row(&mut pixels, width, &line, at, 8),
        }
    }
    Luma::new(width, height, pixels)
}

fn place(pixels: &mut [u8], width: usize, at: usize, line: &[u8]) {
    let rows = pixels.chunks_exact_mut(width);
    rows.skip(at).take(1).for_each(|row| row.iter_mut().zip(line).for_each(|(to, from)| *to = *from));
}

fn row_brightness(row: &[u8], color: ColorType) -> Result<Vec<u8>, PictureError> {
    match color {
        ColorType::Grayscale => Ok(row.to_vec()),
        ColorType::GrayscaleAlpha => {
            Ok(row.as_chunks().0.iter().map(|[gray, alpha]| on_white(*gray, *alpha)).collect())
        }
        ColorType::Rgb => Ok(row.as_chunks().0.iter().map(rgb).collect()),
        ColorType::Rgba => {
            Ok(row.as_chunks().0.iter().map(|[r, g, b, alpha]| on_white(rgb(&[*r, *g, *b]), *alpha)).collect())
        }
        ColorType::Indexed => Err(PictureError::Broken),
    }
}

/// ITU-R BT.601, in 256ths.
fn rgb([red, green, blue]: &[u8; 3]) -> u8 {
    let sum = 77 * u32::from(*red) + 150 * u32::from(*green) + 29 * u32::from(*blue);
    u8::try_from(sum >> 8).unwrap_or(u8::MAX)
}

/// A code may stand on nothing, which is shown on white.
fn on_white(gray: u8, alpha: u8) -> u8 {
    let (gray, alpha) = (u32::from(gray), u32::from(alpha));
    u8::try_from((gray * alpha + 255 * (255 - alpha)) / 255).unwrap_or(u8::MAX)
}
