//! The trust list: drafted from what is installed, signed by the root key, installed for everybody to fetch. A deployment's
//! operators do the three one by one, and write sister provinces, last days and removals into the draft; the development
//! service does them at its start.

use std::collections::BTreeMap;
use std::path::Path;

use aws::{Aws, SystemClock};
use data_encoding::BASE64;
use jiff::{SignedDuration, Timestamp};
use license::catalogue::catalogue;
use license::clock::chinese_day;
use lifecycle::act::sha256_hex;
use lifecycle::object::ObjectKey;
use lifecycle::port::{Clock, IssuerKey, IssuerKeys, ListHeads, SealKeys, SignedLists, TrustHead};
use seal::ses::Certificate;
use seal::{
    KeyUse, List, Province, ProvinceCode, PublicKey, SignedTrustList, StatusListAddress, TrustList, TrustedIssuer,
    TrustedKey, digest_for,
};

use crate::cli::{DraftTrustList, InstallTrustList, SignTrustList};
use crate::host::HostError;

/// After this a status list tells nothing any more.
const STATUS_AGE_MAX_SECONDS: u32 = 24 * 3600;
/// A trust list is signed anew at the latest after so long.
const NEXT_UPDATE: SignedDuration = SignedDuration::from_hours(90 * 24);
/// And the development service's when so much of it is left.
const LEFT_MIN: SignedDuration = SignedDuration::from_hours(30 * 24);

/// Prints the next trust list as JSON, not signed: the installed one with the keys of now, or a first one.
///
/// # Errors
/// The configuration is not complete, or a store or a key does not answer.
pub async fn draft(asked: &DraftTrustList) -> Result<(), HostError> {
    let aws = Aws::deployed().await.map_err(words)?;
    let list = drafted(&aws, &asked.address).await.map_err(words)?;
    println!("{}", serde_json::to_string_pretty(&list).map_err(words)?);
    Ok(())
}

/// Signs a draft by the root key and writes the signed list.
///
/// # Errors
/// The draft is no trust list, or the key cannot sign.
pub async fn sign(asked: &SignTrustList) -> Result<(), HostError> {
    let aws = Aws::deployed().await.map_err(words)?;
    let list: TrustList = serde_json::from_slice(&std::fs::read(&asked.draft).map_err(words)?).map_err(words)?;
    write(&asked.out, &signed(&aws, &list).await.map_err(words)?)
}

/// Installs a signed list, if the root key signed it and its version goes on.
///
/// # Errors
/// It is none of ours, it goes back, or a store does not answer.
pub async fn install(asked: &InstallTrustList) -> Result<(), HostError> {
    let aws = Aws::deployed().await.map_err(words)?;
    let version = installed(&aws, std::fs::read(&asked.list).map_err(words)?).await.map_err(words)?;
    println!("installed version {version}");
    Ok(())
}

/// Sees to it that the development service has a trust list that names its keys, and those of the sister provinces.
///
/// # Errors
/// A store or a key does not answer.
pub async fn ensure(aws: &Aws, address: &str, sisters: &[Province]) -> Result<(), String> {
    let mut list = drafted(aws, address).await?;
    list.provinces.retain(|known| sisters.iter().all(|sister| sister.code != known.code));
    list.provinces.extend_from_slice(sisters);
    let now = SystemClock.now();
    let is_current =
        |old: &TrustList| old.provinces == list.provinces && old.next_update.duration_since(now) > LEFT_MIN;
    if newest(aws).await?.is_some_and(|old| is_current(&old)) {
        return Ok(());
    }
    installed(aws, signed(aws, &list).await?).await.map(drop)
}

/// What a sister province gave of itself, to be written into our trust list.
///
/// # Errors
/// The file cannot be read, or is no sister's.
pub fn sister(folder: &Path) -> Result<Province, String> {
    let bytes = std::fs::read(folder.join("province.json")).map_err(text)?;
    let province: Province = serde_json::from_slice(&bytes).map_err(text)?;
    if verifier::is_home(&province.code) { Err("a sister province has our own code".to_owned()) } else { Ok(province) }
}

/// The installed list, under the root key.
///
/// # Errors
/// A store or the key does not answer, or what lies there is not the root's.
pub async fn newest(aws: &Aws) -> Result<Option<TrustList>, String> {
    let Some(head) = aws.lists_table().trust_head().await.map_err(text)? else { return Ok(None) };
    let bytes = aws.lists().kept_list(&ObjectKey::TrustList { digest: head.digest }).await.map_err(text)?;
    let bytes = bytes.ok_or("the installed trust list is not there")?;
    let root = aws.root_keys().public_key().await.map_err(text)?;
    SignedTrustList::read(&bytes).and_then(|list| list.verify(&root)).map(Some).map_err(text)
}

/// The next version. What operators have written about a key or about a sister province stays.
///
/// # Errors
/// A store or a key does not answer.
pub async fn drafted(aws: &Aws, address: &str) -> Result<TrustList, String> {
    let now = Timestamp::from_second(SystemClock.now().as_second()).map_err(text)?;
    let old = newest(aws).await?;
    let own = own_province(aws, address, old.as_ref()).await?;
    let sisters = old.iter().flat_map(|old| &old.provinces).filter(|one| one.code != own.code).cloned();
    Ok(TrustList {
        version: old.as_ref().map_or(0, |old| old.version) + 1,
        issued_at: now,
        next_update: now.checked_add(NEXT_UPDATE).map_err(text)?,
        status_age_max_seconds: old.as_ref().map_or(STATUS_AGE_MAX_SECONDS, |old| old.status_age_max_seconds),
        provinces: [own.clone()].into_iter().chain(sisters).collect(),
    })
}

