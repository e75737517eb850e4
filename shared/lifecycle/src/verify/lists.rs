//! The signed lists, for those who check without asking us: the bytes as they lie in storage, by what their heads name.

use bytes::Bytes;
use jiff::Timestamp;
use seal::ProvinceCode;

use super::Verify;
use crate::{
    error::{Error, Fault},
    object::ObjectKey,
    port::{StatusHead, TrustHead},
};
use license::refusal::Refusal;

/// A signed list and what names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServedList {
    /// SHA-256, lower-case hexadecimal.
    pub digest: String,
    /// The list; `None` if the asker has it already.
    pub bytes: Option<Bytes>,
}

/// All that a shift without a network needs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bundle {
    /// What names the trust list.
    pub trust_head: TrustHead,
    /// The trust list.
    pub trust: Bytes,
    /// The status lists of our issuers.
    pub status: Vec<Bytes>,
    /// The sister provinces whose licenses are believed here; their lists are fetched one by one.
    pub sisters: Vec<ProvinceCode>,
}

impl Verify {
    /// The trust list, unless the asker has it.
    ///
    /// # Errors
    /// `item.unknown` if none is installed.
    pub async fn trust_list(&self, known: Option<&str>) -> Result<ServedList, Error> {
        let head = self.heads.trust_head().await?.ok_or(Refusal::NoItem)?;
        self.served(ObjectKey::TrustList { digest: head.digest.clone() }, head.digest, known).await
    }

    /// Which status lists there are.
    ///
    /// # Errors
    /// A fault of the heads.
    pub async fn status_lists(&self) -> Result<Vec<StatusHead>, Error> {
        Ok(self.heads.status_heads().await?)
    }

    /// An issuer's status list, unless the asker has it.
    ///
    /// # Errors
    /// `item.unknown` if the issuer has none.
    pub async fn status_list(&self, issuer: u16, known: Option<&str>) -> Result<ServedList, Error> {
        let head = self.heads.status_head(issuer).await?.ok_or(Refusal::NoItem)?;
        self.served(ObjectKey::StatusList { digest: head.digest.clone() }, head.digest, known).await
    }

    /// Everything at once.
    ///
    /// # Errors
    /// `item.unknown` if no trust list is installed.
    pub async fn bundle(&self) -> Result<Bundle, Error> {
        let trust_head = self.heads.trust_head().await?.ok_or(Refusal::NoItem)?;
        let trust = self.listed(&ObjectKey::TrustList { digest: trust_head.digest.clone() }).await?;
        let mut status = Vec::new();
        for head in self.heads.status_heads().await? {
            status.push(self.listed(&ObjectKey::StatusList { digest: head.digest }).await?);
        }
        let sisters = self.sister_provinces(self.clock.now()).await?;
        Ok(Bundle { trust_head, trust, status, sisters })
    }

    /// The status lists of a sister province's issuers, as they were taken over last (art. 19). One that is gone is left out.
    ///
    /// # Errors
    /// A fault of the heads or the lists.
    pub async fn sister_status_lists(&self, province: &ProvinceCode) -> Result<Vec<Bytes>, Error> {
        let mut lists = Vec::new();
        for head in self.sisters.sister_heads(province).await? {
            lists.extend(self.lists.kept_list(&ObjectKey::StatusList { digest: head.digest }).await?);
        }
        Ok(lists)
    }

    async fn sister_provinces(&self, now: Timestamp) -> Result<Vec<ProvinceCode>, Fault> {
        let lists = self.trust_lists(now).await?;
        let provinces = lists.trust().map(|trust| trust.provinces.as_slice()).unwrap_or_default();
        let codes = provinces.iter().map(|province| &province.code);
        Ok(codes.filter(|code| !verifier::is_home(code)).cloned().collect())
    }

    async fn served(&self, key: ObjectKey, digest: String, known: Option<&str>) -> Result<ServedList, Error> {
        let bytes = if known == Some(digest.as_str()) { None } else { Some(self.listed(&key).await?) };
        Ok(ServedList { digest, bytes })
    }

    /// What a head names lies there: it was written before.
    pub(super) async fn listed(&self, key: &ObjectKey) -> Result<Bytes, Fault> {
        self.lists
            .kept_list(key)
            .await?
            .ok_or_else(|| Fault::new("store.corrupt", "a list that its head names is not there"))
    }
}
