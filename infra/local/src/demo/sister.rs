//! 外省证照 (art. 19): a sister province, which is a process of its own with its own authority, keys and lists; its licenses at
//! our roadside, with a network and without.

use std::path::PathBuf;

use data_encoding::BASE64;
use serde_json::{Value, json};
use verifier::{Lists, Report};

use super::driver::{Driver, Failed, check, text};
use super::lists::{Bundle, failed, word};
use super::out::Out;
use super::server::program;
use super::story::now;
use crate::cli::VerifyShown;
use crate::verify_shown::look;

const PROVINCE: &str = "120000";
const LIST: &str = "/v1/provinces/120000/status-lists/101";

/// Name of the code, what is told without a network, and what with one: there the expired has ended.
const TOLD: [(&str, &str, &str); 6] = [
    ("code-valid", "valid", "valid"),
    ("code-not-activated", "not_activated", "not_activated"),
    ("code-suspended", "suspended", "suspended"),
    ("code-ended", "ended", "ended"),
    ("code-expired", "expired", "ended"),
    ("display", "valid", "valid"),
];

/// The province makes its keys and licenses, and publishes.
pub(super) async fn founded(driver: &mut Driver, out: &Out) -> Result<(), Failed> {
    driver.heading("外省: 天津市, 另一个进程, 自己的证书、密钥和名单");
    let made = program()?.arg("sister").arg("--out").arg(out.sister()).status().await;
    check(made.map_err(failed)?.success(), "a sister province", &Value::Null)?;
    driver.done("天津市公布信任条目、状态名单、证照码、亮证码和证照文件");
    Ok(())
}

/// Its licenses are judged by its own keys and list; our books are not asked.
pub(super) async fn told(driver: &mut Driver, out: &Out) -> Result<(), Failed> {
    driver.heading("外省证照 (第十九条): 天津市");
    let code = shown(out, "code-valid")?;
    let before = online(driver, &code).await?;
    check(before["verdict"] == "cannot_tell", "without its list nothing is told", &before)?;
    driver.done(format!("未收到天津市状态名单: {}", text(&before["words"], "zh")?));
    taken_over(driver, out).await?;
    by_code(driver, out).await?;
    by_file(driver, out).await
}

/// Its system brings the list; the one before is not taken any more, and one that was altered never.
async fn taken_over(driver: &mut Driver, out: &Out) -> Result<(), Failed> {
    let list = std::fs::read(out.sister().join("status-120000-101.bin")).map_err(failed)?;
    let taken = driver.put("partner", LIST, json!({ "list": BASE64.encode(&list) })).await?;
    check(taken["sequence"] == 2, "the list was taken over", &taken)?;
    let before = std::fs::read(out.sister().join("before.bin")).map_err(failed)?;
    let mut altered = list;
    if let Some(last) = altered.last_mut() {
        *last ^= 1;
    }
    for (list, code) in [(before, "list.older"), (altered, "input.field")] {
        let body = json!({ "list": BASE64.encode(&list) });
        let refused = driver.ask(Some("partner"), reqwest::Method::PUT, LIST, Some(body)).await?;
        check(refused.code() == code, code, &refused.body)?;
    }
    driver.done("天津市送来状态名单: 已采用; 更旧的、被改动的: 不采用");
    Ok(())
}

async fn by_code(driver: &mut Driver, out: &Out) -> Result<(), Failed> {
    let lists = Bundle::fetch(driver).await?.with_sister(driver, PROVINCE).await?.open()?;
    for (name, without, with) in TOLD {
        let code = shown(out, name)?;
        let answer = judged(driver, &code, with).await?;
        let (report, words) = offline(out, &lists, name, &code)?;
        let found = word(report.verdict).replace('-', "_");
        let named = report.elsewhere.is_some_and(|place| place.province.as_str() == PROVINCE);
        check(found == without && named && words.contains("天津市"), without, &json!(words))?;
        driver.done(format!(
            "外省 {name}: 联网 {}, 离线 {found}, 由天津市签发, 未查询本省登记",
            text(&answer, "verdict")?
        ));
    }
    Ok(())
}

/// The sealed file, under the authority of that province alone.
async fn by_file(driver: &mut Driver, out: &Out) -> Result<(), Failed> {
    let path = out.sister().join("license.ofd");
    let file = std::fs::read(&path).map_err(failed)?;
    let lists = Bundle::fetch(driver).await?.with_sister(driver, PROVINCE).await?.open()?;
    let report = verifier::file(&file, &lists, now());
    let told = report.verdict == verifier::Verdict::Valid && report.elsewhere.is_some();
    check(told, "a valid file of a sister province", &json!(format!("{:?}", report.because())))?;
    let body = json!({ "file": BASE64.encode(&file) });
    let answer = driver.post(None, "/v1/public/file-verifications", body).await?;
    let passed = answer["file"]["code"] == 0 && answer["verdict"] == "valid";
    check(passed && answer["elsewhere"]["province"] == PROVINCE, "the same with a network", &answer)?;
    driver.done("外省证照文件: 天津市的签章和状态名单验证通过");
    Ok(())
}

/// What the service says of it.
async fn judged(driver: &Driver, code: &str, verdict: &str) -> Result<Value, Failed> {
    let answer = online(driver, code).await?;
    let told = answer["verdict"] == verdict && answer["elsewhere"]["province"] == PROVINCE;
    let books = answer["license"].is_null() && answer["report"]["identity"]["reason"] == "issued_elsewhere";
    check(told && books, &format!("{verdict}, issued elsewhere"), &answer)?;
    Ok(answer)
}

async fn online(driver: &Driver, code: &str) -> Result<Value, Failed> {
    driver.post(None, "/v1/public/verifications", json!({ "code": code })).await
}

/// What the command line says, by our trust list and the province's own status list; kept for others to read.
fn offline(out: &Out, lists: &Lists, name: &str, code: &str) -> Result<(Report, String), Failed> {
    let folder = out.sister();
    for list in ["root.pem", "trust-list.bin"] {
        std::fs::copy(out.lists().join(list), folder.join(list)).map_err(failed)?;
    }
    let (words, _) = look(&VerifyShown { shown: PathBuf::from(code), trust: Some(folder.clone()) }, now());
    std::fs::write(folder.join(format!("offline-{name}.txt")), &words).map_err(failed)?;
    Ok((verifier::judge(code, lists, now()), words))
}

fn shown(out: &Out, name: &str) -> Result<String, Failed> {
    std::fs::read_to_string(out.sister().join(format!("{name}.txt"))).map_err(failed)
}
