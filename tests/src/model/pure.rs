//! Random lives through the pure decisions alone: the stages, the eligibility and the verdict.

use jiff::civil::{Date, date};
use license::{
    application::{Application, Decision, Route},
    caller::{Actor, Caller, Role},
    division::Division,
    electronic::{Act, License, LicenseKey},
    eligibility::{Next, judge, still_stands},
    grant::Grant,
    identifier::{Identifier, Serial, Version},
    refusal::{Refusal, RefusalKind},
    scope::IssueReason,
    stage::{ApplicationMove, ApplicationStage, LicenseMove},
    subject::{PhotoOnFile, Subject},
    uscc::Uscc,
    verdict::{Aspect, Verdict, of_books},
};
use proptest::prop_assert_eq;
use proptest::test_runner::TestCaseError;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::{Model, Said, Step, Throw, Verb, Who, lives, opening, runner};

const HOLDER: &str = "p-aaaaaaaaaaaaaaaaaaaaaaaaaa";
const LAST_DAY: Date = date(2026, 12, 31);
const USCC: &str = "11210100MB0000001T";

#[test]
fn random_lives_are_decided_as_the_model_says() {
    runner(3000).run(&lives(24), |(needs_photo, begun, throws)| lived(needs_photo, begun, &throws)).unwrap();
}

fn lived(needs_photo: bool, begun: bool, throws: &[Throw]) -> Result<(), TestCaseError> {
    let (mut model, mut books) = (Model::new(needs_photo), Books::new(needs_photo));
    for throw in opening(begun).chain(throws.iter().copied().map(Step::Thrown)) {
        let (verb, who) = model.next(throw);
        let (expected, before) = (model.say(verb, who), model);
        let decided = books.tried(verb, who);
        prop_assert_eq!(decided.is_ok(), expected == Said::Done, "{:?} by {:?}: {:?} {:?}", verb, who, decided, before);
        if let (Err(refusal), Said::Conflict | Said::Unmet) = (&decided, expected) {
            let kind = if expected == Said::Conflict { RefusalKind::Conflict } else { RefusalKind::Unmet };
            prop_assert_eq!(refusal.kind(), kind, "{:?} by {:?}: {:?}", verb, who, refusal);
        }
        books.holds(&model)?;
    }
    Ok(())
}

/// What the service keeps of one grant.
struct Books {
    subject: Subject,
    grant: Grant,
    application: Option<Application>,
    license: Option<License>,
    put: bool,
    replaced: Vec<License>,
    today: Date,
    made: u32,
}

fn of<T: DeserializeOwned>(value: Value) -> T {
    serde_json::from_value(value).unwrap()
}

impl Books {
    fn new(needs_photo: bool) -> Self {
        let kind = if needs_photo { "071" } else { "008" };
        let facts = if needs_photo {
            json!({"class": "practitioner", "name": "某某", "code": {"type": "111", "value": "210102199003078814"},
                "nationality": "CHN", "address": "某地", "driving_class": null, "qualifications": []})
        } else {
            json!({"class": "operator", "name": "某公司", "code": USCC, "address": "某地", "economic_type": null,
                "state": "1", "is_branch": false})
        };
        let subject = json!({ "id": HOLDER, "division": "210100", "operator": null, "photo": null, "revision": 0,
            "facts": facts });
        let grant = json!({ "id": "g-aaaaaaaaaaaaaaaaaaaaaaaaaa", "kind": kind, "subject": HOLDER, "holder": HOLDER,
            "word": null, "number": null, "scope": [], "scope_text": null, "granted_on": "2024-03-07",
            "validity": {"from": "2024-03-07", "until": LAST_DAY}, "first_granted_on": null, "division": "210102",
            "medium": "paper", "open_application": null, "standing": null, "revision": 0 });
        let (subject, grant, today) = (of(subject), of(grant), date(2026, 11, 23));
        Self { subject, grant, application: None, license: None, put: false, replaced: Vec::new(), today, made: 0 }
    }

