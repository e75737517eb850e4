//! 人车户: driver, vehicle and operator judged together. Each rule is judged by itself, and what cannot be decided by the
//! records at hand is [`Outcome::CannotTell`], never a fit. The rules are data of the catalogue; the records are given.

use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::{
    catalogue::{DriverRule, Enough, WorkFamily, catalogue},
    grant::Grant,
    kind::KindClass,
    scope::{ScopeCode, VehicleType},
    subject::{Facts, Practitioner, Subject, Vehicle},
    verdict::Verdict,
};

mod words;

pub use words::{outcome_words, reason_words, rule_words, side_words};

/// One of the three.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Side {
    /// 人: the driver, by a practitioner's certificate.
    Driver,
    /// 车: the vehicle, by its certificate.
    Vehicle,
    /// 户: the operator, by its business license.
    Operator,
}

/// What was found of a side.
#[derive(Clone, Copy, Debug)]
pub struct Found<'a> {
    /// The verdict on its license; `None` where several licenses are meant and none is chosen.
    pub verdict: Option<Verdict>,
    /// The record and the grant that the license rests on, where it is known and genuine.
    pub record: Option<(&'a Subject, &'a Grant)>,
}

/// What is judged together.
#[derive(Clone, Copy, Debug)]
pub struct Joint<'a> {
    /// The driver, if one is named.
    pub driver: Option<Found<'a>>,
    /// The vehicle, if one is named.
    pub vehicle: Option<Found<'a>>,
    /// The operator, if one is named.
    pub operator: Option<Found<'a>>,
    /// The work that is done, if it is said; otherwise all that the vehicle's certificate names.
    pub work: Option<ScopeCode>,
    /// The day.
    pub day: Date,
}

/// A rule. Which sides it is about, [`Rule::sides`] says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rule {
    /// The side's license is in force.
    InForce(Side),
    /// The driver's qualification category fits vehicle and work.
    Category,
    /// The driver's driving class fits the vehicle's type.
    DrivingClass,
    /// By the register the vehicle is the operator's, run or owned.
    Operator,
    /// The vehicle's certificate names the operator's license number.
    OperatorNumber,
    /// The operator's scope covers the work, or what the vehicle's certificate names.
    OperatorScope,
    /// The vehicle's scope covers the work.
    VehicleScope,
}

/// What came of a rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It holds.
    Fits,
    /// It does not hold.
    DoesNotFit,
    /// It could not be decided.
    CannotTell,
}

/// A rule, what came of it, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The rule.
    pub rule: Rule,
    /// What came of it.
    pub outcome: Outcome,
    /// Why: a stable code that [`reason_words`] has words for.
    pub reason: &'static str,
    /// The codes of which any one is asked (categories, driving classes), or which all are asked (scope).
    pub asked: Vec<String>,
}

/// Outcome and reason of one question.
type Told = (Outcome, &'static str);

const NO_RECORD: Told = (Outcome::CannotTell, "no_record");
const NO_DATA: Told = (Outcome::CannotTell, "no_data");

impl Outcome {
    /// The stable word.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Fits => "fits",
            Self::DoesNotFit => "does_not_fit",
            Self::CannotTell => "cannot_tell",
        }
    }
}

impl Side {
    /// Driver, vehicle, operator: the order in which they are told.
    pub const ALL: [Self; 3] = [Self::Driver, Self::Vehicle, Self::Operator];

    /// The stable word.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Driver => "driver",
            Self::Vehicle => "vehicle",
            Self::Operator => "operator",
        }
    }

    /// The class of the licenses of the side.
    #[must_use]
    pub const fn class(self) -> KindClass {
        match self {
            Self::Driver => KindClass::Practitioner,
            Self::Vehicle => KindClass::Vehicle,
            Self::Operator => KindClass::Operator,
        }
    }
}

