//! A JPEG's structure (ITU-T T.81 annex B), read without decoding, and rebuilt without metadata.

use crate::exif::{self, Orientation};
use crate::finding::{Finding, FindingCode};

/// Progressive JPEGs hold all coefficients in memory; beyond this many pixels they are refused by name.
pub const PROGRESSIVE_PIXELS_MAX: u64 = 5_000_000;
/// Every scan costs a pass over the picture. Encoders write about ten.
pub const JPEG_SCANS_MAX: u64 = 32;

const SOI: u8 = 0xD8;
const EOI: u8 = 0xD9;
const SOS: u8 = 0xDA;
const APP1: u8 = 0xE1;
const ADOBE_LENGTH: usize = 12;

/// What a JPEG says about itself, and its bytes without what nobody needs.
pub(crate) struct JpegFile {
    pub(crate) width: u32,
    pub(crate) height: u32,
    pub(crate) progressive: bool,
    pub(crate) orientation: Orientation,
    pub(crate) scans: u64,
    /// Bytes of entropy-coded data, for the lower bound that a whole picture needs.
    pub(crate) entropy_bytes: u64,
    pub(crate) kept: Vec<u8>,
    pub(crate) trailing: u64,
    pub(crate) metadata: u64,
}

/// Reads the structure to its end marker.
///
/// # Errors
/// `Truncated`, `Malformed` or `UnsupportedCoding`.
pub(crate) fn read(bytes: &[u8]) -> Result<JpegFile, Finding> {
    let rest = bytes.strip_prefix(&[0xFF, SOI]).ok_or(flaw(FindingCode::Malformed))?;
    let mut kept = Vec::with_capacity(bytes.len());
    kept.extend_from_slice(&[0xFF, SOI]);
    let walk = Walk { rest, kept, frame: None, orientation: None, scans: 0, entropy_bytes: 0, metadata: 0 };
    walk.until_end()
}

struct Frame {
    width: u32,
    height: u32,
    progressive: bool,
}

struct Walk<'a> {
    rest: &'a [u8],
    kept: Vec<u8>,
    frame: Option<Frame>,
    orientation: Option<Orientation>,
    scans: u64,
    entropy_bytes: u64,
    metadata: u64,
}

impl<'a> Walk<'a> {
    fn until_end(mut self) -> Result<JpegFile, Finding> {
        loop {
            match self.marker()? {
                EOI => return self.finish(),
                SOS => self.scan()?,
                marker => self.segment(marker)?,
            }
        }
    }

    fn finish(mut self) -> Result<JpegFile, Finding> {
        self.kept.extend_from_slice(&[0xFF, EOI]);
        let frame = self.frame.filter(|_| self.scans > 0).ok_or(flaw(FindingCode::Malformed))?;
        Ok(JpegFile {
            width: frame.width,
            height: frame.height,
            progressive: frame.progressive,
            orientation: self.orientation.unwrap_or(Orientation::UPRIGHT),
            scans: self.scans,
            entropy_bytes: self.entropy_bytes,
            kept: self.kept,
            trailing: length(self.rest),
            metadata: self.metadata,
        })
    }

    /// A marker may be preceded by any number of fill bytes 0xFF (B.1.1.2).
    fn marker(&mut self) -> Result<u8, Finding> {
        if self.take(1)? != [0xFF] {
            return Err(flaw(FindingCode::Malformed));
        }
        loop {
            match self.take(1)? {
                [0xFF] => {}
                [0x00] => return Err(flaw(FindingCode::Malformed)),
                [marker] => return Ok(*marker),
                _ => return Err(flaw(FindingCode::Malformed)),
            }
        }
    }

    fn segment(&mut self, marker: u8) -> Result<(), Finding> {
        let payload = self.payload()?;
        match marker {
            // baseline, extended and progressive with Huffman coding
            0xC0..=0xC2 => {
                self.frame(marker, payload)?;
                self.keep(marker, payload);
            }
            // Huffman tables, quantisation tables, restart interval
            0xC4 | 0xDB | 0xDD => self.keep(marker, payload),
            0xE0..=0xEF | 0xFE => self.metadata(marker, payload),
            0xC3 | 0xC5..=0xCF | 0xDC | 0xDE | 0xDF => {
                return Err(flaw(FindingCode::UnsupportedCoding));
            }
            _ => return Err(flaw(FindingCode::Malformed)),
        }
        Ok(())
    }