    fn tried(&mut self, verb: Verb, who: Who) -> Result<(), Refusal> {
        let by = caller(who);
        match verb {
            Verb::Claim => self.applied(&by, Route::Claim, IssueReason::FirstIssue),
            Verb::Make => self.applied(&by, Route::Making, IssueReason::FirstIssue),
            Verb::Replace => self.applied(&by, Route::Replacement, IssueReason::Lost),
            Verb::NewPhoto => self.applied(&by, Route::Replacement, IssueReason::InformationChange),
            Verb::GoodPhoto => self.photographed(&by, ApplicationMove::AcceptPhoto),
            Verb::BadPhoto => self.photographed(&by, ApplicationMove::ReturnPhoto),
            Verb::TakeBack => self.taken_back(&by),
            Verb::Approve | Verb::Return => self.decided(&by, verb),
            Verb::Activate => self.acted(&by, LicenseMove::Activate),
            Verb::Suspend => self.acted(&by, LicenseMove::Suspend),
            Verb::Resume => self.acted(&by, LicenseMove::Resume),
            Verb::Cancel => self.acted(&by, LicenseMove::Cancel),
            Verb::Withdraw => self.acted(&by, LicenseMove::Withdraw),
            Verb::Revoke => self.acted(&by, LicenseMove::Revoke),
            Verb::Correct => self.corrected(&by),
            Verb::OutliveTerm => {
                self.today = LAST_DAY.tomorrow().unwrap();
                Ok(())
            }
        }
    }

    fn may(&self, by: &Caller) -> Result<(), Refusal> {
        if by.role() == Role::Holder { by.must_hold(&self.grant.holder) } else { by.must_serve(&self.grant.division) }
    }

    fn open(&self) -> Result<&Application, Refusal> {
        self.application.as_ref().ok_or(Refusal::NoApplication)
    }

    fn applied(&mut self, by: &Caller, route: Route, reason: IssueReason) -> Result<(), Refusal> {
        match (route, by.role()) {
            (Route::Claim | Route::Replacement, Role::Holder)
            | (Route::Claim | Route::Making | Route::Replacement, Role::Officer) => self.may(by)?,
            _ => return Err(Refusal::RoleNotAllowed),
        }
        let next = judge(route, reason, &self.grant, &self.subject, self.today)?;
        let application = self.entered(&by.actor, route, reason);
        self.grant.open_application = Some(application.id.clone());
        self.application = Some(application.clone());
        match next {
            Next::Photo => Ok(()),
            Next::Rule(rule) => {
                let issued = self.issue(&application.approved(decision(Actor::rule(rule)))?)?;
                self.application = Some(issued);
                Ok(())
            }
        }
    }

    fn entered(&mut self, by: &Actor, route: Route, reason: IssueReason) -> Application {
        self.made += 1;
        let id = format!("application-{}", self.made);
        of(json!({ "id": id, "grant": self.grant.id, "subject": HOLDER, "holder": HOLDER,
            "kind": self.grant.kind, "division": "210102", "route": route, "reason": reason, "applicant": by,
            "stage": "submitted", "submitted_at": "2026-11-23T00:00:00Z", "waiting_since": null, "photo": null,
            "uploads": 0, "decision": null, "license": null, "revision": 0,
            "making": {"stage": "waiting", "identifier": null, "number": null, "made_at": null, "code": null,
                "document": null, "based_on": null} }))
    }

    fn photographed(&mut self, by: &Caller, what: ApplicationMove) -> Result<(), Refusal> {
        let application = self.open()?;
        self.may(by)?;
        if !matches!(by.role(), Role::Holder | Role::Officer) {
            return Err(Refusal::RoleNotAllowed);
        }
        self.grant.kind.photo().ok_or(Refusal::PhotoNotAsked)?;
        self.application = Some(application.moved(what, &Actor::rule("inspection"))?);
        Ok(())
    }

    fn taken_back(&mut self, by: &Caller) -> Result<(), Refusal> {
        let application = self.open()?;
        self.may(by)?;
        // Twice is once; the table has no move from an end.
        if application.stage != ApplicationStage::Withdrawn || !matches!(by.role(), Role::Holder | Role::Officer) {
            self.application = Some(application.moved(ApplicationMove::Withdraw, &by.actor)?);
            self.grant.open_application = None;
        }
        Ok(())
    }

    fn decided(&mut self, by: &Caller, verb: Verb) -> Result<(), Refusal> {
        let application = self.open()?;
        self.may(by)?;
        if verb == Verb::Return {
            self.application = Some(application.returned(decision(by.actor.clone()))?);
            return Ok(());
        }
        let approved = application.approved(decision(by.actor.clone()))?;
        still_stands(application.route, &self.grant, self.today)?;
        let digest = "00".repeat(32);
        self.subject.photo = Some(PhotoOnFile { digest, media_type: "image/png".into() });
        self.application = Some(self.issue(&approved)?);
        Ok(())
    }

    fn issue(&mut self, application: &Application) -> Result<Application, Refusal> {
        let issued = application.moved(ApplicationMove::Issue, &Actor::rule("issue"))?;
        let old = self.license.take().filter(|old| !old.stage.is_ended());
        let mut license = self.drawn(&issued, old.as_ref());
        if let Some(old) = old {
            let stage = old.stage.after(LicenseMove::Replace, Role::System).ok_or(Refusal::LicenseStage)?;
            (license.stage, license.suspended_from) = (old.stage, old.suspended_from);
            self.replaced.push(License { stage, ..old });
        }
        self.grant = Grant { standing: Some(license.standing()), ..self.grant.clone().without(&issued.id) };
        (self.license, self.put) = (Some(license), false);
        Ok(issued)
    }

