//! Answers of verification as they are shown.

use edge::view::Bilingual;
use jiff::{Timestamp, civil::Date};
use license::{
    kind::Kind,
    stage::LicenseStage,
    verdict::{Aspect, Report, Verdict},
    words::{self, Words},
};
use lifecycle::{port::IssuerKey, verify::Answer, verify::Shown};
use serde::Serialize;
use utoipa::ToSchema;

use crate::elsewhere_view::ElsewhereView;

/// The answers of a look-up, one for each license.
#[derive(Serialize, ToSchema)]
pub(crate) struct AnswersView {
    /// At least one.
    pub(crate) answers: Vec<AnswerView>,
}

impl From<Vec<Answer>> for AnswersView {
    fn from(answers: Vec<Answer>) -> Self {
        Self { answers: answers.into_iter().map(AnswerView::from).collect() }
    }
}

/// What verification answers.
#[derive(Serialize, ToSchema)]
pub(crate) struct AnswerView {
    /// In one word.
    #[schema(value_type = String)]
    verdict: Verdict,
    /// 信息验证 result of GB/T 36906, 0 to 6.
    code: u8,
    /// The same in words.
    words: Bilingual,
    /// The state is as of this moment: now in our books, or as the status list of `elsewhere` says.
    #[schema(value_type = String)]
    as_of: Timestamp,
    /// By aspect; what is unchecked is never valid.
    report: ReportView,
    /// Of a code: whether the holder's phone showed it just now. It decides nothing.
    presence: Option<AspectView>,
    /// What this caller may see of the license.
    license: Option<ShownView>,
    /// Where it was issued, if not here.
    elsewhere: Option<ElsewhereView>,
}

/// The report by aspect.
#[derive(Serialize, ToSchema)]
struct ReportView {
    /// The signature of the code, or the seal of the file.
    signature: AspectView,
    /// Whether it is in the books and agrees with them.
    identity: AspectView,
    /// The term.
    validity: AspectView,
    /// 激活.
    activation: AspectView,
    /// Suspended, replaced or ended.
    standing: AspectView,
}

/// One aspect.
#[derive(Serialize, ToSchema)]
pub(crate) struct AspectView {
    /// `valid`, `invalid` or `unchecked`.
    state: &'static str,
    /// Why, unless it is valid.
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
}

/// A license as the caller may see it.
#[derive(Serialize, ToSchema)]
struct ShownView {
    /// 证照标识; absent for a grant that is on paper.
    identifier: Option<String>,
    /// The type code's last three digits.
    #[schema(value_type = String)]
    kind: Kind,
    /// The kind in Chinese.
    kind_name: String,
    /// Where it stands.
    #[schema(value_type = Option<String>)]
    stage: Option<LicenseStage>,
    /// From this day.
    #[schema(value_type = String)]
    valid_from: Date,
    /// To this day; absent is 长期.
    #[schema(value_type = Option<String>)]
    valid_until: Option<Date>,
    /// 证照颁发机构.
    issuer: String,
    /// The face, or its masked minimum.
    face: Vec<FaceView>,
}

/// One line of a face.
#[derive(Serialize, ToSchema)]
struct FaceView {
    /// The short name.
    name: String,
    /// The label in Chinese.
    label: String,
    /// The value, masked where the caller may not see it whole.
    value: String,
}

/// An issuing key.
#[derive(Serialize, ToSchema)]
pub(crate) struct IssuerKeyView {
    /// Its id: what a code names.
    key_id: String,
    /// SubjectPublicKeyInfo, DER in base 64.
    spki: String,
    /// Since when it signs.
    #[schema(value_type = String)]
    from: Timestamp,
    /// The certificates that sealed files are checked with.
    certificates: Option<CertificatesView>,
}

/// Certificates, each DER in base 64.
#[derive(Serialize, ToSchema)]
struct CertificatesView {
    /// Of the issuing key.
    signer: String,
    /// Of the seal maker.
    maker: String,
    /// Of the authority above both.
    authority: String,
}

impl From<IssuerKey> for IssuerKeyView {
    fn from(key: IssuerKey) -> Self {
        let certificates = key.sealing.map(|sealing| CertificatesView {
            signer: sealing.signer,
            maker: sealing.maker,
            authority: sealing.authority,
        });
        Self { key_id: key.key_id, spki: key.spki, from: key.from, certificates }
    }
}

impl From<Answer> for AnswerView {
    fn from(answer: Answer) -> Self {
        // What the code may not tell this caller, the verdict may not tell either.
        let verdict = if answer.code == Verdict::NotFound.code() { Verdict::NotFound } else { answer.verdict };
        let elsewhere = answer.elsewhere.as_ref().map(|elsewhere| elsewhere.words);
        Self {
            verdict,
            code: answer.code,
            words: elsewhere.unwrap_or(words::verdict(verdict)).into(),
            as_of: answer.as_of,
            report: answer.report.into(),
            presence: answer.presence.map(AspectView::from),
            license: answer.shown.map(ShownView::from),
            elsewhere: answer.elsewhere.map(ElsewhereView::from),
        }
    }
}

impl AnswerView {
    /// In one word, as this caller may know it.
    pub(crate) fn verdict(&self) -> Verdict {
        self.verdict
    }

    /// Whether another province issued it; then the words are of that.
    pub(crate) const fn is_elsewhere(&self) -> bool {
        self.elsewhere.is_some()
    }

    /// Says it in other words.
    pub(crate) fn say(&mut self, words: Words) {
        self.words = words.into();
    }
}

impl From<Report> for ReportView {
    fn from(report: Report) -> Self {
        Self {
            signature: report.signature.into(),
            identity: report.identity.into(),
            validity: report.validity.into(),
            activation: report.activation.into(),
            standing: report.standing.into(),
        }
    }
}

impl From<Aspect> for AspectView {
    fn from(aspect: Aspect) -> Self {
        match aspect {
            Aspect::Valid => Self { state: "valid", reason: None },
            Aspect::Invalid(reason) => Self { state: "invalid", reason: Some(reason) },
            Aspect::Unchecked(reason) => Self { state: "unchecked", reason: Some(reason) },
        }
    }
}

impl From<Shown> for ShownView {
    fn from(shown: Shown) -> Self {
        let face = shown.fields.into_iter().map(|(name, label, value)| FaceView { name, label, value });
        Self {
            identifier: Some(shown.identifier).filter(|text| !text.is_empty()),
            kind: shown.kind,
            kind_name: shown.kind.name_zh().to_owned(),
            stage: shown.stage,
            valid_from: shown.from,
            valid_until: shown.until,
            issuer: shown.issuer,
            face: face.collect(),
        }
    }
}
