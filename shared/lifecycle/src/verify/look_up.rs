//! Verification without a code: who cannot show one is not unlicensed (交办运〔2024〕39号).

use jiff::Timestamp;
use license::{
    caller::{Caller, Role},
    clock::chinese_day,
    electronic::LicenseKey,
    grant::{Grant, Medium},
    holder_code::HolderCode,
    identifier::Identifier,
    kind::KindClass,
    license_number::LicenseNumber,
    plate::Plate,
    refusal::Refusal,
    subject::{Facts, NaturalKey, Subject},
    uscc::Uscc,
    verdict::{Aspect, Report, Verdict, of_books},
};

use super::{Answer, Shown, Verify, code_for, required_purpose};
use crate::{
    error::Error,
    port::{Dossier, NumberHolder},
};

/// What is known of the license that is looked for.
#[derive(Clone, Debug)]
pub enum LookUp {
    /// 车辆号牌 and colour.
    Plate(Plate),
    /// An identity document's number.
    Person(HolderCode),
    /// 统一社会信用代码.
    Uscc(Uscc),
    /// 许可证号 or 运输证号.
    Number(LicenseNumber),
    /// 证照标识.
    Identifier(Identifier),
}

/// The second fact that the public must name: the holder's name as it stands on the license.
#[derive(Clone)]
pub struct Second(pub String);

impl Verify {
    /// Every license of what is looked for, each with its own verdict. Nothing found is one uniform answer.
    ///
    /// # Errors
    /// `caller.purpose`, `input.field`, or a fault: then nothing was judged.
    pub async fn look_up(
        &self,
        caller: &Caller,
        purpose: Option<&str>,
        what: &LookUp,
        second: Option<&Second>,
    ) -> Result<Vec<Answer>, Error> {
        let purpose = required_purpose(caller, purpose)?;
        if needs_second(caller) && second.is_none_or(|fact| fact.0.trim().is_empty()) {
            return Err(Refusal::Field { field: "holder_name", reason: "lookup.second_fact" }.into());
        }
        let now = self.clock.now();
        if let LookUp::Identifier(identifier) = what {
            return Ok(vec![self.by_identifier(caller, purpose, identifier, second, now).await?]);
        }
        let Some(dossier) = self.dossier(what).await? else {
            return Ok(vec![miss(caller, now, "not_found")]);
        };
        if let Some(fact) = second
            && !names(&dossier.subject, &fact.0)
        {
            return Ok(vec![miss(caller, now, "facts_differ")]);
        }
        let mut answers = Vec::new();
        for grant in dossier.grants.iter().filter(|grant| is_meant(grant, what)) {
            answers.push(self.answer(caller, purpose, grant, now).await?);
        }
        Ok(if answers.is_empty() { vec![miss(caller, now, "not_found")] } else { answers })
    }

    async fn dossier(&self, what: &LookUp) -> Result<Option<Dossier>, Error> {
        let subject = match what {
            LookUp::Plate(plate) => Some(self.index.subject_id(NaturalKey::Vehicle(plate))),
            LookUp::Person(code) => Some(self.index.subject_id(NaturalKey::Person(code))),
            LookUp::Uscc(uscc) => Some(self.index.subject_id(NaturalKey::Operator(uscc.as_str()))),
            LookUp::Number(number) => self.holder_of(number).await?.map(|holder| holder.subject),
            // An identifier names one version, which is judged by itself.
            LookUp::Identifier(_) => None,
        };
        match subject {
            Some(subject) => Ok(self.grants.dossier(&subject).await?),
            None => Ok(None),
        }
    }

    async fn holder_of(&self, number: &LicenseNumber) -> Result<Option<NumberHolder>, Error> {
        for class in [KindClass::Operator, KindClass::Vehicle] {
            if let Some(holder) = self.numbers.number(class, number).await? {
                return Ok(Some(holder));
            }
        }
        Ok(None)
    }

