//! Who signed what is shown, and whether that key is believed for it.

use jiff::Timestamp;
use jiff::civil::Date;
use license::clock::chinese_day;
use seal::{Claims, CodeError, KeyUse, Presence, Province, ShownCode, TrustList, TrustedKey};

use crate::reason::Reason;

/// A code whose signature holds under a key that the trust list has.
#[derive(Clone, Debug)]
pub struct Signed<'a> {
    /// What it says.
    pub claims: &'a Claims,
    /// The province whose key it is.
    pub province: &'a Province,
    /// Whether the key is believed for this code; else what stands in the way.
    pub believed: Result<(), Reason>,
    /// Of a display code: whether the phone is there.
    pub presence: Option<Presence>,
}

/// Checks a code under the trust list, whatever that list's age.
///
/// # Errors
/// [`Reason::UnknownKey`], and [`Reason::Signature`] where a signature does not hold under the key that is named.
pub fn signature<'a>(code: &'a ShownCode, trust: &'a TrustList, now: Timestamp) -> Result<Signed<'a>, Reason> {
    let (province, key) = trust.key(code.unverified().key_id).ok_or(Reason::UnknownKey)?;
    let (claims, presence) = check(code, key, now).map_err(Reason::Signature)?;
    let believed = match code {
        ShownCode::License(_) => license_key(claims, trust),
        ShownCode::Display(display) => believed(key, KeyUse::Display, chinese_day(display.grant().granted_at))
            .and_then(|()| issuer(province, claims)),
    };
    Ok(Signed { claims, province, believed, presence })
}

/// Whether a trust list believes the key of a license code for what the code says, whatever the list's age. The signature
/// is not looked at.
///
/// # Errors
/// [`Reason::UnknownKey`], [`Reason::KeyRemoved`], [`Reason::KeyUse`], [`Reason::KeyDays`], [`Reason::UnknownIssuer`].
pub fn license_key(claims: &Claims, trust: &TrustList) -> Result<(), Reason> {
    let (province, key) = trust.key(claims.key_id).ok_or(Reason::UnknownKey)?;
    believed(key, KeyUse::License, claims.issued_on)?;
    issuer(province, claims)
}

fn issuer(province: &Province, claims: &Claims) -> Result<(), Reason> {
    province.issuer(claims.issuer_number).map(|_known| ()).ok_or(Reason::UnknownIssuer)
}

fn check<'a>(
    code: &'a ShownCode,
    key: &TrustedKey,
    now: Timestamp,
) -> Result<(&'a Claims, Option<Presence>), CodeError> {
    match code {
        ShownCode::License(parsed) => Ok((parsed.verify(&key.spki)?, None)),
        ShownCode::Display(parsed) => {
            let (claims, presence) = parsed.verify(&key.spki, now)?;
            Ok((claims, Some(presence)))
        }
    }
}

/// Whether a key is believed for this use, of something that it signed on a day.
pub(crate) fn believed(key: &TrustedKey, key_use: KeyUse, day: Date) -> Result<(), Reason> {
    if key.removed.is_some() {
        Err(Reason::KeyRemoved)
    } else if key.key_use != key_use {
        Err(Reason::KeyUse)
    } else if day < key.from || key.until.is_some_and(|until| until < day) {
        Err(Reason::KeyDays)
    } else {
        Ok(())
    }
}
