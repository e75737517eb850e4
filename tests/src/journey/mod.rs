//! The life of licenses through the real functions, from the event that AWS sends to the bytes that come back.

mod applying;
mod arrivals;
mod batching;
mod copying;
mod counting;
mod duplicates;
mod files;
mod joining;
mod life;
mod looking_up;
mod publishing;
mod racing;
mod random;
mod renewing;
mod replacing;
mod reviewing;
mod rollover;
mod sister;

use license::kind::{Kind, PhotoKind};
use serde_json::{Value, json};

use crate::service::{CITY, OTHER_CITY, Persona, Row, Rows, Service, table};

const BASIS: &str = "《中华人民共和国道路运输条例》第七十条";

/// A service with its officials, and rows for as many holders as a test needs.
struct World {
    service: Service,
    rows: Rows,
    officer: Persona,
    reviewer: Persona,
    enforcement: Persona,
    province: Persona,
    partner: Persona,
    elsewhere: Persona,
}

/// A grant on the register, and its holder.
struct Granted {
    kind: Kind,
    row: Row,
    holder: Persona,
    holder_id: String,
    subject: String,
    grant: String,
}

impl World {
    async fn new() -> Self {
        let official = Persona::official;
        Self {
            service: Service::start().await,
            rows: Rows::new(30),
            officer: official("officer", CITY),
            reviewer: official("reviewer", CITY),
            enforcement: official("enforcement", CITY),
            province: official("province", CITY),
            partner: Persona { division: None, ..official("partner", CITY) },
            elsewhere: official("officer", OTHER_CITY),
        }
    }

    /// Records a fresh row of the kind, changed as told.
    async fn granted(&mut self, kind: Kind, changes: &[(&str, &str)]) -> Granted {
        let mut row = self.rows.next(kind);
        row.extend(changes.iter().map(|(column, cell)| ((*column).to_owned(), (*cell).to_owned())));
        self.recorded(kind, row).await
    }

    async fn recorded(&self, kind: Kind, row: Row) -> Granted {
        let path = format!("/v1/register/{}/grants", table(kind));
        let dossier = self.service.put(&self.officer, &path, json!({ "row": row })).await;
        let grants = dossier["grants"].as_array().unwrap();
        let grant = grants.iter().find(|grant| grant["kind"] == kind.code()).unwrap();
        let holder = Persona::holder(&*self.service.index, &row);
        let own = self.service.get(&holder, "/v1/holders").await;
        Granted {
            kind,
            holder_id: text(&own[0], "holder"),
            subject: text(&dossier, "subject"),
            grant: text(grant, "grant"),
            holder,
            row,
        }
    }

    /// Applies for it by a route.
    async fn applied(&self, who: &Persona, granted: &Granted, name: &str, route: &str) -> Value {
        self.service.put(who, &format!("/v1/applications/{name}"), granted.request(route)).await
    }

    /// Uploads a photo under the number by its link; what it sets off is left to [`Service::settle`].
    async fn uploaded(&self, who: &Persona, application: &str, number: u32, bytes: Vec<u8>) {
        let offer = json!({ "media_type": "image/png", "size_bytes": bytes.len() });
        let link = self.service.put(who, &format!("/v1/applications/{application}/photos/{number}"), offer).await;
        assert_eq!(link["method"], "PUT");
        assert!(self.service.upload(&link, bytes).await.is_success());
    }

    /// Returned by the reviewer, and another photo in its place.
    async fn uploaded_again(&self, granted: &Granted, application: &str, number: u32, bytes: Vec<u8>) {
        let back = json!({ "outcome": "return", "reasons": ["altered"] });
        self.decided(application, &format!("return-before-{number}"), back).await;
        self.uploaded(&granted.holder, application, number, bytes).await;
        self.service.settle().await;
    }

    async fn decided(&self, application: &str, decision: &str, body: Value) -> Value {
        let path = format!("/v1/reviews/{application}/decisions/{decision}");
        self.service.put(&self.reviewer, &path, body).await
    }

    /// From the claim to the license, with a photo and its approval where the kind needs one.
    async fn licensed(&self, granted: &Granted, name: &str) -> Value {
        let claim = self.applied(&granted.holder, granted, name, "claim").await;
        if claim["stage"] == "submitted" {
            self.uploaded(&granted.holder, name, 1, photo(granted.kind)).await;
            self.service.settle().await;
            self.decided(name, "approve-it", json!({ "outcome": "approve" })).await;
        }
        self.service.settle().await;
        self.newest(granted).await
    }

    /// The same, and activated: its path as a version, and its code.
    async fn activated(&self, granted: &Granted, name: &str) -> (String, String) {
        let path = version_path(&self.licensed(granted, name).await);
        let activated = self.service.put(&granted.holder, &format!("{path}/activation"), json!({})).await;
        assert_eq!((&activated["stage"], &activated["state"]), (&json!("activated"), &json!("1")));
        let code = self.service.get(&granted.holder, &format!("{path}/code")).await;
        (path, text(&code, "text"))
    }