impl Rule {
    /// The stable code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::InForce(_) => "in_force",
            Self::Category => "driver.category",
            Self::DrivingClass => "driver.driving_class",
            Self::Operator => "vehicle.operator",
            Self::OperatorNumber => "vehicle.operator_number",
            Self::OperatorScope => "operator.scope",
            Self::VehicleScope => "vehicle.scope",
        }
    }

    /// The sides that it is about.
    #[must_use]
    pub const fn sides(self) -> &'static [Side] {
        match self {
            Self::InForce(Side::Driver) => &[Side::Driver],
            Self::InForce(Side::Vehicle) | Self::VehicleScope => &[Side::Vehicle],
            Self::InForce(Side::Operator) => &[Side::Operator],
            Self::Category | Self::DrivingClass => &[Side::Driver, Side::Vehicle],
            Self::Operator | Self::OperatorNumber | Self::OperatorScope => &[Side::Vehicle, Side::Operator],
        }
    }
}

/// One "no" is a no; without one, what cannot be told is not a yes.
#[must_use]
pub fn outcome(findings: &[Finding]) -> Outcome {
    let any = |outcome| findings.iter().any(|finding| finding.outcome == outcome);
    match (any(Outcome::DoesNotFit), any(Outcome::CannotTell), findings.is_empty()) {
        (true, _, _) => Outcome::DoesNotFit,
        (false, true, _) | (false, false, true) => Outcome::CannotTell,
        (false, false, false) => Outcome::Fits,
    }
}

/// Judges every rule that the sides named allow to ask.
#[must_use]
pub fn judge(joint: &Joint<'_>) -> Vec<Finding> {
    let sides = [(Side::Driver, joint.driver), (Side::Vehicle, joint.vehicle), (Side::Operator, joint.operator)];
    let standing = sides.into_iter().filter_map(|(side, found)| Some(in_force(side, found?.verdict)));
    let mut findings: Vec<Finding> = standing.collect();
    if let Some(driver) = joint.driver {
        findings.push(joint.driver_fits(Rule::Category, &driver));
        findings.push(joint.driver_fits(Rule::DrivingClass, &driver));
    }
    if let (Some(vehicle), Some(operator)) = (joint.vehicle, joint.operator) {
        findings.push(plain(Rule::Operator, belongs(&vehicle, &operator)));
        findings.push(plain(Rule::OperatorNumber, same_number(&vehicle, &operator)));
    }
    if let Some(operator) = joint.operator.filter(|_| joint.vehicle.is_some() || joint.work.is_some()) {
        findings.push(joint.operator_scope(&operator));
    }
    if let (Some(vehicle), Some(work)) = (joint.vehicle, joint.work) {
        findings.push(vehicle_scope(&vehicle, work));
    }
    findings
}

fn plain(rule: Rule, (outcome, reason): Told) -> Finding {
    Finding { rule, outcome, reason, asked: Vec::new() }
}

fn in_force(side: Side, verdict: Option<Verdict>) -> Finding {
    use Outcome::{CannotTell, DoesNotFit, Fits};
    let told = match verdict {
        Some(Verdict::Valid) => (Fits, "in_force"),
        Some(Verdict::NotActivated) => (DoesNotFit, "not_activated"),
        Some(Verdict::Suspended) => (DoesNotFit, "suspended"),
        Some(Verdict::Ended) => (DoesNotFit, "ended"),
        Some(Verdict::Mismatch) => (DoesNotFit, "mismatch"),
        Some(Verdict::Forged) => (DoesNotFit, "forged"),
        Some(Verdict::LicensedOnPaper) => (CannotTell, "on_paper"),
        Some(Verdict::NotFound) => (CannotTell, "not_found"),
        Some(Verdict::Incomplete | Verdict::CannotTell) => (CannotTell, "not_verified"),
        None => (CannotTell, "several_licenses"),
    };
    plain(Rule::InForce(side), told)
}

