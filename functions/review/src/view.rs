//! What officers see of the queue and of a case.

use edge::view::{ApplicationView, Bilingual, LinkView, Reason};
use jiff::Timestamp;
use license::{
    application::{Application, ApplicationId, Measured},
    catalogue::{ReviewCheck, Severity, catalogue},
    division::Division,
    kind::Kind,
    stage::ApplicationStage,
    subject::{Facts, Subject},
};
use lifecycle::review::{Case, Duplicate, Duplicates, Holding, OtherCase, Queued};
use serde::Serialize;
use utoipa::ToSchema;

/// A case of the queue.
#[derive(Serialize, ToSchema)]
pub(crate) struct QueuedView {
    /// The application.
    #[serde(flatten)]
    application: ApplicationView,
    /// Since how many seconds it waits.
    age_seconds: i64,
    /// Who has it at the moment.
    lease: LeaseView,
    /// Codes of what the inspection noticed.
    findings: Vec<String>,
}

/// Who has a case at the moment.
#[derive(Serialize, ToSchema)]
pub(crate) struct LeaseView {
    /// `free`, `yours` or `taken`.
    state: &'static str,
    /// Until when, unless it is renewed or given back; absent if it is free.
    #[schema(value_type = Option<String>)]
    until: Option<Timestamp>,
}

/// A case: the photo beside the record that it must agree with.
#[derive(Serialize, ToSchema)]
pub(crate) struct CaseView {
    /// The application.
    application: ApplicationView,
    /// Since how many seconds it waits.
    age_seconds: i64,
    /// Who has it at the moment.
    lease: LeaseView,
    /// What the record says, for comparison; numbers of persons are masked.
    record: Vec<RecordLine>,
    /// A short-lived link to the photo.
    photo: Option<LinkView>,
    /// The same, small.
    thumbnail: Option<LinkView>,
    /// What the inspection noticed.
    findings: Vec<PhotoFindingView>,
    /// What only an officer can judge, in the order to go by.
    checks: Vec<CheckView>,
    /// What looks the same at another subject.
    duplicates: DuplicatesView,
}

/// One line of a record.
#[derive(Serialize, ToSchema)]
struct RecordLine {
    /// The label in Chinese.
    label: String,
    /// The value.
    value: String,
}

/// What the inspection noticed.
#[derive(Serialize, ToSchema)]
struct PhotoFindingView {
    /// The code.
    code: String,
    /// `warn` asks for the officer's eye, `note` is only worth knowing.
    #[schema(value_type = String)]
    severity: Severity,
    /// What it means.
    words: Bilingual,
    /// What was measured, in the unit that the code names.
    value: Option<u64>,
    /// What the rule asks for.
    limit: Option<u64>,
}

/// One question that only an officer can answer.
#[derive(Serialize, ToSchema)]
struct CheckView {
    /// Its name.
    check: &'static str,
    /// The question.
    ask: Bilingual,
    /// The reason to return the photo for, if the answer is no.
    reason: Reason,
}

/// What looks the same at another subject.
#[derive(Serialize, ToSchema)]
struct DuplicatesView {
    /// `complete`: all that could be near were compared. `partial`: too many share what it looks like, and one may be
    /// missing. `not_compared`: the photo came before photos were compared.
    search: &'static str,
    /// The nearest, nearest first.
    found: Vec<DuplicateView>,
    /// How many more there are.
    more: usize,
}

/// A photo of another subject that looks the same.
#[derive(Serialize, ToSchema)]
struct DuplicateView {
    /// In how many of 64 bits the two differ; 0 to 3 is as good as the same picture.
    distance: u32,
    /// Whose officers judge or judged it.
    #[schema(value_type = String)]
    division: Division,
    /// The division in Chinese.
    division_name: &'static str,
    /// Of which kind of license.
    #[schema(value_type = String)]
    kind: Kind,
    /// The other application; within the own city.
    #[schema(value_type = Option<String>)]
    application: Option<ApplicationId>,
    /// Where it stands.
    #[schema(value_type = Option<String>)]
    stage: Option<ApplicationStage>,
    /// The license that came of it.
    license: Option<String>,
    /// A short-lived link to the other photo, small; within the own city.
    thumbnail: Option<LinkView>,
}

