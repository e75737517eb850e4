//! The matrix: one scenario, failed at every call that it makes, in every way.

use std::{collections::BTreeMap, sync::Arc};

use futures::future::BoxFuture;
use jiff::SignedDuration;
use license::refusal::Refusal;
use lifecycle::{
    error::Error,
    faults::{Failure, Plan},
};

use super::{
    verbs::Verbs,
    world::{Case, World},
};

/// What a request answers, in words that hold no name of a record.
pub(super) type Answer = Result<String, Error>;

/// A verb: how a case comes to where it begins, and the request, which is the same each time it is sent.
pub(super) struct Scenario {
    pub(super) name: &'static str,
    pub(super) before: for<'a> fn(&'a World, u32) -> BoxFuture<'a, Case>,
    pub(super) request: for<'a> fn(&'a Verbs<'a>, &'a Case) -> BoxFuture<'a, Answer>,
}

/// How often a caller, a queue or a stream asks again before the test gives up.
const RETRIES_MAX: u32 = 5;
/// A method that is called for every city and kind alike is failed at its first, second and last call.
const CALLS_ALL_MAX: u32 = 12;

/// Methods that change nothing in any store. For them applied-but-lost differs from lost in nothing that a store could
/// show, so it is tried at the first call of each alone; and a case that met only these is as it was, and serves again.
/// A method that is not named here is taken to change something.
const READS: [&str; 41] = [
    "AccessLog::accesses_by",
    "AccessLog::accesses_of",
    "Applications::application",
    "Applications::applications_of",
    "Applications::awaiting",
    "Books::event",
    "Books::history",
    "Counts::counted",
    "Counts::snapshot",
    "Grants::dossier",
    "Grants::grant",
    "Grants::held_by",
    "Imports::import_link",
    "Imports::report",
    "Imports::rows",
    "IssuerKeys::issuer_key",
    "IssuerKeys::issuer_keys",
    "ListHeads::status_head",
    "ListHeads::status_heads",
    "ListHeads::trust_head",
    "Licenses::license",
    "Licenses::licenses_of",
    "Notices::notices_of",
    "Numbers::number",
    "Numbers::series",
    "PhotoIndex::photos_like",
    "PlacedStages::placed_stages",
    "PlacedStages::stages_in_part",
    "Queues::oldest_waiting",
    "SealKeys::public_key",
    "SealKeys::sign",
    "SignedLists::kept_list",
    "SisterHeads::sister_head",
    "SisterHeads::sister_heads",
    "StatusChunks::chunk",
    "StatusChunks::chunks",
    "Subjects::subject",
    "Uploads::upload_link",
    "Uploads::uploaded",
    "Vault::link",
    "Verifications::tallied",
];

/// One case whose request met one failure.
pub(super) struct Run {
    pub(super) label: String,
    pub(super) case: Case,
    pub(super) told: Answer,
    /// Whether the case is as it was before.
    untouched: bool,
}

impl Scenario {
    async fn send(&self, world: &World, plan: &Arc<Plan>, case: &Case) -> Answer {
        (self.request)(&Verbs::new(world, plan), case).await
    }

