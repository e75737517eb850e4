//! 状态发布: what became of a license is in the signed lists, for everybody who checks without asking.

use data_encoding::BASE64;
use license::kind::Kind;
use seal::PublicKey;
use serde_json::{Value, json};
use verifier::{Lists, Verdict};

use super::{World, text, version_path};
use crate::service::Service;

const TRUST: (&str, &str) = ("/v1/public/lists/trust", "/v1/public/lists/trust");
const STATUS: (&str, &str) = ("/v1/public/lists/status/{issuer}", "/v1/public/lists/status/1");

pub(super) fn bytes(value: &Value) -> Vec<u8> {
    BASE64.decode(value.as_str().unwrap().as_bytes()).unwrap()
}

impl Service {
    /// A whole shift's lists, checked under the root that was pinned.
    pub(super) async fn lists(&self) -> Lists {
        let bundle = self.ask(None, "GET", "/v1/public/lists/bundle", None).await.body;
        let root = PublicKey::from_spki_der(&bytes(&bundle["root"])).unwrap();
        let status: Vec<Vec<u8>> = bundle["status"].as_array().unwrap().iter().map(bytes).collect();
        let status: Vec<&[u8]> = status.iter().map(Vec::as_slice).collect();
        let lists = Lists::open(&root, &bytes(&bundle["trust"]), &status, 0);
        assert!(lists.dropped().is_empty(), "{:?}", lists.dropped());
        lists
    }
}

#[tokio::test]
async fn a_license_stands_in_the_lists_as_it_stands_in_the_books() {
    let mut world = World::new().await;
    let granted = world.granted(Kind::BusinessLicense, &[]).await;
    let sealed = world.licensed(&granted, "claim-0001").await;
    let path = version_path(&sealed);
    let code = text(&world.service.get(&granted.holder, &format!("{path}/code")).await, "text");
    let service = &world.service;
    let told = async || {
        service.settle().await;
        verifier::judge(&code, &service.lists().await, service.now()).verdict
    };
    assert_eq!(told().await, Verdict::NotActivated);
    service.put(&granted.holder, &format!("{path}/activation"), json!({})).await;
    assert_eq!(told().await, Verdict::Valid);
    world.ordered(&path, "suspensions/suspend-it", "data-in-doubt").await;
    assert_eq!(told().await, Verdict::Suspended);
    world.ordered(&path, "resumptions/resume-it", "doubt-cleared").await;
    assert_eq!(told().await, Verdict::Valid);
    let lists = service.lists().await;
    world.ordered(&path, "revocations/revoke-it", "illegal-operation").await;
    assert_eq!(told().await, Verdict::Ended);
    // What was fetched before does not know it yet, and after a day it tells nothing any more.
    assert_eq!(verifier::judge(&code, &lists, service.now()).verdict, Verdict::Valid);
    service.pass_days(2);
    assert_eq!(verifier::judge(&code, &lists, service.now()).verdict, Verdict::CannotTell);
}

#[tokio::test]
async fn a_list_is_fetched_once_until_it_changes() {
    let mut world = World::new().await;
    let granted = world.granted(Kind::BusinessLicense, &[]).await;
    let (path, _) = world.activated(&granted, "claim-0001").await;
    let service = &world.service;
    service.settle().await;
    for list in [TRUST, STATUS] {
        let (status, tag, length) = service.fetched(list, None).await;
        assert!(status == 200 && length > 100 && tag.len() == 66, "{list:?} {status} {tag} {length}");
        assert_eq!(service.fetched(list, Some(&tag)).await, (304, tag, 0), "{list:?}");
    }
    let (_, before, _) = service.fetched(STATUS, None).await;
    world.ordered(&path, "revocations/revoke-it", "illegal-operation").await;
    service.settle().await;
    let (status, after, _) = service.fetched(STATUS, Some(&before)).await;
    assert_eq!((status, after == before), (200, false));
    // Nothing happened, and still the list is signed anew: its age says how old the knowledge is.
    service.feed("publish", crate::service::scheduled(service.now())).await;
    assert_ne!(service.fetched(STATUS, None).await.1, after);
    let nowhere = service.ask(None, "GET", "/v1/public/lists/status/999", None).await;
    assert_eq!((nowhere.status, nowhere.code()), (404, "item.unknown"));
}

/// What a phone shows, judged with the books: its presence is told and decides nothing.
#[tokio::test]
async fn a_phone_shows_a_license_and_a_screenshot_of_it_is_stale() {
    let mut world = World::new().await;
    let granted = world.granted(Kind::BusinessLicense, &[]).await;
    let (path, _) = world.activated(&granted, "claim-0001").await;
    let service = &world.service;
    let phone = local::phone::Phone::new().unwrap();
    let body = json!({ "device_key": phone.device_key().unwrap() });
    let grant = service.put(&granted.holder, &format!("{path}/display-grant"), body).await;
    let code = phone.show(&bytes(&grant["grant"]), grant["base"].as_str().unwrap(), service.now()).unwrap();
    let told = async |code: &str| {
        let answer = service.post(None, "/v1/public/verifications", json!({ "code": code })).await;
        (answer["verdict"].as_str().unwrap().to_owned(), answer["presence"]["reason"].clone())
    };
    assert_eq!(told(&code).await, ("valid".to_owned(), Value::Null));
    service.pass_minutes(2);
    assert_eq!(told(&code).await, ("valid".to_owned(), json!("presence.stale")));
    let printed = text(&service.get(&granted.holder, &format!("{path}/code")).await, "text");
    assert_eq!(told(&printed).await, ("valid".to_owned(), json!("presence.printed")));
    // One digit of the phone's signature, and nobody is told anything of the license.
    let (rest, last) = code.split_at(code.len() - 1);
    let altered = format!("{rest}{}", if last == "1" { "2" } else { "1" });
    assert_eq!(told(&altered).await, ("not_found".to_owned(), Value::Null));
    world.ordered(&path, "revocations/revoke-it", "illegal-operation").await;
    assert_eq!(told(&code).await, ("ended".to_owned(), json!("presence.stale")));
}
