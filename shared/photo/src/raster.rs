//! Pixels in memory: small, for pictures are made smaller while they are decoded.

use crate::exif::Orientation;

/// Red, green, blue.
pub(crate) type Rgb = [u8; 3];

/// A picture, row by row from the top.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Raster {
    pub(crate) width: u32,
    pub(crate) height: u32,
    pub(crate) pixels: Vec<Rgb>,
}

/// How light each pixel is, row by row from the top.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Luma {
    pub(crate) width: u32,
    pub(crate) height: u32,
    pub(crate) values: Vec<u8>,
}

/// An index into memory of something that is in memory.
pub(crate) fn index(value: u32) -> usize {
    usize::try_from(value).unwrap_or(usize::MAX)
}

impl Raster {
    /// The pixel, or black outside.
    pub(crate) fn at(&self, x: u32, y: u32) -> Rgb {
        let place = index(y).saturating_mul(index(self.width)).saturating_add(index(x));
        self.pixels.get(place).copied().unwrap_or_default()
    }

    /// The rows from the top.
    pub(crate) fn rows(&self) -> impl Iterator<Item = &[Rgb]> {
        self.pixels.chunks_exact(index(self.width.max(1)))
    }

    /// The pixels of a rectangle, in thousandths of width and height.
    pub(crate) fn part(&self, across: [u32; 2], down: [u32; 2]) -> impl Iterator<Item = Rgb> {
        let [left, right] = across.map(|part| index(self.width * part / 1000));
        let [top, bottom] = down.map(|part| index(self.height * part / 1000));
        let rows = self.rows().skip(top).take(bottom.saturating_sub(top));
        rows.flat_map(move |row| row.iter().skip(left).take(right.saturating_sub(left)).copied())
    }

    /// The rectangle by itself, in thousandths of width and height.
    pub(crate) fn middle(&self, across: [u32; 2], down: [u32; 2]) -> Self {
        let side = |side: u32, [from, to]: [u32; 2]| (side * to / 1000).saturating_sub(side * from / 1000);
        let (width, height) = (side(self.width, across), side(self.height, down));
        Self { width, height, pixels: self.part(across, down).collect() }
    }

    /// As it is to be looked at.
    pub(crate) fn turned(self, orientation: Orientation) -> Self {
        if orientation == Orientation::UPRIGHT {
            return self;
        }
        let (width, height) =
            if orientation.swaps_sides() { (self.height, self.width) } else { (self.width, self.height) };
        let places = (0..height).flat_map(|y| (0..width).map(move |x| (x, y)));
        let pixels = places.map(|(x, y)| {
            let (right, bottom) = (width.saturating_sub(x + 1), height.saturating_sub(y + 1));
            let (column, row) = match orientation.value() {
                2 => (right, y),
                3 => (right, bottom),
                4 => (x, bottom),
                5 => (y, x),
                6 => (y, right),
                7 => (bottom, right),
                8 => (bottom, x),
                _ => (x, y),
            };
            self.at(column, row)
        });
        Self { width, height, pixels: pixels.collect() }
    }

    /// How light each pixel is (ITU-R BT.601).
    pub(crate) fn luma(&self) -> Luma {
        let values = self.pixels.iter().map(|pixel| luma(*pixel)).collect();
        Luma { width: self.width, height: self.height, values }
    }
}

/// How light a pixel is (ITU-R BT.601), 0 to 255.
pub(crate) fn luma([red, green, blue]: Rgb) -> u8 {
    let sum = 299 * u32::from(red) + 587 * u32::from(green) + 114 * u32::from(blue);
    u8::try_from(sum / 1000).unwrap_or(u8::MAX)
}

/// How far a pixel is from grey, 0 to 255.
pub(crate) fn chroma([red, green, blue]: Rgb) -> u8 {
    red.max(green).max(blue).saturating_sub(red.min(green).min(blue))
}

impl Luma {
    /// The rows from the top.
    pub(crate) fn rows(&self) -> impl Iterator<Item = &[u8]> {
        self.values.chunks_exact(index(self.width.max(1)))
    }

    /// Turned clockwise by 90 degrees.
    pub(crate) fn quarter_turned(&self) -> Self {
        let values = self.values.rchunks_exact(index(self.width.max(1))).flatten().copied().collect();
        Self { width: self.width, height: self.height, values }.transposed()
    }

    /// With rows and columns exchanged.
    pub(crate) fn transposed(&self) -> Self {
        let width = index(self.width);
        let column = |x: u32| self.values.iter().skip(index(x)).step_by(width.max(1)).copied();
        Self { width: self.height, height: self.width, values: (0..self.width).flat_map(column).collect() }
    }
}
