//! The picture of the seal: a red ring, the name along it, a star within, on transparent ground.

use tiny_skia::{FillRule, Mask, Path, PathBuilder, Rect, Transform};

use super::SesError;

/// The seal's diameter in millimetres (国发〔1999〕25号: 42 mm for the seal of a department with a star).
pub const SEAL_DIAMETER_MM: u32 = 42;
/// The text of the province's one seal for these licenses (art. 10).
pub const SEAL_TEXT: &str = "辽宁省道路运输电子证照专用章";
/// Longest picture in bytes: it travels twice in every file.
pub const PICTURE_BYTES_MAX: usize = 8 * 1024;

const GLYPHS: &str = include_str!("../../data/seal_glyphs.txt");
/// Pixels along one side; 7.6 to the millimetre, 193 dpi.
const SIDE: u32 = 320;
const CENTRE: f32 = 160.0;
const RING: (f32, f32) = (158.0, 149.0);
const TEXT_RADIUS: f32 = 122.0;
const GLYPH_HEIGHT: f32 = 40.0;
/// Characters of a seal are taller than wide.
const GLYPH_WIDTH: f32 = 32.0;
/// From the first to the last character, open at the foot.
const TEXT_ARC_DEGREES: f32 = 262.0;
const STAR_RADIUS: f32 = 52.0;
/// How far the points of a regular star stand out: cos 72° / cos 36°.
const STAR_INNER: f32 = 0.381_966;
const RED: [u8; 3] = [0xD0, 0x10, 0x10];
/// Steps of coverage: the picture is indexed with four bits a pixel; 16 steps take 8.4 KB.
const STEPS: u8 = 8;

/// Draws the seal as an indexed PNG with transparent ground.
///
/// # Errors
/// `Picture` if it cannot be drawn or encoded within [`PICTURE_BYTES_MAX`]: a bug, not a bad input.
pub fn seal_picture() -> Result<Vec<u8>, SesError> {
    let mask = drawn().ok_or(SesError::Picture)?;
    let png = indexed_png(&mask).map_err(|_not_encoded| SesError::Picture)?;
    (png.len() <= PICTURE_BYTES_MAX).then_some(png).ok_or(SesError::Picture)
}

fn drawn() -> Option<Mask> {
    let mut mask = Mask::new(SIDE, SIDE)?;
    mask.fill_path(&ring()?, FillRule::EvenOdd, true, Transform::identity());
    mask.fill_path(&star()?, FillRule::Winding, true, Transform::identity());
    let step = TEXT_ARC_DEGREES / 13.0;
    let mut degrees = -TEXT_ARC_DEGREES / 2.0;
    for line in GLYPHS.lines() {
        mask.fill_path(&glyph(line)?, FillRule::Winding, true, on_ring(degrees));
        degrees += step;
    }
    Some(mask)
}

fn ring() -> Option<Path> {
    let mut path = PathBuilder::new();
    for radius in [RING.0, RING.1] {
        path.push_oval(Rect::from_xywh(CENTRE - radius, CENTRE - radius, radius * 2.0, radius * 2.0)?);
    }
    path.finish()
}

fn star() -> Option<Path> {
    let mut path = PathBuilder::new();
    let mut angle = -std::f32::consts::FRAC_PI_2;
    for corner in 0..10 {
        let radius = if corner % 2 == 0 { STAR_RADIUS } else { STAR_RADIUS * STAR_INNER };
        let (x, y) = (CENTRE + radius * angle.cos(), CENTRE + radius * angle.sin());
        if corner == 0 {
            path.move_to(x, y)
        } else {
            path.line_to(x, y)
        }
        angle += std::f32::consts::PI / 5.0;
    }
    path.close();
    path.finish()
}

/// From the em square, its baseline 120 units up, to a place on the ring, upright from the centre.
fn on_ring(degrees: f32) -> Transform {
    Transform::from_translate(-500.0, -380.0)
        .post_scale(GLYPH_WIDTH / 1000.0, -GLYPH_HEIGHT / 1000.0)
        .post_translate(0.0, -TEXT_RADIUS)
        .post_rotate(degrees)
        .post_translate(CENTRE, CENTRE)
}

/// `辽<TAB>M x y L x y C x1 y1 x2 y2 x y Z …`
fn glyph(line: &str) -> Option<Path> {
    let (_, outline) = line.split_once('\t')?;
    let mut words = outline.split(' ');
    let mut path = PathBuilder::new();
    while let Some(verb) = words.next() {
        let mut number = || words.next()?.parse::<f32>().ok();
        match verb {
            "M" => path.move_to(number()?, number()?),
            "L" => path.line_to(number()?, number()?),
            "C" => path.cubic_to(number()?, number()?, number()?, number()?, number()?, number()?),
            "Z" => path.close(),
            _ => return None,
        }
    }
    path.finish()
}

fn indexed_png(mask: &Mask) -> Result<Vec<u8>, png::EncodingError> {
    let mut bytes = vec![];
    let mut encoder = png::Encoder::new(&mut bytes, SIDE, SIDE);
    encoder.set_color(png::ColorType::Indexed);
    encoder.set_depth(png::BitDepth::Four);
    encoder.set_palette(RED.repeat(usize::from(STEPS)));
    encoder.set_trns((0..STEPS).map(|step| u8::MAX / (STEPS - 1) * step).collect::<Vec<u8>>());
    encoder.set_compression(png::Compression::High);
    encoder.set_filter(png::Filter::NoFilter);
    let mut writer = encoder.write_header()?;
    writer.write_image_data(&packed(mask.data()))?;
    writer.finish()?;
    Ok(bytes)
}

/// Two pixels a byte; the width is even, so no row ends within one.
fn packed(coverage: &[u8]) -> Vec<u8> {
    coverage.chunks(2).map(|pair| pair.iter().fold(0, |byte, pixel| (byte << 4) | (pixel >> 5))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_picture_is_small_indexed_and_transparent_around_the_ring() {
        let bytes = seal_picture().unwrap();
        assert!(bytes.len() <= PICTURE_BYTES_MAX, "{}", bytes.len());
        let mut reader = png::Decoder::new(std::io::Cursor::new(&bytes)).read_info().unwrap();
        assert_eq!(reader.info().color_type, png::ColorType::Indexed);
        let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
        reader.next_frame(&mut pixels).unwrap();
        let at = |x: usize, y: usize| (pixels[(y * 320 + x) / 2] >> (4 * (1 - x % 2))) & 15;
        assert_eq!(at(0, 0), 0, "outside");
        assert_eq!(at(160, 6), 7, "ring");
        assert_eq!(at(160, 160), 7, "star");
        assert_eq!(at(160, 290), 0, "open at the foot");
    }

    #[test]
    fn every_character_of_the_seal_has_its_outline_in_order() {
        let drawn: String = GLYPHS.lines().filter_map(|line| line.chars().next()).collect();
        assert_eq!(drawn, SEAL_TEXT);
        assert!(GLYPHS.lines().all(|line| glyph(line).is_some()));
        assert!(glyph("辽\tM 0").is_none() && glyph("辽\tQ 0 0").is_none() && glyph("辽").is_none());
    }
}
