//! A page in micrometres: whole numbers, so that no rounding of a platform can change a byte.

use std::fmt;

/// A length or position on the page, in micrometres; printed in millimetres.
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

    pub(crate) const fn negated(self) -> Self {
        Self(self.0.saturating_neg())
    }
}

impl fmt::Display for Length {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let (whole, part) = (self.0.unsigned_abs() / 1000, self.0.unsigned_abs() % 1000);
        if part == 0 {
            return write!(f, "{sign}{whole}");
        }
        let digits = format!("{part:03}");
        write!(f, "{sign}{whole}.{}", digits.trim_end_matches('0'))
    }
}

/// Where something lies; the origin is the page's upper left corner.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Area {
    pub(crate) x: Length,
    pub(crate) y: Length,
    pub(crate) width: Length,
    pub(crate) height: Length,
}

impl fmt::Display for Area {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} {} {}", self.x, self.y, self.width, self.height)
    }
}

/// The pictures that a page may refer to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Picture {
    Photo,
    Code,
}

/// One thing on a page.
#[derive(Clone, PartialEq, Eq)]
pub(crate) enum Item {
    /// One line of text whose letters are `size` high.
    Text { at: Area, size: Length, text: String },
    /// A picture turned by an EXIF orientation (1 to 8) to fill its area.
    Image { at: Area, picture: Picture, orientation: u8 },
}

/// What one page shows, in the order of drawing.
#[derive(Clone, PartialEq, Eq, Default)]
pub(crate) struct Page {
    pub(crate) items: Vec<Item>,
}

/// How far a character moves the pen: full width, or half for ASCII, as in every Song face.
pub(crate) fn advance(character: char, size: Length) -> Length {
    if character.is_ascii() { size.scaled(1, 2) } else { size }
}

pub(crate) fn width(text: &str, size: Length) -> Length {
    text.chars().fold(Length::ZERO, |sum, character| sum.plus(advance(character, size)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_print_in_millimetres() {
        for (micrometres, printed) in
            [(0, "0"), (1000, "1"), (-1500, "-1.5"), (-1, "-0.001"), (210_000, "210"), (4_050, "4.05")]
        {
            assert_eq!(Length::micrometres(micrometres).to_string(), printed);
        }
    }

    #[test]
    fn widths_add_up() {
        assert_eq!(width("辽A1", Length::mm(4)), Length::mm(8));
    }
}
