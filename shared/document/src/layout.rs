//! A template and a license's values become a page.

use std::collections::BTreeMap;

use unicode_linebreak::{BreakOpportunity, linebreaks};

use crate::artwork::rectangle;
use crate::font::Font;
use crate::input::{DocumentError, DocumentInput};
use crate::page::{Area, Color, Item, Length, Page, Paint, Picture, Point, Segment};
use crate::template::{Align, LabelStyle, Line, Piece, Template, pieces};

/// From one baseline to the next, in percent of the size.
const LINE_STEP_PERCENT: i64 = 132;
/// How far the baseline lies below the top of the line, in percent of the size: so that characters, which reach from
/// about 88 above to 12 below it, stand in the middle of the step.
const BASELINE_PERCENT: i64 = 104;
/// A size that does not fit is set to this share of itself and tried again.
const SHRINK_PERCENT: i64 = 95;

/// Lays the license out.
///
/// # Errors
/// `NoPlace` for a value that the template shows nowhere, `TooLong` for one that does not fit at the smallest size.
pub(crate) fn page(input: &DocumentInput, font: &Font) -> Result<Page, DocumentError> {
    let template = input.template;
    let values = values(input)?;
    let mut page = Page {
        width: template.width,
        height: template.height,
        ground: ground(template, font),
        face: vec![],
        marks: vec![],
        seal: template.seal,
    };
    for line in &template.lines {
        page.face.extend(value(line, &values, font)?);
    }
    page.face.extend(pictures(input));
    Ok(page)
}

/// Artwork, then labels and rules.
fn ground(template: &Template, font: &Font) -> Vec<Item> {
    let artwork = template.artwork.iter().flat_map(crate::artwork::Artwork::items);
    artwork.chain(template.lines.iter().flat_map(|line| label(line, &template.label, font))).collect()
}

fn label(line: &Line, style: &LabelStyle, font: &Font) -> Vec<Item> {
    if line.label.is_empty() {
        return vec![];
    }
    let area = Area { width: line.label_width, ..line.area };
    let block = Block { size: style.size, lines: vec![line.label.clone()] };
    let mut items = block.items(from_top(line, area, step(line.size)), style.color, Align::Start, font);
    let from = Point::new(line.area.x.plus(line.label_width), line.area.bottom());
    let rule = vec![Segment::Move(from), Segment::Line(Point::new(line.area.right(), line.area.bottom()))];
    items.push(Item::Path { segments: rule, paint: Paint::Stroke(style.rule) });
    items
}

/// What is printed, by short name. Every value has a place: none is dropped unseen.
fn values(input: &DocumentInput) -> Result<BTreeMap<&str, &str>, DocumentError> {
    let own = [("ZZMC", input.title.as_str()), ("ZZBS", input.identifier.as_str())];
    let lines = input.face.iter().map(|line| (line.short_name.as_str(), line.value.as_str()));
    let values: BTreeMap<&str, &str> = lines.chain(own).collect();
    let homeless = values.keys().find(|name| !input.template.fields().any(|field| field == **name));
    homeless.map_or(Ok(values.clone()), |name| Err(DocumentError::NoPlace { field: (*name).to_owned() }))
}

fn value(line: &Line, values: &BTreeMap<&str, &str>, font: &Font) -> Result<Vec<Item>, DocumentError> {
    let Some((field, text)) = filled(&line.text, values).or_else(|| nothing(line)) else {
        return Ok(vec![]);
    };
    let area =
        Area { x: line.area.x.plus(line.label_width), width: line.area.width.minus(line.label_width), ..line.area };
    let block = fit(&text, area, line.size, line.size_min, font);
    let block = block.ok_or_else(|| DocumentError::TooLong { field: field.to_owned() })?;
    Ok(block.items(from_top(line, area, block.height()), line.color, line.align, font))
}

/// An empty place invites additions: a dash says that nothing belongs there.
fn nothing(line: &Line) -> Option<(&str, String)> {
    (!line.label.is_empty()).then(|| (line.label.as_str(), "——".to_owned()))
}

/// A text stands in the middle of its place, but one with room for many lines begins at the top, beside its label.
fn from_top(line: &Line, area: Area, height: Length) -> Area {
    let many = step(line.size).scaled(3, 1);
    if area.height > many { Area { height: area.height.min(height), ..area } } else { area }
}

