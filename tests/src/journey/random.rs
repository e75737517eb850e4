//! Random lives through the whole service, beside the model of what it promises.

use std::collections::BTreeSet;
use std::sync::Mutex;

use license::kind::Kind;
use local::stores::UPLOADS_BUCKET;
use proptest::test_runner::TestCaseError;
use serde_json::{Value, json};

use super::{BASIS, Granted, World, photo, png, text, version_path};
use crate::model::{Model, Said, Step, Throw, Verb, Who, lives, opening, runner};
use crate::service::{OTHER_CITY, Persona};

/// One life.
struct Life<'a> {
    world: &'a World,
    granted: Granted,
    stranger: Persona,
    case: usize,
    step: usize,
    application: String,
    /// Version path and code, oldest first.
    versions: Vec<(String, String)>,
}

#[test]
fn random_lives_are_answered_and_verified_as_the_model_says() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let world = runtime.block_on(async {
        let mut world = World::new().await;
        world.rows = crate::service::Rows::new(150);
        Mutex::new((world, 0))
    });
    let done = Mutex::new(BTreeSet::new());
    let outcome = runner(24).run(&lives(16), |(needs_photo, begun, throws)| {
        let mut world = world.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let (world, case) = &mut *world;
        *case += 1;
        runtime.block_on(lived(world, *case, (needs_photo, begun), &throws, &done))
    });
    outcome.unwrap();
    let (world, _) = world.into_inner().unwrap();
    runtime.block_on(world.service.is_whole());
    let done = done.into_inner().unwrap();
    let verbs: BTreeSet<Verb> = done.iter().map(|(verb, _)| *verb).collect();
    assert_eq!(verbs, BTreeSet::from(Verb::ALL), "a verb that never succeeds is not tested");
}

async fn lived(
    world: &mut World,
    case: usize,
    (needs_photo, begun): (bool, bool),
    throws: &[Throw],
    done: &Mutex<BTreeSet<(Verb, Who)>>,
) -> Result<(), TestCaseError> {
    let today = license::clock::chinese_day(world.service.now());
    let until = (today + jiff::Span::new().days(9)).to_string();
    let kind = if needs_photo { Kind::PractitionerCertificate } else { Kind::BusinessLicense };
    let granted = world.granted(kind, &[("valid_until", &until)]).await;
    let stranger = Persona::holder(&*world.service.index, &world.rows.next(Kind::PractitionerCertificate));
    let application = format!("case-{case}-none");
    let mut life = Life { world, granted, stranger, case, step: 0, application, versions: Vec::new() };
    let mut model = Model::new(needs_photo);
    for throw in opening(begun).chain(throws.iter().copied().map(Step::Thrown)) {
        let (verb, who) = model.next(throw);
        life.step += 1;
        let expected = model.say(verb, who);
        let said = life.tried(verb, who).await;
        proptest::prop_assert_eq!(said, expected, "step {} {:?} by {:?}: {:?}", life.step, verb, who, model);
        if said == Said::Done {
            done.lock().unwrap().insert((verb, who));
        }
        life.world.service.settle().await;
        life.holds(&model).await?;
    }
    Ok(())
}

