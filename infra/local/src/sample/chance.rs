//! Choices from a seed (SplitMix64). Good enough for samples, and for nothing that must not be guessed.

pub(super) struct Chance(u64);

impl Chance {
    /// The choices about one operator, the same however many there are besides.
    pub(super) fn of(seed: u64, index: usize) -> Self {
        let mut chance = Self(seed);
        let mixed = chance.next();
        Self(mixed ^ u64::try_from(index).unwrap_or(u64::MAX).wrapping_mul(0xD6E8_FEB8_6659_FD93))
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// A number from 0 to `bound` exclusive; 0 for a bound of 0.
    pub(super) fn below(&mut self, bound: u32) -> u32 {
        let scaled = (u128::from(self.next()) * u128::from(bound)) >> 64;
        u32::try_from(scaled).unwrap_or_default()
    }

    /// True in so many of a hundred cases.
    pub(super) fn percent(&mut self, share: u32) -> bool {
        self.below(100) < share
    }

    /// One of several; the default for none.
    pub(super) fn pick<T: Copy + Default>(&mut self, from: &[T]) -> T {
        let count = u32::try_from(from.len()).unwrap_or(u32::MAX);
        usize::try_from(self.below(count)).ok().and_then(|place| from.get(place)).copied().unwrap_or_default()
    }

    /// One character of a text.
    pub(super) fn character(&mut self, from: &str) -> char {
        let characters: Vec<char> = from.chars().collect();
        self.pick(&characters)
    }
}