async fn own_province(aws: &Aws, address: &str, old: Option<&TrustList>) -> Result<Province, String> {
    let code = ProvinceCode::parse("210000").map_err(text)?;
    let installed = aws.records().issuer_keys().await.map_err(text)?;
    let before = old.iter().flat_map(|old| &old.provinces).filter(|one| one.code == code).flat_map(|one| &one.keys);
    let mut keys: Vec<TrustedKey> = before.cloned().collect();
    for key in keys_of(aws, &installed).await? {
        if !keys.iter().any(|known| known.id == key.id) {
            keys.push(key);
        }
    }
    let issuers: BTreeMap<u16, TrustedIssuer> = catalogue().divisions().map(|one| trusted(&one.issuer)).collect();
    let at = |issuer: &u16| StatusListAddress {
        issuer: *issuer,
        address: format!("{address}/v1/public/lists/status/{issuer}"),
    };
    Ok(Province {
        code,
        name: "辽宁省".to_owned(),
        name_en: "Liaoning".to_owned(),
        status_lists: issuers.keys().map(at).collect(),
        issuers: issuers.into_values().collect(),
        keys,
        authorities: authorities(&installed)?,
    })
}

fn trusted(issuer: &license::catalogue::Issuer) -> (u16, TrustedIssuer) {
    let (number, uscc, name) = (issuer.number, issuer.uscc.clone(), issuer.name_zh.clone());
    (number, TrustedIssuer { number, uscc, name })
}

/// The keys of now, each for its use: the installed issuing keys, and those of status lists and display grants.
async fn keys_of(aws: &Aws, installed: &[IssuerKey]) -> Result<Vec<TrustedKey>, String> {
    let mut keys = Vec::new();
    for key in installed {
        let spki = PublicKey::from_spki_der(&der(&key.spki)?).map_err(text)?;
        keys.push(trusted_key(spki, KeyUse::License, key.from));
    }
    let now = SystemClock.now();
    for (signer, key_use) in [(aws.status_keys(), KeyUse::Status), (aws.display_keys(), KeyUse::Display)] {
        keys.push(trusted_key(signer.public_key().await.map_err(text)?, key_use, now));
    }
    Ok(keys)
}

fn trusted_key(spki: PublicKey, key_use: KeyUse, from: Timestamp) -> TrustedKey {
    TrustedKey { id: spki.key_id(), key_use, spki, from: chinese_day(from), until: None, removed: None }
}

fn authorities(installed: &[IssuerKey]) -> Result<Vec<Certificate>, String> {
    let sealing = installed.iter().filter_map(|key| key.sealing.as_ref());
    let ders: std::collections::BTreeSet<&str> = sealing.map(|sealing| sealing.authority.as_str()).collect();
    ders.into_iter().map(|base64| Certificate::from_der(&der(base64)?).map_err(text)).collect()
}

/// A list under the root key.
///
/// # Errors
/// It is no list that a verifier would read, or the key cannot sign.
pub async fn signed(aws: &Aws, list: &TrustList) -> Result<Vec<u8>, String> {
    let keys = aws.root_keys();
    let root = keys.public_key().await.map_err(text)?;
    let message = list.to_bytes().map_err(text)?;
    let signature = keys.sign(&digest_for(&root, &message)).await.map_err(text)?;
    SignedTrustList::complete(&message, &signature, &root).map_err(text)
}

/// Keeps a signed list and lets the head name it; a version that does not go on is refused.
///
/// # Errors
/// It is none of the root key's, it goes back, or a store does not answer.
pub async fn installed(aws: &Aws, bytes: Vec<u8>) -> Result<u64, String> {
    let root = aws.root_keys().public_key().await.map_err(text)?;
    let list = SignedTrustList::read(&bytes).and_then(|list| list.verify(&root)).map_err(text)?;
    let heads = aws.lists_table();
    let head = heads.trust_head().await.map_err(text)?;
    if head.as_ref().is_some_and(|head| list.version <= head.version) {
        return Err("the version of the trust list does not go on".to_owned());
    }
    let digest = sha256_hex(&bytes);
    aws.lists().keep_list(&ObjectKey::TrustList { digest: digest.clone() }, bytes.into()).await.map_err(text)?;
    let (version, next_update, root) = (list.version, list.next_update, BASE64.encode(root.spki_der()));
    let revision = head.map_or(0, |head| head.revision);
    heads.move_trust_head(&TrustHead { version, next_update, digest, root, revision }).await.map_err(text)?;
    Ok(version)
}

fn der(base64: &str) -> Result<Vec<u8>, String> {
    BASE64.decode(base64.as_bytes()).map_err(text)
}

fn write(path: &Path, bytes: &[u8]) -> Result<(), HostError> {
    std::fs::write(path, bytes).map_err(|error| HostError::Io { what: "the signed list", error })
}

fn text(error: impl std::fmt::Display) -> String {
    error.to_string()
}

fn words(error: impl std::fmt::Display) -> HostError {
    HostError::Wiring(error.to_string())
}
