//! Licenses of sister provinces (art. 19): judged by that province's keys, and by its status list as it was taken over last.
//! Our books are not asked. The verifier without a network judges here as well.

use jiff::Timestamp;
use license::{
    caller::Caller,
    subject::PersonalText,
    verdict::{Aspect, Report, Verdict},
    words::Words,
};
use verifier::{LicenseTold, Reason, State};

use super::{Found, shown::sees_all};

/// A license of another province, and what that province says of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Elsewhere {
    /// The province and the issuer.
    pub place: verifier::Elsewhere,
    /// In one word.
    pub verdict: Verdict,
    /// Why, and what to do next.
    pub words: Words,
    /// What whoever is shown it compares with the world.
    pub license: Option<LicenseTold>,
    /// The moment that the province's status list speaks of; `None` where there is none.
    pub as_of: Option<Timestamp>,
}

impl Elsewhere {
    pub(super) fn of(found: &verifier::Report) -> Option<Self> {
        Some(Self {
            place: found.elsewhere.clone()?,
            verdict: verdict(found.verdict),
            words: found.because().map_or(found.verdict.words(), words),
            license: found.license.clone(),
            as_of: found.status.map(|list| list.as_of),
        })
    }

    /// As the caller may see it: a name is for those who must compare it with a person.
    pub(super) fn seen_by(mut self, caller: &Caller) -> Self {
        if let Some(license) = self.license.as_mut().filter(|_| !sees_all(caller.role())) {
            license.name = license.name.take().map(|name| PersonalText(name).masked());
        }
        self
    }
}

impl Found {
    /// What the province's own keys and list say.
    pub(super) fn elsewhere(found: &verifier::Report) -> Self {
        let presence = Some(aspect(found, verifier::Aspect::Presence));
        Self { report: report(found), license: None, elsewhere: Elsewhere::of(found), presence }
    }
}

/// Whoever asks here is online already: what lacks is for the other province to bring.
const fn words(because: Reason) -> Words {
    if matches!(because, Reason::NoStatusList | Reason::StatusListOld | Reason::BeyondList) {
        return (
            "本省尚未收到签发省份的最新状态名单，无法判断：请向签发省份核实",
            "No recent status list of the province that issued it is here: ask that province",
        );
    }
    because.words()
}

/// By aspect. Whether our books have it was not asked.
pub(super) fn report(found: &verifier::Report) -> Report {
    use verifier::Aspect as A;
    // Only a file has a seal; code and key are there in any case.
    let seal = looked_at(found, A::File);
    let mut signed = seal.into_iter().chain([A::Signature, A::Key].map(|asked| aspect(found, asked)));
    Report {
        signature: signed.find(|aspect| *aspect != Aspect::Valid).unwrap_or(Aspect::Valid),
        identity: Aspect::unchecked("issued_elsewhere"),
        validity: aspect(found, A::Term),
        activation: aspect(found, A::Activation),
        standing: aspect(found, A::Standing),
    }
}

/// What was not looked at is unchecked.
fn aspect(found: &verifier::Report, asked: verifier::Aspect) -> Aspect {
    looked_at(found, asked).unwrap_or_else(|| Aspect::unchecked("not_reached"))
}

fn looked_at(found: &verifier::Report, asked: verifier::Aspect) -> Option<Aspect> {
    let found = found.findings().into_iter().find(|one| one.aspect == asked)?;
    Some(match found.state {
        State::Valid => Aspect::Valid,
        State::Invalid(reason) => Aspect::invalid(reason.code()),
        State::Unchecked(reason) => Aspect::unchecked(reason.code()),
    })
}

/// The answer of the service for that of the verifier. A term that has not begun is no effect for the time being.
const fn verdict(told: verifier::Verdict) -> Verdict {
    match told {
        verifier::Verdict::Valid => Verdict::Valid,
        verifier::Verdict::Suspended | verifier::Verdict::NotYet => Verdict::Suspended,
        verifier::Verdict::Ended | verifier::Verdict::Expired => Verdict::Ended,
        verifier::Verdict::NotActivated => Verdict::NotActivated,
        verifier::Verdict::Forged => Verdict::Forged,
        verifier::Verdict::CannotTell => Verdict::CannotTell,
    }
}
