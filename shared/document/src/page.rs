//! The page model: what one page shows, in micrometres from its upper left corner, before any pen draws it.
//!
//! Whole numbers, so that no rounding of a platform can change a byte of a document. Three pens draw the same page:
//! [`crate::pen`].

use std::fmt;

use jiff::Timestamp;
use serde::{Deserialize, Deserializer, de};

use crate::input::MediaType;

/// A length or position on the page, in micrometres; written in millimetres.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) struct Length(i64);

impl Length {
    pub(crate) const ZERO: Self = Self(0);

    pub(crate) const fn mm(millimetres: i64) -> Self {
        Self(millimetres.saturating_mul(1000))
    }

    pub(crate) const fn micrometres(micrometres: i64) -> Self {
        Self(micrometres)
    }

    /// From millimetres with at most three decimals, `-12.5`.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let (sign, digits) = text.strip_prefix('-').map_or((1, text), |digits| (-1, digits));
        let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
        let plain = |digits: &str| digits.bytes().all(|byte| byte.is_ascii_digit());
        let fits = (1..=6).contains(&whole.len()) && part.len() <= 3 && plain(whole) && plain(part);
        let micrometres: i64 = format!("{whole}{part:0<3}").parse().ok().filter(|_| fits)?;
        Some(Self(micrometres.saturating_mul(sign)))
    }

    pub(crate) const fn in_micrometres(self) -> i64 {
        self.0
    }

    pub(crate) const fn plus(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }

    pub(crate) const fn minus(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0))
    }

    /// This length × `by` ÷ `of`; `of` is never zero here.
    pub(crate) const fn scaled(self, by: i64, of: i64) -> Self {
        match self.0.saturating_mul(by).checked_div(of) {
            Some(scaled) => Self(scaled),
            None => self,
        }
    }

    pub(crate) const fn half(self) -> Self {
        self.scaled(1, 2)
    }

    pub(crate) const fn negated(self) -> Self {
        Self(self.0.saturating_neg())
    }

    /// For pens that draw in floating point; a page is far smaller than what `f32` holds exactly.
    #[expect(clippy::as_conversions, clippy::cast_precision_loss, reason = "no page has 2^24 micrometres")]
    pub(crate) fn in_mm(self) -> f32 {
        self.0 as f32 / 1000.0
    }
}

impl fmt::Display for Length {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let (whole, part) = (self.0.unsigned_abs() / 1000, self.0.unsigned_abs() % 1000);
        match part {
            0 => write!(f, "{sign}{whole}"),
            _ if part % 100 == 0 => write!(f, "{sign}{whole}.{}", part / 100),
            _ if part % 10 == 0 => write!(f, "{sign}{whole}.{:02}", part / 10),
            _ => write!(f, "{sign}{whole}.{part:03}"),
        }
    }
}

/// From a JSON number of millimetres.
impl<'de> Deserialize<'de> for Length {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let number = serde_json::Number::deserialize(deserializer)?;
        Self::parse(&number.to_string()).ok_or_else(|| de::Error::custom("a length has at most three decimals of a mm"))
    }
}

/// A place on the page.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Deserialize)]
#[serde(from = "(Length, Length)")]
pub(crate) struct Point {
    pub(crate) x: Length,
    pub(crate) y: Length,
}

impl Point {
    pub(crate) const fn new(x: Length, y: Length) -> Self {
        Self { x, y }
    }
}

impl From<(Length, Length)> for Point {
    fn from((x, y): (Length, Length)) -> Self {
        Self { x, y }
    }
}

impl fmt::Display for Point {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.x, self.y)
    }
}

/// A rectangle: left, top, width, height.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Deserialize)]
#[serde(from = "(Length, Length, Length, Length)")]
pub(crate) struct Area {
    pub(crate) x: Length,
    pub(crate) y: Length,
    pub(crate) width: Length,
    pub(crate) height: Length,
}

impl Area {
    pub(crate) const fn right(&self) -> Length {
        self.x.plus(self.width)
    }

    pub(crate) const fn bottom(&self) -> Length {
        self.y.plus(self.height)
    }

