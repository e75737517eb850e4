//! Real stores, a clock set by hand, made-up people, and the steps that bring a case to where a verb begins.

use std::{
    collections::BTreeMap,
    sync::{
        Arc, Mutex,
        atomic::{AtomicU32, Ordering},
    },
};

use aws::{Aws, Buckets, Config, Endpoints, SystemClock, Tables};
use jiff::{SignedDuration, Timestamp};
use license::{
    application::Name,
    caller::{Actor, Caller, Role},
    electronic::LicenseKey,
    event::{Event, Scope},
    grant::{Grant, GrantId},
    identifier::Version,
    kind::{Kind, KindClass},
    license_number::LicenseNumber,
    stage::LicenseMove,
    subject::{NaturalKey, SubjectId},
};
use lifecycle::{
    port::{Applications, Books as _, Clock, Dossier, Grants, Index, Licenses},
    register::{Cells, Table},
    revoke::Order,
};
use local::stores::{self, SealKeySpec, Stores};
use tokio::sync::OnceCell;

use super::sister::Beside;
use crate::books::{Books, Violation};

pub(crate) struct World {
    pub(crate) stores: Stores,
    pub(crate) aws: Aws,
    pub(crate) clock: Arc<Hand>,
    drawn: AtomicU32,
    pub(super) beside: OnceCell<Beside>,
    _folder: tempfile::TempDir,
}

/// One subject with one grant, and what has come of it.
#[derive(Clone)]
pub(crate) struct Case {
    pub(crate) number: u32,
    pub(crate) subject: SubjectId,
    pub(crate) grant: GrantId,
    /// The newest application.
    pub(crate) application: Name,
    /// The newest license, if one was made.
    pub(crate) license: Option<(LicenseKey, Version)>,
}

impl Case {
    pub(crate) fn license(&self) -> (&LicenseKey, Version) {
        let (key, version) = self.license.as_ref().unwrap();
        (key, *version)
    }

    pub(crate) fn holder(&self) -> Caller {
        Caller { acts_for: vec![self.subject.clone()], ..caller(Role::Holder) }
    }

    pub(crate) fn name(&self, what: &str) -> Name {
        name(what, self.number)
    }
}

/// A name for an act of a case.
pub(crate) fn name(what: &str, number: u32) -> Name {
    Name::parse(&format!("{what}-{number:08}")).unwrap()
}

pub(crate) fn caller(role: Role) -> Caller {
    Caller {
        actor: Actor { role, id: format!("sub-{}", role.as_str()) },
        division: Some(license::division::Division::parse("210100").unwrap()),
        person: None,
        acts_for: Vec::new(),
        real_name: true,
    }
}

