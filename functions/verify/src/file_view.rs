//! The answer of 文件验证 as it is shown: that of every verification, and beside it what the file shows by itself.

use edge::view::Bilingual;
use jiff::Timestamp;
use license::{verdict::Verdict, words::Words};
use lifecycle::verify::{FileAnswer, FileFindings, ToldAspect, ToldFault, file_words};
use serde::Serialize;
use utoipa::ToSchema;

use crate::view::{AnswerView, AspectView};

/// What verification of a license file answers.
#[derive(Serialize, ToSchema)]
pub(crate) struct FileAnswerView {
    /// What follows for the license, from the file and the books together. `code` is that of 信息验证; the code of
    /// 文件验证 is `file.code`.
    #[serde(flatten)]
    answer: AnswerView,
    /// What the file shows by itself.
    file: FileView,
}

/// What a file shows by itself: whoever has it and the published certificates can find the same.
#[derive(Serialize, ToSchema)]
struct FileView {
    /// 文件验证 result of GB/T 36906: 0 文件验证通过, 1 文件签章校验失败, 2 文件校验失败; null where it cannot be told.
    code: Option<u8>,
    /// The same in words.
    words: Bilingual,
    /// SHA-256 of the bytes, lower-case hexadecimal.
    sha256: String,
    /// 证照标识 as the file states it.
    identifier: Option<String>,
    /// What is wrong with the package; at most twenty are told.
    faults: Vec<FaultView>,
    /// How many faults there are besides.
    more_faults: usize,
    /// The seal, aspect by aspect; what is unchecked is never valid.
    aspects: Vec<SealAspectView>,
    /// What the seal says about itself; to be believed as far as `code` goes.
    seal: Option<SealView>,
}

/// A fault of the package.
#[derive(Serialize, ToSchema)]
struct FaultView {
    /// The stable code.
    code: &'static str,
    /// `invalid`; or `unchecked` where it does not speak against the file and only stands in the way of checking.
    state: &'static str,
    /// Which file of the package it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    path: Option<String>,
    /// What it means.
    words: Bilingual,
}

/// An aspect of the seal.
#[derive(Serialize, ToSchema)]
struct SealAspectView {
    /// Its stable name.
    aspect: &'static str,
    /// What is looked at.
    name: Bilingual,
    /// Whether nothing is valid without it.
    decides: bool,
    /// What was found.
    #[serde(flatten)]
    found: AspectView,
    /// The same in words.
    words: Bilingual,
}

/// What a seal says about itself.
#[derive(Serialize, ToSchema)]
struct SealView {
    /// The seal's name.
    name: String,
    /// The seal's number.
    id: String,
    /// The seal maker's subject.
    maker: String,
    /// The signer's subject.
    signer: String,
    /// The time of signing, by the signer's own clock.
    #[schema(value_type = String)]
    signed_at: Timestamp,
    /// Made for development: it proves nothing in law.
    development: bool,
}

impl From<FileAnswer> for FileAnswerView {
    fn from(told: FileAnswer) -> Self {
        let mut answer = AnswerView::from(told.answer);
        if let Some(words) = verdict_words(answer.verdict()).filter(|_| !answer.is_elsewhere()) {
            answer.say(words);
        }
        Self { answer, file: told.file.into() }
    }
}

impl From<FileFindings> for FileView {
    fn from(found: FileFindings) -> Self {
        Self {
            code: found.result.code(),
            words: file_words::result(found.result).into(),
            sha256: found.sha256,
            identifier: found.identifier.map(|identifier| identifier.as_str().to_owned()),
            faults: found.faults.into_iter().map(FaultView::from).collect(),
            more_faults: found.more_faults,
            aspects: found.seal.into_iter().map(SealAspectView::from).collect(),
            seal: found.facts.map(|facts| SealView {
                name: facts.seal_name,
                id: facts.seal_id,
                maker: facts.maker.to_string(),
                signer: facts.signer.to_string(),
                signed_at: facts.signed_at,
                development: facts.development,
            }),
        }
    }
}

impl From<ToldFault> for FaultView {
    fn from(fault: ToldFault) -> Self {
        let state = if fault.against { "invalid" } else { "unchecked" };
        Self { code: fault.code, state, path: fault.path, words: fault.words.into() }
    }
}

impl From<ToldAspect> for SealAspectView {
    fn from(told: ToldAspect) -> Self {
        let (name, words) = (told.words.into(), told.found_words.into());
        Self { aspect: told.code, name, decides: told.decides, found: told.found.into(), words }
    }
}

/// Where a file is something else than a code or a look-up.
const fn verdict_words(verdict: Verdict) -> Option<Words> {
    match verdict {
        Verdict::Valid => {
            Some(("证照文件真实，证照有效", "The file is the one that was issued, and the license is in force"))
        }
        Verdict::NotFound => Some(("登记中查无此证照文件", "The register has no such license file")),
        Verdict::Mismatch => {
            Some(("文件与登记的证照文件不一致", "This is not the file that was issued for the license"))
        }
        Verdict::Forged => Some((
            "文件或签章校验失败，可能被改动，或不是本省签发",
            "The file or its seal does not hold: altered, or not issued here",
        )),
        Verdict::CannotTell => Some((
            "无法判断文件的签章，请扫码或按证号核验",
            "The file's seal cannot be checked; verify by the code or look it up by number",
        )),
        Verdict::NotActivated
        | Verdict::Suspended
        | Verdict::Ended
        | Verdict::Incomplete
        | Verdict::LicensedOnPaper => None,
    }
}
