//! What a license shows: its document, its photo, its code, its number.

use license::{electronic::License, kind::KindClass, subject::PhotoOnFile};
use seal::{Claims, Facts, PublicKey};

use super::{Books, Findings};

impl Books {
    pub(super) fn check_files(&self, findings: &mut Findings) {
        for license in self.licenses.values() {
            let id = format!("{} {}", license.key, license.version);
            let document = self.documents.get(&license.document);
            findings.unless(document.is_some(), "license.document_missing", &id);
            let same = document.is_none_or(|data| data.as_ref().is_some_and(|data| is_face(license, data)));
            findings.unless(same, "license.document_differs", &id);
            let has = |photo: &PhotoOnFile| self.photos.contains(&photo.digest);
            findings.unless(license.photo.as_ref().is_none_or(has), "license.photo_missing", &id);
            let asked = license.key.kind().photo().is_some();
            findings.unless(license.photo.is_some() == asked, "license.photo", &id);
            findings.unless(self.is_numbered(license), "license.number", &id);
            match self.claims(license) {
                None => findings.unless(false, "license.code_unverified", &id),
                Some(claims) => findings.unless(is_said_by(license, &claims), "license.code_differs", &id),
            }
        }
    }

    /// A practitioner's number is the ID number; every other is the grant's, and is held for it.
    fn is_numbered(&self, license: &License) -> bool {
        let shown = license.face.get("ZZBH").unwrap_or_default();
        let held =
            |holder: &lifecycle::port::NumberHolder| holder.grant == license.grant && holder.number.as_str() == shown;
        license.key.kind().class() == KindClass::Practitioner || self.numbers.iter().any(held)
    }

    /// What the code says, if a published key signed it.
    fn claims(&self, license: &License) -> Option<Claims> {
        let code = seal::parse(&license.code).ok()?;
        let key = self.issuer_keys.iter().find(|key| key.key_id == code.key_id().to_string())?;
        let spki = data_encoding::BASE64.decode(key.spki.as_bytes()).ok()?;
        code.verify(&PublicKey::from_spki_der(&spki).ok()?).ok().cloned()
    }
}

/// The file's data are the face, and the name of the seal.
fn is_face(license: &License, custom_data: &[(String, String)]) -> bool {
    let face = license.face.0.iter().map(|field| (field.short_name.as_str(), field.value.as_str()));
    face.chain([("ZZQZMC", seal::ses::SEAL_TEXT)])
        .eq(custom_data.iter().map(|(name, value)| (name.as_str(), value.as_str())))
}

fn is_said_by(license: &License, claims: &Claims) -> bool {
    let says = |short_name: &str| license.face.get(short_name).unwrap_or_default();
    let named = claims.identifier(license.identifier.issuer().clone()) == license.identifier;
    named
        && claims.expires_on == license.validity.until
        && claims.status_index == license.status_index
        && match &claims.facts {
            Facts::Operator { uscc } => uscc.as_str() == says("KZ_TYSHXYDM"),
            Facts::Vehicle { plate } => (plate.number(), plate.color().as_str()) == (says("KZ_CLHP"), says("KZ_CPYS")),
            Facts::Practitioner { name, id_tail } => {
                name.matches(says("KZ_XM")) && says("KZ_ZH").ends_with(id_tail.as_str())
            }
        }
}
