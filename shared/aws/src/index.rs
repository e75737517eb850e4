//! Keyed hashes: how the register addresses people, operators and vehicles without naming them.

use std::sync::Arc;

use license::{
    application::ApplicationId,
    caller::CallerId,
    grant::GrantId,
    identifier::Serial,
    subject::{NaturalKey, SubjectId},
};
use lifecycle::port::Index;

use crate::cipher::Keys;

/// Crockford's base 32: no I, L, O, U, which are misread.
const CROCKFORD: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// The index under the key of this process.
pub struct KeyedIndex {
    keys: Arc<Keys>,
}

impl KeyedIndex {
    pub(crate) fn new(keys: Arc<Keys>) -> Self {
        Self { keys }
    }
}

impl std::fmt::Debug for KeyedIndex {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("KeyedIndex")
    }
}

impl Index for KeyedIndex {
    fn subject_id(&self, key: NaturalKey<'_>) -> SubjectId {
        let class = key.class();
        SubjectId::of(class, &self.keys.hash(&format!("subject.{}", class.letter()), &key.text()))
    }

    fn caller_id(&self, natural_text: &str) -> CallerId {
        caller_id(&self.keys, natural_text)
    }

    fn grant_id(&self, natural_text: &str) -> GrantId {
        GrantId::of(&self.keys.hash("grant", natural_text))
    }

    #[expect(clippy::expect_used, reason = "16 characters of Crockford's alphabet are a serial")]
    fn serial(&self, application: &ApplicationId) -> Serial {
        Serial::parse(&crockford(self.keys.hash("serial", application.as_str()))).expect("a serial by construction")
    }
}

pub(crate) fn caller_id(keys: &Keys, natural_text: &str) -> CallerId {
    CallerId::of(&keys.hash("caller", natural_text))
}

/// 80 bits as 16 characters, the highest five bits first.
fn crockford(bytes: [u8; 10]) -> String {
    let number = bytes.into_iter().fold(0_u128, |number, byte| (number << 8) | u128::from(byte));
    let digit = |at: u32| usize::try_from((number >> (75 - 5 * at)) & 31).unwrap_or_default();
    (0..16).filter_map(|at| CROCKFORD.get(digit(at)).copied().map(char::from)).collect()
}

#[cfg(test)]
mod tests {
    use license::{holder_code::HolderCode, plate::Plate};

    use super::*;

    fn index(key: u8) -> KeyedIndex {
        KeyedIndex::new(Arc::new(Keys::derive(&[key; 32]).unwrap()))
    }

    #[test]
    fn serials_are_crockford() {
        for (bytes, text) in [
            ([0; 10], "0000000000000000"),
            ([0xFF; 10], "ZZZZZZZZZZZZZZZZ"),
            ([0, 0, 0, 0, 0, 0, 0, 0, 0, 1], "0000000000000001"),
            ([0xF8, 0, 0, 0, 0, 0, 0, 0, 0, 0], "Z000000000000000"),
            ([0x00, 0x44, 0x32, 0x14, 0xC7, 0x42, 0x54, 0xB6, 0x35, 0xCF], "0123456789ABCDEF"),
        ] {
            assert_eq!(crockford(bytes), text);
        }
        let names = ["claim-0001", "claim-0002"].map(|name| index(7).serial(&ApplicationId::parse(name).unwrap()));
        assert_ne!(names[0], names[1]);
        assert_eq!(names[0].as_str().len(), 16);
    }

    #[test]
    fn an_id_says_who_only_under_its_key() {
        let person = HolderCode::parse("111", "11010519491231002X").unwrap();
        let plate = Plate::parse("辽A12345", "2").unwrap();
        let other = Plate::parse("辽A12345", "1").unwrap();
        let of = |key: u8, natural: NaturalKey<'_>| index(key).subject_id(natural);
        let id = of(7, NaturalKey::Person(&person));
        assert_eq!(id, of(7, NaturalKey::Person(&person)));
        assert_ne!(id, of(8, NaturalKey::Person(&person)));
        assert!(id.as_str().starts_with("p-"));
        assert_ne!(of(7, NaturalKey::Vehicle(&plate)), of(7, NaturalKey::Vehicle(&other)));
        let spaced = of(7, NaturalKey::Operator(" 91210100ma0000001x "));
        assert_eq!(spaced, of(7, NaturalKey::Operator("91210100MA0000001X")));
    }
}
