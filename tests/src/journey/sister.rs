//! 外省证照 (art. 19): licenses of a sister province at our roadside, by its keys and its list.

use std::path::Path;

use data_encoding::BASE64;
use license::kind::Kind;
use local::sister::SisterProvince;
use seal::{Claims, PublicKey, StatusState};
use serde_json::{Value, json};
use verifier::{Lists, Verdict};

use super::{World, text};
use crate::service::Service;

const LIST: &str = "/v1/provinces/120000/status-lists/101";

/// What the sister published, and the service that believes it.
struct Border {
    world: World,
    sister: SisterProvince,
    published: tempfile::TempDir,
}

impl Border {
    async fn new() -> Self {
        Self::beside(World::new().await).await
    }

    async fn beside(world: World) -> Self {
        let published = tempfile::tempdir().unwrap();
        let sister = SisterProvince::found().await.unwrap();
        sister.publish(published.path()).await.unwrap();
        let service = &world.service;
        let province = local::trust_office::sister(published.path()).unwrap();
        local::trust_office::ensure(&service.aws, "http://127.0.0.1:8080", &[province]).await.unwrap();
        service.pass_minutes(2);
        Self { world, sister, published }
    }

    fn service(&self) -> &Service {
        &self.world.service
    }

    fn read(&self, name: &str) -> Vec<u8> {
        std::fs::read(self.published.path().join(name)).unwrap()
    }

    fn code(&self, name: &str) -> String {
        String::from_utf8(self.read(name)).unwrap()
    }

    async fn bring(&self, list: &[u8]) -> (u64, String) {
        let body = json!({ "list": BASE64.encode(list) });
        let answer = self.service().ask(Some(&self.world.partner), "PUT", LIST, Some(body)).await;
        (answer.status, answer.body["reason"].as_str().unwrap_or(answer.code()).to_owned())
    }

    async fn list(&self, states: &[StatusState], sequence: u64) -> Vec<u8> {
        self.sister.status_list(101, sequence, (states, self.service().now())).await.unwrap()
    }

    async fn told(&self, code: &str) -> Value {
        self.service().post(None, "/v1/public/verifications", json!({ "code": code })).await
    }

    /// What somebody without a network is told, who fetched all lists just now.
    async fn without_network(&self, code: &str) -> verifier::Report {
        let bundle = self.service().ask(None, "GET", "/v1/public/lists/bundle", None).await.body;
        assert_eq!(bundle["sisters"], json!(["120000"]));
        let theirs = self.service().ask(None, "GET", "/v1/public/lists/provinces/120000", None).await.body;
        let bytes = |value: &Value| BASE64.decode(value.as_str().unwrap().as_bytes()).unwrap();
        let status: Vec<Vec<u8>> = theirs["status"].as_array().unwrap().iter().map(bytes).collect();
        let status: Vec<&[u8]> = status.iter().map(Vec::as_slice).collect();
        let root = PublicKey::from_spki_der(&bytes(&bundle["root"])).unwrap();
        let lists = Lists::open(&root, &bytes(&bundle["trust"]), &status, 0);
        assert!(lists.dropped().is_empty(), "{:?}", lists.dropped());
        verifier::judge(code, &lists, self.service().now())
    }
}

/// A sister province brings its list, and everybody may fetch it: for the journey that takes every operation.
pub(super) async fn brought(world: World) -> World {
    let border = Border::beside(world).await;
    assert_eq!(border.bring(&border.read("status-120000-101.bin")).await, (200, String::new()));
    assert_eq!(border.without_network(&border.code("code-valid.txt")).await.verdict, Verdict::Valid);
    border.world
}

fn word(answer: &Value) -> (String, String) {
    let verdict = answer["verdict"].as_str().unwrap().to_owned();
    (verdict, answer["elsewhere"]["province"].as_str().unwrap_or_default().to_owned())
}

