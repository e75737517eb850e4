//! Copies for people to look at, and one for a purpose.

use serde_json::json;

use super::driver::{Driver, Failed, check};
use super::life::Life;
use super::out::Out;

/// PDF and PNG of the license, and what its holder would give to an insurer.
pub(super) async fn made(driver: &mut Driver, out: &Out, life: &Life, version: &str) -> Result<(), Failed> {
    for (form, begin) in [("pdf", b"%PDF".as_slice()), ("png", b"\x89PNG".as_slice())] {
        let bytes = copy(driver, life, version, json!({ "form": form })).await?;
        check(bytes.starts_with(begin), "a copy in the form that was asked for", &json!(form))?;
        keep(out, life, &format!("license.{form}"), &bytes)?;
    }
    driver.done("浏览副本: license.pdf, license.png");
    for form in ["pdf", "ofd"] {
        let order = json!({ "form": form, "purpose": "办理车辆保险", "days": 30 });
        let bytes = copy(driver, life, version, order).await?;
        keep(out, life, &format!("copy-for-purpose.{form}"), &bytes)?;
    }
    driver.done("加注件: 仅供办理车辆保险使用, 30 天有效");
    Ok(())
}

async fn copy(driver: &Driver, life: &Life, version: &str, order: serde_json::Value) -> Result<Vec<u8>, Failed> {
    let link = driver.post(Some(&life.holder), &format!("{version}/copies"), order).await?;
    driver.download(&link).await
}

fn keep(out: &Out, life: &Life, name: &str, bytes: &[u8]) -> Result<(), Failed> {
    out.of_kind(life.kind, name, bytes).map_err(|error| Failed::new(format!("{name}: {error}")))
}