    /// The largest area of the proportion `across` to `down` that lies within, in the middle.
    pub(crate) fn fitted(&self, across: u32, down: u32) -> Self {
        let (across, down) = (i64::from(across.max(1)), i64::from(down.max(1)));
        let wide = self.height.scaled(across, down);
        let (width, height) =
            if wide > self.width { (self.width, self.width.scaled(down, across)) } else { (wide, self.height) };
        let x = self.x.plus(self.width.minus(width).half());
        let y = self.y.plus(self.height.minus(height).half());
        Self { x, y, width, height }
    }
}

impl From<(Length, Length, Length, Length)> for Area {
    fn from((x, y, width, height): (Length, Length, Length, Length)) -> Self {
        Self { x, y, width, height }
    }
}

impl fmt::Display for Area {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} {} {}", self.x, self.y, self.width, self.height)
    }
}

/// A colour of the screen. It hides what lies below: not every viewer of OFD lets it shine through.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Deserialize)]
#[serde(try_from = "String")]
pub(crate) struct Color {
    pub(crate) red: u8,
    pub(crate) green: u8,
    pub(crate) blue: u8,
}

impl Color {
    pub(crate) const fn new(red: u8, green: u8, blue: u8) -> Self {
        Self { red, green, blue }
    }
}

/// From `#rrggbb`.
impl TryFrom<String> for Color {
    type Error = &'static str;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        let digits = text.strip_prefix('#').filter(|digits| digits.len() == 6);
        let value = digits.and_then(|digits| u32::from_str_radix(digits, 16).ok()).ok_or("a colour is #rrggbb")?;
        let [_, red, green, blue] = value.to_be_bytes();
        Ok(Self::new(red, green, blue))
    }
}

/// How a line is drawn.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Ink {
    pub(crate) color: Color,
    pub(crate) width: Length,
}

/// A piece of an outline, in page coordinates.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Segment {
    Move(Point),
    Line(Point),
    /// Two control points and the end of a cubic Bézier curve.
    Cubic(Point, Point, Point),
    Close,
}

/// What an outline is drawn with.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Paint {
    Stroke(Ink),
    Fill(Color),
}

/// The pictures that a page may refer to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Picture {
    /// The holder's or the vehicle's photo.
    Photo,
    /// The license code, or any other symbol that is supplied for the slot.
    Code,
    /// The seal's picture; only on copies, a viewer of the sealed file draws it from the seal itself.
    Seal,
}

/// One thing on a page.
#[derive(Clone, PartialEq, Eq)]
pub(crate) enum Item {
    /// One line of text; `at` is where its first character stands on the baseline, `size` the em.
    Text { at: Point, size: Length, color: Color, text: String },
    /// A picture turned by an EXIF orientation (1 to 8) to fill its area.
    Image { at: Area, picture: Picture, orientation: u8 },
    /// Lines and curves.
    Path { segments: Vec<Segment>, paint: Paint },
}

/// What one page shows, in the order of drawing.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Page {
    pub(crate) width: Length,
    pub(crate) height: Length,
    /// The template's artwork, rules and labels (模板底图): the same for every license of the template.
    pub(crate) ground: Vec<Item>,
    /// The license's own values and pictures.
    pub(crate) face: Vec<Item>,
    /// What makes a copy known as one; nothing on the license itself.
    pub(crate) marks: Vec<Item>,
    /// Where the seal stands.
    pub(crate) seal: Area,
}

impl Page {
    pub(crate) fn items(&self) -> impl Iterator<Item = &Item> {
        self.ground.iter().chain(&self.face).chain(&self.marks)
    }

    /// Every character that a pen has to draw.
    pub(crate) fn characters(&self) -> impl Iterator<Item = char> {
        self.items().flat_map(|item| if let Item::Text { text, .. } = item { text.as_str() } else { "" }.chars())
    }
}

/// The file of a picture.
#[derive(Clone, Copy)]
pub(crate) struct PictureFile<'a> {
    pub(crate) media_type: MediaType,
    pub(crate) bytes: &'a [u8],
}

/// A page with the files of its pictures: all that a pen needs.
#[derive(Clone)]
pub(crate) struct Drawing<'a> {
    pub(crate) page: Page,
    pub(crate) pictures: Vec<(Picture, PictureFile<'a>)>,
}

impl<'a> Drawing<'a> {
    pub(crate) fn file(&self, picture: Picture) -> Option<PictureFile<'a>> {
        self.pictures.iter().find(|(other, _)| *other == picture).map(|(_, file)| *file)
    }
}

