use std::fmt;

use sha2::{Digest as _, Sha256};

use crate::code::CodeError;

/// Most bytes that a name takes in a code. Longer names are shortened to a prefix and a digest.
pub const NAME_LENGTH_MAX: usize = 30;
const DIGEST_LENGTH: usize = 8;
const PREFIX_LENGTH_MAX: usize = NAME_LENGTH_MAX - DIGEST_LENGTH;

/// A name as a code shows it: whole up to 30 UTF-8 bytes, else its beginning and a digest of the whole.
#[derive(Clone, PartialEq, Eq)]
pub struct ShownName {
    shown: String,
    digest: Option<[u8; DIGEST_LENGTH]>,
}

impl ShownName {
    /// Takes a name as the register has it.
    ///
    /// # Errors
    /// `Name` when it is empty or holds control characters or invisible ones that reorder or hide text.
    pub fn of(name: &str) -> Result<Self, CodeError> {
        if name.is_empty() || name.chars().any(is_invisible) {
            return Err(CodeError::Name);
        }
        if name.len() <= NAME_LENGTH_MAX {
            return Ok(Self { shown: name.to_owned(), digest: None });
        }
        let end = (0..=PREFIX_LENGTH_MAX).rev().find(|end| name.is_char_boundary(*end)).unwrap_or(0);
        let shown = name.get(..end).unwrap_or_default().to_owned();
        Ok(Self { shown, digest: Some(digest(name)) })
    }

    /// What is shown: the name, or its beginning when [`ShownName::is_shortened`].
    #[must_use]
    pub fn shown(&self) -> &str {
        &self.shown
    }

    /// Whether only the beginning is shown.
    #[must_use]
    pub const fn is_shortened(&self) -> bool {
        self.digest.is_some()
    }

    /// Whether a whole name, read elsewhere, is the one that the code was made from.
    #[must_use]
    pub fn matches(&self, name: &str) -> bool {
        match self.digest {
            None => self.shown == name,
            Some(expected) => name.starts_with(&self.shown) && digest(name) == expected,
        }
    }

    /// Tag, prefix, digest: see docs/SEAL.md.
    pub(crate) fn write(&self, bytes: &mut Vec<u8>) {
        let length = u8::try_from(self.shown.len()).unwrap_or(u8::MAX);
        bytes.push(if self.is_shortened() { length | 0x80 } else { length });
        bytes.extend_from_slice(self.shown.as_bytes());
        bytes.extend(self.digest.iter().flatten());
    }

    /// Takes what stands in a code, if it is what [`ShownName::of`] could have made.
    pub(crate) fn read(shown: &[u8], digest: Option<[u8; DIGEST_LENGTH]>) -> Result<Self, CodeError> {
        let shown = std::str::from_utf8(shown).map_err(|_not_text| CodeError::Name)?;
        let fits = match digest {
            None => (1..=NAME_LENGTH_MAX).contains(&shown.len()),
            // one more character, of at most four bytes, would have gone beyond the longest prefix
            Some(_) => (PREFIX_LENGTH_MAX - 3..=PREFIX_LENGTH_MAX).contains(&shown.len()),
        };
        if !fits || shown.chars().any(is_invisible) {
            return Err(CodeError::Name);
        }
        Ok(Self { shown: shown.to_owned(), digest })
    }
}

impl fmt::Debug for ShownName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ShownName(…)")
    }
}

fn digest(name: &str) -> [u8; DIGEST_LENGTH] {
    let mut first = [0; DIGEST_LENGTH];
    first.iter_mut().zip(Sha256::digest(name.as_bytes())).for_each(|(to, from)| *to = from);
    first
}

/// Controls, zero-width characters, direction marks and overrides, the byte order mark: what an officer compares must be
/// what is there.
fn is_invisible(character: char) -> bool {
    character.is_control()
        || matches!(character, '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{FEFF}')
}

/// The last four characters of an identity number, for comparing and not for identifying.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct IdTail([u8; 4]);

impl IdTail {
    /// Takes the end of a whole identity number.
    ///
    /// # Errors
    /// `IdTail` when it has fewer than four characters or its last four are not digits and upper-case letters.
    pub fn of(id_number: &str) -> Result<Self, CodeError> {
        let tail = id_number.as_bytes().last_chunk::<4>().ok_or(CodeError::IdTail)?;
        Self::read(*tail)
    }

    pub(crate) fn read(tail: [u8; 4]) -> Result<Self, CodeError> {
        let fits = tail.iter().all(|byte| byte.is_ascii_digit() || byte.is_ascii_uppercase());
        fits.then_some(Self(tail)).ok_or(CodeError::IdTail)
    }

    /// The four characters.
    #[must_use]
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or_default()
    }

    pub(crate) const fn bytes(self) -> [u8; 4] {
        self.0
    }
}

impl fmt::Debug for IdTail {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("IdTail(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_up_to_thirty_bytes_are_whole() {
        for name in ["李", "试验甲", "一二三四五六七八九十", "ABCDEFGHIJKLMNOPQRSTUVWXYZ ABC"] {
            let shown = ShownName::of(name).unwrap();
            assert_eq!((shown.shown(), shown.is_shortened()), (name, false));
            assert!(shown.matches(name) && !shown.matches(&format!("{name}x")));
        }
    }

    #[test]
    fn longer_names_keep_a_beginning_of_whole_characters() {
        for (name, beginning) in [
            ("一二三四五六七八九十甲", "一二三四五六七"),
            ("ABCDEFGHIJKLMNOPQRSTUVWXYZ ABCD", "ABCDEFGHIJKLMNOPQRSTUV"),
            ("𠮷𠮷𠮷𠮷𠮷𠮷𠮷𠮷", "𠮷𠮷𠮷𠮷𠮷"),
        ] {
            let shown = ShownName::of(name).unwrap();
            assert_eq!((shown.shown(), shown.is_shortened()), (beginning, true));
            assert!(shown.matches(name));
            assert!(!shown.matches(beginning) && !shown.matches(&format!("{name}x")));
            let mut bytes = vec![];
            shown.write(&mut bytes);
            assert!(bytes.len() <= 1 + NAME_LENGTH_MAX);
        }
    }

    #[test]
    fn names_and_tails_are_refused() {
        for name in ["", "试\0验", "试\n验", "试\u{202E}验", "\u{200B}", "\u{FEFF}试验"] {
            assert_eq!(ShownName::of(name), Err(CodeError::Name), "{name:?}");
        }
        for id in ["", "123", "11010519491231002x", "1101051949123100二", "123 "] {
            assert_eq!(IdTail::of(id), Err(CodeError::IdTail), "{id:?}");
        }
        assert_eq!(IdTail::of("11010519491231002X").unwrap().as_str(), "002X");
    }

    #[test]
    fn debug_shows_nobody() {
        let shown = format!("{:?} {:?}", ShownName::of("试验甲"), IdTail::of("11010519491231002X"));
        assert!(!shown.contains('甲') && !shown.contains("002X"));
    }
}
