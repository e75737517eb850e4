//! A sister province (art. 19), for demonstrations and tests: an authority, keys, licenses and lists of its own, made by a
//! process that shares no key and no record with the service. What it publishes is written to a folder.

use std::path::Path;

use aws::{Aws, SystemClock};
use document::Template;
use jiff::civil::{Date, date};
use jiff::{SignedDuration, Timestamp};
use license::clock::chinese_day;
use license::identifier::{Serial, Version};
use license::kind::Kind;
use license::uscc::Uscc;
use lifecycle::port::{Clock as _, SealKeys};
use seal::{
    Claims, Facts, KeyUse, LicenseCode, List as _, PackedStates, Province, ProvinceCode, PublicKey, SignedStatusList,
    StatusList, StatusListAddress, StatusState, TrustedIssuer, TrustedKey,
};

use crate::cli::Sister;
use crate::host::HostError;
use crate::office::{self, Sealed};
use crate::stores::{self, SealKeySpec};

/// Its code (GB/T 2260).
const PROVINCE: &str = "120000";
/// Its issuer's number.
const ISSUER: u16 = 101;
/// Made up, with right check characters.
const ISSUER_USCC: &str = "11120000MB10000019";
const HOLDER_USCC: &str = "91120000MA1000001Y";
const BASE: &str = "HTTPS://TJ.EXAMPLE/#";

/// One license for each state that a list can tell, and one whose term is over: name, state, last day.
const LICENSES: [(&str, StatusState, Option<Date>); 5] = [
    ("ended", StatusState::Ended, None),
    ("not-activated", StatusState::NotActivated, None),
    ("suspended", StatusState::Suspended, None),
    ("valid", StatusState::Valid, None),
    ("expired", StatusState::Valid, Some(date(2025, 12, 31))),
];

/// Makes it and writes what it publishes: `province.json` for a trust list, its status list, a code of each license, and
/// the file of the one that is in force.
///
/// # Errors
/// A store or a key does not answer, or a file cannot be written.
pub async fn run(asked: &Sister) -> Result<(), HostError> {
    make(&asked.out).await.map_err(HostError::Wiring)
}

async fn make(out: &Path) -> Result<(), String> {
    let folder = tempfile::tempdir().map_err(words)?;
    let stores = stores::start(folder.path()).await.map_err(words)?;
    stores.prepare(SealKeySpec::P256).await.map_err(words)?;
    let aws = crate::assembly::connect(&stores).await.map_err(words)?;
    let sealed = office::made(&stores, &aws).await?;
    std::fs::create_dir_all(out).map_err(words)?;
    let write = |name: &str, bytes: &[u8]| std::fs::write(out.join(name), bytes).map_err(words);
    let now = SystemClock.now();
    write("province.json", &serde_json::to_vec_pretty(&province(&aws, &sealed).await?).map_err(words)?)?;
    write(&format!("status-{PROVINCE}-{ISSUER}.bin"), &status_list(&aws, now).await?)?;
    for (place, license) in LICENSES.iter().enumerate() {
        let code = code(&aws, place, *license, now).await?;
        write(&format!("code-{}.txt", license.0), code.as_bytes())?;
        if license.0 == "valid" {
            write("license.ofd", &file(&aws, &sealed, &code, now).await?)?;
        }
    }
    stores.stop().await;
    Ok(())
}

/// What our trust list is to say of it.
async fn province(aws: &Aws, sealed: &Sealed) -> Result<Province, String> {
    let issuing = public(&*aws.seal_keys()).await?;
    let status = public(&*aws.status_keys()).await?;
    let key = |key_use, spki: PublicKey| TrustedKey {
        id: spki.key_id(),
        key_use,
        spki,
        from: date(2023, 11, 1),
        until: None,
        removed: None,
    };
    Ok(Province {
        code: ProvinceCode::parse(PROVINCE).map_err(words)?,
        name: "天津市".to_owned(),
        name_en: "Tianjin".to_owned(),
        issuers: vec![TrustedIssuer {
            number: ISSUER,
            uscc: uscc(ISSUER_USCC)?,
            name: "天津市交通运输委员会（样例）".to_owned(),
        }],
        keys: vec![key(KeyUse::License, issuing), key(KeyUse::Status, status)],
        authorities: vec![sealed.authority.clone()],
        status_lists: vec![StatusListAddress {
            issuer: ISSUER,
            address: "https://tj.example/v1/public/lists/status/101".to_owned(),
        }],
    })
}

