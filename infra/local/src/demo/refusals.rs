//! What is refused, and under which name.

use license::kind::Kind;
use reqwest::Method;
use serde_json::{Value, json};

use super::driver::{Answer, Driver, Failed, check, text};
use super::life::{claimable, own_id};

/// Every refusal worth seeing.
pub(super) async fn all(driver: &mut Driver) -> Result<(), Failed> {
    driver.heading("拒绝: 每一个“不”都有名字");
    operators(driver).await?;
    grants(driver).await?;
    callers(driver).await?;
    photos(driver).await?;
    codes(driver).await
}

fn refused(driver: &mut Driver, what: &str, answer: &Answer, status: u16, code: &str) -> Result<(), Failed> {
    let holds = answer.status.as_u16() == status && answer.code() == code;
    check(holds, &format!("{what}: {status} {code}"), &answer.body)?;
    driver.done(format!("{what}: {code} — {}", answer.body["title_zh"].as_str().unwrap_or_default()));
    Ok(())
}

/// Operators whose USCC fails its check, or that are not in state 1 (art. 6(1)).
async fn operators(driver: &mut Driver) -> Result<(), Failed> {
    for (holder, code) in [("holder-bad-uscc", "operator.uscc"), ("holder-not-operating", "operator.not_operating")] {
        let id = own_id(driver, holder).await?;
        let grants = driver.get(holder, &format!("/v1/holders/{id}/grants")).await?;
        let own = |one: &&Value| one["subject"].as_str().is_some_and(|subject| subject.starts_with("o-"));
        let grant = grants["items"].as_array().into_iter().flatten().find(own).cloned().unwrap_or_default();
        let body = json!({ "subject": grant["subject"], "grant": grant["grant"], "route": "claim" });
        let path = format!("/v1/applications/demo-{holder}");
        let answer = driver.ask(Some(holder), Method::PUT, &path, Some(body)).await?;
        refused(driver, "业户不符合条件", &answer, 422, code)?;
    }
    Ok(())
}

/// No grant in the register; an officer's making of a vehicle license without a photo (art. 6(2)).
async fn grants(driver: &mut Driver) -> Result<(), Failed> {
    let (subject, grant) = (format!("o-{}", "a".repeat(26)), format!("g-{}", "a".repeat(26)));
    let body = json!({ "subject": subject, "grant": grant, "route": "claim" });
    let answer = driver.ask(Some("holder-008"), Method::PUT, "/v1/applications/demo-no-grant", Some(body)).await?;
    refused(driver, "登记册中没有许可", &answer, 404, "grant.unknown")?;
    let (officer, vehicle) = vehicle_without_photo(driver).await?;
    let body = json!({ "subject": vehicle["subject"], "grant": vehicle["grant"], "route": "making" });
    let answer = driver.ask(Some(&officer), Method::PUT, "/v1/applications/demo-no-photo", Some(body)).await?;
    refused(driver, "制发运输证而无车辆照片", &answer, 422, "photo.required")
}

/// A vehicle grant that nobody has claimed, and the officer who may make its license.
async fn vehicle_without_photo(driver: &Driver) -> Result<(String, Value), Failed> {
    let (_, grant) = unclaimed_vehicle(driver).await?;
    for city in license::division::Division::cities() {
        let officer = format!("officer-{}", city.as_str().to_lowercase());
        let body = json!({ "subject": grant["subject"], "grant": grant["grant"], "route": "making" });
        let probe = driver.ask(Some(&officer), Method::PUT, "/v1/applications/demo-no-photo", Some(body)).await?;
        if probe.code() != "caller.other_division" {
            return Ok((officer, grant));
        }
    }
    Err(Failed::new("no city's officer may make the license"))
}

/// And its holder.
async fn unclaimed_vehicle(driver: &Driver) -> Result<(String, Value), Failed> {
    let is_vehicle = |one: &Value| one["subject"].as_str().is_some_and(|id| id.starts_with("v-"));
    let fits = |one: &&Value| one["claimable"] == true && one["license"].is_null() && is_vehicle(one);
    for holder in Kind::ALL.map(|kind| format!("holder-{}", kind.code())) {
        let id = own_id(driver, &holder).await?;
        let grants = driver.get(&holder, &format!("/v1/holders/{id}/grants?limit=100")).await?;
        if let Some(grant) = grants["items"].as_array().into_iter().flatten().find(fits) {
            return Ok((holder, grant.clone()));
        }
    }
    Err(Failed::new("every vehicle has a license"))
}

/// A caller who is not the holder, an officer of another city, no real name, no sign-in, an expired sign-in.
async fn callers(driver: &mut Driver) -> Result<(), Failed> {
    let path = "/v1/applications/demo-claim-008";
    let answer = driver.ask(Some("holder-071"), Method::GET, path, None).await?;
    refused(driver, "不是持证主体", &answer, 403, "caller.not_holder")?;
    let mut foreign = None;
    for city in license::division::Division::cities() {
        let officer = format!("officer-{}", city.as_str().to_lowercase());
        let answer = driver.ask(Some(&officer), Method::GET, path, None).await?;
        if answer.status.as_u16() == 403 {
            foreign = Some(answer);
        }
    }
    let answer = foreign.ok_or_else(|| Failed::new("every officer may read it"))?;
    refused(driver, "其他城市的签发人员", &answer, 403, "caller.other_division")?;
    let id = own_id(driver, "holder-unverified").await?;
    let answer = driver.ask(Some("holder-unverified"), Method::GET, &format!("/v1/holders/{id}/grants"), None).await?;
    refused(driver, "未实名认证", &answer, 403, "caller.real_name")?;
    let answer = driver.ask(None, Method::GET, "/v1/holders", None).await?;
    refused(driver, "没有登录", &answer, 401, "signin.missing")?;
    let expired = driver.token("holder-008", true).await?;
    let answer = driver.plain(Method::GET, "/v1/holders", Some(&expired), None).await?;
    refused(driver, "登录已过期", &answer, 401, "signin.expired")?;
    let answer = driver.ask(Some("holder-008"), Method::GET, "/v1/statistics", None).await?;
    refused(driver, "角色不符", &answer, 403, "caller.role")
}

