//! The next version of a license that stands, because somebody asks for it.

use std::sync::Arc;

use futures::future::BoxFuture;
use license::{
    application::{Application, Making, Route},
    caller::{Actor, Role},
    electronic::License,
    event::{Event, EventId, EventKind, Scope, Tally},
    grant::Grant,
    identifier::Version,
    kind::{Kind, KindClass},
    scope::IssueReason,
    stage::{LicenseMove, LicenseStage},
};
use lifecycle::{
    apply::Request,
    error::Error,
    faults::{Failure, Plan},
    port::{Applications, Books, Clock, Commit, Licenses, Write},
    review::Judgement,
};

use super::{
    matrix::{Answer, Scenario, run_all},
    verbs::Verbs,
    world::{Case, World, caller, claim, photo, photo_key, row},
};

const OLD_PHOTO: u8 = 128;
const NEW_PHOTO: u8 = 90;
/// Older than any template that the catalogue may have in force.
const OLD_TEMPLATE: u16 = 0;

impl World {
    /// An operator's license that is activated, and a name for what is asked next.
    async fn standing(&self, number: u32) -> Case {
        let case = self.activated(number).await;
        Case { application: case.name("replace"), ..case }
    }

    /// A practitioner's license, and a name for what is asked next.
    async fn pictured(&self, number: u32) -> Case {
        let case = self.approved(number, OLD_PHOTO).await;
        let case = self.make(case).await;
        Case { application: case.name("replace"), ..case }
    }

    /// A practitioner with two licenses, of which the case is about the first.
    async fn pictured_twice(&self, number: u32) -> Case {
        let case = self.pictured(number).await;
        let (table, mut cells) = row(number, KindClass::Practitioner, false);
        cells.insert("kind".into(), Kind::CruisingTaxiDriverCertificate.code().into());
        let register = self.aws.register().await.unwrap();
        let dossier = register.record(&caller(Role::Officer), table, &cells).await.unwrap();
        let other = dossier.grants.iter().find(|grant| grant.id != case.grant).unwrap();
        let other = Case { grant: other.id.clone(), application: case.name("other"), ..case.clone() };
        self.claim(&other).await;
        self.make(other).await;
        case
    }

    async fn asked(&self, case: &Case, reason: IssueReason) {
        self.aws.apply().apply(&case.holder(), &case.application, &request(case, reason)).await.unwrap();
    }

    /// A new photo that has arrived.
    async fn arrived(&self, case: Case) -> Case {
        self.asked(&case, IssueReason::InformationChange).await;
        self.upload(&case, photo(NEW_PHOTO)).await;
        case
    }

    /// A new photo that waits for an officer.
    async fn before_the_officer(&self, case: Case) -> Case {
        let case = self.arrived(case).await;
        self.aws.review_photo().inspect(&photo_key(&case)).await.unwrap();
        case
    }

    /// A new photo that an officer has approved.
    async fn pictured_anew(&self, number: u32) -> Case {
        let case = self.before_the_officer(self.pictured(number).await).await;
        let (review, name) = (self.aws.review(), case.name("decide"));
        review.decide(&caller(Role::Reviewer), &case.application, &name, &Judgement::Approve).await.unwrap();
        case
    }

    async fn newest(&self, case: &Case) -> License {
        let standing = self.grant(case).await.standing.unwrap();
        self.aws.records().license(&standing.key, standing.version).await.unwrap().unwrap()
    }

    /// Puts records into the books as another program would have.
    async fn put(&self, scope: Scope, kind: EventKind, grant: &Grant, application: &Application, writes: Vec<Write>) {
        let event = Event {
            id: EventId::new(scope, "age", "once"),
            kind,
            at: self.clock.now(),
            division: grant.division,
            license_kind: grant.kind,
            grant: Some(grant.id.clone()),
            applications: vec![application.id.clone()],
            by: Actor::rule("test"),
            request: String::new(),
            tally: Tally::default(),
        };
        self.aws.records().commit(&Commit { event, writes, notice: None }).await.unwrap();
    }

    /// A license that was made by an older template.
    async fn aged(&self, number: u32) -> Case {
        let case = self.standing(number).await;
        let (grant, license) = (self.grant(&case).await, self.newest(&case).await);
        let application = self.aws.records().application(&license.application).await.unwrap().unwrap();
        let license = License { template: OLD_TEMPLATE, ..license };
        let grant = Grant { standing: Some(license.standing()), ..grant };
        let application = of_old_template(application);
        let scope = Scope::License(license.key.clone());
        let writes =
            vec![Write::License(license), Write::Grant(grant.clone()), Write::Application(application.clone())];
        self.put(scope, EventKind::LicenseActivated, &grant, &application, writes).await;
        case
    }
}