#[tokio::test]
async fn a_sisters_license_is_judged_by_its_own_list_and_our_books_are_not_asked() {
    let border = Border::new().await;
    let before = border.told(&border.code("code-valid.txt")).await;
    assert_eq!(word(&before), ("cannot_tell".to_owned(), "120000".to_owned()));
    assert_eq!(border.bring(&border.read("status-120000-101.bin")).await, (200, String::new()));
    for (name, online, offline) in [
        ("valid", "valid", Verdict::Valid),
        ("suspended", "suspended", Verdict::Suspended),
        ("not-activated", "not_activated", Verdict::NotActivated),
        ("ended", "ended", Verdict::Ended),
        ("expired", "ended", Verdict::Expired),
    ] {
        let code = border.code(&format!("code-{name}.txt"));
        let answer = border.told(&code).await;
        assert_eq!(word(&answer), (online.to_owned(), "120000".to_owned()), "{name}");
        let (identity, license) = (&answer["report"]["identity"], &answer["elsewhere"]["license"]);
        assert_eq!(identity, &json!({ "state": "unchecked", "reason": "issued_elsewhere" }));
        assert!(answer["license"].is_null() && license["uscc"] == "91120000MA1000001Y", "{answer}");
        let report = border.without_network(&code).await;
        assert_eq!(report.verdict, offline, "{name}");
        assert_eq!(report.elsewhere.unwrap().name.0, "天津市");
    }
    let shown = border.told(&border.code("display.txt")).await;
    assert_eq!((word(&shown).0.as_str(), &shown["presence"]["reason"]), ("valid", &json!("presence.stale")));
}

/// The newest list counts, whoever brings it and however often; past its age it tells nothing.
#[tokio::test]
async fn a_sisters_list_goes_forward_and_grows_old() {
    use StatusState::{Ended, Valid};
    let border = Border::new().await;
    let code = border.code("code-valid.txt");
    let newest = border.list(&[Ended, Ended, Ended, Ended, Ended], 4).await;
    for (list, expected) in [
        (border.list(&[Valid, Valid, Valid, Valid, Valid], 3).await, (200, "")),
        (newest.clone(), (200, "")),
        (newest, (200, "")),
        (border.read("status-120000-101.bin"), (409, "list.older")),
        (border.list(&[Valid, Valid, Valid, Valid, Valid], 4).await, (409, "list.older")),
    ] {
        assert_eq!(border.bring(&list).await, (expected.0, expected.1.to_owned()));
    }
    assert_eq!(border.told(&code).await["verdict"], "ended");
    assert_eq!(border.bring(&border.list(&[Valid, Valid, Valid, Valid, Valid], 5).await).await.0, 200);
    // A process believes what it read for a minute.
    border.service().pass_minutes(2);
    assert_eq!(border.told(&code).await["verdict"], "valid");
    border.service().pass_days(2);
    let old = border.told(&code).await;
    assert_eq!(
        (&old["verdict"], &old["report"]["standing"]["reason"]),
        (&json!("cannot_tell"), &json!("status_list.old"))
    );
}

/// A key of the province that is taken out is believed no longer than a minute, whatever was read when.
#[tokio::test]
async fn a_sisters_key_is_taken_out_of_trust() {
    let border = Border::new().await;
    let service = border.service();
    let (code, ended) = (border.code("code-valid.txt"), border.code("code-ended.txt"));
    // The trust list is read now, and the status list almost a minute later.
    assert_eq!(border.told(&code).await["verdict"], "cannot_tell");
    border.bring(&border.read("status-120000-101.bin")).await;
    service.pass_seconds(58);
    assert_eq!(border.told(&code).await["verdict"], "valid");
    let mut list = local::trust_office::drafted(&service.aws, "http://127.0.0.1:8080").await.unwrap();
    let sister = list.provinces.iter_mut().find(|province| province.code.as_str() == "120000").unwrap();
    let signer = seal::parse(&code).unwrap().key_id();
    let now = jiff::Timestamp::from_second(service.now().as_second()).unwrap();
    sister.keys.iter_mut().filter(|key| key.id == signer).for_each(|key| key.removed = Some(now));
    let signed = local::trust_office::signed(&service.aws, &list).await.unwrap();
    local::trust_office::installed(&service.aws, signed).await.unwrap();
    service.pass_seconds(2);
    let told = border.told(&code).await;
    assert_eq!(
        (&told["verdict"], &told["report"]["signature"]["reason"]),
        (&json!("cannot_tell"), &json!("key.removed"))
    );
    assert_eq!(border.without_network(&code).await.because().unwrap().code(), "key.removed");
    // What the province says has ended has ended, whoever signed.
    assert_eq!(border.told(&ended).await["verdict"], "ended");
}