/// A file that is no image comes back with its reason.
async fn photos(driver: &mut Driver) -> Result<(), Failed> {
    let (holder, grant) = unclaimed_vehicle(driver).await?;
    let holder = holder.as_str();
    let path = "/v1/applications/demo-no-image";
    let body = json!({ "subject": grant["subject"], "grant": grant["grant"], "route": "claim" });
    driver.put(holder, path, body).await?;
    let bytes = b"<html>this is no picture</html>".to_vec();
    let offer = json!({ "media_type": "image/jpeg", "size_bytes": bytes.len() });
    let link = driver.put(holder, &format!("{path}/photos/1"), offer).await?;
    driver.upload(&link, bytes).await?;
    let seen = driver.until(holder, path, |seen| seen["stage"] == "photo_returned").await?;
    check(seen["reasons"][0]["code"] == "not-an-image", "not-an-image", &seen["reasons"])?;
    driver.done(format!("不是图片的文件: {}", text(&seen["reasons"][0]["words"], "zh")?));
    let withdrawn = driver.put(holder, &format!("{path}/withdrawal"), json!({})).await?;
    check(withdrawn["stage"] == "withdrawn", "withdrawn", &withdrawn)?;
    driver.done("撤回申领");
    Ok(())
}

/// An altered code, a look-up without a purpose, and an outsider's look-up of a person.
async fn codes(driver: &mut Driver) -> Result<(), Failed> {
    let wallet_of = own_id(driver, "holder-008").await?;
    let wallet = driver.get("holder-008", &format!("/v1/holders/{wallet_of}/licenses")).await?;
    let mut code = String::new();
    for one in wallet["items"].as_array().into_iter().flatten() {
        let version = format!("/v1/licenses/{}/versions/{}", text(one, "license")?, text(one, "version")?);
        let answer = driver.ask(Some("holder-008"), Method::GET, &format!("{version}/code"), None).await?;
        if answer.status.is_success() {
            code = text(&answer.body, "text")?;
        }
    }
    let code = if code.is_empty() { driver_code(driver).await? } else { code };
    let altered = altered(&code);
    let body = json!({ "code": altered, "purpose": "路面执法检查" });
    let officer = driver.post(Some("enforcement"), "/v1/verifications", body.clone()).await?;
    check(officer["verdict"] == "forged" && officer["code"] == 6, "a forged code", &officer)?;
    let anybody = driver.post(None, "/v1/public/verifications", json!({ "code": altered })).await?;
    check(anybody["code"] == 5, "nothing found, for an outsider", &anybody)?;
    driver.done("被改动的码: 执法人员得 6, 公众得 5");
    let answer =
        driver.ask(Some("enforcement"), Method::POST, "/v1/verifications", Some(json!({ "code": code }))).await?;
    refused(driver, "未说明用证事由", &answer, 400, "caller.purpose")?;
    let body = json!({ "id_number": "11010519491231002X", "holder_name": "某某" });
    let answer = driver.post(None, "/v1/public/look-ups", body).await?;
    check(answer["answers"][0]["code"] == 5, "one uniform answer", &answer)?;
    driver.done("公众查询不存在的人: 5 查无此信息");
    Ok(())
}

/// The code of a fresh claim, where every earlier license has ended.
async fn driver_code(driver: &Driver) -> Result<String, Failed> {
    let holder = "holder-008";
    let id = own_id(driver, holder).await?;
    let grant = claimable(driver, holder, &id, Kind::BusinessLicense).await?;
    let body = json!({ "subject": grant["subject"], "grant": grant["grant"], "route": "claim" });
    driver.put(holder, "/v1/applications/demo-claim-again", body).await?;
    let made = driver.until(holder, "/v1/applications/demo-claim-again", |seen| seen["stage"] == "issued").await?;
    let identifier = text(&made, "license")?;
    let path = format!("/v1/holders/{id}/licenses?limit=100");
    let mine = |one: &&Value| one["identifier"] == identifier.as_str();
    let wallet = driver
        .until(holder, &path, |seen| seen["items"].as_array().into_iter().flatten().any(|one| mine(&one)))
        .await?;
    let license = wallet["items"].as_array().into_iter().flatten().find(mine).cloned().unwrap_or_default();
    let path = format!("/v1/licenses/{}/versions/{}/code", text(&license, "license")?, text(&license, "version")?);
    text(&driver.get(holder, &path).await?, "text")
}

/// One digit changed, in the middle of the claims.
fn altered(code: &str) -> String {
    let Some((base, digits)) = code.split_once('#') else { return code.to_owned() };
    let place = digits.len() / 2;
    let swapped = |(at, digit): (usize, char)| match digit {
        '9' if at == place => '8',
        _ if at == place => '9',
        kept => kept,
    };
    format!("{base}#{}", digits.chars().enumerate().map(swapped).collect::<String>())
}
