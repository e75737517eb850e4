//! 离线核验: what an officer without a network concludes, from the lists that the service publishes and nothing else.

use std::path::PathBuf;
use std::time::Instant;

use data_encoding::BASE64;
use jiff::{SignedDuration, Timestamp};
use seal::{PublicKey, SignedStatusList};
use serde_json::{Value, json};
use verifier::{Aspect, Lists, State, Verdict};

use super::driver::{Driver, Failed, LOOK, PATIENCE, check, text};
use super::life::Life;
use super::out::Out;
use super::story::now;
use crate::cli::VerifyShown;
use crate::phone::Phone;
use crate::seal_office::pem;
use crate::verify_shown::look;

/// From an act to the list that knows it, at most: what the service promises, in milliseconds.
const PUBLISHED_MS_MAX: u128 = 10_000;

/// By then a list of now tells nothing any more.
const LIST_AGE_MAX: SignedDuration = SignedDuration::from_mins(24 * 60 + 1);

/// A whole shift's lists, as they came in one call.
pub(super) struct Bundle {
    root: Vec<u8>,
    trust: Vec<u8>,
    status: Vec<Vec<u8>>,
}

impl Bundle {
    pub(super) async fn fetch(driver: &Driver) -> Result<Self, Failed> {
        let bundle = driver.ask(None, reqwest::Method::GET, "/v1/public/lists/bundle", None).await?.body;
        let status = bundle["status"].as_array().into_iter().flatten();
        Ok(Self {
            root: bytes(&bundle["root"])?,
            trust: bytes(&bundle["trust"])?,
            status: status.map(bytes).collect::<Result<_, _>>()?,
        })
    }

    /// With the status lists of a sister province.
    pub(super) async fn with_sister(mut self, driver: &Driver, province: &str) -> Result<Self, Failed> {
        let path = format!("/v1/public/lists/provinces/{province}");
        let lists = driver.ask(None, reqwest::Method::GET, &path, None).await?.body;
        for list in lists["status"].as_array().into_iter().flatten() {
            self.status.push(bytes(list)?);
        }
        Ok(self)
    }

    pub(super) fn open(&self) -> Result<Lists, Failed> {
        let root = PublicKey::from_spki_der(&self.root).map_err(failed)?;
        let status: Vec<&[u8]> = self.status.iter().map(Vec::as_slice).collect();
        Ok(Lists::open(&root, &self.trust, &status, 0))
    }

    /// As the command line takes them.
    fn write(&self, out: &Out) -> Result<(), Failed> {
        out.list("root.pem", pem("PUBLIC KEY", &self.root).as_bytes()).map_err(failed)?;
        out.list("trust-list.bin", &self.trust).map_err(failed)?;
        for list in &self.status {
            let issuer = SignedStatusList::read(list).and_then(|list| list.unverified()).map_err(failed)?.issuer_number;
            out.list(&format!("status-210000-{issuer}.bin"), list).map_err(failed)?;
        }
        Ok(())
    }
}

/// Fetches the lists until they say so of a code. What the command line says of it then is kept, and how long it took.
pub(super) async fn expect(
    driver: &mut Driver,
    (out, life): (&Out, &Life),
    code: &str,
    expected: Verdict,
) -> Result<u128, Failed> {
    let began = Instant::now();
    loop {
        let bundle = Bundle::fetch(driver).await?;
        let report = verifier::judge(code, &bundle.open()?, now());
        if report.verdict == expected {
            let ms = began.elapsed().as_millis();
            bundle.write(out)?;
            offline(out, life, (code, word(expected)), now())?;
            online(driver, (out, life), code, word(expected)).await?;
            return Ok(ms);
        }
        if began.elapsed() > PATIENCE {
            let seen = format!("{:?} for {:?}", report.verdict, report.because());
            return Err(Failed::new(format!("the lists say {seen}, not {expected:?}")));
        }
        tokio::time::sleep(LOOK).await;
    }
}

/// What the command line says of a code at a moment, by the lists that were written.
fn offline(out: &Out, life: &Life, (code, word): (&str, &str), at: Timestamp) -> Result<(), Failed> {
    let (words, _) = look(&VerifyShown { shown: PathBuf::from(code), trust: Some(out.lists()) }, at);
    out.of_kind(life.kind, &format!("offline-{word}.txt"), words.as_bytes()).map_err(failed)
}

