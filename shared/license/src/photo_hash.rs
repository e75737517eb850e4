//! How two photos are found to be alike: a perceptual hash of 64 bits, and the keys that near ones share.

use serde::{Deserialize, Serialize};

/// What a picture looks like, in 64 bits: alike pictures differ in few of them. Written as 16 hexadecimal digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct PhotoHash(u64);

/// How many keys a hash has: each pair of its five blocks.
pub const PHOTO_KEYS: usize = 10;
/// Hashes that differ in at most so many bits share a key, whatever the bits.
pub const SHARED_WITHIN: u32 = 3;

/// The five blocks: four of thirteen bits and one of twelve. Bits lie apart by five, so that no block is one corner of the
/// picture, where a plain ground makes all pictures alike.
const BLOCKS: usize = 5;

impl PhotoHash {
    /// Of its bits.
    #[must_use]
    pub const fn new(bits: u64) -> Self {
        Self(bits)
    }

    /// In how many bits the two differ, 0 to 64.
    #[must_use]
    pub const fn distance(self, other: Self) -> u32 {
        (self.0 ^ other.0).count_ones()
    }

    /// The keys under which it is found. Three bits spoil at most three blocks; the two that are left are a key.
    #[must_use]
    pub fn keys(self) -> [String; PHOTO_KEYS] {
        let pairs = (0..BLOCKS).flat_map(|a| (a + 1..BLOCKS).map(move |b| (a, b)));
        let mut keys = <[String; PHOTO_KEYS]>::default();
        for (key, (a, b)) in keys.iter_mut().zip(pairs) {
            *key = format!("{a}{b}-{:04x}{:04x}", self.block(a), self.block(b));
        }
        keys
    }

    fn block(self, at: usize) -> u64 {
        let bits = (at..64).step_by(BLOCKS);
        bits.fold(0, |block, bit| (block << 1) | ((self.0 >> bit) & 1))
    }
}

impl TryFrom<String> for PhotoHash {
    type Error = std::num::ParseIntError;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        u64::from_str_radix(&text, 16).map(Self)
    }
}

impl From<PhotoHash> for String {
    fn from(hash: PhotoHash) -> Self {
        format!("{:016x}", hash.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HASH: u64 = 0x9d3c_5ae1_70f2_4b86;

    fn shares(one: u64, other: u64) -> bool {
        let (one, other) = (PhotoHash(one).keys(), PhotoHash(other).keys());
        one.iter().any(|key| other.contains(key))
    }

    #[test]
    fn whatever_three_bits_differ_a_key_is_shared() {
        for a in 0..64 {
            for b in a..64 {
                for c in b..64 {
                    let other = HASH ^ (1 << a) ^ (1 << b) ^ (1 << c);
                    assert!(shares(HASH, other), "{a} {b} {c}");
                }
            }
        }
    }

    /// One bit in each of four blocks leaves no two blocks alone: what is promised ends there.
    #[test]
    fn four_bits_may_part_them() {
        assert!(!shares(HASH, HASH ^ 0b1111));
        assert!(shares(HASH, HASH ^ (1 | (1 << 5) | (1 << 10) | (1 << 15))), "four in one block do not");
        assert!(!shares(HASH, !HASH));
    }

    #[test]
    fn every_bit_is_in_one_block() {
        for bit in 0..64 {
            let hash = PhotoHash(1 << bit);
            assert_eq!((0..BLOCKS).filter(|at| hash.block(*at) != 0).count(), 1, "{bit}");
        }
        let keys = PhotoHash(HASH).keys();
        assert_eq!(keys.iter().collect::<std::collections::BTreeSet<_>>().len(), PHOTO_KEYS);
    }

    #[test]
    fn it_is_written_in_hexadecimal() {
        let text = serde_json::to_string(&PhotoHash(255)).unwrap();
        assert_eq!(text, "\"00000000000000ff\"");
        assert_eq!(serde_json::from_str::<PhotoHash>(&text).unwrap(), PhotoHash(255));
        assert!(serde_json::from_str::<PhotoHash>("\"photo\"").is_err());
        assert_eq!(PhotoHash(HASH).distance(PhotoHash(HASH ^ 0b111)), 3);
    }
}
