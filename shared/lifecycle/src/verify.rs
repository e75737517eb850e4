//! 核验: by the code that is shown, by what is known when no code can be shown (art. 8, 12, 16), and by the license file.
//! The hot path: the signature is checked in process, and one read of the books decides the rest.

mod asking;
mod batch;
mod by_list;
mod elsewhere;
mod file;
pub mod file_words;
mod joint;
mod lists;
mod look_up;
mod shown;

use std::{
    collections::HashMap,
    sync::{Arc, RwLock},
};

use jiff::Timestamp;
use license::{
    caller::{self, Caller, Role},
    clock::chinese_day,
    electronic::{License, LicenseKey},
    refusal::Refusal,
    verdict::{Aspect, Report, Verdict, of_books},
    verified::Way,
};
use seal::{Claims, CodeError, KeyId, PublicKey, ShownCode};
use verifier::Reason;

pub use asking::Told;
pub use batch::{Asked, BATCH_MAX, Item};
pub use by_list::TrustCache;
pub use elsewhere::Elsewhere;
pub use file::{FILE_BYTES_MAX, FileAnswer, FileFindings, ToldAspect, ToldFault};
pub use joint::{JointAnswer, JointAsked};
pub use lists::{Bundle, ServedList};
pub use look_up::{LookUp, Second};

pub use shown::Shown;
pub use verifier::{LicenseTold, PlateTold};

use crate::{
    code,
    error::{Error, Fault},
    port::{
        AccessLog, Clock, Grants, Index, IssuerKeys, Licenses, Limits, ListHeads, Numbers, SignedLists, SisterHeads,
        Verifications,
    },
};

use asking::{Asking, Whose, is_genuine};
use look_up::Looked;

/// The ports of the verb.
pub struct Verify {
    /// Read.
    pub licenses: Arc<dyn Licenses>,
    /// Read.
    pub grants: Arc<dyn Grants>,
    /// Read.
    pub numbers: Arc<dyn Numbers>,
    /// Read, and kept for the life of the process.
    pub issuer_keys: Arc<dyn IssuerKeys>,
    /// The record of officers' and partners' look-ups.
    pub access: Arc<dyn AccessLog>,
    /// The shares of look-ups.
    pub limits: Arc<dyn Limits>,
    /// What is counted.
    pub verifications: Arc<dyn Verifications>,
    /// Which signed lists are the newest.
    pub heads: Arc<dyn ListHeads>,
    /// Which lists of sister provinces are the newest.
    pub sisters: Arc<dyn SisterHeads>,
    /// The signed lists.
    pub lists: Arc<dyn SignedLists>,
    /// Keyed hashes.
    pub index: Arc<dyn Index>,
    /// Now.
    pub clock: Arc<dyn Clock>,
    /// The issuing keys seen so far; a key never changes.
    pub keys: KeyCache,
    /// The trust list and sisters' status lists, for a minute.
    pub trust: TrustCache,
}

/// Public keys by id.
#[derive(Default)]
pub struct KeyCache(RwLock<HashMap<String, PublicKey>>);

impl KeyCache {
    fn get(&self, key_id: &str) -> Option<PublicKey> {
        self.0.read().unwrap_or_else(std::sync::PoisonError::into_inner).get(key_id).cloned()
    }

    fn put(&self, key_id: String, key: PublicKey) {
        self.0.write().unwrap_or_else(std::sync::PoisonError::into_inner).insert(key_id, key);
    }
}

/// What verification answers.
#[derive(Clone, Debug, PartialEq)]
pub struct Answer {
    /// In one word.
    pub verdict: Verdict,
    /// 信息验证 result of GB/T 36906, as this caller may know it.
    pub code: u8,
    /// By aspect.
    pub report: Report,
    /// Of a code: whether it was shown just now by the holder's phone. It decides nothing.
    pub presence: Option<Aspect>,
    /// The state is as of this moment: now in our books, and as its status list says in another province.
    pub as_of: Timestamp,
    /// What the caller may see of the license.
    pub shown: Option<Shown>,
    /// Where it was issued, if not here (art. 19).
    pub elsewhere: Option<Elsewhere>,
}

/// What was found of a code.
struct Found {
    report: Report,
    /// As our books have it.
    license: Option<License>,
    /// Where it was issued, if not here.
    elsewhere: Option<Elsewhere>,
    /// Whether a phone showed it; `None` where nothing could be read.
    presence: Option<Aspect>,
}

impl Found {
    /// Nobody's license, as far as that can be told.
    const fn nothing(report: Report) -> Self {
        Self { report, license: None, elsewhere: None, presence: None }
    }

    /// Our books decide, and elsewhere those of that province.
    fn verdict(&self) -> Verdict {
        self.elsewhere.as_ref().map_or_else(|| self.report.verdict(true), |elsewhere| elsewhere.verdict)
    }
}

impl Verify {
    /// Judges a code.
    ///
    /// # Errors
    /// `caller.purpose`, or a fault: then nothing was judged, and nothing may be taken for valid.
    pub async fn by_code(&self, caller: &Caller, purpose: Option<&str>, text: &str) -> Result<Told<Answer>, Error> {
        let asking = self.asking(caller, purpose)?;
        let mut judged = self.judged_code(&asking, text).await?.judged;
        let judged = judged.pop().ok_or_else(|| Fault::new("service.fault", "a code without an answer"))?;
        Ok(self.told(judged.answer, [judged.leaf], None).await)
    }

