//! The nine kinds of license, 三类九证 (provincial rule, art. 3).

use crate::catalogue::text_form::text_form;
use crate::catalogue::{KindEntry, kind_entry};

/// The template of every license that was made before templates were counted.
pub const FIRST_TEMPLATE: u16 = 1;

/// A kind of electronic license.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// 道路运输经营许可证
    BusinessLicense,
    /// 道路危险货物运输许可证
    DangerousGoodsLicense,
    /// 网络预约出租汽车经营许可证
    RideHailingBusinessLicense,
    /// 放射性物品道路运输许可证
    RadioactiveLicense,
    /// 道路运输证
    VehicleCertificate,
    /// 网络预约出租汽车运输证
    RideHailingVehicleCertificate,
    /// 道路运输从业人员从业资格证
    PractitionerCertificate,
    /// 巡游出租汽车驾驶员证
    CruisingTaxiDriverCertificate,
    /// 网络预约出租汽车驾驶员证
    RideHailingDriverCertificate,
}

/// What a license is about: an operator, a vehicle or a practitioner.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum KindClass {
    /// 经营许可证, RA (JT/T 1291)
    Operator,
    /// 运输证, RB (JT/T 1292)
    Vehicle,
    /// 从业资格证, RE (JT/T 1290)
    Practitioner,
}

/// What a photo on a license shows (provincial rule, art. 6(2) and (3)).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PhotoKind {
    /// The vehicle, 车辆照片.
    Vehicle,
    /// The person, 人员照片.
    Person,
}

/// Why a text names none of the kinds, classes or photos.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KindError {
    /// No kind has this code.
    #[error("no kind of license has this code")]
    Kind,
    /// No class has this code.
    #[error("no class of license has this code")]
    Class,
    /// No photo is called so.
    #[error("a license shows a photo of a vehicle or of a person")]
    Photo,
}

impl KindError {
    /// The stable name of the error.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Kind => "kind.unknown",
            Self::Class => "kind_class.unknown",
            Self::Photo => "photo_kind.unknown",
        }
    }
}

impl Kind {
    /// All nine: operators', vehicles', practitioners'.
    pub const ALL: [Self; 9] = [
        Self::BusinessLicense,
        Self::DangerousGoodsLicense,
        Self::RideHailingBusinessLicense,
        Self::RadioactiveLicense,
        Self::VehicleCertificate,
        Self::RideHailingVehicleCertificate,
        Self::PractitionerCertificate,
        Self::CruisingTaxiDriverCertificate,
        Self::RideHailingDriverCertificate,
    ];

    /// Reads the three-digit code, such as `013`.
    pub fn parse(code: &str) -> Result<Self, KindError> {
        Self::ALL.into_iter().find(|kind| kind.code() == code).ok_or(KindError::Kind)
    }

    /// Reads the 21-character type code, 证照类型代码.
    pub fn parse_type_code(type_code: &str) -> Result<Self, KindError> {
        Self::ALL.into_iter().find(|kind| kind.type_code() == type_code).ok_or(KindError::Kind)
    }

    /// The last three digits of the type code.
    #[must_use]
    pub fn code(self) -> &'static str {
        self.type_code().get(18..).unwrap_or_default()
    }

    /// The code, as every value gives its text.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        self.code()
    }

    /// The type code, 证照类型代码: the ministry's unified social credit code and three digits.
    #[must_use]
    pub fn type_code(self) -> &'static str {
        match self {
            Self::BusinessLicense => "11100000000019713D008",
            Self::DangerousGoodsLicense => "11100000000019713D016",
            Self::RideHailingBusinessLicense => "11100000000019713D074",
            Self::RadioactiveLicense => "11100000000019713D079",
            Self::VehicleCertificate => "11100000000019713D013",
            Self::RideHailingVehicleCertificate => "11100000000019713D073",
            Self::PractitionerCertificate => "11100000000019713D071",
            Self::CruisingTaxiDriverCertificate => "11100000000019713D075",
            Self::RideHailingDriverCertificate => "11100000000019713D072",
        }
    }

    /// Whether the license is about an operator, a vehicle or a practitioner.
    #[must_use]
    pub fn class(self) -> KindClass {
        match self {
            Self::BusinessLicense
            | Self::DangerousGoodsLicense
            | Self::RideHailingBusinessLicense
            | Self::RadioactiveLicense => KindClass::Operator,
            Self::VehicleCertificate | Self::RideHailingVehicleCertificate => KindClass::Vehicle,
            Self::PractitionerCertificate
            | Self::CruisingTaxiDriverCertificate
            | Self::RideHailingDriverCertificate => KindClass::Practitioner,
        }
    }

    /// Whether it is one of the kinds of 网络预约出租汽车, which name no scope code: there is none for it.
    #[must_use]
    pub fn is_of_ride_hailing(self) -> bool {
        matches!(
            self,
            Self::RideHailingBusinessLicense | Self::RideHailingVehicleCertificate | Self::RideHailingDriverCertificate
        )
    }

    /// The photo that must be on file before the license is made, if any (provincial rule, art. 6).
    #[must_use]
    pub fn photo(self) -> Option<PhotoKind> {
        match self.class() {
            KindClass::Operator => None,
            KindClass::Vehicle => Some(PhotoKind::Vehicle),
            KindClass::Practitioner => Some(PhotoKind::Person),
        }
    }

    /// The name in the provincial rule.
    #[must_use]
    pub fn name_zh(self) -> &'static str {
        &self.entry().name_zh
    }

    /// The English name, for display.
    #[must_use]
    pub fn name_en(self) -> &'static str {
        &self.entry().name_en
    }

    /// The title printed on the face, 证照名称.
    #[must_use]
    pub fn face_title(self) -> &'static str {
        &self.entry().face_title
    }

    /// The version of the template in force, 证照模板 (provincial rule, art. 4(1)): what is made now is drawn by it. A
    /// later version changes no license that was made.
    #[must_use]
    pub fn template_version(self) -> u16 {
        self.entry().template
    }

    fn entry(self) -> &'static KindEntry {
        kind_entry(self)
    }
}

