//! The one font: Noto Serif SC Regular under the SIL Open Font License (decision 0014). It covers the 20,992 characters
//! of the unified ideographs and extension A, so that a name is refused for want of a character almost never.

use std::collections::{BTreeMap, BTreeSet};

use skera::{Plan, SubsetFlags, subset_font};
use skrifa::instance::{LocationRef, Size};
use skrifa::outline::{DrawSettings, OutlinePen};
use skrifa::raw::TableProvider;
use skrifa::raw::collections::IntSet;
use skrifa::raw::types::NameId;
use skrifa::{FontRef, GlyphId, MetadataProvider};

use crate::page::{Length, Point, Segment};

const BYTES: &[u8] = include_bytes!("../data/NotoSerifSC-Regular.ttf");
/// The family's name as viewers know it.
pub(crate) const FAMILY: &str = "Noto Serif SC";
/// Units of the em square.
const UNITS_PER_EM: i64 = 1000;
/// English, United States: the only language that the file names itself in.
const NAMES_IN: u16 = 0x0409;

/// The font could not be read or cut down. A bug, or a damaged build.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct BrokenFont;

/// The font, opened.
pub(crate) struct Font(FontRef<'static>);

impl Font {
    pub(crate) fn open() -> Result<Self, BrokenFont> {
        FontRef::new(BYTES).map(Self).map_err(|_damaged| BrokenFont)
    }

    pub(crate) const fn bytes() -> &'static [u8] {
        BYTES
    }

    pub(crate) fn glyph(&self, character: char) -> Option<GlyphId> {
        self.0.charmap().map(character).filter(|glyph| *glyph != GlyphId::NOTDEF)
    }

    /// How far a character moves the pen, in units of the em; a full width for one that the font lacks.
    pub(crate) fn units(&self, character: char) -> i64 {
        let advance = |glyph| self.0.hmtx().ok()?.advance(glyph).map(i64::from);
        self.glyph(character).and_then(advance).unwrap_or(UNITS_PER_EM)
    }

    /// The same at a size.
    pub(crate) fn advance(&self, character: char, size: Length) -> Length {
        size.scaled(self.units(character), UNITS_PER_EM)
    }

    pub(crate) fn width(&self, text: &str, size: Length) -> Length {
        text.chars().fold(Length::ZERO, |sum, character| sum.plus(self.advance(character, size)))
    }

    /// The characters of a text that the font lacks, each once, in order. A line break is no character of a page.
    pub(crate) fn lacking(&self, text: &str) -> BTreeSet<char> {
        text.chars().filter(|character| *character != '\n' && self.glyph(*character).is_none()).collect()
    }

    /// A character's outline at a place and size; nothing for a space.
    pub(crate) fn outline(&self, character: char, at: Point, size: Length) -> Vec<Segment> {
        let mut pen = Outline { at, size, last: at, segments: vec![] };
        let glyph = self.glyph(character).and_then(|glyph| self.0.outline_glyphs().get(glyph));
        let settings = DrawSettings::unhinted(Size::unscaled(), LocationRef::default());
        if glyph.is_some_and(|glyph| glyph.draw(settings, &mut pen).is_err()) {
            return vec![];
        }
        pen.segments
    }

    /// The font with these characters alone; the same set gives the same bytes.
    pub(crate) fn subset(&self, characters: &BTreeSet<char>) -> Result<Subset, BrokenFont> {
        let characters: IntSet<u32> = characters.iter().map(|character| u32::from(*character)).collect();
        let mut names = IntSet::<NameId>::empty();
        names.insert_range(NameId::COPYRIGHT_NOTICE..=NameId::POSTSCRIPT_NAME);
        let languages: IntSet<u16> = [NAMES_IN].into_iter().collect();
        let (glyphs, tags, scripts, features) = (IntSet::empty(), IntSet::empty(), IntSet::empty(), IntSet::empty());
        let flags = SubsetFlags::SUBSET_FLAGS_NO_HINTING;
        let plan = Plan::new(&glyphs, &characters, &self.0, flags, &tags, &scripts, &features, &names, &languages);
        let bytes = subset_font(&self.0, &plan).map_err(|_damaged| BrokenFont)?;
        let renumbered: BTreeMap<GlyphId, GlyphId> = plan.old_to_new_glyph_mapping().collect();
        let number =
            |(character, old): (u32, GlyphId)| Some((char::from_u32(character)?, renumbered.get(&old)?.to_u32()));
        let glyphs = plan.unicode_to_old_glyph_mapping().filter_map(number).collect();
        Ok(Subset { bytes, glyphs })
    }
}

