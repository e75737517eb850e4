//! 副本与加注件: a copy of the license file for people to look at, or for one purpose, drawn when it is asked for.

use document::{Annotation, CopyError, CopyFor, CopyForm, DocumentError};
use jiff::Timestamp;
use license::{
    caller::{Caller, Role},
    clock::chinese_day,
    electronic::{License, LicenseKey},
    identifier::Version,
    refusal::Refusal,
    words,
};

use super::Deliver;
use crate::{
    act::sha256_hex,
    error::{Error, Fault},
    object::ObjectKey,
    port::{Access, Link},
};

/// Longest time that a copy for a purpose is good for, in days.
pub const DAYS_MAX: u16 = 366;
/// Longest words of a purpose, in characters: they are written across the page.
pub const PURPOSE_MAX: usize = 30;
/// What would let a purpose's words pass for words of ours.
const NOT_IN_A_PURPOSE: &str = "；：。「」;:";

/// What a copy is for (加注件); without it a copy is for looking at.
#[derive(Clone, PartialEq, Eq)]
pub struct Purpose {
    /// 加注件制作事由, 2 to [`PURPOSE_MAX`] characters, without marks that end a sentence.
    pub words: String,
    /// For how many days, 1 to [`DAYS_MAX`].
    pub days: u16,
}

/// The words are the caller's own, and may be about a person.
impl std::fmt::Debug for Purpose {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Purpose").field("days", &self.days).finish_non_exhaustive()
    }
}

impl Deliver {
    /// A link to a copy, which dies within minutes; the copy itself is gone after a day. A license that has ended is not
    /// copied, one that is not in force is not copied for a purpose, and a copy to look at says that it is not. A copy for
    /// a purpose, and every copy that an officer of the division makes, is on record for the holder.
    ///
    /// # Errors
    /// `license.unknown`, `license.stage`, `license.not_newest`, `input.field`, the caller's refusals.
    pub async fn copy(
        &self,
        caller: &Caller,
        (key, version): (&LicenseKey, Version),
        form: CopyForm,
        purpose: Option<&Purpose>,
    ) -> Result<Link, Error> {
        let license = self.license_for_copy(caller, key, version).await?;
        let now = self.clock.now();
        let made_for = match purpose {
            Some(purpose) => CopyFor::Purpose(annotation(caller, &license, purpose, now)?),
            None => {
                let standing = words::not_in_force(license.stage, &license.validity, chinese_day(now));
                CopyFor::Viewing { made_at: now, standing: standing.map(|words| words.0.to_owned()) }
            }
        };
        let file = ObjectKey::Document { digest: license.document.clone() };
        let sealed = self.vault.kept(&file).await?;
        let sealed =
            sealed.ok_or_else(|| Fault::new("vault.document_missing", "a license's file is not in the vault"))?;
        let bytes = document::copy(&sealed, form, &made_for).map_err(refused)?;
        let copy = ObjectKey::Copy { digest: sha256_hex(&bytes), form };
        // If we die from here on, a copy that nobody has a link to stays for a day.
        self.vault.keep(&copy, bytes.into()).await?;
        if purpose.is_some() || caller.role() != Role::Holder {
            self.access.record(&record(caller, &license, purpose, now)).await?;
        }
        Ok(self.vault.link(&copy, &file_name(&license, form)).await?)
    }

    async fn license_for_copy(&self, caller: &Caller, key: &LicenseKey, version: Version) -> Result<License, Error> {
        let license = if matches!(caller.role(), Role::Officer | Role::Reviewer) {
            let license = self.licenses.license(key, version).await?.ok_or(Refusal::NoLicense)?;
            caller.must_serve(&license.division)?;
            license
        } else {
            self.license(caller, key, version).await?
        };
        super::must_be_shown(&license)?;
        Ok(license)
    }
}

/// Told apart from the license's own file at a glance.
fn file_name(license: &License, form: CopyForm) -> String {
    format!("{}-copy.{}", license.identifier.as_str(), crate::object::extension(form))
}

/// Good until the day that was asked for, or the license's own last day if that comes first.
fn annotation(caller: &Caller, license: &License, purpose: &Purpose, now: Timestamp) -> Result<Annotation, Refusal> {
    let (words, today) = (purpose.words.trim(), chinese_day(now));
    let plain = !words.chars().any(|c| c.is_control() || NOT_IN_A_PURPOSE.contains(c));
    if !plain || !(2..=PURPOSE_MAX).contains(&words.chars().count()) {
        return Err(Refusal::Field { field: "purpose", reason: "purpose.words" });
    }
    if !(1..=DAYS_MAX).contains(&purpose.days) {
        return Err(Refusal::Field { field: "days", reason: "purpose.days" });
    }
    if !license.is_in_force(today) {
        return Err(Refusal::LicenseStage);
    }
    let days = jiff::Span::new().days(i64::from(purpose.days));
    let asked = today.checked_add(days).map_err(|_range| Refusal::Field { field: "days", reason: "purpose.days" })?;
    let expires_on = license.validity.until.map_or(asked, |until| until.min(asked));
    Ok(Annotation { maker: maker(caller, license), made_at: now, purpose: words.to_owned(), expires_on })
}

/// 制作者: the holder by name, or an officer's department.
fn maker(caller: &Caller, license: &License) -> String {
    let holder = || license.face.get("CZZT").unwrap_or_default().to_owned();
    let department = caller.division.map(|division| license::catalogue::catalogue().issuer(division).name_zh.clone());
    if caller.role() == Role::Holder { holder() } else { department.unwrap_or_else(holder) }
}

fn record(caller: &Caller, license: &License, purpose: Option<&Purpose>, at: Timestamp) -> Access {
    Access {
        holder: Some(license.holder.clone()),
        at,
        by: caller.actor.clone(),
        division: caller.division,
        purpose: purpose
            .map_or_else(|| "制作浏览副本".to_owned(), |purpose| format!("制作加注件：{}", purpose.words.trim())),
        license: Some(license.key.clone()),
        sought: None,
        answer: "deliver.copy".to_owned(),
    }
}

/// The purpose's words are the caller's own; everything else that cannot be drawn is a fault of ours.
fn refused(error: CopyError) -> Error {
    match error {
        CopyError::Document(DocumentError::NoGlyph { field, .. } | DocumentError::TooLong { field })
            if field == "JZJZZSY" =>
        {
            Refusal::Field { field: "purpose", reason: "purpose.character" }.into()
        }
        CopyError::Package(_) | CopyError::NotOurs | CopyError::Document(_) => {
            Fault::new("document.copy", error.to_string()).into()
        }
    }
}
