//! 人车户: driver, vehicle and operator in one call.

use axum::extract::State;
use edge::{Body, CalledFrom, NotedAnswer, SignedIn, view::Bilingual};
use license::{
    joint::{self, Finding, Side},
    refusal::Refusal,
    scope::ScopeCode,
};
use lifecycle::verify::{JointAnswer, JointAsked};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{App, asked::AskedBody, noted, view::AnswerView};

/// At least two of driver, vehicle and operator, each by a code or by what is known of it.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct JointBody {
    /// 人: by code, `id_number` or `identifier`.
    driver: Option<AskedBody>,
    /// 车: by code, `plate`, `number` or `identifier`.
    vehicle: Option<AskedBody>,
    /// 户: by code, `uscc`, `number` or `identifier`.
    operator: Option<AskedBody>,
    /// The scope that is exercised, five digits of 经营范围; without it all that the vehicle's certificate names.
    work: Option<String>,
    /// 用证事由.
    purpose: Option<String>,
}

/// Whether they fit together.
#[derive(Serialize, ToSchema)]
pub(crate) struct JointView {
    /// `fits`, `does_not_fit` or `cannot_tell`; what was not decided is no fit.
    outcome: &'static str,
    /// The same in words.
    words: Bilingual,
    /// Rule by rule.
    findings: Vec<FindingView>,
    /// What verification says of each that was named.
    sides: Vec<SideView>,
}

/// One rule and what came of it.
#[derive(Serialize, ToSchema)]
struct FindingView {
    /// The stable code of the rule.
    rule: &'static str,
    /// The rule in words.
    name: Bilingual,
    /// `fits`, `does_not_fit` or `cannot_tell`.
    outcome: &'static str,
    /// The stable code of the reason.
    reason: &'static str,
    /// The reason in words.
    words: Bilingual,
    /// The licenses that it is about.
    about: Vec<AboutView>,
    /// What is asked: any one of these categories or classes, all of these scope codes.
    asked: Vec<String>,
}

/// A license that a finding is about.
#[derive(Serialize, ToSchema)]
struct AboutView {
    /// `driver`, `vehicle` or `operator`.
    side: &'static str,
    /// The same in words.
    words: Bilingual,
    /// 证照标识, where one license is meant and this caller may see it.
    identifier: Option<String>,
}

/// What verification says of one side.
#[derive(Serialize, ToSchema)]
struct SideView {
    /// `driver`, `vehicle` or `operator`.
    side: &'static str,
    /// One answer for each license that is meant.
    answers: Vec<AnswerView>,
}

/// Judges driver, vehicle and operator together, for those who sign in with a purpose.
#[utoipa::path(post, path = "/v1/joint-verifications", operation_id = "verify.joint", request_body = JointBody,
    responses((status = 200, body = JointView)),
    security(("oidc" = ["officer", "reviewer", "enforcement", "partner"])))]
pub(crate) async fn joint(
    State(verify): App,
    SignedIn(caller): SignedIn,
    CalledFrom(from): CalledFrom,
    Body(body): Body<JointBody>,
) -> NotedAnswer<JointView> {
    let purpose = body.purpose.clone();
    let told = verify.joint(&caller, &from, purpose.as_deref(), &body.parse()?).await?;
    Ok(noted(told, JointView::from))
}

impl JointBody {
    fn parse(self) -> Result<JointAsked, Refusal> {
        let of = |one: Option<AskedBody>| one.map(AskedBody::parse).transpose();
        let work = self.work.as_deref().map(ScopeCode::parse).transpose();
        Ok(JointAsked {
            driver: of(self.driver)?,
            vehicle: of(self.vehicle)?,
            operator: of(self.operator)?,
            work: work.map_err(|error| Refusal::Field { field: "work", reason: error.code() })?,
        })
    }
}

impl From<JointAnswer> for JointView {
    fn from(answer: JointAnswer) -> Self {
        let identifier = |side: Side| {
            let (_, answers) = answer.sides.iter().find(|(own, _)| *own == side)?;
            let [one] = answers.as_slice() else { return None };
            one.shown.as_ref().map(|shown| shown.identifier.clone()).filter(|text| !text.is_empty())
        };
        let findings = answer.findings.iter().map(|finding| finding_view(finding, identifier)).collect();
        let side = |(side, answers): (Side, Vec<_>)| SideView {
            side: side.as_str(),
            answers: answers.into_iter().map(AnswerView::from).collect(),
        };
        let (outcome, words) = (answer.outcome.as_str(), joint::outcome_words(answer.outcome).into());
        Self { outcome, words, findings, sides: answer.sides.into_iter().map(side).collect() }
    }
}

fn finding_view(finding: &Finding, identifier: impl Fn(Side) -> Option<String>) -> FindingView {
    let about = finding.rule.sides().iter().map(|side| AboutView {
        side: side.as_str(),
        words: joint::side_words(*side).into(),
        identifier: identifier(*side),
    });
    FindingView {
        rule: finding.rule.code(),
        name: joint::rule_words(finding.rule).into(),
        outcome: finding.outcome.as_str(),
        reason: finding.reason,
        words: joint::reason_words(finding.reason).unwrap_or((finding.reason, finding.reason)).into(),
        about: about.collect(),
        asked: finding.asked.clone(),
    }
}