impl<'a> Found<'a> {
    fn person(&self) -> Option<&'a Practitioner> {
        match &self.record?.0.facts {
            Facts::Practitioner(person) => Some(person),
            Facts::Operator(_) | Facts::Vehicle(_) => None,
        }
    }

    fn vehicle(&self) -> Option<&'a Vehicle> {
        match &self.record?.0.facts {
            Facts::Vehicle(vehicle) => Some(vehicle),
            Facts::Operator(_) | Facts::Practitioner(_) => None,
        }
    }
}

impl Joint<'_> {
    /// The driver by category or class, for each family of the work. Where the families disagree, the work decides.
    fn driver_fits(&self, rule: Rule, driver: &Found<'_>) -> Finding {
        let Some(vehicle) = self.vehicle else {
            return plain(rule, (Outcome::CannotTell, "no_vehicle"));
        };
        let (Some(person), Some(facts), Some((_, grant))) = (driver.person(), vehicle.vehicle(), vehicle.record) else {
            return plain(rule, NO_RECORD);
        };
        let families = self.families(grant);
        let vehicle_type = facts.vehicle_type;
        let rules = families.iter().map(|family| driver_rule(rule, family, vehicle_type)).collect::<Vec<_>>();
        let told = rules.iter().map(|asked| match asked {
            None => (Outcome::CannotTell, "no_rule"),
            Some(asked) if rule == Rule::Category => category(asked, person, self.day),
            Some(asked) => driving_class(asked, person),
        });
        let (outcome, reason) = together(told, "work_unknown");
        let asked = rules.iter().flatten().flat_map(|asked| asked.asked().iter().cloned());
        Finding { rule, outcome, reason, asked: asked.collect() }
    }

    /// The families of what is done: of the work that is said, else of all that the vehicle's certificate names.
    fn families(&self, vehicle: &Grant) -> Vec<&'static WorkFamily> {
        let codes = self.work.map_or_else(|| vehicle.scope.clone(), |work| vec![work]);
        let of_codes: Option<BTreeMap<&str, &WorkFamily>> =
            codes.iter().map(|code| catalogue().family_of_scope(*code).map(|one| (one.family.as_str(), one))).collect();
        let of_kind = || catalogue().family_of_kind(vehicle.kind).into_iter().collect();
        // A code that is no work of a vehicle leaves the work unknown.
        if codes.is_empty() { of_kind() } else { of_codes.unwrap_or_default().into_values().collect() }
    }

    /// A ride-hailing vehicle names no scope code, and neither does its operator's license: the kinds say it.
    fn operator_scope(&self, operator: &Found<'_>) -> Finding {
        let rule = Rule::OperatorScope;
        let Some((_, own)) = operator.record else { return plain(rule, NO_RECORD) };
        let Some(work) = self.work else {
            let Some((_, vehicle)) = self.vehicle.and_then(|vehicle| vehicle.record) else {
                return plain(rule, NO_RECORD);
            };
            return operator_covers(own, vehicle);
        };
        let (outcome, reason) = scope_covers(own, &[work]);
        Finding { rule, outcome, reason, asked: vec![work.as_str().to_owned()] }
    }
}

fn driver_rule(rule: Rule, family: &WorkFamily, vehicle: VehicleType) -> Option<&'static DriverRule> {
    if rule == Rule::Category {
        catalogue().categories_for(family, vehicle)
    } else {
        catalogue().classes_for(family, vehicle)
    }
}

fn category(asked: &DriverRule, person: &Practitioner, day: Date) -> Told {
    let all = person.qualifications.iter();
    let current = all.clone().filter(|one| one.from <= day && one.until.is_none_or(|until| day <= until));
    match asked.judge(current.map(|one| one.category.as_str())) {
        Enough::Yes => (Outcome::Fits, "category_held"),
        Enough::Unsure => (Outcome::CannotTell, "category_unsure"),
        Enough::No if person.qualifications.is_empty() => NO_DATA,
        Enough::No if asked.judge(all.map(|one| one.category.as_str())) == Enough::Yes => {
            (Outcome::DoesNotFit, "category_not_in_term")
        }
        Enough::No => (Outcome::DoesNotFit, "category_missing"),
    }
}