impl World {
    pub(crate) async fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let stores = stores::start(folder.path()).await.unwrap();
        stores.prepare(SealKeySpec::Sm2).await.unwrap();
        let clock = Arc::new(Hand::default());
        let endpoints = Endpoints::Loopback {
            dynamodb: stores.dynamodb_url.clone(),
            s3: stores.s3_url.clone(),
            kms: stores.kms_url.clone(),
            access_key: stores.access_key_id().to_owned(),
            secret_key: stores.secret_access_key().to_owned(),
        };
        let aws = Aws::connect(config(), endpoints, clock.clone()).await;
        local::office::ensure(&stores, &aws).await.unwrap();
        Self { stores, aws, clock, drawn: AtomicU32::default(), beside: OnceCell::new(), _folder: folder }
    }

    /// The number of a subject that is not yet.
    pub(crate) fn next(&self) -> u32 {
        self.drawn.fetch_add(1, Ordering::Relaxed)
    }

    pub(crate) async fn books(&self) -> Books {
        Books::load(&self.stores, &self.aws).await
    }

    pub(crate) async fn violations(&self) -> Vec<Violation> {
        crate::books::check_register(&self.stores, &self.aws).await
    }

    /// Records the subject of the number with a grant; an operator with a number of its own or without.
    pub(crate) async fn recorded(&self, number: u32, class: KindClass, numbered: bool) -> Case {
        let (table, cells) = row(number, class, numbered);
        let register = self.aws.register().await.unwrap();
        let dossier = register.record(&caller(Role::Officer), table, &cells).await.unwrap();
        case_of(number, &dossier)
    }

    /// The case of an operator that is not in the register yet.
    pub(crate) async fn unrecorded(&self, number: u32) -> Case {
        let index = self.aws.index().await.unwrap();
        let subject = index.subject_id(NaturalKey::Operator(&uscc_of(number)));
        let own = LicenseNumber::parse(&number_of(number)).unwrap();
        let grant = index.grant_id(&GrantId::natural_text(&subject, Kind::BusinessLicense, Some(&own)));
        Case { number, subject, grant, application: name("claim", number), license: None }
    }

    pub(crate) async fn grant(&self, case: &Case) -> Grant {
        self.aws.records().grant(&case.subject, &case.grant).await.unwrap().unwrap()
    }

    pub(crate) async fn claim(&self, case: &Case) {
        self.aws.apply().apply(&case.holder(), &case.application, &claim(case)).await.unwrap();
    }

    /// Makes the license of the case's application.
    pub(crate) async fn make(&self, case: Case) -> Case {
        self.aws.issue().await.unwrap().make(&case.application).await.unwrap();
        let standing = self.grant(&case).await.standing.unwrap();
        Case { license: Some((standing.key, standing.version)), ..case }
    }

    /// An operator's license, just made.
    pub(crate) async fn sealed(&self, number: u32) -> Case {
        let case = self.recorded(number, KindClass::Operator, true).await;
        self.claim(&case).await;
        self.make(case).await
    }

    pub(crate) async fn activated(&self, number: u32) -> Case {
        let case = self.sealed(number).await;
        let (key, version) = case.license();
        self.aws.deliver().activate(&case.holder(), key, version).await.unwrap();
        case
    }

    /// Where the case's license is listed.
    pub(crate) async fn place(&self, case: &Case) -> license::electronic::StatusPlace {
        let (key, version) = case.license();
        self.aws.records().license(key, version).await.unwrap().unwrap().status_place().unwrap()
    }

    pub(crate) async fn act(&self, case: &Case, what: LicenseMove) {
        let (key, version) = case.license();
        let order = order(what);
        let done = self.aws.revoke().act(&caller(Role::Officer), key, version, &case.name("before"), &order).await;
        done.unwrap();
    }

    /// Puts the bytes where the holder's link would.
    pub(crate) async fn upload(&self, case: &Case, bytes: Vec<u8>) {
        let key = photo_key(case).path();
        let put = self.stores.s3().put_object().bucket(stores::UPLOADS_BUCKET).key(key).body(bytes.into());
        put.send().await.unwrap();
    }

    /// A practitioner's claim, whose photo has arrived.
    pub(crate) async fn photographed(&self, number: u32, bytes: Vec<u8>) -> Case {
        let case = self.recorded(number, KindClass::Practitioner, false).await;
        self.claim(&case).await;
        self.upload(&case, bytes).await;
        case
    }

    /// A practitioner's claim that waits for an officer.
    pub(crate) async fn awaiting(&self, number: u32, grey: u8) -> Case {
        let case = self.photographed(number, photo(grey)).await;
        self.aws.review_photo().inspect(&photo_key(&case)).await.unwrap();
        case
    }

    /// A practitioner's claim that an officer approved.
    pub(crate) async fn approved(&self, number: u32, grey: u8) -> Case {
        let case = self.awaiting(number, grey).await;
        let judgement = lifecycle::review::Judgement::Approve;
        let review = self.aws.review();
        review.decide(&caller(Role::Reviewer), &case.application, &case.name("decide"), &judgement).await.unwrap();
        case
    }

    /// Corrects the operator's address; the case's application is then the update that came of it, if one did.
    pub(crate) async fn corrected(&self, case: Case) -> Case {
        let register = self.aws.register().await.unwrap();
        let facts = moved_away(&self.dossier(&case).await);
        let name = case.name("correct");
        register.correct(&caller(Role::Officer), &case.subject, &name, &facts).await.unwrap();
        let open = self.grant(&case).await.open_update;
        Case { application: open.unwrap_or_else(|| case.application.clone()), ..case }
    }

    pub(crate) async fn dossier(&self, case: &Case) -> Dossier {
        self.aws.records().dossier(&case.subject).await.unwrap().unwrap()
    }

    /// The event of the case's newest issue.
    pub(crate) async fn issue_event(&self, case: &Case) -> Event {
        let (key, version) = case.license();
        let history = self.aws.records().history(&Scope::License(key.clone())).await.unwrap();
        let name = format!("issue.{version}");
        history.into_iter().find(|event| event.id.name == name).unwrap()
    }

    pub(crate) async fn code_of(&self, case: &Case) -> String {
        let (key, version) = case.license();
        self.aws.records().license(key, version).await.unwrap().unwrap().code
    }

    /// The license file, as it is kept.
    pub(crate) async fn file_of(&self, case: &Case) -> Vec<u8> {
        let (key, version) = case.license();
        let digest = self.aws.records().license(key, version).await.unwrap().unwrap().document;
        let path = lifecycle::object::ObjectKey::Document { digest }.path();
        let got = self.stores.s3().get_object().bucket(stores::DOCUMENTS_BUCKET).key(path).send().await.unwrap();
        got.body.collect().await.unwrap().to_vec()
    }

    pub(crate) async fn is_issued(&self, application: &Name) -> bool {
        let application = self.aws.records().application(application).await.unwrap().unwrap();
        application.stage == license::stage::ApplicationStage::Issued
    }
}

fn case_of(number: u32, dossier: &Dossier) -> Case {
    let grant = dossier.grants.first().unwrap().id.clone();
    let application = name("claim", number);
    Case { number, subject: dossier.subject.id.clone(), grant, application, license: None }
}

/// The same facts at another address.
pub(crate) fn moved_away(dossier: &Dossier) -> license::subject::Facts {
    let mut facts = dossier.subject.facts.clone();
    if let license::subject::Facts::Operator(operator) = &mut facts {
        operator.address = "沈阳市样例路2号".to_owned();
    }
    facts
}

