//! Which pixels are dark, by the brightness around each of them.

use crate::picture::luma::Luma;

/// A pixel is dark below so many hundredths of the mean around it: paper and sensors are uneven.
const DARK_PERCENT: u64 = 90;
/// Half the side of what is around a pixel, as a part of the picture's longer side: more than a corner mark's core.
const AROUND: usize = 14;

/// A picture in black and white.
pub(super) struct Dark {
    pub(super) width: usize,
    pub(super) height: usize,
    pixels: Vec<bool>,
}

impl Dark {
    pub(super) fn of(luma: &Luma) -> Self {
        let (width, height) = (luma.width, luma.height);
        let radius = (width.max(height) / AROUND).max(4);
        let sums = Sums::of(luma);
        let mut pixels = Vec::with_capacity(width * height);
        for (at, pixel) in luma.pixels.iter().enumerate() {
            let (x, y) = (at % width, at / width);
            let (left, right) = (x.saturating_sub(radius), (x + radius).min(width));
            let (top, bottom) = (y.saturating_sub(radius), (y + radius).min(height));
            let area = u64::try_from((right - left) * (bottom - top)).unwrap_or(u64::MAX);
            let sum = u64::from(sums.at(right, bottom)) + u64::from(sums.at(left, top));
            let sum = sum.saturating_sub(u64::from(sums.at(left, bottom)) + u64::from(sums.at(right, top)));
            pixels.push(u64::from(*pixel) * area * 100 < sum * DARK_PERCENT);
        }
        Self { width, height, pixels }
    }

    pub(super) fn row(&self, y: usize) -> &[bool] {
        self.pixels.chunks_exact(self.width.max(1)).nth(y).unwrap_or_default()
    }

    /// Light outside the picture.
    pub(super) fn at(&self, x: usize, y: usize) -> bool {
        x < self.width && self.pixels.get(y.saturating_mul(self.width).saturating_add(x)).copied().unwrap_or(false)
    }

    /// At a point between pixels.
    pub(super) fn near(&self, (x, y): (f64, f64)) -> bool {
        x >= 0.0 && y >= 0.0 && self.at(whole(x), whole(y))
    }
}

#[expect(clippy::as_conversions, reason = "a float saturates at the number of a pixel that is outside")]
pub(super) fn whole(coordinate: f64) -> usize {
    coordinate as usize
}

/// The sum of everything above and left of a point.
struct Sums {
    stride: usize,
    sums: Vec<u32>,
}

impl Sums {
    fn of(luma: &Luma) -> Self {
        let stride = luma.width + 1;
        let mut sums = vec![0_u32; stride];
        let mut above = sums.clone();
        for row in luma.pixels.chunks_exact(luma.width.max(1)) {
            let mut sum = 0_u32;
            for (pixel, above) in row.iter().zip(above.iter_mut().skip(1)) {
                sum += u32::from(*pixel);
                *above += sum;
            }
            sums.extend_from_slice(&above);
        }
        Self { stride, sums }
    }

    fn at(&self, x: usize, y: usize) -> u32 {
        self.sums.get(y * self.stride + x).copied().unwrap_or_default()
    }
}