async fn status_list(aws: &Aws, now: Timestamp) -> Result<Vec<u8>, String> {
    let as_of = Timestamp::from_second(now.as_second()).map_err(words)?;
    let mut states = PackedStates::new(u32::try_from(LICENSES.len()).map_err(words)?).map_err(words)?;
    for (place, (_, state, _)) in (0..).zip(LICENSES) {
        states.set(place, state).map_err(words)?;
    }
    let next_update = as_of.saturating_add(SignedDuration::from_hours(12)).map_err(words)?;
    let list = StatusList { issuer_number: ISSUER, sequence: 1, as_of, next_update, states };
    let keys = aws.status_keys();
    let (message, key) = (list.to_bytes().map_err(words)?, public(&*keys).await?);
    let signature = keys.sign(&seal::digest_for(&key, &message)).await.map_err(words)?;
    SignedStatusList::complete(&message, &signature, &key).map_err(words)
}

async fn code(
    aws: &Aws,
    place: usize,
    (_, _, expires_on): (&str, StatusState, Option<Date>),
    now: Timestamp,
) -> Result<String, String> {
    let keys = aws.seal_keys();
    let key = public(&*keys).await?;
    let claims = Claims {
        issued_on: expires_on.map_or_else(|| chinese_day(now), |_| date(2023, 11, 2)),
        expires_on,
        status_index: Some(u32::try_from(place).map_err(words)?),
        key_id: key.key_id(),
        ..claims(place)?
    };
    let message = claims.to_bytes().map_err(words)?;
    let signature = keys.sign(&seal::digest_for(&key, &message)).await.map_err(words)?;
    let code = LicenseCode::complete(&message, &signature, &key).map_err(words)?;
    Ok(code.to_url(&seal::BaseAddress::parse(BASE).map_err(words)?))
}

/// What all have in common; keys and days come with the code.
fn claims(place: usize) -> Result<Claims, String> {
    Ok(Claims {
        kind: Kind::BusinessLicense,
        issuer_number: ISSUER,
        serial: Serial::parse(&format!("TJ0000000000000{place}")).map_err(words)?,
        version: Version::FIRST,
        issued_on: date(2023, 11, 2),
        expires_on: None,
        status_index: None,
        key_id: seal::KeyId::from_bytes([0; 8]),
        facts: Facts::Operator { uscc: uscc(HOLDER_USCC)? },
    })
}

/// The license in force as a sealed file, drawn by our template with made-up values.
async fn file(aws: &Aws, sealed: &Sealed, code: &str, now: Timestamp) -> Result<Vec<u8>, String> {
    let kind = Kind::BusinessLicense;
    let template = Template::of(kind, kind.template_version()).ok_or("no template")?;
    let claims = seal::parse(code).map_err(words)?.unverified().clone();
    let identifier = claims.identifier(uscc(ISSUER_USCC)?).as_str().to_owned();
    let mut input = document::sample(template);
    for (name, value) in &mut input.custom_data {
        if name == "ZZBS" {
            value.clone_from(&identifier);
        }
    }
    input.code_png = seal::qr_png(code).map_err(words)?;
    input.identifier = identifier;
    let drawn = document::render(&input).map_err(words)?;
    let order = document::SealOrder {
        seal: &sealed.seal,
        signer: &sealed.signer,
        place: template.seal_place(),
        signed_at: now,
    };
    let prepared = document::prepare(drawn, &order).map_err(words)?;
    let signature = aws.seal_keys().sign(&prepared.digest()).await.map_err(words)?;
    prepared.complete(&signature).map_err(words)
}

async fn public(keys: &dyn SealKeys) -> Result<PublicKey, String> {
    keys.public_key().await.map_err(words)
}

fn uscc(text: &str) -> Result<Uscc, String> {
    Uscc::parse(text).map_err(words)
}

fn words(error: impl std::fmt::Display) -> String {
    error.to_string()
}
