//! 底图: the fine-line artwork of a template, drawn from a few numbers.
//!
//! Only additions, multiplications and one rounding: the curves are the same on every processor.

use serde::Deserialize;

use crate::page::{Area, Color, Ink, Item, Length, Paint, Point, Segment};

/// One piece of artwork.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub(crate) enum Artwork {
    /// An area of one colour.
    Ground { area: Area, color: Color },
    /// Waves below each other, each with its mirror image: a net of lenses that swell to the middle.
    Net { area: Area, lines: u16, waves: u16, amplitude: Length, ink: Ink },
    /// Ellipses turned about one centre, as from a geometric lathe.
    Rosette { centre: Point, long: Length, short: Length, turns: u16, ink: Ink },
    /// A band of interlaced waves along the four sides.
    Band { area: Area, depth: Length, wave: Length, ink: Ink },
    /// The outline of an area.
    Frame { area: Area, ink: Ink },
}

/// Coordinates of fine lines are kept to the hundredth of a millimetre: finer is not seen and makes files larger.
const STEP_MICROMETRES: i64 = 10;
/// Where the control points of half a wave lie, in thousandths of its length, so that it looks like a sine.
const CONTROL_THOUSANDTHS: i64 = 364;
/// Four Bézier curves make an ellipse when their control points lie at this share of the radius.
const ELLIPSE: f64 = 0.552_284_749_831;

impl Artwork {
    /// What it draws.
    pub(crate) fn items(&self) -> Vec<Item> {
        match self {
            Self::Ground { area, color } => vec![path(rectangle(area), Paint::Fill(*color))],
            Self::Frame { area, ink } => vec![path(rectangle(area), Paint::Stroke(*ink))],
            Self::Net { area, lines, waves, amplitude, ink } => {
                vec![path(net(area, (*lines).into(), (*waves).into(), *amplitude), Paint::Stroke(*ink))]
            }
            Self::Rosette { centre, long, short, turns, ink } => {
                vec![path(rosette(*centre, *long, *short, *turns), Paint::Stroke(*ink))]
            }
            Self::Band { area, depth, wave, ink } => vec![path(band(area, *depth, *wave), Paint::Stroke(*ink))],
        }
    }
}

fn path(segments: Vec<Segment>, paint: Paint) -> Item {
    Item::Path { segments, paint }
}

pub(crate) fn rectangle(area: &Area) -> Vec<Segment> {
    let corner = |x, y| Point::new(x, y);
    vec![
        Segment::Move(corner(area.x, area.y)),
        Segment::Line(corner(area.right(), area.y)),
        Segment::Line(corner(area.right(), area.bottom())),
        Segment::Line(corner(area.x, area.bottom())),
        Segment::Close,
    ]
}

fn coarse(length: Length) -> Length {
    let micrometres = length.in_micrometres();
    Length::micrometres(micrometres.saturating_sub(micrometres.rem_euclid(STEP_MICROMETRES)))
}

fn coarse_point(x: Length, y: Length) -> Point {
    Point::new(coarse(x), coarse(y))
}

/// Which way a line runs.
#[derive(Clone, Copy)]
enum Run {
    Across,
    Down,
}

impl Run {
    /// A point at a distance along the line and one aside.
    fn at(self, from: Point, along: Length, aside: Length) -> Point {
        match self {
            Self::Across => coarse_point(from.x.plus(along), from.y.plus(aside)),
            Self::Down => coarse_point(from.x.plus(aside), from.y.plus(along)),
        }
    }
}

/// `halves` half waves from a point over a length, the first one to the side of the amplitude's sign.
fn wave(from: Point, run: Run, length: Length, halves: i64, amplitude: Length) -> Vec<Segment> {
    let place = |half: i64, thousandths: i64| {
        length.scaled(half.saturating_mul(1000).saturating_add(thousandths), halves.max(1).saturating_mul(1000))
    };
    let mut segments = vec![Segment::Move(run.at(from, Length::ZERO, Length::ZERO))];
    for half in 0..halves {
        // the curve reaches three quarters of the way to its control points
        let aside = amplitude.scaled(if half % 2 == 0 { 4 } else { -4 }, 3);
        let first = run.at(from, place(half, CONTROL_THOUSANDTHS), aside);
        let second = run.at(from, place(half, 1000_i64.saturating_sub(CONTROL_THOUSANDTHS)), aside);
        segments.push(Segment::Cubic(first, second, run.at(from, place(half, 1000), Length::ZERO)));
    }
    segments
}

fn net(area: &Area, lines: i64, waves: i64, amplitude: Length) -> Vec<Segment> {
    let last = lines.saturating_sub(1).max(1);
    let mut segments = vec![];
    for line in 0..lines {
        let from = Point::new(area.x, area.y.plus(area.height.scaled(line, last)));
        // 4·t·(1 − t): nothing at the first and last line, all of it in the middle
        let swelled = amplitude
            .scaled(line.saturating_mul(last.saturating_sub(line)).saturating_mul(4), last.saturating_mul(last));
        for side in [swelled, swelled.negated()] {
            segments.extend(wave(from, Run::Across, area.width, waves.saturating_mul(2), side));
        }
    }
    segments
}

