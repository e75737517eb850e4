use std::fmt;

use sha2::{Digest as _, Sha256};

use crate::code::CodeError;

/// Most bytes that a name takes in a code. Longer names are shortened to a prefix and a digest.
pub const NAME_LENGTH_MAX: usize = 30;
const DIGEST_LENGTH: usize = 8;

/// A name as a code shows it: whole up to 30 UTF-8 bytes (22 in a display code), else its beginning and a digest of the
/// whole.
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
        Ok(Self { shown: beginning(name, NAME_LENGTH_MAX).to_owned(), digest: Some(digest(name)) })
    }

    /// The same name in a code that has `length_max` bytes for it.
    ///
    /// # Errors
    /// `Name` when it is shortened already, to less than this code shows: what is cut off does not come back.
    pub(crate) fn within(&self, length_max: usize) -> Result<Self, CodeError> {
        let digest = match self.digest {
            None if self.shown.len() <= length_max => return Ok(self.clone()),
            None => digest(&self.shown),
            Some(digest) => digest,
        };
        let shown = beginning(&self.shown, length_max);
        fits(shown.len(), true, length_max)
            .then(|| Self { shown: shown.to_owned(), digest: Some(digest) })
            .ok_or(CodeError::Name)
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

    /// Takes what stands in a code that has `length_max` bytes for a name, if it is what a name could have become there.
    pub(crate) fn read(
        shown: &[u8],
        digest: Option<[u8; DIGEST_LENGTH]>,
        length_max: usize,
    ) -> Result<Self, CodeError> {
        let shown = std::str::from_utf8(shown).map_err(|_not_text| CodeError::Name)?;
        if !fits(shown.len(), digest.is_some(), length_max) || shown.chars().any(is_invisible) {
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

/// The longest prefix of a shortened name.
const fn prefix_max(length_max: usize) -> usize {
    length_max.saturating_sub(DIGEST_LENGTH)
}

/// As many whole characters as fit before the digest.
fn beginning(name: &str, length_max: usize) -> &str {
    let end = (0..=prefix_max(length_max)).rev().find(|end| name.is_char_boundary(*end)).unwrap_or(0);
    name.get(..end).unwrap_or(name)
}

/// Whether a name can have this length. Of a shortened one, another character, of at most four bytes, would have gone
/// beyond the longest prefix.
fn fits(length: usize, shortened: bool, length_max: usize) -> bool {
    if shortened {
        (prefix_max(length_max).saturating_sub(3)..=prefix_max(length_max)).contains(&length)
    } else {
        (1..=length_max).contains(&length)
    }
}

fn digest(name: &str) -> [u8; DIGEST_LENGTH] {
    let mut first = [0; DIGEST_LENGTH];
    first.iter_mut().zip(Sha256::digest(name.as_bytes())).for_each(|(to, from)| *to = from);
    first
}

/// Controls, zero-width characters, direction marks and overrides, the byte order mark: what an officer compares must be
/// what is there.
pub(crate) fn is_invisible(character: char) -> bool {
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
    fn a_name_is_shortened_again_as_if_at_once() {
        for (name, beginning) in [
            ("一二三四五六七", "一二三四五六七"),
            ("一二三四五六七八", "一二三四"),
            ("一二三四五六七八九十甲", "一二三四"),
            ("ABCDEFGHIJKLMNOPQRSTUVWXYZ ABCD", "ABCDEFGHIJKLMN"),
            ("𠮷𠮷𠮷𠮷𠮷𠮷", "𠮷𠮷𠮷"),
        ] {
            let within = ShownName::of(name).unwrap().within(22).unwrap();
            assert_eq!(within.shown(), beginning);
            assert!(within.matches(name) && !within.matches(&format!("{name}x")));
            assert_eq!(within.within(22), Ok(within.clone()));
            let back = within.within(NAME_LENGTH_MAX);
            assert_eq!(back.is_err(), within.is_shortened(), "{name}");
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