fn of_old_template(application: Application) -> Application {
    let making = Making { template: Some(OLD_TEMPLATE), ..application.making };
    Application { making, ..application }
}

fn request(case: &Case, reason: IssueReason) -> Request {
    Request { route: Route::Replacement, reason, ..claim(case) }
}

fn asks<'a>(verbs: &'a Verbs<'a>, case: &'a Case, reason: IssueReason) -> BoxFuture<'a, Answer> {
    Box::pin(async move {
        let request = request(case, reason);
        let application = verbs.apply().apply(&case.holder(), &case.application, &request).await?;
        Ok(format!("{:?} {:?}", application.stage, verbs.world().newest(case).await.version.number()))
    })
}

pub(super) fn asking() -> Vec<Scenario> {
    vec![
        Scenario {
            name: "apply.apply, a lost license",
            before: |world, n| Box::pin(world.standing(n)),
            request: |verbs, case| asks(verbs, case, IssueReason::Lost),
        },
        Scenario {
            name: "apply.apply, a new photo",
            before: |world, n| Box::pin(world.pictured(n)),
            request: |verbs, case| asks(verbs, case, IssueReason::InformationChange),
        },
        Scenario {
            name: "apply.apply, a new template",
            before: |world, n| Box::pin(world.aged(n)),
            request: |verbs, case| asks(verbs, case, IssueReason::Revision),
        },
        Scenario {
            name: "apply.withdraw, a new photo",
            before: |world, n| Box::pin(async move { world.arrived(world.pictured(n).await).await }),
            request: |verbs, case| {
                Box::pin(async move {
                    let withdrawn = verbs.apply().withdraw(&case.holder(), &case.application).await?;
                    let (on_file, newest) = (verbs.world().dossier(case).await, verbs.world().newest(case).await);
                    assert_eq!(on_file.subject.photo, newest.photo, "a photo that nobody approved is on file");
                    Ok(format!("{:?}", withdrawn.stage))
                })
            },
        },
    ]
}

pub(super) fn judging() -> Vec<Scenario> {
    vec![
        Scenario {
            name: "review_photo.inspect, a new photo",
            before: |world, n| Box::pin(async move { world.arrived(world.pictured(n).await).await }),
            request: |verbs, case| {
                Box::pin(async move {
                    verbs.review_photo().inspect(&photo_key(case)).await?;
                    let application = verbs.world().aws.apply().read(&case.holder(), &case.application).await?;
                    Ok(format!("{:?}", application.stage))
                })
            },
        },
        Scenario {
            name: "review.decide, a new photo that another license shows too",
            before: |world, n| Box::pin(async move { world.before_the_officer(world.pictured_twice(n).await).await }),
            request: |verbs, case| {
                Box::pin(async move {
                    let (reviewer, name) = (caller(Role::Reviewer), case.name("decide"));
                    let review = verbs.review();
                    let decided = review.decide(&reviewer, &case.application, &name, &Judgement::Approve).await?;
                    let grants = verbs.world().dossier(case).await.grants;
                    let updates = grants.iter().filter(|grant| grant.open_update.is_some()).count();
                    Ok(format!("{:?}, {updates} updated", decided.stage))
                })
            },
        },
    ]
}

/// What became of it: which version stands, where it stands, and why it was made.
async fn made(verbs: &Verbs<'_>, case: &Case) -> Answer {
    verbs.issue().await.make(&case.application).await?;
    let newest = verbs.world().newest(case).await;
    let first = verbs.world().aws.records().license(&newest.key, Version::FIRST).await?.unwrap();
    let photo = if newest.photo == first.photo { "as it was" } else { "with another photo" };
    Ok(format!("{} {:?} {:?} t{} {photo}", newest.version, newest.stage, newest.reason, newest.template))
}

fn makes<'a>(verbs: &'a Verbs<'a>, case: &'a Case, expected: &'static str) -> BoxFuture<'a, Answer> {
    Box::pin(async move {
        let told = made(verbs, case).await?;
        assert_eq!(told, expected);
        Ok(told)
    })
}

