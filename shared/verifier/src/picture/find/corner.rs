//! The corner marks: dark and light in the proportions 1 : 1 : 3 : 1 : 1, along and across.

use super::dark::{Dark, whole};

/// Marks that are kept while looking, and those that are tried: a code has three.
const SEEN_MAX: usize = 200;
const TRIED_MAX: usize = 40;
/// A mark is crossed by three modules' worth of rows.
const HITS_MIN: usize = 2;

/// The middle of a mark, and the width of a module there.
#[derive(Clone, Copy)]
pub(super) struct Corner {
    pub(super) x: f64,
    pub(super) y: f64,
    pub(super) module: f64,
    hits: usize,
}

/// The marks that were crossed most.
pub(super) fn corners(dark: &Dark) -> Vec<Corner> {
    let mut seen: Vec<Corner> = vec![];
    for y in 0..dark.height {
        for middle in marks(dark.row(y)) {
            if let Some(corner) = crossed(dark, middle, y) {
                enter(&mut seen, corner);
            }
        }
    }
    seen.retain(|corner| corner.hits >= HITS_MIN);
    seen.sort_by_key(|corner| std::cmp::Reverse(corner.hits));
    seen.truncate(TRIED_MAX);
    seen
}

fn enter(seen: &mut Vec<Corner>, corner: Corner) {
    let near = |own: &&mut Corner| (own.x - corner.x).hypot(own.y - corner.y) < 2.0 * own.module;
    if let Some(own) = seen.iter_mut().find(near) {
        let (old, new) = (float(own.hits), float(own.hits + 1));
        own.x = (own.x * old + corner.x) / new;
        own.y = (own.y * old + corner.y) / new;
        own.module = (own.module * old + corner.module) / new;
        own.hits += 1;
    } else if seen.len() < SEEN_MAX {
        seen.push(corner);
    }
}

/// Where the middles of such proportions are in a row.
fn marks(row: &[bool]) -> Vec<usize> {
    let mut found = vec![];
    // where each run ends, and whether the first is dark
    let mut ends: Vec<usize> =
        row.windows(2).zip(1..).filter(|(pair, _)| pair.first() != pair.last()).map(|(_, at)| at).collect();
    ends.push(row.len());
    let mut starts = vec![0];
    starts.extend_from_slice(&ends);
    let mut dark = row.first().copied().unwrap_or(false);
    for edges in starts.windows(6) {
        if let ([a, b, c, d, e, f], true) = (edges, dark)
            && is_mark([b - a, c - b, d - c, e - d, f - e]).is_some()
        {
            found.push((c + d) / 2);
        }
        dark = !dark;
    }
    found
}

/// The width of a module, if these are the proportions of a mark.
fn is_mark(runs: [usize; 5]) -> Option<f64> {
    let total = float(runs.iter().sum());
    let module = total / 7.0;
    let fits = |(run, modules): (usize, f64)| (float(run) - modules * module).abs() <= module * 0.3 * modules.max(2.0);
    let all = runs.into_iter().zip([1.0, 1.0, 3.0, 1.0, 1.0]).all(fits);
    (all && total >= 7.0).then_some(module)
}

/// Looks down and up through the middle, then along again.
fn crossed(dark: &Dark, x: usize, y: usize) -> Option<Corner> {
    let (top, down) = line(y, dark.height, |at| dark.at(x, at))?;
    let y = (top.1 + top.0) / 2.0;
    let row = whole(y);
    let (middle, along) = line(x, dark.width, |at| dark.at(at, row))?;
    let alike = along < 2.0 * down && down < 2.0 * along;
    alike.then_some(Corner { x: (middle.0 + middle.1) / 2.0, y, module: (along + down) / 2.0, hits: 1 })
}

/// From inside a core along one line, both ways: the core's ends, and the width of a module.
fn line(from: usize, length: usize, dark: impl Fn(usize) -> bool) -> Option<((f64, f64), f64)> {
    let mut runs = [0_usize; 5];
    let run = |wanted: bool, start: usize, back: bool| {
        let mut at = start;
        let mut count = 0;
        while at < length && dark(at) == wanted {
            count += 1;
            if back && at == 0 {
                break;
            }
            at = if back { at - 1 } else { at + 1 };
        }
        (count, at)
    };
    let (core_after, at) = run(true, from, false);
    let (light_after, at) = run(false, at, false);
    let (ring_after, _) = run(true, at, false);
    let before = from.checked_sub(1)?;
    let (core_before, at) = run(true, before, true);
    let (light_before, at) = run(false, at, true);
    let (ring_before, _) = run(true, at, true);
    runs.copy_from_slice(&[ring_before, light_before, core_before + core_after, light_after, ring_after]);
    let module = is_mark(runs)?;
    Some(((float(from) - float(core_before), float(from + core_after)), module))
}

#[expect(clippy::as_conversions, reason = "lengths of lines in a picture are small")]
pub(super) fn float(length: usize) -> f64 {
    length as f64
}
