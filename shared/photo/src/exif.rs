use serde::{Deserialize, Serialize};

/// How a stored picture is to be turned before it is looked at (EXIF tag 0x0112): 1 is upright, 5 to 8 swap its sides.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Orientation(u8);

impl Orientation {
    /// As stored.
    pub const UPRIGHT: Self = Self(1);

    /// The EXIF value, 1 to 8.
    #[must_use]
    pub const fn value(self) -> u8 {
        self.0
    }

    /// Whether width and height change places when the picture is looked at.
    #[must_use]
    pub const fn swaps_sides(self) -> bool {
        self.0 >= 5
    }

    fn of(value: u16) -> Option<Self> {
        u8::try_from(value).ok().filter(|value| (1..=8).contains(value)).map(Self)
    }
}

/// The payload marker of an EXIF segment.
pub(crate) const HEADER: &[u8] = b"Exif\0\0";
const ORIENTATION_TAG: u16 = 0x0112;
const SHORT: u16 = 3;

/// The orientation in an EXIF payload; anything that cannot be read means upright, as every viewer takes it.
pub(crate) fn orientation(payload: &[u8]) -> Orientation {
    payload.strip_prefix(HEADER).and_then(tiff_orientation).unwrap_or(Orientation::UPRIGHT)
}

/// An EXIF payload that says the orientation and nothing else, so that stripping does not turn the picture.
pub(crate) fn only(orientation: Orientation) -> Vec<u8> {
    let mut payload = HEADER.to_vec();
    payload.extend_from_slice(b"MM\0\x2A\0\0\0\x08\0\x01");
    payload.extend_from_slice(&[0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation.value(), 0, 0]);
    payload.extend_from_slice(&[0; 4]);
    payload
}

/// The orientation in EXIF as a PNG has it, without the marker.
pub(crate) fn tiff_orientation(tiff: &[u8]) -> Option<Orientation> {
    let order = match tiff.get(..4)? {
        [b'I', b'I', 42, 0] => ByteOrder::Little,
        [b'M', b'M', 0, 42] => ByteOrder::Big,
        _ => return None,
    };
    let directory = tiff.get(usize::try_from(order.long(tiff.get(4..8)?)?).ok()?..)?;
    let entries = usize::from(order.short(directory.get(..2)?)?);
    let entry = directory
        .get(2..)?
        .chunks_exact(12)
        .take(entries)
        .find(|entry| entry.get(..2).and_then(|tag| order.short(tag)) == Some(ORIENTATION_TAG))?;
    (order.short(entry.get(2..4)?)? == SHORT).then_some(())?;
    Orientation::of(order.short(entry.get(8..10)?)?)
}

enum ByteOrder {
    Little,
    Big,
}

impl ByteOrder {
    fn short(&self, bytes: &[u8]) -> Option<u16> {
        let bytes = bytes.try_into().ok()?;
        Some(match self {
            Self::Little => u16::from_le_bytes(bytes),
            Self::Big => u16::from_be_bytes(bytes),
        })
    }

    fn long(&self, bytes: &[u8]) -> Option<u32> {
        let bytes = bytes.try_into().ok()?;
        Some(match self {
            Self::Little => u32::from_le_bytes(bytes),
            Self::Big => u32::from_be_bytes(bytes),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_back() {
        for value in 1..=8 {
            let orientation = Orientation::of(value).unwrap();
            assert_eq!(super::orientation(&only(orientation)), orientation);
        }
    }

    #[test]
    fn what_cannot_be_read_is_upright() {
        let whole = only(Orientation::of(6).unwrap());
        for cut in 0..whole.len() - 6 {
            assert_eq!(orientation(&whole[..cut]), Orientation::UPRIGHT, "cut at {cut}");
        }
        let offset_outside = b"Exif\0\0II\x2A\0\xFF\xFF\xFF\xFF";
        let value_nine = b"Exif\0\0MM\0\x2A\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x09\0\0";
        let as_long = b"Exif\0\0MM\0\x2A\0\0\0\x08\0\x01\x01\x12\0\x04\0\0\0\x01\0\x06\0\0";
        for payload in [&offset_outside[..], value_nine, as_long, b"Exif\0\0XX", b""] {
            assert_eq!(orientation(payload), Orientation::UPRIGHT);
        }
    }

    #[test]
    fn little_endian_among_other_tags() {
        let mut payload = b"Exif\0\0II\x2A\0\x08\0\0\0\x02\0".to_vec();
        payload.extend_from_slice(b"\x0F\x01\x02\0\x04\0\0\0abc\0");
        payload.extend_from_slice(b"\x12\x01\x03\0\x01\0\0\0\x08\0\0\0");
        assert_eq!(orientation(&payload).value(), 8);
    }
}