/// What the service says of it, to anybody.
async fn online(driver: &Driver, (out, life): (&Out, &Life), code: &str, word: &str) -> Result<(), Failed> {
    let answer = driver.post(None, "/v1/public/verifications", json!({ "code": code })).await?;
    check(answer["verdict"] == word.replace('-', "_"), &format!("{word} by the books"), &answer)?;
    let text = serde_json::to_vec_pretty(&answer).map_err(failed)?;
    out.of_kind(life.kind, &format!("online-{word}.json"), &text).map_err(failed)
}

/// 未激活, as it is issued; altered; and by a list of the day before, which tells nothing.
pub(super) async fn not_valid(driver: &mut Driver, (out, life): (&Out, &Life), code: &str) -> Result<(), Failed> {
    expect(driver, (out, life), code, Verdict::NotActivated).await?;
    let altered = altered(code);
    offline(out, life, (&altered, "forged"), now())?;
    online(driver, (out, life), &altered, "not-found").await?;
    let tomorrow = now().checked_add(LIST_AGE_MAX).map_err(failed)?;
    offline(out, life, (code, "cannot-tell"), tomorrow)?;
    let lists = Bundle::fetch(driver).await?.open()?;
    let found = (verifier::judge(&altered, &lists, now()).verdict, verifier::judge(code, &lists, tomorrow).verdict);
    check(found == (Verdict::Forged, Verdict::CannotTell), "forged, and cannot tell", &json!(format!("{found:?}")))?;
    driver.done("激活之前: 未激活; 码被改动一位: 不真实; 名单超过 24 小时: 无法判断");
    Ok(())
}

/// Another last digit: a signature that nobody made.
fn altered(code: &str) -> String {
    let (rest, last) = code.split_at(code.len().saturating_sub(1));
    format!("{rest}{}", if last == "1" { "2" } else { "1" })
}

/// 吊销 on the road: how long until a fresh list knows it.
pub(super) async fn revoked(driver: &mut Driver, told: (&Out, &Life), code: &str) -> Result<(), Failed> {
    let ms = expect(driver, told, code, Verdict::Ended).await?;
    check(ms < PUBLISHED_MS_MAX, "a list within ten seconds of the revocation", &json!(ms.to_string()))?;
    driver.done(format!("离线核验: 已换发或已失效; 从吊销到名单发布 {ms} 毫秒"));
    Ok(())
}

/// 离线亮证: a phone is registered, and makes a code that is judged without a network.
pub(super) async fn display(driver: &mut Driver, out: &Out, life: &Life, version: &str) -> Result<(), Failed> {
    let phone = Phone::new().map_err(failed)?;
    let body = json!({ "device_key": phone.device_key().map_err(failed)? });
    let grant = driver.put(&life.holder, &format!("{version}/display-grant"), body).await?;
    let code = phone.show(&bytes(&grant["grant"])?, &text(&grant, "base")?, now()).map_err(failed)?;
    let lists = Bundle::fetch(driver).await?.open()?;
    let report = verifier::judge(&code, &lists, now());
    let here = report.findings().iter().any(|one| one.aspect == Aspect::Presence && one.state == State::Valid);
    check(report.verdict == Verdict::Valid && here, "a license shown just now", &json!(format!("{report:?}")))?;
    let answer = driver.post(None, "/v1/public/verifications", json!({ "code": code })).await?;
    check(answer["code"] == 0 && answer["presence"]["state"] == "valid", "a license shown just now", &answer)?;
    out.of_kind(life.kind, "display.txt", code.as_bytes()).map_err(failed)?;
    let picture = seal::qr_png(&code).map_err(failed)?;
    out.of_kind(life.kind, "display.png", &picture).map_err(failed)?;
    driver.done(format!("离线亮证, 码长 {} 字符; 离线核验: 有效, 本机当场出示", code.len()));
    Ok(())
}

pub(super) const fn word(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Valid => "valid",
        Verdict::Suspended => "suspended",
        Verdict::Ended => "ended",
        Verdict::Expired => "expired",
        Verdict::NotActivated => "not-activated",
        Verdict::NotYet => "not-yet",
        Verdict::Forged => "forged",
        Verdict::CannotTell => "cannot-tell",
    }
}

fn bytes(value: &Value) -> Result<Vec<u8>, Failed> {
    BASE64.decode(value.as_str().unwrap_or_default().as_bytes()).map_err(failed)
}

pub(super) fn failed(error: impl std::fmt::Display) -> Failed {
    Failed::new(error.to_string())
}
