//! The life of one license, from the claim to the revocation.

use data_encoding::BASE64;
use license::kind::{Kind, KindClass};
use reqwest::Method;
use serde_json::{Value, json};
use verifier::Verdict;

use super::copies;
use super::driver::{Driver, Failed, check, text};
use super::file;
use super::lists;
use super::out::Out;
use super::picture;

/// A license on its way, as its holder and its officers know it.
pub(super) struct Life {
    pub(super) kind: Kind,
    pub(super) holder: String,
    pub(super) holder_id: String,
    pub(super) city: String,
    pub(super) application: String,
    /// Of the grant: what is put to apply, without the route.
    grant: Value,
}

/// The kind whose license is lost once.
const LOST: Kind = Kind::VehicleCertificate;

impl Life {
    /// The holder finds what may be claimed, and claims it (art. 7).
    pub(super) async fn claim(driver: &mut Driver, kind: Kind) -> Result<Self, Failed> {
        let holder = format!("holder-{}", kind.code());
        let holder_id = own_id(driver, &holder).await?;
        let grant = claimable(driver, &holder, &holder_id, kind).await?;
        let application = format!("demo-claim-{}", kind.code());
        let grant = json!({ "subject": grant["subject"], "grant": grant["grant"] });
        let body = json!({ "subject": grant["subject"], "grant": grant["grant"], "route": "claim" });
        let made = driver.put(&holder, &format!("/v1/applications/{application}"), body).await?;
        driver.done(format!(
            "申领 {}: {} — {}",
            kind.name_zh(),
            text(&made, "stage")?,
            made["next_step"]["zh"].as_str().unwrap_or_default()
        ));
        Ok(Self { kind, holder, holder_id, city: String::new(), application, grant })
    }

    fn path(&self) -> String {
        format!("/v1/applications/{}", self.application)
    }

    /// A photo where the kind needs one, its inspection, and an officer's decision.
    pub(super) async fn photo(&mut self, driver: &mut Driver) -> Result<(), Failed> {
        let Some(kind) = self.kind.photo() else { return Ok(()) };
        self.upload(driver, 1, "image/png", picture::small()?).await?;
        let returned = driver.until(&self.holder, &self.path(), |seen| seen["stage"] == "photo_returned").await?;
        let reason = returned["reasons"][0]["words"]["zh"].as_str().unwrap_or_default().to_owned();
        driver.done(format!("照片太小被退回: {reason}"));
        self.upload(driver, 2, "image/png", picture::good(kind)?).await?;
        driver.until(&self.holder, &self.path(), |seen| seen["stage"] == "awaiting_review").await?;
        driver.done("照片通过检查, 等待审核");
        self.review(driver).await
    }

    async fn upload(&self, driver: &Driver, number: u32, media: &str, bytes: Vec<u8>) -> Result<(), Failed> {
        let body = json!({ "media_type": media, "size_bytes": bytes.len() });
        let link = driver.put(&self.holder, &format!("{}/photos/{number}", self.path()), body).await?;
        driver.upload(&link, bytes).await
    }

    /// The reviewer of the city takes it from the queue, looks at it, and approves it.
    async fn review(&mut self, driver: &mut Driver) -> Result<(), Failed> {
        let (reviewer, city) = reviewer_with(driver, &self.application).await?;
        self.city = city;
        let case = driver.get(&reviewer, &format!("/v1/reviews/{}", self.application)).await?;
        let photo = driver.download(&case["photo"]).await?;
        check(!photo.is_empty(), "the photo beside the record", &case["record"])?;
        let decision = format!("/v1/reviews/{}/decisions/demo-decision-1", self.application);
        driver.put(&reviewer, &decision, json!({ "outcome": "approve" })).await?;
        // The same decision again is the same decision.
        driver.put(&reviewer, &decision, json!({ "outcome": "approve" })).await?;
        driver.done(format!("{reviewer} 审核通过"));
        Ok(())
    }

    /// Waits for the license.
    pub(super) async fn issued(&self, driver: &mut Driver) -> Result<Value, Failed> {
        driver.until(&self.holder, &self.path(), |seen| seen["stage"] == "issued").await?;
        let license = self.newest(driver, "sealed").await?;
        driver.done(format!("制证 {}", text(&license, "identifier")?));
        Ok(license)
    }