impl KindClass {
    /// The three classes.
    pub const ALL: [Self; 3] = [Self::Operator, Self::Vehicle, Self::Practitioner];

    /// Reads the class code.
    pub fn parse(code: &str) -> Result<Self, KindError> {
        Self::ALL.into_iter().find(|class| class.code() == code).ok_or(KindError::Class)
    }

    /// The class code: RA, RB or RE.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Operator => "RA",
            Self::Vehicle => "RB",
            Self::Practitioner => "RE",
        }
    }

    /// The code, as every value gives its text.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        self.code()
    }
}

impl PhotoKind {
    /// Reads `vehicle` or `person`.
    pub fn parse(text: &str) -> Result<Self, KindError> {
        [Self::Vehicle, Self::Person].into_iter().find(|kind| kind.as_str() == text).ok_or(KindError::Photo)
    }

    /// `vehicle` or `person`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Vehicle => "vehicle",
            Self::Person => "person",
        }
    }
}

text_form!(Kind, KindError);
text_form!(KindClass, KindError);
text_form!(PhotoKind, KindError);

#[cfg(test)]
mod tests {
    use super::{FIRST_TEMPLATE, Kind, KindClass, KindError, PhotoKind};

    #[test]
    fn the_catalogue_and_the_code_name_the_same_nine() {
        for kind in Kind::ALL {
            let entry = kind.entry();
            assert_eq!(entry.type_code, kind.type_code());
            assert_eq!(entry.class, kind.class());
            assert_eq!(entry.photo, kind.photo());
            assert_eq!(Kind::parse(kind.code()), Ok(kind));
            assert_eq!(Kind::parse_type_code(kind.type_code()), Ok(kind));
            assert!(kind.face_title().ends_with(kind.name_zh()), "{kind}");
            assert!(!kind.name_en().is_empty());
            assert!(kind.template_version() >= FIRST_TEMPLATE);
        }
    }

    #[test]
    fn codes_are_those_of_the_ministry() {
        let codes = Kind::ALL.map(Kind::code);
        assert_eq!(codes, ["008", "016", "074", "079", "013", "073", "071", "075", "072"]);
        assert_eq!(KindClass::ALL.map(KindClass::code), ["RA", "RB", "RE"]);
    }

    #[test]
    fn json_is_the_three_digits() {
        assert_eq!(serde_json::to_string(&Kind::VehicleCertificate).expect("json"), "\"013\"");
        assert!(serde_json::from_str::<Kind>("\"13\"").is_err());
        assert!(serde_json::from_str::<Kind>("13").is_err());
    }

    #[test]
    fn strangers_are_refused() {
        for code in ["", "13", "0013", "014", "０13", "RB", "11100000000019713D013"] {
            assert_eq!(Kind::parse(code), Err(KindError::Kind), "{code:?}");
        }
        for code in ["", "013", "11100000000013338W032", "11100000000019713d013"] {
            assert_eq!(Kind::parse_type_code(code), Err(KindError::Kind), "{code:?}");
        }
        assert_eq!(KindClass::parse("RC"), Err(KindError::Class));
        assert_eq!(PhotoKind::parse("Person"), Err(KindError::Photo));
    }
}
