//! The license file, shown to the service by somebody who was given it.

use data_encoding::BASE64;
use document::Package;
use license::kind::Kind;
use serde_json::{Value, json};

use super::driver::{Driver, Failed, check, text};
use super::out::Out;

/// The downloaded file is the one that was issued, and its license is in force; with another term in it, it is refused.
pub(super) async fn verified(driver: &mut Driver, out: &Out, kind: Kind) -> Result<(), Failed> {
    let file = std::fs::read(out.path().join(kind.code()).join("license.ofd")).map_err(failed)?;
    let answer = shown(driver, &file).await?;
    let passed = answer["file"]["code"] == 0 && answer["report"]["identity"]["state"] == "valid";
    check(passed && answer["verdict"] == "valid", "the file that was issued, in force", &answer)?;
    driver.done("文件核验: 0 文件验证通过, 与登记的文件一致, 证照有效");
    let answer = shown(driver, &prolonged(&file)?).await?;
    let fault = &answer["file"]["faults"][0];
    let named = answer["file"]["code"] == 2 && fault["code"] == "file.changed" && fault["path"] == "OFD.xml";
    check(named && answer["verdict"] == "forged" && answer["license"].is_null(), "an altered file", &answer)?;
    driver.done(format!("文件被改动 (有效期改为 2099 年): 2 {}", text(&fault["words"], "zh")?));
    Ok(())
}

async fn shown(driver: &Driver, file: &[u8]) -> Result<Value, Failed> {
    let body = json!({ "file": BASE64.encode(file) });
    driver.post(None, "/v1/public/file-verifications", body).await
}

/// The file with a longer term in its data, packed anew so that nothing but the seal can tell.
fn prolonged(file: &[u8]) -> Result<Vec<u8>, Failed> {
    let mut files = document::read(file).map_err(failed)?.files;
    let entry = files.iter_mut().find(|file| file.path == "OFD.xml").ok_or_else(|| Failed::new("no OFD.xml"))?;
    let text = String::from_utf8(std::mem::take(&mut entry.bytes)).map_err(failed)?;
    let (before, rest) = text.split_once("\"ZZYXQJZRQ\">").ok_or_else(|| Failed::new("the file states no term"))?;
    let (_, after) = rest.split_once('<').ok_or_else(|| Failed::new("the file states no term"))?;
    entry.bytes = format!("{before}\"ZZYXQJZRQ\">2099-12-31<{after}").into_bytes();
    Package::new(files).to_bytes().map_err(failed)
}

fn failed(error: impl std::fmt::Display) -> Failed {
    Failed::new(format!("the license file: {error}"))
}