impl Life<'_> {
    fn persona(&self, who: Who) -> Persona {
        match who {
            Who::Holder => self.granted.holder.clone(),
            Who::Stranger => self.stranger.clone(),
            Who::Officer => self.world.officer.clone(),
            Who::OfficerElsewhere => self.world.elsewhere.clone(),
            Who::Reviewer => self.world.reviewer.clone(),
            Who::ReviewerElsewhere => Persona::official("reviewer", OTHER_CITY),
        }
    }

    async fn tried(&mut self, verb: Verb, who: Who) -> Said {
        let name = format!("case-{}-step-{}", self.case, self.step);
        let application = format!("/v1/applications/{}", self.application);
        match verb {
            Verb::Claim => self.applied(who, name, self.granted.request("claim")).await,
            Verb::Make => self.applied(who, name, self.granted.request("making")).await,
            Verb::Replace => self.applied(who, name, self.granted.replacement("2")).await,
            Verb::NewPhoto => self.applied(who, name, self.granted.replacement("5")).await,
            Verb::GoodPhoto => self.photographed(who, photo(Kind::PractitionerCertificate)).await,
            Verb::BadPhoto => self.photographed(who, png(30, 42)).await,
            Verb::TakeBack => self.put(who, &format!("{application}/withdrawal"), json!({})).await,
            Verb::Approve => self.decided(who, &name, json!({ "outcome": "approve" })).await,
            Verb::Return => self.decided(who, &name, json!({ "outcome": "return", "reasons": ["blurred"] })).await,
            Verb::Activate => self.put(who, &format!("{}/activation", self.version()), json!({})).await,
            Verb::Suspend => self.ordered(who, "suspensions", &name, "data-in-doubt").await,
            Verb::Resume => self.ordered(who, "resumptions", &name, "doubt-cleared").await,
            Verb::Cancel => self.ordered(who, "cancellations", &name, "holder-request").await,
            Verb::Withdraw => self.ordered(who, "withdrawals", &name, "fraud-or-bribery").await,
            Verb::Revoke => self.ordered(who, "revocations", &name, "serious-accident").await,
            Verb::Correct => self.corrected(who, &name).await,
            Verb::OutliveTerm => {
                self.world.service.pass_days(10);
                Said::Done
            }
        }
    }

    async fn put(&self, who: Who, path: &str, body: Value) -> Said {
        let answer = self.world.service.ask(Some(&self.persona(who)), "PUT", path, Some(body)).await;
        match answer.status {
            200 => Said::Done,
            403 => Said::Forbidden,
            404 => Said::Absent,
            409 => Said::Conflict,
            422 => Said::Unmet,
            other => panic!("{path} was answered {other}: {}", answer.body),
        }
    }

    async fn applied(&mut self, who: Who, name: String, request: Value) -> Said {
        let said = self.put(who, &format!("/v1/applications/{name}"), request).await;
        if said == Said::Done {
            self.application = name;
        }
        said
    }

    /// Asked for by the API, and put beside its link: links die as the model's days go by.
    async fn photographed(&self, who: Who, bytes: Vec<u8>) -> Said {
        let path = format!("/v1/applications/{}", self.application);
        let seen = self.world.service.ask(Some(&self.granted.holder), "GET", &path, None).await;
        let number = seen.body["next_photo"].as_u64().unwrap_or(1);
        let offer = json!({ "media_type": "image/png", "size_bytes": bytes.len() });
        let said = self.put(who, &format!("{path}/photos/{number}"), offer).await;
        if said == Said::Done {
            let key = format!("uploads/{}/{number}", self.application);
            let put = self.world.service.stores.s3().put_object().bucket(UPLOADS_BUCKET).key(key);
            put.body(bytes.into()).send().await.unwrap();
        }
        said
    }

    async fn decided(&self, who: Who, name: &str, body: Value) -> Said {
        self.put(who, &format!("/v1/reviews/{}/decisions/{name}", self.application), body).await
    }

    fn version(&self) -> String {
        let none = || "/v1/licenses/071.20261123ABCDEFGH/versions/001".to_owned();
        self.versions.last().map_or_else(none, |(path, _)| path.clone())
    }

    async fn ordered(&self, who: Who, noun: &str, name: &str, reason: &str) -> Said {
        let order = json!({ "reason": reason, "legal_basis": BASIS });
        self.put(who, &format!("{}/{noun}/{name}", self.version()), order).await
    }

    async fn corrected(&self, who: Who, name: &str) -> Said {
        let mut body = self.granted.known();
        body["purpose"] = "登记信息变更".into();
        let found = self.world.service.post(Some(&self.world.officer), "/v1/register/look-ups", body).await;
        let mut facts = found["facts"].clone();
        facts["address"] = format!("新址 {} 号", self.step).into();
        let path = format!("/v1/register/subjects/{}/corrections/{name}", self.granted.subject);
        self.put(who, &path, json!({ "facts": facts })).await
    }

    /// The application, every code ever shown, and the look-up without one are as the model says.
    async fn holds(&mut self, model: &Model) -> Result<(), TestCaseError> {
        let service = &self.world.service;
        if let Some(stage) = model.application {
            let seen = self.world.application(&self.granted, &self.application).await;
            proptest::prop_assert_eq!(&seen["stage"], &serde_json::to_value(stage).unwrap());
        }
        if let Some(stage) = model.license {
            let newest = self.world.newest(&self.granted).await;
            proptest::prop_assert_eq!(text(&newest, "stage"), stage.as_str());
            let path = version_path(&newest);
            if self.versions.last().is_none_or(|(known, _)| *known != path) {
                let code = service.get(&self.granted.holder, &format!("{path}/code")).await;
                self.versions.push((path, text(&code, "text")));
            }
        }
        let verdict = serde_json::to_value(model.verdict()).unwrap();
        for (age, (_, code)) in self.versions.iter().rev().enumerate() {
            let told = self.world.told(code).await.1;
            let expected = if age == 0 { verdict.as_str().unwrap() } else { "ended" };
            proptest::prop_assert_eq!(told, expected, "the code {} before the newest", age);
        }
        let mut body = self.granted.known();
        body["purpose"] = "路面执法检查".into();
        let found = service.post(Some(&self.world.enforcement), "/v1/look-ups", body).await;
        proptest::prop_assert_eq!(&found["answers"][0]["verdict"], &verdict);
        Ok(())
    }
}
