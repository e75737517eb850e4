//! What the service promises of one grant, in a few lines: who may do what when, and what verification then says. Random
//! sequences of verbs must never find the service, or the types it rests on, to say anything else.

mod pure;

use license::stage::{ApplicationStage as A, LicenseStage as L};
use license::verdict::Verdict;
use proptest::collection::vec;
use proptest::prelude::{Just, Strategy, any, prop_oneof};
use proptest::sample::select;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

/// Who tries.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Who {
    Holder,
    Stranger,
    Officer,
    OfficerElsewhere,
    Reviewer,
    ReviewerElsewhere,
}

/// What is tried.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Verb {
    Claim,
    Make,
    /// The next version, for a license that was lost.
    Replace,
    /// The next version, with a new photo.
    NewPhoto,
    GoodPhoto,
    BadPhoto,
    TakeBack,
    Approve,
    Return,
    Activate,
    Suspend,
    Resume,
    Cancel,
    Withdraw,
    Revoke,
    Correct,
    /// The days of the term go by; nobody does it.
    OutliveTerm,
}

/// What was answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Said {
    Done,
    Forbidden,
    Absent,
    Conflict,
    Unmet,
}

/// One grant on paper, as it should stand.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Model {
    pub(crate) needs_photo: bool,
    pub(crate) over: bool,
    pub(crate) application: Option<A>,
    pub(crate) license: Option<L>,
    on_file: bool,
    /// Whether the open application goes on from the license that stands.
    continues: bool,
    suspended_from: L,
    /// Whether the holder has put an activation of this very version: put again, it is the same answer.
    put: bool,
}

impl Model {
    pub(crate) fn new(needs_photo: bool) -> Self {
        let (application, license, suspended_from) = (None, None, L::Sealed);
        let (over, on_file, continues, put) = (false, false, false, false);
        Self { needs_photo, over, application, license, on_file, continues, suspended_from, put }
    }

    /// Who may not, and what is not there.
    fn barred(&self, verb: Verb, who: Who) -> Option<Said> {
        use Said::{Absent, Forbidden};
        use Verb::*;
        let roles: &[Who] = match verb {
            Claim | Replace | NewPhoto | GoodPhoto | BadPhoto | TakeBack => {
                &[Who::Holder, Who::Stranger, Who::Officer, Who::OfficerElsewhere]
            }
            Make | Suspend | Resume | Cancel | Withdraw | Revoke | Correct => &[Who::Officer, Who::OfficerElsewhere],
            Approve | Return => &[Who::Reviewer, Who::ReviewerElsewhere],
            Activate => &[Who::Holder, Who::Stranger],
            OutliveTerm => return None,
        };
        let missing = match verb {
            Claim | Make | Replace | NewPhoto | Correct | OutliveTerm => false,
            GoodPhoto | BadPhoto | TakeBack | Approve | Return => self.application.is_none(),
            Activate | Suspend | Resume | Cancel | Withdraw | Revoke => self.license.is_none(),
        };
        let foreign = matches!(who, Who::Stranger | Who::OfficerElsewhere | Who::ReviewerElsewhere);
        match (roles.contains(&who), missing, foreign) {
            (false, _, _) => Some(Forbidden),
            (true, true, _) => Some(Absent),
            // Somebody else's license is not told of.
            (true, false, true) => Some(if verb == Activate { Absent } else { Forbidden }),
            (true, false, false) => None,
        }
    }

    /// What is to be answered; the model moves with it.
    pub(crate) fn say(&mut self, verb: Verb, who: Who) -> Said {
        if let Some(said) = self.barred(verb, who) {
            return said;
        }
        match verb {
            Verb::Claim | Verb::Make => self.apply(verb),
            Verb::Replace | Verb::NewPhoto => self.replace(verb),
            Verb::GoodPhoto | Verb::BadPhoto | Verb::TakeBack | Verb::Approve | Verb::Return => self.process(verb),
            Verb::Correct => {
                self.put &= !self.is_licensed() || self.over;
                Said::Done
            }
            Verb::OutliveTerm => {
                self.over = true;
                Said::Done
            }
            Verb::Activate | Verb::Suspend | Verb::Resume | Verb::Cancel | Verb::Withdraw | Verb::Revoke => {
                self.act(verb)
            }
        }
    }

