//! Makes a picture smaller while its rows arrive: each new pixel is the mean of the area that it covers, in whole
//! numbers, so that the same bytes come out everywhere. Two rows are in memory, not the picture.

use crate::raster::{Raster, Rgb, index};

/// A picture on its way to a smaller size.
pub(crate) struct Shrink {
    from: [u32; 2],
    to: [u32; 2],
    /// The target's row that is being filled, weighted.
    filling: Vec<[u64; 3]>,
    /// How much of that row is still open, in units of `to` per source row.
    open: u32,
    pixels: Vec<Rgb>,
}

impl Shrink {
    /// From width and height to width and height; nothing becomes larger.
    pub(crate) fn new(from: [u32; 2], to: [u32; 2]) -> Self {
        let [width, height] = [0, 1].map(|axis: usize| side(from, to, axis));
        let count = index(width).saturating_mul(index(height));
        let filling = vec![[0; 3]; index(width)];
        let [_, from_height] = from;
        Self { from, to: [width, height], filling, open: from_height, pixels: Vec::with_capacity(count) }
    }

    /// Takes the next row of the source.
    pub(crate) fn row(&mut self, row: impl Iterator<Item = Rgb>) {
        let narrow = narrowed(row, self.from, self.to);
        let [_, rows] = self.to;
        if rows < self.open {
            self.add(&narrow, rows);
            self.open -= rows;
            return;
        }
        let left = rows - self.open;
        self.add(&narrow, self.open);
        self.close();
        self.add(&narrow, left);
        let [_, from_height] = self.from;
        self.open = from_height - left;
    }

    fn add(&mut self, narrow: &[[u64; 3]], weight: u32) {
        for (sums, values) in self.filling.iter_mut().zip(narrow) {
            for (sum, value) in sums.iter_mut().zip(values) {
                *sum += value * u64::from(weight);
            }
        }
    }

    fn close(&mut self) {
        let [width, height] = self.from.map(u64::from);
        let whole = (width * height).max(1);
        let mean = |sum: u64| u8::try_from((sum + whole / 2) / whole).unwrap_or(u8::MAX);
        self.pixels.extend(self.filling.iter().map(|sums| sums.map(mean)));
        self.filling.fill([0; 3]);
    }

    /// The smaller picture; `None` when rows are missing.
    pub(crate) fn finish(self) -> Option<Raster> {
        let [width, height] = self.to;
        let whole = self.pixels.len() == index(width).saturating_mul(index(height));
        whole.then_some(Raster { width, height, pixels: self.pixels })
    }
}

fn side(from: [u32; 2], to: [u32; 2], axis: usize) -> u32 {
    let of = |sides: [u32; 2]| sides.get(axis).copied().unwrap_or(1);
    of(to).min(of(from)).max(1)
}

/// A row at the target's width; each value is a sum over `from` units, of which a pixel of the source has `to`.
fn narrowed(row: impl Iterator<Item = Rgb>, [from, _]: [u32; 2], [to, _]: [u32; 2]) -> Vec<[u64; 3]> {
    let mut narrow = Vec::with_capacity(index(to));
    let (mut sums, mut open) = ([0_u64; 3], from);
    for pixel in row.take(index(from)) {
        let pixel = pixel.map(u64::from);
        if to < open {
            add(&mut sums, pixel, to);
            open -= to;
        } else {
            add(&mut sums, pixel, open);
            narrow.push(sums);
            let left = to - open;
            sums = pixel.map(|value| value * u64::from(left));
            open = from - left;
        }
    }
    narrow
}

fn add(sums: &mut [u64; 3], pixel: [u64; 3], weight: u32) {
    for (sum, value) in sums.iter_mut().zip(pixel) {
        *sum += value * u64::from(weight);
    }
}

/// The picture made smaller.
pub(crate) fn shrunk(picture: &Raster, to: [u32; 2]) -> Option<Raster> {
    let mut shrink = Shrink::new([picture.width, picture.height], to);
    picture.rows().for_each(|row| shrink.row(row.iter().copied()));
    shrink.finish()
}

/// The largest size of the same proportion within a box; never larger than it is.
pub(crate) fn within([width, height]: [u32; 2], [widest, highest]: [u32; 2]) -> [u32; 2] {
    let [width, height] = [width, height].map(u64::from);
    let [widest, highest] = [widest, highest].map(u64::from);
    // by the side that has to give more
    let (part, whole) = if width * highest > height * widest { (widest, width) } else { (highest, height) };
    let (part, whole) = if part < whole { (part, whole) } else { (1, 1) };
    let side = |side: u64| u32::try_from((side * part + whole / 2) / whole.max(1)).unwrap_or(u32::MAX).max(1);
    [side(width), side(height)]
}