    async fn judged_code(&self, asking: &Asking<'_>, text: &str) -> Result<Looked, Fault> {
        let (caller, now) = (asking.caller, asking.now);
        let found = self.read(text, now).await?;
        let verdict = found.verdict();
        let Found { report, license, elsewhere, presence } = found;
        let is_proven = is_genuine(verdict) && report.signature == Aspect::Valid;
        let known = license.as_ref().filter(|_| is_proven);
        let shown = known.map(|license| Shown::of(caller, license));
        let code = code_for(caller, verdict);
        // An outsider is not told what it was that missed, neither by the code nor by the report.
        let report = if code == verdict.code() { report } else { not_found(Aspect::unchecked("not_found")) };
        let whose = license.as_ref().map_or_else(|| Whose::nobody_by(text.as_bytes()), Whose::of);
        let presence = presence.filter(|_| shown.is_some() || elsewhere.is_some());
        let as_of = elsewhere.as_ref().and_then(|elsewhere| elsewhere.as_of).unwrap_or(now);
        let elsewhere = elsewhere.map(|elsewhere| elsewhere.seen_by(caller));
        let answer = Answer { verdict, code, report, presence, as_of, shown, elsewhere };
        let judged = self.judged(asking, (Way::Code, whose), answer).await?;
        Ok(Looked::one(judged, license))
    }

    /// What is shown, by its format. One that is not known is not judged: it may be newer than this program.
    async fn read(&self, text: &str, now: Timestamp) -> Result<Found, Fault> {
        match seal::read(text) {
            Err(CodeError::UnknownFormat(_)) => Ok(Found::nothing(by_list::unchecked("code.unknown_format"))),
            Err(error) => Ok(Found::nothing(unreadable(error.code()))),
            Ok(code) => self.judge(&code, now).await,
        }
    }

    /// The signature first: a code that is not ours never causes a read of a license. What an installed key signed is ours,
    /// unless the trust list does not believe the key any more; whose anything else is, the trust list says.
    async fn judge(&self, code: &ShownCode, now: Timestamp) -> Result<Found, Fault> {
        let ShownCode::License(parsed) = code else { return self.judge_by_list(code, now).await };
        let Some(key) = self.key(parsed.key_id()).await? else { return self.judge_by_list(code, now).await };
        match parsed.verify(&key) {
            Err(error) => Ok(Found::nothing(by_list::altered(error.code()))),
            Ok(claims) => {
                let believed = self.believed(claims, now).await?;
                self.judge_books((claims, believed), by_list::presence(None), now).await
            }
        }
    }

    /// One read. A *no* of the books stands though the key is not believed: whoever signed, the license that is named has
    /// ended. A *yes* does not.
    async fn judge_books(
        &self,
        (claims, believed): (&Claims, Result<(), Reason>),
        presence: Aspect,
        now: Timestamp,
    ) -> Result<Found, Fault> {
        let signature = believed.map_or_else(|reason| Aspect::unchecked(reason.code()), |()| Aspect::Valid);
        let key = LicenseKey::new(claims.kind, claims.serial.clone());
        let Some(license) = self.licenses.license(&key, claims.version).await? else {
            return Ok(Found::nothing(not_found(signature)));
        };
        let same = code::agrees(claims, &license);
        let identity = if same { Aspect::Valid } else { Aspect::invalid("differs_from_books") };
        let report = of_books(signature, identity, license.stage, &license.validity, chinese_day(now));
        Ok(Found { report, license: Some(license), elsewhere: None, presence: Some(presence) })
    }

    async fn key(&self, id: KeyId) -> Result<Option<PublicKey>, Fault> {
        let id = id.to_string();
        if let Some(key) = self.keys.get(&id) {
            return Ok(Some(key));
        }
        let Some(stored) = self.issuer_keys.issuer_key(&id).await? else {
            return Ok(None);
        };
        let key = stored.public_key()?;
        self.keys.put(id, key.clone());
        Ok(Some(key))
    }

    /// The public keys of every issuing key, for those who check by themselves.
    ///
    /// # Errors
    /// A fault of the books.
    pub async fn issuer_keys(&self) -> Result<Vec<crate::port::IssuerKey>, Error> {
        Ok(self.issuer_keys.issuer_keys().await?)
    }
}

fn not_found(signature: Aspect) -> Report {
    Report { signature, identity: Aspect::invalid("not_found"), ..Report::unchecked("not_found") }
}

fn unreadable(reason: &str) -> Report {
    let mut report = Report::unchecked("signature_not_checked");
    report.signature = Aspect::invalid(reason);
    report
}

/// The public and holders verify without giving a name or a reason.
fn is_unnamed(caller: &Caller) -> bool {
    matches!(caller.role(), Role::Public | Role::Holder)
}

/// 用证事由: officers, enforcement and partners must give one.
fn required_purpose<'a>(caller: &Caller, purpose: Option<&'a str>) -> Result<&'a str, Refusal> {
    if is_unnamed(caller) {
        return Ok("");
    }
    caller::purpose(purpose.unwrap_or_default())
}

/// Only authorised callers are told that something disagrees (6); everyone else gets 5, whatever missed.
fn code_for(caller: &Caller, verdict: Verdict) -> u8 {
    let disagrees = matches!(verdict, Verdict::Mismatch | Verdict::Forged);
    if disagrees && is_unnamed(caller) { Verdict::NotFound.code() } else { verdict.code() }
}