impl From<Queued> for QueuedView {
    fn from(queued: Queued) -> Self {
        let candidate = queued.application.photo.as_ref();
        Self {
            findings: candidate.map(|candidate| candidate.findings.clone()).unwrap_or_default(),
            age_seconds: queued.age.as_secs(),
            lease: queued.holding.into(),
            application: queued.application.into(),
        }
    }
}

impl From<Holding> for LeaseView {
    fn from(holding: Holding) -> Self {
        let (state, until) = match holding {
            Holding::Free => ("free", None),
            Holding::Yours(until) => ("yours", Some(until)),
            Holding::Taken(until) => ("taken", Some(until)),
        };
        Self { state, until }
    }
}

impl From<Case> for CaseView {
    fn from(case: Case) -> Self {
        let Queued { application, age, holding } = case.queued;
        Self {
            age_seconds: age.as_secs(),
            lease: holding.into(),
            record: record(&case.subject),
            photo: case.photo.map(LinkView::get),
            thumbnail: case.thumbnail.map(LinkView::get),
            findings: findings(&application),
            checks: application
                .kind
                .photo()
                .into_iter()
                .flat_map(|photo| catalogue().review_checks(photo))
                .map(check)
                .collect(),
            duplicates: duplicates(case.duplicates),
            application: application.into(),
        }
    }
}

/// A photo that came before findings were measured has their codes alone.
fn findings(application: &Application) -> Vec<PhotoFindingView> {
    let Some(candidate) = &application.photo else { return Vec::new() };
    let unmeasured =
        |code: &String| Measured { code: code.clone(), severity: Severity::Note, value: None, limit: None };
    let of = |code: &String| candidate.measured.iter().find(|one| one.code == *code).cloned();
    let all = candidate.findings.iter().map(|code| of(code).unwrap_or_else(|| unmeasured(code)));
    all.map(|Measured { code, severity, value, limit }| {
        let words = Reason::of_return(&code).words;
        PhotoFindingView { code, severity, words, value, limit }
    })
    .collect()
}

fn check(check: &'static ReviewCheck) -> CheckView {
    let ask = Bilingual { zh: check.ask_zh.clone(), en: check.ask_en.clone() };
    CheckView { check: &check.check, ask, reason: Reason::of_return(&check.reason) }
}

fn duplicates(found: Option<Duplicates>) -> DuplicatesView {
    let search = match &found {
        None => "not_compared",
        Some(found) if found.complete => "complete",
        Some(_) => "partial",
    };
    let Duplicates { shown, more, complete: _ } = found.unwrap_or_default();
    DuplicatesView { search, found: shown.into_iter().map(DuplicateView::from).collect(), more }
}

impl From<Duplicate> for DuplicateView {
    fn from(duplicate: Duplicate) -> Self {
        let (application, thumbnail) = match duplicate.case {
            Some(OtherCase { application, thumbnail }) => (Some(application), Some(LinkView::get(thumbnail))),
            None => (None, None),
        };
        Self {
            distance: duplicate.distance,
            division: duplicate.division,
            division_name: duplicate.division.name_zh(),
            kind: duplicate.kind,
            stage: application.as_ref().map(|application| application.stage),
            license: application.as_ref().and_then(|made| Some(made.license.as_ref()?.as_str().to_owned())),
            application: application.map(|application| application.id),
            thumbnail,
        }
    }
}

fn record(subject: &Subject) -> Vec<RecordLine> {
    let lines: Vec<(&str, String)> = match &subject.facts {
        Facts::Operator(operator) => vec![("业户名称", operator.name.clone())],
        Facts::Vehicle(vehicle) => vec![
            ("车辆号牌", vehicle.plate.number().to_owned()),
            ("车牌颜色", vehicle.plate.color().name_zh().to_owned()),
            ("车辆类型", vehicle.vehicle_type.name_zh().to_owned()),
            ("厂牌型号", vehicle.brand_model.clone()),
        ],
        Facts::Practitioner(person) => {
            vec![("姓名", person.name.0.clone()), ("证件号码", person.code.masked())]
        }
    };
    lines.into_iter().map(|(label, value)| RecordLine { label: label.to_owned(), value }).collect()
}
