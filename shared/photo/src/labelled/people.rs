//! Portraits: the one real face, cut out and put before other grounds, and people who are drawn.

use std::sync::LazyLock;

use super::canvas::{Chance, drawn};
use crate::raster::Raster;

/// The portrait as it is (testdata/README.md).
pub(super) fn astronaut() -> &'static Raster {
    static PORTRAIT: LazyLock<Raster> = LazyLock::new(|| {
        crate::decode::png(include_bytes!("../../testdata/astronaut.png"), 1_000_000, [512, 512]).unwrap()
    });
    &PORTRAIT
}

/// Around the person, in the portrait's pixels.
const OUTLINE: [[f64; 2]; 47] = [
    [20.0, 512.0],
    [22.0, 440.0],
    [25.0, 380.0],
    [35.0, 300.0],
    [55.0, 262.0],
    [90.0, 232.0],
    [112.0, 205.0],
    [116.0, 186.0],
    [130.0, 166.0],
    [150.0, 153.0],
    [174.0, 149.0],
    [178.0, 141.0],
    [170.0, 118.0],
    [158.0, 106.0],
    [153.0, 85.0],
    [155.0, 62.0],
    [165.0, 43.0],
    [185.0, 28.0],
    [203.0, 19.0],
    [222.0, 15.0],
    [240.0, 14.0],
    [258.0, 18.0],
    [274.0, 28.0],
    [288.0, 43.0],
    [298.0, 63.0],
    [301.0, 85.0],
    [294.0, 108.0],
    [283.0, 124.0],
    [272.0, 132.0],
    [266.0, 150.0],
    [262.0, 172.0],
    [280.0, 184.0],
    [297.0, 205.0],
    [305.0, 236.0],
    [330.0, 258.0],
    [350.0, 280.0],
    [362.0, 320.0],
    [365.0, 352.0],
    [400.0, 344.0],
    [440.0, 354.0],
    [480.0, 390.0],
    [497.0, 440.0],
    [511.0, 480.0],
    [512.0, 512.0],
    [400.0, 530.0],
    [200.0, 530.0],
    [60.0, 530.0],
];

/// How much of each pixel is the person: 0 to 1, soft at the edge.
fn cut_out() -> &'static Vec<f64> {
    static CUT_OUT: LazyLock<Vec<f64>> = LazyLock::new(|| {
        let inside = drawn(512, 512, |x, y| [if is_inside(x + 0.5, y + 0.5) { 255.0 } else { 0.0 }; 3]);
        inside.smeared(1, 0).smeared(0, 1).pixels.iter().map(|[part, ..]| f64::from(*part) / 255.0).collect()
    });
    &CUT_OUT
}

fn is_inside(x: f64, y: f64) -> bool {
    let edges = OUTLINE.iter().zip(OUTLINE.iter().cycle().skip(1));
    let crossed =
        edges.filter(|([x1, y1], [x2, y2])| (*y1 > y) != (*y2 > y) && x < (x2 - x1) * (y - y1) / (y2 - y1) + x1);
    crossed.count() % 2 == 1
}

/// A portrait to be taken.
#[derive(Clone, Copy)]
pub(super) struct Sitting {
    /// Which part of the portrait: left, top (may be above it), width; the proportion is 5 to 7.
    pub(super) left: f64,
    pub(super) top: f64,
    pub(super) width: f64,
    /// The width in pixels.
    pub(super) pixels: u32,
    /// What is behind: from the upper left to the lower right.
    pub(super) ground: [[f64; 3]; 2],
}

pub(super) const WHITE: [[f64; 3]; 2] = [[250.0, 250.0, 250.0], [240.0, 241.0, 242.0]];

impl Sitting {
    pub(super) const GOOD: Self = Self { left: 75.0, top: -45.0, width: 300.0, pixels: 300, ground: WHITE };

    pub(super) fn taken(self) -> Raster {
        let (width, height) = (self.pixels, self.pixels * 7 / 5);
        let step = self.width / f64::from(width);
        drawn(width, height, |column, row| {
            let (x, y) = (self.left + column * step, self.top + row * step);
            let along = (column + row) / f64::from(width + height);
            let [from, to] = self.ground;
            let ground = [0, 1, 2].map(|channel: usize| from[channel] + (to[channel] - from[channel]) * along);
            let part = person_part(x, y);
            let person = astronaut().between(x, y);
            [0, 1, 2].map(|channel: usize| person[channel] * part + ground[channel] * (1.0 - part))
        })
    }
}

fn person_part(x: f64, y: f64) -> f64 {
    if !(0.0..512.0).contains(&x) || !(0.0..512.0).contains(&y) {
        return 0.0;
    }
    cut_out()[y as usize * 512 + x as usize]
}

/// Somebody who is drawn: composed as a portrait is, with hair, coat and skin of their own. No detector takes it for a face.
pub(super) fn drawn_person(seed: u64) -> Raster {
    let mut chance = Chance::new(seed);
    let mut tone = |from: f64, to: f64| [0; 3].map(|_| chance.within(from, to));
    let (coat, hair, skin_shift) = (tone(20.0, 220.0), tone(15.0, 110.0), tone(-15.0, 15.0));
    let mut chance = Chance::new(seed + 1000);
    let (head_x, head_y) = (chance.within(0.47, 0.53), chance.within(0.36, 0.42));
    let (head_width, head_height) = (chance.within(0.17, 0.23), chance.within(0.17, 0.22));
    let (fringe, shoulders, length) = (chance.within(-0.12, 0.02), chance.within(0.36, 0.47), chance.within(0.0, 0.2));
    let collar = chance.within(0.0, 0.1);
    let picture = drawn(400, 560, |column, row| {
        let (x, y) = (column / 400.0, row / 560.0);
        let oval = |middle_x: f64, middle_y: f64, width: f64, height: f64| {
            ((x - middle_x) / width).powi(2) + ((y - middle_y) / height).powi(2) < 1.0
        };
        let skin = [225.0 + skin_shift[0], 186.0 + skin_shift[1], 160.0 + skin_shift[2]];
        let face = oval(head_x, head_y, head_width, head_height);
        let features = oval(head_x - 0.08, head_y - 0.03, 0.025, 0.012)
            || oval(head_x + 0.08, head_y - 0.03, 0.025, 0.012)
            || oval(head_x, head_y + 0.1, 0.06, 0.012);
        if face && features {
            [60.0, 40.0, 40.0]
        } else if face && y > head_y + fringe - 0.06 {
            skin
        } else if oval(head_x, head_y - 0.03 + length / 2.0, head_width + 0.04, head_height + 0.03 + length / 2.0) {
            hair
        } else if (x - head_x).abs() < 0.08 + collar && y > 0.5 && y < 0.72 + collar {
            skin
        } else if oval(head_x, 1.05, shoulders, 0.4) {
            coat
        } else {
            [248.0; 3]
        }
    });
    picture.smeared(1, 0).smeared(0, 1).noisy(seed, 3.0)
}
