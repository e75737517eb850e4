//! What becomes of photos: three bad ones come back with their reasons, a good one is accepted, and a copied one is shown to
//! the officer with the case that it was taken from.

use license::kind::Kind;
use serde_json::{Value, json};

use super::driver::{Driver, Failed, check, text};
use super::life::{claimable, own_id, reviewer_with};
use super::out::Out;
use super::picture;

const HOLDERS: [&str; 2] = ["holder-photo-1", "holder-photo-2"];

/// A claim that waits for a photo.
struct Claim {
    holder: String,
    application: String,
}

impl Claim {
    fn path(&self) -> String {
        format!("/v1/applications/{}", self.application)
    }

    /// Uploads a photo; what the application says once it was inspected.
    async fn shown(&self, driver: &Driver, number: u32, bytes: Vec<u8>) -> Result<Value, Failed> {
        let body = json!({ "media_type": "image/png", "size_bytes": bytes.len() });
        let link = driver.put(&self.holder, &format!("{}/photos/{number}", self.path()), body).await?;
        driver.upload(&link, bytes).await?;
        let inspected = |seen: &Value| {
            seen["stage"] == "awaiting_review" || seen["stage"] == "photo_returned" && seen["next_photo"] == number + 1
        };
        driver.until(&self.holder, &self.path(), inspected).await
    }
}

/// All of it; the findings are written as JSON.
pub(super) async fn told(driver: &mut Driver, out: &Out) -> Result<(), Failed> {
    driver.heading("照片: 三张退回, 一张通过, 一张与他人重复");
    let [first, second] = claims(driver).await?;
    for (number, name, bytes) in
        [(1, "too-small", picture::small()?), (2, "blurred", picture::blurred()?), (3, "too-dark", picture::dark()?)]
    {
        let seen = first.shown(driver, number, bytes).await?;
        check(seen["stage"] == "photo_returned", "a bad photo comes back", &seen)?;
        let reason = seen["reasons"][0]["words"]["zh"].as_str().unwrap_or_default().to_owned();
        let told = json!({ "stage": seen["stage"], "reasons": seen["reasons"], "next_step": seen["next_step"],
            "next_photo": seen["next_photo"], "uploads_left": seen["uploads_left"] });
        keep(out, &format!("{name}.json"), &told)?;
        driver.done(format!("{name} 退回: {reason}"));
    }
    let good = picture::other_vehicle()?;
    let seen = first.shown(driver, 4, good.clone()).await?;
    check(seen["stage"] == "awaiting_review", "a good photo goes before an officer", &seen)?;
    driver.done("good 通过检查, 等待审核");
    let seen = second.shown(driver, 1, good).await?;
    check(seen["stage"] == "awaiting_review", "a copy is not returned by itself", &seen)?;
    reviewed(driver, out, &first, &second).await
}

/// The officers take both cases, see the copy, and decide.
async fn reviewed(driver: &mut Driver, out: &Out, first: &Claim, second: &Claim) -> Result<(), Failed> {
    for (claim, name) in [(first, "good"), (second, "copied")] {
        let (reviewer, _) = reviewer_with(driver, &claim.application).await?;
        let path = format!("/v1/reviews/{}", claim.application);
        let taken = driver.put(&reviewer, &format!("{path}/lease"), json!({})).await?;
        check(taken["lease"]["state"] == "yours", "a case of one officer", &taken)?;
        let mut case = driver.get(&reviewer, &path).await?;
        if name == "copied" {
            let copies = case["duplicates"]["found"].as_array().is_some_and(|found| !found.is_empty());
            check(copies, "the copy is shown with the other case", &case["duplicates"])?;
            driver.done(format!(
                "copied 提示审核人员: 与 {} 份其他档案的照片相同",
                case["duplicates"]["found"].as_array().map_or(0, Vec::len)
            ));
        } else {
            for link in ["photo", "thumbnail"] {
                let bytes = driver.download(&case[link]).await?;
                out.photo(&format!("{link}.jpg"), &bytes).map_err(|error| Failed::new(error.to_string()))?;
            }
        }
        forget_links(&mut case);
        keep(out, &format!("{name}.json"), &case)?;
        let judgement = match name {
            "good" => json!({ "outcome": "approve" }),
            _ => json!({ "outcome": "return", "reasons": ["duplicate"], "remark": null }),
        };
        let row = json!({ "application": claim.application, "decision": format!("demo-photo-{name}"), "judgement": judgement });
        let decided = driver.post(Some(&reviewer), "/v1/reviews/decisions", json!({ "decisions": [row] })).await?;
        check(decided["decided"] == 1, "a decision", &decided)?;
        driver.done(format!("{name}: {}", text(&decided["rows"][0], "result")?));
    }
    let seen = driver.get(&second.holder, &second.path()).await?;
    check(seen["reasons"][0]["code"] == "duplicate", "the holder is told why", &seen)?;
    driver.done(format!("持证主体看到: {}", seen["reasons"][0]["words"]["zh"].as_str().unwrap_or_default()));
    Ok(())
}

/// Two vehicles that have no photo on file yet, of two holders.
async fn claims(driver: &Driver) -> Result<[Claim; 2], Failed> {
    let [first, second] = HOLDERS;
    Ok([claim(driver, first).await?, claim(driver, second).await?])
}

async fn claim(driver: &Driver, holder: &str) -> Result<Claim, Failed> {
    let id = own_id(driver, holder).await?;
    let grant = claimable(driver, holder, &id, Kind::VehicleCertificate).await?;
    let application = format!("demo-{holder}");
    let body = json!({ "subject": grant["subject"], "grant": grant["grant"], "route": "claim" });
    let made = driver.put(holder, &format!("/v1/applications/{application}"), body).await?;
    check(made["stage"] == "submitted", "a claim that waits for a photo", &made)?;
    Ok(Claim { holder: holder.to_owned(), application })
}

/// Links are for minutes and for one reader.
fn forget_links(case: &mut Value) {
    let copies = case["duplicates"]["found"].as_array_mut().into_iter().flatten();
    copies.for_each(|copy| copy["thumbnail"] = Value::Null);
    case["photo"] = Value::Null;
    case["thumbnail"] = Value::Null;
}

fn keep(out: &Out, name: &str, value: &Value) -> Result<(), Failed> {
    let bytes = serde_json::to_vec_pretty(value).map_err(|error| Failed::new(error.to_string()))?;
    out.photo(name, &bytes).map_err(|error| Failed::new(format!("{name}: {error}")))
}