    fn is_licensed(&self) -> bool {
        matches!(self.license, Some(L::Sealed | L::Activated | L::Suspended))
    }

    fn is_open(&self) -> bool {
        self.application.is_some_and(|stage| !matches!(stage, A::Issued | A::Withdrawn))
    }

    /// A license that was ever made shows the photo that is on file; only a new one has to be judged.
    fn replace(&mut self, verb: Verb) -> Said {
        match (verb, self.over, self.is_open() || !self.is_licensed()) {
            (Verb::NewPhoto, _, _) if !self.needs_photo => return Said::Unmet,
            (_, true, _) => return Said::Unmet,
            (_, false, true) => return Said::Conflict,
            (Verb::NewPhoto, false, false) => self.application = Some(A::Submitted),
            (_, false, false) => self.follow(),
        }
        self.continues = true;
        Said::Done
    }

    fn apply(&mut self, verb: Verb) -> Said {
        let open = self.is_open();
        let photo = self.needs_photo && !self.on_file;
        match (self.over, open || self.is_licensed(), photo) {
            (true, _, _) => return Said::Unmet,
            (false, true, _) => return Said::Conflict,
            (false, false, true) if verb == Verb::Make => return Said::Unmet,
            (false, false, true) => self.application = Some(A::Submitted),
            (false, false, false) => self.issue(),
        }
        self.continues = false;
        Said::Done
    }

    fn issue(&mut self) {
        (self.application, self.license, self.put) = (Some(A::Issued), Some(L::Sealed), false);
    }

    /// The next version stands where the one before stood, and nobody has activated it.
    fn follow(&mut self) {
        (self.application, self.put) = (Some(A::Issued), false);
    }

    fn process(&mut self, verb: Verb) -> Said {
        let next = match (verb, self.application) {
            (Verb::GoodPhoto | Verb::BadPhoto, _) if !self.needs_photo => return Said::Unmet,
            (Verb::GoodPhoto, Some(A::Submitted | A::PhotoReturned | A::Returned)) => A::AwaitingReview,
            (Verb::BadPhoto, Some(A::Submitted | A::PhotoReturned | A::Returned)) => A::PhotoReturned,
            (
                Verb::TakeBack,
                Some(A::Submitted | A::PhotoReturned | A::Returned | A::AwaitingReview | A::Withdrawn),
            ) => A::Withdrawn,
            (Verb::Return, Some(A::AwaitingReview)) => A::Returned,
            (Verb::Approve, Some(A::AwaitingReview)) if self.over => return Said::Unmet,
            (Verb::Approve, Some(A::AwaitingReview)) if self.continues && !self.is_licensed() => return Said::Conflict,
            (Verb::Approve, Some(A::AwaitingReview)) => {
                self.on_file = true;
                if self.continues {
                    self.follow()
                } else {
                    self.issue()
                }
                return Said::Done;
            }
            _ => return Said::Conflict,
        };
        self.application = Some(next);
        Said::Done
    }

    fn act(&mut self, verb: Verb) -> Said {
        let next = match (verb, self.license) {
            (Verb::Activate, Some(L::Sealed)) => L::Activated,
            (Verb::Activate, Some(L::Activated)) => return Said::Done,
            (Verb::Activate, _) => return if self.put { Said::Done } else { Said::Conflict },
            (Verb::Resume, Some(L::Suspended)) => self.suspended_from,
            (Verb::Suspend, Some(from @ (L::Sealed | L::Activated))) => {
                self.suspended_from = from;
                L::Suspended
            }
            (Verb::Cancel, _) if self.is_licensed() => L::Cancelled,
            (Verb::Withdraw, _) if self.is_licensed() => L::Withdrawn,
            (Verb::Revoke, _) if self.is_licensed() => L::Revoked,
            _ => return Said::Conflict,
        };
        self.put |= verb == Verb::Activate;
        self.license = Some(next);
        Said::Done
    }

