//! Code of a license holder, 持证主体代码, with its type (GB/T 36903).

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::catalogue::text_form::text_form;
use crate::catalogue::{List, catalogue};
use crate::citizen_id::{CitizenId, CitizenIdError};
use crate::uscc::{Uscc, UsccError};

/// 持证主体代码类型: what document a holder's code stands on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct HolderCodeType(&'static str);

/// The code of a holder, right for its type.
///
/// Personal data: `Debug` shows the type alone.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "HolderCodeText", try_from = "HolderCodeText")]
pub struct HolderCode {
    code_type: HolderCodeType,
    value: String,
}

/// Why a type and a text are no holder code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum HolderCodeError {
    /// No holder code type has this code.
    #[error("no holder code type has this code")]
    Type,
    /// A wrong unified social credit code.
    #[error(transparent)]
    Uscc(#[from] UsccError),
    /// A wrong citizen identity number.
    #[error(transparent)]
    CitizenId(#[from] CitizenIdError),
    /// Too short or too long for its type.
    #[error("the holder code is too short or too long for its type")]
    Length,
    /// A character that its type does not use.
    #[error("the holder code has a character that its type does not use")]
    Alphabet,
}

impl HolderCodeError {
    /// The stable name of the error.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Type => "holder_code.type",
            Self::Uscc(error) => error.code(),
            Self::CitizenId(error) => error.code(),
            Self::Length => "holder_code.length",
            Self::Alphabet => "holder_code.alphabet",
        }
    }
}

impl HolderCodeType {
    /// 001 统一社会信用代码
    pub const USCC: Self = Self("001");
    /// 099 其他法人或其他组织有效证件代码
    pub const OTHER_ORGANISATION: Self = Self("099");
    /// 111 公民身份号码
    pub const CITIZEN_ID: Self = Self("111");
    /// 414 普通护照护照号
    pub const PASSPORT: Self = Self("414");
    /// 511 台湾居民来往大陆通行证号码
    pub const TAIWAN_PERMIT: Self = Self("511");
    /// 516 港澳居民来往内地通行证号码
    pub const HONG_KONG_MACAO_PERMIT: Self = Self("516");

    /// Reads a three-digit code of the list.
    pub fn parse(code: &str) -> Result<Self, HolderCodeError> {
        catalogue().code(List::HolderCodeType, code).map(|entry| Self(&entry.code)).ok_or(HolderCodeError::Type)
    }

    /// The code, three digits.
    #[must_use]
    pub fn as_str(&self) -> &'static str {
        self.0
    }

    /// The Chinese name, as the metadata element 持证主体代码类型 says it.
    #[must_use]
    pub fn name_zh(self) -> &'static str {
        catalogue().name_zh(List::HolderCodeType, self.0).unwrap_or(self.0)
    }

    /// Whether the code names an organisation, not a person.
    #[must_use]
    pub fn is_organisation(self) -> bool {
        self == Self::USCC || self == Self::OTHER_ORGANISATION
    }

    /// The shortest and longest code of this type in characters, and whether it is of capital letters and digits only.
    /// Proposals, but for 001 and 111, which their own standards fix.
    fn shape(self) -> (usize, usize, bool) {
        match self.0 {
            "411" | "412" | "413" | "414" => (5, 20, true),
            "511" => (8, 8, true),
            "516" => (9, 11, true),
            "114" | "115" | "118" | "119" | "120" | "122" => (4, 32, false),
            _ => (1, 64, false),
        }
    }
}

impl HolderCode {
    /// Reads a code of a type.
    pub fn parse(type_code: &str, value: &str) -> Result<Self, HolderCodeError> {
        let code_type = HolderCodeType::parse(type_code)?;
        if code_type == HolderCodeType::USCC {
            return Ok(Uscc::parse(value)?.into());
        }
        if code_type == HolderCodeType::CITIZEN_ID {
            return Ok(CitizenId::parse(value)?.into());
        }
        let (shortest, longest, plain) = code_type.shape();
        if !(shortest..=longest).contains(&value.chars().count()) {
            return Err(HolderCodeError::Length);
        }
        let fits = |c: char| {
            if plain { c.is_ascii_digit() || c.is_ascii_uppercase() } else { is_printed(c) }
        };
        if !value.chars().all(fits) {
            return Err(HolderCodeError::Alphabet);
        }
        Ok(Self { code_type, value: value.to_owned() })
    }

    /// The type.
    #[must_use]
    pub fn code_type(&self) -> HolderCodeType {
        self.code_type
    }

    /// The code, in full.
    #[must_use]
    pub fn value(&self) -> &str {
        &self.value
    }

    /// Whether it is a unified social credit code.
    #[must_use]
    pub fn is_uscc(&self) -> bool {
        self.code_type == HolderCodeType::USCC
    }

