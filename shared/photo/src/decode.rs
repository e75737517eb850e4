//! Decodes once within bounds. The pixels are thrown away: what counts is that they are there.

use std::io::Cursor;

/// Decodes a JPEG at one eighth of its size; every coefficient is still read.
pub(crate) fn jpeg(bytes: &[u8], pixels_max: u64) -> bool {
    let mut decoder = jpeg_decoder::Decoder::new(bytes);
    decoder.set_max_decoding_buffer_size(usize::try_from(pixels_max.saturating_mul(3)).unwrap_or(usize::MAX));
    decoder.scale(1, 1).is_ok() && decoder.decode().is_ok()
}

/// Decodes a PNG row by row. `pixels_max` bounds a row too.
pub(crate) fn png(bytes: &[u8], pixels_max: u64) -> bool {
    let bytes_max = usize::try_from(pixels_max.saturating_mul(8)).unwrap_or(usize::MAX);
    let decoder = png::Decoder::new_with_limits(Cursor::new(bytes), png::Limits { bytes: bytes_max });
    let Ok(mut reader) = decoder.read_info() else {
        return false;
    };
    loop {
        match reader.next_row() {
            Ok(Some(_)) => {}
            Ok(None) => return reader.finish().is_ok(),
            Err(_) => return false,
        }
    }
}