    /// The version that came after this one.
    async fn after(&self, driver: &Driver, license: &Value) -> Result<Value, Failed> {
        let path = format!("/v1/holders/{}/licenses?limit=100", self.holder_id);
        let follows = |one: &Value| one["replaces"] == license["identifier"];
        let wallet = driver.until(&self.holder, &path, |seen| items(seen).any(follows)).await?;
        Ok(items(&wallet).find(|one| follows(one)).cloned().unwrap_or_default())
    }

    async fn code(&self, driver: &Driver, license: &Value) -> Result<String, Failed> {
        text(&driver.get(&self.holder, &format!("{}/code", versions(license)?)).await?, "text")
    }

    async fn newest(&self, driver: &Driver, stage: &str) -> Result<Value, Failed> {
        let path = format!("/v1/holders/{}/licenses?limit=100", self.holder_id);
        let mine = |one: &Value| one["kind"] == self.kind.code() && one["stage"] == stage;
        let wallet = driver.until(&self.holder, &path, |seen| items(seen).any(&mine)).await?;
        items(&wallet).find(|one| mine(one)).cloned().ok_or_else(|| Failed::new("the wallet lacks the license"))
    }
}

/// The reviewer in whose queue a case is, and the city: that says where it belongs.
pub(super) async fn reviewer_with(driver: &Driver, application: &str) -> Result<(String, String), Failed> {
    for city in license::division::Division::cities() {
        let city = city.as_str().to_lowercase();
        let reviewer = format!("reviewer-{city}");
        let queue = driver.get(&reviewer, "/v1/reviews?limit=100").await?;
        if items(&queue).any(|one| one["application"] == application) {
            return Ok((reviewer, city));
        }
    }
    Err(Failed::new("the application is in no city's queue"))
}

fn items(listing: &Value) -> impl Iterator<Item = &Value> {
    listing["items"].as_array().into_iter().flatten()
}

pub(super) async fn own_id(driver: &Driver, holder: &str) -> Result<String, Failed> {
    let holders = driver.get(holder, "/v1/holders").await?;
    text(&holders[0], "holder")
}

/// A grant of the kind that the holder may claim.
pub(super) async fn claimable(driver: &Driver, holder: &str, id: &str, kind: Kind) -> Result<Value, Failed> {
    let path = format!("/v1/holders/{id}/grants?limit=100");
    let fits = |one: &Value| one["kind"] == kind.code() && one["claimable"] == true;
    let grants = driver.until(holder, &path, |seen| items(seen).any(fits)).await?;
    items(&grants).find(|one| fits(one)).cloned().ok_or_else(|| Failed::new("nothing can be claimed"))
}

/// The life of a claimed license.
pub(super) async fn live(driver: &mut Driver, out: &Out, mut life: Life) -> Result<(), Failed> {
    life.photo(driver).await?;
    let license = life.issued(driver).await?;
    activated(driver, out, &life, &license).await
}

/// From activation on.
async fn activated(driver: &mut Driver, out: &Out, life: &Life, license: &Value) -> Result<(), Failed> {
    let version = versions(license)?;
    lists::not_valid(driver, (out, life), &life.code(driver, license).await?).await?;
    let made = driver.put(&life.holder, &format!("{version}/activation"), json!({})).await?;
    check(made["stage"] == "activated" && made["state"] == "1", "an activated license", &made)?;
    driver.done("激活");
    let face = driver.get(&life.holder, &version).await?;
    let code = shown(driver, out, life, &version).await?;
    lists::expect(driver, (out, life), &code, Verdict::Valid).await?;
    lists::display(driver, out, life, &version).await?;
    copies::made(driver, out, life, &version).await?;
    verified(driver, life, &face, &code).await?;
    file::verified(driver, out, life.kind).await?;
    let officer = officer_of(driver, &face).await?;
    acts(driver, &officer, (out, life), (&version, &code)).await?;
    let mut newest = changed(driver, life, &officer, &face, &code).await?;
    if life.kind == LOST {
        newest = lost(driver, life, &newest).await?;
    }
    revoked(driver, &officer, (out, life), &newest).await
}

