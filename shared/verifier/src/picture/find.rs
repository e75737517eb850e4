//! Finds the code in a picture, at the sizes at which it may be sharp enough and calm enough.

use super::PictureError;
use super::luma::Luma;

/// How much smaller the picture is made, in the order in which it is searched.
const FACTORS: [usize; 3] = [1, 2, 3];

/// The one text that is read.
pub(super) fn code(luma: Luma) -> Result<String, PictureError> {
    for factor in FACTORS {
        let found = at(&luma.reduced(factor));
        if let Some(text) = one(found)? {
            return Ok(text);
        }
    }
    Err(PictureError::NoCode)
}

fn one(mut found: Vec<String>) -> Result<Option<String>, PictureError> {
    found.sort();
    found.dedup();
    let first = found.pop();
    if found.is_empty() { Ok(first) } else { Err(PictureError::ManyCodes) }
}

fn at(luma: &Luma) -> Vec<String> {
    let pixel = |x: usize, y: usize| luma.pixels.get(y * luma.width + x).copied().unwrap_or(u8::MAX);
    let mut image = rqrr::PreparedImage::prepare_from_greyscale(luma.width, luma.height, pixel);
    image.detect_grids().iter().filter_map(|grid| grid.decode().ok()).map(|(_about, text)| text).collect()
}
