//! A code as a picture: error correction M, a light border of four modules, eight pixels a module.

use qrcode::bits::Bits;
use qrcode::types::{EcLevel, Version};
use qrcode::{Color, QrCode};

use crate::code::CLAIMS_LENGTH_MAX;
use crate::digits::digit_count;
use crate::signature::Signature;

/// Largest symbol that a license code may take: 49 modules a side scans from paper and from a cracked screen.
pub const LICENSE_SYMBOL_MAX: i16 = 8;
/// Largest symbol that a display code may take: 61 modules a side, on a screen alone.
pub const DISPLAY_SYMBOL_MAX: i16 = 11;
/// The digits of the longest license code.
const LICENSE_DIGITS_MAX: usize = digit_count(CLAIMS_LENGTH_MAX + Signature::LENGTH);
const QUIET_MODULES: usize = 4;
const MODULE_PIXELS: usize = 8;

/// Why a text cannot be drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum QrError {
    /// Not an upper-case address, `#` and digits.
    #[error("a code is an upper-case address, # and digits")]
    Text,
    /// It needs a symbol larger than version 8-M, or 11-M for a display code.
    #[error(
        "the code does not fit a version {LICENSE_SYMBOL_MAX}-M symbol, or {DISPLAY_SYMBOL_MAX}-M for a display code"
    )]
    TooLarge,
    /// The picture could not be written. A bug, not a bad text.
    #[error("the picture could not be written")]
    Picture,
}

/// Draws a code's address as a grayscale PNG. The same text gives the same bytes.
///
/// # Errors
/// See [`QrError`].
pub fn qr_png(text: &str) -> Result<Vec<u8>, QrError> {
    let (address, digits) = text.split_once('#').ok_or(QrError::Text)?;
    let version_max = if digits.len() > LICENSE_DIGITS_MAX { DISPLAY_SYMBOL_MAX } else { LICENSE_SYMBOL_MAX };
    let symbol = (1..=version_max).find_map(|version| symbol(address, digits, version));
    let symbol = match symbol {
        Some(symbol) => symbol,
        None if is_drawable(address, digits) => return Err(QrError::TooLarge),
        None => return Err(QrError::Text),
    };
    picture(&symbol).map_err(|_encoding| QrError::Picture)
}

fn is_drawable(address: &str, digits: &str) -> bool {
    let alphanumeric = |c: char| c.is_ascii_digit() || c.is_ascii_uppercase() || " $%*+-./:".contains(c);
    address.chars().all(alphanumeric) && digits.chars().all(|c| c.is_ascii_digit())
}

/// The three segments written out: the cheapest mode for each part, and nothing left to a search.
fn symbol(address: &str, digits: &str, version: i16) -> Option<QrCode> {
    if !is_drawable(address, digits) {
        return None;
    }
    let mut bits = Bits::new(Version::Normal(version));
    bits.push_alphanumeric_data(address.as_bytes()).ok()?;
    bits.push_byte_data(b"#").ok()?;
    bits.push_numeric_data(digits.as_bytes()).ok()?;
    bits.push_terminator(EcLevel::M).ok()?;
    QrCode::with_bits(bits, EcLevel::M).ok()
}

fn picture(symbol: &QrCode) -> Result<Vec<u8>, png::EncodingError> {
    let modules = symbol.width();
    let side = modules.saturating_add(2 * QUIET_MODULES).saturating_mul(MODULE_PIXELS);
    let quiet_row = || std::iter::repeat_n(0xFF, side);
    let mut pixels: Vec<u8> = vec![];
    let border = || std::iter::repeat_n((), QUIET_MODULES * MODULE_PIXELS);
    border().for_each(|()| pixels.extend(quiet_row()));
    for row in symbol.to_colors().chunks(modules.max(1)) {
        let line = line(row);
        (0..MODULE_PIXELS).for_each(|_| pixels.extend_from_slice(&line));
    }
    border().for_each(|()| pixels.extend(quiet_row()));
    encode(side, &pixels)
}

fn line(row: &[Color]) -> Vec<u8> {
    let border = std::iter::repeat_n(0xFF, QUIET_MODULES * MODULE_PIXELS);
    let dark_or_light = row.iter().map(|color| color.select(0x00, 0xFF));
    let inner = dark_or_light.flat_map(|value| std::iter::repeat_n(value, MODULE_PIXELS));
    border.clone().chain(inner).chain(border).collect()
}

fn encode(side: usize, pixels: &[u8]) -> Result<Vec<u8>, png::EncodingError> {
    let side = u32::try_from(side).unwrap_or(u32::MAX);
    let mut bytes = vec![];
    let mut encoder = png::Encoder::new(&mut bytes, side, side);
    encoder.set_color(png::ColorType::Grayscale);
    encoder.set_depth(png::BitDepth::Eight);
    let mut writer = encoder.write_header()?;
    writer.write_image_data(pixels)?;
    writer.finish()?;
    Ok(bytes)
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// Reads the picture back: the text, the symbol's version and its error correction level (0 is M).
    pub(crate) fn scanned(png: &[u8]) -> (String, usize, u16) {
        let mut reader = png::Decoder::new(std::io::Cursor::new(png)).read_info().unwrap();
        let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
        let info = reader.next_frame(&mut pixels).unwrap();
        let width = usize::try_from(info.width).unwrap();
        let mut image = rqrr::PreparedImage::prepare_from_greyscale(width, width, |x, y| pixels[y * width + x]);
        let grids = image.detect_grids();
        assert_eq!(grids.len(), 1);
        let (meta, text) = grids[0].decode().unwrap();
        (text, meta.version.0, meta.ecc_level)
    }

    fn text(base_length: usize, digits: usize) -> String {
        format!("HTTPS://{}/#{}", "A".repeat(base_length - 10), "9".repeat(digits))
    }

    #[test]
    fn pictures_are_read_back() {
        for (digits, version_max) in [(1, 8), (40, 8), (200, 8), (316, 8), (317, 11), (552, 11)] {
            let text = text(24, digits);
            let (read, version, level) = scanned(&qr_png(&text).unwrap());
            assert_eq!((read, level), (text, 0));
            assert!(version <= version_max, "{digits} digits take version {version}");
        }
    }

    /// The longest license code just fits version 8 with the longest base, the longest display code version 11.
    #[test]
    fn what_does_not_fit_is_refused() {
        assert!(qr_png(&text(25, 552)).is_ok());
        for (base, digits) in [(25, 316), (26, 552), (24, 554)] {
            assert_eq!(qr_png(&text(base, digits)).err(), Some(QrError::TooLarge), "{base} and {digits}");
        }
    }

    #[test]
    fn other_texts_are_refused() {
        for text in ["", "HTTPS://A/", "https://a/#1", "HTTPS://A/#1A", "HTTPS://A/##1", "HTTPS://路/#1", "A#１"] {
            assert_eq!(qr_png(text).err(), Some(QrError::Text), "{text}");
        }
    }
}
