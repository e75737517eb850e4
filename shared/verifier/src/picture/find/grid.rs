//! From three corner marks to the modules of a code.

use rqrr::SimpleGrid;

use super::corner::{Corner, float};
use super::dark::Dark;

/// So many groups of three are tried, the most likely first.
const GROUPS_MAX: usize = 12;
/// Modules on a side: versions 1 to 40 have 21 to 177, four apart.
const SIDES: std::ops::RangeInclusive<usize> = 21..=177;
/// So many sizes are tried of each group, the most likely first.
const SIDES_TRIED: usize = 4;
/// The alignment mark is looked for in steps of half a module, twelve modules around its place.
const STEPS: i16 = 24;
const STEP: f64 = 0.5;
/// Of the 25 modules of an alignment mark, so many have to be right.
const ALIGNMENT_MIN: usize = 21;

type Point = (f64, f64);

/// Three marks: the corner between the others first, then clockwise.
struct Group {
    top_left: Corner,
    top_right: Corner,
    bottom_left: Corner,
    unlikely: f64,
}

/// Every text that can be read.
pub(super) fn texts(dark: &Dark, corners: &[Corner]) -> Vec<String> {
    let mut groups = groups(corners);
    groups.sort_by(|a, b| a.unlikely.total_cmp(&b.unlikely));
    groups.iter().take(GROUPS_MAX).filter_map(|group| group.text(dark)).collect()
}

fn groups(corners: &[Corner]) -> Vec<Group> {
    let mut found = vec![];
    for (first, a) in corners.iter().enumerate() {
        for (second, b) in corners.iter().enumerate().skip(first + 1) {
            for c in corners.iter().skip(second + 1) {
                found.extend(Group::of(*a, *b, *c));
            }
        }
    }
    found
}

impl Group {
    /// Nearly a right angle with sides nearly as long as each other.
    fn of(a: Corner, b: Corner, c: Corner) -> Option<Self> {
        let (ab, bc, ca) = (distance(a, b), distance(b, c), distance(c, a));
        let (corner, one, other) = if bc >= ab && bc >= ca {
            (a, b, c)
        } else if ca >= ab {
            (b, c, a)
        } else {
            (c, a, b)
        };
        let (u, v) = (between(corner, one), between(corner, other));
        let (long, short) = (length(u).max(length(v)), length(u).min(length(v)));
        let modules = [a.module, b.module, c.module];
        let (wide, narrow) = (modules.into_iter().fold(0.0, f64::max), modules.into_iter().fold(f64::MAX, f64::min));
        let cosine = (u.0 * v.0 + u.1 * v.1).abs() / (long * short);
        let unlikely = (long / short - 1.0) + cosine + (wide / narrow - 1.0);
        let fits = long < 2.0 * short && wide < 2.0 * narrow && cosine < 0.5 && short > 9.0 * narrow;
        // rows go down: from the right to below is clockwise
        let clockwise = u.0 * v.1 - u.1 * v.0 > 0.0;
        let (top_right, bottom_left) = if clockwise { (one, other) } else { (other, one) };
        fits.then_some(Self { top_left: corner, top_right, bottom_left, unlikely })
    }

    fn text(&self, dark: &Dark) -> Option<String> {
        let module = (self.top_left.module + self.top_right.module + self.bottom_left.module) / 3.0 * self.straight();
        let span = (distance(self.top_left, self.top_right) + distance(self.top_left, self.bottom_left)) / 2.0;
        let likely = span / module + 7.0;
        let mut sides: Vec<usize> = SIDES.step_by(4).collect();
        sides.sort_by(|a, b| (float(*a) - likely).abs().total_cmp(&(float(*b) - likely).abs()));
        sides.into_iter().take(SIDES_TRIED).find_map(|side| self.read(dark, side))
    }

    /// A module was measured along a row, which crosses one that is turned at a slant: 1 in line, down to 1/√2 at 45°.
    fn straight(&self) -> f64 {
        let (x, y) = between(self.top_left, self.top_right);
        x.abs().max(y.abs()) / length((x, y))
    }

    fn read(&self, dark: &Dark, side: usize) -> Option<String> {
        let transform = Seen::of(self, side).best(dark)?;
        let grid = SimpleGrid::from_func(side, |x, y| is_dark(dark, &transform, float(x), float(y)));
        rqrr::Grid::new(grid).decode().ok().map(|(_about, text)| text)
    }
}

/// Three points of a code of a supposed size in the picture, and where a fourth may be.
struct Seen {
    side: usize,
    /// The middle of the last mark along a side.
    far: f64,
    top_left: Point,
    top_right: Point,
    bottom_left: Point,
}

impl Seen {
    fn of(group: &Group, side: usize) -> Self {
        let own = |corner: Corner| (corner.x, corner.y);
        let (top_left, top_right, bottom_left) = (own(group.top_left), own(group.top_right), own(group.bottom_left));
        Self { side, far: float(side) - 3.5, top_left, top_right, bottom_left }
    }

