//! 换钥: issuing keys follow each other, lose their trust, and are unknown; what they signed is told the same way with a
//! network and without one.

use jiff::civil::Date;
use license::{clock::chinese_day, kind::Kind};
use local::trust_office;
use seal::{KeyId, LicenseCode, List, SignedTrustList, TrustList, TrustedKey};
use serde_json::{Value, json};

use lifecycle::port::SealKeys;

use super::{World, publishing::bytes, text};

const ADDRESS: &str = "http://127.0.0.1:8080";

/// What both answers are expected to be: the verdict, and why it is none.
const VALID: (&str, &str) = ("valid", "");
const UNKNOWN: (&str, &str) = ("cannot_tell", "key.unknown");
const REMOVED: (&str, &str) = ("cannot_tell", "key.removed");
const OTHER_DAYS: (&str, &str) = ("cannot_tell", "key.days");

impl World {
    async fn online(&self, code: &str) -> (String, String) {
        let answer = self.service.post(None, "/v1/public/verifications", json!({ "code": code })).await;
        let reason = answer["report"]["signature"]["reason"].as_str().unwrap_or_default();
        if !reason.is_empty() {
            assert_eq!(answer["license"], Value::Null, "nothing is told of a license whose code is not believed");
        }
        (text(&answer, "verdict"), reason.to_owned())
    }

    /// By the lists of now, fetched as a shift's bundle.
    async fn offline(&self, code: &str) -> (String, String) {
        let report = verifier::judge(code, &self.service.lists().await, self.service.now());
        let because = report.because().map_or("", |reason| reason.code());
        (report.verdict.as_str().to_owned(), because.to_owned())
    }

    /// Both ways, once the minute is over for which a process believes the trust list that it read.
    async fn told_of(&self, codes: &[(&str, (&str, &str))]) {
        self.service.pass_minutes(1);
        for (code, (verdict, reason)) in codes {
            let expected = ((*verdict).to_owned(), (*reason).to_owned());
            assert_eq!(self.offline(code).await, expected, "offline");
            assert_eq!(self.online(code).await, expected, "online");
        }
    }

    /// The next ceremony: what is installed by now, with what the operators write into the draft.
    async fn ceremony(&self, write: impl Fn(&mut TrustedKey)) -> TrustList {
        let mut list = trust_office::drafted(&self.service.aws, ADDRESS).await.unwrap();
        list.provinces.iter_mut().flat_map(|province| &mut province.keys).for_each(write);
        let signed = trust_office::signed(&self.service.aws, &list).await.unwrap();
        assert_eq!(trust_office::installed(&self.service.aws, signed).await, Ok(list.version));
        list
    }

    fn today(&self) -> Date {
        chinese_day(self.service.now())
    }

    /// A license of a new holder, activated: its path, its holder and its code.
    async fn one_more(&mut self, name: &str) -> (String, crate::service::Persona, String) {
        let granted = self.granted(Kind::BusinessLicense, &[]).await;
        let (path, code) = self.activated(&granted, name).await;
        self.service.settle().await;
        (path, granted.holder, code)
    }
}

fn signer(code: &str) -> KeyId {
    seal::parse(code).unwrap().key_id()
}

