//! The catalogue: kinds, face fields, code lists, divisions, issuers, license words, photo rules, reasons, the rules of
//! driver, vehicle and operator together, and the limits of look-ups.
//!
//! It is versioned data (`data/`), checked by the build. A license names the version that it was made under.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

use crate::division::{Division, DivisionLevel};
use crate::kind::{Kind, KindClass, PhotoKind};
use crate::license_number::LicenseWord;
use crate::stage::LicenseMove;
use crate::uscc::Uscc;
#[cfg(test)]
use crate::uscc::check_character as uscc_check_character;

#[cfg(test)]
mod check;
mod data;
mod list;
mod load;
mod review;
mod table;
#[cfg(test)]
mod tests;
pub(crate) mod text_form;
mod work;

pub use list::List;
pub use review::{ReviewCheck, ReviewRules};
pub use work::{DriverRule, Enough, LookUpLimit, WorkFamily};

/// Everything that is data.
#[derive(Debug)]
pub struct Catalogue {
    version: String,
    face: Face,
    divisions: BTreeMap<String, DivisionEntry>,
    province: DivisionEntry,
    lists: BTreeMap<List, Vec<CodeEntry>>,
    photo_rules: [PhotoRule; 2],
    return_reasons: Vec<ReturnReason>,
    review_rules: ReviewRules,
    review_checks: Vec<ReviewCheck>,
    act_reasons: Vec<ActReason>,
    work: work::Work,
}

/// A kind of license.
#[derive(Debug)]
pub struct KindEntry {
    /// The 21-character type code.
    pub type_code: String,
    /// The class.
    pub class: KindClass,
    /// The name in the provincial rule.
    pub name_zh: String,
    /// The English name, for display.
    pub name_en: String,
    /// The title on the face.
    pub face_title: String,
    /// The standard that the kind follows.
    pub standard: String,
    /// The holder code types that a holder may have.
    pub holder_code_types: Vec<String>,
    /// The photo on the face.
    pub photo: Option<PhotoKind>,
    /// The version of the template in force, from 1; it only grows.
    pub template: u16,
}

/// A metadata element or a field of the face (GB/T 36903; JT/T 1290, 1291 and 1292).
#[derive(Debug)]
pub struct FaceField {
    /// The short name, such as `KZ_CLHP`; empty for fields that no source names.
    pub short_name: String,
    /// The label on the face.
    pub name_zh: String,
    /// The English label.
    pub name_en: String,
    /// The type in words: text, code, code list, digits, number, date, image.
    pub value_type: String,
    /// The greatest length in characters, where it is known.
    pub max_length: Option<usize>,
    /// Whether the element must have a value.
    pub required: bool,
    /// Whether the field stands on the face.
    pub on_face: bool,
}

#[derive(Debug)]
struct Face {
    common: Vec<FaceField>,
    operator: Vec<FaceField>,
    vehicle: Vec<FaceField>,
    practitioner: Vec<FaceField>,
}

/// A division with the body that issues for it.
#[derive(Debug, Clone)]
pub struct DivisionEntry {
    /// The code.
    pub code: String,
    /// The Chinese name.
    pub name_zh: String,
    /// The English name, for display.
    pub name_en: String,
    /// The level.
    pub level: DivisionLevel,
    /// The code of the row that it is reported under.
    pub city: String,
    /// The six digits that its license numbers begin with.
    pub numbering_code: String,
    /// The body that issues for it.
    pub issuer: Issuer,
    operator_word: LicenseWord,
    vehicle_word: LicenseWord,
}

/// An issuing body, 签发部门 (provincial rule, art. 5).
#[derive(Debug, Clone)]
pub struct Issuer {
    /// The name on the face, 核发机关.
    pub name_zh: String,
    /// Its unified social credit code.
    pub uscc: Uscc,
    /// The short number that stands for it in a license code.
    pub number: u16,
    /// The division that it issues for.
    pub division: String,
    /// Whether the code is made up for samples.
    pub is_sample: bool,
}

/// A code of a list.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CodeEntry {
    /// The code.
    pub code: String,
    /// The Chinese name.
    pub name_zh: String,
    /// The English name, for display.
    pub name_en: String,
    /// The code that it belongs under.
    pub parent: Option<String>,
}

