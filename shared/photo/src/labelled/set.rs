//! The pictures and their labels. Limits were set on one half; the other half is what is reported.

use license::catalogue::catalogue;
use license::kind::PhotoKind;

use super::people::{Sitting, astronaut, drawn_person};
use super::vehicles::vehicle;
use crate::raster::{Raster, Rgb};
use crate::{FindingCode, PhotoRule};

/// Which half a picture belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Half {
    /// Limits were set on it.
    Set,
    /// They are reported on it.
    Report,
}

/// A picture with its label.
pub(super) struct Labelled {
    pub(super) name: String,
    pub(super) kind: PhotoKind,
    pub(super) half: Half,
    pub(super) bytes: Vec<u8>,
    /// What is wrong with it.
    pub(super) wrong: Vec<FindingCode>,
    /// What may be said as well: the fault has this for a consequence.
    pub(super) besides: Vec<FindingCode>,
}

pub(super) fn rule(kind: PhotoKind) -> PhotoRule {
    PhotoRule::from(catalogue().photo_rule(kind))
}

struct Set {
    pictures: Vec<Labelled>,
    kind: PhotoKind,
    half: Half,
}

/// All pictures of a half.
pub(super) fn pictures(half: Half) -> Vec<Labelled> {
    let mut people = Set { pictures: Vec::new(), kind: PhotoKind::Person, half };
    people.good_people();
    people.bad_light(&Sitting::GOOD.taken());
    people.bad_people();
    people.bad_files(&Sitting::GOOD.taken());
    let mut vehicles = Set { pictures: Vec::new(), kind: PhotoKind::Vehicle, half };
    vehicles.good_vehicles();
    vehicles.bad_light(&vehicle(40 + vehicles.odd(), 41 + vehicles.odd(), 800, 600));
    vehicles.bad_vehicles();
    vehicles.bad_files(&vehicle(50, 51, 800, 600));
    people.pictures.into_iter().chain(vehicles.pictures).collect()
}

use FindingCode as Code;

const GROUND: [Code; 3] = [Code::GroundNotLight, Code::GroundNotPlain, Code::GroundColoured];
/// What may follow when the face is not where it should be.
const PLACED: [Code; 8] = [
    Code::FaceTooSmall,
    Code::FaceTooLarge,
    Code::FaceOffCentre,
    Code::HeadCutOff,
    Code::ShouldersCutOff,
    Code::NoFace,
    Code::FaceTilted,
    Code::Turned,
];

impl Set {
    /// 0 in the half on which limits are set, 1 in the other.
    fn odd(&self) -> u64 {
        u64::from(self.half == Half::Report)
    }

    /// A number of this half: the two never share one.
    fn pick(&self, set: f64, report: f64) -> f64 {
        if self.half == Half::Set { set } else { report }
    }

    fn add(&mut self, name: &str, bytes: Vec<u8>, wrong: &[Code], besides: &[Code]) {
        let (name, kind, half) = (name.to_owned(), self.kind, self.half);
        self.pictures.push(Labelled { name, kind, half, bytes, wrong: wrong.to_vec(), besides: besides.to_vec() });
    }

    fn good_people(&mut self) {
        let good = Sitting::GOOD;
        let cool = [[236.0, 240.0, 246.0], [222.0, 226.0, 232.0]];
        let warm = [[247.0, 244.0, 240.0], [232.0, 228.0, 222.0]];
        let shift = self.pick(-12.0, 10.0);
        for (name, sitting, quality) in [
            ("white ground", good, 92),
            ("cool ground", Sitting { ground: cool, left: good.left + shift, ..good }, 85),
            ("warm ground", Sitting { ground: warm, top: good.top + shift, ..good }, 78),
            ("closer", Sitting { left: 87.0 + shift / 2.0, width: 290.0, top: -30.0, pixels: 296, ..good }, 88),
            ("further", Sitting { left: 60.0 + shift / 2.0, width: 330.0, top: -60.0, pixels: 330, ..good }, 90),
        ] {
            let picture = sitting.taken();
            self.add(name, picture.jpeg(quality), &[], &[]);
            self.add(&format!("{name}, brighter"), picture.each(|p| p.map(|v| v * 1.1)).jpeg(quality), &[], &[]);
            self.add(&format!("{name}, dimmer"), picture.each(|p| p.map(|v| v * 0.86)).jpeg(quality), &[], &[]);
        }
        let plain = good.taken();
        self.add("as PNG", plain.png(), &[], &[]);
        self.add("progressive", plain.progressive(85), &[], &[]);
        self.add("noise", plain.noisy(self.odd(), 8.0).jpeg(85), &[], &[]);
        self.add("slightly tilted", plain.tilted(self.pick(-3.0, 4.0)).jpeg(88), &[], &[]);
        self.add("from a large picture", plain.resized(900, 1260).jpeg(85), &[], &[Code::NotSharp]);
    }

