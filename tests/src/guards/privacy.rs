//! No name, ID number, plate, address or token is written where it does not belong: not into a log, a key, an open
//! attribute, an address, or a "no". People with values that occur nowhere else live through the whole service, also
//! with requests that are refused, and then everything that was written is searched.

use std::collections::BTreeSet;
use std::sync::Mutex;

use license::kind::{Kind, PhotoKind};
use serde_json::{Value, json};

use crate::service::{Answer, CITY, Persona, Row, Rows, Service, TOKEN, table};
use local::stores::{ACCESS_TABLE, COUNTS_TABLE, DOCUMENTS_BUCKET, IMPORTS_BUCKET, RECORDS_TABLE, UPLOADS_BUCKET};

/// Written into every record of a person or an owner.
const NAME: &str = "欧阳标记";
const ADDRESS: &str = "标记路十七号院";
const PURPOSE: &str = "核对标记人";

/// Columns whose cells are nobody else's business.
const PERSONAL: [&str; 7] = ["name", "owner_name", "address", "id_number", "owner_code", "plate", "vin"];

/// The service, with everything that came back.
struct Watched {
    service: Service,
    answers: Mutex<Vec<(String, Answer)>>,
    officer: Persona,
    reviewer: Persona,
    /// What must be nowhere.
    marks: BTreeSet<String>,
}

impl Watched {
    async fn ask(&self, who: Option<&Persona>, method: &str, path: &str, body: Option<Value>) -> Value {
        let answer = self.service.ask(who, method, path, body).await;
        self.answers.lock().unwrap().push((format!("{method} {path}"), answer.clone()));
        answer.body
    }

    async fn get(&self, who: &Persona, path: &str) -> Value {
        self.ask(Some(who), "GET", path, None).await
    }

    async fn put(&self, who: &Persona, path: &str, body: Value) -> Value {
        self.ask(Some(who), "PUT", path, Some(body)).await
    }
}

fn text(value: &Value, pointer: &str) -> String {
    value.pointer(pointer).and_then(Value::as_str).unwrap_or_else(|| panic!("no {pointer} in {value}")).to_owned()
}

/// A row of somebody who is marked.
fn marked(rows: &mut Rows, kind: Kind) -> Row {
    let mut row = rows.next(kind);
    for (column, mark) in [("name", NAME), ("owner_name", NAME), ("address", ADDRESS), ("legal_person", NAME)] {
        row.entry(column.to_owned()).and_modify(|cell| *cell = format!("{mark}{cell}"));
    }
    // A person owns the vehicle, so that its owner's number is a person's.
    if row.contains_key("owner_code") {
        let owner = rows.next(Kind::PractitionerCertificate);
        row.insert("owner_code_type".to_owned(), "111".to_owned());
        row.insert("owner_code".to_owned(), owner["id_number"].clone());
    }
    row
}

async fn watched() -> (Watched, Vec<(Kind, Row)>) {
    let mut rows = Rows::new(30);
    let kinds = [Kind::BusinessLicense, Kind::VehicleCertificate, Kind::PractitionerCertificate];
    let people: Vec<(Kind, Row)> = kinds.into_iter().map(|kind| (kind, marked(&mut rows, kind))).collect();
    let cells = people.iter().flat_map(|(_, row)| PERSONAL.iter().filter_map(|column| row.get(*column)));
    let mut marks: BTreeSet<String> = cells.filter(|cell| !cell.is_empty()).cloned().collect();
    marks.extend([NAME, ADDRESS, PURPOSE, TOKEN].map(str::to_owned));
    assert!(marks.len() >= 10, "{} marks", marks.len());
    let officer = Persona::official("officer", CITY);
    let reviewer = Persona::official("reviewer", CITY);
    let watched = Watched { service: Service::start().await, answers: Mutex::default(), officer, reviewer, marks };
    (watched, people)
}

