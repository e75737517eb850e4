//! The making's pure parts: the license, its claims and its document, each from the same basis.

use document::{DocumentInput, FaceLine, Package, Photo, Template};
use license::{
    catalogue::{FaceField, List, catalogue},
    clock::chinese_day,
    electronic::{License, LicenseKey},
    face::{Face, FaceSource, face},
    refusal::Refusal,
    stage::LicenseStage,
};
use seal::{Claims, PublicKey};

use super::{Basis, Issue};
use crate::{
    error::{Error, Fault},
    object::{MediaType, ObjectKey},
};

fn unfinished(step: &'static str) -> Fault {
    Fault::new("issue.unfinished", format!("a making lacks what {step} fixed"))
}

/// The face as of the basis.
fn face_of(basis: &Basis) -> Result<Face, Error> {
    let making = &basis.application.making;
    let issuer = catalogue().issuer(basis.grant.division);
    let own = basis.grant.number.as_ref().or(making.number.as_ref()).map(|number| number.as_str());
    let number = match &basis.subject.facts {
        license::subject::Facts::Practitioner(person) => person.code.value(),
        license::subject::Facts::Operator(_) | license::subject::Facts::Vehicle(_) => {
            own.ok_or_else(|| unfinished("numbering"))?
        }
    };
    Ok(face(&FaceSource {
        grant: &basis.grant,
        subject: &basis.subject,
        number,
        identifier: making.identifier.as_ref().ok_or_else(|| unfinished("numbering"))?,
        issuer_name: &issuer.name_zh,
        issuer_code: &issuer.uscc,
        made_at: making.made_at.ok_or_else(|| unfinished("numbering"))?,
    }))
}

/// What the code says, for the officer to compare with the world.
pub(super) fn claims(basis: &Basis, key: &PublicKey) -> Result<Claims, Error> {
    let making = &basis.application.making;
    let identifier = making.identifier.as_ref().ok_or_else(|| unfinished("numbering"))?;
    let made_at = making.made_at.ok_or_else(|| unfinished("numbering"))?;
    let claims = crate::code::claims(identifier, &basis.grant, &basis.subject, key)?;
    let status_index = making.status_place.map(|place| place.index);
    // The day on which this version is made: verifiers ask whether the key was one to sign with on that day, and the grant
    // may be older than every key. What is corrected after its term bears the last day of it.
    let issued_on = claims.expires_on.map_or(chinese_day(made_at), |last| last.min(chinese_day(made_at)));
    Ok(Claims { issued_on, status_index, ..claims })
}

/// The license as it will stand in the books. It takes over how far the version before had come, so that a change of
/// the register never makes a holder claim and activate again.
pub(super) fn license(basis: &Basis, before: Option<&License>) -> Result<License, Error> {
    let making = &basis.application.making;
    let identifier = making.identifier.clone().ok_or_else(|| unfinished("numbering"))?;
    if before.is_some_and(|old| old.stage.is_ended()) {
        return Err(Refusal::RecordChanged.into());
    }
    Ok(License {
        key: LicenseKey::of(&identifier),
        version: identifier.version(),
        replaces: before.map(|old| old.identifier.clone()),
        reason: basis.application.reason,
        grant: basis.grant.id.clone(),
        subject: basis.subject.id.clone(),
        holder: basis.grant.holder.clone(),
        division: basis.grant.division,
        application: basis.application.id.clone(),
        catalogue: catalogue().version().to_owned(),
        template: making.template(),
        face: face_of(basis)?,
        photo: photo_of(basis),
        validity: basis.grant.validity,
        stage: before.map_or(LicenseStage::Sealed, |old| old.stage),
        suspended_from: before.and_then(|old| old.suspended_from),
        act: before.and_then(|old| old.act.clone()),
        made_at: making.made_at.ok_or_else(|| unfinished("numbering"))?,
        status_index: making.status_place.map(|place| place.index),
        code: making.code.clone().ok_or_else(|| unfinished("signing"))?,
        document: making.document.clone().ok_or_else(|| unfinished("storing"))?,
        identifier,
        revision: 0,
    })
}

fn photo_of(basis: &Basis) -> Option<license::subject::PhotoOnFile> {
    basis.subject.photo.clone().filter(|_| basis.grant.kind.photo().is_some())
}

