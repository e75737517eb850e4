//! The pen that draws pixels.

use tiny_skia::{FillRule, FilterQuality, Paint as Brush, Path, PathBuilder, Pixmap, PixmapPaint, Stroke, Transform};

use crate::font::Font;
use crate::input::DocumentError;
use crate::page::{Area, Color, Drawing, Item, Length, Paint, Picture, PictureFile, Point, Segment, turning};

pub(super) mod decode;

/// How many pixels a millimetre has.
#[derive(Clone, Copy)]
pub(crate) struct Scale(f32);

impl Scale {
    /// 150 pixels to the inch: enough to read a page and to scan its code from a screen.
    pub(crate) const COPY: Self = Self(150.0 / 25.4);
    #[cfg(test)]
    pub(crate) const GOLDEN: Self = Self(48.0 / 25.4);

    fn pixels(self, length: Length) -> f32 {
        length.in_mm() * self.0
    }

    #[expect(
        clippy::as_conversions,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a page is small"
    )]
    fn whole(self, length: Length) -> u32 {
        self.pixels(length).ceil() as u32
    }

    #[expect(
        clippy::as_conversions,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "positive, small"
    )]
    fn to_the_metre(self) -> u32 {
        (self.0 * 1000.0).round() as u32
    }
}

/// Draws the page as a PNG.
///
/// # Errors
/// `Package` for a picture that cannot be read, or a bug.
pub(crate) fn write(drawing: &Drawing<'_>, font: &Font, scale: Scale) -> Result<Vec<u8>, DocumentError> {
    let broken = |part: &str| DocumentError::Package(part.to_owned());
    let (width, height) = (scale.whole(drawing.page.width), scale.whole(drawing.page.height));
    let mut canvas = Pixmap::new(width, height).ok_or_else(|| broken("the page's size"))?;
    canvas.fill(tiny_skia::Color::WHITE);
    let mut pen = Pen { canvas, font, scale };
    let drawn = drawing.page.items().try_for_each(|item| pen.put(item, drawing));
    drawn.ok_or_else(|| broken("a picture"))?;
    encoded(&pen.canvas, scale).map_err(|_failed| broken("the PNG"))
}

/// Opaque, so three bytes a pixel; says its resolution, so that it prints in its own size.
fn encoded(canvas: &Pixmap, scale: Scale) -> Result<Vec<u8>, ::png::EncodingError> {
    let mut bytes = vec![];
    let mut encoder = ::png::Encoder::new(&mut bytes, canvas.width(), canvas.height());
    encoder.set_color(::png::ColorType::Rgb);
    encoder.set_depth(::png::BitDepth::Eight);
    encoder.set_compression(::png::Compression::Balanced);
    let (xppu, yppu) = (scale.to_the_metre(), scale.to_the_metre());
    encoder.set_pixel_dims(Some(::png::PixelDimensions { xppu, yppu, unit: ::png::Unit::Meter }));
    let mut writer = encoder.write_header()?;
    let opaque = canvas.pixels().iter().flat_map(|pixel| [pixel.red(), pixel.green(), pixel.blue()]);
    writer.write_image_data(&opaque.collect::<Vec<u8>>())?;
    writer.finish()?;
    Ok(bytes)
}

struct Pen<'a> {
    canvas: Pixmap,
    font: &'a Font,
    scale: Scale,
}

impl Pen<'_> {
    /// `None` for a picture without a file or that cannot be read.
    fn put(&mut self, item: &Item, drawing: &Drawing<'_>) -> Option<()> {
        match item {
            Item::Text { at, size, color, text } => self.text(*at, *size, *color, text),
            Item::Image { at, picture, orientation } => {
                return self.image(at, *orientation, *picture, drawing.file(*picture)?);
            }
            Item::Path { segments, paint: Paint::Fill(color) } => self.fill(segments, *color),
            Item::Path { segments, paint: Paint::Stroke(ink) } => {
                let stroke = Stroke { width: self.scale.pixels(ink.width), ..Stroke::default() };
                if let Some(path) = self.outline(segments) {
                    self.canvas.stroke_path(&path, &brush(ink.color), &stroke, Transform::identity(), None);
                }
            }
        }
        Some(())
    }

    fn text(&mut self, mut at: Point, size: Length, color: Color, text: &str) {
        let mut segments = vec![];
        for character in text.chars() {
            segments.extend(self.font.outline(character, at, size));
            at.x = at.x.plus(self.font.advance(character, size));
        }
        self.fill(&segments, color);
    }

    fn fill(&mut self, segments: &[Segment], color: Color) {
        if let Some(path) = self.outline(segments) {
            self.canvas.fill_path(&path, &brush(color), FillRule::Winding, Transform::identity(), None);
        }
    }

    fn outline(&self, segments: &[Segment]) -> Option<Path> {
        let mut path = PathBuilder::new();
        let xy = |point: &Point| (self.scale.pixels(point.x), self.scale.pixels(point.y));
        for segment in segments {
            match segment {
                Segment::Move(to) => path.move_to(xy(to).0, xy(to).1),
                Segment::Line(to) => path.line_to(xy(to).0, xy(to).1),
                Segment::Cubic(first, second, to) => {
                    let ((a, b), (c, d), (x, y)) = (xy(first), xy(second), xy(to));
                    path.cubic_to(a, b, c, d, x, y);
                }
                Segment::Close => path.close(),
            }
        }
        path.finish()
    }

    /// The matrix turns the unit square, so the picture is first made one by one. The modules of a code stay sharp.
    fn image(&mut self, at: &Area, orientation: u8, which: Picture, file: PictureFile<'_>) -> Option<()> {
        let scale = self.scale;
        let is_code = which == Picture::Code;
        let quality = if is_code { FilterQuality::Nearest } else { FilterQuality::Bilinear };
        let longest = if is_code { u32::MAX } else { scale.whole(at.width.max(at.height)) };
        let picture = decode::picture(file, longest)?;
        let [a, b, c, d, e, f] = turning(orientation, at.width, at.height).map(|length| scale.pixels(length));
        let unit = Transform::from_scale(1.0 / side(picture.width()), 1.0 / side(picture.height()));
        let matrix = Transform::from_row(a, b, c, d, scale.pixels(at.x) + e, scale.pixels(at.y) + f);
        let paint = PixmapPaint { quality, ..PixmapPaint::default() };
        self.canvas.draw_pixmap(0, 0, picture.as_ref(), &paint, unit.post_concat(matrix), None);
        Some(())
    }
}

fn brush(color: Color) -> Brush<'static> {
    let mut brush = Brush::default();
    brush.set_color_rgba8(color.red, color.green, color.blue, u8::MAX);
    brush
}

#[expect(
    clippy::as_conversions,
    clippy::cast_precision_loss,
    reason = "pictures have far fewer than 2^24 pixels a side"
)]
fn side(pixels: u32) -> f32 {
    pixels as f32
}

#[cfg(test)]
mod tests;
