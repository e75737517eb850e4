//! A PNG's chunks (ISO/IEC 15948), read without inflating, and rebuilt without metadata.

use crate::exif::{self, Orientation};
use crate::finding::{Finding, FindingCode};

/// An interlaced PNG has to be held whole; beyond this many pixels it is refused by name.
pub const INTERLACED_PIXELS_MAX: u64 = 4_000_000;

pub(crate) const SIGNATURE: [u8; 8] = [0x89, b'P', b'N', b'G', 0x0D, 0x0A, 0x1A, 0x0A];

/// What decoding and its colours need. Text, time, EXIF, profiles (which may hold text and inflate), animation and
/// every unknown chunk go.
const KEPT: [&[u8; 4]; 9] = [b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"sBIT"];

/// What a PNG says about itself, and its bytes without what nobody needs.
pub(crate) struct PngFile {
    pub(crate) width: u32,
    pub(crate) height: u32,
    pub(crate) interlaced: bool,
    pub(crate) orientation: Orientation,
    pub(crate) kept: Vec<u8>,
    pub(crate) trailing: u64,
    pub(crate) metadata: u64,
}

/// Reads the chunks up to IEND. Checksums are left to the decoder, which sees every kept chunk.
///
/// # Errors
/// `Truncated` or `Malformed`.
pub(crate) fn read(bytes: &[u8]) -> Result<PngFile, Finding> {
    let mut rest = bytes.strip_prefix(&SIGNATURE).ok_or(Finding::plain(FindingCode::Malformed))?;
    let (first, after) = Chunk::split(rest)?;
    let (width, height, interlaced) = first.header().ok_or(Finding::plain(FindingCode::Malformed))?;
    let kept = Vec::with_capacity(bytes.len());
    let orientation = Orientation::UPRIGHT;
    let mut file = PngFile { width, height, interlaced, orientation, kept, trailing: 0, metadata: 0 };
    file.kept.extend_from_slice(&SIGNATURE);
    file.kept.extend_from_slice(first.whole);
    rest = after;
    loop {
        let (chunk, after) = Chunk::split(rest)?;
        rest = after;
        match chunk.name {
            b"IHDR" => return Err(Finding::plain(FindingCode::Malformed)),
            name if KEPT.iter().any(|kept| *kept == name) => file.kept.extend_from_slice(chunk.whole),
            name => {
                if name == b"eXIf" {
                    file.orientation = exif::tiff_orientation(chunk.data).unwrap_or(Orientation::UPRIGHT);
                }
                file.metadata = file.metadata.saturating_add(length(chunk.whole));
            }
        }
        if chunk.name == b"IEND" {
            file.trailing = length(rest);
            return Ok(file);
        }
    }
}

struct Chunk<'a> {
    name: &'a [u8],
    data: &'a [u8],
    whole: &'a [u8],
}

impl<'a> Chunk<'a> {
    fn split(bytes: &'a [u8]) -> Result<(Self, &'a [u8]), Finding> {
        Self::parts(bytes).ok_or(Finding::plain(FindingCode::Truncated))
    }

    /// Length, name, data, checksum.
    fn parts(bytes: &'a [u8]) -> Option<(Self, &'a [u8])> {
        let data_length = usize::try_from(u32::from_be_bytes(bytes.get(..4)?.try_into().ok()?)).ok()?;
        let data_end = data_length.checked_add(8)?;
        let (whole, rest) = bytes.split_at_checked(data_end.checked_add(4)?)?;
        Some((Self { name: whole.get(4..8)?, data: whole.get(8..data_end)?, whole }, rest))
    }

    /// Width, height, and whether it is interlaced.
    fn header(&self) -> Option<(u32, u32, bool)> {
        let [w3, w2, w1, w0, h3, h2, h1, h0, _, _, _, _, interlace] = self.data else {
            return None;
        };
        let (width, height) = (u32::from_be_bytes([*w3, *w2, *w1, *w0]), u32::from_be_bytes([*h3, *h2, *h1, *h0]));
        (self.name == b"IHDR" && width > 0 && height > 0).then_some((width, height, *interlace != 0))
    }
}

fn length(bytes: &[u8]) -> u64 {
    u64::try_from(bytes.len()).unwrap_or(u64::MAX)
}
