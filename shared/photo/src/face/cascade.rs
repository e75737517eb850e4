//! The trees and how a window is judged by them. All numbers are whole, so that every machine says the same.

use std::sync::LazyLock;

use crate::raster::{Luma, index};

/// Judges windows; `None` in [`Cascade::score`] is no face.
pub(crate) struct Cascade {
    trees: Vec<Tree>,
}

const DEPTH: u32 = 6;
const LEAVES: usize = 64;
const HEAD: usize = 16;
const NODE: usize = 4;
const NODES_END: usize = (LEAVES - 1) * NODE;
const LEAVES_END: usize = NODES_END + LEAVES * NODE;
const TREE: usize = LEAVES_END + NODE;

struct Tree {
    /// Row and column of one pixel, row and column of another, in 256ths of the window from its middle.
    nodes: Vec<[i32; 4]>,
    leaves: Vec<i32>,
    /// At or below this sum the window is dropped.
    threshold: i32,
}

/// A square part of a picture.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Window {
    /// Row and column of its middle.
    pub(crate) row: i32,
    /// The column of its middle.
    pub(crate) column: i32,
    /// Its side.
    pub(crate) size: i32,
}

/// How a window is turned, as sine and cosine in 256ths.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Turn {
    pub(crate) sine: i32,
    pub(crate) cosine: i32,
}

impl Turn {
    /// Upright.
    pub(crate) const NONE: Self = Self { sine: 0, cosine: 256 };
}

/// The cascade that the program carries.
pub(crate) fn cascade() -> &'static Cascade {
    static CASCADE: LazyLock<Cascade> = LazyLock::new(|| Cascade::read(include_bytes!("../../data/facefinder")));
    &CASCADE
}

impl Cascade {
    fn read(bytes: &[u8]) -> Self {
        Self { trees: bytes.get(HEAD..).unwrap_or_default().chunks_exact(TREE).filter_map(Tree::read).collect() }
    }

    /// How surely the window shows a face: what its sum is above the last threshold, in 65,536ths.
    pub(crate) fn score(&self, picture: &Luma, window: Window, turn: Turn) -> Option<i32> {
        let mut sum = 0_i32;
        let mut above = None;
        for tree in &self.trees {
            sum = sum.saturating_add(tree.leaf(picture, window, turn)?);
            if sum <= tree.threshold {
                return None;
            }
            above = Some(sum.saturating_sub(tree.threshold));
        }
        above
    }
}

impl Tree {
    fn read(bytes: &[u8]) -> Option<Self> {
        let node = |codes: &[u8]| {
            let codes: [u8; NODE] = codes.try_into().ok()?;
            Some(codes.map(|code| i32::from(code.cast_signed())))
        };
        let nodes = bytes.get(..NODES_END)?.chunks_exact(NODE).map(node).collect::<Option<_>>()?;
        let leaves = bytes.get(NODES_END..LEAVES_END)?.chunks_exact(NODE).map(fixed).collect::<Option<_>>()?;
        Some(Self { nodes, leaves, threshold: fixed(bytes.get(LEAVES_END..TREE)?)? })
    }

    fn leaf(&self, picture: &Luma, window: Window, turn: Turn) -> Option<i32> {
        let mut place = 1_usize;
        for _level in 0..DEPTH {
            let [row, column, other_row, other_column] = *self.nodes.get(place.checked_sub(1)?)?;
            let one = window.pixel(picture, row, column, turn);
            let other = window.pixel(picture, other_row, other_column, turn);
            place = 2 * place + usize::from(one <= other);
        }
        self.leaves.get(place.checked_sub(LEAVES)?).copied()
    }
}

impl Window {
    /// The pixel at an offset in 256ths of the window; at the edge, the nearest.
    fn pixel(self, picture: &Luma, row: i32, column: i32, turn: Turn) -> u8 {
        let down = (row * turn.cosine - column * turn.sine) * self.size;
        let across = (row * turn.sine + column * turn.cosine) * self.size;
        let y = clamped(self.row + (down >> 16), picture.height);
        let x = clamped(self.column + (across >> 16), picture.width);
        picture.values.get(index(y) * index(picture.width) + index(x)).copied().unwrap_or_default()
    }
}

fn clamped(place: i32, side: u32) -> u32 {
    u32::try_from(place).unwrap_or(0).min(side.saturating_sub(1))
}

/// A 32-bit float as 65,536ths.
fn fixed(bytes: &[u8]) -> Option<i32> {
    let value = f32::from_le_bytes(bytes.try_into().ok()?) * 65_536.0;
    #[expect(clippy::as_conversions, reason = "saturates, and no other conversion exists; the file's values are small")]
    let fixed = value as i32;
    Some(fixed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_is_read_to_its_end() {
        let bytes = include_bytes!("../../data/facefinder");
        assert_eq!(bytes[8..16], [6, 0, 0, 0, 0xD4, 1, 0, 0], "depth and number of trees");
        assert_eq!(bytes.len(), HEAD + 468 * TREE);
        assert_eq!(cascade().trees.len(), 468);
        assert!(Cascade::read(&bytes[..HEAD + TREE - 1]).trees.is_empty());
    }

    #[test]
    fn no_trees_find_no_face() {
        let picture = Luma { width: 40, height: 40, values: vec![0; 1600] };
        let window = Window { row: 20, column: 20, size: 30 };
        assert_eq!(Cascade { trees: Vec::new() }.score(&picture, window, Turn::NONE), None);
    }
}
