//! Whether two pictures are nearly the same, by 64 bits that survive re-encoding, resizing and slight cropping.

use std::fmt;
use std::str::FromStr;

use license::kind::PhotoKind;
use serde::{Deserialize, Serialize};

use crate::raster::{Raster, luma};
use crate::shrink::shrunk;

/// What a picture looks like from afar: 8 rows of 8 bits, each whether it gets lighter from one place to the next on the
/// right. It says nothing of a person, and no picture can be made from it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct PhotoHash(u64);

/// The text is not 16 hexadecimal digits in small letters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a photo's hash has 16 hexadecimal digits")]
pub struct PhotoHashError;

/// So much lighter is lighter: below, noise in plain grounds would decide.
const STEP: u8 = 2;
const FIELDS: [u32; 2] = [9, 8];
/// Where people differ, in thousandths: grounds are all alike, and so are shoulders.
const PERSON_ACROSS: [u32; 2] = [180, 820];
const PERSON_DOWN: [u32; 2] = [120, 820];

impl PhotoHash {
    /// In how many places two differ: 0 for the same, about 32 for any two.
    #[must_use]
    pub const fn distance(&self, other: &Self) -> u32 {
        (self.0 ^ other.0).count_ones()
    }

    pub(crate) fn of(picture: &Raster, kind: PhotoKind) -> Option<Self> {
        let small = match kind {
            PhotoKind::Vehicle => shrunk(picture, FIELDS),
            PhotoKind::Person => shrunk(&picture.middle(PERSON_ACROSS, PERSON_DOWN), FIELDS),
        };
        let small = small.filter(|small| [small.width, small.height] == FIELDS)?;
        let steps = small.rows().flat_map(|row| row.iter().zip(row.iter().skip(1)));
        let lighter = |(left, right): (&[u8; 3], &[u8; 3])| luma(*right) > luma(*left).saturating_add(STEP);
        Some(Self(steps.fold(0, |bits, step| bits << 1 | u64::from(lighter(step)))))
    }
}

impl fmt::Display for PhotoHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016x}", self.0)
    }
}

impl FromStr for PhotoHash {
    type Err = PhotoHashError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let digits = text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
        let value = u64::from_str_radix(text, 16).ok().filter(|_| digits && text.len() == 16);
        value.map(Self).ok_or(PhotoHashError)
    }
}

impl From<PhotoHash> for String {
    fn from(hash: PhotoHash) -> Self {
        hash.to_string()
    }
}

impl TryFrom<String> for PhotoHash {
    type Error = PhotoHashError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn written_as_sixteen_digits_and_nothing_else_is_read() {
        let hash = PhotoHash(0x00FF_1234_89AB_CDEF);
        assert_eq!(hash.to_string(), "00ff123489abcdef");
        assert_eq!(serde_json::to_string(&hash).unwrap(), "\"00ff123489abcdef\"");
        assert_eq!(serde_json::from_str::<PhotoHash>("\"00ff123489abcdef\"").unwrap(), hash);
        for text in ["", "0", "00FF123489abcdef", "+0ff123489abcdef", "00ff123489abcdef0", "00ff123489abcdeg"] {
            assert_eq!(text.parse::<PhotoHash>(), Err(PhotoHashError), "{text}");
        }
        assert_eq!(hash.distance(&PhotoHash(0)), 8 + 5 + 8 + 12);
    }
}
