//! What is not signed by an installed issuing key: a phone's code, whose grant the trust list's display key signed, and codes of
//! other provinces.

use jiff::Timestamp;
use license::{
    clock::chinese_day,
    electronic::License,
    verdict::{Aspect, Report},
};
use seal::{KeyId, KeyUse, ParsedCode, ParsedDisplay, Presence, PublicKey, SignedTrustList, TrustList};

use super::{Verify, public_key};
use crate::{error::Fault, object::ObjectKey};

impl Verify {
    /// A phone's code: grant and moment by their signatures, then the books, as of any code. Whether the phone is there is
    /// an aspect of its own, and keeps no license from being judged.
    pub(super) async fn judge_display(
        &self,
        shown: &ParsedDisplay,
        now: Timestamp,
    ) -> Result<(Report, Option<License>, Aspect), Fault> {
        let not_checked = Aspect::unchecked("not_reached");
        let day = chinese_day(shown.grant().granted_at);
        let key = self.trusted_list().await?.and_then(|trust| believed(&trust, shown.key_id(), KeyUse::Display, day));
        let Some(key) = key else { return Ok((unknown("unknown_key"), None, not_checked)) };
        match shown.verify(&key, now) {
            Err(error) => {
                let mut report = Report::unchecked("signature_not_good");
                report.signature = Aspect::invalid(error.code());
                Ok((report, None, not_checked))
            }
            Ok((claims, presence)) => {
                let (report, license) = self.judge_books(claims, now).await?;
                Ok((report, license, aspect(presence)))
            }
        }
    }

    /// A code under a key that is not installed here. One of another province is not ours to judge online: its signature is
    /// told, and that our books have no word on it (art. 19).
    pub(super) async fn judge_elsewhere(&self, parsed: &ParsedCode) -> Result<Report, Fault> {
        let day = parsed.unverified().issued_on;
        let key = self.trusted_list().await?.and_then(|trust| believed(&trust, parsed.key_id(), KeyUse::License, day));
        let Some(key) = key else { return Ok(unknown("unknown_key")) };
        let mut report = Report::unchecked("issued_elsewhere");
        report.signature = match parsed.verify(&key) {
            Ok(_claims) => Aspect::Valid,
            Err(error) => Aspect::invalid(error.code()),
        };
        Ok(report)
    }

    /// The installed trust list, under the root that its head names.
    async fn trusted_list(&self) -> Result<Option<TrustList>, Fault> {
        let Some(head) = self.heads.trust_head().await? else { return Ok(None) };
        let Some(bytes) = self.lists.kept_list(&ObjectKey::TrustList { digest: head.digest }).await? else {
            return Ok(None);
        };
        let root = public_key(&head.root)?;
        let list = SignedTrustList::read(&bytes).and_then(|signed| signed.verify(&root));
        list.map(Some).map_err(|error| Fault::new("store.corrupt", error.to_string()))
    }
}

/// The key, if it is one for this use and day that was not removed.
fn believed(trust: &TrustList, id: KeyId, key_use: KeyUse, day: jiff::civil::Date) -> Option<PublicKey> {
    let (_province, key) = trust.key(id)?;
    let in_time = key.from <= day && key.until.is_none_or(|last| day <= last);
    (key.key_use == key_use && key.removed.is_none() && in_time).then(|| key.spki.clone())
}

/// Nothing of it could be checked.
pub(super) fn unknown(reason: &str) -> Report {
    let mut report = Report::unchecked("signature_not_checked");
    report.signature = Aspect::unchecked(reason);
    report
}

/// A code that can be printed says nothing of who shows it.
pub(super) fn printed() -> Aspect {
    Aspect::unchecked("presence.printed")
}

fn aspect(presence: Presence) -> Aspect {
    match presence {
        Presence::Fresh { .. } => Aspect::Valid,
        Presence::Stale => Aspect::unchecked("presence.stale"),
        Presence::Ahead => Aspect::unchecked("presence.ahead"),
        Presence::GrantOver => Aspect::unchecked("presence.grant_over"),
    }
}
