//! 外省状态名单 (art. 19): a sister province's status list is taken over, so that its licenses can be judged here, online and
//! by who carries our lists. Its signature decides what it is, and not who brings it.

use bytes::Bytes;
use license::refusal::Refusal;
use seal::{ProvinceCode, StatusList};
use verifier::Lists;

use super::Register;
use crate::{
    act::{DECISIONS_MAX, sha256_hex},
    error::{CommitError, Error, Fault},
    object::ObjectKey,
    port::SisterHead,
};

impl Register {
    /// Takes over a signed status list. The one that was taken over last may come again, an older one not.
    ///
    /// # Errors
    /// `input.field` if it is no list that a key of the province signed for the issuer, `list.older`, `record.changed`, or a fault.
    pub async fn take_status_list(
        &self,
        province: &ProvinceCode,
        issuer: u16,
        bytes: Bytes,
    ) -> Result<SisterHead, Error> {
        let list = self.believed((province, issuer), &bytes).await?;
        let digest = sha256_hex(&bytes);
        self.lists.keep_list(&ObjectKey::StatusList { digest: digest.clone() }, bytes).await?;
        for _ in 0..DECISIONS_MAX {
            let head = self.sisters.sister_head(province, issuer).await?;
            match head {
                Some(head) if head.digest == digest => return Ok(head),
                Some(head) if head.sequence >= list.sequence => return Err(Refusal::ListOlder.into()),
                Some(_) | None => {}
            }
            let StatusList { sequence, as_of, next_update, .. } = list;
            let (province, digest) = (province.clone(), digest.clone());
            let revision = head.map_or(0, |head| head.revision);
            let next = SisterHead { province, issuer, sequence, as_of, next_update, digest, revision };
            match self.sisters.move_sister_head(&next).await {
                Ok(()) => return Ok(next),
                // Another bearer was faster; perhaps with a newer one.
                Err(CommitError::Conflict) => {}
                Err(CommitError::Fault(fault)) => return Err(fault.into()),
            }
        }
        Err(Refusal::RecordChanged.into())
    }

    /// The list, if a key that the trust list has for the province's status lists signed it.
    async fn believed(&self, (province, issuer): (&ProvinceCode, u16), bytes: &[u8]) -> Result<StatusList, Error> {
        let lists = self.trust_list().await?.with(bytes);
        let refused = |reason| Refusal::Field { field: "list", reason };
        if let Err(reason) = lists.usable(self.clock.now()) {
            return Err(refused(reason.code()).into());
        }
        if let Some(dropped) = lists.dropped().first() {
            return Err(refused(dropped.reason.code()).into());
        }
        let is_named = |(of, list): &(&ProvinceCode, &StatusList)| *of == province && list.issuer_number == issuer;
        let named = lists.status_lists().find(is_named).filter(|_| !verifier::is_home(province));
        named.map(|(_, list)| list.clone()).ok_or_else(|| refused("list.other_issuer").into())
    }

    async fn trust_list(&self) -> Result<Lists, Fault> {
        let Some(head) = self.heads.trust_head().await? else { return Ok(Lists::none()) };
        let bytes = self.lists.kept_list(&ObjectKey::TrustList { digest: head.digest.clone() }).await?;
        let bytes = bytes.ok_or_else(|| Fault::new("store.corrupt", "a list that its head names is not there"))?;
        Ok(Lists::open(&head.root_key()?, &bytes, &[], head.version))
    }
}
