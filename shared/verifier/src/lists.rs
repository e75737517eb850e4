//! What a verifier carries with it: one trust list, and the status lists that keys in it signed.

use jiff::Timestamp;
use license::clock::chinese_day;
use seal::{
    KeyUse, ListError, Province, ProvinceCode, PublicKey, SignedStatusList, SignedTrustList, StatusList, TrustList,
};

use crate::reason::Reason;
use crate::signature::believed;

/// A list may be made so many seconds after the verifier's own time: clocks differ. Beyond that one of them is wrong.
pub const CLOCK_AHEAD_SECONDS_MAX: i64 = 300;

/// A list that was given and is not used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dropped {
    /// Which of the status lists, counted from 0; `None` is the trust list.
    pub status: Option<usize>,
    /// Why.
    pub reason: Reason,
}

/// A status list with the province whose key signed it.
#[derive(Clone, Debug)]
struct Status {
    province: ProvinceCode,
    list: StatusList,
}

/// The lists that verified. Whether they are too old is decided when something is judged.
#[derive(Clone, Debug)]
pub struct Lists {
    trust: Result<TrustList, Reason>,
    version_min: u64,
    status: Vec<Status>,
    dropped: Vec<Dropped>,
}

impl Lists {
    /// No list at all: nothing can be told to be valid.
    #[must_use]
    pub const fn none() -> Self {
        Self { trust: Err(Reason::NoTrustList), version_min: 0, status: vec![], dropped: vec![] }
    }

    /// Checks the trust list under the pinned root, and each status list under the trust list. What does not verify is
    /// dropped, by name. `version_min` is the highest version of a trust list that this verifier has seen.
    #[must_use]
    pub fn open(root: &PublicKey, trust: &[u8], status: &[&[u8]], version_min: u64) -> Self {
        let trust = SignedTrustList::read(trust).and_then(|signed| signed.verify(root)).map_err(trust_reason);
        let dropped = trust.as_ref().err().map(|reason| Dropped { status: None, reason: *reason });
        let lists = Self { trust, version_min, status: vec![], dropped: dropped.into_iter().collect() };
        status.iter().fold(lists, |lists, bytes| lists.with(bytes))
    }

    /// These and one more status list, if it verifies under them. Where there is no trust list, none does.
    #[must_use]
    pub fn with(mut self, status: &[u8]) -> Self {
        let Ok(trust) = &self.trust else { return self };
        match open_status(trust, status) {
            Ok(found) => self.status.push(found),
            Err(reason) => {
                let at = self.status.len().saturating_add(self.dropped.len());
                self.dropped.push(Dropped { status: Some(at), reason });
            }
        }
        self
    }

    /// The status lists that verified, each with the province whose key signed it.
    pub fn status_lists(&self) -> impl Iterator<Item = (&ProvinceCode, &StatusList)> {
        self.status.iter().map(|found| (&found.province, &found.list))
    }

    /// The trust list, whatever its age.
    ///
    /// # Errors
    /// Why there is none.
    pub fn trust(&self) -> Result<&TrustList, Reason> {
        self.trust.as_ref().map_err(|reason| *reason)
    }

    /// What was given and is not used.
    #[must_use]
    pub fn dropped(&self) -> &[Dropped] {
        &self.dropped
    }

    /// Whether a *yes* may rest on the trust list now.
    ///
    /// # Errors
    /// There is none, or it is over, from the future, or older than one that was seen.
    pub fn usable(&self, now: Timestamp) -> Result<(), Reason> {
        let trust = self.trust()?;
        if trust.version < self.version_min {
            Err(Reason::TrustListOlder)
        } else if is_ahead(trust.issued_at, now) {
            Err(Reason::TrustListAhead)
        } else if now > trust.next_update {
            Err(Reason::TrustListOver)
        } else {
            Ok(())
        }
    }

    /// The newest status list of an issuer: of the highest number, and of two with one number the later.
    pub(crate) fn status(&self, province: &ProvinceCode, issuer: u16) -> Option<&StatusList> {
        let own = self.status.iter().filter(|found| found.province == *province).map(|found| &found.list);
        own.filter(|list| list.issuer_number == issuer).max_by_key(|list| (list.sequence, list.as_of))
    }
}

/// Whether a moment lies further ahead than clocks differ.
pub(crate) fn is_ahead(moment: Timestamp, now: Timestamp) -> bool {
    moment.as_second().saturating_sub(now.as_second()) > CLOCK_AHEAD_SECONDS_MAX
}

const fn trust_reason(error: ListError) -> Reason {
    if matches!(error, ListError::OtherKey) {
        Reason::TrustListOtherRoot
    } else if matches!(error, ListError::UnknownFormat(_)) {
        Reason::ListUnknownFormat
    } else {
        Reason::TrustListBad
    }
}

fn open_status(trust: &TrustList, bytes: &[u8]) -> Result<Status, Reason> {
    let signed = SignedStatusList::read(bytes).map_err(status_reason)?;
    let (province, key) = trust.key(signed.key_id()).ok_or(Reason::StatusListUnknownKey)?;
    let list = signed.verify(&key.spki).map_err(status_reason)?;
    believed(key, KeyUse::Status, chinese_day(list.as_of)).map_err(|_not_believed| Reason::StatusListKey)?;
    let known = province.issuer(list.issuer_number).is_some();
    known.then(|| of(province, list)).ok_or(Reason::StatusListIssuer)
}

fn of(province: &Province, list: StatusList) -> Status {
    Status { province: province.code.clone(), list }
}

const fn status_reason(error: ListError) -> Reason {
    if matches!(error, ListError::UnknownFormat(_)) { Reason::ListUnknownFormat } else { Reason::StatusListBad }
}
