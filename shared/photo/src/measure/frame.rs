//! Borders and the bars of a screen: lines of one colour along opposite sides that end in a straight step.

use license::kind::PhotoKind;

use super::light::{Shares, shares};
use crate::raster::Luma;

/// What frames the picture, with its depth in thousandths of the side; 0 for none.
pub(crate) struct Frame {
    /// Plain lines.
    pub(crate) border: u64,
    /// Lines with writing.
    pub(crate) bars: u64,
}

/// So far from its colour a line's pixel may be: JPEG rings beside a step.
const TOLERANCE: u8 = 12;
/// A line of a bar may hold so much else, in thousandths.
const OTHER_MAX: u64 = 200;
/// What is so far from the colour is writing,
const INK: u8 = 60;
/// when a line has so much of it, in thousandths.
const INK_MIN: u64 = 20;
/// Two sides of one frame differ by no more.
const SAME_COLOUR: u8 = 8;
/// A step in luma that is seen as an edge.
const STEP: u8 = 12;
/// So much of a line has the step, in thousandths.
const STEP_SHARE: u64 = 500;
/// A bar is at least so deep, in thousandths of the side; a border half of that.
const BAR_MIN: u64 = 20;

/// A straight strip along one side.
#[derive(Clone, Copy)]
struct Strip {
    depth: u64,
    colour: u8,
    writing: bool,
}

/// Looks along all four sides.
pub(crate) fn frame(luma: &Luma, kind: PhotoKind) -> Frame {
    let sides = [luma, &luma.transposed()].map(|lines| {
        let lines: Vec<&[u8]> = lines.rows().collect();
        [strip(lines.iter().copied()), strip(lines.iter().rev().copied())]
    });
    let mut found = Frame { border: 0, bars: 0 };
    for pair in sides {
        if let [Some(one), Some(other)] = pair
            && one.colour.abs_diff(other.colour) <= SAME_COLOUR
        {
            found.take(one);
            found.take(other);
        }
    }
    // shoulders never end in a straight line, so that one strip below them says enough
    let [[_, below], _] = sides;
    below.filter(|_| kind == PhotoKind::Person).into_iter().for_each(|strip| found.take(strip));
    found
}

impl Frame {
    fn take(&mut self, strip: Strip) {
        let depth = if strip.writing { &mut self.bars } else { &mut self.border };
        *depth = strip.depth.max(*depth);
    }
}

/// The strip that begins with the first line; `None` if there is none, it is thin, or it does not end in a step.
fn strip<'a>(lines: impl Clone + ExactSizeIterator<Item = &'a [u8]>) -> Option<Strip> {
    let colour = shares(lines.clone().next()?.iter().copied()).quantile(500);
    let counts = lines.clone().map(|line| shares(line.iter().copied()));
    let plain: Vec<Shares> = counts.take_while(|line| line.beyond(colour, TOLERANCE) <= OTHER_MAX).collect();
    let side = u64::try_from(lines.len()).ok()?;
    let depth = u64::try_from(plain.len()).ok()?.saturating_mul(1000) / side.max(1);
    let writing = plain.iter().any(|line| line.beyond(colour, INK) >= INK_MIN);
    let last = lines.clone().nth(plain.len().checked_sub(1)?)?;
    // the line between may be a mixture of both
    let beyond = lines.clone().nth(plain.len().checked_add(1)?)?;
    let enough = depth >= if writing { BAR_MIN } else { BAR_MIN / 2 };
    (enough && step_share(last, beyond) >= STEP_SHARE).then_some(Strip { depth, colour, writing })
}

fn step_share(one: &[u8], other: &[u8]) -> u64 {
    let steps = one.iter().zip(other).filter(|(one, other)| one.abs_diff(**other) > STEP).count();
    u64::try_from(steps).unwrap_or(0) * 1000 / u64::try_from(one.len()).unwrap_or(1).max(1)
}
