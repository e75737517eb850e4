//! Makes a picture smaller while its rows arrive: each new pixel is the mean of the area that it covers, in whole
//! numbers, so that the same comes out everywhere. Two rows are in memory, not the picture.

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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn picture(width: u32, height: u32, value: impl Fn(u32, u32) -> u8) -> Raster {
        let places = (0..height).flat_map(|y| (0..width).map(move |x| (x, y)));
        Raster { width, height, pixels: places.map(|(x, y)| [value(x, y), 7, 255]).collect() }
    }

    #[test]
    fn a_pixel_is_the_mean_of_what_it_covers() {
        let four = picture(4, 2, |x, y| if y == 0 { 10 * x.to_le_bytes()[0] } else { 100 });
        assert_eq!(shrunk(&four, [2, 1]).unwrap().pixels, [[53, 7, 255], [63, 7, 255]]);
        // three into two: the middle one is halved
        let three = picture(3, 1, |x, _| [0, 90, 240][index(x)]);
        assert_eq!(shrunk(&three, [2, 1]).unwrap().pixels, [[30, 7, 255], [190, 7, 255]]);
        assert_eq!(shrunk(&three, [3, 1]).unwrap(), three, "as large as it is");
        assert_eq!(shrunk(&three, [30, 10]).unwrap(), three, "never larger");
    }

    #[test]
    fn missing_rows_are_no_picture() {
        let mut shrink = Shrink::new([4, 4], [2, 2]);
        (0..3).for_each(|_| shrink.row(std::iter::repeat_n([1, 2, 3], 4)));
        assert_eq!(shrink.finish(), None);
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn what_is_even_stays_so(width in 1..70_u32, height in 1..50_u32, to in (1..70_u32, 1..50_u32), value: u8) {
            let small = shrunk(&picture(width, height, |_, _| value), [to.0, to.1]).unwrap();
            prop_assert_eq!((small.width, small.height), (to.0.min(width), to.1.min(height)));
            prop_assert!(small.pixels.iter().all(|pixel| *pixel == [value, 7, 255]));
        }

        #[test]
        fn within_its_box_and_never_larger(size in (1..9000_u32, 1..9000_u32), room in (1..900_u32, 1..900_u32)) {
            let [width, height] = within([size.0, size.1], [room.0, room.1]);
            prop_assert!(width <= room.0.min(size.0) && height <= room.1.min(size.1), "{}x{}", width, height);
            let touches = width == room.0 || height == room.1 || (width, height) == size;
            prop_assert!(touches, "{}x{}", width, height);
        }
    }
}
