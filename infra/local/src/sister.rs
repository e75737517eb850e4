//! A sister province (art. 19), for demonstrations and tests: an authority, keys, licenses and lists of its own, which
//! share no key and no record with the service. `luzheng sister` is a process of its own that writes what such a province
//! publishes to a folder.

use std::path::Path;

use aws::{Aws, SystemClock};
use data_encoding::BASE64;
use document::Template;
use jiff::civil::{Date, date};
use jiff::{SignedDuration, Timestamp};
use license::clock::chinese_day;
use license::identifier::{Serial, Version};
use license::kind::Kind;
use license::uscc::Uscc;
use lifecycle::port::{Clock as _, SealKeys};
use seal::{
    Claims, DeviceKey, DisplayGrant, Facts, KeyUse, LicenseCode, List as _, PackedStates, Province, ProvinceCode,
    PublicKey, Signature, SignedGrant, SignedStatusList, StatusList, StatusListAddress, StatusState, TrustedIssuer,
    TrustedKey,
};

use crate::cli::Sister;
use crate::host::HostError;
use crate::office::{self, Sealed};
use crate::phone::Phone;
use crate::stores::{self, SealKeySpec, Stores};

/// Its code (GB/T 2260).
const PROVINCE: &str = "120000";
/// Its issuer's number.
const ISSUER: u16 = 101;
/// Made up, with right check characters.
const ISSUER_USCC: &str = "11120000MB10000019";
const HOLDER_USCC: &str = "91120000MA1000001Y";
const ISSUER_NAME: &str = "天津市交通运输委员会（样例）";
const BASE: &str = "HTTPS://TJ.EXAMPLE/#";

/// One license for each state that a list can tell, and one whose term is over: name, state, last day.
const LICENSES: [(&str, StatusState, Option<Date>); 5] = [
    ("ended", StatusState::Ended, None),
    ("not-activated", StatusState::NotActivated, None),
    ("suspended", StatusState::Suspended, None),
    ("valid", StatusState::Valid, None),
    ("expired", StatusState::Valid, Some(date(2025, 12, 31))),
];
const VALID_PLACE: u32 = 3;

/// A sister province while it works.
pub struct SisterProvince {
    stores: Stores,
    aws: Aws,
    sealed: Sealed,
    _folder: tempfile::TempDir,
}

/// Makes it and writes what it publishes: `province.json` for a trust list, its status list and the one before, a code of
/// each license, a phone's code, and the file of the license that is in force.
///
/// # Errors
/// A store or a key does not answer, or a file cannot be written.
pub async fn run(asked: &Sister) -> Result<(), HostError> {
    let published = async {
        let sister = SisterProvince::found().await?;
        sister.publish(&asked.out).await?;
        sister.stores.stop().await;
        Ok(())
    };
    published.await.map_err(HostError::Wiring)
}

impl SisterProvince {
    /// Founds it, with new keys.
    ///
    /// # Errors
    /// A store or a key does not answer.
    pub async fn found() -> Result<Self, String> {
        let folder = tempfile::tempdir().map_err(words)?;
        let stores = stores::start(folder.path()).await.map_err(words)?;
        stores.prepare(SealKeySpec::P256).await.map_err(words)?;
        let aws = crate::assembly::connect(&stores).await.map_err(words)?;
        let sealed = office::made(&stores, &aws).await?;
        Ok(Self { stores, aws, sealed, _folder: folder })
    }