/// What a file says of itself beside its page.
#[derive(Clone)]
pub(crate) struct About<'a> {
    pub(crate) title: &'a str,
    pub(crate) identifier: &'a str,
    /// Short names and values (GB/T 36903), in order.
    pub(crate) custom_data: &'a [(String, String)],
    pub(crate) made_at: Timestamp,
}

/// The matrix `a b c d e f` that maps the unit square of a stored picture onto its area, turned as EXIF says:
/// x = a·u + c·v + e, y = b·u + d·v + f, from the area's corner.
pub(crate) fn turning(orientation: u8, w: Length, h: Length) -> [Length; 6] {
    let (zero, left, up) = (Length::ZERO, w.negated(), h.negated());
    match orientation {
        2 => [left, zero, zero, h, w, zero],
        3 => [left, zero, zero, up, w, h],
        4 => [w, zero, zero, up, zero, h],
        5 => [zero, h, w, zero, zero, zero],
        6 => [zero, h, left, zero, w, zero],
        7 => [zero, up, left, zero, w, h],
        8 => [zero, up, w, zero, zero, h],
        _ => [w, zero, zero, h, zero, zero],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_are_written_and_read_in_millimetres() {
        for (micrometres, printed) in
            [(0, "0"), (1000, "1"), (-1500, "-1.5"), (-1, "-0.001"), (210_000, "210"), (4_050, "4.05")]
        {
            assert_eq!(Length::micrometres(micrometres).to_string(), printed);
            assert_eq!(Length::parse(printed), Some(Length::micrometres(micrometres)));
        }
        for bad in ["", "-", ".5", "1.2345", "1e3", "+1", "1 ", "1234567", "--1", "١"] {
            assert_eq!(Length::parse(bad), None, "{bad}");
        }
        assert_eq!(serde_json::from_str::<Length>("12.5").unwrap(), Length::micrometres(12_500));
        assert!(serde_json::from_str::<Length>("12.00001").is_err());
    }

    #[test]
    fn a_picture_keeps_its_proportion_in_the_middle_of_its_box() {
        let slot = Area::from((Length::mm(10), Length::mm(10), Length::mm(40), Length::mm(30)));
        let of = |x, y, w, h| Area::from((Length::mm(x), Length::mm(y), Length::mm(w), Length::mm(h)));
        assert_eq!(slot.fitted(4, 3), slot);
        assert_eq!(slot.fitted(1, 1), of(15, 10, 30, 30));
        assert_eq!(slot.fitted(2, 1), of(10, 15, 40, 20));
    }

    #[test]
    fn colours_are_six_digits() {
        let read = |text: &str| Color::try_from(text.to_owned());
        assert_eq!(read("#10ff00"), Ok(Color::new(16, 255, 0)));
        for bad in ["", "#fff", "10ff00", "#10ff0g", "#10ff0000"] {
            assert!(read(bad).is_err(), "{bad}");
        }
    }

    /// Maps a corner of the stored picture by the matrix, as a viewer does.
    fn corner(m: [Length; 6], u: i64, v: i64) -> (i64, i64) {
        let m = m.map(|length| length.0 / 1000);
        (m[0] * u + m[2] * v + m[4], m[1] * u + m[3] * v + m[5])
    }

    /// EXIF says where row 0 and column 0 of the stored picture are seen; the stored upper left corner is where they meet.
    #[test]
    fn pictures_are_turned_as_exif_says() {
        let (w, h) = (4, 3);
        let upper_left_and_upper_right = [
            (1, (0, 0), (w, 0)),
            (2, (w, 0), (0, 0)),
            (3, (w, h), (0, h)),
            (4, (0, h), (w, h)),
            (5, (0, 0), (0, h)),
            (6, (w, 0), (w, h)),
            (7, (w, h), (w, 0)),
            (8, (0, h), (0, 0)),
        ];
        for (orientation, upper_left, upper_right) in upper_left_and_upper_right {
            let matrix = turning(orientation, Length::mm(w), Length::mm(h));
            assert_eq!(corner(matrix, 0, 0), upper_left, "{orientation}");
            assert_eq!(corner(matrix, 1, 0), upper_right, "{orientation}");
        }
    }
}
