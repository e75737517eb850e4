//! What a caller may see of a license: the public and holders the masked minimum, authorised callers the face.

use jiff::civil::Date;
use license::{
    caller::{Caller, Role},
    catalogue::catalogue,
    electronic::License,
    face::{Face, until_text},
    grant::Grant,
    holder_code::HolderCode,
    kind::{Kind, KindClass},
    stage::LicenseStage,
    subject::PersonalText,
};

/// A license as this caller may see it.
#[derive(Clone, Debug, PartialEq)]
pub struct Shown {
    /// 证照标识; empty for a grant that has no electronic license.
    pub identifier: String,
    /// Its kind.
    pub kind: Kind,
    /// Where it stands; `None` for a grant that has no electronic license.
    pub stage: Option<LicenseStage>,
    /// From this day.
    pub from: Date,
    /// To this day; `None` is 长期.
    pub until: Option<Date>,
    /// 证照颁发机构.
    pub issuer: String,
    /// Short name, label, value.
    pub fields: Vec<(String, String, String)>,
}

impl Shown {
    pub(super) fn of(caller: &Caller, license: &License) -> Self {
        let fields = if sees_all(caller.role()) { all(license) } else { masked(license) };
        Self {
            identifier: license.identifier.as_str().to_owned(),
            kind: license.key.kind(),
            stage: Some(license.stage),
            from: license.validity.from,
            until: license.validity.until,
            issuer: license.face.get("ZZBFJG").unwrap_or_default().to_owned(),
            fields,
        }
    }
}

impl Shown {
    /// A grant that has no electronic license: kind and term, nothing of a person.
    pub(super) fn of_grant(grant: &Grant) -> Self {
        Self {
            identifier: String::new(),
            kind: grant.kind,
            stage: None,
            from: grant.validity.from,
            until: grant.validity.until,
            issuer: catalogue().issuer(grant.division).name_zh.clone(),
            fields: Vec::new(),
        }
    }
}

fn sees_all(role: Role) -> bool {
    matches!(role, Role::Officer | Role::Reviewer | Role::Enforcement)
}

/// Everything on the face, for those who must compare it with the world.
fn all(license: &License) -> Vec<(String, String, String)> {
    labelled(license, &license.face, |short_name| license.face.get(short_name).map(str::to_owned))
}

/// The minimum: whose it is, masked, and what a bystander sees anyway.
fn masked(license: &License) -> Vec<(String, String, String)> {
    labelled(license, &license.face, |short_name| {
        let value = license.face.get(short_name)?;
        match (short_name, license.key.kind().class()) {
            ("KZ_XM", _) => Some(PersonalText(value.to_owned()).masked()),
            ("KZ_ZH", _) => HolderCode::parse("111", value).ok().map(|code| code.masked()),
            ("KZ_YHMC", KindClass::Operator) => Some(value.to_owned()),
            ("KZ_YHMC", _) => Some(PersonalText(value.to_owned()).masked()),
            ("KZ_TYSHXYDM" | "KZ_CLHP" | "KZ_CPYS" | "KZ_JYFW" | "KZ_CYZGLB", _) => Some(value.to_owned()),
            _ => None,
        }
    })
}

fn labelled(license: &License, face: &Face, value: impl Fn(&str) -> Option<String>) -> Vec<(String, String, String)> {
    let until = || until_text(license.validity.until);
    catalogue()
        .face_fields(license.key.kind().class())
        .iter()
        .filter(|field| field.on_face && face.get(&field.short_name).is_some())
        .filter_map(|field| {
            let own = value(&field.short_name)?;
            let shown = if field.short_name == "ZZYXQJZRQ" { until() } else { own };
            Some((field.short_name.clone(), field.name_zh.clone(), shown))
        })
        .collect()
}
