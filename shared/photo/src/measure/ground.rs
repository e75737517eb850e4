//! The ground of a portrait: the corners on both sides of the head.

use super::light::shares;
use crate::raster::{Raster, chroma, luma};

/// Where the ground is looked at, in thousandths of width and height.
const LEFT: [u32; 2] = [0, 140];
const RIGHT: [u32; 2] = [860, 1000];
const UPPER: [u32; 2] = [0, 380];
/// What lies further from the middle value is seen as something else.
const SAME: u8 = 24;

/// What the ground is like.
pub(crate) struct Ground {
    /// The middle luma, 0 to 255.
    pub(crate) luma: u8,
    /// The middle distance from grey, 0 to 255.
    pub(crate) chroma: u8,
    /// The share that differs from the middle, in thousandths.
    pub(crate) other: u64,
}

/// Measures the ground.
pub(crate) fn ground(picture: &Raster) -> Ground {
    let pixels = || picture.part(LEFT, UPPER).chain(picture.part(RIGHT, UPPER));
    let (lumas, chromas) = (shares(pixels().map(luma)), shares(pixels().map(chroma)));
    let (luma, chroma) = (lumas.quantile(500), chromas.quantile(500));
    Ground { luma, chroma, other: lumas.beyond(luma, SAME).max(chromas.beyond(chroma, SAME)) }
}
