//! What is told once: loading the register, a crash at the worst moment, the statistics, the keys.

use data_encoding::BASE64;
use license::division::Division;
use license::kind::Kind;
use serde_json::{Value, json};

use super::driver::{Driver, Failed, check, text};
use super::life::Life;
use super::out::Out;
use super::server::{Folders, Server};
use crate::seal_office::pem;
use crate::starter::Recipe;

/// An officer sends the three files and reads what came back.
pub(super) async fn load_register(driver: &mut Driver) -> Result<(), Failed> {
    driver.heading("登记: 导入样例登记册");
    let officer = "province";
    let today = chinese_today();
    let recipe = Recipe { seed: crate::cast::SEED, operators: crate::cast::OPERATORS, as_of: today };
    let register = recipe.register().map_err(|error| Failed::new(error.to_string()))?;
    for (table, bytes) in crate::cast::files(&register) {
        let path = format!("/v1/register/{table}/imports/demo-register");
        let link = driver.put(officer, &path, json!({ "size_bytes": bytes.len() })).await?;
        let rows = bytes.iter().filter(|byte| **byte == b'\n').count().saturating_sub(1);
        driver.upload(&link, bytes).await?;
        let report = driver.until(officer, &path, |_| true).await?;
        let rejected = report.as_str().map_or(0, |csv| csv.lines().count().saturating_sub(1));
        driver.done(format!("导入 {table}: {rows} 行, 退回 {rejected} 行"));
    }
    Ok(())
}

pub(super) fn now() -> jiff::Timestamp {
    use lifecycle::port::Clock;
    aws::SystemClock.now()
}

fn chinese_today() -> jiff::civil::Date {
    license::clock::chinese_day(now())
}

/// The kind whose making is cut short.
pub(super) const CRASHED: Kind = Kind::BusinessLicense;

/// The service is killed between approval and commit; started again, it goes on by itself.
pub(super) async fn crash_before_commit(
    driver: &mut Driver,
    server: &mut Server,
    folders: &Folders<'_>,
) -> Result<Life, Failed> {
    driver.heading("断电: 审核通过之后、写入之前");
    let life = Life::claim(driver, CRASHED).await?;
    let path = format!("/v1/applications/{}", life.application);
    let stored = driver.until(&life.holder, &path, |seen| seen["making"] == "stored").await?;
    check(stored["stage"] == "approved", "approved, and not yet committed", &stored)?;
    driver.done("已编号、已签名、已存文件, 尚未写入");
    server.kill().await?;
    driver.done("服务进程被杀死 (kill -9)");
    *server = Server::start(folders, false).await?;
    driver.meet(server).await?;
    driver.done("服务重新启动");
    driver.until(&life.holder, &path, |seen| seen["stage"] == "issued").await?;
    driver.done("自动续办完成: 已制证, 什么也没有丢");
    Ok(life)
}

/// The numbers show everything that happened.
pub(super) async fn statistics(driver: &mut Driver, out: &Out) -> Result<(), Failed> {
    driver.heading("统计");
    let all = |seen: &Value| sum(seen, "license_revoked") == 9 && sum(seen, "license_issued") >= 18;
    let seen = driver.until("province", "/v1/statistics", all).await?;
    for (measure, expected) in [("license_activated", 9), ("license_suspended", 9), ("license_resumed", 9)] {
        check(sum(&seen, measure) == expected, &format!("{measure} = {expected}"), &seen["rates"])?;
    }
    check(seen["rates"]["collected"]["permille"].is_null(), "no data where nothing is exchanged", &seen["rates"])?;
    out.json("statistics.json", &seen).map_err(|error| Failed::new(error.to_string()))?;
    let rates = &seen["rates"];
    let named = [("制证率", "made"), ("激活率", "activated"), ("数据合规率", "compliant"), ("归集率", "collected")];
    let words = named.map(|(name, rate)| format!("{name} {}", percent(&rates[rate])));
    driver.done(format!("全省: {}", words.join(", ")));
    for city in Division::cities() {
        let officer = format!("officer-{}", city.as_str().to_lowercase());
        let own = driver.get(&officer, "/v1/statistics").await?;
        let rows = own["rows"].as_array().into_iter().flatten();
        let foreign = rows.filter(|row| row["division"] != city.as_str()).count();
        check(foreign == 0, "only the own city", &own["rows"])?;
    }
    driver.done("各市只看到本市");
    Ok(())
}

/// A rate with both its numbers; no denominator is no data.
fn percent(rate: &Value) -> String {
    match rate["permille"].as_i64() {
        Some(permille) => {
            let (whole, tenth) = (permille / 10, permille % 10);
            format!("{whole}.{tenth}% ({}/{})", rate["numerator"], rate["denominator"])
        }
        None => "无数据".to_owned(),
    }
}

fn sum(statistics: &Value, measure: &str) -> i64 {
    let rows = statistics["rows"].as_array().into_iter().flatten();
    rows.filter_map(|row| row["flows"][measure].as_i64()).sum()
}

/// The public halves of the issuing keys and their certificates, as PEM.
pub(super) async fn keys(driver: &mut Driver, out: &Out) -> Result<(), Failed> {
    let answer = driver.ask(None, reqwest::Method::GET, "/v1/public/issuer-keys", None).await?;
    let keys = answer.body.as_array().cloned().unwrap_or_default();
    check(!keys.is_empty(), "at least one issuing key", &answer.body)?;
    for key in &keys {
        let spki = BASE64.decode(text(key, "spki")?.as_bytes()).map_err(|error| Failed::new(error.to_string()))?;
        let key_id = text(key, "key_id")?;
        let write = |name: &str, label: &str, der: &[u8]| {
            out.key(&format!("{name}-{key_id}.pem"), &pem(label, der)).map_err(|error| Failed::new(error.to_string()))
        };
        write("issuer", "PUBLIC KEY", &spki)?;
        for name in ["signer", "maker", "authority"] {
            let der = BASE64.decode(text(&key["certificates"], name)?.as_bytes());
            write(name, "CERTIFICATE", &der.map_err(|error| Failed::new(error.to_string()))?)?;
        }
    }
    driver.done(format!("签发公钥 {} 把及其证书写入 keys/", keys.len()));
    Ok(())
}

/// Every license file is sealed, and the seal holds against the certificates that were written.
pub(super) fn files(driver: &mut Driver, out: &Out) -> Result<(), Failed> {
    let trust = crate::verify_file::trust(&out.path().join("keys")).map_err(|error| Failed::new(error.to_string()))?;
    for kind in Kind::ALL {
        let file = out.path().join(kind.code()).join("license.ofd");
        let bytes = std::fs::read(&file).map_err(|error| Failed::new(error.to_string()))?;
        let report = document::verify(&bytes, &trust, now());
        let holds = report.verdict() == seal::ses::Verdict::Valid;
        check(holds, &format!("a valid seal on {}", file.display()), &json!(format!("{:?}", report.faults)))?;
    }
    driver.done("九个证照文件的印章和签名验证通过 (GB/T 38540)");
    Ok(())
}
