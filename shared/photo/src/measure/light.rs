//! Light, contrast and colour, from how often each value occurs.

use crate::raster::Rgb;

/// From here on in every channel a pixel is white beyond drawing.
const BURNT: u8 = 252;

/// How often each of 256 values occurs.
pub(crate) struct Shares {
    counts: [u64; 256],
    total: u64,
}

/// Counts the values.
pub(crate) fn shares(values: impl Iterator<Item = u8>) -> Shares {
    let mut shares = Shares { counts: [0; 256], total: 0 };
    for value in values {
        if let Some(count) = shares.counts.get_mut(usize::from(value)) {
            *count += 1;
            shares.total += 1;
        }
    }
    shares
}

impl Shares {
    /// The smallest value that so many thousandths of all do not exceed; 0 of nothing.
    pub(crate) fn quantile(&self, thousandths: u64) -> u8 {
        let wanted = self.total * thousandths;
        let mut seen = 0;
        let values = (0..=u8::MAX).zip(self.counts);
        let reached = values.map(|(value, count)| {
            seen += count * 1000;
            (value, seen)
        });
        reached.into_iter().find(|(_, seen)| *seen >= wanted).map_or(0, |(value, _)| value)
    }

    /// How far the lighter parts are from the darker ones.
    pub(crate) fn spread(&self) -> u8 {
        self.quantile(950).saturating_sub(self.quantile(50))
    }

    /// How many thousandths lie further than `reach` from `value`.
    pub(crate) fn beyond(&self, value: u8, reach: u8) -> u64 {
        let far = (0..=u8::MAX).zip(self.counts).filter(|(other, _)| other.abs_diff(value) > reach);
        far.map(|(_, count)| count).sum::<u64>() * 1000 / self.total.max(1)
    }
}

/// The share of pixels that are white beyond drawing, in thousandths.
pub(crate) fn burnt_out(pixels: impl Iterator<Item = Rgb>) -> u64 {
    let (mut burnt, mut total) = (0_u64, 0_u64);
    for pixel in pixels {
        total += 1;
        burnt += u64::from(pixel.into_iter().all(|value| value >= BURNT));
    }
    burnt * 1000 / total.max(1)
}
