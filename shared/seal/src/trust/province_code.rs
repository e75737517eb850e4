use std::fmt;

use serde::{Deserialize, Serialize};

use crate::list::ListError;

/// The code of a province (GB/T 2260): two digits and four zeros.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct ProvinceCode(String);

impl ProvinceCode {
    /// Reads a code.
    ///
    /// # Errors
    /// `Form`.
    pub fn parse(text: &str) -> Result<Self, ListError> {
        let head = text.strip_suffix("0000").filter(|head| head.len() == 2 && !head.starts_with('0'));
        let right = head.is_some_and(|head| head.bytes().all(|byte| byte.is_ascii_digit()));
        right.then(|| Self(text.to_owned())).ok_or(ListError::Form)
    }

    /// The six digits.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for ProvinceCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<ProvinceCode> for String {
    fn from(code: ProvinceCode) -> Self {
        code.0
    }
}

impl TryFrom<String> for ProvinceCode {
    type Error = ListError;

    fn try_from(text: String) -> Result<Self, ListError> {
        Self::parse(&text)
    }
}