    /// What verification says; `valid` of nothing but an activated license within its term.
    pub(crate) fn verdict(&self) -> Verdict {
        match self.license {
            _ if self.over => Verdict::Ended,
            None => Verdict::LicensedOnPaper,
            Some(L::Sealed) => Verdict::NotActivated,
            Some(L::Activated) => Verdict::Valid,
            Some(L::Suspended) => Verdict::Suspended,
            Some(L::Replaced | L::Cancelled | L::Withdrawn | L::Revoked) => Verdict::Ended,
        }
    }
}

/// One throw of the dice: mostly something that would be done now, else anything; now and then by somebody else.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Throw {
    dice: u16,
    anything: Verb,
    somebody: Option<Who>,
}

/// What comes next: a throw, or what begins a life that is not to spend its steps on the first license.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Step {
    Given(Verb),
    Thrown(Throw),
}

/// The way to the first license, or none.
pub(crate) fn opening(begun: bool) -> impl Iterator<Item = Step> {
    let way = [Verb::Claim, Verb::GoodPhoto, Verb::Approve].map(Step::Given);
    way.into_iter().filter(move |_| begun)
}

impl Model {
    pub(crate) fn next(&self, step: Step) -> (Verb, Who) {
        let throw = match step {
            Step::Given(verb) => return (verb, verb.usually_by()),
            Step::Thrown(throw) => throw,
        };
        let would_do = |verb: &Verb| {
            let mut after = *self;
            let ends = matches!(verb, Verb::Cancel | Verb::Withdraw | Verb::Revoke | Verb::OutliveTerm);
            !ends && after.say(*verb, verb.usually_by()) == Said::Done && after != *self
        };
        let sensible: Vec<Verb> = Verb::ALL.into_iter().filter(would_do).collect();
        let place = usize::from(throw.dice / 4).checked_rem(sensible.len());
        let verb = match place {
            Some(place) if !throw.dice.is_multiple_of(4) => sensible[place],
            Some(_) | None => throw.anything,
        };
        (verb, throw.somebody.unwrap_or(verb.usually_by()))
    }
}

impl Verb {
    pub(crate) const ALL: [Self; 17] = [
        Self::Claim,
        Self::Make,
        Self::Replace,
        Self::NewPhoto,
        Self::GoodPhoto,
        Self::BadPhoto,
        Self::TakeBack,
        Self::Approve,
        Self::Return,
        Self::Activate,
        Self::Suspend,
        Self::Resume,
        Self::Cancel,
        Self::Withdraw,
        Self::Revoke,
        Self::Correct,
        Self::OutliveTerm,
    ];

    fn usually_by(self) -> Who {
        match self {
            Self::Claim
            | Self::Replace
            | Self::NewPhoto
            | Self::GoodPhoto
            | Self::BadPhoto
            | Self::TakeBack
            | Self::Activate
            | Self::OutliveTerm => Who::Holder,
            Self::Approve | Self::Return => Who::Reviewer,
            Self::Make
            | Self::Suspend
            | Self::Resume
            | Self::Cancel
            | Self::Withdraw
            | Self::Revoke
            | Self::Correct => Who::Officer,
        }
    }
}

/// Whether the kind needs a photo, whether the life begins with its license, and the throws one after the other.
pub(crate) fn lives(steps_max: usize) -> impl Strategy<Value = (bool, bool, Vec<Throw>)> {
    let who = select(vec![
        Who::Holder,
        Who::Stranger,
        Who::Officer,
        Who::OfficerElsewhere,
        Who::Reviewer,
        Who::ReviewerElsewhere,
    ]);
    let somebody = prop_oneof![4 => Just(None), 1 => who.prop_map(Some)];
    let throw = (any::<u16>(), select(Verb::ALL.to_vec()), somebody);
    let throw = throw.prop_map(|(dice, anything, somebody)| Throw { dice, anything, somebody });
    (any::<bool>(), any::<bool>(), vec(throw, 4..steps_max))
}

/// A runner whose cases are the same in every run.
pub(crate) fn runner(cases: u32) -> TestRunner {
    let config = Config { cases, failure_persistence: None, max_shrink_iters: 60, ..Config::default() };
    TestRunner::new_with_rng(config, TestRng::deterministic_rng(RngAlgorithm::ChaCha))
}