    /// The very version that the identifier names: one that was replaced is told so, and not taken for its successor.
    async fn by_identifier(
        &self,
        caller: &Caller,
        purpose: &str,
        identifier: &Identifier,
        second: Option<&Second>,
        now: Timestamp,
    ) -> Result<Answer, Error> {
        let found = self.licenses.license(&LicenseKey::of(identifier), identifier.version()).await?;
        let Some(license) = found.filter(|found| found.identifier == *identifier) else {
            return Ok(miss(caller, now, "not_found"));
        };
        let holder = license.face.get("CZZT").unwrap_or_default();
        if second.is_some_and(|fact| fact.0.trim() != holder.trim()) {
            return Ok(miss(caller, now, "facts_differ"));
        }
        let no_code = Aspect::unchecked("no_code_shown");
        let report = of_books(no_code, Aspect::Valid, license.stage, &license.validity, chinese_day(now));
        let verdict = report.verdict(false);
        self.record(caller, purpose, Some((&license.holder, &license.key)), verdict, now).await?;
        let shown = Some(Shown::of(caller, &license));
        Ok(Answer { verdict, code: code_for(caller, verdict), report, as_of: now, shown })
    }

    /// The books' word on one grant: its electronic license where one stands, else the paper (art. 16).
    async fn answer(&self, caller: &Caller, purpose: &str, grant: &Grant, now: Timestamp) -> Result<Answer, Error> {
        let day = chinese_day(now);
        let no_code = Aspect::unchecked("no_code_shown");
        let Some(standing) = &grant.standing else {
            return Ok(on_paper(caller, grant, now));
        };
        let report = of_books(no_code, Aspect::Valid, standing.stage, &standing.validity, day);
        let verdict = report.verdict(false);
        self.record(caller, purpose, Some((&grant.holder, &standing.key)), verdict, now).await?;
        // Only those who must compare the face with the world cost a second read.
        let license = match needs_second(caller) {
            true => None,
            false => self.licenses.license(&standing.key, standing.version).await?,
        };
        let shown = license.map(|license| Shown::of(caller, &license));
        Ok(Answer { verdict, code: code_for(caller, verdict), report, as_of: now, shown })
    }
}

/// The public names two facts.
fn needs_second(caller: &Caller) -> bool {
    matches!(caller.role(), Role::Public | Role::Holder)
}

/// One uniform answer for every miss, so that an outsider cannot tell whether a person exists.
fn miss(caller: &Caller, now: Timestamp, reason: &str) -> Answer {
    let reason = if needs_second(caller) { "not_found" } else { reason };
    let mut report = Report::unchecked("not_found");
    report.identity = Aspect::invalid(reason);
    let verdict = report.verdict(false);
    Answer { verdict, code: code_for(caller, verdict), report, as_of: now, shown: None }
}

/// A grant without an electronic license: in force on paper, or not in force.
fn on_paper(caller: &Caller, grant: &Grant, now: Timestamp) -> Answer {
    let day = chinese_day(now);
    let covered = grant.validity.covers(day);
    let validity = match (covered, grant.validity.is_over(day)) {
        (true, _) => Aspect::Valid,
        (false, true) => Aspect::invalid("expired"),
        (false, false) => Aspect::invalid("not_yet"),
    };
    let report = Report {
        signature: Aspect::unchecked("no_code_shown"),
        identity: Aspect::Valid,
        validity,
        activation: Aspect::unchecked("no_electronic_license"),
        standing: Aspect::unchecked("no_electronic_license"),
    };
    let verdict = match (covered, grant.medium) {
        (true, Medium::Paper) => Verdict::LicensedOnPaper,
        (true, Medium::Electronic) => Verdict::NotActivated,
        (false, _) => Verdict::Ended,
    };
    Answer { verdict, code: code_for(caller, verdict), report, as_of: now, shown: Some(Shown::of_grant(grant)) }
}

/// A number means one grant; a plate, a person or an operator means all of its grants.
fn is_meant(grant: &Grant, what: &LookUp) -> bool {
    match what {
        LookUp::Plate(_) | LookUp::Person(_) | LookUp::Uscc(_) => true,
        LookUp::Number(number) => grant.number.as_ref() == Some(number),
        LookUp::Identifier(_) => false,
    }
}

fn names(subject: &Subject, named: &str) -> bool {
    let own = match &subject.facts {
        Facts::Operator(operator) => &operator.name,
        Facts::Vehicle(vehicle) => &vehicle.owner_name.0,
        Facts::Practitioner(person) => &person.name.0,
    };
    own.trim() == named.trim()
}