/// Its keys are good for its licenses: in our name they open nothing.
#[tokio::test]
async fn a_sisters_keys_open_nothing_in_our_books() {
    let mut border = Border::new().await;
    let granted = border.world.granted(Kind::BusinessLicense, &[]).await;
    let (path, _) = border.world.activated(&granted, "claim-0001").await;
    let service = border.service();
    let ours = text(&service.get(&granted.holder, &format!("{path}/code")).await, "text");
    let claims: Claims = seal::parse(&ours).unwrap().unverified().clone();
    service.settle().await;
    assert_eq!(border.told(&ours).await["verdict"], "valid");
    let copied = border.sister.code(claims.clone()).await.unwrap();
    let shown = border.sister.display(claims.clone(), service.now()).await.unwrap();
    // The same in the name of its own issuer, but with no place in its list.
    let own = border.sister.code(Claims { issuer_number: 101, status_index: Some(7), ..claims }).await.unwrap();
    border.bring(&border.read("status-120000-101.bin")).await;
    for code in [copied, shown, own] {
        let answer = border.told(&code).await;
        assert_eq!(word(&answer), ("cannot_tell".to_owned(), "120000".to_owned()));
        assert!(answer["license"].is_null(), "{answer}");
        assert_eq!(border.without_network(&code).await.verdict, Verdict::CannotTell);
    }
}

#[tokio::test]
async fn a_list_that_is_none_of_the_sisters_is_refused() {
    let border = Border::new().await;
    let good = border.read("status-120000-101.bin");
    let mut altered = good.clone();
    *altered.last_mut().unwrap() ^= 1;
    let stranger = SisterProvince::found().await.unwrap();
    let strange = stranger.status_list(101, 9, (&[StatusState::Valid], border.service().now())).await.unwrap();
    for (list, reason) in [
        (altered, "status_list.bad"),
        (strange, "status_list.unknown_key"),
        (vec![], "status_list.bad"),
        (b"{}".to_vec(), "list.unknown_format"),
    ] {
        assert_eq!(border.bring(&list).await, (400, reason.to_owned()));
    }
    let partner = &border.world.partner;
    let body = json!({ "list": BASE64.encode(&good) });
    for (path, reason) in [
        ("/v1/provinces/120000/status-lists/102", "list.other_issuer"),
        ("/v1/provinces/130000/status-lists/101", "list.other_issuer"),
        ("/v1/provinces/210000/status-lists/101", "list.other_issuer"),
        ("/v1/provinces/12000/status-lists/101", "path.form"),
    ] {
        let answer = border.service().ask(Some(partner), "PUT", path, Some(body.clone())).await;
        assert_eq!((answer.status, answer.body["reason"].as_str()), (400, Some(reason)), "{path}");
    }
    // Our own list is published, and not brought.
    let own = border.service().ask(None, "GET", "/v1/public/lists/bundle", None).await.body;
    if let Some(list) = own["status"].as_array().and_then(|lists| lists.first()) {
        let body = json!({ "list": list });
        let answer =
            border.service().ask(Some(partner), "PUT", "/v1/provinces/210000/status-lists/1", Some(body)).await;
        assert_eq!(answer.status, 400);
    }
}

/// The file under that province's authority and list; altered, or under another's authority, it proves nothing.
#[tokio::test]
async fn a_sisters_file_is_judged_by_its_own_authority() {
    let border = Border::new().await;
    border.bring(&border.read("status-120000-101.bin")).await;
    let told = async |bytes: &[u8]| {
        let body = json!({ "file": BASE64.encode(bytes) });
        border.service().post(None, "/v1/public/file-verifications", body).await
    };
    let file = border.read("license.ofd");
    let answer = told(&file).await;
    assert_eq!(word(&answer), ("valid".to_owned(), "120000".to_owned()), "{answer}");
    assert_eq!(answer["file"]["code"], 0);
    let altered = told(&with_another_term(&file)).await;
    assert_eq!((&altered["verdict"], &altered["file"]["code"]), (&json!("forged"), &json!(2)), "{altered}");
    let stranger = SisterProvince::found().await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    stranger.publish(folder.path()).await.unwrap();
    let unknown = told(&std::fs::read(Path::new(folder.path()).join("license.ofd")).unwrap()).await;
    assert!(unknown["verdict"] != "valid" && unknown["elsewhere"].is_null(), "{unknown}");
}

fn with_another_term(file: &[u8]) -> Vec<u8> {
    let mut files = document::read(file).unwrap().files;
    let entry = files.iter_mut().find(|file| file.path == "OFD.xml").unwrap();
    let text = String::from_utf8(std::mem::take(&mut entry.bytes)).unwrap();
    let (before, rest) = text.split_once("\"ZZYXQJZRQ\">").unwrap();
    let (_, after) = rest.split_once('<').unwrap();
    entry.bytes = format!("{before}\"ZZYXQJZRQ\">20991231<{after}").into_bytes();
    document::Package::new(files).to_bytes().unwrap()
}