/// From the register to the revocation.
async fn lived(watched: &Watched, kind: Kind, row: &Row) {
    let name = format!("marked-{}", kind.code());
    let dossier =
        watched.put(&watched.officer, &format!("/v1/register/{}/grants", table(kind)), json!({ "row": row })).await;
    let holder = Persona::holder(&*watched.service.index, row);
    let holder_id = text(&watched.get(&holder, "/v1/holders").await, "/0/holder");
    let grant = text(&dossier, "/grants/0/grant");
    let claim = json!({ "subject": text(&dossier, "/subject"), "grant": grant, "route": "claim" });
    watched.put(&holder, &format!("/v1/applications/{name}"), claim).await;
    if let Some(photo) = kind.photo() {
        photographed(watched, &holder, &name, photo).await;
    }
    watched.service.settle().await;
    for listing in ["grants", "applications", "licenses", "notices", "accesses"] {
        watched.get(&holder, &format!("/v1/holders/{holder_id}/{listing}")).await;
    }
    let wallet = watched.get(&holder, &format!("/v1/holders/{holder_id}/licenses")).await;
    let version =
        format!("/v1/licenses/{}/versions/{}", text(&wallet, "/items/0/license"), text(&wallet, "/items/0/version"));
    watched.put(&holder, &format!("{version}/activation"), json!({})).await;
    watched.get(&holder, &version).await;
    let link = watched.get(&holder, &format!("{version}/document")).await;
    shown_the_file(watched, &watched.service.download(&link).await).await;
    let code = text(&watched.get(&holder, &format!("{version}/code")).await, "/text");
    asked_about(watched, row, &code).await;
    corrected(watched, row).await;
    let order = json!({ "reason": "illegal-operation", "legal_basis": format!("第七十条 {PURPOSE}") });
    watched.put(&watched.officer, &format!("{version}/suspensions/{name}"), order).await;
    watched.service.settle().await;
    refused(watched, &holder, row).await;
}

async fn photographed(watched: &Watched, holder: &Persona, name: &str, photo: PhotoKind) {
    let (width, height) = if photo == PhotoKind::Vehicle { (800, 600) } else { (300, 420) };
    let bytes = crate::journey::png(width, height);
    let offer = json!({ "media_type": "image/png", "size_bytes": bytes.len() });
    let link = watched.put(holder, &format!("/v1/applications/{name}/photos/1"), offer).await;
    assert!(watched.service.upload(&link, bytes).await.is_success());
    watched.service.settle().await;
    watched.get(&watched.reviewer, "/v1/reviews").await;
    watched.get(&watched.reviewer, &format!("/v1/reviews/{name}")).await;
    let approval = json!({ "outcome": "approve" });
    watched.put(&watched.reviewer, &format!("/v1/reviews/{name}/decisions/approve-it"), approval).await;
}

/// What is known of the row's subject.
fn known(row: &Row) -> Value {
    match (row.get("uscc"), row.get("plate"), row.get("id_number")) {
        (Some(uscc), _, _) => json!({ "uscc": uscc }),
        (_, Some(plate), _) => json!({ "plate": { "number": plate, "color": row["color"] } }),
        (_, _, Some(id_number)) => json!({ "id_number": id_number }),
        (None, None, None) => panic!("a row of no table"),
    }
}

async fn asked_about(watched: &Watched, row: &Row, code: &str) {
    let enforcement = Persona::official("enforcement", CITY);
    let mut look_up = known(row);
    look_up["purpose"] = PURPOSE.into();
    watched.ask(Some(&enforcement), "POST", "/v1/look-ups", Some(look_up)).await;
    let shown = json!({ "code": code, "purpose": PURPOSE });
    watched.ask(Some(&enforcement), "POST", "/v1/verifications", Some(shown)).await;
    let mut named = known(row);
    named["holder_name"] = NAME.into();
    let items = json!({ "items": [known(row), named, { "code": code }, { "code": NAME }], "purpose": PURPOSE });
    watched.ask(Some(&enforcement), "POST", "/v1/verification-batches", Some(items)).await;
    let side = if row.contains_key("uscc") { "operator" } else { "vehicle" };
    let driver = json!({ "id_number": "11010519491231002X" });
    let joint = json!({ "driver": driver, side: known(row), "purpose": PURPOSE });
    watched.ask(Some(&enforcement), "POST", "/v1/joint-verifications", Some(joint)).await;
    watched.ask(None, "POST", "/v1/public/verifications", Some(json!({ "code": code }))).await;
    let mut public = known(row);
    public["holder_name"] = row.get("name").or_else(|| row.get("owner_name")).unwrap().as_str().into();
    watched.ask(None, "POST", "/v1/public/look-ups", Some(public)).await;
}