    /// What can be wrong with any picture.
    fn bad_light(&mut self, good: &Raster) {
        for (name, reach) in [("blurred", 2), ("much blurred", 4)] {
            let besides = [PLACED.as_slice(), &[Code::LowContrast]].concat();
            self.add(name, good.blurred(reach + self.odd() as u32).jpeg(88), &[Code::NotSharp], &besides);
        }
        self.add("moved", good.smeared(6 + self.odd() as u32, 0).jpeg(88), &[Code::NotSharp], &PLACED);
        let dark = self.pick(0.16, 0.2);
        let beside_dark =
            [&[Code::LowContrast, Code::GroundNotLight, Code::FaceTooDark, Code::Grey], PLACED.as_slice()].concat();
        self.add("dark", good.each(|p| p.map(|v| v * dark)).jpeg(88), &[Code::TooDark], &beside_dark);
        self.add("darker", good.each(|p| p.map(|v| v * dark / 2.0)).jpeg(88), &[Code::TooDark], &beside_dark);
        let bright = self.pick(3.6, 4.2);
        let beside_bright = [&[Code::LowContrast, Code::NotSharp, Code::Grey], PLACED.as_slice()].concat();
        let burnt = good.each(|p| p.map(|v| v * bright + 60.0));
        self.add("burnt out", burnt.jpeg(88), &[Code::BurntOut], &beside_bright);
        let veil = self.pick(0.12, 0.15);
        let hazy = good.each(|p| p.map(|v| 150.0 + (v - 128.0) * veil));
        let beside_haze = [&[Code::Grey, Code::GroundNotLight, Code::NotSharp], PLACED.as_slice()].concat();
        self.add("hazy", hazy.jpeg(88), &[Code::LowContrast], &beside_haze);
        self.add("grey", good.grey().jpeg(88), &[Code::Grey], &[]);
        self.add("grey PNG", good.grey().noisy(self.odd(), 3.0).png(), &[Code::Grey], &[]);
        self.frames(good);
    }

    fn frames(&mut self, good: &Raster) {
        let depth = 14 + 8 * self.odd() as u32;
        let black: Rgb = [0; 3];
        let besides = [PLACED.as_slice(), &GROUND, &[Code::WrongAspect]].concat();
        self.add("black border", good.under([depth; 4], black).jpeg(88), &[Code::Border], &besides);
        self.add("red border", good.under([depth; 4], [180, 20, 30]).jpeg(88), &[Code::Border], &besides);
        self.add("letterbox", good.under([depth * 2, 0, depth * 2, 0], black).jpeg(88), &[Code::Border], &besides);
        self.add("bars at the sides", good.under([0, depth, 0, depth], black).jpeg(88), &[Code::Border], &besides);
        for (name, dark) in [("screenshot", false), ("dark screenshot", true)] {
            let bar = 34 + 10 * self.odd() as u32;
            self.add(name, good.on_screen(bar, dark).jpeg(90), &[Code::Screenshot], &besides);
        }
    }

    fn bad_people(&mut self) {
        let good = Sitting::GOOD;
        let ground = |from: [f64; 3], to: [f64; 3]| Sitting { ground: [from, to], ..good }.taken().jpeg(88);
        let tone = self.pick(0.0, 14.0);
        let blue = [60.0 + tone, 130.0, 210.0];
        self.add("blue ground", ground(blue, blue), &[Code::GroundColoured], &[Code::GroundNotLight]);
        let red = [200.0 - tone, 40.0, 50.0];
        self.add("red ground", ground(red, red), &[Code::GroundColoured, Code::GroundNotLight], &[]);
        let pale = [190.0, 215.0, 250.0 - tone];
        self.add("pale blue ground", ground(pale, pale), &[Code::GroundColoured], &[]);
        let grey = [96.0 + tone; 3];
        self.add("grey ground", ground(grey, grey), &[Code::GroundNotLight], &[]);
        self.add(
            "half in shadow",
            ground([252.0; 3], [70.0 + tone; 3]),
            &[Code::GroundNotPlain],
            &[Code::GroundNotLight],
        );
        let busy = astronaut().cropped(20 + tone as u32, 0, 300, 420);
        self.add(
            "flag behind",
            busy.jpeg(90),
            &[Code::GroundNotPlain],
            &[Code::GroundNotLight, Code::HeadCutOff, Code::FaceOffCentre, Code::GroundColoured],
        );
        self.bad_faces();
        self.no_faces();
    }