pub(super) fn following() -> Vec<Scenario> {
    vec![
        Scenario {
            name: "issue.make, of a lost license that is suspended",
            before: |world, n| {
                Box::pin(async move {
                    let case = world.standing(n).await;
                    world.asked(&case, IssueReason::Lost).await;
                    world.act(&case, LicenseMove::Suspend).await;
                    case
                })
            },
            request: |verbs, case| makes(verbs, case, "002 Suspended Lost t1 as it was"),
        },
        Scenario {
            name: "issue.make, of a damaged license that was revoked meanwhile",
            before: |world, n| {
                Box::pin(async move {
                    let case = world.standing(n).await;
                    world.asked(&case, IssueReason::Damaged).await;
                    world.act(&case, LicenseMove::Revoke).await;
                    case
                })
            },
            request: |verbs, case| makes(verbs, case, "001 Revoked FirstIssue t1 as it was"),
        },
        Scenario {
            name: "issue.make, by a new template",
            before: |world, n| {
                Box::pin(async move {
                    let case = world.aged(n).await;
                    world.asked(&case, IssueReason::Revision).await;
                    case
                })
            },
            request: |verbs, case| makes(verbs, case, "002 Activated Revision t1 as it was"),
        },
    ]
}

pub(super) fn following_with_photo() -> Vec<Scenario> {
    vec![Scenario {
        name: "issue.make, with a new photo",
        before: |world, n| Box::pin(world.pictured_anew(n)),
        request: |verbs, case| makes(verbs, case, "002 Sealed InformationChange t1 with another photo"),
    }]
}

#[tokio::test]
async fn replacements_asked_for_survive_every_failed_call() {
    run_all(asking()).await;
}

#[tokio::test]
async fn new_photos_survive_every_failed_call() {
    run_all(judging()).await;
}

#[tokio::test]
async fn next_versions_survive_every_failed_call() {
    run_all(following()).await;
}

#[tokio::test]
async fn next_versions_with_new_photos_survive_every_failed_call() {
    run_all(following_with_photo()).await;
}

/// Two are being made of one license: each has its turn, and the chain has no gap.
#[tokio::test]
async fn an_update_and_a_replacement_at_once_are_two_versions() {
    let world = World::new().await;
    for number in 0..3 {
        let asked = world.standing(number).await;
        world.asked(&asked, IssueReason::Lost).await;
        let updated = world.corrected(asked.clone()).await;
        assert_ne!(asked.application, updated.application);
        let makings = [asked.clone(), updated].map(async |case| {
            let issue = world.aws.issue().await.unwrap();
            for _ in 0..20 {
                match issue.make(&case.application).await {
                    Err(Error::Fault(_)) => {}
                    answered => return answered,
                }
            }
            panic!("never made")
        });
        assert!(futures::future::join_all(makings).await.iter().all(Result::is_ok));
        let newest = world.newest(&asked).await;
        assert_eq!((newest.version.number(), newest.stage), (3, LicenseStage::Activated));
        assert_eq!(world.grant(&asked).await.open(), None);
        assert_eq!(world.violations().await, []);
    }
}

/// A making that was numbered under an older catalogue is drawn as it was begun or not at all, and this build carries no
/// template so old; made anew, it is of the one in force.
#[tokio::test]
async fn a_template_that_changes_between_two_steps_changes_no_document_half_way() {
    let world = World::new().await;
    for (number, is_made_anew) in [(0, false), (1, true)] {
        let case = world.standing(number).await;
        world.asked(&case, IssueReason::Lost).await;
        let plan = Arc::new(Plan::default());
        plan.fail("Books::commit", 1, Failure::Lost);
        assert!(made(&Verbs::new(&world, &plan), &case).await.is_err() && plan.fired());
        let records = world.aws.records();
        let application = of_old_template(records.application(&case.application).await.unwrap().unwrap());
        let grant = world.grant(&case).await;
        let (scope, writes) =
            (Scope::Application(application.id.clone()), vec![Write::Application(application.clone())]);
        world.put(scope, EventKind::MakingAdvanced, &grant, &application, writes).await;
        if is_made_anew {
            world.act(&case, LicenseMove::Suspend).await;
        }
        let before = world.newest(&case).await;
        let answered = made(&Verbs::new(&world, &Arc::default()), &case).await;
        let newest = world.newest(&case).await;
        if is_made_anew {
            answered.unwrap();
            assert_eq!((newest.version.number(), newest.template), (2, Kind::BusinessLicense.template_version()));
        } else {
            let refused = answered.err().unwrap();
            assert!(matches!(&refused, Error::Fault(fault) if fault.code == "document.no_template"), "{refused:?}");
            assert_eq!(newest, before, "the license that stands is not touched");
        }
        assert_eq!(world.violations().await, []);
    }
}
