//! Slides windows of growing size over the picture and joins those that mean the same face.

use super::cascade::{Turn, Window, cascade};
use crate::raster::Luma;

/// A face in a picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Face {
    /// Row of its middle, in pixels.
    pub(crate) row: i32,
    /// Column of its middle, in pixels.
    pub(crate) column: i32,
    /// Side of the square around it, from the brows to the chin, in pixels.
    pub(crate) size: i32,
    /// The sum of what its windows scored, in 65,536ths.
    pub(crate) score: i64,
    /// By how many degrees it is tilted clockwise.
    pub(crate) tilt: i32,
}

/// Windows grow by a tenth and move by a tenth, as the cascade was trained for.
const TENTH: i32 = 10;
/// A face is seen by several windows that nearly agree; one alone is chance.
const SCORE_MIN: i64 = 30 * 65_536;
/// More windows than any photo has are noise; it also bounds the time.
const WINDOWS_MAX: usize = 2048;
/// Two windows mean one face when they share so much, in thousandths of both.
const SHARED_MIN: i64 = 300;
/// Sines of 0, 5 … 90 degrees in 256ths.
const SINES: [i32; 19] = [0, 22, 44, 66, 88, 108, 128, 147, 165, 181, 196, 210, 222, 232, 241, 247, 252, 255, 256];
const STEP_DEGREES: i32 = 5;
/// Tilts that are looked for, in steps to either side.
const TILT_STEPS: i32 = 9;
/// Where upright windows find nothing, windows tilted by so many steps are tried.
const TILTED_STEPS: [i32; 2] = [-5, 5];

/// The upright faces at least `smallest` pixels in size, the surest first.
pub(crate) fn upright_faces(picture: &Luma, smallest: i32) -> Vec<Face> {
    joined(&windows(picture, smallest, Turn::NONE))
}

/// The faces at least `smallest` pixels in size, upright or tilted, the surest first.
pub(crate) fn faces(picture: &Luma, smallest: i32) -> Vec<Face> {
    let upright = upright_faces(picture, smallest);
    if !upright.is_empty() {
        return upright;
    }
    TILTED_STEPS.into_iter().flat_map(|steps| joined(&windows(picture, smallest, turn(steps)))).collect()
}

/// The surest face, with its tilt.
pub(crate) fn main_face(picture: &Luma, faces: &[Face]) -> Option<Face> {
    let face = faces.iter().max_by_key(|face| face.score)?;
    Some(Face { tilt: tilt(picture, face), ..*face })
}

fn turn(steps: i32) -> Turn {
    let sine = |steps: i32| usize::try_from(steps.abs()).ok().and_then(|steps| SINES.get(steps)).copied().unwrap_or(0);
    Turn { sine: sine(steps) * steps.signum(), cosine: sine(18 - steps.abs()) }
}

fn windows(picture: &Luma, smallest: i32, turn: Turn) -> Vec<(Window, i64)> {
    let [width, height] = [picture.width, picture.height].map(|side| i32::try_from(side).unwrap_or(i32::MAX));
    let mut found = Vec::new();
    let mut size = smallest.max(20);
    while size < width.min(height) {
        let stride = index_step(size);
        let half = size / 2 + 1;
        for row in (half..height - half).step_by(stride) {
            for column in (half..width - half).step_by(stride) {
                let window = Window { row, column, size };
                if let Some(score) = cascade().score(picture, window, turn)
                    && found.len() < WINDOWS_MAX
                {
                    found.push((window, i64::from(score)));
                }
            }
        }
        size += size / TENTH;
    }
    found
}

fn index_step(size: i32) -> usize {
    usize::try_from(size / TENTH).unwrap_or(1).max(1)
}

/// Windows that share enough are one face, at their mean; what scores too little is none.
fn joined(windows: &[(Window, i64)]) -> Vec<Face> {
    let mut groups: Vec<Vec<(Window, i64)>> = Vec::new();
    for window in windows {
        let (same, mut others): (Vec<_>, Vec<_>) =
            groups.into_iter().partition(|group| group.iter().any(|(other, _)| shared(window.0, *other)));
        let mut group: Vec<_> = same.into_iter().flatten().collect();
        group.push(*window);
        others.push(group);
        groups = others;
    }
    let mut faces: Vec<Face> = groups.iter().map(|group| mean(group)).filter(|face| face.score >= SCORE_MIN).collect();
    faces.sort_by_key(|face| std::cmp::Reverse(face.score));
    faces
}

fn mean(group: &[(Window, i64)]) -> Face {
    let count = i32::try_from(group.len()).unwrap_or(i32::MAX).max(1);
    let of = |part: fn(&Window) -> i32| group.iter().map(|(window, _)| part(window)).sum::<i32>() / count;
    let score = group.iter().map(|(_, score)| score).sum();
    Face {
        row: of(|window| window.row),
        column: of(|window| window.column),
        size: of(|window| window.size),
        score,
        tilt: 0,
    }
}

fn shared(one: Window, other: Window) -> bool {
    let overlap = |a: i32, b: i32| ((one.size + other.size) / 2 - (a - b).abs()).clamp(0, one.size.min(other.size));
    let common = i64::from(overlap(one.row, other.row)) * i64::from(overlap(one.column, other.column));
    let both = i64::from(one.size).pow(2) + i64::from(other.size).pow(2) - common;
    common * 1000 > both * SHARED_MIN
}

/// The tilt at which windows around the face score best: the mean of the tilts, each by the square of its score.
fn tilt(picture: &Luma, face: &Face) -> i32 {
    let (mut weights, mut sum) = (0_i128, 0_i128);
    for steps in -TILT_STEPS..=TILT_STEPS {
        let score = i128::from(around(picture, face, turn(steps)) >> 16);
        weights += score * score;
        sum += score * score * i128::from(steps * STEP_DEGREES);
    }
    let degrees = if weights > 0 { sum / weights } else { 0 };
    i32::try_from(degrees).unwrap_or(0)
}

fn around(picture: &Luma, face: &Face, turn: Turn) -> i64 {
    let mut sum = 0;
    for size in [face.size * 9 / TENTH, face.size, face.size * 11 / TENTH] {
        for shift in [[0, 0], [-1, 0], [1, 0], [0, -1], [0, 1]] {
            let [row, column] = shift.map(|step| step * size / 12);
            let window = Window { row: face.row + row, column: face.column + column, size };
            sum += cascade().score(picture, window, turn).map_or(0, i64::from);
        }
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn turns_are_sines_and_cosines() {
        for steps in -TILT_STEPS..=TILT_STEPS {
            let Turn { sine, cosine } = turn(steps);
            let degrees = f64::from(steps * STEP_DEGREES).to_radians();
            for (whole, exact) in [(sine, degrees.sin()), (cosine, degrees.cos())] {
                assert!((f64::from(whole) / 256.0 - exact).abs() < 0.003, "{steps}");
            }
        }
    }

    #[test]
    fn nothing_is_found_in_nothing_however_small() {
        for (width, height) in [(0, 0), (1, 1), (19, 400), (21, 21), (300, 20)] {
            let count = usize::try_from(width * height).unwrap();
            for value in [0, 128, 255] {
                assert!(faces(&Luma { width, height, values: vec![value; count] }, 0).is_empty());
            }
        }
    }
}
