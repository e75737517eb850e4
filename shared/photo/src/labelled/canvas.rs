//! What is done to pictures, good and bad.

use jpeg_encoder::{ColorType, Encoder, SamplingFactor};

use crate::raster::{Raster, Rgb, luma};
use crate::shrink::shrunk;

/// Numbers that look like chance and are always the same.
#[derive(Clone)]
pub(super) struct Chance(u64);

impl Chance {
    pub(super) fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ 0xD1B5_4A32_D192_ED03)
    }

    pub(super) fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    pub(super) fn within(&mut self, from: f64, to: f64) -> f64 {
        from + (to - from) * (self.next() % 10_007) as f64 / 10_007.0
    }
}

pub(super) fn drawn(width: u32, height: u32, color: impl Fn(f64, f64) -> [f64; 3]) -> Raster {
    let places = (0..height).flat_map(|y| (0..width).map(move |x| (x, y)));
    let pixels = places.map(|(x, y)| color(f64::from(x), f64::from(y)).map(byte)).collect();
    Raster { width, height, pixels }
}

pub(super) fn byte(value: f64) -> u8 {
    value.round().clamp(0.0, 255.0) as u8
}

impl Raster {
    /// Each pixel by itself.
    pub(super) fn each(&self, change: impl Fn([f64; 3]) -> [f64; 3]) -> Self {
        let pixels = self.pixels.iter().map(|pixel| change(pixel.map(f64::from)).map(byte)).collect();
        Self { pixels, ..*self }
    }

    /// Between pixels, by the four around; outside, the nearest.
    pub(super) fn between(&self, x: f64, y: f64) -> [f64; 3] {
        let (left, top) = (x.floor(), y.floor());
        let at = |x: f64, y: f64| {
            let place = |value: f64, side: u32| value.clamp(0.0, f64::from(side - 1)) as u32;
            self.at(place(x, self.width), place(y, self.height)).map(f64::from)
        };
        let (right_part, lower_part) = (x - left, y - top);
        let mut sum = [0.0; 3];
        for (pixel, part) in [
            (at(left, top), (1.0 - right_part) * (1.0 - lower_part)),
            (at(left + 1.0, top), right_part * (1.0 - lower_part)),
            (at(left, top + 1.0), (1.0 - right_part) * lower_part),
            (at(left + 1.0, top + 1.0), right_part * lower_part),
        ] {
            for (sum, value) in sum.iter_mut().zip(pixel) {
                *sum += value * part;
            }
        }
        sum
    }

    pub(super) fn cropped(&self, x: u32, y: u32, width: u32, height: u32) -> Self {
        let places = (y..y + height).flat_map(|row| (x..x + width).map(move |column| (column, row)));
        Self { width, height, pixels: places.map(|(x, y)| self.at(x, y)).collect() }
    }

    pub(super) fn resized(&self, width: u32, height: u32) -> Self {
        if width <= self.width && height <= self.height {
            return shrunk(self, [width, height]).unwrap();
        }
        let (across, down) = (f64::from(self.width) / f64::from(width), f64::from(self.height) / f64::from(height));
        drawn(width, height, |x, y| self.between((x + 0.5) * across - 0.5, (y + 0.5) * down - 0.5))
    }

    /// Turned by degrees about its middle; the edges are drawn out.
    pub(super) fn tilted(&self, degrees: f64) -> Self {
        let (sine, cosine) = degrees.to_radians().sin_cos();
        let (middle_x, middle_y) = (f64::from(self.width) / 2.0, f64::from(self.height) / 2.0);
        drawn(self.width, self.height, |x, y| {
            let (x, y) = (x - middle_x, y - middle_y);
            self.between(middle_x + x * cosine + y * sine, middle_y - x * sine + y * cosine)
        })
    }

    /// Out of focus: three means over a square come near to a Gaussian.
    pub(super) fn blurred(&self, reach: u32) -> Self {
        (0..3).fold(self.clone(), |picture, _| picture.smeared(reach, 0).smeared(0, reach))
    }

