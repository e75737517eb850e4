//! 数据合规: what is wrong with a record of the register, as a list of codes. A finding never keeps a record out.

use crate::subject::{Facts, Subject};

/// The codes of what is wrong with the record, in a fixed order; empty is compliant.
#[must_use]
pub fn findings(subject: &Subject) -> Vec<&'static str> {
    let mut found = Vec::new();
    match &subject.facts {
        Facts::Operator(operator) => {
            if let Err(error) = operator.uscc() {
                found.push(error.code());
            }
            if operator.economic_type.is_none() {
                found.push("operator.economic_type_missing");
            }
        }
        Facts::Vehicle(vehicle) => {
            match &vehicle.vin {
                None => found.push("vin.missing"),
                Some(vin) if !vin.check_digit_ok() => found.push("vin.check"),
                Some(_) => {}
            }
            if vehicle.size_mm.is_none() {
                found.push("vehicle.size_missing");
            }
        }
        Facts::Practitioner(person) => {
            if person.qualifications.is_empty() {
                found.push("practitioner.category_missing");
            }
            if person.driving_class.is_none() {
                found.push("practitioner.driving_class_missing");
            }
        }
    }
    found
}