/// A font cut down.
pub(crate) struct Subset {
    pub(crate) bytes: Vec<u8>,
    /// The number of each character's glyph in it.
    pub(crate) glyphs: BTreeMap<char, u32>,
}

/// Turns an outline in units of the em, y upwards, into one on the page.
struct Outline {
    at: Point,
    size: Length,
    last: Point,
    segments: Vec<Segment>,
}

impl Outline {
    #[expect(
        clippy::as_conversions,
        clippy::cast_possible_truncation,
        reason = "the units of a glyph are whole and small"
    )]
    fn place(&self, x: f32, y: f32) -> Point {
        let scaled = |units: f32| self.size.scaled(units as i64, UNITS_PER_EM);
        Point::new(self.at.x.plus(scaled(x)), self.at.y.minus(scaled(y)))
    }
}

/// Two thirds of the way from one point to the other: where the control points of the equal cubic curve lie.
fn two_thirds(from: Point, to: Point) -> Point {
    let between = |a: Length, b: Length| a.plus(b.minus(a).scaled(2, 3));
    Point::new(between(from.x, to.x), between(from.y, to.y))
}

impl OutlinePen for Outline {
    fn move_to(&mut self, x: f32, y: f32) {
        self.last = self.place(x, y);
        self.segments.push(Segment::Move(self.last));
    }

    fn line_to(&mut self, x: f32, y: f32) {
        self.last = self.place(x, y);
        self.segments.push(Segment::Line(self.last));
    }

    fn quad_to(&mut self, cx: f32, cy: f32, x: f32, y: f32) {
        let (control, end) = (self.place(cx, cy), self.place(x, y));
        self.segments.push(Segment::Cubic(two_thirds(self.last, control), two_thirds(end, control), end));
        self.last = end;
    }

    fn curve_to(&mut self, cx0: f32, cy0: f32, cx1: f32, cy1: f32, x: f32, y: f32) {
        let (first, second, end) = (self.place(cx0, cy0), self.place(cx1, cy1), self.place(x, y));
        self.segments.push(Segment::Cubic(first, second, end));
        self.last = end;
    }

    fn close(&mut self) {
        self.segments.push(Segment::Close);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn font() -> Font {
        Font::open().unwrap()
    }

    #[test]
    fn a_chinese_character_is_an_em_wide_and_digits_are_narrower() {
        let font = font();
        assert_eq!(font.width("辽宁", Length::mm(4)), Length::mm(8));
        assert!(font.advance('1', Length::mm(4)) < Length::mm(3));
    }

    #[test]
    fn rare_names_are_covered_and_what_is_not_is_named() {
        let font = font();
        assert!(font.lacking("䶮喆堃㛃·（）：；、辽宁省道路运输\n长期 ABC①").is_empty());
        let lacking: Vec<char> = font.lacking("甲\u{20BB7}乙\u{20BB7}\u{1F600}").into_iter().collect();
        assert_eq!(lacking, ['\u{1F600}', '\u{20BB7}']);
    }

    #[test]
    fn a_subset_is_a_small_whole_font_with_its_own_character_map() {
        let characters: BTreeSet<char> = "道路运输证0123\u{20CD0}".chars().collect();
        let Subset { bytes, glyphs } = font().subset(&characters).unwrap();
        assert_eq!(bytes, font().subset(&characters).unwrap().bytes);
        assert!(bytes.len() < 8_000, "{}", bytes.len());
        let subset = FontRef::new(&bytes).unwrap();
        for character in characters {
            let glyph = subset.charmap().map(character).map(GlyphId::to_u32);
            assert_eq!(glyph, glyphs.get(&character).copied(), "{character}");
        }
        assert!(subset.charmap().map('省').is_none());
        let names = subset.localized_strings(NameId::COPYRIGHT_NOTICE).next().unwrap().to_string();
        assert!(names.contains("Adobe"), "the copyright stays with the font: {names}");
    }

    #[test]
    fn outlines_stand_on_the_baseline() {
        let at = Point::new(Length::mm(10), Length::mm(20));
        let outline = font().outline('一', at, Length::mm(10));
        assert!(matches!(outline.first(), Some(Segment::Move(_))) && outline.last() == Some(&Segment::Close));
        for segment in outline {
            if let Segment::Move(point) | Segment::Line(point) | Segment::Cubic(_, _, point) = segment {
                assert!(point.x >= at.x && point.x <= Length::mm(20), "{point}");
                assert!(point.y < at.y && point.y > Length::mm(10), "{point}");
            }
        }
        assert!(font().outline(' ', at, Length::mm(10)).is_empty());
    }
}