    /// Moved while it was taken.
    pub(super) fn smeared(&self, across: u32, down: u32) -> Self {
        let (across, down) = (i64::from(across), i64::from(down));
        let count = ((2 * across + 1) * (2 * down + 1)) as f64;
        let clamped = |value: i64, side: u32| value.clamp(0, i64::from(side) - 1) as u32;
        drawn(self.width, self.height, |x, y| {
            let mut sum = [0.0; 3];
            for dy in -down..=down {
                for dx in -across..=across {
                    let pixel = self.at(clamped(x as i64 + dx, self.width), clamped(y as i64 + dy, self.height));
                    for (sum, value) in sum.iter_mut().zip(pixel) {
                        *sum += f64::from(value) / count;
                    }
                }
            }
            sum
        })
    }

    pub(super) fn noisy(&self, seed: u64, strength: f64) -> Self {
        let mut chance = Chance::new(seed);
        let pixels = self.pixels.iter().map(|pixel| {
            let noise = chance.within(-strength, strength);
            pixel.map(|value| byte(f64::from(value) + noise))
        });
        Self { pixels: pixels.collect(), ..*self }
    }

    pub(super) fn grey(&self) -> Self {
        let pixels = self.pixels.iter().map(|pixel| [luma(*pixel); 3]).collect();
        Self { pixels, ..*self }
    }

    /// As large as it was, its edges under a frame of one colour: so many pixels above, right, below, left.
    pub(super) fn under(&self, sides: [u32; 4], color: Rgb) -> Self {
        let [above, right, below, left] = sides;
        self.cropped(left, above, self.width - left - right, self.height - above - below).framed(sides, color)
    }

    /// On a larger ground of one colour: so many pixels above, right, below, left.
    pub(super) fn framed(&self, [above, right, below, left]: [u32; 4], color: Rgb) -> Self {
        let (width, height) = (self.width + left + right, self.height + above + below);
        let inside =
            |x: u32, y: u32| (left..left + self.width).contains(&x) && (above..above + self.height).contains(&y);
        let places = (0..height).flat_map(|y| (0..width).map(move |x| (x, y)));
        let pixels = places.map(|(x, y)| if inside(x, y) { self.at(x - left, y - above) } else { color });
        Self { width, height, pixels: pixels.collect() }
    }

    /// Bars with writing above and below, as a phone shows a picture.
    pub(super) fn on_screen(&self, bar: u32, dark: bool) -> Self {
        let (paper, ink) = if dark { ([12; 3], [235; 3]) } else { ([246; 3], [30; 3]) };
        let mut screen = self.under([bar, 0, bar, 0], paper);
        let (width, height) = (screen.width, screen.height);
        for (number, pixel) in screen.pixels.iter_mut().enumerate() {
            let (x, y) = (number as u32 % width, number as u32 / width);
            let line = if y < bar { y } else { height - 1 - y };
            let letters =
                line > bar / 3 && line < bar * 2 / 3 && (x < width / 9 || x > width * 10 / 12) && x / 3 % 2 == 0;
            if letters && (y < bar || y >= height - bar) {
                *pixel = ink;
            }
        }
        screen
    }

    pub(super) fn jpeg(&self, quality: u8) -> Vec<u8> {
        self.encoded(quality, false)
    }

    pub(super) fn progressive(&self, quality: u8) -> Vec<u8> {
        self.encoded(quality, true)
    }

    fn encoded(&self, quality: u8, progressive: bool) -> Vec<u8> {
        let mut bytes = Vec::new();
        let mut encoder = Encoder::new(&mut bytes, quality);
        encoder.set_progressive(progressive);
        encoder.set_sampling_factor(SamplingFactor::F_2_2);
        let [width, height] = [self.width, self.height].map(|side| u16::try_from(side).unwrap());
        encoder.encode(self.pixels.as_flattened(), width, height, ColorType::Rgb).unwrap();
        bytes
    }

    pub(super) fn png(&self) -> Vec<u8> {
        let mut bytes = Vec::new();
        let mut encoder = png::Encoder::new(&mut bytes, self.width, self.height);
        encoder.set_color(png::ColorType::Rgb);
        encoder.set_compression(png::Compression::Fast);
        let mut writer = encoder.write_header().unwrap();
        writer.write_image_data(self.pixels.as_flattened()).unwrap();
        writer.finish().unwrap();
        bytes
    }
}
