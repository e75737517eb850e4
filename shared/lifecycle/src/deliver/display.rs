//! 离线亮证: a phone is registered with its key, and is granted to show the license for a time with no network.

use data_encoding::BASE64;
use jiff::Timestamp;
use license::{
    caller::Caller,
    electronic::{License, LicenseKey},
    event::{EventId, EventKind, Notice, NoticeKind, Scope},
    identifier::Version,
    refusal::Refusal,
    stage::LicenseStage,
};
use seal::{Claims, DeviceKey, DisplayGrant, PublicKey, SignedGrant};

use super::{Deliver, must_be_shown};
use crate::{
    act::{commit_once, done_before, event, request_digest},
    error::{Error, Fault},
    port::Commit,
};

/// For how long a phone shows a license before it asks again. A phone is rarely without network for three days, and one
/// that was lost shows it no longer than that.
pub const GRANT_HOURS: u16 = 72;

/// A phone, by its public key on P-256: phones' key stores have this curve, and never give the private half away.
pub struct Phone(DeviceKey);

impl Phone {
    /// From a SubjectPublicKeyInfo, DER in base 64.
    ///
    /// # Errors
    /// `input.field` with the reason.
    pub fn parse(spki: &str) -> Result<Self, Refusal> {
        let refused = |reason| Refusal::Field { field: "device_key", reason };
        let der = BASE64.decode(spki.as_bytes()).map_err(|_where| refused("device_key.base64"))?;
        let key = PublicKey::from_spki_der(&der).map_err(|_why| refused("device_key.form"))?;
        DeviceKey::new(&key).map(Self).map_err(|_why| refused("device_key.curve"))
    }
}

/// What a phone keeps, and makes display codes of.
pub struct Display {
    /// What a code's digits stand after: an address up to and with its `#`.
    pub base: String,
    /// The signed grant (docs/SEAL.md).
    pub grant: Vec<u8>,
    /// From this moment.
    pub granted_at: Timestamp,
    /// To this moment.
    pub ends_at: Timestamp,
}

impl Deliver {
    /// Grants a phone to show the license. The first time the phone is put on record and the holder is told; afterwards
    /// the same request gives a grant with a new beginning.
    ///
    /// # Errors
    /// `license.unknown`, `license.stage`, `license.not_newest`, the caller's refusals.
    pub async fn display(
        &self,
        caller: &Caller,
        key: &LicenseKey,
        version: Version,
        phone: &Phone,
    ) -> Result<Display, Error> {
        let license = self.license(caller, key, version).await?;
        must_be_shown(&license)?;
        if license.stage == LicenseStage::Sealed {
            return Err(Refusal::LicenseStage.into());
        }
        self.register_phone(caller, &license, &phone.0).await?;
        // The address is the one of the printed code, whatever is configured by now.
        let base = license.code.split_inclusive('#').next().unwrap_or_default().to_owned();
        let signed = self.grant(&license, &phone.0).await?;
        let DisplayGrant { granted_at, .. } = *signed.unverified();
        Ok(Display { base, grant: signed.to_bytes(), granted_at, ends_at: signed.unverified().ends_at() })
    }

    /// Before the signature: no phone shows a license without the holder having been told. If we die in between, the
    /// phone asks again.
    async fn register_phone(&self, caller: &Caller, license: &License, device: &DeviceKey) -> Result<(), Error> {
        let phone = device.public_key().key_id().to_string();
        let name = format!("{}.{}", license.version, phone.to_lowercase());
        let id = EventId::new(Scope::License(license.key.clone()), "display", &name);
        let digest = request_digest(&device.to_bytes().as_slice())?;
        if done_before(&*self.books, &id, &digest).await? {
            return Ok(());
        }
        let grant = self.grants.grant(&license.subject, &license.grant).await?.ok_or(Refusal::NoGrant)?;
        let at = self.clock.now();
        let mut event = event(id.clone(), EventKind::PhoneRegistered, &grant, &caller.actor, at);
        event.request = digest;
        let notice = Notice {
            holder: license.holder.clone(),
            event: id,
            kind: NoticeKind::PhoneRegistered,
            license_kind: license.key.kind(),
            at,
            application: None,
            license: Some(license.key.clone()),
            reasons: Vec::new(),
        };
        commit_once(&*self.books, &Commit { event, writes: Vec::new(), notice: Some(notice) }).await
    }

    /// What the license's own code says, under the key of display grants, and what was made is checked.
    async fn grant(&self, license: &License, device: &DeviceKey) -> Result<SignedGrant, Error> {
        let key = self.display_keys.public_key().await?;
        let unmade = |error: seal::CodeError| Fault::new("seal.claims", error.to_string());
        let printed = seal::parse(&license.code).map_err(unmade)?;
        let grant = DisplayGrant {
            claims: Claims { key_id: key.key_id(), ..printed.unverified().clone() },
            device: device.clone(),
            granted_at: self.clock.now(),
            lifetime_hours: GRANT_HOURS,
        };
        let message = grant.to_bytes().map_err(unmade)?;
        let signature = self.display_keys.sign(&seal::digest_for(&key, &message)).await?;
        let signed = SignedGrant::complete(&message, &signature, &key);
        Ok(signed.map_err(|error| Fault::new("seal.code", error.to_string()))?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A P-256 point as SubjectPublicKeyInfo: the generator.
    const GENERATOR: &str = "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEaxfR8uEsQkf4vOblY6RA8ncDfYEt6zOg9KE5RdiYwpZP40Li/hp/m47n60p8D54WK84zV2sxXs7LtkBoN79R9Q==";

    #[test]
    fn a_phones_key_is_on_p_256() {
        assert!(Phone::parse(GENERATOR).is_ok());
        for wrong in ["", "AAAA", "not base 64", &GENERATOR[4..], &GENERATOR.replace("axfR", "axfS")] {
            assert!(matches!(Phone::parse(wrong), Err(Refusal::Field { field: "device_key", .. })), "{wrong}");
        }
    }
}