    fn bad_faces(&mut self) {
        let good = Sitting::GOOD;
        let besides = [&GROUND[..], &[Code::ShouldersCutOff, Code::HeadCutOff, Code::NotSharp]].concat();
        for degrees in [15.0, 25.0, -15.0, -25.0] {
            let picture = good.taken().tilted(degrees + self.pick(0.0, 3.0)).jpeg(88);
            self.add(
                "tilted",
                picture,
                &[Code::FaceTilted],
                &[&besides[..], &[Code::FaceOffCentre, Code::FaceTooSmall, Code::FaceTooLarge]].concat(),
            );
        }
        let plain = good.taken();
        let upside_down = Raster { pixels: plain.pixels.iter().rev().copied().collect(), ..plain.clone() };
        self.add("upside down", upside_down.jpeg(88), &[Code::Turned], &besides);
        let far = Sitting { left: -90.0 + self.pick(0.0, 20.0), top: -326.0, width: 600.0, ..good };
        self.add(
            "tiny face",
            far.taken().jpeg(90),
            &[Code::FaceTooSmall],
            &[&besides[..], &[Code::FaceOffCentre]].concat(),
        );
        let close = Sitting { left: 155.0, top: 20.0, width: 140.0 + self.pick(0.0, 10.0), ..good };
        let consequences = [&besides[..], &[Code::NoFace, Code::LowContrast]].concat();
        self.add("too close", close.taken().jpeg(90), &[Code::FaceTooLarge], &consequences);
        for left in [75.0 - 80.0 - self.pick(0.0, 8.0), 75.0 + 80.0 + self.pick(0.0, 6.0)] {
            let aside = Sitting { left, ..good };
            self.add("to one side", aside.taken().jpeg(90), &[Code::FaceOffCentre], &besides);
        }
        let beheaded = Sitting { top: 62.0 + self.pick(0.0, 3.0), ..good };
        self.add(
            "head cut off",
            beheaded.taken().jpeg(90),
            &[Code::HeadCutOff],
            &[&besides[..], &[Code::NoFace]].concat(),
        );
        let chin = Sitting { top: -210.0 - self.pick(0.0, 6.0), ..good };
        self.add("shoulders cut off", chin.taken().jpeg(90), &[Code::ShouldersCutOff], &GROUND);
        self.add(
            "two faces",
            self.two_faces().jpeg(90),
            &[Code::SeveralFaces],
            &[&PLACED[..], &GROUND, &[Code::NotSharp]].concat(),
        );
        let backlit = Sitting { ground: [[252.0; 3]; 2], ..good };
        let lit = backlit.taken();
        let dim = self.pick(0.22, 0.26);
        let against = lit.each(|p| if p.iter().all(|v| *v > 245.0) { p } else { p.map(|v| v * dim) });
        self.add("against the light", against.jpeg(90), &[Code::FaceTooDark], &GROUND);
    }

    fn two_faces(&self) -> Raster {
        let one = Sitting { left: 95.0, top: 0.0, width: 270.0, pixels: 200, ..Sitting::GOOD }.taken();
        let other =
            Sitting { left: 95.0 - self.pick(0.0, 8.0), top: 0.0, width: 290.0, pixels: 200, ..Sitting::GOOD }.taken();
        let both = one.framed([280, 200, 0, 0], [248; 3]);
        let pixels = both.pixels.iter().enumerate().map(|(place, pixel)| {
            let (x, y) = (place as u32 % 400, place as u32 / 400);
            if x >= 200 && y >= 280 { other.at(x - 200, y - 280) } else { *pixel }
        });
        Raster { pixels: pixels.collect(), ..both }
    }