    /// Writes what it publishes.
    ///
    /// # Errors
    /// A key does not answer, or a file cannot be written.
    pub async fn publish(&self, out: &Path) -> Result<(), String> {
        std::fs::create_dir_all(out).map_err(words)?;
        let write = |name: &str, bytes: &[u8]| std::fs::write(out.join(name), bytes).map_err(words);
        let now = SystemClock.now();
        write("province.json", &serde_json::to_vec_pretty(&self.province().await?).map_err(words)?)?;
        let states = LICENSES.map(|(_, state, _)| state);
        let an_hour_ago = now.checked_sub(SignedDuration::from_hours(1)).map_err(words)?;
        let before = [StatusState::Valid; LICENSES.len()];
        write("before.bin", &self.status_list(ISSUER, 1, (&before, an_hour_ago)).await?)?;
        write(&format!("status-{PROVINCE}-{ISSUER}.bin"), &self.status_list(ISSUER, 2, (&states, now)).await?)?;
        for (place, (name, _, last_day)) in (0..).zip(LICENSES) {
            let code = self.code(claims(place, last_day, now)?).await?;
            write(&format!("code-{name}.txt"), code.as_bytes())?;
            write(&format!("code-{name}.png"), &seal::qr_png(&code).map_err(words)?)?;
        }
        write("display.txt", self.display(claims(VALID_PLACE, None, now)?, now).await?.as_bytes())?;
        let code = self.code(claims(VALID_PLACE, None, now)?).await?;
        write("license.ofd", &self.file(&code, now).await?)
    }

    /// What our trust list is to say of it.
    ///
    /// # Errors
    /// A key does not answer.
    pub async fn province(&self) -> Result<Province, String> {
        let mut keys = Vec::new();
        for (key_use, signer) in [
            (KeyUse::License, self.aws.seal_keys()),
            (KeyUse::Status, self.aws.status_keys()),
            (KeyUse::Display, self.aws.display_keys()),
        ] {
            let (spki, from) = (signer.public_key().await.map_err(words)?, date(2023, 11, 1));
            keys.push(TrustedKey { id: spki.key_id(), key_use, spki, from, until: None, removed: None });
        }
        let name = ISSUER_NAME.to_owned();
        Ok(Province {
            code: ProvinceCode::parse(PROVINCE).map_err(words)?,
            name: "天津市".to_owned(),
            name_en: "Tianjin".to_owned(),
            issuers: vec![TrustedIssuer { number: ISSUER, uscc: uscc(ISSUER_USCC)?, name }],
            keys,
            authorities: vec![self.sealed.authority.clone()],
            status_lists: vec![StatusListAddress {
                issuer: ISSUER,
                address: format!("https://tj.example/v1/public/lists/status/{ISSUER}"),
            }],
        })
    }

    /// An issuer's status list: the states of its licenses by their places, as of a moment.
    ///
    /// # Errors
    /// A key does not answer.
    pub async fn status_list(
        &self,
        issuer_number: u16,
        sequence: u64,
        (states, as_of): (&[StatusState], Timestamp),
    ) -> Result<Vec<u8>, String> {
        let as_of = Timestamp::from_second(as_of.as_second()).map_err(words)?;
        let mut packed = PackedStates::new(u32::try_from(states.len()).map_err(words)?).map_err(words)?;
        for (place, state) in (0..).zip(states) {
            packed.set(place, *state).map_err(words)?;
        }
        let next_update = as_of.checked_add(SignedDuration::from_hours(12)).map_err(words)?;
        let list = StatusList { issuer_number, sequence, as_of, next_update, states: packed };
        let (message, keys) = (list.to_bytes().map_err(words)?, self.aws.status_keys());
        let (signature, key) = signed(&*keys, &message).await?;
        SignedStatusList::complete(&message, &signature, &key).map_err(words)
    }

    /// A license code with these claims, signed by its issuing key.
    ///
    /// # Errors
    /// The claims cannot be written, or a key does not answer.
    pub async fn code(&self, claims: Claims) -> Result<String, String> {
        let keys = self.aws.seal_keys();
        let claims = Claims { key_id: keys.public_key().await.map_err(words)?.key_id(), ..claims };
        let message = claims.to_bytes().map_err(words)?;
        let (signature, key) = signed(&*keys, &message).await?;
        let code = LicenseCode::complete(&message, &signature, &key).map_err(words)?;
        Ok(code.to_url(&seal::BaseAddress::parse(BASE).map_err(words)?))
    }

