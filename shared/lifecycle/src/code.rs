//! The license code's claims: what a license says of itself, and whether the books still say the same.

use license::{
    catalogue::catalogue,
    electronic::License,
    grant::Grant,
    identifier::Identifier,
    subject::{Facts, Subject},
    uscc::Uscc,
};
use seal::{Claims, Facts as ShownFacts, IdTail, PublicKey, ShownName};

use crate::error::Fault;

fn unmade(what: &'static str) -> Fault {
    Fault::new("seal.claims", what)
}

/// The claims of a license that is being made.
///
/// # Errors
/// A fault if the record cannot be shown in a code.
pub(crate) fn claims(
    identifier: &Identifier,
    grant: &Grant,
    subject: &Subject,
    key: &PublicKey,
) -> Result<Claims, Fault> {
    Ok(Claims {
        kind: grant.kind,
        issuer_number: catalogue().issuer(grant.division).number,
        serial: identifier.serial().clone(),
        version: identifier.version(),
        issued_on: grant.granted_on,
        expires_on: grant.validity.until,
        status_index: None,
        key_id: key.key_id(),
        facts: facts(subject)?,
    })
}

fn facts(subject: &Subject) -> Result<ShownFacts, Fault> {
    Ok(match &subject.facts {
        Facts::Operator(operator) => {
            ShownFacts::Operator { uscc: operator.uscc().map_err(|_unfit| unmade("the USCC is not correct"))? }
        }
        Facts::Vehicle(vehicle) => ShownFacts::Vehicle { plate: vehicle.plate.clone() },
        Facts::Practitioner(person) => ShownFacts::Practitioner {
            name: ShownName::of(&person.name.0).map_err(|error| unmade(error.code()))?,
            id_tail: IdTail::of(person.code.value()).map_err(|error| unmade(error.code()))?,
        },
    })
}

/// Whether what the code shows is what the license in the books says.
pub(crate) fn agrees(claims: &Claims, license: &License) -> bool {
    let face = &license.face;
    let same = |short_name: &str, shown: &str| face.get(short_name) == Some(shown);
    claims.expires_on == license.validity.until
        && match &claims.facts {
            ShownFacts::Operator { uscc } => Uscc::as_str(uscc) == face.get("KZ_TYSHXYDM").unwrap_or_default(),
            ShownFacts::Vehicle { plate } => same("KZ_CLHP", plate.number()) && same("KZ_CPYS", plate.color().as_str()),
            ShownFacts::Practitioner { name, id_tail } => {
                face.get("KZ_XM").is_some_and(|own| name.matches(own))
                    && face.get("KZ_ZH").is_some_and(|own| own.ends_with(id_tail.as_str()))
            }
        }
}