    fn no_faces(&mut self) {
        let besides = [&GROUND[..], &[Code::LowContrast, Code::NotSharp]].concat();
        for number in 0..5 {
            self.add(
                "drawn, without a face",
                drawn_person(number * 2 + self.odd()).jpeg(88),
                &[Code::NoFace],
                &besides,
            );
        }
        let yard = vehicle(60 + self.odd(), 61, 560, 784);
        self.add("a vehicle", yard.jpeg(88), &[Code::NoFace], &besides);
        let back = Sitting { left: 120.0, top: 194.0, width: 220.0, ..Sitting::GOOD };
        self.add("below the chin", back.taken().jpeg(88), &[Code::NoFace], &besides);
    }

    fn good_vehicles(&mut self) {
        for number in 0..9 {
            let seed = number * 2 + self.odd();
            let (width, height) = [(800, 600), (960, 640), (900, 600)][(number % 3) as usize];
            let picture = vehicle(seed, seed + 3, width, height);
            self.add("a vehicle", picture.jpeg(75 + (number % 4) as u8 * 6), &[], &[]);
        }
        let one = vehicle(30 + self.odd(), 31, 800, 600);
        self.add("as PNG", one.png(), &[], &[]);
        self.add("progressive", one.progressive(85), &[], &[]);
        self.add("dusk", one.each(|p| p.map(|v| v * 0.55)).jpeg(88), &[], &[]);
        self.add("bright", one.each(|p| p.map(|v| v * 1.25)).jpeg(88), &[], &[]);
        self.add("noise", one.noisy(self.odd(), 14.0).jpeg(85), &[], &[]);
        let white = one.each(|[r, g, b]| [r * 0.5 + 120.0, g * 0.5 + 120.0, b * 0.5 + 120.0]);
        self.add("overcast", white.jpeg(88), &[], &[]);
    }

    fn bad_vehicles(&mut self) {
        let person = Sitting { ground: super::people::WHITE, pixels: 500, ..Sitting::GOOD }.taken();
        let wide = person.framed([0, 220 + 20 * self.odd() as u32, 0, 220], [244; 3]);
        self.add("a portrait", wide.jpeg(88), &[Code::Portrait], &[Code::NotSharp, Code::Border]);
        let portrait = vehicle(70 + self.odd(), 71, 700, 900);
        self.add("upright", portrait.jpeg(88), &[Code::WrongAspect, Code::TooNarrow], &[]);
    }

    fn bad_files(&mut self, good: &Raster) {
        let (jpeg, png) = (good.jpeg(85), good.png());
        let small = good.resized(good.width / 4, good.height / 4);
        self.add("too small", small.jpeg(90), &[Code::TooNarrow, Code::TooLow], &[]);
        let cut = self.pick(0.4, 0.7);
        let cut_at = |bytes: &[u8]| bytes[..(bytes.len() as f64 * cut) as usize].to_vec();
        self.add("cut JPEG", cut_at(&jpeg), &[Code::Truncated], &[]);
        self.add("cut PNG", cut_at(&png), &[Code::Truncated], &[]);
        let mut torn = png.clone();
        let at = torn.len() / (2 + self.odd() as usize);
        torn[at] ^= 0x55;
        self.add("damaged PNG", torn, &[Code::Undecodable], &[]);
        self.add("text", b"%PDF-1.7 not a photo".to_vec(), &[Code::NotAnImage], &[]);
        self.add("GIF", b"GIF89a\x01\0\x01\0\0\0\0".to_vec(), &[Code::NotAnImage], &[]);
        let tail: &[u8] = if self.half == Half::Set { b"PK\x03\x04 an archive" } else { b"<script>alert(1)</script>" };
        self.add("polyglot", [&jpeg, tail].concat(), &[Code::TrailingData], &[]);
        self.add("polyglot PNG", [&png, tail].concat(), &[Code::TrailingData], &[]);
        self.add(
            "tagged",
            crate::samples::with_segment(&jpeg, 0xE1, b"Exif\0\0 41.8N 123.4E"),
            &[Code::MetadataRemoved],
            &[],
        );
        let says = |width, height| crate::samples::resized(&jpeg, 0xC0, width, height);
        let (width, height) = if self.kind == PhotoKind::Person { (5774, 8660) } else { (8660, 5774) };
        self.add("50 megapixels", says(width, height), &[Code::TooManyPixels], &[Code::Truncated]);
        let mut bomb = png;
        bomb[16..24].copy_from_slice(&[0, 0, 0xC3, 0x50, 0, 0, 0xC3, 0x50]);
        self.add("bomb", bomb, &[Code::TooManyPixels], &[Code::WrongAspect]);
    }
}
