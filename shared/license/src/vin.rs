//! Vehicle identification number, 车辆识别代号 (GB 16735).

use crate::catalogue::text_form::text_form;

const WEIGHTS: [u32; 17] = [8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2];

/// A number of 17 characters of the VIN alphabet. Whether its check digit is right is a finding, not a condition:
/// old and imported vehicles carry numbers without one.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Vin(String);

/// Why a text is no vehicle identification number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum VinError {
    /// Not 17 characters.
    #[error("a vehicle identification number has 17 characters")]
    Length,
    /// A character that GB 16735 does not use.
    #[error("a vehicle identification number uses digits and capital letters without I, O, Q")]
    Alphabet,
}

impl VinError {
    /// The stable name of the error.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Length => "vin.length",
            Self::Alphabet => "vin.alphabet",
        }
    }
}

impl Vin {
    /// Reads a number.
    pub fn parse(text: &str) -> Result<Self, VinError> {
        if text.chars().count() != WEIGHTS.len() {
            return Err(VinError::Length);
        }
        if text.chars().any(|c| value(c).is_none()) {
            return Err(VinError::Alphabet);
        }
        Ok(Self(text.to_owned()))
    }

    /// The 17 characters.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether the ninth character is the check digit of the others.
    #[must_use]
    pub fn check_digit_ok(&self) -> bool {
        check_digit(&self.0) == self.0.chars().nth(8)
    }
}

/// The check digit that belongs at the ninth place of `text`, whatever stands there now; nothing when a character is
/// outside the alphabet.
#[must_use]
pub fn check_digit(text: &str) -> Option<char> {
    let mut sum = 0;
    for (character, weight) in text.chars().zip(WEIGHTS) {
        sum += value(character)? * weight;
    }
    match sum % 11 {
        10 => Some('X'),
        remainder => char::from_digit(remainder, 10),
    }
}

/// The value of a character for the check digit; I, O and Q have none.
fn value(character: char) -> Option<u32> {
    match character {
        '0'..='9' => character.to_digit(10),
        'A' | 'J' => Some(1),
        'B' | 'K' | 'S' => Some(2),
        'C' | 'L' | 'T' => Some(3),
        'D' | 'M' | 'U' => Some(4),
        'E' | 'N' | 'V' => Some(5),
        'F' | 'W' => Some(6),
        'G' | 'P' | 'X' => Some(7),
        'H' | 'Y' => Some(8),
        'R' | 'Z' => Some(9),
        _ => None,
    }
}

text_form!(Vin, VinError);

#[cfg(test)]
mod tests {
    use super::{Vin, VinError};

    #[test]
    fn the_check_digit_is_a_finding() {
        for (text, right) in [
            ("1M8GDM9AXKP042788", true),
            ("11111111111111111", true),
            ("5GZCZ43D13S812715", true),
            ("1M8GDM9A1KP042788", false),
            ("5GZCZ43D13S812716", false),
            ("LSVAA4187E2000001", false),
        ] {
            assert_eq!(Vin::parse(text).expect(text).check_digit_ok(), right, "{text}");
        }
    }

    #[test]
    fn wrong_numbers_are_refused_by_name() {
        for (text, error) in [
            ("", VinError::Length),
            ("1M8GDM9AXKP04278", VinError::Length),
            ("1M8GDM9AXKP0427888", VinError::Length),
            ("1M8GDM9AXKP04278I", VinError::Alphabet),
            ("1M8GDM9AXKPO42788", VinError::Alphabet),
            ("QM8GDM9AXKP042788", VinError::Alphabet),
            ("1m8gdm9axkp042788", VinError::Alphabet),
            ("1M8GDM9A-KP042788", VinError::Alphabet),
            ("１M8GDM9AXKP042788", VinError::Alphabet),
        ] {
            assert_eq!(Vin::parse(text), Err(error), "{text:?}");
        }
    }
}
