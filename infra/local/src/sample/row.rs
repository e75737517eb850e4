//! The rows of the import files. The order of fields is the order of columns.

use jiff::civil::Date;
use license::catalogue::catalogue;
use license::division::Division;
use license::kind::{Kind, KindClass};
use license::scope::ScopeCode;
use serde::Serialize;

use super::Making;
use super::chance::Chance;
use super::dirt::Dirt;
use super::made_up;

/// A row of operators.csv. No `Debug`: rows hold what would be personal data in earnest.
#[derive(Clone, Serialize)]
#[expect(missing_docs, reason = "the columns of the file, described in the import format")]
pub struct OperatorRow {
    pub name: String,
    pub uscc: String,
    pub address: String,
    pub economic_type: &'static str,
    pub state: &'static str,
    pub branch: &'static str,
    pub legal_person: String,
    pub kind: Kind,
    pub word: String,
    pub number: String,
    pub scope: String,
    pub scope_text: String,
    pub granted_on: String,
    pub valid_from: Date,
    pub valid_until: Option<Date>,
    pub first_granted_on: Date,
    pub division: Division,
    pub medium: &'static str,
    #[serde(skip)]
    pub dirt: Option<Dirt>,
}

/// A row of vehicles.csv.
#[derive(Clone, Serialize)]
#[expect(missing_docs, reason = "the columns of the file, described in the import format")]
pub struct VehicleRow {
    pub plate: String,
    pub color: &'static str,
    pub vin: String,
    pub vehicle_type: &'static str,
    pub brand_model: String,
    pub tons_or_seats: String,
    pub length_mm: u32,
    pub width_mm: u32,
    pub height_mm: u32,
    pub state: &'static str,
    pub owner_name: String,
    pub owner_code_type: &'static str,
    pub owner_code: String,
    pub address: String,
    pub operator_license: String,
    pub kind: Kind,
    pub word: String,
    pub number: String,
    pub scope: String,
    pub scope_text: String,
    pub granted_on: String,
    pub valid_from: Date,
    pub valid_until: Option<Date>,
    pub first_granted_on: Date,
    pub division: Division,
    pub medium: &'static str,
    pub operator_uscc: String,
    #[serde(skip)]
    pub dirt: Option<Dirt>,
}

/// A row of practitioners.csv.
#[derive(Clone, Serialize)]
#[expect(missing_docs, reason = "the columns of the file, described in the import format")]
pub struct PractitionerRow {
    pub name: String,
    pub id_type: &'static str,
    pub id_number: String,
    pub nationality: &'static str,
    pub address: String,
    pub driving_class: &'static str,
    pub categories: String,
    pub kind: Kind,
    pub granted_on: String,
    pub valid_from: Date,
    pub valid_until: Option<Date>,
    pub first_granted_on: Date,
    pub division: Division,
    pub medium: &'static str,
    pub operator_uscc: String,
    #[serde(skip)]
    pub dirt: Option<Dirt>,
}

/// A file of rows, with its header.
pub(super) fn to_csv<R: Serialize>(rows: &[R]) -> Result<Vec<u8>, csv::Error> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    for row in rows {
        writer.serialize(row)?;
    }
    writer.into_inner().map_err(|error| csv::Error::from(error.into_error()))
}

/// What every row has of its grant.
pub(super) struct Grant {
    pub(super) kind: Kind,
    pub(super) word: String,
    pub(super) number: String,
    pub(super) valid_from: Date,
    pub(super) valid_until: Option<Date>,
    pub(super) first_granted_on: Date,
    pub(super) division: Division,
    pub(super) is_paper: bool,
}

impl Grant {
    pub(super) fn medium(&self) -> &'static str {
        if self.is_paper { "paper" } else { "electronic" }
    }

    /// The day of the grant, or a day that does not exist.
    pub(super) fn granted_on(&self, dirt: Option<Dirt>) -> String {
        if dirt == Some(Dirt::DateUnreadable) { "2025-02-30".to_owned() } else { self.valid_from.to_string() }
    }
}

impl Making {
    /// A grant of a kind: terms of 4, 3 or 6 years by class, some of them over, some operators' without end.
    pub(super) fn grant(&mut self, chance: &mut Chance, kind: Kind, division: Division) -> Grant {
        let (years, days_max) = match kind.class() {
            KindClass::Operator => (4, 1200),
            KindClass::Vehicle => (3, 800),
            KindClass::Practitioner => (6, 1900),
        };
        let over = chance.percent(2);
        let latest = if over { made_up::end_of_term(self.plan.as_of, -years - 1) } else { self.plan.as_of };
        let valid_from = made_up::day_before(chance, latest, days_max);
        let endless = kind.class() == KindClass::Operator && !over && chance.percent(5);
        let (word, number) = self.word_and_number(chance, kind, division);
        Grant {
            kind,
            word,
            number,
            valid_from,
            valid_until: (!endless).then(|| made_up::end_of_term(valid_from, years)),
            first_granted_on: made_up::day_before(chance, valid_from, 3000),
            division,
            is_paper: chance.percent(70),
        }
    }

    /// The word and number of operators and vehicles; a few have none yet.
    fn word_and_number(&mut self, chance: &mut Chance, kind: Kind, division: Division) -> (String, String) {
        let Some(word) = catalogue().word(division, kind.class()) else {
            return (String::new(), String::new());
        };
        let serial = self.serials.entry(division.numbering_code()).or_default();
        if chance.percent(3) || *serial >= 999_999 {
            self.stats.unnumbered += 1;
            return (String::new(), String::new());
        }
        *serial += 1;
        (word.to_string(), format!("{}{serial:06}", division.numbering_code()))
    }
}

/// Scope codes as the column has them, and the names of them for the face.
pub(super) fn scope(codes: &[&'static str]) -> (String, String) {
    let names = codes.iter().filter_map(|code| ScopeCode::parse(code).ok()).map(|code| code.name_zh());
    (codes.join("|"), names.collect::<Vec<_>>().join("、"))
}
