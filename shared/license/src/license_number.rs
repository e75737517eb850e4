//! License word and number, 证字 and 证号: `辽交运管许可沈字` and `210100000001`.

use crate::catalogue::text_form::text_form;

/// The twelve digits of a business license or a vehicle certificate: six of the numbering code and six of the serial.
///
/// The numbering code need not name a division of today: districts merge, numbers stay.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LicenseNumber(String);

/// Why a text or a pair is no license number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LicenseNumberError {
    /// Not twelve digits.
    #[error("a license number has twelve digits")]
    Form,
    /// The numbering code is not six digits, or begins with nought.
    #[error("the numbering code of a license number has six digits and does not begin with 0")]
    NumberingCode,
    /// The serial is nought or has more than six digits.
    #[error("the serial of a license number is from 000001 to 999999")]
    Serial,
}

impl LicenseNumberError {
    /// The stable name of the error.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Form => "license_number.form",
            Self::NumberingCode => "license_number.numbering_code",
            Self::Serial => "license_number.serial",
        }
    }
}

impl LicenseNumber {
    /// Reads a number.
    pub fn parse(text: &str) -> Result<Self, LicenseNumberError> {
        if text.len() != 12 || !text.bytes().all(|b| b.is_ascii_digit()) {
            return Err(LicenseNumberError::Form);
        }
        if text.starts_with('0') {
            return Err(LicenseNumberError::NumberingCode);
        }
        if text.ends_with("000000") {
            return Err(LicenseNumberError::Serial);
        }
        Ok(Self(text.to_owned()))
    }

    /// Puts a number together from a division's numbering code and a serial from 1 to 999999.
    pub fn of(numbering_code: &str, serial: u32) -> Result<Self, LicenseNumberError> {
        if numbering_code.len() != 6 || !numbering_code.bytes().all(|b| b.is_ascii_digit()) {
            return Err(LicenseNumberError::NumberingCode);
        }
        if serial > 999_999 {
            return Err(LicenseNumberError::Serial);
        }
        Self::parse(&format!("{numbering_code}{serial:06}"))
    }

    /// The twelve digits.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The first six digits.
    #[must_use]
    pub fn numbering_code(&self) -> &str {
        self.0.get(..6).unwrap_or_default()
    }

    /// The last six digits.
    #[must_use]
    pub fn serial(&self) -> &str {
        self.0.get(6..).unwrap_or_default()
    }
}

/// The word before a license number, 证字, such as `辽交运管许可沈字`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LicenseWord(String);

/// Why a text is no license word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LicenseWordError {
    /// Empty or blank.
    #[error("a license word is not empty")]
    Empty,
    /// More than 32 characters.
    #[error("a license word has at most 32 characters")]
    Length,
    /// A control character, or a space at an end.
    #[error("a license word has no control characters and no space at its ends")]
    Character,
}

impl LicenseWordError {
    /// The stable name of the error.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Empty => "license_word.empty",
            Self::Length => "license_word.length",
            Self::Character => "license_word.character",
        }
    }
}

impl LicenseWord {
    /// Reads a word.
    pub fn parse(text: &str) -> Result<Self, LicenseWordError> {
        if text.trim().is_empty() {
            return Err(LicenseWordError::Empty);
        }
        if text.chars().count() > 32 {
            return Err(LicenseWordError::Length);
        }
        if text.chars().any(char::is_control) || text.trim() != text {
            return Err(LicenseWordError::Character);
        }
        Ok(Self(text.to_owned()))
    }

    /// The word.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

text_form!(LicenseNumber, LicenseNumberError);
text_form!(LicenseWord, LicenseWordError);

#[cfg(test)]
mod tests {
    use super::{LicenseNumber, LicenseNumberError, LicenseWord, LicenseWordError};

    #[test]
    fn a_number_is_its_two_parts() {
        for (code, serial, text) in
            [("210100", 1, "210100000001"), ("210400", 999_999, "210400999999"), ("371316", 290_072, "371316290072")]
        {
            let number = LicenseNumber::of(code, serial).expect(text);
            assert_eq!((number.as_str(), number.numbering_code()), (text, code));
            assert_eq!(number.serial().parse(), Ok(serial));
            assert_eq!(LicenseNumber::parse(text), Ok(number));
        }
    }

    #[test]
    fn wrong_numbers_are_refused_by_name() {
        for (text, error) in [
            ("", LicenseNumberError::Form),
            ("21010000001", LicenseNumberError::Form),
            ("2101000000011", LicenseNumberError::Form),
            ("21SF00000001", LicenseNumberError::Form),
            ("２10100000001", LicenseNumberError::Form),
            ("2101 0000001", LicenseNumberError::Form),
            ("010100000001", LicenseNumberError::NumberingCode),
            ("210100000000", LicenseNumberError::Serial),
        ] {
            assert_eq!(LicenseNumber::parse(text), Err(error), "{text:?}");
        }
        for (code, serial, error) in [
            ("21SF00", 1, LicenseNumberError::NumberingCode),
            ("21010", 1, LicenseNumberError::NumberingCode),
            ("010100", 1, LicenseNumberError::NumberingCode),
            ("210100", 0, LicenseNumberError::Serial),
            ("210100", 1_000_000, LicenseNumberError::Serial),
        ] {
            assert_eq!(LicenseNumber::of(code, serial), Err(error), "{code} {serial}");
        }
    }

    #[test]
    fn words_are_short_and_clean() {
        let longest = "字".repeat(32);
        for word in ["辽交运管许可沈字", "津交运管许可德字", "货备", longest.as_str()] {
            assert_eq!(LicenseWord::parse(word).expect(word).as_str(), word);
        }
        for (text, error) in [
            ("", LicenseWordError::Empty),
            ("　", LicenseWordError::Empty),
            (&"字".repeat(33), LicenseWordError::Length),
            ("辽\n字", LicenseWordError::Character),
            ("辽字 ", LicenseWordError::Character),
            ("\u{7f}辽", LicenseWordError::Character),
        ] {
            assert_eq!(LicenseWord::parse(text), Err(error), "{text:?}");
        }
    }
}