/// What a photo must be for the inspection to pass it. Sizes are of the picture as seen.
#[derive(Debug)]
pub struct PhotoRule {
    /// What the photo shows.
    pub photo: PhotoKind,
    /// Smallest width, in pixels.
    pub width_min: u32,
    /// Smallest height, in pixels.
    pub height_min: u32,
    /// Largest width × height, in pixels.
    pub pixels_max: u64,
    /// Largest file as uploaded, in bytes.
    pub bytes_max: u64,
    /// Smallest width ÷ height, in thousandths.
    pub aspect_min_thousandths: u32,
    /// Largest width ÷ height, in thousandths.
    pub aspect_max_thousandths: u32,
    /// The formats taken: `jpeg`, `png`.
    pub formats: Vec<String>,
    /// Largest width of the picture that is kept and printed, in pixels.
    pub kept_width: u16,
    /// Largest height of the picture that is kept and printed, in pixels.
    pub kept_height: u16,
    /// What is measured on the picture, and how much it weighs.
    pub findings: Vec<PhotoFinding>,
}

/// From which value on a measure is a finding. A code may have a limit for each severity; the gravest that is broken counts.
#[derive(Debug)]
pub struct PhotoFinding {
    /// The code of the finding; its words are the return reason of the same code.
    pub code: String,
    /// How much it weighs.
    pub severity: Severity,
    /// The last value that is no finding, in the unit of the code.
    pub limit: u64,
}

/// How much a finding of the photo inspection weighs, from the least on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Worth knowing; the photo can be used.
    Note,
    /// The officer is to look at it; the photo is not sent back by itself.
    Warn,
    /// The photo goes back to the holder.
    Refuse,
}

/// Why an application or its photo is returned, in words for people.
#[derive(Debug)]
pub struct ReturnReason {
    /// The code: a finding of the inspection, or an officer's reason.
    pub code: String,
    /// Whether it is about the photo; otherwise about the application.
    pub is_about_photo: bool,
    /// The photo that it can be said of; nothing for any.
    pub photo: Option<PhotoKind>,
    /// Whether an officer may give it; otherwise the inspection finds it.
    pub is_officers: bool,
    /// What is wrong, in Chinese.
    pub name_zh: String,
    /// What is wrong, in English.
    pub name_en: String,
    /// What to do, in Chinese.
    pub fix_zh: String,
    /// What to do, in English.
    pub fix_en: String,
}

/// Why a license is suspended, resumed, cancelled, withdrawn or revoked.
#[derive(Debug)]
pub struct ActReason {
    /// The code.
    pub code: String,
    /// The act that it is a reason for.
    pub act: LicenseMove,
    /// The reason in Chinese.
    pub name_zh: String,
    /// The reason in English.
    pub name_en: String,
    /// The law or rule that it rests on.
    pub legal_basis: String,
}

/// The catalogue of this build.
#[must_use]
pub fn catalogue() -> &'static Catalogue {
    #[expect(clippy::expect_used, reason = "the build has checked the very same data, and a test loads it")]
    static CATALOGUE: LazyLock<Catalogue> =
        LazyLock::new(|| data::tables().and_then(|tables| load::load(data::VERSION, &tables)).expect("checked data"));
    &CATALOGUE
}

/// The entry of a kind, out of its own file: a verifier in a browser has no need of the others, and does not carry them.
pub(crate) fn kind_entry(kind: Kind) -> &'static KindEntry {
    #[expect(clippy::expect_used, reason = "the build has checked the very same data, and a test loads it")]
    static KINDS: LazyLock<[KindEntry; 9]> =
        LazyLock::new(|| data::alone(data::KINDS).and_then(|tables| load::kinds(&tables)).expect("checked data"));
    let [business, dangerous, hailing, radioactive, vehicle, hailing_vehicle, practitioner, taxi, driver] = &*KINDS;
    match kind {
        Kind::BusinessLicense => business,
        Kind::DangerousGoodsLicense => dangerous,
        Kind::RideHailingBusinessLicense => hailing,
        Kind::RadioactiveLicense => radioactive,
        Kind::VehicleCertificate => vehicle,
        Kind::RideHailingVehicleCertificate => hailing_vehicle,
        Kind::PractitionerCertificate => practitioner,
        Kind::CruisingTaxiDriverCertificate => taxi,
        Kind::RideHailingDriverCertificate => driver,
    }
}

