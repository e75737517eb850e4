//! The pen that writes PDF: the font embedded as a subset, text that can be searched and copied.

use jiff::Timestamp;
use jiff::tz::Offset;
use krilla::Document;
use krilla::color::rgb;
use krilla::geom::{Path, PathBuilder, Point as PdfPoint, Size, Transform};
use krilla::image::Image;
use krilla::metadata::{DateTime, Metadata};
use krilla::page::PageSettings;
use krilla::paint::{Fill, FillRule, Stroke};
use krilla::surface::Surface;
use krilla::text::{Font as PdfFont, GlyphId, KrillaGlyph};

use super::png::decode;
use crate::font::Font;
use crate::input::{DocumentError, MediaType};
use crate::page::{About, Area, Color, Drawing, Item, Length, Paint, PictureFile, Point, Segment, turning};

/// Points, the unit of PDF: 72 to the inch.
fn points(length: Length) -> f32 {
    length.in_mm() * 72.0 / 25.4
}

/// Writes the file: the same drawing gives the same bytes. What the copy says of itself for machines stands as keywords.
///
/// # Errors
/// `Package` for a picture that cannot be read, or a bug.
pub(crate) fn write(drawing: &Drawing<'_>, about: &About<'_>, font: &Font) -> Result<Vec<u8>, DocumentError> {
    let broken = |part: &str| DocumentError::Package(part.to_owned());
    let face = PdfFont::new(Font::bytes().into(), 0).ok_or_else(|| broken("the font"))?;
    let (width, height) = (points(drawing.page.width), points(drawing.page.height));
    let mut document = Document::new();
    document.set_metadata(metadata(about));
    let settings = PageSettings::from_wh(width, height).ok_or_else(|| broken("the page's size"))?;
    let mut page = document.start_page_with(settings);
    let drawn = Pen { surface: page.surface(), face, font }.all(drawing);
    page.finish();
    drawn.ok_or_else(|| broken("a picture"))?;
    document.finish().map_err(|_failed| broken("the PDF"))
}

fn metadata(about: &About<'_>) -> Metadata {
    let pairs = about.custom_data.iter().map(|(name, value)| format!("{name}={value}"));
    Metadata::new()
        .title(about.title.to_owned())
        .creator("Luzheng".to_owned())
        .language("zh-CN".to_owned())
        .keywords(pairs.collect())
        .document_id(about.identifier.to_owned())
        .creation_date(in_china(about.made_at))
}

fn in_china(at: Timestamp) -> DateTime {
    let time = Offset::constant(8).to_datetime(at);
    let small = |number: i8| u8::try_from(number).unwrap_or_default();
    DateTime::new(u16::try_from(time.year()).unwrap_or_default())
        .month(small(time.month()))
        .day(small(time.day()))
        .hour(small(time.hour()))
        .minute(small(time.minute()))
        .second(small(time.second()))
        .utc_offset_hour(8)
        .utc_offset_minute(0)
}

struct Pen<'a> {
    surface: Surface<'a>,
    face: PdfFont,
    font: &'a Font,
}

impl Pen<'_> {
    fn all(mut self, drawing: &Drawing<'_>) -> Option<()> {
        drawing.page.items().try_for_each(|item| self.item(item, drawing))
    }

    /// `None` for a picture without a file or that cannot be read.
    fn item(&mut self, item: &Item, drawing: &Drawing<'_>) -> Option<()> {
        match item {
            Item::Text { at, size, color, text } => self.text(*at, *size, *color, text),
            Item::Image { at, picture, orientation } => {
                return self.image(at, *orientation, drawing.file(*picture)?);
            }
            Item::Path { segments, paint } => self.path(segments, paint),
        }
        Some(())
    }

    fn text(&mut self, at: Point, size: Length, color: Color, text: &str) {
        self.surface.set_stroke(None);
        self.surface.set_fill(Some(fill(color)));
        let start = PdfPoint::from_xy(points(at.x), points(at.y));
        let glyphs = self.glyphs(text);
        self.surface.draw_glyphs(start, &glyphs, self.face.clone(), text, points(size), false);
    }

    /// The font's own advances, as shares of the size.
    fn glyphs(&self, text: &str) -> Vec<KrillaGlyph> {
        let glyph = |(start, character): (usize, char)| {
            let id = GlyphId::new(self.font.glyph(character).unwrap_or_default().to_u32());
            let advance = self.font.advance(character, Length::mm(1)).in_mm();
            KrillaGlyph::new(id, advance, 0.0, 0.0, 0.0, start..start.saturating_add(character.len_utf8()), None)
        };
        text.char_indices().map(glyph).collect()
    }

    fn path(&mut self, segments: &[Segment], paint: &Paint) {
        let (fill, stroke) = match paint {
            Paint::Fill(color) => (Some(fill(*color)), None),
            Paint::Stroke(ink) => {
                let line = fill(ink.color);
                let stroke =
                    Stroke { paint: line.paint, opacity: line.opacity, width: points(ink.width), ..Stroke::default() };
                (None, Some(stroke))
            }
        };
        self.surface.set_fill(fill);
        self.surface.set_stroke(stroke);
        if let Some(path) = outline(segments) {
            self.surface.draw_path(&path);
        }
    }

    /// The matrix turns the unit square whose origin is the picture's upper left corner.
    fn image(&mut self, at: &Area, orientation: u8, file: PictureFile<'_>) -> Option<()> {
        let image = picture(file, at)?;
        let [a, b, c, d, e, f] = turning(orientation, at.width, at.height).map(points);
        let matrix = Transform::from_row(a, b, c, d, points(at.x) + e, points(at.y) + f);
        self.surface.push_transform(&matrix);
        self.surface.draw_image(image, Size::from_wh(1.0, 1.0)?);
        self.surface.pop();
        Some(())
    }
}

/// PNG files up to here go in as they are; a larger one is a photo, whose pixels would be packed anew at length.
const PNG_BYTES_MAX: usize = 256 * 1024;
/// Pixels to the millimetre of a photo that is made smaller: 300 to the inch.
const PIXELS_PER_MM: i64 = 12;

fn picture(file: PictureFile<'_>, at: &Area) -> Option<Image> {
    let data = || file.bytes.to_vec().into();
    match file.media_type {
        MediaType::Jpeg => Image::from_jpeg(data(), true).ok(),
        MediaType::Png if file.bytes.len() <= PNG_BYTES_MAX => Image::from_png(data(), false).ok(),
        MediaType::Png => {
            let longest = at.width.max(at.height).scaled(PIXELS_PER_MM, 1000).in_micrometres();
            let picture = decode::picture(file, u32::try_from(longest).ok()?)?;
            let pixels = picture.pixels().iter().map(|pixel| pixel.demultiply());
            let samples = pixels.flat_map(|pixel| [pixel.red(), pixel.green(), pixel.blue(), pixel.alpha()]);
            Some(Image::from_rgba8(samples.collect(), picture.width(), picture.height()))
        }
    }
}

fn fill(color: Color) -> Fill {
    let paint = rgb::Color::new(color.red, color.green, color.blue).into();
    Fill { paint, rule: FillRule::NonZero, ..Fill::default() }
}

fn outline(segments: &[Segment]) -> Option<Path> {
    let mut path = PathBuilder::new();
    let xy = |point: &Point| (points(point.x), points(point.y));
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

#[cfg(test)]
mod tests;
