//! Decodes once, within bounds, at about the size that is wanted: a JPEG at a half, a quarter or an eighth of its own
//! where that is enough, a PNG row by row.

use std::io::Cursor;

use jpeg_decoder::PixelFormat;

use crate::raster::{Raster, Rgb, index};
use crate::shrink::Shrink;

/// The picture as stored, at most `to`; `None` when its pixels are not all there.
pub(crate) fn jpeg(bytes: &[u8], pixels_max: u64, to: [u32; 2]) -> Option<Raster> {
    let mut decoder = jpeg_decoder::Decoder::new(bytes);
    decoder.set_max_decoding_buffer_size(usize::try_from(pixels_max.saturating_mul(3)).ok()?);
    let [wanted_width, wanted_height] = to.map(|side| u16::try_from(side).unwrap_or(u16::MAX));
    let (width, height) = decoder.scale(wanted_width, wanted_height).ok()?;
    let data = decoder.decode().ok()?;
    let samples = match decoder.info()?.pixel_format {
        PixelFormat::L8 => 1,
        PixelFormat::RGB24 => 3,
        PixelFormat::L16 | PixelFormat::CMYK32 => return None,
    };
    let mut shrink = Shrink::new([width, height].map(u32::from), to);
    for row in data.chunks_exact(usize::from(width).saturating_mul(samples)) {
        shrink.row(row.chunks_exact(samples).map(rgb));
    }
    shrink.finish()
}

/// The picture as stored, at most `to`; `None` when its pixels are not all there. `pixels_max` bounds a row too.
pub(crate) fn png(bytes: &[u8], pixels_max: u64, to: [u32; 2]) -> Option<Raster> {
    let bytes_max = usize::try_from(pixels_max.saturating_mul(8)).ok()?;
    let mut decoder = png::Decoder::new_with_limits(Cursor::new(bytes), png::Limits { bytes: bytes_max });
    decoder.set_transformations(png::Transformations::normalize_to_color8());
    let mut reader = decoder.read_info().ok()?;
    let (from, interlaced) = ([reader.info().width, reader.info().height], reader.info().interlaced);
    let samples = reader.output_color_type().0.samples();
    let mut shrink = Shrink::new(from, to);
    if interlaced {
        let mut whole = vec![0; reader.output_buffer_size()?];
        reader.next_frame(&mut whole).ok()?;
        let [width, _] = from;
        for row in whole.chunks_exact(index(width).checked_mul(samples)?) {
            shrink.row(row.chunks_exact(samples).map(rgb));
        }
    } else {
        while let Some(row) = reader.next_row().ok()? {
            shrink.row(row.data().chunks_exact(samples).map(rgb));
        }
    }
    reader.finish().ok()?;
    shrink.finish()
}

/// One to four samples: grey, grey and alpha, colour, colour and alpha. What can be seen through lies on white.
fn rgb(samples: &[u8]) -> Rgb {
    let on_white = |value: u8, alpha: u8| {
        let seen = u32::from(value) * u32::from(alpha) + 255 * u32::from(u8::MAX - alpha);
        u8::try_from(seen / 255).unwrap_or(u8::MAX)
    };
    match *samples {
        [grey] => [grey; 3],
        [grey, alpha] => [on_white(grey, alpha); 3],
        [red, green, blue] => [red, green, blue],
        [red, green, blue, alpha] => [red, green, blue].map(|value| on_white(value, alpha)),
        _ => [0; 3],
    }
}
