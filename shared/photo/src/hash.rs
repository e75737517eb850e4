//! Whether two pictures are nearly the same, by 64 bits that survive re-encoding, resizing and slight cropping.

use std::fmt;
use std::str::FromStr;

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

impl PhotoHash {
    /// The largest distance at which two photos are to be looked at as nearly the same; measured in docs/PHOTO.md.
    pub const NEAR: u32 = 3;

    /// In how many places two differ: 0 for the same, about 32 for any two.
    #[must_use]
    pub const fn distance(&self, other: &Self) -> u32 {
        (self.0 ^ other.0).count_ones()
    }

    /// Whether two photos are to be looked at as nearly the same.
    #[must_use]
    pub const fn is_near(&self, other: &Self) -> bool {
        self.distance(other) <= Self::NEAR
    }

    /// The four keys of an index: hashes at a distance of at most [`Self::NEAR`] have at least one of them in common, in the
    /// same place.
    #[must_use]
    pub const fn bands(&self) -> [u16; 4] {
        let [b0, b1, b2, b3, b4, b5, b6, b7] = self.0.to_be_bytes();
        [
            u16::from_be_bytes([b0, b1]),
            u16::from_be_bytes([b2, b3]),
            u16::from_be_bytes([b4, b5]),
            u16::from_be_bytes([b6, b7]),
        ]
    }

    pub(crate) fn of(picture: &Raster) -> Option<Self> {
        let small = shrunk(picture, [9, 8]).filter(|small| (small.width, small.height) == (9, 8))?;
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