pub(crate) fn claim(case: &Case) -> lifecycle::apply::Request {
    let (subject, grant) = (case.subject.clone(), case.grant.clone());
    let (route, reason) = (license::application::Route::Claim, license::scope::IssueReason::FirstIssue);
    lifecycle::apply::Request { subject, grant, route, reason }
}

pub(crate) fn photo_key(case: &Case) -> lifecycle::object::ObjectKey {
    lifecycle::object::ObjectKey::Upload { application: case.application.clone(), number: 1 }
}

pub(crate) fn order(what: LicenseMove) -> Order {
    let reason = match what {
        LicenseMove::Suspend => "data-in-doubt",
        LicenseMove::Resume => "doubt-cleared",
        LicenseMove::Cancel => "holder-request",
        LicenseMove::Withdraw => "not-qualified",
        LicenseMove::Revoke => "illegal-operation",
        LicenseMove::Activate | LicenseMove::Replace => panic!("no officer's act"),
    };
    Order { what, reason: reason.to_owned(), legal_basis: "《行政许可法》样例条款".to_owned() }
}

/// A picture of a person's proportions, another for each seed.
pub(crate) fn photo(seed: u8) -> Vec<u8> {
    crate::journey::fields(300, 420, seed.into())
}

/// The row of nobody: check characters are right.
pub(crate) fn row(number: u32, class: KindClass, numbered: bool) -> (Table, Cells) {
    let (table, mut cells) = match class {
        KindClass::Operator => (Table::Operators, operator_cells(number)),
        KindClass::Vehicle => panic!("no case has a vehicle"),
        KindClass::Practitioner => (Table::Practitioners, practitioner_cells(number)),
    };
    if numbered && class != KindClass::Practitioner {
        cells.insert("number".into(), number_of(number));
    }
    for (column, cell) in [
        ("granted_on", "2025-11-01"),
        ("valid_from", "2025-11-01"),
        ("valid_until", "2029-10-31"),
        ("first_granted_on", "2025-11-01"),
        ("division", "210100"),
        ("medium", "electronic"),
    ] {
        cells.insert(column.into(), cell.into());
    }
    (table, cells)
}

fn number_of(number: u32) -> String {
    format!("2101001{number:05}")
}

pub(crate) fn uscc_of(number: u32) -> String {
    let first = format!("91210199MA{number:07}");
    format!("{first}{}", license::uscc::check_character(&first).unwrap())
}

fn cells<const N: usize>(cells: [(&str, String); N]) -> Cells {
    cells.into_iter().map(|(column, cell)| (column.to_owned(), cell)).collect::<BTreeMap<_, _>>()
}

fn operator_cells(number: u32) -> Cells {
    cells([
        ("name", format!("样例运输{number}有限公司")),
        ("uscc", uscc_of(number)),
        ("address", "沈阳市样例路1号".into()),
        ("economic_type", "159".into()),
        ("state", "1".into()),
        ("branch", "1".into()),
        ("kind", "008".into()),
        ("word", "辽交运管许可沈字".into()),
        ("scope", "02101".into()),
    ])
}

fn practitioner_cells(number: u32) -> Cells {
    let first = format!("21019919900101{:03}", number % 1000);
    let check = license::citizen_id::check_character(&first).unwrap();
    cells([
        ("name", "样某例".into()),
        ("id_number", format!("{first}{check}")),
        ("nationality", "中国".into()),
        ("address", "沈阳市样例路3号".into()),
        ("driving_class", "A2".into()),
        ("categories", "02001:2025-11-01:2029-10-31".into()),
        ("kind", "071".into()),
    ])
}

fn config() -> Config {
    Config {
        tables: Tables {
            records: stores::RECORDS_TABLE.into(),
            counts: stores::COUNTS_TABLE.into(),
            access: stores::ACCESS_TABLE.into(),
        },
        buckets: Buckets {
            uploads: stores::UPLOADS_BUCKET.into(),
            documents: stores::DOCUMENTS_BUCKET.into(),
            imports: stores::IMPORTS_BUCKET.into(),
            lists: stores::LISTS_BUCKET.into(),
        },
        seal_key: stores::SEAL_KEY_ALIAS.into(),
        status_key: stores::STATUS_KEY_ALIAS.into(),
        display_key: stores::DISPLAY_KEY_ALIAS.into(),
        root_key: stores::ROOT_KEY_ALIAS.into(),
        data_key: stores::DATA_KEY_ALIAS.into(),
        code_base: seal::BaseAddress::parse("HTTPS://LZ.EXAMPLE/#").unwrap(),
    }
}

/// A clock that is set by hand. It starts at the machine's time, because S3 judges links by its own.
pub(crate) struct Hand(Mutex<Timestamp>);

impl Default for Hand {
    fn default() -> Self {
        Self(Mutex::new(SystemClock.now()))
    }
}

impl Hand {
    pub(crate) fn turn(&self, by: SignedDuration) {
        let mut now = self.0.lock().unwrap();
        *now += by;
    }
}

impl Clock for Hand {
    fn now(&self) -> Timestamp {
        *self.0.lock().unwrap()
    }
}
