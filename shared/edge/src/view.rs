//! What more than one function shows: applications, licenses, links. Times are RFC 3339, days ISO 8601.

use jiff::{Timestamp, civil::Date};
use license::{
    application::{Application, ApplicationId, MakingStage, Route},
    electronic::{License, LicenseKey},
    grant::{Grant, GrantId},
    kind::Kind,
    stage::{ApplicationStage, LicenseStage},
    subject::SubjectId,
    words,
};
use lifecycle::port::{Link, Page};
use serde::Serialize;
use utoipa::ToSchema;

/// The same in Chinese and English.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Bilingual {
    /// Chinese.
    pub zh: String,
    /// English.
    pub en: String,
}

impl From<words::Words> for Bilingual {
    fn from((zh, en): words::Words) -> Self {
        Self { zh: zh.to_owned(), en: en.to_owned() }
    }
}

/// A reason in words.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Reason {
    /// The catalogue's code.
    pub code: String,
    /// What is wrong and how to put it right.
    pub words: Bilingual,
}

impl Reason {
    /// Why an application came back.
    #[must_use]
    pub fn of_return(code: &str) -> Self {
        Self::new(code, words::return_reason(code))
    }

    /// 证照发放类型: why a version is made.
    #[must_use]
    pub fn of_issue(code: &str) -> Self {
        Self::new(code, words::issue_reason(code))
    }

    /// Why an officer acted on a license.
    #[must_use]
    pub fn of_act(code: &str) -> Self {
        Self::new(code, words::act_reason(code))
    }

    fn new(code: &str, (zh, en): (String, String)) -> Self {
        Self { code: code.to_owned(), words: Bilingual { zh, en } }
    }
}

/// A part of a listing.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Listing<T> {
    /// In the listing's order.
    pub items: Vec<T>,
    /// Send it as `after` to go on; absent at the end.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}

impl<T> Listing<T> {
    /// A page, each item as it is shown.
    pub fn of<R>(page: Page<R>, shown: impl Fn(R) -> T) -> Self {
        Self { items: page.items.into_iter().map(shown).collect(), next: page.next.map(|cursor| cursor.0) }
    }
}

/// A grant as its holder sees it.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct GrantView {
    /// Its name.
    #[schema(value_type = String)]
    pub grant: GrantId,
    /// What it is about.
    #[schema(value_type = String)]
    pub subject: SubjectId,
    /// The type code's last three digits.
    #[schema(value_type = String)]
    pub kind: Kind,
    /// The kind in Chinese.
    pub kind_name: String,
    /// 许可证字.
    pub word: Option<String>,
    /// 许可证号; a practitioner's number is not repeated here.
    pub number: Option<String>,
    /// From this day.
    #[schema(value_type = String)]
    pub valid_from: Date,
    /// To this day; absent is 长期.
    #[schema(value_type = Option<String>)]
    pub valid_until: Option<Date>,
    /// `paper` or `electronic`.
    pub medium: String,
    /// The application that is open for it.
    #[schema(value_type = Option<String>)]
    pub open_application: Option<ApplicationId>,
    /// The newest electronic license.
    #[schema(value_type = Option<String>)]
    pub license: Option<LicenseKey>,
    /// Whether it may be claimed now, as far as the grant alone tells.
    pub claimable: bool,
    /// Whether the next version of its license may be asked for now, as far as the grant alone tells.
    pub replaceable: bool,
    /// Whether its license is drawn by an older template than the one in force.
    pub older_template: bool,
}

impl From<Grant> for GrantView {
    fn from(grant: Grant) -> Self {
        Self {
            claimable: !grant.is_licensed() && grant.open().is_none(),
            replaceable: grant.is_licensed() && grant.open().is_none(),
            older_template: grant.has_older_template(),
            open_application: grant.open().cloned(),
            kind_name: grant.kind.name_zh().to_owned(),
            word: grant.word.as_ref().map(|word| word.as_str().to_owned()),
            number: grant.number.as_ref().map(|number| number.as_str().to_owned()),
            valid_from: grant.validity.from,
            valid_until: grant.validity.until,
            medium: match grant.medium {
                license::grant::Medium::Paper => "paper".to_owned(),
                license::grant::Medium::Electronic => "electronic".to_owned(),
            },
            license: grant.standing.map(|standing| standing.key),
            grant: grant.id,
            subject: grant.subject,
            kind: grant.kind,
        }
    }
}

