//! The rules of driver, vehicle and operator together (人车户), and the limits of look-ups.

use super::Catalogue;
use super::table::{Fault, Row, Tables};
use crate::{
    caller::Role,
    kind::Kind,
    scope::{ScopeCode, VehicleType},
};

/// A family of work: scope codes for which the same is asked of the driver.
#[derive(Debug)]
pub struct WorkFamily {
    /// The stable name.
    pub family: String,
    /// The name in Chinese.
    pub name_zh: String,
    /// The name in English.
    pub name_en: String,
    /// What its scope codes begin with.
    pub(super) scopes: Vec<String>,
    /// The kind of vehicle certificate that says it without a scope code.
    pub(super) kind: Option<Kind>,
}

/// What is asked of a driver for a sort of vehicle, in a family of work.
#[derive(Debug)]
pub struct DriverRule {
    family: String,
    vehicle_type: String,
    /// Any of these fits.
    fits: Vec<String>,
    /// Whether any of these fits cannot be told; `*` is whatever the driver has, and nothing.
    unsure: Vec<String>,
}

/// Which scope a held scope code covers besides what stands under it.
#[derive(Debug)]
pub(super) struct Covering {
    held: String,
    covers: Vec<String>,
}

/// How many look-ups a caller may make within a window.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LookUpLimit {
    /// So many.
    pub look_ups_max: u32,
    /// Within so many seconds; windows begin at multiples of it.
    pub window_seconds: u32,
}

/// The tables of this module.
#[derive(Debug)]
pub(super) struct Work {
    families: Vec<WorkFamily>,
    categories: Vec<DriverRule>,
    classes: Vec<DriverRule>,
    coverings: Vec<Covering>,
    limits: Vec<(String, LookUpLimit)>,
}

/// Whether what a driver has is enough.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Enough {
    /// It is.
    Yes,
    /// It cannot be told by what is on record.
    Unsure,
    /// It is not.
    No,
}

impl DriverRule {
    /// Judges the codes that a driver has.
    #[must_use]
    pub fn judge<'a>(&self, held: impl Iterator<Item = &'a str> + Clone) -> Enough {
        let any = |codes: &[String]| held.clone().any(|own| codes.iter().any(|code| code == own));
        if any(&self.fits) {
            Enough::Yes
        } else if any(&self.unsure) || self.unsure.iter().any(|code| code == "*") {
            Enough::Unsure
        } else {
            Enough::No
        }
    }

    /// The codes of which any one is asked.
    #[must_use]
    pub fn asked(&self) -> &[String] {
        &self.fits
    }
}

impl Work {
    pub(super) fn load(tables: &Tables) -> Result<Self, Fault> {
        let class_row = |row: &Row| driver_rule(row, "classes");
        Ok(Self {
            families: super::load::each(tables, "work_families.csv", family)?,
            categories: super::load::each(tables, "driver_categories.csv", |row| driver_rule(row, "categories"))?,
            classes: super::load::each(tables, "driver_classes.csv", class_row)?,
            coverings: super::load::each(tables, "scope_covering.csv", covering)?,
            limits: super::load::each(tables, "look_up_limits.csv", limit)?,
        })
    }
}

impl Catalogue {
    /// The family of work of a scope code: that of the longest beginning. Some codes are no work of a vehicle.
    #[must_use]
    pub fn family_of_scope(&self, scope: ScopeCode) -> Option<&WorkFamily> {
        let longest = |family: &&WorkFamily| longest(&family.scopes, scope.as_str());
        self.work.families.iter().filter(|family| longest(family).is_some()).max_by_key(longest)
    }

    /// The family of work that a vehicle's certificate says by its kind alone.
    #[must_use]
    pub fn family_of_kind(&self, kind: Kind) -> Option<&WorkFamily> {
        self.work.families.iter().find(|family| family.kind == Some(kind))
    }

    /// Which qualification categories (从业资格类别) fit the vehicle at this work.
    #[must_use]
    pub fn categories_for(&self, family: &WorkFamily, vehicle: VehicleType) -> Option<&DriverRule> {
        closest(&self.work.categories, family, vehicle)
    }

    /// Which driving classes (准驾车型) fit the vehicle at this work.
    #[must_use]
    pub fn classes_for(&self, family: &WorkFamily, vehicle: VehicleType) -> Option<&DriverRule> {
        closest(&self.work.classes, family, vehicle)
    }

    /// Whether a scope code that is held covers another one that does not stand under it.
    pub(crate) fn also_covers(&self, held: &str, asked: &str) -> bool {
        let mut rows = self.work.coverings.iter().filter(|row| row.held == held);
        rows.any(|row| row.covers.iter().any(|code| code == asked))
    }

    /// How many look-ups a caller of the role may make; `None` for a role that makes none.
    #[must_use]
    pub fn look_up_limit(&self, role: Role) -> Option<LookUpLimit> {
        self.work.limits.iter().find(|(name, _)| name == role.as_str()).map(|(_, limit)| *limit)
    }
}

/// The length of the longest beginning that the code has.
fn longest(beginnings: &[String], code: &str) -> Option<usize> {
    beginnings.iter().filter(|beginning| code.starts_with(beginning.as_str())).map(String::len).max()
}

/// The rule with the longest beginning of the vehicle's type; among these the one that names the family.
fn closest<'a>(rules: &'a [DriverRule], family: &WorkFamily, vehicle: VehicleType) -> Option<&'a DriverRule> {
    let meant = |rule: &&DriverRule| {
        (rule.family.is_empty() || rule.family == family.family)
            && vehicle.as_str().starts_with(rule.vehicle_type.as_str())
    };
    rules.iter().filter(meant).max_by_key(|rule| (rule.vehicle_type.len(), rule.family.len()))
}

fn family(row: &Row) -> Result<WorkFamily, Fault> {
    let kind = row.text("kind");
    let kind = if kind.is_empty() { Ok(None) } else { Kind::parse(kind).map(Some) };
    Ok(WorkFamily {
        family: row.text("family").to_owned(),
        name_zh: row.text("name_zh").to_owned(),
        name_en: row.text("name_en").to_owned(),
        scopes: several(row, "scopes"),
        kind: kind.map_err(|error| row.fault(error.to_string()))?,
    })
}

#[expect(clippy::unnecessary_wraps, reason = "rows are read by functions that can fail")]
fn driver_rule(row: &Row, fits: &str) -> Result<DriverRule, Fault> {
    Ok(DriverRule {
        family: row.text("family").to_owned(),
        vehicle_type: row.text("vehicle_type").to_owned(),
        fits: several(row, fits),
        unsure: several(row, "unsure"),
    })
}

#[expect(clippy::unnecessary_wraps, reason = "rows are read by functions that can fail")]
fn covering(row: &Row) -> Result<Covering, Fault> {
    Ok(Covering { held: row.text("held").to_owned(), covers: several(row, "covers") })
}

fn limit(row: &Row) -> Result<(String, LookUpLimit), Fault> {
    let limit =
        LookUpLimit { look_ups_max: row.number("look_ups_max")?, window_seconds: row.number("window_seconds")? };
    Ok((row.text("role").to_owned(), limit))
}

fn several(row: &Row, column: &str) -> Vec<String> {
    row.several(column).map(str::to_owned).collect()
}
