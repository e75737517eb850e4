//! How sharp edges are, whatever the picture shows: a sharp picture changes much when it is blurred once more, a blurred
//! one hardly does (F. Crété-Roffet and others, *The Blur Effect*, 2007).

use crate::raster::Luma;

/// How far the second blur reaches to either side.
const REACH: usize = 4;
const WIDTH: u64 = 9;
/// Smaller steps are noise.
const NOISE: u8 = 3;

/// In thousandths, the lesser of across and down, as a hand that moves blurs in one direction. A picture without any
/// step has no edge that is sharp.
pub(crate) fn sharpness(luma: &Luma) -> u64 {
    along_rows(luma).min(along_rows(&luma.transposed()))
}

fn along_rows(luma: &Luma) -> u64 {
    let (mut steps, mut lost) = (0_u64, 0_u64);
    for row in luma.rows() {
        let before = row.iter().skip(REACH);
        let after = row.iter().skip(REACH + 1);
        // one step of the mean over nine is the ninth of the step from the one that leaves to the one that enters
        let left = row.iter();
        let entered = row.iter().skip(2 * REACH + 1);
        for (((before, after), left), entered) in before.zip(after).zip(left).zip(entered) {
            let step = before.abs_diff(*after);
            if step >= NOISE {
                let blurred = u64::from(left.abs_diff(*entered));
                steps += WIDTH * u64::from(step);
                lost += (WIDTH * u64::from(step)).saturating_sub(blurred);
            }
        }
    }
    lost * 1000 / steps.max(1)
}