/// Waves and their mirror images at full and half height on each side, of whole halves.
fn band(area: &Area, depth: Length, wave_length: Length) -> Vec<Segment> {
    let middle = depth.half();
    let inner = Area {
        x: area.x.plus(middle),
        y: area.y.plus(middle),
        width: area.width.minus(depth),
        height: area.height.minus(depth),
    };
    let sides = [
        (Point::new(inner.x, inner.y), Run::Across, inner.width),
        (Point::new(inner.x, inner.bottom()), Run::Across, inner.width),
        (Point::new(inner.x, inner.y), Run::Down, inner.height),
        (Point::new(inner.right(), inner.y), Run::Down, inner.height),
    ];
    let mut segments = vec![];
    for (from, run, length) in sides {
        let halves = length.in_micrometres().saturating_mul(2) / wave_length.in_micrometres().max(1);
        for amplitude in [middle, middle.half(), middle.half().negated(), middle.negated()] {
            segments.extend(wave(from, run, length, halves.max(1), amplitude));
        }
    }
    segments
}

/// An ellipse is the same after half a turn, so `turns` of them share one half.
fn rosette(centre: Point, long: Length, short: Length, turns: u16) -> Vec<Segment> {
    let (cos, sin) = turn(std::f64::consts::PI / f64::from(turns.max(1)));
    let mut direction = (1.0, 0.0);
    let mut segments = vec![];
    for _ in 0..turns {
        segments.extend(ellipse(centre, in_millimetres(long), in_millimetres(short), direction));
        direction = (direction.0 * cos - direction.1 * sin, direction.0 * sin + direction.1 * cos);
    }
    segments
}

fn ellipse(centre: Point, long: f64, short: f64, (cos, sin): (f64, f64)) -> Vec<Segment> {
    let at = |u: f64, v: f64| {
        let (u, v) = (u * long, v * short);
        coarse_point(centre.x.plus(rounded(u * cos - v * sin)), centre.y.plus(rounded(u * sin + v * cos)))
    };
    vec![
        Segment::Move(at(1.0, 0.0)),
        Segment::Cubic(at(1.0, ELLIPSE), at(ELLIPSE, 1.0), at(0.0, 1.0)),
        Segment::Cubic(at(-ELLIPSE, 1.0), at(-1.0, ELLIPSE), at(-1.0, 0.0)),
        Segment::Cubic(at(-1.0, -ELLIPSE), at(-ELLIPSE, -1.0), at(0.0, -1.0)),
        Segment::Cubic(at(ELLIPSE, -1.0), at(1.0, -ELLIPSE), at(1.0, 0.0)),
        Segment::Close,
    ]
}

/// Cosine and sine by their series: the libraries of two platforms may differ in the last place.
fn turn(angle: f64) -> (f64, f64) {
    let (mut cos, mut sin, mut term) = (0.0, 0.0, 1.0);
    for power in 0_u8..24 {
        let signed = if power % 4 < 2 { term } else { -term };
        if power % 2 == 0 {
            cos += signed;
        } else {
            sin += signed;
        }
        term *= angle / (f64::from(power) + 1.0);
    }
    (cos, sin)
}

#[expect(clippy::as_conversions, clippy::cast_precision_loss, reason = "no page has 2^53 micrometres")]
fn in_millimetres(length: Length) -> f64 {
    length.in_micrometres() as f64 / 1000.0
}

#[expect(clippy::as_conversions, clippy::cast_possible_truncation, reason = "no page has 2^63 micrometres")]
fn rounded(millimetres: f64) -> Length {
    Length::micrometres((millimetres * 1000.0).round() as i64)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn area() -> Area {
        Area::from((Length::mm(10), Length::mm(20), Length::mm(100), Length::mm(50)))
    }

    fn points(segments: &[Segment]) -> Vec<Point> {
        let ends = |segment: &Segment| match segment {
            Segment::Move(point) | Segment::Line(point) | Segment::Cubic(_, _, point) => Some(*point),
            Segment::Close => None,
        };
        segments.iter().filter_map(ends).collect()
    }

    fn is_inside(point: &Point) -> bool {
        let area = area();
        point.x >= area.x && point.x <= area.right() && point.y >= area.y && point.y <= area.bottom()
    }

    #[test]
    fn series_give_cosine_and_sine() {
        for angle in [0.0, 0.1, 0.7, std::f64::consts::FRAC_PI_2] {
            let (cos, sin) = turn(angle);
            assert!((cos - angle.cos()).abs() < 1e-12 && (sin - angle.sin()).abs() < 1e-12, "{angle}");
        }
    }

    #[test]
    fn waves_run_from_end_to_end() {
        let segments = wave(Point::new(Length::mm(10), Length::mm(20)), Run::Across, Length::mm(90), 6, Length::mm(3));
        let ends = points(&segments);
        assert_eq!(ends.len(), 7);
        assert_eq!(ends.last(), Some(&Point::new(Length::mm(100), Length::mm(20))));
    }

    #[test]
    fn nets_and_bands_stay_in_their_area() {
        for segments in [net(&area(), 9, 5, Length::mm(4)), band(&area(), Length::mm(6), Length::mm(12))] {
            assert!(points(&segments).iter().all(is_inside));
        }
    }

    #[test]
    fn a_rosette_reaches_as_far_as_its_long_radius() {
        let centre = Point::new(Length::mm(60), Length::mm(45));
        let far = |point: &Point| {
            let (x, y) = (in_millimetres(point.x.minus(centre.x)), in_millimetres(point.y.minus(centre.y)));
            x.hypot(y)
        };
        let most = points(&rosette(centre, Length::mm(20), Length::mm(5), 12)).iter().map(far).fold(0.0, f64::max);
        assert!((most - 20.0).abs() < 0.03, "{most}");
    }
}
