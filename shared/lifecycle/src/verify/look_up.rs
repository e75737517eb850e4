//! Verification without a code: who cannot show one is not unlicensed (交办运〔2024〕39号).

use license::{
    caller::{Caller, CallerId, Role},
    clock::chinese_day,
    electronic::{License, LicenseKey},
    grant::{Grant, Medium, Standing},
    holder_code::HolderCode,
    identifier::Identifier,
    kind::KindClass,
    license_number::LicenseNumber,
    plate::Plate,
    refusal::Refusal,
    subject::{Facts, NaturalKey, Subject},
    uscc::Uscc,
    verdict::{Aspect, Report, Verdict, of_books},
    verified::Way,
};

use super::{
    Answer, Asked, Shown, Told, Verify,
    asking::{Asking, Judged, Whose},
    code_for,
};
use crate::{
    error::{Error, Fault},
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

/// What was read for the answers.
#[derive(Default)]
pub(super) enum Behind {
    /// Nothing that is genuine.
    #[default]
    Nothing,
    /// A subject with its grants.
    Dossier(Box<Dossier>),
    /// One version of a license.
    License(Box<License>),
}

/// The answers to one question, and what they rest on.
pub(super) struct Looked {
    pub(super) judged: Vec<Judged>,
    pub(super) behind: Behind,
}

impl Looked {
    pub(super) fn one(judged: Judged, license: Option<License>) -> Self {
        let behind = license.map_or(Behind::Nothing, |license| Behind::License(Box::new(license)));
        Self { judged: vec![judged], behind }
    }
}

impl Verify {
    /// Every license of what is looked for, each with its own verdict. Nothing found is one uniform answer. `from` is the
    /// address of an unnamed caller.
    ///
    /// # Errors
    /// `caller.purpose`, `caller.too_many`, `input.field`, or a fault: then nothing was judged.
    pub async fn look_up(
        &self,
        caller: &Caller,
        from: &CallerId,
        purpose: Option<&str>,
        (what, second): (&LookUp, Option<&Second>),
    ) -> Result<Told<Vec<Answer>>, Error> {
        let asking = self.asking(caller, purpose)?;
        must_name_second(caller, second)?;
        let lost = self.draw(&asking, from, 1).await?;
        let looked = self.looked_up(&asking, what, second, None).await?;
        let (answers, leaves): (Vec<_>, Vec<_>) = looked.judged.into_iter().map(|one| (one.answer, one.leaf)).unzip();
        Ok(self.told(answers, leaves, lost).await)
    }

    /// One question of several, without its share and its counts. A class leaves out the licenses of others.
    pub(super) async fn ask(
        &self,
        asking: &Asking<'_>,
        asked: &Asked,
        class: Option<KindClass>,
    ) -> Result<Looked, Error> {
        match asked {
            Asked::Code(text) => Ok(self.judged_code(asking, text).await?),
            Asked::LookUp(what, second) => {
                must_name_second(asking.caller, second.as_ref())?;
                Ok(self.looked_up(asking, what, second.as_ref(), class).await?)
            }
        }
    }

    async fn looked_up(
        &self,
        asking: &Asking<'_>,
        what: &LookUp,
        second: Option<&Second>,
        class: Option<KindClass>,
    ) -> Result<Looked, Fault> {
        if let LookUp::Identifier(identifier) = what {
            return self.by_identifier(asking, identifier, second).await;
        }
        let Some(dossier) = self.dossier(what, class).await? else {
            return self.missed(asking, what, "not_found").await;
        };
        if second.is_some_and(|fact| !names(&dossier.subject, &fact.0)) {
            return self.missed(asking, what, "facts_differ").await;
        }
        let mut judged = Vec::new();
        for grant in dossier.grants.iter().filter(|grant| means(what, grant, class)) {
            judged.push(self.answer(asking, &dossier.subject, grant).await?);
        }
        if judged.is_empty() {
            return self.missed(asking, what, "not_found").await;
        }
        Ok(Looked { judged, behind: Behind::Dossier(Box::new(dossier)) })
    }

    async fn missed(&self, asking: &Asking<'_>, what: &LookUp, reason: &str) -> Result<Looked, Fault> {
        let whose = Whose { sought: Some(self.sought(what)), ..Whose::default() };
        let judged = self.judged(asking, (Way::LookUp, whose), miss(asking, reason)).await?;
        Ok(Looked::one(judged, None))
    }

    /// What was looked for, as it may stand on record: never a value of a person.
    fn sought(&self, what: &LookUp) -> String {
        let hashed = |key: NaturalKey<'_>| self.index.subject_id(key).as_str().to_owned();
        match what {
            LookUp::Plate(plate) => hashed(NaturalKey::Vehicle(plate)),
            LookUp::Person(code) => hashed(NaturalKey::Person(code)),
            LookUp::Uscc(uscc) => hashed(NaturalKey::Operator(uscc.as_str())),
            LookUp::Number(number) => number.as_str().to_owned(),
            LookUp::Identifier(identifier) => identifier.as_str().to_owned(),
        }
    }

    /// One query, after what finds a number's holder.
    async fn dossier(&self, what: &LookUp, class: Option<KindClass>) -> Result<Option<Dossier>, Fault> {
        let subject = match what {
            LookUp::Plate(plate) => Some(self.index.subject_id(NaturalKey::Vehicle(plate))),
            LookUp::Person(code) => Some(self.index.subject_id(NaturalKey::Person(code))),
            LookUp::Uscc(uscc) => Some(self.index.subject_id(NaturalKey::Operator(uscc.as_str()))),
            LookUp::Number(number) => self.holder_of(number, class).await?.map(|holder| holder.subject),
            // An identifier names one version, which is judged by itself.
            LookUp::Identifier(_) => None,
        };
        match subject {
            Some(subject) => self.grants.dossier(&subject).await,
            None => Ok(None),
        }
    }

    async fn holder_of(&self, number: &LicenseNumber, class: Option<KindClass>) -> Result<Option<NumberHolder>, Fault> {
        let classes = [KindClass::Operator, KindClass::Vehicle];
        for class in classes.into_iter().filter(|one| class.is_none_or(|class| class == *one)) {
            if let Some(holder) = self.numbers.number(class, number).await? {
                return Ok(Some(holder));
            }
        }
        Ok(None)
    }

    /// The very version that the identifier names: one that was replaced is told so, and not taken for its successor.
    async fn by_identifier(
        &self,
        asking: &Asking<'_>,
        identifier: &Identifier,
        second: Option<&Second>,
    ) -> Result<Looked, Fault> {
        let found = self.licenses.license(&LicenseKey::of(identifier), identifier.version()).await?;
        let Some(license) = found.filter(|found| found.identifier == *identifier) else {
            return self.missed(asking, &LookUp::Identifier(identifier.clone()), "not_found").await;
        };
        let holder = license.face.get("CZZT").unwrap_or_default();
        if second.is_some_and(|fact| fact.0.trim() != holder.trim()) {
            return self.missed(asking, &LookUp::Identifier(identifier.clone()), "facts_differ").await;
        }
        let no_code = Aspect::unchecked("no_code_shown");
        let report = of_books(no_code, Aspect::Valid, license.stage, &license.validity, chinese_day(asking.now));
        let answer = answer(asking, report, Some(Shown::of(asking.caller, &license)));
        let judged = self.judged(asking, (Way::LookUp, Whose::of(&license)), answer).await?;
        Ok(Looked::one(judged, Some(license)))
    }

    /// The books' word on one grant: its electronic license where one stands, else the paper (art. 16).
    async fn answer(&self, asking: &Asking<'_>, subject: &Subject, grant: &Grant) -> Result<Judged, Fault> {
        let (whose, answer) = match &grant.standing {
            None => (None, on_paper(asking, grant)),
            Some(standing) => (Some(&standing.key), by_standing(asking, subject, grant, standing)),
        };
        let of = Some((grant.division, grant.kind));
        let whose = Whose { holder: Some(&grant.holder), license: whose, of, sought: None };
        self.judged(asking, (Way::LookUp, whose), answer).await
    }
}

fn answer(asking: &Asking<'_>, report: Report, shown: Option<Shown>) -> Answer {
    let verdict = report.verdict(false);
    Answer {
        verdict,
        code: code_for(asking.caller, verdict),
        report,
        presence: None,
        as_of: asking.now,
        shown,
        elsewhere: None,
    }
}

/// A license by what its grant keeps of it. Those who must compare it with the world are shown the register's record, which
/// the query has read with the grant.
fn by_standing(asking: &Asking<'_>, subject: &Subject, grant: &Grant, standing: &Standing) -> Answer {
    let (no_code, day) = (Aspect::unchecked("no_code_shown"), chinese_day(asking.now));
    let report = of_books(no_code, Aspect::Valid, standing.stage, &standing.validity, day);
    let shown = (!needs_second(asking.caller)).then(|| Shown::of_record(asking, subject, (grant, standing)));
    answer(asking, report, shown)
}

/// Who must name two facts names both.
fn must_name_second(caller: &Caller, second: Option<&Second>) -> Result<(), Refusal> {
    if needs_second(caller) && second.is_none_or(|fact| fact.0.trim().is_empty()) {
        return Err(Refusal::Field { field: "holder_name", reason: "lookup.second_fact" });
    }
    Ok(())
}

/// The public names two facts.
fn needs_second(caller: &Caller) -> bool {
    matches!(caller.role(), Role::Public | Role::Holder)
}

/// One uniform answer for every miss, so that an outsider cannot tell whether a person exists.
fn miss(asking: &Asking<'_>, reason: &str) -> Answer {
    let reason = if needs_second(asking.caller) { "not_found" } else { reason };
    let report = Report { identity: Aspect::invalid(reason), ..Report::unchecked("not_found") };
    answer(asking, report, None)
}

/// A grant without an electronic license: in force on paper, or not in force.
fn on_paper(asking: &Asking<'_>, grant: &Grant) -> Answer {
    let day = chinese_day(asking.now);
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
    let code = code_for(asking.caller, verdict);
    let shown = Some(Shown::of_grant(grant));
    Answer { verdict, code, report, presence: None, as_of: asking.now, shown, elsewhere: None }
}

/// A number means one grant; a plate, a person or an operator means all of its grants, of one class where one is asked.
fn means(what: &LookUp, grant: &Grant, class: Option<KindClass>) -> bool {
    let meant = match what {
        LookUp::Plate(_) | LookUp::Person(_) | LookUp::Uscc(_) => true,
        LookUp::Number(number) => grant.number.as_ref() == Some(number),
        LookUp::Identifier(_) => false,
    };
    meant && class.is_none_or(|class| grant.kind.class() == class)
}

/// Whether the question means the grant.
pub(super) fn is_meant(grant: &Grant, asked: &Asked, class: KindClass) -> bool {
    match asked {
        Asked::LookUp(what, _) => means(what, grant, Some(class)),
        Asked::Code(_) => false,
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
