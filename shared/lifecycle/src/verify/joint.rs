//! 人车户: driver, vehicle and operator in one call. Each side is verified as it would be alone and is on record; the records
//! behind the licenses are then judged together by [`license::joint`].

use license::{
    caller::{Caller, CallerId},
    clock::chinese_day,
    grant::Grant,
    joint::{Finding, Found, Joint, Outcome, Side, judge, outcome},
    kind::KindClass,
    refusal::Refusal,
    scope::ScopeCode,
    subject::Subject,
};

use super::{
    Answer, LookUp, Told, Verify,
    asking::{Asking, is_genuine},
    batch::Asked,
    look_up::{Behind, Looked, is_meant},
};
use crate::{error::Error, port::Dossier};

/// What is asked together: at least two sides.
#[derive(Clone, Default)]
pub struct JointAsked {
    /// 人.
    pub driver: Option<Asked>,
    /// 车.
    pub vehicle: Option<Asked>,
    /// 户.
    pub operator: Option<Asked>,
    /// The scope that is exercised, if it is said.
    pub work: Option<ScopeCode>,
}

/// What is answered together.
#[derive(Clone, Debug, PartialEq)]
pub struct JointAnswer {
    /// In one word: what was not decided is no fit.
    pub outcome: Outcome,
    /// Rule by rule.
    pub findings: Vec<Finding>,
    /// The sides that were named, each with the answers of its own.
    pub sides: Vec<(Side, Vec<Answer>)>,
}

/// A side, verified.
struct Verified {
    side: Side,
    looked: Looked,
    record: Option<(Subject, Grant)>,
}

impl Verify {
    /// Judges two or three sides together.
    ///
    /// # Errors
    /// `caller.role` for the unnamed, `caller.purpose`, `caller.too_many`, `input.field`, or a fault: then nothing was
    /// judged, and nothing may be taken for a fit.
    pub async fn joint(
        &self,
        caller: &Caller,
        from: &CallerId,
        purpose: Option<&str>,
        asked: &JointAsked,
    ) -> Result<Told<JointAnswer>, Error> {
        let asking = self.asking(caller, purpose)?;
        if super::is_unnamed(caller) {
            return Err(Refusal::RoleNotAllowed.into());
        }
        let sides = asked.sides()?;
        let look_ups = sides.iter().filter(|(_, one)| one.is_look_up()).count();
        let lost = self.draw(&asking, from, look_ups).await?;
        let mut verified = Vec::new();
        for (side, one) in sides {
            verified.push(self.side(&asking, side, one).await?);
        }
        let findings = judge(&Joint {
            driver: found(&verified, Side::Driver),
            vehicle: found(&verified, Side::Vehicle),
            operator: found(&verified, Side::Operator),
            work: asked.work,
            day: chinese_day(asking.now),
        });
        let mut leaves = Vec::new();
        let mut told = |one: Verified| {
            leaves.extend(one.looked.judged.iter().map(|judged| judged.leaf.clone()));
            (one.side, one.looked.judged.into_iter().map(|judged| judged.answer).collect())
        };
        let sides = verified.into_iter().map(&mut told).collect();
        Ok(self.told(JointAnswer { outcome: outcome(&findings), findings, sides }, leaves, lost).await)
    }

    async fn side(&self, asking: &Asking<'_>, side: Side, asked: &Asked) -> Result<Verified, Error> {
        let mut looked = self.ask(asking, asked, Some(side.class())).await?;
        let genuine = looked.judged.iter().all(|judged| is_genuine(judged.answer.verdict));
        let record = match std::mem::take(&mut looked.behind) {
            _ if !genuine || looked.judged.len() != 1 => None,
            Behind::Nothing => None,
            Behind::Dossier(dossier) => record(*dossier, |grant| is_meant(grant, asked, side.class())),
            Behind::License(license) => {
                let dossier = self.grants.dossier(&license.subject).await?;
                dossier.and_then(|dossier| record(dossier, |grant| grant.id == license.grant))
            }
        };
        Ok(Verified { side, looked, record })
    }
}

/// The record, and the grant of it that is meant.
fn record(dossier: Dossier, is_meant: impl Fn(&Grant) -> bool) -> Option<(Subject, Grant)> {
    let Dossier { subject, grants } = dossier;
    grants.into_iter().find(is_meant).map(|grant| (subject, grant))
}

impl JointAsked {
    /// The sides that are named, each by what can mean it.
    fn sides(&self) -> Result<Vec<(Side, &Asked)>, Refusal> {
        let all = [&self.driver, &self.vehicle, &self.operator];
        let named: Vec<(Side, &Asked)> =
            Side::ALL.into_iter().zip(all).filter_map(|(side, one)| Some((side, one.as_ref()?))).collect();
        if named.len() < 2 {
            return Err(Refusal::Field { field: "body", reason: "joint.two_sides" });
        }
        match named.iter().find(|(side, one)| !can_mean(one, side.class())) {
            Some((side, _)) => Err(Refusal::Field { field: side.as_str(), reason: "joint.side" }),
            None => Ok(named),
        }
    }
}

/// Whether the facts, or the code by what it claims, can mean a license of the class.
fn can_mean(asked: &Asked, class: KindClass) -> bool {
    match asked {
        // A code that does not read is judged as forged, whatever it is taken for.
        Asked::Code(text) => seal::read(text).map_or(true, |shown| shown.unverified().kind.class() == class),
        Asked::LookUp(LookUp::Plate(_), _) => class == KindClass::Vehicle,
        Asked::LookUp(LookUp::Person(_), _) => class == KindClass::Practitioner,
        Asked::LookUp(LookUp::Uscc(_), _) => class == KindClass::Operator,
        Asked::LookUp(LookUp::Number(_), _) => class != KindClass::Practitioner,
        Asked::LookUp(LookUp::Identifier(identifier), _) => identifier.kind().class() == class,
    }
}

fn found(verified: &[Verified], side: Side) -> Option<Found<'_>> {
    let one = verified.iter().find(|one| one.side == side)?;
    let verdict = match one.looked.judged.as_slice() {
        [judged] => Some(judged.answer.verdict),
        _ => None,
    };
    Some(Found { verdict, record: one.record.as_ref().map(|(subject, grant)| (subject, grant)) })
}
