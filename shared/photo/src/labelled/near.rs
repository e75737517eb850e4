//! How far apart the hashes of nearly the same and of different photos are.

use std::fmt::Write;

use license::kind::PhotoKind;

use super::canvas::Chance;
use super::people::{Sitting, drawn_person};
use super::set::rule;
use super::vehicles::vehicle;
use crate::PhotoHash;
use crate::raster::Raster;

fn hash(bytes: &[u8], kind: PhotoKind) -> PhotoHash {
    crate::inspect::hashed(bytes, &rule(kind)).unwrap()
}

/// The same photo as somebody would send it again, each named.
fn again(photo: &Raster, seed: u64) -> Vec<(&'static str, Raster, u8)> {
    let mut chance = Chance::new(seed);
    let (width, height) = (photo.width, photo.height);
    let mut cropped = |most: f64| {
        let mut side = |side: u32| (chance.within(0.0, most) * f64::from(side)) as u32;
        let (left, top, right, bottom) = (side(width), side(height), side(width), side(height));
        photo.cropped(left, top, width - left - right, height - top - bottom)
    };
    let (by_1, by_2, by_4) = (cropped(0.01), cropped(0.02), cropped(0.04));
    vec![
        ("JPEG of quality 95", photo.clone(), 95),
        ("JPEG of quality 40", photo.clone(), 40),
        ("smaller by a third", photo.resized(width * 2 / 3, height * 2 / 3), 80),
        ("brighter", photo.each(|pixel| pixel.map(|value| value * 1.12 + 4.0)), 85),
        ("noise", photo.noisy(seed, 8.0), 85),
        ("cropped by up to 1 % a side", by_1.resized(width, height), 85),
        ("cropped by up to 2 % a side", by_2.resized(width, height), 85),
        ("cropped by up to 4 % a side", by_4.resized(width, height), 85),
    ]
}

/// The distances in classes.
const CLASSES: [(u32, u32); 8] = [(0, 0), (1, 1), (2, 3), (4, 5), (6, 8), (9, 12), (13, 20), (21, 64)];

fn row(name: &str, distances: &[u32]) -> String {
    let mut text = format!("| {name} | {} |", distances.len());
    for (from, to) in CLASSES {
        let count = distances.iter().filter(|distance| (from..=to).contains(*distance)).count();
        write!(text, " {count} |").unwrap();
    }
    text.push('\n');
    text
}

fn pairs(hashes: &[PhotoHash]) -> Vec<u32> {
    let others = |at: usize| hashes[at + 1..].iter().map(move |other| hashes[at].distance(other));
    (0..hashes.len()).flat_map(others).collect()
}

#[test]
fn distances_are_those_of_the_page() {
    let mut vehicles: Vec<(Raster, PhotoKind)> =
        (0..10).map(|seed| (vehicle(200 + seed, 300 + seed, 640, 480), PhotoKind::Vehicle)).collect();
    let people = (0..10).map(|seed| (drawn_person(500 + seed).resized(320, 448), PhotoKind::Person));
    vehicles.extend(people);
    vehicles.push((Sitting::GOOD.taken(), PhotoKind::Person));
    let mut same = std::collections::BTreeMap::<&str, Vec<u32>>::new();
    let mut names = Vec::new();
    let mut originals = Vec::new();
    for (number, (photo, kind)) in vehicles.iter().enumerate() {
        let first = hash(&photo.jpeg(85), *kind);
        originals.push((first, *kind));
        for (name, picture, quality) in again(photo, number as u64) {
            if !names.contains(&name) {
                names.push(name);
            }
            same.entry(name).or_default().push(first.distance(&hash(&picture.jpeg(quality), *kind)));
        }
    }
    let of = |kind: PhotoKind| {
        let of_kind = originals.iter().filter(|(_, of)| *of == kind);
        of_kind.map(|(hash, _)| *hash).collect::<Vec<_>>()
    };
    let yard: Vec<PhotoHash> =
        (0..10).map(|seed| hash(&vehicle(400 + seed, 400, 640, 480).jpeg(85), PhotoKind::Vehicle)).collect();
    let mut text = String::from("| photos | pairs |");
    CLASSES.iter().for_each(|(from, to)| {
        let class = if from == to { format!(" {from} |") } else { format!(" {from}–{to} |") };
        text.push_str(&class);
    });
    text.push_str("\n|---|---|---|---|---|---|---|---|---|---|\n");
    for name in names {
        text.push_str(&row(&format!("the same, {name}"), &same[name]));
    }
    text.push_str(&row("different vehicles", &pairs(&of(PhotoKind::Vehicle))));
    text.push_str(&row("different vehicles in one place", &pairs(&yard)));
    text.push_str(&row("different people, drawn, on white", &pairs(&of(PhotoKind::Person))));
    super::page::compare("distances", &text);
}
