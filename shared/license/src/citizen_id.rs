//! Citizen identity number, 公民身份号码 (GB 11643).

use std::fmt;

use jiff::civil::Date;

use crate::catalogue::text_form::text_form;
use crate::scope::Sex;

const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const CHECKS: &str = "10X98765432";

/// An 18-character identity number: its date of birth exists and its check character is right.
///
/// Personal data: `Debug` shows the mask; `Display` and [`CitizenId::as_str`] show all of it and are for storage only.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CitizenId {
    text: String,
    birth_date: Date,
}

/// Why a text is no citizen identity number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CitizenIdError {
    /// Not 18 characters; the 15-digit form of before 1999 is out of use.
    #[error("a citizen identity number has 18 characters")]
    Length,
    /// A character other than a digit, or X elsewhere than last.
    #[error("a citizen identity number has 17 digits and a last digit or capital X")]
    Alphabet,
    /// The digits of the date of birth name no day.
    #[error("the date of birth in the citizen identity number does not exist")]
    BirthDate,
    /// The last character does not follow from the others.
    #[error("the check character of the citizen identity number is wrong")]
    Check,
}

impl CitizenIdError {
    /// The stable name of the error.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Length => "citizen_id.length",
            Self::Alphabet => "citizen_id.alphabet",
            Self::BirthDate => "citizen_id.birth_date",
            Self::Check => "citizen_id.check",
        }
    }
}

impl CitizenId {
    /// Reads a number. Its region digits are not compared with a list: divisions are abolished, numbers stay.
    pub fn parse(text: &str) -> Result<Self, CitizenIdError> {
        if text.chars().count() != 18 {
            return Err(CitizenIdError::Length);
        }
        let (first_17, last) = text.split_at_checked(17).ok_or(CitizenIdError::Alphabet)?;
        let last_fits = last.chars().all(|c| c.is_ascii_digit() || c == 'X');
        let check = check_character(first_17).filter(|_| last_fits).ok_or(CitizenIdError::Alphabet)?;
        let birth_date = birth_date(first_17).ok_or(CitizenIdError::BirthDate)?;
        if !last.starts_with(check) {
            return Err(CitizenIdError::Check);
        }
        Ok(Self { text: text.to_owned(), birth_date })
    }

    /// The 18 characters, in full.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The date of birth.
    #[must_use]
    pub fn birth_date(&self) -> Date {
        self.birth_date
    }

    /// The sex: the 17th digit is odd for men, even for women.
    #[must_use]
    pub fn sex(&self) -> Sex {
        let digit = self.text.chars().nth(16).and_then(|c| c.to_digit(10)).unwrap_or_default();
        if digit % 2 == 1 { Sex::Male } else { Sex::Female }
    }

    /// The first four and the last four characters, the ten between them as stars.
    #[must_use]
    pub fn masked(&self) -> String {
        self.text.chars().enumerate().map(|(place, c)| if (4..14).contains(&place) { '*' } else { c }).collect()
    }
}

/// The check character for the first 17 digits (ISO 7064 MOD 11-2); nothing when they are not 17 digits.
#[must_use]
pub fn check_character(first_17: &str) -> Option<char> {
    if first_17.chars().count() != WEIGHTS.len() {
        return None;
    }
    let mut sum = 0;
    for (character, weight) in first_17.chars().zip(WEIGHTS) {
        sum += character.to_digit(10)? * weight;
    }
    CHECKS.chars().nth(usize::try_from(sum % 11).ok()?)
}

fn birth_date(first_17: &str) -> Option<Date> {
    let number = |range| first_17.get(range).and_then(|digits: &str| digits.parse::<i16>().ok());
    let month = i8::try_from(number(10..12)?).ok()?;
    let day = i8::try_from(number(12..14)?).ok()?;
    Date::new(number(6..10).filter(|year| *year >= 1800)?, month, day).ok()
}

impl fmt::Debug for CitizenId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "CitizenId({})", self.masked())
    }
}

text_form!(CitizenId, CitizenIdError);

#[cfg(test)]
mod tests {
    use super::{CitizenId, CitizenIdError, check_character};
    use crate::scope::Sex;
    use jiff::civil::date;

    #[test]
    fn the_standard_example_is_read() {
        let id = CitizenId::parse("11010519491231002X").expect("example of GB 11643");
        assert_eq!(id.birth_date(), date(1949, 12, 31));
        assert_eq!(id.sex(), Sex::Female);
        assert_eq!(id.masked(), "1101**********002X");
        assert_eq!(id.to_string(), "11010519491231002X");
    }

    #[test]
    fn an_odd_17th_digit_is_a_man_and_a_leap_day_is_a_day() {
        let first = "21010220000229001";
        let text = format!("{first}{}", check_character(first).expect("digits"));
        let id = CitizenId::parse(&text).expect("made up, with a right check character");
        assert_eq!(id.sex(), Sex::Male);
        assert_eq!(id.birth_date(), date(2000, 2, 29));
    }

    #[test]
    fn debug_never_shows_the_number() {
        let id = CitizenId::parse("11010519491231002X").expect("example");
        assert!(!format!("{id:?}").contains("19491231"));
    }

    #[test]
    fn wrong_numbers_are_refused_by_name() {
        for (text, error) in [
            ("", CitizenIdError::Length),
            ("110105491231002", CitizenIdError::Length),
            ("11010519491231002", CitizenIdError::Length),
            ("11010519491231002XX", CitizenIdError::Length),
            ("11010519491231002x", CitizenIdError::Alphabet),
            ("1101051949123100XX", CitizenIdError::Alphabet),
            ("A1010519491231002X", CitizenIdError::Alphabet),
            ("１1010519491231002X", CitizenIdError::Alphabet),
            ("11010519491231002证", CitizenIdError::Alphabet),
            (" 1010519491231002X", CitizenIdError::Alphabet),
            ("110105194902290028", CitizenIdError::BirthDate),
            ("110105194913310020", CitizenIdError::BirthDate),
            ("110105194900310020", CitizenIdError::BirthDate),
            ("110105000012310020", CitizenIdError::BirthDate),
            ("110105194912310021", CitizenIdError::Check),
            ("11010519491231020X", CitizenIdError::Check),
            ("110106194912310020", CitizenIdError::Check),
        ] {
            assert_eq!(CitizenId::parse(text), Err(error), "{text:?}");
        }
    }
}