    fn frame(&mut self, marker: u8, payload: &[u8]) -> Result<(), Finding> {
        let [precision, h1, h0, w1, w0, components, specifications @ ..] = payload else {
            return Err(flaw(FindingCode::Malformed));
        };
        if self.frame.is_some() || specifications.len() != usize::from(*components) * 3 {
            return Err(flaw(FindingCode::Malformed));
        }
        let (width, height) = (u16::from_be_bytes([*w1, *w0]), u16::from_be_bytes([*h1, *h0]));
        // a height of zero means that it follows the first scan (DNL), which no camera writes
        if *precision != 8 || !matches!(components, 1 | 3) || width == 0 || height == 0 {
            return Err(flaw(FindingCode::UnsupportedCoding));
        }
        self.frame = Some(Frame { width: width.into(), height: height.into(), progressive: marker == 0xC2 });
        Ok(())
    }

    /// Keeps what decoding needs (JFIF without its thumbnail, Adobe's colour transform) and the orientation alone.
    fn metadata(&mut self, marker: u8, payload: &[u8]) {
        let before = self.kept.len();
        match (marker, payload) {
            (0xE0, [b'J', b'F', b'I', b'F', 0, fields @ ..]) => self.keep_jfif(fields),
            (0xEE, [b'A', b'd', b'o', b'b', b'e', ..]) => {
                if let Some(adobe) = payload.get(..ADOBE_LENGTH) {
                    self.keep(marker, adobe);
                }
            }
            (APP1, _) if payload.starts_with(exif::HEADER) && self.orientation.is_none() => {
                let orientation = exif::orientation(payload);
                self.orientation = Some(orientation);
                if orientation != Orientation::UPRIGHT {
                    self.keep(APP1, &exif::only(orientation));
                }
            }
            _ => {}
        }
        let kept = self.kept.len().saturating_sub(before);
        self.metadata = self.metadata.saturating_add(length(payload).saturating_add(4).saturating_sub(size(kept)));
    }

    fn keep_jfif(&mut self, fields: &[u8]) {
        if let Some(fields) = fields.get(..7) {
            let mut payload = b"JFIF\0".to_vec();
            payload.extend_from_slice(fields);
            payload.extend_from_slice(&[0, 0]);
            self.keep(0xE0, &payload);
        }
    }

    fn scan(&mut self) -> Result<(), Finding> {
        let header = self.payload()?;
        if self.frame.is_none() {
            return Err(flaw(FindingCode::Malformed));
        }
        self.keep(SOS, header);
        let end = self
            .rest
            .windows(2)
            .position(|pair| matches!(pair, [0xFF, code] if *code != 0 && !(0xD0..=0xD7).contains(code)))
            .ok_or(flaw(FindingCode::Truncated))?;
        let entropy = self.take(end)?;
        self.kept.extend_from_slice(entropy);
        self.entropy_bytes = self.entropy_bytes.saturating_add(length(entropy));
        self.scans = self.scans.saturating_add(1);
        Ok(())
    }

    fn payload(&mut self) -> Result<&'a [u8], Finding> {
        let [high, low] = self.take(2)? else {
            return Err(flaw(FindingCode::Malformed));
        };
        let length = usize::from(u16::from_be_bytes([*high, *low]));
        self.take(length.checked_sub(2).ok_or(flaw(FindingCode::Malformed))?)
    }

    fn keep(&mut self, marker: u8, payload: &[u8]) {
        // payloads come from segments, whose length field holds them
        let length = u16::try_from(payload.len().saturating_add(2)).unwrap_or(u16::MAX);
        self.kept.extend_from_slice(&[0xFF, marker]);
        self.kept.extend_from_slice(&length.to_be_bytes());
        self.kept.extend_from_slice(payload);
    }

    fn take(&mut self, count: usize) -> Result<&'a [u8], Finding> {
        let (taken, rest) = self.rest.split_at_checked(count).ok_or(flaw(FindingCode::Truncated))?;
        self.rest = rest;
        Ok(taken)
    }
}

const fn flaw(code: FindingCode) -> Finding {
    Finding::plain(code)
}

fn length(bytes: &[u8]) -> u64 {
    size(bytes.len())
}

fn size(length: usize) -> u64 {
    u64::try_from(length).unwrap_or(u64::MAX)
}
