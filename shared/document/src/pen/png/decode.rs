//! Pictures into pixels, at no more than about twice the size that they are drawn in.

use std::io::Cursor;

use tiny_skia::{ColorU8, Pixmap, PremultipliedColorU8};

use crate::input::MediaType;
use crate::page::PictureFile;

/// Most pixels that are decoded; the inspection of photos takes no more.
const PIXELS_MAX: usize = 24_000_000;

/// The picture, its longer side at least `longest` pixels where it has them and less than twice as many.
pub(in crate::pen) fn picture(file: PictureFile<'_>, longest: u32) -> Option<Pixmap> {
    let picture = match file.media_type {
        MediaType::Png => png(file.bytes),
        MediaType::Jpeg => jpeg(file.bytes, longest),
    }?;
    let times = picture.width().max(picture.height()).checked_div(longest.max(1))?;
    if times < 2 { Some(picture) } else { reduced(&picture, times) }
}

fn png(bytes: &[u8]) -> Option<Pixmap> {
    let mut decoder = ::png::Decoder::new(Cursor::new(bytes));
    decoder.set_transformations(::png::Transformations::normalize_to_color8());
    let mut reader = decoder.read_info().ok()?;
    let size = reader.output_buffer_size().filter(|size| *size <= PIXELS_MAX.saturating_mul(4))?;
    let mut data = vec![0; size];
    let info = reader.next_frame(&mut data).ok()?;
    let samples = info.color_type.samples();
    pixmap(info.width, info.height, data.chunks_exact(samples).map(rgba))
}

fn jpeg(bytes: &[u8], longest: u32) -> Option<Pixmap> {
    let mut decoder = jpeg_decoder::Decoder::new(Cursor::new(bytes));
    decoder.set_max_decoding_buffer_size(PIXELS_MAX.saturating_mul(4));
    let wanted = u16::try_from(longest).unwrap_or(u16::MAX);
    decoder.scale(wanted, wanted).ok()?;
    let data = decoder.decode().ok()?;
    let info = decoder.info()?;
    let samples = match info.pixel_format {
        jpeg_decoder::PixelFormat::L8 => 1,
        jpeg_decoder::PixelFormat::RGB24 => 3,
        jpeg_decoder::PixelFormat::L16 | jpeg_decoder::PixelFormat::CMYK32 => return None,
    };
    pixmap(info.width.into(), info.height.into(), data.chunks_exact(samples).map(rgba))
}

/// One to four samples: gray, gray and alpha, colour, colour and alpha.
fn rgba(samples: &[u8]) -> ColorU8 {
    match *samples {
        [gray] => ColorU8::from_rgba(gray, gray, gray, u8::MAX),
        [gray, alpha] => ColorU8::from_rgba(gray, gray, gray, alpha),
        [red, green, blue] => ColorU8::from_rgba(red, green, blue, u8::MAX),
        [red, green, blue, alpha] => ColorU8::from_rgba(red, green, blue, alpha),
        _ => ColorU8::from_rgba(0, 0, 0, 0),
    }
}

fn pixmap(width: u32, height: u32, pixels: impl Iterator<Item = ColorU8>) -> Option<Pixmap> {
    let mut picture = Pixmap::new(width, height)?;
    for (place, color) in picture.pixels_mut().iter_mut().zip(pixels) {
        *place = color.premultiply();
    }
    Some(picture)
}

/// Every `times` by `times` pixels become their mean.
fn reduced(picture: &Pixmap, times: u32) -> Option<Pixmap> {
    let (width, height) = ((picture.width() / times).max(1), (picture.height() / times).max(1));
    let mut smaller = Pixmap::new(width, height)?;
    let places = (0..height).flat_map(|y| (0..width).map(move |x| (x, y)));
    for (place, (x, y)) in smaller.pixels_mut().iter_mut().zip(places) {
        *place = mean(picture, x.saturating_mul(times), y.saturating_mul(times), times)?;
    }
    Some(smaller)
}

fn mean(picture: &Pixmap, left: u32, top: u32, times: u32) -> Option<PremultipliedColorU8> {
    let (mut sums, mut count) = ([0_u32; 4], 0_u32);
    for y in top..top.saturating_add(times).min(picture.height()) {
        for x in left..left.saturating_add(times).min(picture.width()) {
            let pixel = picture.pixel(x, y)?;
            let samples = [pixel.red(), pixel.green(), pixel.blue(), pixel.alpha()];
            sums = std::array::from_fn(|at| {
                let sum = sums.get(at).copied().unwrap_or_default();
                sum.saturating_add(samples.get(at).copied().unwrap_or_default().into())
            });
            count = count.saturating_add(1);
        }
    }
    let [red, green, blue, alpha] = sums.map(|sum| u8::try_from(sum / count.max(1)).unwrap_or(u8::MAX));
    PremultipliedColorU8::from_rgba(red, green, blue, alpha)
}
