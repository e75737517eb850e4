//! Administrative division, 行政区划 (GB/T 2260), as the province reports: fourteen cities and one zone.

use std::fmt;

use crate::catalogue::text_form::text_form;
use crate::catalogue::{DivisionEntry, catalogue};

/// The province, a city-level unit or a district of the catalogue.
#[derive(Clone, Copy)]
pub struct Division(&'static DivisionEntry);

/// The level of a division.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DivisionLevel {
    /// 省
    Province,
    /// 市, and the zone that reports like one
    City,
    /// 区, 县
    District,
}

/// Why a text is no division.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DivisionError {
    /// Not six digits or capital letters.
    #[error("a division code has six digits or capital letters")]
    Form,
    /// Not in the catalogue.
    #[error("the division code does not stand in the catalogue")]
    Unknown,
}

impl DivisionError {
    /// The stable name of the error.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Form => "division.form",
            Self::Unknown => "division.unknown",
        }
    }
}

impl Division {
    /// Reads a code of the catalogue, such as `210100` or `21SF00`.
    pub fn parse(code: &str) -> Result<Self, DivisionError> {
        if code.len() != 6 || !code.bytes().all(|b| b.is_ascii_digit() || b.is_ascii_uppercase()) {
            return Err(DivisionError::Form);
        }
        catalogue().division(code).map(Self).ok_or(DivisionError::Unknown)
    }

    /// The fifteen city-level divisions, in the order of their codes.
    pub fn cities() -> impl Iterator<Item = Self> {
        catalogue().divisions().filter(|entry| entry.level == DivisionLevel::City).map(Self)
    }

    /// The province.
    #[must_use]
    pub fn province() -> Self {
        Self(catalogue().province())
    }

    /// The code.
    #[must_use]
    pub fn as_str(&self) -> &'static str {
        &self.0.code
    }

    /// The level.
    #[must_use]
    pub fn level(self) -> DivisionLevel {
        self.0.level
    }

    /// Whether this is the province.
    #[must_use]
    pub fn is_province(self) -> bool {
        self.0.level == DivisionLevel::Province
    }

    /// The row that this division is reported under: a district's city; a city and the province stand for themselves.
    #[must_use]
    pub fn city(self) -> Self {
        catalogue().division(&self.0.city).map_or(self, Self)
    }

    /// Whether `other` is this division or lies in it.
    #[must_use]
    pub fn contains(self, other: Self) -> bool {
        match self.0.level {
            DivisionLevel::Province => true,
            DivisionLevel::City => other.city() == self,
            DivisionLevel::District => other == self,
        }
    }

    /// The six digits that license numbers of this division begin with. A division without a code of GB/T 2260 numbers
    /// under another's.
    #[must_use]
    pub fn numbering_code(self) -> &'static str {
        &self.0.numbering_code
    }

    /// The Chinese name.
    #[must_use]
    pub fn name_zh(self) -> &'static str {
        &self.0.name_zh
    }

    /// The English name, for display.
    #[must_use]
    pub fn name_en(self) -> &'static str {
        &self.0.name_en
    }

    pub(crate) fn entry(self) -> &'static DivisionEntry {
        self.0
    }
}

impl PartialEq for Division {
    fn eq(&self, other: &Self) -> bool {
        self.as_str() == other.as_str()
    }
}

impl Eq for Division {}

impl PartialOrd for Division {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Division {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.as_str().cmp(other.as_str())
    }
}

impl std::hash::Hash for Division {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.as_str().hash(state);
    }
}

impl fmt::Debug for Division {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Division({})", self.as_str())
    }
}

text_form!(Division, DivisionError);

#[cfg(test)]
mod tests {
    use super::{Division, DivisionError};

    fn division(code: &str) -> Division {
        Division::parse(code).expect(code)
    }

    #[test]
    fn fifteen_rows_report() {
        let codes: Vec<_> = Division::cities().map(|city| city.as_str()).collect();
        assert_eq!(codes.len(), 15);
        assert_eq!(codes.first(), Some(&"210100"));
        assert_eq!(codes.last(), Some(&"21SF00"));
        assert!(Division::cities().all(|city| city.city() == city && !city.is_province()));
    }

    #[test]
    fn a_district_belongs_to_its_city_alone() {
        let [province, shenyang, dalian, heping] = ["210000", "210100", "210200", "210102"].map(division);
        assert_eq!(Division::province(), province);
        assert_eq!((heping.city(), shenyang.city(), province.city()), (shenyang, shenyang, province));
        assert!(province.contains(heping) && province.contains(province));
        assert!(shenyang.contains(heping) && shenyang.contains(shenyang));
        assert!(!shenyang.contains(dalian) && !shenyang.contains(province));
        assert!(!heping.contains(shenyang) && heping.contains(heping));
        assert!(!dalian.contains(heping));
    }

    #[test]
    fn the_zone_stands_alone_and_numbers_under_fushun() {
        let [zone, fushun] = ["21SF00", "210400"].map(division);
        assert_eq!(zone.numbering_code(), "210400");
        assert_eq!(fushun.numbering_code(), "210400");
        assert!(!fushun.contains(zone) && !zone.contains(fushun));
        assert_eq!(zone.city(), zone);
    }

    #[test]
    fn strangers_are_refused_by_name() {
        for (code, error) in [
            ("", DivisionError::Form),
            ("21", DivisionError::Form),
            ("21010", DivisionError::Form),
            ("21sf00", DivisionError::Form),
            ("沈阳", DivisionError::Form),
            ("210100 ", DivisionError::Form),
            ("110000", DivisionError::Unknown),
            ("211500", DivisionError::Unknown),
            ("210101", DivisionError::Unknown),
        ] {
            assert_eq!(Division::parse(code), Err(error), "{code:?}");
        }
    }
}
