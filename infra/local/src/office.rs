//! The development office: an authority, a seal maker and the issuing key's certificate, each marked as for development,
//! and the seal that they make. A deployment installs what a real authority and a real seal maker issued.

use std::sync::Arc;

use aws::Aws;
use data_encoding::BASE64;
use jiff::{Timestamp, civil::date, tz::Offset};
use lifecycle::port::{IssuerKey, IssuerKeys, SealKeys, Sealing};
use seal::PublicKey;
use seal::ses::{
    Certificate, CertificateOrder, Role, SEAL_DIAMETER_MM, SEAL_TEXT, Seal, SealOrder, Subject, prepare_certificate,
    prepare_seal, seal_picture,
};

use crate::assembly::connect_with;
use crate::stores::{AUTHORITY_KEY_ALIAS, MAKER_KEY_ALIAS, Stores};

/// A key of the office, by its KMS alias.
struct Key {
    keys: Arc<dyn SealKeys>,
    public: PublicKey,
}

/// What documents are sealed with, and the authority above it.
pub struct Sealed {
    /// The seal.
    pub seal: Seal,
    /// The issuing key's certificate.
    pub signer: Certificate,
    /// The authority's certificate.
    pub authority: Certificate,
    maker: Certificate,
}

/// Makes authority, seal maker, seal and signer of the keys that the stores hold.
///
/// # Errors
/// A key does not answer.
pub async fn made(stores: &Stores, aws: &Aws) -> Result<Sealed, String> {
    let signer = key(aws).await?;
    let authority = key(&connect_with(stores, AUTHORITY_KEY_ALIAS).await.map_err(words)?).await?;
    let maker = key(&connect_with(stores, MAKER_KEY_ALIAS).await.map_err(words)?).await?;
    sealing(&authority, &maker, &signer).await
}

/// Installs the issuing key with its certificate and seal, unless that was done.
///
/// # Errors
/// A store or a key does not answer.
pub async fn ensure(stores: &Stores, aws: &Aws) -> Result<(), String> {
    let signer = key(aws).await?;
    let (records, key_id) = (aws.records(), signer.public.key_id().to_string());
    if records.issuer_key(&key_id).await.map_err(words)?.is_some() {
        return Ok(());
    }
    let sealing = made(stores, aws).await?.installed();
    let spki = BASE64.encode(signer.public.spki_der());
    let installed = IssuerKey { key_id, spki, from: beginning(), sealing: Some(sealing) };
    records.install_issuer_key(&installed).await.map_err(words)
}

async fn key(aws: &Aws) -> Result<Key, String> {
    let keys = aws.seal_keys();
    let public = keys.public_key().await.map_err(words)?;
    Ok(Key { keys, public })
}

impl Sealed {
    fn installed(&self) -> Sealing {
        Sealing {
            seal: BASE64.encode(self.seal.der()),
            signer: BASE64.encode(self.signer.der()),
            maker: BASE64.encode(self.maker.der()),
            authority: BASE64.encode(self.authority.der()),
        }
    }
}

async fn sealing(authority: &Key, maker: &Key, signer: &Key) -> Result<Sealed, String> {
    let root = certificate(authority, (authority, None), Role::Authority, ("开发根", 1)).await?;
    let maker_certificate = certificate(maker, (authority, Some(&root)), Role::Signer, ("开发制章人", 2)).await?;
    let signer_certificate = certificate(signer, (authority, Some(&root)), Role::Signer, ("开发签章人", 3)).await?;
    let seal = seal(maker, &maker_certificate, &signer_certificate).await?;
    Ok(Sealed { seal, signer: signer_certificate, authority: root, maker: maker_certificate })
}

async fn certificate(
    of: &Key,
    (by, issuer): (&Key, Option<&Certificate>),
    role: Role,
    (name, serial): (&str, u8),
) -> Result<Certificate, String> {
    let subject =
        Subject { organization: "路证开发环境".to_owned(), common_name: name.to_owned(), development: true };
    let order = CertificateOrder {
        serial: &[serial],
        subject: &subject,
        key: &of.public,
        role,
        not_before: beginning(),
        not_after: end(),
    };
    let prepared = prepare_certificate(&order, issuer).map_err(words)?;
    let signature = by.keys.sign(&prepared.digest()).await.map_err(words)?;
    prepared.complete(&signature).map_err(words)
}

async fn seal(maker: &Key, certificate: &Certificate, signer: &Certificate) -> Result<Seal, String> {
    let picture = seal_picture().map_err(words)?;
    let order = SealOrder {
        vendor: "LuzhengDevelopment",
        id: "2100000000001",
        name: SEAL_TEXT,
        signers: std::slice::from_ref(signer),
        made_at: beginning(),
        valid_from: beginning(),
        valid_until: end(),
        picture_png: &picture,
        diameter_mm: SEAL_DIAMETER_MM,
    };
    let prepared = prepare_seal(&order, certificate).map_err(words)?;
    let signature = maker.keys.sign(&prepared.digest()).await.map_err(words)?;
    prepared.complete(&signature).map_err(words)
}

/// The rule came into force on this day.
fn beginning() -> Timestamp {
    day(2023)
}

fn end() -> Timestamp {
    day(2049)
}

fn day(year: i16) -> Timestamp {
    Offset::UTC.to_timestamp(date(year, 11, 1).at(0, 0, 0, 0)).unwrap_or(Timestamp::UNIX_EPOCH)
}

fn words(error: impl std::fmt::Display) -> String {
    error.to_string()
}