/// The template that the making was begun with: a catalogue that changes meanwhile changes no document half way.
pub(super) fn template(basis: &Basis) -> Result<&'static Template, Fault> {
    let (kind, version) = (basis.grant.kind, basis.application.making.template());
    Template::of(kind, version)
        .ok_or_else(|| Fault::new("document.no_template", format!("no template {}-{version}", kind.code())))
}

impl Issue {
    /// The document's files: the same for the same basis.
    pub(super) async fn document(&self, basis: &Basis) -> Result<Package, Error> {
        let making = &basis.application.making;
        let face = face_of(basis)?;
        let code = making.code.as_deref().ok_or_else(|| unfinished("signing"))?;
        let code_png = seal::qr_png(code).map_err(|error| Fault::new("seal.picture", error.to_string()))?;
        let template = template(basis)?;
        let input = DocumentInput {
            template,
            title: basis.grant.kind.face_title().to_owned(),
            identifier: making.identifier.as_ref().ok_or_else(|| unfinished("numbering"))?.as_str().to_owned(),
            face: face_lines(&face, template),
            custom_data: custom_data(&face),
            photo: self.photo(basis).await?,
            code_png,
            made_at: making.made_at.ok_or_else(|| unfinished("numbering"))?,
        };
        document::render(&input).map_err(|error| Fault::new("document.render", error.to_string()).into())
    }

    async fn photo(&self, basis: &Basis) -> Result<Option<Photo>, Error> {
        let Some(kept) = photo_of(basis) else {
            return Ok(None);
        };
        let media = MediaType::parse(&kept.media_type);
        let media = media.ok_or_else(|| Fault::new("vault.photo_unreadable", "a photo of no known type"))?;
        let bytes = self.vault.kept(&ObjectKey::Photo { digest: kept.digest, media }).await?;
        let bytes = bytes.ok_or_else(|| Fault::new("vault.photo_missing", "an accepted photo is not in the vault"))?;
        let seen = photo::describe(&bytes)
            .ok_or_else(|| Fault::new("vault.photo_unreadable", "an accepted photo cannot be read"))?;
        Ok(Some(Photo {
            media_type: match seen.format {
                photo::Format::Jpeg => document::MediaType::Jpeg,
                photo::Format::Png => document::MediaType::Png,
            },
            bytes: bytes.to_vec(),
            width: seen.width,
            height: seen.height,
            orientation: seen.orientation.value(),
        }))
    }
}

/// The elements of GB/T 36903 and the face, by short name (GB/T 33190, 7.4).
fn custom_data(face: &Face) -> Vec<(String, String)> {
    let seal = ("ZZQZMC".to_owned(), seal::ses::SEAL_TEXT.to_owned());
    face.0.iter().map(|field| (field.short_name.clone(), field.value.clone())).chain([seal]).collect()
}

/// What the template prints, with the catalogue's names for codes.
fn face_lines(face: &Face, template: &Template) -> Vec<FaceLine> {
    let catalogue = catalogue();
    let fields = catalogue.face_fields(template.kind().class()).iter().chain(catalogue.common_fields());
    let mut lines: Vec<FaceLine> = Vec::new();
    for field in fields.filter(|field| template.fields().any(|name| name == field.short_name)) {
        let known = lines.iter().any(|line| line.short_name == field.short_name);
        if let Some(value) = face.get(&field.short_name).filter(|_| !known) {
            lines.push(FaceLine { short_name: field.short_name.clone(), value: printed(field, value) });
        }
    }
    lines
}

/// A coded value as people read it; the data beside the page keeps the code.
fn printed(field: &FaceField, value: &str) -> String {
    let list = match field.short_name.as_str() {
        "KZ_JJLX" => List::EconomicType,
        "KZ_CPYS" => List::PlateColor,
        "KZ_CLLX" => List::VehicleType,
        "KZ_XB" => List::Sex,
        "KZ_FZJGBS" => List::BranchFlag,
        // a list of codes may be broken into lines after each
        "KZ_JYFWDM" => return value.replace(',', "、"),
        _ if field.value_type == "date" => return license::face::day_in_words(value),
        _ => return value.to_owned(),
    };
    catalogue().name_zh(list, value).unwrap_or(value).to_owned()
}
