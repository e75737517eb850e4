//! Vehicles that are drawn: trucks and buses of many colours, before skies, walls and trees.

use super::canvas::{Chance, drawn};
use crate::raster::Raster;

/// What differs from one vehicle to the next.
struct Vehicle {
    body: [f64; 3],
    cab: [f64; 3],
    left: f64,
    right: f64,
    top: f64,
    cab_part: f64,
    windows: u32,
}

/// What is behind it.
struct Place {
    sky: [f64; 3],
    road: [f64; 3],
    wall: [f64; 3],
    wall_top: f64,
    trees: [f64; 4],
    light: f64,
}

impl Vehicle {
    fn new(seed: u64) -> Self {
        let mut chance = Chance::new(seed * 31 + 7);
        let mut color = || {
            let tone = [0; 3].map(|_| chance.within(20.0, 235.0));
            // a vehicle has a colour: one channel stands out
            let strong = (chance.next() % 3) as usize;
            [0, 1, 2]
                .map(|channel: usize| if channel == strong { tone[channel].max(150.0) } else { tone[channel] * 0.7 })
        };
        let (body, cab) = (color(), color());
        let mut chance = Chance::new(seed * 17 + 3);
        Self {
            body,
            cab,
            left: chance.within(0.06, 0.2),
            right: chance.within(0.78, 0.94),
            top: chance.within(0.22, 0.42),
            cab_part: chance.within(0.18, 0.32),
            windows: (chance.next() % 7) as u32,
        }
    }

    fn color(&self, x: f64, y: f64) -> Option<[f64; 3]> {
        let bottom = 0.76;
        let along = (x - self.left) / (self.right - self.left);
        let wheel = |at: f64| ((along - at) * 1.33).powi(2) + (y - bottom).powi(2) < 0.0052;
        let hub = |at: f64| ((along - at) * 1.33).powi(2) + (y - bottom).powi(2) < 0.0012;
        if [0.14, 0.62, 0.82].into_iter().any(hub) {
            return Some([165.0, 168.0, 172.0]);
        }
        if [0.14, 0.62, 0.82].into_iter().any(wheel) {
            return Some([26.0, 26.0, 29.0]);
        }
        if !(0.0..1.0).contains(&along) || y > bottom || y < self.top {
            return None;
        }
        if along < self.cab_part { self.cab_color(along, y) } else { Some(self.body_color(along, y)) }
    }

    fn cab_color(&self, along: f64, y: f64) -> Option<[f64; 3]> {
        let roof = self.top + 0.06;
        if y < roof {
            None
        } else if y < roof + 0.14 && along > 0.02 && along < self.cab_part - 0.03 {
            Some([88.0 + 300.0 * (y - roof), 118.0, 136.0])
        } else if (0.66..0.7).contains(&y) && (0.01..0.09).contains(&along) {
            // the plate, with characters
            Some(if (along * 80.0).fract() < 0.33 { [240.0; 3] } else { [28.0, 74.0, 170.0] })
        } else {
            Some(self.cab.map(|tone| tone * (1.12 - 0.4 * y)))
        }
    }

    fn body_color(&self, along: f64, y: f64) -> [f64; 3] {
        let shade = 1.15 - 0.45 * y;
        let window = self.windows > 2 && (self.top + 0.06..self.top + 0.16).contains(&y);
        if window && (along * f64::from(self.windows) * 2.0).fract() < 0.7 {
            [70.0, 86.0, 98.0]
        } else if (along * 9.0).fract() < 0.04 {
            self.body.map(|tone| tone * shade * 0.7)
        } else {
            self.body.map(|tone| tone * shade)
        }
    }
}

impl Place {
    fn new(seed: u64) -> Self {
        let mut chance = Chance::new(seed * 13 + 11);
        let blue = chance.within(190.0, 240.0);
        let mut tone = |from: f64, to: f64| {
            let light = chance.within(from, to);
            [light, light * chance.within(0.86, 1.0), light * chance.within(0.74, 0.95)]
        };
        let (road, wall) = (tone(90.0, 140.0), tone(120.0, 205.0));
        let mut chance = Chance::new(seed * 29 + 5);
        Self {
            sky: [blue * 0.78, blue * 0.9, blue],
            road,
            wall,
            wall_top: chance.within(0.2, 0.5),
            trees: [0; 4].map(|_| chance.within(-0.1, 1.1)),
            light: chance.within(0.85, 1.05),
        }
    }

    fn color(&self, x: f64, y: f64) -> [f64; 3] {
        let horizon = 0.62 + 0.03 * (x - 0.5);
        let tree = self.trees.into_iter().enumerate().any(|(number, at)| {
            let size = 0.05 + 0.02 * number as f64;
            ((x - at) * 1.33).powi(2) + (y - 0.42).powi(2) < size * size * 2.0
        });
        if y > horizon {
            self.road.map(|tone| {
                tone * (0.8 + 0.4 * (y - horizon)) + if (x * 40.0 + y * 13.0).fract() < 0.03 { 25.0 } else { 0.0 }
            })
        } else if tree {
            [58.0 + 30.0 * (x * 90.0).sin() * (y * 70.0).cos(), 98.0, 52.0]
        } else if y > self.wall_top {
            let brick = (y * 38.0).fract() < 0.12 || (x * 26.0 + ((y * 38.0).floor() * 0.5).fract()).fract() < 0.06;
            self.wall.map(|tone| if brick { tone * 0.82 } else { tone })
        } else {
            self.sky.map(|tone| tone * (1.02 - 0.25 * (self.wall_top - y)))
        }
    }
}

/// A vehicle in a place. Drawn a little larger and made smaller, as a lens and a sensor would.
pub(super) fn vehicle(seed: u64, place: u64, width: u32, height: u32) -> Raster {
    let (vehicle, place) = (Vehicle::new(seed), Place::new(place));
    let (wide, high) = (width * 5 / 4, height * 5 / 4);
    let (across, down) = (f64::from(wide), f64::from(high));
    let picture = drawn(wide, high, |column, row| {
        let (x, y) = (column / across, row / down);
        vehicle.color(x, y).unwrap_or_else(|| place.color(x, y)).map(|tone| tone * place.light)
    });
    picture.resized(width, height).noisy(seed, 4.0)
}
