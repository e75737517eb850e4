//! 文件验证 (GB/T 36906): the file by itself first, its seal and every byte under it; then one read of the books, by the
//! identifier that stands in the file, where the seal protects it.

use document::FileReport;
use jiff::Timestamp;
use license::{
    caller::Caller,
    clock::chinese_day,
    electronic::{License, LicenseKey},
    file_verdict::{FileResult, InBooks, of_file},
    identifier::Identifier,
    verdict::{Aspect, Verdict},
    verified::Way,
    words::Words,
};
use seal::ses::{Certificate, Finding, SealFacts, SesError, Trust, Verdict as SealVerdict};

use super::{
    Answer, Elsewhere, Shown, Told, Verify,
    asking::{Asking, Judged, Whose},
    elsewhere, file_words, is_unnamed,
};
use crate::{
    act::sha256_hex,
    error::{Error, Fault},
    port::IssuerKey,
};

/// The longest license file that is verified here. A request of Lambda has 6 MB and carries the file in base 64.
pub const FILE_BYTES_MAX: usize = 4 * 1024 * 1024;

/// So many faults are told one by one: a made-up file can have thousands.
const FAULTS_TOLD_MAX: usize = 20;

/// What verification of a file answers.
#[derive(Clone, Debug, PartialEq)]
pub struct FileAnswer {
    /// What follows for the license, from the file and the books together.
    pub answer: Answer,
    /// What the file shows by itself.
    pub file: FileFindings,
}

/// What the file shows by itself. Whoever has the file and the published certificates can find the same.
#[derive(Clone, Debug, PartialEq)]
pub struct FileFindings {
    /// In one word.
    pub result: FileResult,
    /// SHA-256 of the bytes, lower-case hexadecimal.
    pub sha256: String,
    /// 证照标识 as the file states it; to be believed as far as the result goes.
    pub identifier: Option<Identifier>,
    /// What is wrong with the package.
    pub faults: Vec<ToldFault>,
    /// How many faults there are besides.
    pub more_faults: usize,
    /// The seal, aspect by aspect.
    pub seal: Vec<ToldAspect>,
    /// What the seal says about itself, where it could be read.
    pub facts: Option<SealFacts>,
}

/// A fault of the package.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ToldFault {
    /// The stable code.
    pub code: &'static str,
    /// Which file of the package it is about.
    pub path: Option<String>,
    /// What it means.
    pub words: Words,
    /// Whether it speaks against the file; else it only stands in the way of checking.
    pub against: bool,
}

/// An aspect of the seal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ToldAspect {
    /// The stable code.
    pub code: &'static str,
    /// What is looked at.
    pub words: Words,
    /// What was found, with the reason's code.
    pub found: Aspect,
    /// What was found, in words.
    pub found_words: Words,
    /// Whether nothing is valid without it.
    pub decides: bool,
}

impl Verify {
    /// Judges a license file.
    ///
    /// # Errors
    /// `caller.purpose`, or a fault: then nothing was judged, and nothing may be taken for valid.
    pub async fn by_file(
        &self,
        caller: &Caller,
        purpose: Option<&str>,
        bytes: &[u8],
    ) -> Result<Told<FileAnswer>, Error> {
        let asking = self.asking(caller, purpose)?;
        let found = document::verify(bytes, &self.trust().await?, asking.now);
        if found.verdict() != SealVerdict::Valid
            && let Some((report, seal)) = self.issued_elsewhere(bytes, asking.now).await?
        {
            return self.told_elsewhere(&asking, &report, findings(&seal, sha256_hex(bytes))).await;
        }
        let file = findings(&found, sha256_hex(bytes));
        let license = self.named_by(&file).await?;
        let found = in_books(license.as_ref(), &file);
        let report = of_file(file.result, found, is_unnamed(caller), chinese_day(asking.now));
        let verdict = report.verdict(true);
        let whose = license.as_ref().map_or_else(|| nobody(&file), Whose::of);
        let same = license.as_ref().filter(|_| report.identity == Aspect::Valid);
        let shown = same.map(|license| Shown::of(caller, license));
        let as_of = asking.now;
        let answer = Answer { verdict, code: verdict.code(), report, presence: None, as_of, shown, elsewhere: None };
        let Judged { answer, leaf } = self.judged(&asking, (Way::File, whose), answer).await?;
        Ok(self.told(FileAnswer { answer, file }, [leaf], None).await)
    }