    /// Where modules would be, were the picture taken from straight above.
    fn flat(&self, u: f64, v: f64) -> Point {
        let part = |a: f64, b: f64, c: f64| a + ((b - a) * (u - 3.5) + (c - a) * (v - 3.5)) / (self.far - 3.5);
        let (a, b, c) = (self.top_left, self.top_right, self.bottom_left);
        (part(a.0, b.0, c.0), part(a.1, b.1, c.1))
    }

    /// The way from modules to the picture, if the module (place, place) is at this point.
    fn with(&self, place: f64, point: Point) -> Option<Transform> {
        let modules = Transform::square_to([(3.5, 3.5), (self.far, 3.5), (place, place), (3.5, self.far)])?;
        let picture = Transform::square_to([self.top_left, self.top_right, point, self.bottom_left])?;
        Some(picture.after(&modules.adjoint()))
    }

    /// With the alignment mark where it is, seen at whatever angle; without one, from straight above.
    fn best(&self, dark: &Dark) -> Option<Transform> {
        let place = self.far - 3.0;
        let (mut best, mut sum, mut count) = (ALIGNMENT_MIN, (0.0, 0.0), 0.0);
        for across in -STEPS..=STEPS {
            for down in -STEPS..=STEPS {
                let point = self.flat(place + f64::from(across) * STEP, place + f64::from(down) * STEP);
                let right = self.with(place, point).map_or(0, |transform| score(dark, place, &transform));
                if right > best {
                    (best, sum, count) = (right, (0.0, 0.0), 0.0);
                }
                if right == best {
                    (sum, count) = ((sum.0 + point.0, sum.1 + point.1), count + 1.0);
                }
            }
        }
        if self.side > 21 && count > 0.0 {
            self.with(place, (sum.0 / count, sum.1 / count))
        } else {
            self.with(self.far, self.flat(self.far, self.far))
        }
    }
}

/// How many modules of an alignment mark are as they have to be: a dark one, light around it, dark around that.
fn score(dark: &Dark, place: f64, transform: &Transform) -> usize {
    let offsets = -2_i8..=2;
    let modules = offsets.clone().flat_map(|across| offsets.clone().map(move |down| (across, down)));
    let right = |(across, down): &(i8, i8)| {
        let is_ring = across.abs().max(down.abs()) != 1;
        dark.near(transform.at(place + f64::from(*across), place + f64::from(*down))) == is_ring
    };
    modules.filter(right).count()
}

/// Most of nine points inside the module.
fn is_dark(dark: &Dark, transform: &Transform, x: f64, y: f64) -> bool {
    let inside = [0.3, 0.5, 0.7];
    let points = inside.into_iter().flat_map(|u| inside.into_iter().map(move |v| (x + u, y + v)));
    points.filter(|(u, v)| dark.near(transform.at(*u, *v))).count() > 4
}

/// A plane seen at an angle (Heckbert 1989), for columns (u, v, 1).
struct Transform([[f64; 3]; 3]);

impl Transform {
    /// The unit square to four points, clockwise from its origin.
    fn square_to([p0, p1, p2, p3]: [Point; 4]) -> Option<Self> {
        let (dx1, dx2, sx) = (p1.0 - p2.0, p3.0 - p2.0, p0.0 - p1.0 + p2.0 - p3.0);
        let (dy1, dy2, sy) = (p1.1 - p2.1, p3.1 - p2.1, p0.1 - p1.1 + p2.1 - p3.1);
        let area = dx1 * dy2 - dx2 * dy1;
        let (g, h) = ((sx * dy2 - dx2 * sy) / area, (dx1 * sy - sx * dy1) / area);
        let row = |a: f64, b: f64, d: f64| [b - a + g * b, d - a + h * d, a];
        (area.abs() > f64::EPSILON).then_some(Self([row(p0.0, p1.0, p3.0), row(p0.1, p1.1, p3.1), [g, h, 1.0]]))
    }

    /// The way back, but for a factor.
    fn adjoint(&self) -> Self {
        let [[a, b, c], [d, e, f], [g, h, i]] = self.0;
        Self([
            [e * i - f * h, c * h - b * i, b * f - c * e],
            [f * g - d * i, a * i - c * g, c * d - a * f],
            [d * h - e * g, b * g - a * h, a * e - b * d],
        ])
    }

    fn after(&self, first: &Self) -> Self {
        let [p, q, r] = first.0;
        let [[p0, p1, p2], [q0, q1, q2], [r0, r1, r2]] = [p, q, r];
        Self(self.0.map(|[a, b, c]| [a * p0 + b * q0 + c * r0, a * p1 + b * q1 + c * r1, a * p2 + b * q2 + c * r2]))
    }

    fn at(&self, u: f64, v: f64) -> Point {
        let [x, y, scale] = self.0.map(|[a, b, c]| a * u + b * v + c);
        (x / scale, y / scale)
    }
}

fn between(from: Corner, to: Corner) -> Point {
    (to.x - from.x, to.y - from.y)
}

fn length((x, y): Point) -> f64 {
    x.hypot(y)
}

fn distance(a: Corner, b: Corner) -> f64 {
    length(between(a, b))
}