/// The file, and the file with something in it that does not belong there.
async fn shown_the_file(watched: &Watched, file: &[u8]) {
    let enforcement = Persona::official("enforcement", CITY);
    let altered = crate::service::files::with_another(file, &format!("{NAME}.xml"));
    for file in [file, &altered] {
        let body = json!({ "file": data_encoding::BASE64.encode(file) });
        watched.ask(None, "POST", "/v1/public/file-verifications", Some(body.clone())).await;
        let mut purposeful = body;
        purposeful["purpose"] = PURPOSE.into();
        watched.ask(Some(&enforcement), "POST", "/v1/file-verifications", Some(purposeful)).await;
    }
}

async fn corrected(watched: &Watched, row: &Row) {
    let mut look_up = known(row);
    look_up["purpose"] = PURPOSE.into();
    let found = watched.ask(Some(&watched.officer), "POST", "/v1/register/look-ups", Some(look_up)).await;
    let mut facts = found["facts"].clone();
    facts["address"] = format!("{ADDRESS}乙").into();
    let path = format!("/v1/register/subjects/{}/corrections/marked", text(&found, "/subject"));
    watched.put(&watched.officer, &path, json!({ "facts": facts })).await;
    watched.service.settle().await;
}

/// Requests with marks where they are wrong.
async fn refused(watched: &Watched, holder: &Persona, row: &Row) {
    let officer = &watched.officer;
    let items =
        watched.marks.iter().map(|mark| json!({ "id_number": mark, "plate": { "number": mark, "color": mark } }));
    let items = json!({ "items": items.collect::<Vec<_>>(), "purpose": PURPOSE });
    let batch = watched.ask(Some(officer), "POST", "/v1/verification-batches", Some(items)).await;
    watched.clean("the problems of a batch", batch.to_string().as_bytes());
    for mark in &watched.marks {
        let wrong = json!({ "row": { "name": mark, "kind": mark, "uscc": mark, mark.as_str(): mark } });
        for table in ["operators", "vehicles", "practitioners"] {
            watched.put(officer, &format!("/v1/register/{table}/grants"), wrong.clone()).await;
        }
        for field in ["id_number", "uscc", "number", "identifier", mark.as_str()] {
            let body = json!({ field: format!("{mark}?"), "purpose": PURPOSE });
            watched.ask(Some(officer), "POST", "/v1/look-ups", Some(body.clone())).await;
            watched.ask(None, "POST", "/v1/public/look-ups", Some(body)).await;
        }
        watched
            .ask(None, "POST", "/v1/public/verifications", Some(json!({ "code": format!("HTTPS://X/#{mark}") })))
            .await;
        watched.ask(None, "POST", "/v1/public/verifications", Some(json!(mark))).await;
        watched.ask(None, "POST", "/v1/public/file-verifications", Some(json!({ "file": mark }))).await;
        watched
            .put(holder, "/v1/applications/marked-wrong", json!({ "subject": mark, "grant": mark, "route": mark }))
            .await;
        watched.put(officer, "/v1/reviews/marked-wrong/decisions/it", json!({ "outcome": mark, "remark": mark })).await;
    }
    // An address is the caller's own; what comes back of it must not repeat it.
    for plain in watched.marks.iter().filter(|mark| mark.is_ascii() && mark.as_str() != TOKEN) {
        watched.get(holder, &format!("/v1/holders/{plain}/grants?after={plain}")).await;
        watched.get(holder, &format!("/v1/licenses/{plain}/versions/{plain}")).await;
        watched.get(officer, &format!("/v1/reviews?after={plain}")).await;
    }
    let mut known = known(row);
    known["purpose"] = "".into();
    watched.ask(Some(officer), "POST", "/v1/look-ups", Some(known)).await;
}