    /// What is found of a file whose code a sister province's key signed: by that province's authorities and status list.
    async fn issued_elsewhere(
        &self,
        bytes: &[u8],
        now: Timestamp,
    ) -> Result<Option<(verifier::Report, FileReport)>, Fault> {
        let lists = self.trust_lists(now).await?;
        let Some(place) = verifier::file(bytes, &lists, now).elsewhere else { return Ok(None) };
        let lists = self.sister_lists(&lists, &place, now).await?;
        Ok(Some(verifier::file_and_seal(bytes, &lists, now)))
    }

    async fn told_elsewhere(
        &self,
        asking: &Asking<'_>,
        found: &verifier::Report,
        file: FileFindings,
    ) -> Result<Told<FileAnswer>, Error> {
        let elsewhere = Elsewhere::of(found).map(|elsewhere| elsewhere.seen_by(asking.caller));
        let verdict = elsewhere.as_ref().map_or(Verdict::CannotTell, |elsewhere| elsewhere.verdict);
        let as_of = elsewhere.as_ref().and_then(|elsewhere| elsewhere.as_of).unwrap_or(asking.now);
        let (report, code) = (elsewhere::report(found), verdict.code());
        let answer = Answer { verdict, code, report, presence: None, as_of, shown: None, elsewhere };
        let Judged { answer, leaf } = self.judged(asking, (Way::File, nobody(&file)), answer).await?;
        Ok(self.told(FileAnswer { answer, file }, [leaf], None).await)
    }

    /// The authorities above the installed seals. They are read for every file: what an operator installs or removes
    /// counts from the next file on.
    async fn trust(&self) -> Result<Trust, Fault> {
        let keys = self.issuer_keys.issuer_keys().await?;
        let installed = keys.iter().filter_map(authority).collect::<Result<Vec<_>, _>>()?;
        Ok(Trust::new(installed))
    }

    /// The version that the file names. A file that is not good never causes a read of the books.
    async fn named_by(&self, file: &FileFindings) -> Result<Option<License>, Fault> {
        let Some(identifier) = file.identifier.as_ref().filter(|_| file.result.asks_books()) else {
            return Ok(None);
        };
        let found = self.licenses.license(&LicenseKey::of(identifier), identifier.version()).await?;
        Ok(found.filter(|license| license.identifier == *identifier))
    }
}

fn authority(key: &IssuerKey) -> Option<Result<Certificate, Fault>> {
    let text = &key.sealing.as_ref()?.authority;
    let corrupt = |detail: String| Fault::new("seal.corrupt", detail);
    let der = data_encoding::BASE64.decode(text.as_bytes()).map_err(|error| corrupt(error.to_string()));
    Some(der.and_then(|der| Certificate::from_der(&der).map_err(|error: SesError| corrupt(error.to_string()))))
}

fn nobody(file: &FileFindings) -> Whose<'static> {
    Whose { sought: Some(file.sha256.clone()), ..Whose::default() }
}

fn in_books<'a>(license: Option<&'a License>, file: &FileFindings) -> InBooks<'a> {
    match license {
        None => InBooks::Absent,
        Some(license) if license.document == file.sha256 => InBooks::SameDocument(license.stage, &license.validity),
        Some(_) => InBooks::OtherDocument,
    }
}

fn findings(report: &FileReport, sha256: String) -> FileFindings {
    let told = report.faults.iter().take(FAULTS_TOLD_MAX);
    FileFindings {
        result: file_words::result_of(report),
        sha256,
        identifier: identifier(report),
        faults: told.map(file_words::told_fault).collect(),
        more_faults: report.faults.len().saturating_sub(FAULTS_TOLD_MAX),
        seal: report.seal.findings().map(told_aspect).collect(),
        facts: report.seal.facts().cloned(),
    }
}

/// ZZBS of the custom data in OFD.xml, which the seal protects.
fn identifier(report: &FileReport) -> Option<Identifier> {
    let data = &report.opened.as_ref()?.custom_data;
    let (_, text) = data.iter().find(|(name, _)| name == "ZZBS")?;
    Identifier::parse(text).ok()
}

fn told_aspect((aspect, finding): (seal::ses::Aspect, Finding)) -> ToldAspect {
    let found = match finding {
        Finding::Valid => Aspect::Valid,
        Finding::Invalid(error) => Aspect::invalid(error.code()),
        Finding::Unchecked(why) => Aspect::unchecked(why.code()),
    };
    let (words, found_words) = (file_words::aspect(aspect), file_words::finding(finding));
    ToldAspect { code: aspect.code(), words, found, found_words, decides: aspect.decides() }
}
