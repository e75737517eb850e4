//! From a license to its file: checked, laid out, written.

use crate::font::Font;
use crate::input::{DocumentError, DocumentInput, MediaType};
use crate::layout;
use crate::package::Package;
use crate::page::{About, Drawing, Picture, PictureFile};
use crate::pen::ofd;

/// Lays the license out and writes the files that are then sealed: the same input gives the same bytes.
///
/// # Errors
/// What the face holds is refused by name before anything is written; see [`DocumentError`].
pub fn render(input: &DocumentInput) -> Result<Package, DocumentError> {
    let font = Font::open().map_err(|_broken| DocumentError::Package("the font".to_owned()))?;
    input.check(&font)?;
    ofd::write(&drawing(input, &font)?, &about(input), &font)
}

pub(crate) fn drawing<'a>(input: &'a DocumentInput, font: &Font) -> Result<Drawing<'a>, DocumentError> {
    let code = PictureFile { media_type: MediaType::Png, bytes: &input.code_png };
    let photo = input.photo.as_ref().map(|photo| PictureFile { media_type: photo.media_type, bytes: &photo.bytes });
    let photo = photo.map(|file| (Picture::Photo, file));
    Ok(Drawing {
        page: layout::page(input, font)?,
        pictures: photo.into_iter().chain([(Picture::Code, code)]).collect(),
    })
}

pub(crate) fn about(input: &DocumentInput) -> About<'_> {
    About {
        title: &input.title,
        identifier: &input.identifier,
        custom_data: &input.custom_data,
        made_at: input.made_at,
    }
}