/// The text with its fields' values, and the first of them; nothing when none of its fields has one.
fn filled<'a>(text: &'a str, values: &BTreeMap<&str, &str>) -> Option<(&'a str, String)> {
    let (mut first, mut filled) = (None, String::new());
    for piece in pieces(text) {
        match piece {
            Piece::Text(text) => filled.push_str(text),
            Piece::Field(name) => {
                if let Some(value) = values.get(name) {
                    first = first.or(Some(name));
                    filled.push_str(value);
                }
            }
        }
    }
    first.map(|field| (field, filled))
}

fn pictures(input: &DocumentInput) -> Vec<Item> {
    let photo = input.photo.as_ref().zip(input.template.photo).map(|(photo, slot)| Item::Image {
        at: slot.fitted(photo.width, photo.height),
        picture: Picture::Photo,
        orientation: photo.orientation,
    });
    let ground = symbol_ground(&input.template.code);
    let code = Item::Image { at: input.template.code, picture: Picture::Code, orientation: 1 };
    photo.into_iter().chain([ground, code]).collect()
}

/// A symbol needs a light ground, whatever lies below.
pub(crate) fn symbol_ground(at: &Area) -> Item {
    Item::Path { segments: rectangle(at), paint: Paint::Fill(Color::new(255, 255, 255)) }
}

const fn step(size: Length) -> Length {
    size.scaled(LINE_STEP_PERCENT, 100)
}

/// A text broken into lines of one size.
pub(crate) struct Block {
    pub(crate) size: Length,
    pub(crate) lines: Vec<String>,
}

impl Block {
    fn height(&self) -> Length {
        step(self.size).scaled(i64::try_from(self.lines.len()).unwrap_or(i64::MAX), 1)
    }

    /// The lines in the middle of the area's height.
    pub(crate) fn items(&self, area: Area, color: Color, align: Align, font: &Font) -> Vec<Item> {
        let free = area.height.minus(self.height());
        let mut y = area.y.plus(free.half()).plus(self.size.scaled(BASELINE_PERCENT, 100));
        let mut items = vec![];
        for text in &self.lines {
            let spare = area.width.minus(font.width(text, self.size)).half();
            let x = if align == Align::Centre { area.x.plus(spare) } else { area.x };
            if !text.is_empty() {
                items.push(Item::Text { at: Point::new(x, y), size: self.size, color, text: text.clone() });
            }
            y = y.plus(step(self.size));
        }
        items
    }
}

/// The largest size, from `size` down to `size_min`, at which the text fits the area; a word is split at the smallest
/// only, so that a number stays in one piece where it can.
pub(crate) fn fit(text: &str, area: Area, size: Length, size_min: Length, font: &Font) -> Option<Block> {
    let mut size = size;
    loop {
        let (lines, is_split) = wrap(text, size, area.width, font);
        let block = Block { size, lines };
        let wide = block.lines.iter().any(|line| font.width(line, size) > area.width);
        if block.height() <= area.height && !wide && (!is_split || size <= size_min) {
            return Some(block);
        }
        if size <= size_min {
            return None;
        }
        size = size.scaled(SHRINK_PERCENT, 100).max(size_min);
    }
}

/// Breaks where UAX #14 allows it; where a word is longer than the line, within it, and says so.
fn wrap(text: &str, size: Length, available: Length, font: &Font) -> (Vec<String>, bool) {
    let (mut filling, mut start, mut is_split) = (Filling::default(), 0, false);
    for (end, opportunity) in linebreaks(text) {
        let part = text.get(start..end).unwrap_or_default().trim_end_matches('\n');
        start = end;
        if filling.used.plus(font.width(part.trim_end(), size)) > available {
            filling.next_line_unless_empty();
        }
        for character in part.chars() {
            let advance = font.advance(character, size);
            if filling.used.plus(advance) > available && !character.is_whitespace() {
                is_split = true;
                filling.next_line_unless_empty();
            }
            filling.push(character, advance);
        }
        if opportunity == BreakOpportunity::Mandatory {
            filling.next_line();
        }
    }
    (filling.lines, is_split)
}

/// Lines that fill up one after the other.
struct Filling {
    lines: Vec<String>,
    line: String,
    used: Length,
}

impl Default for Filling {
    fn default() -> Self {
        Self { lines: vec![], line: String::new(), used: Length::ZERO }
    }
}

impl Filling {
    fn push(&mut self, character: char, advance: Length) {
        self.line.push(character);
        self.used = self.used.plus(advance);
    }

    fn next_line(&mut self) {
        self.lines.push(std::mem::take(&mut self.line).trim_end().to_owned());
        self.used = Length::ZERO;
    }

    fn next_line_unless_empty(&mut self) {
        if !self.line.is_empty() {
            self.next_line();
        }
    }
}

#[cfg(test)]
pub(crate) mod tests;