    /// An organisation's code in full; of a person's code the first four and the last four characters, or the last two
    /// of a short one.
    #[must_use]
    pub fn masked(&self) -> String {
        if self.code_type.is_organisation() {
            return self.value.clone();
        }
        let count = self.value.chars().count();
        let (head, tail) = if count >= 12 { (4, 4) } else { (0, 2) };
        let hidden = head..count.saturating_sub(tail);
        self.value.chars().enumerate().map(|(place, c)| if hidden.contains(&place) { '*' } else { c }).collect()
    }
}

/// Letters, digits and the signs of military and foreign papers; no spaces and nothing invisible.
fn is_printed(c: char) -> bool {
    c.is_alphanumeric() || "()（）-—/.·〔〕[]".contains(c)
}

impl From<Uscc> for HolderCode {
    fn from(uscc: Uscc) -> Self {
        Self { code_type: HolderCodeType::USCC, value: uscc.as_str().to_owned() }
    }
}

impl From<CitizenId> for HolderCode {
    fn from(id: CitizenId) -> Self {
        Self { code_type: HolderCodeType::CITIZEN_ID, value: id.as_str().to_owned() }
    }
}

impl fmt::Debug for HolderCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "HolderCode({}, ***)", self.code_type)
    }
}

/// A holder code as it is written in JSON.
#[derive(Serialize, Deserialize)]
struct HolderCodeText {
    #[serde(rename = "type")]
    code_type: HolderCodeType,
    value: String,
}

impl From<HolderCode> for HolderCodeText {
    fn from(code: HolderCode) -> Self {
        Self { code_type: code.code_type, value: code.value }
    }
}

impl TryFrom<HolderCodeText> for HolderCode {
    type Error = HolderCodeError;

    fn try_from(text: HolderCodeText) -> Result<Self, HolderCodeError> {
        Self::parse(text.code_type.as_str(), &text.value)
    }
}

text_form!(HolderCodeType, HolderCodeError);

#[cfg(test)]
mod tests {
    use super::{HolderCode, HolderCodeType};

    #[test]
    fn right_codes_are_read() {
        for (code_type, value, masked) in [
            ("001", "11100000000019713D", "11100000000019713D"),
            ("111", "11010519491231002X", "1101**********002X"),
            ("414", "E12345678", "*******78"),
            ("511", "01234567", "******67"),
            ("516", "H12345678", "*******78"),
            ("114", "军字第1234567号", "*********7号"),
            ("099", "社证字第0001号", "社证字第0001号"),
            ("999", "X-1", "*-1"),
        ] {
            let code = HolderCode::parse(code_type, value).expect(value);
            assert_eq!((code.code_type().as_str(), code.value(), code.masked().as_str()), (code_type, value, masked));
            let json = serde_json::to_string(&code).expect("json");
            assert_eq!(serde_json::from_str::<HolderCode>(&json).expect("json"), code);
        }
    }

    #[test]
    fn wrong_codes_are_refused_by_name() {
        for (code_type, value, code) in [
            ("", "1", "holder_code.type"),
            ("1", "11100000000019713D", "holder_code.type"),
            ("112", "1", "holder_code.type"),
            ("001", "11100000000019713E", "uscc.check"),
            ("001", "11010519491231002X", "uscc.check"),
            ("111", "110105194912310021", "citizen_id.check"),
            ("111", "", "citizen_id.length"),
            ("414", "E123", "holder_code.length"),
            ("414", "E12345678é", "holder_code.alphabet"),
            ("414", "e12345678", "holder_code.alphabet"),
            ("511", "0123456", "holder_code.length"),
            ("516", "H1234567", "holder_code.length"),
            ("114", "军", "holder_code.length"),
            ("114", "军字 第1号", "holder_code.alphabet"),
            ("999", "", "holder_code.length"),
            ("999", "a\u{200b}b", "holder_code.alphabet"),
            ("099", "a\nb", "holder_code.alphabet"),
        ] {
            assert_eq!(HolderCode::parse(code_type, value).expect_err(value).code(), code, "{code_type} {value:?}");
        }
    }

    #[test]
    fn every_type_of_the_list_is_read_and_debug_hides_the_value() {
        use crate::catalogue::{List, catalogue};
        assert_eq!(catalogue().codes(List::HolderCodeType).count(), 16);
        for entry in catalogue().codes(List::HolderCodeType) {
            assert_eq!(HolderCodeType::parse(&entry.code).expect("listed").name_zh(), entry.name_zh);
        }
        let code = HolderCode::parse("414", "E12345678").expect("passport");
        assert!(!format!("{code:?}").contains("78"));
    }

    #[test]
    fn json_of_a_wrong_code_is_refused() {
        assert!(serde_json::from_str::<HolderCode>(r#"{"type":"001","value":"11100000000019713E"}"#).is_err());
    }
}