#[tokio::test]
async fn a_key_is_followed_by_another_and_then_taken_out_of_trust() {
    let mut world = World::new().await;
    let (early_path, _, early) = world.one_more("claim-early").await;
    let last_day = world.today();
    world.told_of(&[(&early, VALID)]).await;

    world.service.pass_days(1);
    let (_, _, late) = world.one_more("claim-late").await;
    let old = signer(&late);
    assert_eq!(signer(&early), old);
    world.told_of(&[(&early, VALID), (&late, VALID)]).await;

    // The functions sign with a key that is installed and that no ceremony has named yet.
    let next = world.service.new_key("alias/luzheng-seal-next").await;
    world.service.sign_with(next).await;
    let (path, holder, newest) = world.one_more("claim-next").await;
    assert_ne!(signer(&newest), old);
    world.told_of(&[(&early, VALID), (&late, VALID), (&newest, UNKNOWN)]).await;

    // What the old key signed by its last day stays good; what it signed later, by whatever hand, is not believed.
    world.ceremony(|key| key.until = (key.id == old).then_some(last_day)).await;
    world.told_of(&[(&early, VALID), (&late, OTHER_DAYS), (&newest, VALID)]).await;

    let shown = world.on_the_phone(&path, &holder).await;
    assert_eq!((world.online(&shown).await.0, world.offline(&shown).await.0), ("valid".into(), "valid".into()));
    world.service.pass_minutes(1);
    world.online(&early).await;
    let display = world.service.aws.display_keys().public_key().await.unwrap().key_id();
    world.taken_out(&[old, display]).await;
    assert_eq!(world.offline(&early).await.1, "key.removed");
    assert_eq!(world.online(&early).await.0, "valid", "a process believes the list that it read for a minute");
    world.told_of(&[(&early, REMOVED), (&late, REMOVED), (&newest, VALID), (&shown, REMOVED)]).await;
    // Whoever signed: the license that it names has ended, and that stands.
    world.ordered(&early_path, "revocations/revoke-it", "illegal-operation").await;
    world.service.settle().await;
    assert_eq!(world.online(&early).await, ("ended".into(), "key.removed".into()));
    assert_eq!(world.offline(&early).await, ("ended".into(), "license.ended".into()));
    world.service.is_whole().await;
}

impl World {
    async fn taken_out(&self, keys: &[KeyId]) {
        let now = jiff::Timestamp::from_second(self.service.now().as_second()).unwrap();
        self.ceremony(|key| key.removed = keys.contains(&key.id).then_some(now)).await;
    }

    /// What the holder's phone shows now.
    pub(super) async fn on_the_phone(&self, path: &str, holder: &crate::service::Persona) -> String {
        let phone = local::phone::Phone::new().unwrap();
        let body = json!({ "device_key": phone.device_key().unwrap() });
        let grant = self.service.put(holder, &format!("{path}/display-grant"), body).await;
        phone.show(&bytes(&grant["grant"]), grant["base"].as_str().unwrap(), self.service.now()).unwrap()
    }

    /// The claims of a code, signed by a key that nobody has installed.
    async fn signed_by_a_stranger(&self, code: &str) -> String {
        let stranger = self.service.new_key("alias/stranger").await.seal_keys();
        let key = stranger.public_key().await.unwrap();
        let mut claims = seal::parse(code).unwrap().unverified().clone();
        claims.key_id = key.key_id();
        let message = claims.to_bytes().unwrap();
        let signature = stranger.sign(&seal::digest_for(&key, &message)).await.unwrap();
        LicenseCode::complete(&message, &signature, &key).unwrap().to_digits()
    }
}

#[tokio::test]
async fn a_trust_list_goes_on_or_is_not_installed() {
    let mut world = World::new().await;
    let (_, _, code) = world.one_more("claim-it").await;
    let stranger = world.signed_by_a_stranger(&code).await;
    world.told_of(&[(&code, VALID), (&stranger, UNKNOWN)]).await;
    let first = trust_office::newest(&world.service.aws).await.unwrap().unwrap();
    world.taken_out(&[signer(&code)]).await;
    let installed = world.ceremony(|_| {}).await;
    assert_eq!((first.version, installed.version), (1, 3));

    // The list in which the key was still good, as it was and under a number that was used before.
    for version in [1, 2, 3] {
        let list = TrustList { version, ..first.clone() };
        let signed = trust_office::signed(&world.service.aws, &list).await.unwrap();
        let refused = trust_office::installed(&world.service.aws, signed).await.unwrap_err();
        assert!(refused.contains("does not go on"), "{refused}");
    }
    // A later version, by a key that is not the root.
    let message = TrustList { version: 4, ..first }.to_bytes().unwrap();
    let other = world.service.aws.status_keys();
    let key = other.public_key().await.unwrap();
    let signature = other.sign(&seal::digest_for(&key, &message)).await.unwrap();
    let forged = SignedTrustList::complete(&message, &signature, &key).unwrap();
    assert!(trust_office::installed(&world.service.aws, forged).await.is_err());

    assert_eq!(trust_office::newest(&world.service.aws).await, Ok(Some(installed)));
    world.told_of(&[(&code, REMOVED), (&stranger, UNKNOWN)]).await;
}
