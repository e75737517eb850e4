//! The trust list: which keys and authorities of which provinces a verifier believes, signed by one pinned root.

use jiff::Timestamp;
use jiff::civil::Date;
use license::uscc::Uscc;
use serde::{Deserialize, Serialize};

use crate::key::{KeyId, PublicKey};
use crate::list::{List, ListError, SignedList};
use crate::ses::Certificate;

mod check;
mod der;
mod moment;
mod province_code;

pub use check::STATUS_AGE_MAX_SECONDS;
pub use province_code::ProvinceCode;

/// Who is believed, until the next version.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TrustList {
    /// From 1 on; never goes back.
    pub version: u64,
    /// When it was made, in whole seconds.
    #[serde(deserialize_with = "moment::read")]
    pub issued_at: Timestamp,
    /// When the next one is due at the latest, in whole seconds.
    #[serde(deserialize_with = "moment::read")]
    pub next_update: Timestamp,
    /// The age from which a status list tells nothing any more.
    pub status_age_max_seconds: u32,
    /// Our province and its sisters.
    pub provinces: Vec<Province>,
}

/// A trust list with its signature.
pub type SignedTrustList = SignedList<TrustList>;

/// What is believed of a province.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Province {
    /// Its code (GB/T 2260): `210000`.
    pub code: ProvinceCode,
    /// Its name in Chinese.
    pub name: String,
    /// Its name in English.
    pub name_en: String,
    /// The departments that issue licenses there.
    pub issuers: Vec<TrustedIssuer>,
    /// Their keys.
    pub keys: Vec<TrustedKey>,
    /// Certificates of the authorities whose signers seal files there.
    #[serde(with = "der::certificates")]
    pub authorities: Vec<Certificate>,
    /// Where its status lists are.
    pub status_lists: Vec<StatusListAddress>,
}

/// A department that issues licenses.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TrustedIssuer {
    /// Its number in the claims of codes and in status lists; of this province alone.
    pub number: u16,
    /// Its unified social credit code, which the identifiers of its licenses hold.
    pub uscc: Uscc,
    /// Its name.
    pub name: String,
}

/// A key that is believed, for one use.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TrustedKey {
    /// Its id.
    pub id: KeyId,
    /// What it signs, and nothing else.
    #[serde(rename = "use")]
    pub key_use: KeyUse,
    /// The key.
    #[serde(with = "der::key")]
    pub spki: PublicKey,
    /// The first day that it signs.
    #[serde(deserialize_with = "moment::read")]
    pub from: Date,
    /// The last day that it signs; `None` while that is open. What it signed by then stays good.
    #[serde(deserialize_with = "moment::read_or_null")]
    pub until: Option<Date>,
    /// When it was taken out of trust, in whole seconds: nothing that it ever signed is believed.
    #[serde(deserialize_with = "moment::read_or_null")]
    pub removed: Option<Timestamp>,
}

/// What a key signs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum KeyUse {
    /// License codes.
    License,
    /// Grants of display codes.
    Display,
    /// Status lists.
    Status,
}

/// Where the status list of an issuer is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StatusListAddress {
    /// The issuer's number in the province.
    pub issuer: u16,
    /// An HTTPS address (HTTP on loopback).
    pub address: String,
}

impl TrustList {
    /// The key of this name and the province that it signs for, whatever its use and days.
    #[must_use]
    pub fn key(&self, id: KeyId) -> Option<(&Province, &TrustedKey)> {
        self.provinces.iter().find_map(|province| {
            let key = province.keys.iter().find(|key| key.id == id)?;
            Some((province, key))
        })
    }

    /// Whether it may take the place of another: versions never go back.
    #[must_use]
    pub const fn supersedes(&self, older: &Self) -> bool {
        self.version > older.version
    }
}

impl Province {
    /// The issuer of this number.
    #[must_use]
    pub fn issuer(&self, number: u16) -> Option<&TrustedIssuer> {
        self.issuers.iter().find(|issuer| issuer.number == number)
    }
}

impl List for TrustList {
    const CONTEXT: &'static [u8] = b"TRUST-LIST-1\0";

    fn to_body(&self) -> Result<Vec<u8>, ListError> {
        check::check(self)?;
        serde_json::to_vec(self).map_err(|_unwritable| ListError::Form)
    }

    fn from_body(body: &[u8]) -> Result<Self, ListError> {
        let list: Self = serde_json::from_slice(body).map_err(|_other_json| ListError::Form)?;
        // one list has one encoding
        if serde_json::to_vec(&list).ok().as_deref() != Some(body) {
            return Err(ListError::Form);
        }
        check::check(&list)?;
        Ok(list)
    }
}

#[cfg(test)]
mod tests;