/// A file of rows in which one is wrong everywhere; its report is for officers, but names a row and a column only.
async fn imported(watched: &Watched) -> Vec<u8> {
    let columns = [
        "name",
        "id_type",
        "id_number",
        "nationality",
        "address",
        "driving_class",
        "categories",
        "kind",
        "granted_on",
        "valid_from",
        "valid_until",
        "first_granted_on",
        "division",
        "medium",
        "operator_uscc",
    ];
    let row = columns.map(|column| format!("{NAME}{column}")).join(",");
    let csv = format!("{}\n{row}\n", columns.join(",")).into_bytes();
    let path = "/v1/register/practitioners/imports/marked-rows";
    let link = watched.put(&watched.officer, path, json!({ "size_bytes": csv.len() })).await;
    assert!(watched.service.upload(&link, csv).await.is_success());
    watched.service.settle().await;
    let report = watched.get(&watched.officer, path).await;
    assert!(report.as_str().unwrap().lines().count() >= 2, "the wrong row was taken");
    report.to_string().into_bytes()
}

impl Watched {
    /// Holds if none of the marks is in the bytes.
    fn clean(&self, place: &str, bytes: &[u8]) {
        for mark in &self.marks {
            let found = bytes.windows(mark.len()).any(|part| part == mark.as_bytes());
            assert!(!found, "{mark} stands in {place}: {}", String::from_utf8_lossy(bytes));
        }
    }

    fn answered(&self) {
        let answers = self.answers.lock().unwrap();
        let (mut refusals, mut links, mut told) = (0, 0, BTreeSet::new());
        for (request, answer) in answers.iter() {
            let bytes = answer.body.to_string();
            if answer.status >= 400 {
                self.clean(&format!("the answer to {request}"), bytes.as_bytes());
                refusals += 1;
            } else {
                told.extend(self.marks.iter().filter(|mark| bytes.contains(mark.as_str())).cloned());
            }
            for url in urls(&answer.body) {
                self.clean("a link", local::percent::decode(&url).unwrap().as_bytes());
                links += 1;
            }
        }
        assert!(refusals > 50 && links >= 4, "{refusals} refusals, {links} links");
        // Else the search would find nothing because nothing was there.
        assert!(told.contains(NAME) && told.contains(ADDRESS) && told.len() >= 5, "told of {}", told.len());
    }

    fn logged(&self) {
        let lines = self.service.lines();
        assert!(lines.len() > 100, "{} lines", lines.len());
        for line in lines {
            self.clean("the log", line.as_bytes());
        }
    }

    async fn stored(&self) {
        for (table, least) in [(RECORDS_TABLE, 30), (ACCESS_TABLE, 3), (COUNTS_TABLE, 5)] {
            let pages = self.service.stores.dynamodb().scan().table_name(table).into_paginator().items().send();
            let items = pages.collect::<Result<Vec<_>, _>>().await.unwrap();
            assert!(items.len() >= least, "{table} has {}", items.len());
            for (name, value) in items.iter().flatten() {
                self.clean(&format!("{table}, {name}"), name.as_bytes());
                let text = value.as_s().or_else(|_| value.as_n()).map(String::as_bytes);
                self.clean(&format!("{table}, {name}"), text.unwrap_or_else(|blob| blob.as_b().unwrap().as_ref()));
            }
        }
        for record in self.service.records() {
            self.clean("the stream", record.to_string().as_bytes());
        }
    }

    async fn named(&self) {
        for (bucket, least) in [(UPLOADS_BUCKET, 2), (DOCUMENTS_BUCKET, 5), (IMPORTS_BUCKET, 2)] {
            let listed = self.service.stores.s3().list_objects_v2().bucket(bucket).send().await.unwrap();
            assert!(listed.contents().len() >= least, "{bucket} has {}", listed.contents().len());
            for object in listed.contents() {
                self.clean(bucket, object.key().unwrap().as_bytes());
            }
        }
    }
}

fn urls(value: &Value) -> Vec<String> {
    match value {
        Value::Object(fields) => {
            let own = fields.get("url").and_then(Value::as_str).map(str::to_owned);
            own.into_iter().chain(fields.values().flat_map(urls)).collect()
        }
        Value::Array(items) => items.iter().flat_map(urls).collect(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => Vec::new(),
    }
}

#[tokio::test]
async fn no_mark_is_written_where_it_does_not_belong() {
    let (watched, people) = watched().await;
    for (kind, row) in &people {
        lived(&watched, *kind, row).await;
    }
    let report = imported(&watched).await;
    watched.clean("the report", &report);
    watched.answered();
    watched.logged();
    watched.stored().await;
    watched.named().await;
}
