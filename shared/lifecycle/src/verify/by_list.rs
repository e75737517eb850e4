//! What no installed issuing key signed: a phone's code, whose grant a key of the trust list signed, and codes of other
//! provinces (art. 19). The verifier without a network judges signature and key here as well.

use std::sync::{Arc, PoisonError, RwLock};

use jiff::{SignedDuration, Timestamp};
use license::{
    electronic::License,
    verdict::{Aspect, Report},
};
use seal::{Claims, Presence, ShownCode};
use verifier::{Elsewhere, Lists, Reason};

use super::{Verify, public_key};
use crate::{error::Fault, object::ObjectKey};

/// For so long a process believes the trust list that it read: a key that is taken out is believed no longer than that.
const KEPT: SignedDuration = SignedDuration::from_secs(60);

/// The trust list as it was read last, and when.
#[derive(Default)]
pub struct TrustCache(RwLock<Option<(Timestamp, Arc<Lists>)>>);

impl TrustCache {
    fn get(&self, now: Timestamp) -> Option<Arc<Lists>> {
        let kept = self.0.read().unwrap_or_else(PoisonError::into_inner);
        let is_new = |read_at: Timestamp| read_at <= now && now.duration_since(read_at) < KEPT;
        kept.as_ref().filter(|(read_at, _)| is_new(*read_at)).map(|(_, lists)| Arc::clone(lists))
    }

    fn put(&self, now: Timestamp, lists: Arc<Lists>) {
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = Some((now, lists));
    }
}

impl Verify {
    /// Signature and key by the trust list, then the books, as of any code. Of another province's code the signature is
    /// told, and that our books have no word on it. Whether a phone is there is an aspect of its own, and keeps no license
    /// from being judged.
    pub(super) async fn judge_by_list(
        &self,
        code: &ShownCode,
        now: Timestamp,
    ) -> Result<(Report, Option<License>, Aspect), Fault> {
        let lists = self.trust_lists(now).await?;
        let not_reached = Aspect::unchecked("not_reached");
        let signed = match lists.trust().and_then(|trust| verifier::signature(code, trust, now)) {
            Ok(signed) => signed,
            Err(Reason::Signature(error)) => return Ok((altered(error.code()), None, not_reached)),
            Err(reason) => return Ok((unchecked(reason.code()), None, not_reached)),
        };
        if let Err(reason) = signed.believed.and_then(|()| lists.usable(now)) {
            return Ok((unchecked(reason.code()), None, not_reached));
        }
        let presence = presence(signed.presence);
        if Elsewhere::of(signed.province).is_some() {
            let report = Report { signature: Aspect::Valid, ..Report::unchecked("issued_elsewhere") };
            return Ok((report, None, presence));
        }
        let (report, license) = self.judge_books(signed.claims, now).await?;
        Ok((report, license, presence))
    }

    /// What the trust list says of an installed key, whatever the list's age: a key that it takes back, or does not have, is
    /// believed as little here as without a network. Before the first list is installed nothing was said of any key, and
    /// the installation alone holds.
    pub(super) async fn believed(&self, claims: &Claims, now: Timestamp) -> Result<Result<(), Reason>, Fault> {
        let lists = self.trust_lists(now).await?;
        match lists.trust() {
            Err(Reason::NoTrustList) => Ok(Ok(())),
            trust => Ok(trust.and_then(|trust| verifier::license_key(claims, trust))),
        }
    }

    /// The installed trust list, under the root that its head names; without one, nobody is believed.
    async fn trust_lists(&self, now: Timestamp) -> Result<Arc<Lists>, Fault> {
        if let Some(lists) = self.trust.get(now) {
            return Ok(lists);
        }
        let lists = Arc::new(self.read_trust_list().await?);
        self.trust.put(now, Arc::clone(&lists));
        Ok(lists)
    }

    async fn read_trust_list(&self) -> Result<Lists, Fault> {
        let Some(head) = self.heads.trust_head().await? else { return Ok(Lists::none()) };
        let bytes = self.listed(&ObjectKey::TrustList { digest: head.digest }).await?;
        Ok(Lists::open(&public_key(&head.root)?, &bytes, &[], head.version))
    }
}

/// Nothing of it could be checked.
pub(super) fn unchecked(reason: &str) -> Report {
    Report { signature: Aspect::unchecked(reason), ..Report::unchecked("signature_not_checked") }
}

/// The signature does not hold under the key that is named.
pub(super) fn altered(reason: &str) -> Report {
    Report { signature: Aspect::invalid(reason), ..Report::unchecked("signature_not_good") }
}

/// A code that is not a phone's can be printed, and says nothing of who shows it.
pub(super) fn presence(presence: Option<Presence>) -> Aspect {
    let why = match presence {
        Some(Presence::Fresh { .. }) => return Aspect::Valid,
        None => Reason::Printed,
        Some(Presence::Stale) => Reason::Stale,
        Some(Presence::Ahead) => Reason::Ahead,
        Some(Presence::GrantOver) => Reason::GrantOver,
    };
    Aspect::unchecked(why.code())
}