    /// The code that a phone of the license's holder shows at a moment.
    ///
    /// # Errors
    /// The claims cannot be written, or a key does not answer.
    pub async fn display(&self, claims: Claims, now: Timestamp) -> Result<String, String> {
        let (keys, phone) = (self.aws.display_keys(), Phone::new()?);
        let claims = Claims { key_id: keys.public_key().await.map_err(words)?.key_id(), ..claims };
        let device = BASE64.decode(phone.device_key()?.as_bytes()).map_err(words)?;
        let grant = DisplayGrant {
            claims,
            device: DeviceKey::new(&PublicKey::from_spki_der(&device).map_err(words)?).map_err(words)?,
            granted_at: Timestamp::from_second(now.as_second()).map_err(words)?,
            lifetime_hours: 72,
        };
        let message = grant.to_bytes().map_err(words)?;
        let (signature, key) = signed(&*keys, &message).await?;
        let grant = SignedGrant::complete(&message, &signature, &key).map_err(words)?;
        phone.show(&grant.to_bytes(), BASE, now)
    }

    /// The license of a code as a sealed file, drawn by our template with made-up values.
    async fn file(&self, code: &str, now: Timestamp) -> Result<Vec<u8>, String> {
        let kind = Kind::BusinessLicense;
        let template = Template::of(kind, kind.template_version()).ok_or("no template")?;
        let claims = seal::parse(code).map_err(words)?.unverified().clone();
        let identifier = claims.identifier(uscc(ISSUER_USCC)?).as_str().to_owned();
        let mut input = document::sample(template);
        for (name, value) in [
            ("ZZBS", identifier.as_str()),
            ("KZ_TYSHXYDM", HOLDER_USCC),
            ("KZ_YHMC", "天津样例运输有限公司"),
            ("KZ_DZ", "天津市和平区样例路 1 号"),
            ("KZ_XKZZ", "津交运管许可字"),
            ("KZ_XKZH", "120000900001"),
            ("KZ_XZQH", PROVINCE),
            ("ZZBFJG", ISSUER_NAME),
        ] {
            input.custom_data.iter_mut().filter(|(own, _)| own == name).for_each(|(_, own)| value.clone_into(own));
            let lines = input.face.iter_mut().filter(|line| line.short_name == name);
            lines.for_each(|line| value.clone_into(&mut line.value));
        }
        for day in ["ZZBFRQ", "ZZYXQQSRQ"] {
            let own = input.custom_data.iter_mut().filter(|(own, _)| own == day);
            own.for_each(|(_, own)| "20231101".clone_into(own));
        }
        input.made_at = now;
        input.code_png = seal::qr_png(code).map_err(words)?;
        input.identifier = identifier;
        let drawn = document::render(&input).map_err(words)?;
        let (seal, signer) = (&self.sealed.seal, &self.sealed.signer);
        let order = document::SealOrder { seal, signer, place: template.seal_place(), signed_at: now };
        let prepared = document::prepare(drawn, &order).map_err(words)?;
        let signature = self.aws.seal_keys().sign(&prepared.digest()).await.map_err(words)?;
        prepared.complete(&signature).map_err(words)
    }
}

async fn signed(keys: &dyn SealKeys, message: &[u8]) -> Result<(Signature, PublicKey), String> {
    let key = keys.public_key().await.map_err(words)?;
    let signature = keys.sign(&seal::digest_for(&key, message)).await.map_err(words)?;
    Ok((signature, key))
}

/// What the code of its license at a place says; the key comes with the signature.
fn claims(place: u32, expires_on: Option<Date>, now: Timestamp) -> Result<Claims, String> {
    Ok(Claims {
        kind: Kind::BusinessLicense,
        issuer_number: ISSUER,
        serial: Serial::parse(&format!("TJ0000000000000{place}")).map_err(words)?,
        version: Version::FIRST,
        issued_on: expires_on.map_or_else(|| chinese_day(now), |_| date(2023, 11, 2)),
        expires_on,
        status_index: Some(place),
        key_id: seal::KeyId::from_bytes([0; 8]),
        facts: Facts::Operator { uscc: uscc(HOLDER_USCC)? },
    })
}

fn uscc(text: &str) -> Result<Uscc, String> {
    Uscc::parse(text).map_err(words)
}

fn words(error: impl std::fmt::Display) -> String {
    error.to_string()
}
