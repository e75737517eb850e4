//! What is found on the picture itself, by the rule of its kind.

use license::kind::PhotoKind;

use crate::face::{Face, faces, main_face, upright_faces};
use crate::finding::{Finding, FindingCode};
use crate::measure::{burnt_out, frame, ground, shares, sharpness};
use crate::raster::{Luma, Raster, chroma};
use crate::rule::PhotoRule;

/// The smallest face that is looked for, in thousandths of the width; in a vehicle's picture of the height.
const FACE_MIN: u32 = 110;
const PORTRAIT_MIN: u32 = 150;
/// Where light counts in a portrait: not on its ground.
const MIDDLE: [[u32; 2]; 2] = [[300, 700], [250, 950]];
const WHOLE: [[u32; 2]; 2] = [[0, 1000], [0, 1000]];

/// Everything found, by the rule.
pub(crate) fn look(picture: &Raster, rule: &PhotoRule) -> Vec<Finding> {
    measured(picture, rule.kind).into_iter().filter_map(|(code, value)| rule.judge(code, value)).collect()
}

/// A measured value of a finding.
pub(crate) type Measured = (FindingCode, u64);

/// Everything that is measured on a picture of this kind.
pub(crate) fn measured(picture: &Raster, kind: PhotoKind) -> Vec<Measured> {
    let light = picture.luma();
    let mut values = any(picture, &light, kind);
    match kind {
        PhotoKind::Person => values.extend(person(picture, &light)),
        PhotoKind::Vehicle => values.extend(vehicle(&light)),
    }
    values
}

fn any(picture: &Raster, light: &Luma, kind: PhotoKind) -> Vec<Measured> {
    let lumas = shares(light.values.iter().copied());
    let [across, down] = if kind == PhotoKind::Person { MIDDLE } else { WHOLE };
    let framed = frame(light, kind);
    vec![
        (FindingCode::NotSharp, sharpness(light)),
        (FindingCode::TooDark, lumas.quantile(950).into()),
        (FindingCode::BurntOut, burnt_out(picture.part(across, down))),
        (FindingCode::LowContrast, lumas.spread().into()),
        (FindingCode::Grey, shares(picture.pixels.iter().map(|pixel| chroma(*pixel))).quantile(950).into()),
        (FindingCode::Border, framed.border),
        (FindingCode::Screenshot, framed.bars),
    ]
}

fn vehicle(light: &Luma) -> Vec<Measured> {
    let height = light.height;
    let largest = upright_faces(light, pixels(height, PORTRAIT_MIN)).into_iter().map(|face| face.size).max();
    largest.map(|size| (FindingCode::Portrait, part(size, height))).into_iter().collect()
}

fn person(picture: &Raster, light: &Luma) -> Vec<Measured> {
    let ground = ground(picture);
    let mut values = vec![
        (FindingCode::GroundNotLight, ground.luma.into()),
        (FindingCode::GroundNotPlain, ground.other),
        (FindingCode::GroundColoured, ground.chroma.into()),
    ];
    let found = faces(light, pixels(light.width, FACE_MIN));
    match main_face(light, &found) {
        Some(face) => values.extend(of_face(light, face, found.len())),
        None => values.extend(without_face(light)),
    }
    values
}

fn of_face(picture: &Luma, face: Face, count: usize) -> Vec<Measured> {
    let (width, height) = (picture.width, picture.height);
    let from_middle = (face.column.saturating_mul(2) - side(width)).abs() / 2;
    let above = face.row - face.size / 2;
    let below = side(height) - face.row - face.size / 2;
    let size = face.size.unsigned_abs();
    vec![
        (FindingCode::SeveralFaces, u64::try_from(count).unwrap_or(u64::MAX)),
        (FindingCode::FaceTooSmall, part(face.size, width)),
        (FindingCode::FaceTooLarge, part(face.size, width)),
        (FindingCode::FaceOffCentre, part(from_middle, width)),
        (FindingCode::FaceTilted, face.tilt.unsigned_abs().into()),
        (FindingCode::FaceTooDark, lighter_parts(picture, face)),
        (FindingCode::HeadCutOff, part(above, size)),
        (FindingCode::ShouldersCutOff, part(below, size)),
    ]
}

/// No face, or one that is seen when the picture is turned.
fn without_face(picture: &Luma) -> Vec<Measured> {
    let mut turned = picture.clone();
    for degrees in [90, 180, 270] {
        turned = turned.quarter_turned();
        if !upright_faces(&turned, pixels(turned.width.min(turned.height), FACE_MIN)).is_empty() {
            return vec![(FindingCode::Turned, degrees)];
        }
    }
    vec![(FindingCode::NoFace, 0)]
}

fn lighter_parts(picture: &Luma, face: Face) -> u64 {
    let from = |middle: i32| usize::try_from(middle - face.size / 2).unwrap_or(0);
    let size = usize::try_from(face.size).unwrap_or(0);
    let rows = picture.rows().skip(from(face.row)).take(size);
    let values = rows.flat_map(|row| row.iter().skip(from(face.column)).take(size).copied());
    shares(values).quantile(900).into()
}

/// So many thousandths of a side, in pixels.
fn pixels(side: u32, thousandths: u32) -> i32 {
    i32::try_from(u64::from(side) * u64::from(thousandths) / 1000).unwrap_or(i32::MAX)
}

fn side(value: u32) -> i32 {
    i32::try_from(value).unwrap_or(i32::MAX)
}

/// In thousandths of the whole; nothing below 0.
fn part(value: i32, whole: u32) -> u64 {
    u64::try_from(value).unwrap_or(0) * 1000 / u64::from(whole.max(1))
}
