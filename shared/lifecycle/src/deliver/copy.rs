//! 副本与加注件: a copy of the license file for people to look at, or for one purpose, drawn when it is asked for.

use document::{Annotation, CopyError, CopyForm, DocumentError};
use jiff::Timestamp;
use license::{
    caller::{Caller, Role},
    electronic::{License, LicenseKey},
    identifier::Version,
    refusal::Refusal,
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
pub const PURPOSE_MAX: usize = 60;

/// What a copy is for (加注件); without it a copy is for looking at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Purpose {
    /// 加注件制作事由, 2 to [`PURPOSE_MAX`] characters.
    pub words: String,
    /// For how many days, 1 to [`DAYS_MAX`].
    pub days: u16,
}

impl Deliver {
    /// A link to a copy, which dies within minutes; the copy itself is gone after a day. A license that has ended is not
    /// copied. A copy for a purpose, and every copy that an officer of the division makes, is on record for the holder.
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
        let annotation = purpose.map(|purpose| annotation(caller, &license, purpose, now)).transpose()?;
        let file = ObjectKey::Document { digest: license.document.clone() };
        let sealed = self.vault.kept(&file).await?;
        let sealed =
            sealed.ok_or_else(|| Fault::new("vault.document_missing", "a license's file is not in the vault"))?;
        let bytes = document::copy(&sealed, form, annotation.as_ref()).map_err(refused)?;
        let copy = ObjectKey::Copy { digest: sha256_hex(&bytes), form };
        // If we die from here on, a copy that nobody has a link to stays for a day.
        self.vault.keep(&copy, bytes.into()).await?;
        if annotation.is_some() || caller.role() != Role::Holder {
            self.access.record(&record(caller, &license, purpose, now)).await?;
        }
        Ok(self.vault.link(&copy, &copy.copy_name(&license.identifier)).await?)
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

fn annotation(caller: &Caller, license: &License, purpose: &Purpose, now: Timestamp) -> Result<Annotation, Refusal> {
    let words = purpose.words.trim();
    if !(2..=PURPOSE_MAX).contains(&words.chars().count()) || words.chars().any(char::is_control) {
        return Err(Refusal::Field { field: "purpose", reason: "purpose.words" });
    }
    if !(1..=DAYS_MAX).contains(&purpose.days) {
        return Err(Refusal::Field { field: "days", reason: "purpose.days" });
    }
    let time = jiff::SignedDuration::from_hours(i64::from(purpose.days).saturating_mul(24));
    let expires_at =
        now.checked_add(time).map_err(|_range| Refusal::Field { field: "days", reason: "purpose.days" })?;
    Ok(Annotation { maker: maker(caller, license), made_at: now, purpose: words.to_owned(), expires_at })
}

/// 制作者: the holder by name, or an officer's department.
fn maker(caller: &Caller, license: &License) -> String {
    let holder = || license.face.get("CZZT").unwrap_or_default().to_owned();
    let department = caller.division.map(|division| license::catalogue::catalogue().issuer(division).name_zh.clone());
    if caller.role() == Role::Holder { holder() } else { department.unwrap_or_else(holder) }
}

fn record(caller: &Caller, license: &License, purpose: Option<&Purpose>, at: Timestamp) -> Access {
    Access {
        holder: license.holder.clone(),
        at,
        by: caller.actor.clone(),
        division: caller.division,
        purpose: purpose
            .map_or_else(|| "制作浏览副本".to_owned(), |purpose| format!("制作加注件：{}", purpose.words.trim())),
        license: Some(license.key.clone()),
        answer: "deliver.copy".to_owned(),
    }
}

/// The purpose's words are the caller's own; everything else that cannot be drawn is a fault of ours.
fn refused(error: CopyError) -> Error {
    match error {
        CopyError::Document(DocumentError::NoGlyph { field, .. }) if field == "JZJZZSY" => {
            Refusal::Field { field: "purpose", reason: "purpose.character" }.into()
        }
        CopyError::Package(_) | CopyError::NotOurs | CopyError::Document(_) => {
            Fault::new("document.copy", error.to_string()).into()
        }
    }
}
