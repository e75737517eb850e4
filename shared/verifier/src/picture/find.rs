//! Finds codes in a picture: three corner marks, the alignment mark, and the modules between them. The work is bounded
//! by the size of the picture, whatever is in it.

use super::PictureError;
use super::luma::Luma;

mod corner;
mod dark;
mod grid;

/// How much smaller the picture is made, in the order in which it is searched.
const FACTORS: [usize; 3] = [1, 2, 4];

/// The one text that is read.
pub(super) fn code(luma: &Luma) -> Result<String, PictureError> {
    for factor in FACTORS {
        let dark = dark::Dark::of(&luma.reduced(factor));
        if let Some(text) = one(grid::texts(&dark, &corner::corners(&dark)))? {
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