    fn drawn(&self, application: &Application, old: Option<&License>) -> License {
        let serial = Serial::parse(&format!("20261123{:08}", self.made)).unwrap();
        let first = || Identifier::new(self.grant.kind, Uscc::parse(USCC).unwrap(), serial, Version::FIRST);
        let identifier = old.map_or_else(first, |old| old.identifier.next().unwrap());
        of(json!({ "key": LicenseKey::of(&identifier), "version": identifier.version(), "identifier": identifier,
            "replaces": old.map(|old| &old.identifier), "reason": "1", "grant": self.grant.id, "subject": HOLDER,
            "holder": HOLDER, "division": "210102", "application": application.id, "catalogue": "1", "face": [],
            "photo": null, "validity": self.grant.validity, "stage": "sealed", "suspended_from": null, "act": null,
            "made_at": "2026-11-23T00:00:00Z", "code": "", "document": "", "revision": 0 }))
    }

    fn acted(&mut self, by: &Caller, what: LicenseMove) -> Result<(), Refusal> {
        let license = self.license.as_ref().ok_or(Refusal::NoLicense)?;
        self.may(by)?;
        // An activation that was put is the same when it is put again.
        if what == LicenseMove::Activate && by.role() == Role::Holder && (self.put || license.is_in_force(LAST_DAY)) {
            return Ok(());
        }
        let at = "2026-11-23T00:00:00Z".parse().unwrap();
        let license = license.after(Act { what, reason: None, legal_basis: None, by: by.actor.clone(), at })?;
        self.put |= what == LicenseMove::Activate;
        (self.grant.standing, self.license) = (Some(license.standing()), Some(license));
        Ok(())
    }

    fn corrected(&mut self, by: &Caller) -> Result<(), Refusal> {
        if by.role() != Role::Officer {
            return Err(Refusal::RoleNotAllowed);
        }
        self.may(by)?;
        let (route, reason) = (Route::Update, IssueReason::InformationChange);
        let decided = judge(route, reason, &self.grant, &self.subject, self.today);
        if let (Ok(Next::Rule(rule)), true) = (decided, self.grant.is_licensed()) {
            let update = self.entered(&by.actor, route, reason);
            self.grant.open_update = Some(update.id.clone());
            self.issue(&update.approved(decision(Actor::rule(rule)))?)?;
        }
        Ok(())
    }

    fn holds(&self, model: &Model) -> Result<(), TestCaseError> {
        prop_assert_eq!(self.application.as_ref().map(|application| application.stage), model.application);
        // Nothing but the application that is open is in the grant's places.
        let open = self.application.as_ref().filter(|application| !application.stage.is_closed());
        prop_assert_eq!(self.grant.open(), open.map(|application| &application.id));
        prop_assert_eq!(self.license.as_ref().map(|license| license.stage), model.license);
        for old in &self.replaced {
            prop_assert_eq!(self.verdict(old), Verdict::Ended);
        }
        if let Some(license) = &self.license {
            prop_assert_eq!(self.verdict(license), model.verdict());
            prop_assert_eq!(license.is_in_force(self.today), model.verdict() == Verdict::Valid);
        }
        Ok(())
    }

    fn verdict(&self, license: &License) -> Verdict {
        of_books(Aspect::Valid, Aspect::Valid, license.stage, &license.validity, self.today).verdict(true)
    }
}

fn decision(by: Actor) -> Decision {
    Decision { by, at: "2026-11-23T00:00:00Z".parse().unwrap(), reasons: Vec::new(), words: None }
}

fn caller(who: Who) -> Caller {
    let (role, division, person) = match who {
        Who::Holder => (Role::Holder, None, Some(HOLDER)),
        Who::Stranger => (Role::Holder, None, Some("p-bbbbbbbbbbbbbbbbbbbbbbbbbb")),
        Who::Officer => (Role::Officer, Some("210100"), None),
        Who::OfficerElsewhere => (Role::Officer, Some("210200"), None),
        Who::Reviewer => (Role::Reviewer, Some("210100"), None),
        Who::ReviewerElsewhere => (Role::Reviewer, Some("210200"), None),
    };
    Caller {
        actor: Actor { role, id: format!("{who:?}") },
        division: division.map(|code| Division::parse(code).unwrap()),
        person: person.map(|id| of(json!(id))),
        acts_for: Vec::new(),
        real_name: true,
    }
}