fn driving_class(asked: &DriverRule, person: &Practitioner) -> Told {
    let Some(class) = person.driving_class else { return NO_DATA };
    match asked.judge([class.as_str()].into_iter()) {
        Enough::Yes => (Outcome::Fits, "class_held"),
        Enough::Unsure => (Outcome::CannotTell, "class_unsure"),
        Enough::No => (Outcome::DoesNotFit, "class_too_low"),
    }
}

/// One answer for several families: theirs if they agree; else it depends on the work.
fn together(told: impl Iterator<Item = Told>, none: &'static str) -> Told {
    let told: Vec<Told> = told.collect();
    match told.split_first() {
        None => (Outcome::CannotTell, none),
        Some((first, rest)) if rest.iter().all(|other| other.0 == first.0) => *first,
        Some(_) => (Outcome::CannotTell, "depends_on_work"),
    }
}

fn belongs(vehicle: &Found<'_>, operator: &Found<'_>) -> Told {
    let (Some((record, grant)), Some((own, _))) = (vehicle.record, operator.record) else { return NO_RECORD };
    match &record.operator {
        Some(named) if *named == own.id => (Outcome::Fits, "operator_on_record"),
        Some(_) => (Outcome::DoesNotFit, "other_operator"),
        None if grant.holder == own.id => (Outcome::Fits, "operator_owns"),
        None => NO_DATA,
    }
}

fn same_number(vehicle: &Found<'_>, operator: &Found<'_>) -> Told {
    let (Some(facts), Some((_, own))) = (vehicle.vehicle(), operator.record) else { return NO_RECORD };
    match (facts.operator_license.as_deref().map(str::trim), &own.number) {
        (Some(named), Some(number)) if named == number.as_str() => (Outcome::Fits, "number_same"),
        (None | Some(""), _) | (_, None) => NO_DATA,
        (Some(_), Some(_)) => (Outcome::DoesNotFit, "number_other"),
    }
}

fn operator_covers(own: &Grant, vehicle: &Grant) -> Finding {
    let by_kind = catalogue().family_of_kind(vehicle.kind).is_some();
    let (outcome, reason) = match (by_kind, vehicle.scope.is_empty()) {
        (true, _) if own.kind.is_of_ride_hailing() => (Outcome::Fits, "scope_covers"),
        (true, _) => (Outcome::DoesNotFit, "scope_lacking"),
        (false, true) => NO_DATA,
        (false, false) => scope_covers(own, &vehicle.scope),
    };
    let asked = vehicle.scope.iter().map(|code| code.as_str().to_owned()).collect();
    Finding { rule: Rule::OperatorScope, outcome, reason, asked }
}

fn vehicle_scope(vehicle: &Found<'_>, work: ScopeCode) -> Finding {
    let (outcome, reason) = vehicle.record.map_or(NO_RECORD, |(_, own)| scope_covers(own, &[work]));
    Finding { rule: Rule::VehicleScope, outcome, reason, asked: vec![work.as_str().to_owned()] }
}

/// Whether the scope of a grant covers all of the codes. One that names no code says nothing, unless its kind does.
fn scope_covers(own: &Grant, asked: &[ScopeCode]) -> Told {
    if own.scope.is_empty() {
        return if own.kind.is_of_ride_hailing() { (Outcome::DoesNotFit, "scope_lacking") } else { NO_DATA };
    }
    let covered = |code: &&ScopeCode| own.scope.iter().any(|held| held.covers(**code));
    match asked.iter().filter(covered).count() {
        all if all == asked.len() => (Outcome::Fits, "scope_covers"),
        0 => (Outcome::DoesNotFit, "scope_lacking"),
        _ => (Outcome::CannotTell, "depends_on_work"),
    }
}

#[cfg(test)]
mod tests;
