//! Electronic license identifier, 电子证照标识 (GB/T 36904).

use std::fmt;

use crate::catalogue::text_form::text_form;
use crate::iso7064::check_mod_37_36;
use crate::kind::Kind;
use crate::uscc::Uscc;

const ROOT: &str = "1.2.156.3005.2.";

/// The name of one version of one electronic license: root, type code, issuer, serial, version and check character,
/// parted by dots.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Identifier {
    text: String,
    kind: Kind,
    issuer: Uscc,
    serial: Serial,
    version: Version,
}

/// The serial of a license, 流水号: unique within type and issuer, the same for all its versions. Never derived from
/// an identity number.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Serial(String);

/// The version of a license, 版本号, from 001 to 999.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Version(u16);

/// Why a text is no identifier of ours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum IdentifierError {
    /// Not the root and five parts.
    #[error("an identifier is the root 1.2.156.3005.2 and five parts after it, parted by dots")]
    Form,
    /// The type code is none of the nine kinds.
    #[error("the type code of the identifier is none of the nine kinds")]
    Kind,
    /// The issuer is no unified social credit code.
    #[error("the issuer of the identifier is no unified social credit code")]
    Issuer,
    /// The serial is not 1 to 32 capital letters and digits.
    #[error("a serial is 1 to 32 capital letters and digits")]
    Serial,
    /// The version is not 001 to 999.
    #[error("a version is three digits from 001 to 999")]
    Version,
    /// The check character does not follow from the rest.
    #[error("the check character of the identifier is wrong")]
    Check,
}

impl IdentifierError {
    /// The stable name of the error.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Form => "identifier.form",
            Self::Kind => "identifier.kind",
            Self::Issuer => "identifier.issuer",
            Self::Serial => "identifier.serial",
            Self::Version => "identifier.version",
            Self::Check => "identifier.check",
        }
    }
}

impl Identifier {
    /// Puts an identifier together and computes its check character.
    #[must_use]
    pub fn new(kind: Kind, issuer: Uscc, serial: Serial, version: Version) -> Self {
        let payload = format!("{}{issuer}{serial}{version}", kind.type_code());
        // Each part has been parsed, so all of them are of the check's alphabet.
        let check = check_mod_37_36(&payload).unwrap_or_default();
        let text = format!("{ROOT}{}.{issuer}.{serial}.{version}.{check}", kind.type_code());
        Self { text, kind, issuer, serial, version }
    }

    /// Reads an identifier of one of the nine kinds.
    pub fn parse(text: &str) -> Result<Self, IdentifierError> {
        let own = text.strip_prefix(ROOT).ok_or(IdentifierError::Form)?;
        let parts: Vec<&str> = own.split('.').collect();
        let [type_code, issuer, serial, version, _check] = parts.as_slice() else {
            return Err(IdentifierError::Form);
        };
        let identifier = Self::new(
            Kind::parse_type_code(type_code).map_err(|_unknown| IdentifierError::Kind)?,
            Uscc::parse(issuer).map_err(|_not_a_code| IdentifierError::Issuer)?,
            Serial::parse(serial)?,
            Version::parse(version)?,
        );
        if identifier.text == text { Ok(identifier) } else { Err(IdentifierError::Check) }
    }

    /// The whole text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The kind of license.
    #[must_use]
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// The issuing body.
    #[must_use]
    pub fn issuer(&self) -> &Uscc {
        &self.issuer
    }

    /// The serial, shared by all versions of the license.
    #[must_use]
    pub fn serial(&self) -> &Serial {
        &self.serial
    }

    /// The version.
    #[must_use]
    pub fn version(&self) -> Version {
        self.version
    }

    /// The identifier of the next version of the same license; nothing after 999.
    #[must_use]
    pub fn next(&self) -> Option<Self> {
        self.version.next().map(|version| Self::new(self.kind, self.issuer.clone(), self.serial.clone(), version))
    }
}

impl fmt::Debug for Identifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Identifier({})", self.text)
    }
}

impl Serial {
    /// Reads a serial.
    pub fn parse(text: &str) -> Result<Self, IdentifierError> {
        let right =
            (1..=32).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit() || b.is_ascii_uppercase());
        if right { Ok(Self(text.to_owned())) } else { Err(IdentifierError::Serial) }
    }

    /// The letters and digits.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Version {
    /// 001, of a license newly made.
    pub const FIRST: Self = Self(1);

    /// The version of this number, from 1 to 999.
    pub fn new(number: u16) -> Result<Self, IdentifierError> {
        if (1..=999).contains(&number) { Ok(Self(number)) } else { Err(IdentifierError::Version) }
    }

    /// Reads three digits.
    pub fn parse(text: &str) -> Result<Self, IdentifierError> {
        if text.len() != 3 || !text.bytes().all(|b| b.is_ascii_digit()) {
            return Err(IdentifierError::Version);
        }
        text.parse().map_err(|_not_a_number| IdentifierError::Version).and_then(Self::new)
    }

    /// The number, from 1 to 999.
    #[must_use]
    pub fn number(self) -> u16 {
        self.0
    }

    /// The version after this one; nothing after 999.
    #[must_use]
    pub fn next(self) -> Option<Self> {
        Self::new(self.0 + 1).ok()
    }
}

