//! Content.xml: the page's items as text, image and path objects (GB/T 33190, 8 to 11).

use std::fmt::{self, Write as _};
use std::io;

use super::{FONT_ID, matrix};
use crate::font::{Font, Subset};
use crate::page::{Area, Color, Item, Length, Page, Paint, Point, Segment};
use crate::xml::{self, Xml};

/// The page's layers, from below.
fn layers(page: &Page) -> [(&'static str, &[Item]); 3] {
    [("Background", &page.ground), ("Body", &page.face), ("Foreground", &page.marks)]
}

/// How many ids the page takes: one a layer and one an item.
pub(super) fn ids(page: &Page) -> usize {
    layers(page).iter().map(|(_, items)| items.len().saturating_add(1)).sum()
}

/// The file, with ids from `first_id` on.
pub(super) fn page(page: &Page, font: &Font, subset: &Subset, first_id: usize) -> io::Result<Vec<u8>> {
    let pen = Pen { page, font, subset };
    let mut ids = first_id..;
    let mut next = || ids.next().unwrap_or_default().to_string();
    xml::file("ofd:Page", &[], |xml| {
        xml::element(xml, "ofd:Content", &[], |xml| {
            layers(page).into_iter().filter(|(_, items)| !items.is_empty()).try_for_each(|(kind, items)| {
                xml::element(xml, "ofd:Layer", &[("ID", &next()), ("Type", kind)], |xml| {
                    items.iter().try_for_each(|item| pen.put(xml, &next(), item))
                })
            })
        })
    })
}

struct Pen<'a> {
    page: &'a Page,
    font: &'a Font,
    subset: &'a Subset,
}

impl Pen<'_> {
    fn put(&self, xml: &mut Xml, id: &str, item: &Item) -> io::Result<()> {
        match item {
            Item::Text { at, size, color, text } => self.text(xml, id, (*at, *size, *color), text),
            Item::Image { at, picture, orientation } => {
                let (boundary, matrix) = (at.to_string(), matrix(*orientation, at));
                let attributes = [("ID", id), ("Boundary", &boundary), ("CTM", &matrix), ("ResourceID", picture.id())];
                xml::empty(xml, "ofd:ImageObject", &attributes)
            }
            Item::Path { segments, paint } => path_object(xml, id, segments, paint, self.page),
        }
    }

    /// The boundary holds the em above the baseline and what hangs below it.
    fn text(&self, xml: &mut Xml, id: &str, (at, size, color): (Point, Length, Color), text: &str) -> io::Result<()> {
        let (width, height) = (self.font.width(text, size), size.scaled(13, 10));
        let boundary = Area { x: at.x, y: at.y.minus(size), width, height }.to_string();
        let size_mm = size.to_string();
        let attributes = [("ID", id), ("Boundary", &boundary), ("Font", FONT_ID), ("Size", &size_mm)];
        xml::element(xml, "ofd:TextObject", &attributes, |xml| {
            color_element(xml, "ofd:FillColor", color)?;
            self.glyphs(xml, text)?;
            self.text_code(xml, size, text)
        })
    }

    /// Viewers count in units of UTF-16 and look for a glyph of each: a character that takes two is named by its glyph
    /// (11.4), or it would be left out.
    fn glyphs(&self, xml: &mut Xml, text: &str) -> io::Result<()> {
        let mut position = 0_usize;
        for character in text.chars() {
            let units = character.len_utf16();
            if units > 1 {
                let glyph = self.subset.glyphs.get(&character).copied().unwrap_or_default().to_string();
                let (at, count) = (position.to_string(), units.to_string());
                let attributes = [("CodePosition", at.as_str()), ("CodeCount", &count), ("GlyphCount", "1")];
                xml::element(xml, "ofd:CGTransform", &attributes, |xml| xml::text(xml, "ofd:Glyphs", &[], &glyph))?;
            }
            position = position.saturating_add(units);
        }
        Ok(())
    }

    /// The pen starts on the baseline; DeltaX says how far each character moves it (11.3).
    fn text_code(&self, xml: &mut Xml, size: Length, text: &str) -> io::Result<()> {
        let baseline = size.to_string();
        let before_last = text.chars().count().saturating_sub(1);
        let steps = text.chars().take(before_last).map(|character| self.font.advance(character, size).to_string());
        let steps = steps.collect::<Vec<_>>().join(" ");
        let mut attributes = vec![("X", "0"), ("Y", baseline.as_str())];
        if !steps.is_empty() {
            attributes.push(("DeltaX", &steps));
        }
        xml::text(xml, "ofd:TextCode", &attributes, text)
    }
}

/// Outlines are in page coordinates, so the boundary is the page.
fn path_object(xml: &mut Xml, id: &str, segments: &[Segment], paint: &Paint, page: &Page) -> io::Result<()> {
    let boundary = Area { x: Length::ZERO, y: Length::ZERO, width: page.width, height: page.height }.to_string();
    let mut attributes = vec![("ID", id), ("Boundary", &boundary)];
    let (element, color, width) = match paint {
        Paint::Stroke(ink) => ("ofd:StrokeColor", ink.color, ink.width.to_string()),
        Paint::Fill(color) => ("ofd:FillColor", *color, String::new()),
    };
    match paint {
        Paint::Stroke(_) => attributes.push(("LineWidth", &width)),
        Paint::Fill(_) => attributes.extend([("Stroke", "false"), ("Fill", "true")]),
    }
    xml::element(xml, "ofd:PathObject", &attributes, |xml| {
        color_element(xml, element, color)?;
        let data = abbreviated(segments).map_err(io::Error::other)?;
        xml::text(xml, "ofd:AbbreviatedData", &[], &data)
    })
}

fn color_element(xml: &mut Xml, name: &str, color: Color) -> io::Result<()> {
    let value = format!("{} {} {}", color.red, color.green, color.blue);
    xml::empty(xml, name, &[("Value", &value)])
}

/// The operators of table 40: M, L, B and C.
fn abbreviated(segments: &[Segment]) -> Result<String, fmt::Error> {
    let mut data = String::new();
    for segment in segments {
        match segment {
            Segment::Move(to) => write!(data, "M {to} ")?,
            Segment::Line(to) => write!(data, "L {to} ")?,
            Segment::Cubic(first, second, to) => write!(data, "B {first} {second} {to} ")?,
            Segment::Close => data.push_str("C "),
        }
    }
    data.truncate(data.trim_end().len());
    Ok(data)
}
