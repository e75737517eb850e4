//! The check character of GB 32100, on its own so that the build's check of the catalogue can use it too.

const ALPHABET: &str = "0123456789ABCDEFGHJKLMNPQRTUWXY";
const WEIGHTS: [usize; 17] = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28];

/// The check character for the first 17 characters of a code; nothing when one is outside the alphabet
/// (digits and capital letters without I, O, S, V, Z) or when there are not 17 of them.
#[must_use]
pub fn check_character(first_17: &str) -> Option<char> {
    if first_17.chars().count() != WEIGHTS.len() {
        return None;
    }
    let mut sum = 0;
    for (character, weight) in first_17.chars().zip(WEIGHTS) {
        sum += ALPHABET.find(character)? * weight;
    }
    ALPHABET.chars().nth((31 - sum % 31) % 31)
}
