//! What no installed issuing key signed: a phone's code, whose grant a key of the trust list signed, and codes of other
//! provinces (art. 19). The verifier without a network judges signature and key here as well.

use std::{
    collections::BTreeMap,
    sync::{Arc, PoisonError, RwLock},
};

use jiff::{SignedDuration, Timestamp};
use license::verdict::{Aspect, Report};
use seal::{Claims, Presence, ProvinceCode, ShownCode};
use verifier::{Lists, Reason};

use super::{Found, Verify};
use crate::{error::Fault, object::ObjectKey};

/// For so long a process believes lists that it read: a key that is taken out is believed no longer than that.
const KEPT: SignedDuration = SignedDuration::from_secs(60);

/// Whose status list lies beside the trust list: a sister province's issuer's, or nobody's.
type Beside = Option<(ProvinceCode, u16)>;

/// The trust list as it was read last, alone and with the status list of a sister province's issuer, and when.
#[derive(Default)]
pub struct TrustCache(RwLock<BTreeMap<Beside, (Timestamp, Arc<Lists>)>>);

fn is_new(read_at: Timestamp, now: Timestamp) -> bool {
    read_at <= now && now.duration_since(read_at) < KEPT
}

impl TrustCache {
    fn get(&self, beside: &Beside, now: Timestamp) -> Option<Arc<Lists>> {
        let kept = self.0.read().unwrap_or_else(PoisonError::into_inner);
        kept.get(beside).filter(|(read_at, _)| is_new(*read_at, now)).map(|(_, lists)| Arc::clone(lists))
    }

    /// What is not new any more goes, so that memory holds what was asked within a minute. A status list that lies beside the
    /// trust list is kept no longer than that, or a key would be believed for two minutes.
    fn put(&self, beside: Beside, now: Timestamp, lists: &Arc<Lists>) {
        let mut kept = self.0.write().unwrap_or_else(PoisonError::into_inner);
        kept.retain(|_, (read_at, _)| is_new(*read_at, now));
        let trust = kept.get(&None).filter(|_| beside.is_some()).map(|(read_at, _)| *read_at);
        kept.insert(beside, (trust.unwrap_or(now), Arc::clone(lists)));
    }
}

impl Verify {
    /// Signature and key by the trust list, then the books, as of any code; of another province's code, its own status list
    /// instead. Whether a phone is there is an aspect of its own, and keeps no license from being judged.
    pub(super) async fn judge_by_list(&self, code: &ShownCode, now: Timestamp) -> Result<Found, Fault> {
        let lists = self.trust_lists(now).await?;
        let signed = match lists.trust().and_then(|trust| verifier::signature(code, trust, now)) {
            Ok(signed) => signed,
            Err(Reason::Signature(error)) => return Ok(Found::nothing(altered(error.code()))),
            Err(reason) => return Ok(Found::nothing(unchecked(reason.code()))),
        };
        if let Some(place) = verifier::Elsewhere::of(signed.province, signed.claims.issuer_number) {
            let lists = self.sister_lists(&lists, &place, now).await?;
            return Ok(Found::elsewhere(&verifier::shown(code, &lists, now)));
        }
        let believed = signed.believed.and_then(|()| lists.usable(now));
        self.judge_books((signed.claims, believed), presence(signed.presence), now).await
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
    pub(super) async fn trust_lists(&self, now: Timestamp) -> Result<Arc<Lists>, Fault> {
        if let Some(lists) = self.trust.get(&None, now) {
            return Ok(lists);
        }
        let lists = Arc::new(self.read_trust_list().await?);
        self.trust.put(None, now, &lists);
        Ok(lists)
    }

    /// The same, and the status list of the issuer as it was taken over last. One that is gone is none: the verifier then
    /// says that it has none.
    pub(super) async fn sister_lists(
        &self,
        lists: &Arc<Lists>,
        place: &verifier::Elsewhere,
        now: Timestamp,
    ) -> Result<Arc<Lists>, Fault> {
        let beside = Some((place.province.clone(), place.issuer));
        if let Some(lists) = self.trust.get(&beside, now) {
            return Ok(lists);
        }
        let Some(head) = self.sisters.sister_head(&place.province, place.issuer).await? else {
            return Ok(Arc::clone(lists));
        };
        let bytes = self.lists.kept_list(&ObjectKey::StatusList { digest: head.digest }).await?;
        let lists = bytes.map_or_else(|| Arc::clone(lists), |bytes| Arc::new(Lists::clone(lists).with(&bytes)));
        self.trust.put(beside, now, &lists);
        Ok(lists)
    }

    async fn read_trust_list(&self) -> Result<Lists, Fault> {
        let Some(head) = self.heads.trust_head().await? else { return Ok(Lists::none()) };
        let bytes = self.listed(&ObjectKey::TrustList { digest: head.digest.clone() }).await?;
        Ok(Lists::open(&head.root_key()?, &bytes, &[], head.version))
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
