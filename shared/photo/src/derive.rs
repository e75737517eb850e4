//! The pictures that are kept: upright, without a byte of metadata, the same from the same upload.

use jpeg_encoder::{ColorType, Encoder, EncodingError, SamplingFactor};

use crate::raster::Raster;
use crate::shrink::{shrunk, within};

/// Largest side of a thumbnail, in pixels.
pub const THUMBNAIL_SIDE_MAX: u32 = 240;
/// Largest thumbnail, in bytes.
pub const THUMBNAIL_BYTES_MAX: usize = 20_000;

const PICTURE_QUALITY: u8 = 90;
/// The first that makes the thumbnail small enough is taken; the last always does.
const THUMBNAIL_QUALITIES: [u8; 4] = [80, 60, 40, 15];

/// What is kept of an accepted photo. Both are baseline JPEG, upright, in colour, without metadata.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Derivatives {
    /// For the license: as large as its template prints it at 300 to the inch, where the upload has as much.
    pub picture: Vec<u8>,
    /// For lists: at most [`THUMBNAIL_SIDE_MAX`] pixels a side and [`THUMBNAIL_BYTES_MAX`] bytes.
    pub thumbnail: Vec<u8>,
}

/// Both pictures; `None` only when the encoder refuses a size, which no rule allows.
pub(crate) fn derived(picture: &Raster) -> Option<Derivatives> {
    let size = within([picture.width, picture.height], [THUMBNAIL_SIDE_MAX; 2]);
    let small = shrunk(picture, size)?;
    let thumbnails = THUMBNAIL_QUALITIES.into_iter().filter_map(|quality| encoded(&small, quality).ok());
    let thumbnail = thumbnails.into_iter().find(|bytes| bytes.len() <= THUMBNAIL_BYTES_MAX)?;
    Some(Derivatives { picture: encoded(picture, PICTURE_QUALITY).ok()?, thumbnail })
}

fn encoded(picture: &Raster, quality: u8) -> Result<Vec<u8>, EncodingError> {
    let mut bytes = Vec::new();
    let mut encoder = Encoder::new(&mut bytes, quality);
    encoder.set_sampling_factor(SamplingFactor::F_2_2);
    let [width, height] = [picture.width, picture.height].map(|side| u16::try_from(side).unwrap_or(0));
    encoder.encode(picture.pixels.as_flattened(), width, height, ColorType::Rgb)?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_thumbnail_of_noise_is_small_too() {
        let mut state = 1_u32;
        let mut noise = || {
            state ^= state << 13;
            state ^= state >> 17;
            state ^= state << 5;
            state.to_le_bytes()[1]
        };
        let pixels = (0..500 * 500).map(|_| if noise() > 127 { [255; 3] } else { [noise(), 0, noise()] }).collect();
        let picture = Raster { width: 500, height: 500, pixels };
        let derivatives = derived(&picture).unwrap();
        assert!(derivatives.thumbnail.len() <= THUMBNAIL_BYTES_MAX, "{}", derivatives.thumbnail.len());
        assert_eq!(derived(&picture), Some(derivatives));
    }
}