fn versions(license: &Value) -> Result<String, Failed> {
    Ok(format!("/v1/licenses/{}/versions/{}", text(license, "license")?, text(license, "version")?))
}

/// Downloads the document and shows the code.
async fn shown(driver: &mut Driver, out: &Out, life: &Life, version: &str) -> Result<String, Failed> {
    let keep = |name: &str, bytes: &[u8]| {
        out.of_kind(life.kind, name, bytes).map_err(|error| Failed::new(format!("{name}: {error}")))
    };
    let link = driver.get(&life.holder, &format!("{version}/document")).await?;
    let document = driver.download(&link).await?;
    check(document.starts_with(b"PK"), "a license file", &Value::Null)?;
    keep("license.ofd", &document)?;
    driver.done(format!("下载证照文件, {} 字节", document.len()));
    let code = driver.get(&life.holder, &format!("{version}/code")).await?;
    let picture = BASE64.decode(text(&code, "png")?.as_bytes()).map_err(|error| Failed::new(error.to_string()))?;
    let code = text(&code, "text")?;
    keep("code.png", &picture)?;
    keep("code.txt", code.as_bytes())?;
    driver.done(format!("亮证, 码长 {} 字符", code.len()));
    Ok(code)
}

/// By the code, for anybody and for enforcement; and without it, by what an officer sees at the roadside.
async fn verified(driver: &mut Driver, life: &Life, face: &Value, code: &str) -> Result<(), Failed> {
    let anybody = driver.post(None, "/v1/public/verifications", json!({ "code": code })).await?;
    check(anybody["code"] == 0 && anybody["verdict"] == "valid", "a valid license by its code", &anybody)?;
    driver.done("扫码核验: 0 信息正确且有效");
    let body = look_up(life.kind, face, Some("路面执法检查"))?;
    let found = driver.post(Some("enforcement"), "/v1/look-ups", body).await?;
    let mine = answer_of(&found, face)?;
    check(mine["code"] == 0, "a valid license without its code", &found)?;
    driver.done("无码核验: 0 信息正确且有效");
    Ok(())
}

/// The answer that is about this license.
fn answer_of<'a>(found: &'a Value, face: &Value) -> Result<&'a Value, Failed> {
    let answers = found["answers"].as_array().into_iter().flatten();
    let mut mine = answers.filter(|one| one["license"]["identifier"] == face["identifier"]);
    mine.next().ok_or_else(|| Failed::new(format!("the look-up lacks the license: {found}")))
}

/// What is known at the roadside, by class.
pub(super) fn look_up(kind: Kind, face: &Value, purpose: Option<&str>) -> Result<Value, Failed> {
    let mut body = match kind.class() {
        KindClass::Operator => json!({ "uscc": value(face, "KZ_TYSHXYDM")? }),
        KindClass::Vehicle => {
            json!({ "plate": { "number": value(face, "KZ_CLHP")?, "color": value(face, "KZ_CPYS")? } })
        }
        KindClass::Practitioner => json!({ "id_number": value(face, "KZ_ZH")? }),
    };
    if let Some(purpose) = purpose {
        body["purpose"] = purpose.into();
    }
    Ok(body)
}

fn value(face: &Value, name: &str) -> Result<String, Failed> {
    let lines = face["face"].as_array().into_iter().flatten();
    let mut found = lines.filter(|line| line["name"] == name);
    text(found.next().unwrap_or(&Value::Null), "value")
}

/// The officer whose city the license belongs to: the one who may read its history.
async fn officer_of(driver: &Driver, face: &Value) -> Result<String, Failed> {
    let path = format!("/v1/licenses/{}/events", text(face, "license")?);
    for city in license::division::Division::cities() {
        let officer = format!("officer-{}", city.as_str().to_lowercase());
        if driver.ask(Some(&officer), Method::GET, &path, None).await?.status.is_success() {
            return Ok(officer);
        }
    }
    Err(Failed::new("no city's officer may act on the license"))
}