    /// The holder's newest license of the kind.
    async fn newest(&self, granted: &Granted) -> Value {
        let path = format!("/v1/holders/{}/licenses?limit=100", granted.holder_id);
        let wallet = self.service.get(&granted.holder, &path).await;
        items(&wallet).find(|license| license["kind"] == granted.kind.code()).unwrap().clone()
    }

    async fn application(&self, granted: &Granted, name: &str) -> Value {
        self.service.get(&granted.holder, &format!("/v1/applications/{name}")).await
    }

    async fn ordered(&self, version: &str, noun_and_name: &str, reason: &str) -> Value {
        let order = json!({ "reason": reason, "legal_basis": BASIS });
        self.service.put(&self.officer, &format!("{version}/{noun_and_name}"), order).await
    }

    /// What anybody is told of a code: the number and the word.
    async fn told(&self, code: &str) -> (u64, String) {
        let answer = self.service.post(None, "/v1/public/verifications", json!({ "code": code })).await;
        (answer["code"].as_u64().unwrap(), text(&answer, "verdict"))
    }

    /// An officer changes one fact of the record.
    async fn corrected(&self, granted: &Granted, name: &str, field: &str, value: Value) -> Value {
        let mut body = granted.known();
        body["purpose"] = "登记信息变更".into();
        let found = self.service.post(Some(&self.officer), "/v1/register/look-ups", body).await;
        let mut facts = found["facts"].clone();
        facts[field] = value;
        let path = format!("/v1/register/subjects/{}/corrections/{name}", granted.subject);
        self.service.put(&self.officer, &path, json!({ "facts": facts })).await
    }

    /// The kinds of the holder's notices, newest first.
    async fn notices(&self, granted: &Granted) -> Vec<String> {
        let path = format!("/v1/holders/{}/notices?limit=100", granted.holder_id);
        let notices = self.service.get(&granted.holder, &path).await;
        items(&notices).map(|notice| text(notice, "kind")).collect()
    }
}

impl Granted {
    fn request(&self, route: &str) -> Value {
        json!({ "subject": self.subject, "grant": self.grant, "route": route })
    }

    /// The next version, for a reason of 证照发放类型.
    fn replacement(&self, reason: &str) -> Value {
        let mut request = self.request("replacement");
        request["issue_reason"] = reason.into();
        request
    }

    /// What is known of it at the roadside.
    fn known(&self) -> Value {
        match (self.row.get("uscc"), self.row.get("plate")) {
            (Some(uscc), _) => json!({ "uscc": uscc }),
            (None, Some(plate)) => json!({ "plate": { "number": plate, "color": self.row["color"] } }),
            (None, None) => json!({ "id_number": self.row["id_number"] }),
        }
    }

    /// The second fact that the public has to name.
    fn holder_name(&self) -> &str {
        self.row.get("name").or_else(|| self.row.get("owner_name")).unwrap()
    }
}

fn text(value: &Value, field: &str) -> String {
    value[field].as_str().unwrap_or_else(|| panic!("no {field} in {value}")).to_owned()
}

fn items(listing: &Value) -> impl Iterator<Item = &Value> {
    listing["items"].as_array().unwrap().iter()
}

fn version_path(license: &Value) -> String {
    format!("/v1/licenses/{}/versions/{}", text(license, "license"), text(license, "version"))
}

/// A picture that the inspection lets pass: the smallest.
fn photo(kind: Kind) -> Vec<u8> {
    match kind.photo().unwrap() {
        PhotoKind::Vehicle => png(800, 600),
        PhotoKind::Person => png(300, 420),
    }
}

/// A picture of coloured fields, another for each size; nobody is on it.
pub(crate) fn png(width: u32, height: u32) -> Vec<u8> {
    fields(width, height, 0)
}

/// A picture of coloured fields, another for each size and seed.
pub(crate) fn fields(width: u32, height: u32, seed: u32) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, width, height);
    encoder.set_color(png::ColorType::Rgb);
    let field = |x: u32, y: u32| {
        let place = (x / 25).wrapping_mul(0x9E37_79B1) ^ (y / 25).wrapping_mul(0x85EB_CA77);
        let [red, green, blue, _] = (place ^ width ^ height << 8 ^ seed << 16).wrapping_mul(0xC2B2_AE3D).to_be_bytes();
        [red, green, blue]
    };
    let pixels: Vec<u8> = (0..height).flat_map(|y| (0..width).flat_map(move |x| field(x, y))).collect();
    encoder.write_header().unwrap().write_image_data(&pixels).unwrap();
    bytes
}
