//! Drawn pictures for the demonstration; nobody is on them.

use license::kind::PhotoKind;

use super::driver::Failed;

type Rgb = [u8; 3];

const PAPER: Rgb = [236, 240, 244];
const ROAD: Rgb = [120, 124, 130];
const BODY: Rgb = [36, 92, 160];
const GLASS: Rgb = [170, 205, 225];
const TYRE: Rgb = [28, 28, 30];
const SKIN: Rgb = [224, 188, 160];
const COAT: Rgb = [52, 60, 76];

/// A picture that the inspection lets pass.
pub(super) fn good(kind: PhotoKind) -> Result<Vec<u8>, Failed> {
    match kind {
        PhotoKind::Vehicle => png(1200, 900, vehicle),
        PhotoKind::Person => png(420, 588, person),
    }
}

/// A picture far too small.
pub(super) fn small() -> Result<Vec<u8>, Failed> {
    png(120, 90, vehicle)
}

/// Another vehicle, seen from the other side.
pub(super) fn other_vehicle() -> Result<Vec<u8>, Failed> {
    png(1200, 900, |x, y| vehicle(1.0 - x, y))
}

/// A picture without a sharp edge: every edge of the vehicle is drawn out over a tenth of the picture.
pub(super) fn blurred() -> Result<Vec<u8>, Failed> {
    png(800, 600, |x, y| {
        // How far within the body, in steps of one pixel: from 0 at its rim to 1.
        let rise = |at: f64, from: f64, to: f64| ((at - from) / 0.1).min((to - at) / 0.1).clamp(0.0, 1.0);
        let part = rise(x, 0.1, 0.9) * rise(y, 0.2, 0.8);
        let [paper, body] = [PAPER, BODY].map(|color| color.map(f64::from));
        let mixed = |paper: f64, body: f64| paper + (body - paper) * part;
        [(paper[0], body[0]), (paper[1], body[1]), (paper[2], body[2])].map(|(paper, body)| byte(mixed(paper, body)))
    })
}

/// The nearest byte.
fn byte(value: f64) -> u8 {
    (0..=u8::MAX).find(|byte| f64::from(*byte) + 0.5 >= value).unwrap_or(u8::MAX)
}

/// A picture taken in the dark.
pub(super) fn dark() -> Result<Vec<u8>, Failed> {
    png(800, 600, |x, y| vehicle(x, y).map(|channel| channel / 12))
}

fn png(width: u32, height: u32, color: fn(f64, f64) -> Rgb) -> Result<Vec<u8>, Failed> {
    let part = |place: u32, whole: u32| f64::from(place) / f64::from(whole);
    let pixels: Vec<u8> =
        (0..height).flat_map(|y| (0..width).flat_map(move |x| color(part(x, width), part(y, height)))).collect();
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, width, height);
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_depth(png::BitDepth::Eight);
    let failed = |error: png::EncodingError| Failed::new(error.to_string());
    encoder.write_header().and_then(|mut writer| writer.write_image_data(&pixels)).map_err(failed)?;
    Ok(bytes)
}

fn vehicle(x: f64, y: f64) -> Rgb {
    let wheel = |at: f64| (x - at).powi(2) + ((y - 0.72) * 0.75).powi(2) < 0.004;
    if wheel(0.3) || wheel(0.72) {
        TYRE
    } else if (0.16..0.34).contains(&x) && (0.34..0.48).contains(&y) {
        GLASS
    } else if (0.14..0.88).contains(&x) && (0.3..0.72).contains(&y) {
        BODY
    } else if y > 0.76 {
        ROAD
    } else {
        PAPER
    }
}

fn person(x: f64, y: f64) -> Rgb {
    let head = ((x - 0.5) / 0.2).powi(2) + ((y - 0.38) / 0.2).powi(2) < 1.0;
    let coat = ((x - 0.5) / 0.42).powi(2) + ((y - 1.0) / 0.36).powi(2) < 1.0;
    if head {
        SKIN
    } else if coat {
        COAT
    } else {
        [255, 255, 255]
    }
}