/// Suspended and resumed, with verification following at once.
async fn acts(
    driver: &mut Driver,
    officer: &str,
    told: (&Out, &Life),
    (version, code): (&str, &str),
) -> Result<(), Failed> {
    let order = json!({ "reason": "data-in-doubt", "legal_basis": "实施细则（试行）第五条第（一）项" });
    driver.put(officer, &format!("{version}/suspensions/demo-suspension-1"), order).await?;
    expect_code(driver, code, 2).await?;
    driver.done("暂停, 扫码核验: 2 证照暂时失效");
    let ms = lists::expect(driver, told, code, Verdict::Suspended).await?;
    driver.done(format!("离线核验: 暂时失效; 从暂停到名单发布 {ms} 毫秒"));
    let order = json!({ "reason": "doubt-cleared", "legal_basis": "实施细则（试行）第五条第（一）项" });
    driver.put(officer, &format!("{version}/resumptions/demo-resumption-1"), order).await?;
    expect_code(driver, code, 0).await?;
    driver.done("恢复, 扫码核验: 0");
    Ok(())
}

async fn expect_code(driver: &Driver, code: &str, expected: u8) -> Result<(), Failed> {
    let answer = driver.post(None, "/v1/public/verifications", json!({ "code": code })).await?;
    check(answer["code"] == expected, &format!("verification result {expected}"), &answer)
}

/// An officer corrects the record; the new version comes by itself and takes the old one's place.
async fn changed(
    driver: &mut Driver,
    life: &Life,
    officer: &str,
    face: &Value,
    old_code: &str,
) -> Result<Value, Failed> {
    let found =
        driver.post(Some(officer), "/v1/register/look-ups", look_up(life.kind, face, Some("登记信息变更"))?).await?;
    let mut facts = found["facts"].clone();
    let field = if life.kind.class() == KindClass::Vehicle { "brand_model" } else { "address" };
    facts[field] = "辽宁省示范路 100 号(变更后)".into();
    let path =
        format!("/v1/register/subjects/{}/corrections/demo-correction-{}", text(&found, "subject")?, life.kind.code());
    driver.put(officer, &path, json!({ "facts": facts })).await?;
    let new = life.after(driver, face).await?;
    check(new["version"] == "002" && new["stage"] == "activated", "version 002, activated as 001 was", &new)?;
    expect_code(driver, old_code, 3).await?;
    driver.done("照面变更: 002 版生效, 旧码核验: 3 证照已失效");
    Ok(new)
}

/// Lost: the holder asks for the next version, and nobody has to decide it. The old one answers as replaced.
async fn lost(driver: &mut Driver, life: &Life, license: &Value) -> Result<Value, Failed> {
    let old_code = life.code(driver, license).await?;
    let path = format!("/v1/applications/demo-lost-{}", life.kind.code());
    let mut body = life.grant.clone();
    (body["route"], body["issue_reason"]) = ("replacement".into(), "2".into());
    driver.put(&life.holder, &path, body).await?;
    driver.until(&life.holder, &path, |seen| seen["stage"] == "issued").await?;
    let new = life.after(driver, license).await?;
    let follows = new["version"] == "003" && new["stage"] == "activated" && new["issue_reason"]["code"] == "2";
    check(follows, "version 003 because 002 was lost, activated as it was", &new)?;
    let old = driver.post(None, "/v1/public/verifications", json!({ "code": old_code })).await?;
    let replaced = old["code"] == 3 && old["report"]["standing"]["reason"] == "replaced";
    check(replaced, "the lost version answers as replaced", &old)?;
    expect_code(driver, &life.code(driver, &new).await?, 0).await?;
    driver.done("证照丢失补发: 003 版生效, 丢失的码核验: 3 证照已失效(已换发), 新码: 0");
    Ok(new)
}

/// Revoked, and invalid from that moment.
async fn revoked(
    driver: &mut Driver,
    officer: &str,
    (out, life): (&Out, &Life),
    license: &Value,
) -> Result<(), Failed> {
    let (version, code) = (versions(license)?, life.code(driver, license).await?);
    expect_code(driver, &code, 0).await?;
    let order = json!({ "reason": "illegal-operation", "legal_basis": "《中华人民共和国道路运输条例》" });
    driver.put(officer, &format!("{version}/revocations/demo-revocation-1"), order).await?;
    expect_code(driver, &code, 3).await?;
    driver.done("吊销, 扫码核验: 3 证照已失效");
    lists::revoked(driver, (out, life), &code).await
}
