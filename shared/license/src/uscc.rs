//! Unified social credit code, 统一社会信用代码 (GB 32100).

use crate::catalogue::text_form::text_form;

mod check_character;
pub use check_character::check_character;

/// The 18-character code of a legal person, another organisation or an issuing body. Its check character is right.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Uscc(String);

/// Why a text is no unified social credit code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum UsccError {
    /// Not 18 characters.
    #[error("a unified social credit code has 18 characters")]
    Length,
    /// A character that GB 32100 does not use.
    #[error("a unified social credit code uses digits and capital letters without I, O, S, V, Z")]
    Alphabet,
    /// The last character does not follow from the others.
    #[error("the check character of the unified social credit code is wrong")]
    Check,
}

impl UsccError {
    /// The stable name of the error.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Length => "uscc.length",
            Self::Alphabet => "uscc.alphabet",
            Self::Check => "uscc.check",
        }
    }
}

impl Uscc {
    /// Reads a code; the provincial rule, art. 6(1), asks for a complete and correct one.
    pub fn parse(text: &str) -> Result<Self, UsccError> {
        if text.chars().count() != 18 {
            return Err(UsccError::Length);
        }
        let (first_17, last) = text.split_at_checked(17).ok_or(UsccError::Alphabet)?;
        let check = check_character(first_17).ok_or(UsccError::Alphabet)?;
        match last.chars().next() {
            Some(printed) if printed == check => Ok(Self(text.to_owned())),
            // The check character is of the same alphabet: a stranger there is no mere slip of computation.
            Some(printed)
                if printed.is_ascii_digit() || (printed.is_ascii_uppercase() && !"IOSVZ".contains(printed)) =>
            {
                Err(UsccError::Check)
            }
            _ => Err(UsccError::Alphabet),
        }
    }

    /// The 18 characters.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

text_form!(Uscc, UsccError);

#[cfg(test)]
mod tests {
    use super::{Uscc, UsccError};

    #[test]
    fn right_codes_are_read_and_printed_alike() {
        for text in [
            "11100000000019713D",
            "11210000MB0000001M",
            "11220000013544541J",
            "11430000006122244L",
            "11330105002500287C",
            "113700000045046442",
            "11100000000013338W",
        ] {
            assert_eq!(Uscc::parse(text).expect(text).to_string(), text);
        }
    }

    #[test]
    fn wrong_codes_are_refused_by_name() {
        for (text, error) in [
            ("", UsccError::Length),
            ("11100000000019713", UsccError::Length),
            ("11100000000019713D0", UsccError::Length),
            ("210102000000001", UsccError::Length),
            (" 1100000000019713D", UsccError::Alphabet),
            ("11100000000019713d", UsccError::Alphabet),
            ("11100000000019713I", UsccError::Alphabet),
            ("1110000000001971OD", UsccError::Alphabet),
            ("1110000000S019713D", UsccError::Alphabet),
            ("证1100000000019713D", UsccError::Alphabet),
            ("11100000000019713证", UsccError::Alphabet),
            ("１1100000000019713D", UsccError::Alphabet),
            ("11100000000019713E", UsccError::Check),
            ("11100000000019731D", UsccError::Check),
            ("21100000000019713D", UsccError::Check),
        ] {
            assert_eq!(Uscc::parse(text), Err(error), "{text:?}");
        }
    }

    #[test]
    fn no_error_repeats_the_value() {
        let error = Uscc::parse("11100000000019713E").expect_err("check");
        assert!(!error.to_string().contains("19713E"));
        assert_eq!(error.code(), "uscc.check");
    }

    #[test]
    fn reading_from_json_checks_too() {
        assert!(serde_json::from_str::<Uscc>("\"11100000000019713D\"").is_ok());
        assert!(serde_json::from_str::<Uscc>("\"11100000000019713E\"").is_err());
        assert!(serde_json::from_str::<Uscc>("12").is_err());
    }
}
