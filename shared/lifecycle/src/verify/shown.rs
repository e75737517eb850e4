//! What a caller may see of a license: the public and holders the masked minimum, authorised callers the face.

use jiff::civil::Date;
use license::{
    caller::{Caller, Role},
    catalogue::catalogue,
    electronic::License,
    face::{Face, FaceSource, face, until_text},
    grant::{Grant, Standing, Validity},
    holder_code::HolderCode,
    kind::{Kind, KindClass},
    stage::LicenseStage,
    subject::{Facts, PersonalText, Subject},
};

use super::asking::Asking;

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

/// What a face is shown from.
struct Seen<'a> {
    kind: Kind,
    face: &'a Face,
    term: &'a Validity,
}

impl Shown {
    pub(super) fn of(caller: &Caller, license: &License) -> Self {
        let seen = Seen { kind: license.key.kind(), face: &license.face, term: &license.validity };
        Self {
            identifier: license.identifier.as_str().to_owned(),
            kind: license.key.kind(),
            stage: Some(license.stage),
            from: license.validity.from,
            until: license.validity.until,
            issuer: license.face.get("ZZBFJG").unwrap_or_default().to_owned(),
            fields: seen.by(caller),
        }
    }

    /// A license by its grant and the record behind it, as a look-up reads them in one query. While a change of the register
    /// is on its way into a new version, the register is what is shown.
    pub(super) fn of_record(asking: &Asking<'_>, subject: &Subject, (grant, standing): (&Grant, &Standing)) -> Self {
        let issuer = catalogue().issuer(grant.division);
        let own = grant.number.as_ref().map_or_else(|| number_of(subject), |number| number.as_str());
        let face = face(&FaceSource {
            grant,
            subject,
            number: own,
            identifier: &standing.identifier,
            issuer_name: &issuer.name_zh,
            issuer_code: &issuer.uscc,
            made_at: asking.now,
        });
        let seen = Seen { kind: grant.kind, face: &face, term: &standing.validity };
        Self {
            identifier: standing.identifier.as_str().to_owned(),
            kind: grant.kind,
            stage: Some(standing.stage),
            from: standing.validity.from,
            until: standing.validity.until,
            issuer: issuer.name_zh.clone(),
            fields: seen.by(asking.caller),
        }
    }

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

/// Whether all of a face is shown: to those who must compare it with the world.
pub(super) fn sees_all(role: Role) -> bool {
    matches!(role, Role::Officer | Role::Reviewer | Role::Enforcement)
}

/// A practitioner's number is the ID number.
fn number_of(subject: &Subject) -> &str {
    match &subject.facts {
        Facts::Practitioner(person) => person.code.value(),
        Facts::Operator(_) | Facts::Vehicle(_) => "",
    }
}

impl Seen<'_> {
    fn by(&self, caller: &Caller) -> Vec<(String, String, String)> {
        if sees_all(caller.role()) { self.all() } else { self.masked() }
    }

    /// Everything on the face, for those who must compare it with the world.
    fn all(&self) -> Vec<(String, String, String)> {
        self.labelled(|short_name| self.face.get(short_name).map(str::to_owned))
    }

    /// The minimum: whose it is, masked, and what a bystander sees anyway.
    fn masked(&self) -> Vec<(String, String, String)> {
        self.labelled(|short_name| {
            let value = self.face.get(short_name)?;
            match (short_name, self.kind.class()) {
                ("KZ_XM", _) => Some(PersonalText(value.to_owned()).masked()),
                ("KZ_ZH", _) => HolderCode::parse("111", value).ok().map(|code| code.masked()),
                ("KZ_YHMC", KindClass::Operator) => Some(value.to_owned()),
                ("KZ_YHMC", _) => Some(PersonalText(value.to_owned()).masked()),
                ("KZ_TYSHXYDM" | "KZ_CLHP" | "KZ_CPYS" | "KZ_JYFW" | "KZ_CYZGLB", _) => Some(value.to_owned()),
                _ => None,
            }
        })
    }

    fn labelled(&self, value: impl Fn(&str) -> Option<String>) -> Vec<(String, String, String)> {
        let until = || until_text(self.term.until);
        catalogue()
            .face_fields(self.kind.class())
            .iter()
            .filter(|field| field.on_face && self.face.get(&field.short_name).is_some())
            .filter_map(|field| {
                let own = value(&field.short_name)?;
                let shown = if field.short_name == "ZZYXQJZRQ" { until() } else { own };
                Some((field.short_name.clone(), field.name_zh.clone(), shown))
            })
            .collect()
    }
}