/// The Chinese name of a plate's colour by its code, out of its own file as above.
pub(crate) fn plate_color_zh(code: &str) -> Option<&'static str> {
    #[expect(clippy::expect_used, reason = "the build has checked the very same data, and a test loads it")]
    static COLORS: LazyLock<Vec<CodeEntry>> = LazyLock::new(|| {
        let tables = data::alone(data::PLATE_COLORS);
        tables.and_then(|tables| load::codes(&tables, List::PlateColor)).expect("checked data")
    });
    COLORS.iter().find(|entry| entry.code == code).map(|entry| entry.name_zh.as_str())
}

impl Catalogue {
    /// The version: the year and a number in it.
    #[must_use]
    pub fn version(&self) -> &str {
        &self.version
    }

    /// The metadata elements that all kinds have.
    #[must_use]
    pub fn common_fields(&self) -> &[FaceField] {
        &self.face.common
    }

    /// The fields of a class, in the order of the face; some do not stand on it (`on_face`).
    #[must_use]
    pub fn face_fields(&self, class: KindClass) -> &[FaceField] {
        match class {
            KindClass::Operator => &self.face.operator,
            KindClass::Vehicle => &self.face.vehicle,
            KindClass::Practitioner => &self.face.practitioner,
        }
    }

    /// The codes of a list, in the order of the file.
    pub fn codes(&self, list: List) -> impl Iterator<Item = &CodeEntry> {
        self.lists.get(&list).into_iter().flatten()
    }

    /// A code of a list.
    #[must_use]
    pub fn code(&self, list: List, code: &str) -> Option<&CodeEntry> {
        self.codes(list).find(|entry| entry.code == code)
    }

    /// The Chinese name of a code of a list.
    #[must_use]
    pub fn name_zh(&self, list: List, code: &str) -> Option<&str> {
        self.code(list, code).map(|entry| entry.name_zh.as_str())
    }

    /// The English name of a code of a list.
    #[must_use]
    pub fn name_en(&self, list: List, code: &str) -> Option<&str> {
        self.code(list, code).map(|entry| entry.name_en.as_str())
    }

    /// The divisions in the order of their codes.
    pub fn divisions(&self) -> impl Iterator<Item = &DivisionEntry> {
        self.divisions.values()
    }

    /// A division by its code.
    #[must_use]
    pub fn division(&self, code: &str) -> Option<&DivisionEntry> {
        self.divisions.get(code)
    }

    /// The province.
    #[must_use]
    pub fn province(&self) -> &DivisionEntry {
        &self.province
    }

    /// The body that issues for a division: the city's, for a district.
    #[must_use]
    pub fn issuer(&self, division: Division) -> &'static Issuer {
        &division.entry().issuer
    }

    /// The issuer of a number, as a license code carries it.
    #[must_use]
    pub fn issuer_by_number(&self, number: u16) -> Option<&Issuer> {
        self.divisions().map(|entry| &entry.issuer).find(|issuer| issuer.number == number)
    }

    /// The word before the license numbers of a division. Practitioners have none: their number is the identity number.
    #[must_use]
    pub fn word(&self, division: Division, class: KindClass) -> Option<&'static LicenseWord> {
        match class {
            KindClass::Operator => Some(&division.entry().operator_word),
            KindClass::Vehicle => Some(&division.entry().vehicle_word),
            KindClass::Practitioner => None,
        }
    }

    /// What a photo must be.
    #[must_use]
    pub fn photo_rule(&self, photo: PhotoKind) -> &PhotoRule {
        let [vehicle, person] = &self.photo_rules;
        match photo {
            PhotoKind::Vehicle => vehicle,
            PhotoKind::Person => person,
        }
    }

    /// Every reason for a return.
    #[must_use]
    pub fn return_reasons(&self) -> &[ReturnReason] {
        &self.return_reasons
    }

    /// A reason for a return.
    #[must_use]
    pub fn return_reason(&self, code: &str) -> Option<&ReturnReason> {
        self.return_reasons.iter().find(|reason| reason.code == code)
    }

    /// Every reason for an act.
    #[must_use]
    pub fn act_reasons(&self) -> &[ActReason] {
        &self.act_reasons
    }

    /// A reason for an act.
    #[must_use]
    pub fn act_reason(&self, code: &str) -> Option<&ActReason> {
        self.act_reasons.iter().find(|reason| reason.code == code)
    }
}