/// An application as its applicant and its officers see it.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ApplicationView {
    /// Its name.
    #[schema(value_type = String)]
    pub application: ApplicationId,
    /// The grant.
    #[schema(value_type = String)]
    pub grant: GrantId,
    /// The type code's last three digits.
    #[schema(value_type = String)]
    pub kind: Kind,
    /// The kind in Chinese.
    pub kind_name: String,
    /// `claim`, `making`, `update` or `replacement`.
    #[schema(value_type = String)]
    pub route: Route,
    /// 证照发放类型: why it is asked for.
    pub issue_reason: Reason,
    /// Where it stands.
    #[schema(value_type = String)]
    pub stage: ApplicationStage,
    /// The same in words.
    pub stage_words: Bilingual,
    /// What to do next.
    pub next_step: Bilingual,
    /// The number that the next photo bears; absent while none is asked for.
    pub next_photo: Option<u32>,
    /// How many photos the holder may still upload; at 0 an officer at the counter uploads the next one.
    pub uploads_left: u32,
    /// Why it came back.
    pub reasons: Vec<Reason>,
    /// The officer's own words.
    pub remark: Option<String>,
    /// The rule that approved it, where no officer had to.
    pub rule: Option<String>,
    /// How far the making has come.
    #[schema(value_type = String)]
    pub making: MakingStage,
    /// The license's identifier, once it is made.
    pub license: Option<String>,
    /// When it came.
    #[schema(value_type = String)]
    pub submitted_at: Timestamp,
    /// Since when it waits for an officer.
    #[schema(value_type = Option<String>)]
    pub waiting_since: Option<Timestamp>,
}

impl From<Application> for ApplicationView {
    fn from(application: Application) -> Self {
        let takes_photo = application.kind.photo().is_some() && application.stage.takes_photo();
        let next_photo = application.uploads.saturating_add(1);
        let decision = application.decision.as_ref();
        let by_rule = decision.filter(|made| made.by.role == license::caller::Role::System && made.reasons.is_empty());
        Self {
            kind_name: application.kind.name_zh().to_owned(),
            stage_words: words::stage(application.stage).into(),
            next_step: words::next_step(&application).into(),
            next_photo: takes_photo.then_some(next_photo),
            uploads_left: application.holder_uploads_left(),
            reasons: decision.iter().flat_map(|made| &made.reasons).map(|code| Reason::of_return(code)).collect(),
            remark: decision.and_then(|made| made.words.clone()),
            rule: by_rule.map(|made| made.by.id.clone()),
            making: application.making.stage,
            license: application.license.as_ref().map(|identifier| identifier.as_str().to_owned()),
            application: application.id,
            grant: application.grant,
            kind: application.kind,
            route: application.route,
            issue_reason: Reason::of_issue(application.reason.as_str()),
            stage: application.stage,
            submitted_at: application.submitted_at,
            waiting_since: application.waiting_since,
        }
    }
}

/// A license version, without its face.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct LicenseView {
    /// Names the license through all its versions.
    #[schema(value_type = String)]
    pub license: LicenseKey,
    /// Three digits.
    pub version: String,
    /// 证照标识.
    pub identifier: String,
    /// The version before.
    pub replaces: Option<String>,
    /// 证照发放类型: why this version was made.
    pub issue_reason: Reason,
    /// The version of the template that its document is drawn by.
    pub template: u16,
    /// The type code's last three digits.
    #[schema(value_type = String)]
    pub kind: Kind,
    /// The kind in Chinese.
    pub kind_name: String,
    /// Where it stands.
    #[schema(value_type = String)]
    pub stage: LicenseStage,
    /// The same in words.
    pub stage_words: Bilingual,
    /// 证照状态: `1` valid, `2` invalid; a license that is not activated or past its term is `2`.
    pub state: String,
    /// From this day.
    #[schema(value_type = String)]
    pub valid_from: Date,
    /// To this day; absent is 长期.
    #[schema(value_type = Option<String>)]
    pub valid_until: Option<Date>,
    /// When it was made.
    #[schema(value_type = String)]
    pub made_at: Timestamp,
    /// Why it stands where it stands, if an officer acted.
    pub reason: Option<Reason>,
}

impl LicenseView {
    /// As of a day in China.
    #[must_use]
    pub fn of(license: &License, today: Date) -> Self {
        let state = if license.is_in_force(today) { license.stage.outward() } else { "2" };
        Self {
            license: license.key.clone(),
            version: license.version.to_string(),
            identifier: license.identifier.as_str().to_owned(),
            replaces: license.replaces.as_ref().map(|old| old.as_str().to_owned()),
            issue_reason: Reason::of_issue(license.reason.as_str()),
            template: license.template,
            kind: license.key.kind(),
            kind_name: license.key.kind().name_zh().to_owned(),
            stage: license.stage,
            stage_words: words::license_stage(license.stage).into(),
            state: state.to_owned(),
            valid_from: license.validity.from,
            valid_until: license.validity.until,
            made_at: license.made_at,
            reason: license.act.as_ref().and_then(|act| act.reason.as_deref()).map(Reason::of_act),
        }
    }
}

/// A short-lived address, and what must be sent with it.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct LinkView {
    /// `GET` or `PUT`.
    pub method: String,
    /// The address. Whoever has it may use it until it expires.
    pub url: String,
    /// Headers to send exactly so.
    pub headers: std::collections::BTreeMap<String, String>,
    /// When it stops working.
    #[schema(value_type = String)]
    pub expires_at: Timestamp,
}

impl LinkView {
    /// A link to read from.
    #[must_use]
    pub fn get(link: Link) -> Self {
        Self::of("GET", link)
    }

    /// A link to write to.
    #[must_use]
    pub fn put(link: Link) -> Self {
        Self::of("PUT", link)
    }

    fn of(method: &str, link: Link) -> Self {
        let headers = link.headers.into_iter().collect();
        Self { method: method.to_owned(), url: link.url, headers, expires_at: link.expires_at }
    }
}