impl fmt::Debug for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Version({self})")
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:03}", self.0)
    }
}

impl std::str::FromStr for Version {
    type Err = IdentifierError;

    fn from_str(text: &str) -> Result<Self, IdentifierError> {
        Self::parse(text)
    }
}

impl serde::Serialize for Version {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> serde::Deserialize<'de> for Version {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = <std::borrow::Cow<'de, str>>::deserialize(deserializer)?;
        Self::parse(&text).map_err(serde::de::Error::custom)
    }
}

text_form!(Identifier, IdentifierError);
text_form!(Serial, IdentifierError);

#[cfg(test)]
mod tests {
    use super::{Identifier, IdentifierError, Serial, Version};
    use crate::kind::Kind;
    use crate::uscc::Uscc;

    const VEHICLE: &str = "1.2.156.3005.2.11100000000019713D013.11210000MB0000001M.20231101000000000001.001.G";

    #[test]
    fn worked_examples_are_made_and_read() {
        for (kind, check) in
            [(Kind::VehicleCertificate, 'G'), (Kind::BusinessLicense, '9'), (Kind::PractitionerCertificate, 'C')]
        {
            let issuer = Uscc::parse("11210000MB0000001M").expect("made up");
            let serial = Serial::parse("20231101000000000001").expect("serial");
            let made = Identifier::new(kind, issuer, serial, Version::FIRST);
            assert!(made.as_str().ends_with(&format!(".001.{check}")), "{made}");
            assert_eq!(Identifier::parse(made.as_str()), Ok(made));
        }
    }

    #[test]
    fn the_next_version_keeps_the_serial() {
        let first = Identifier::parse(VEHICLE).expect("worked example");
        let second = first.next().expect("version 002");
        assert_eq!((second.serial(), second.version().number()), (first.serial(), 2));
        assert_ne!(first.as_str(), second.as_str());
        assert_eq!(Version::new(999).expect("last").next(), None);
    }

    #[rustfmt::skip]
    const WRONG: &[(&str, IdentifierError)] = &[
        ("", IdentifierError::Form),
        ("11100000000019713D013.11210000MB0000001M.1.001.G", IdentifierError::Form),
        ("1.2.156.3005.3.11100000000019713D013.11210000MB0000001M.1.001.G", IdentifierError::Form),
        ("1.2.156.3005.2.11100000000019713D013.11210000MB0000001M.1.001", IdentifierError::Form),
        ("1.2.156.3005.2.11100000000019713D013.11210000MB0000001M.1.001.G.G", IdentifierError::Form),
        ("1.2.156.3005.2.11100000000013338W032.11220000013544541J.2430599.001.F", IdentifierError::Kind),
        ("1.2.156.3005.2.11100000000019713D014.11210000MB0000001M.1.001.G", IdentifierError::Kind),
        ("1.2.156.3005.2.11100000000019713D013.210100.1.001.G", IdentifierError::Issuer),
        ("1.2.156.3005.2.11100000000019713D013.11210000MB0000001N.1.001.G", IdentifierError::Issuer),
        ("1.2.156.3005.2.11100000000019713D013.11210000MB0000001M..001.G", IdentifierError::Serial),
        ("1.2.156.3005.2.11100000000019713D013.11210000MB0000001M.a1.001.G", IdentifierError::Serial),
        ("1.2.156.3005.2.11100000000019713D013.11210000MB0000001M.1-1.001.G", IdentifierError::Serial),
        ("1.2.156.3005.2.11100000000019713D013.11210000MB0000001M.1.000.G", IdentifierError::Version),
        ("1.2.156.3005.2.11100000000019713D013.11210000MB0000001M.1.1.G", IdentifierError::Version),
        ("1.2.156.3005.2.11100000000019713D013.11210000MB0000001M.1.+01.G", IdentifierError::Version),
        ("1.2.156.3005.2.11100000000019713D013.11210000MB0000001M.1.1000.G", IdentifierError::Version),
    ];

    #[test]
    fn wrong_identifiers_are_refused_by_name() {
        for (text, error) in WRONG {
            assert_eq!(Identifier::parse(text), Err(*error), "{text:?}");
        }
    }

    #[test]
    fn a_slip_anywhere_is_found_by_the_check() {
        for (from, to) in
            [(".G", ".H"), (".G", ".g"), (".G", "."), (".G", ".GG"), (".001.", ".002."), ("0001.001", "0010.001")]
        {
            let text = VEHICLE.replace(from, to);
            assert_ne!(text, VEHICLE);
            assert_eq!(Identifier::parse(&text), Err(IdentifierError::Check), "{text:?}");
        }
    }

    #[test]
    fn serials_have_a_length() {
        assert!(Serial::parse(&"Z".repeat(32)).is_ok());
        assert_eq!(Serial::parse(&"Z".repeat(33)), Err(IdentifierError::Serial));
    }

    #[test]
    fn json_is_text() {
        assert_eq!(serde_json::to_string(&Version::FIRST).expect("json"), "\"001\"");
        assert!(serde_json::from_str::<Version>("\"01\"").is_err());
        assert!(serde_json::from_str::<Version>("1").is_err());
        let round = serde_json::to_string(&Identifier::parse(VEHICLE).expect("example")).expect("json");
        assert_eq!(round, format!("\"{VEHICLE}\""));
    }
}