    /// The calls of a request that nothing fails.
    pub(super) async fn calls(&self, world: &World) -> Vec<&'static str> {
        let plan = Arc::new(Plan::default());
        let case = (self.before)(world, world.next()).await;
        self.send(world, &plan, &case).await.unwrap();
        plan.calls()
    }

    /// Fails every call once in every way, and holds what is told and what is stored against the run that went well.
    pub(super) async fn run(&self, world: &World) {
        let plan = Arc::new(Plan::default());
        let well = (self.before)(world, world.next()).await;
        let answer = self.send(world, &plan, &well).await.unwrap();
        let mut runs: Vec<Run> = Vec::new();
        for (method, nth) in places(&plan.calls()) {
            for how in ways(method, nth) {
                let case = match runs.pop_if(|before| before.untouched) {
                    Some(before) => before.case,
                    None => (self.before)(world, world.next()).await,
                };
                let run = self.failed(world, case, (method, nth, *how)).await;
                assert!(run.told.as_ref().is_err() || run.told.as_ref() == Ok(&answer), "{}", run.label);
                runs.push(run);
            }
        }
        assert!(!runs.is_empty(), "{} calls nothing", self.name);
        // Where nothing was touched there is nothing to hold before the requests are sent again.
        let mut story = None;
        if runs.iter().any(|run| !run.untouched) {
            story = Some(self.hold(world, &well, &runs, None).await);
        }
        world.clock.turn(SignedDuration::from_secs(1));
        self.settle(world, "again", &well, &answer).await;
        for run in &runs {
            self.settle(world, &run.label, &run.case, &answer).await;
        }
        self.hold(world, &well, &runs, Some(story)).await;
    }

    /// Sends the request of a case, with one call failed.
    pub(super) async fn failed(&self, world: &World, case: Case, place: (&'static str, u32, Failure)) -> Run {
        let (method, nth, how) = place;
        let label = format!("{}: {method} #{nth} {how:?}", self.name);
        let plan = Arc::new(Plan::default());
        plan.fail(method, nth, how);
        let told = self.send(world, &plan, &case).await;
        assert!(plan.fired(), "{label} did not happen");
        assert!(told.as_ref().err().is_none_or(can_be_sent_again), "{label} was told as {told:?}");
        let mut writes: Vec<&str> = plan.calls();
        writes.retain(|call| !READS.contains(call));
        let kept_away = !READS.contains(&method) && how != Failure::AppliedButLost;
        // Who answered has to show it in the books.
        let untouched = told.is_err() && writes.len() == usize::from(kept_away);
        Run { label, case, told, untouched }
    }

    /// The same request, until it is answered.
    pub(super) async fn settle(&self, world: &World, label: &str, case: &Case, answer: &str) {
        for _ in 0..RETRIES_MAX {
            match self.send(world, &Arc::new(Plan::default()), case).await {
                Ok(told) => return assert_eq!(told, answer, "{label}"),
                Err(error) => assert!(can_be_sent_again(&error), "{label}, sent again: {error:?}"),
            }
        }
        panic!("{label}: never answered");
    }

    /// The books are whole, and every case that was answered has the story of the case that went well: once the requests
    /// were sent again that is all of them, and `before` is what the story was until then.
    async fn hold(&self, world: &World, well: &Case, runs: &[Run], before: Option<Option<String>>) -> String {
        let books = world.books().await;
        let whose = || runs.iter().map(|run| format!("{} {} {}", run.case.subject, run.case.application, run.label));
        let violations = books.violations();
        assert!(violations.is_empty(), "{}: {violations:#?}\n{:#?}", self.name, whose().collect::<Vec<_>>());
        let story = books.story(&well.subject);
        for run in runs.iter().filter(|run| before.is_some() || run.told.is_ok()) {
            assert_eq!(books.story(&run.case.subject), story, "{}", run.label);
        }
        if let Some(before) = before.flatten() {
            assert_eq!(before, story, "{}: sent again, it changed", self.name);
        }
        story
    }
}

/// A fault of ours, or a record that somebody else changed: both say that nothing is known, and nothing false.
fn can_be_sent_again(error: &Error) -> bool {
    matches!(error, Error::Fault(_) | Error::Refusal(Refusal::RecordChanged))
}

/// For a port that cannot conflict a conflict is the same as a lost call.
fn ways(method: &str, nth: u32) -> &'static [Failure] {
    match method {
        "Books::commit"
        | "StatusChunks::put_chunk"
        | "ListHeads::move_status_head"
        | "SisterHeads::move_sister_head" => &[Failure::Lost, Failure::Conflict, Failure::AppliedButLost],
        read if nth > 0 && READS.contains(&read) => &[Failure::Lost],
        _ => &[Failure::Lost, Failure::AppliedButLost],
    }
}

/// Every call in its order, by its method and how many of the method went before it.
fn places(calls: &[&'static str]) -> Vec<(&'static str, u32)> {
    let mut times: BTreeMap<&'static str, u32> = BTreeMap::new();
    let mut places = Vec::new();
    for call in calls {
        let nth = times.entry(call).or_default();
        places.push((*call, *nth));
        *nth += 1;
    }
    places.retain(|(method, nth)| times[method] <= CALLS_ALL_MAX || *nth < 2 || nth + 1 == times[method]);
    places
}

/// Every scenario, each after the other in one world of its own. Whatever failed, once the stream has brought everything
/// the lists say what the books say.
pub(super) async fn run_all(scenarios: Vec<Scenario>) {
    let world = World::new().await;
    // The first license of all publishes the key, which has a test of its own.
    world.sealed(world.next()).await;
    for scenario in scenarios {
        scenario.run(&world).await;
    }
    world.is_whole_when_published().await;
}
