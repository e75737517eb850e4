//! What a trust list must keep beyond its form, in the order that docs/SEAL.md has.

use std::collections::HashSet;
use std::hash::Hash;

use jiff::Timestamp;
use jiff::civil::{Date, date};

use super::{Province, StatusListAddress, TrustList, TrustedKey};
use crate::key::KeyId;
use crate::list::ListError;
use crate::name::is_invisible;
use crate::status::ordered;

/// The longest age limit of a status list: 31 days.
pub const STATUS_AGE_MAX_SECONDS: u32 = 31 * 24 * 3600;
/// As in the claims.
const FIRST_DAY: Date = date(1970, 1, 1);
const NAME_LENGTH_MAX: usize = 200;
const ADDRESS_LENGTH_MAX: usize = 200;

pub(super) fn check(list: &TrustList) -> Result<(), ListError> {
    holds(list.version >= 1, ListError::Version)?;
    whole_second(list.issued_at)?;
    whole_second(list.next_update)?;
    ordered(list.issued_at, list.next_update)?;
    holds((1..=STATUS_AGE_MAX_SECONDS).contains(&list.status_age_max_seconds), ListError::StatusAge)?;
    once(list.provinces.iter().map(|province| &province.code), ListError::Province)?;
    let mut keys = HashSet::new();
    list.provinces.iter().try_for_each(|found| province(found, &mut keys))
}

fn province(province: &Province, keys: &mut HashSet<KeyId>) -> Result<(), ListError> {
    name(&province.name)?;
    name(&province.name_en)?;
    province.issuers.iter().try_for_each(|issuer| name(&issuer.name))?;
    once(province.issuers.iter().map(|issuer| issuer.number), ListError::Issuer)?;
    once(province.issuers.iter().map(|issuer| &issuer.uscc), ListError::Issuer)?;
    province.keys.iter().try_for_each(|found| key(found, keys))?;
    holds(province.authorities.iter().all(|found| found.is_authority()), ListError::Authority)?;
    once(province.authorities.iter().map(|found| found.der()), ListError::Authority)?;
    province.status_lists.iter().try_for_each(|list| status_list(list, province))?;
    once(province.status_lists.iter().map(|list| list.issuer), ListError::StatusList)
}

fn key(key: &TrustedKey, keys: &mut HashSet<KeyId>) -> Result<(), ListError> {
    holds(key.id == key.spki.key_id(), ListError::KeyId)?;
    holds(keys.insert(key.id), ListError::KeyTwice)?;
    holds(key.from >= FIRST_DAY && key.until.is_none_or(|until| key.from <= until), ListError::Days)?;
    key.removed.map_or(Ok(()), whole_second)
}

fn status_list(list: &StatusListAddress, province: &Province) -> Result<(), ListError> {
    let known = province.issuer(list.issuer).is_some();
    holds(known && is_address(&list.address), ListError::StatusList)
}

/// What a verifier may be sent to: nothing is fetched in the clear but from the machine itself.
fn is_address(text: &str) -> bool {
    let reachable = ["https://", "http://127.0.0.1:", "http://localhost:"].iter().any(|start| text.starts_with(start));
    reachable && text.len() <= ADDRESS_LENGTH_MAX && text.bytes().all(|byte| byte.is_ascii_graphic())
}

fn name(name: &str) -> Result<(), ListError> {
    let fits = (1..=NAME_LENGTH_MAX).contains(&name.len()) && !name.chars().any(is_invisible);
    holds(fits, ListError::Name)
}

fn whole_second(moment: Timestamp) -> Result<(), ListError> {
    holds(moment.subsec_nanosecond() == 0 && moment >= Timestamp::UNIX_EPOCH, ListError::Times)
}

fn once<T: Eq + Hash>(all: impl Iterator<Item = T>, error: ListError) -> Result<(), ListError> {
    let mut seen = HashSet::new();
    for item in all {
        holds(seen.insert(item), error)?;
    }
    Ok(())
}

fn holds(condition: bool, error: ListError) -> Result<(), ListError> {
    condition.then_some(()).ok_or(error)
}
