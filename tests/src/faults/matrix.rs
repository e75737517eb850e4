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

/// One case whose request met one failure.
pub(super) struct Run {
    pub(super) label: String,
    pub(super) case: Case,
    pub(super) told: Answer,
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
        let mut runs = Vec::new();
        for (method, nth) in places(&plan.calls()) {
            for how in ways(method) {
                runs.push(self.failed(world, method, nth, *how).await);
            }
        }
        assert!(!runs.is_empty(), "{} calls nothing", self.name);
        let story = self.hold(world, &well, &runs, None).await;
        for run in runs.iter().filter(|run| run.told.is_ok()) {
            assert_eq!(run.told.as_ref().unwrap(), &answer, "{}", run.label);
        }
        world.clock.turn(SignedDuration::from_secs(1));
        self.settle(world, "again", &well, &answer).await;
        for run in &runs {
            self.settle(world, &run.label, &run.case, &answer).await;
        }
        self.hold(world, &well, &runs, Some(&story)).await;
    }

    pub(super) async fn failed(&self, world: &World, method: &'static str, nth: u32, how: Failure) -> Run {
        let label = format!("{}: {method} #{nth} {how:?}", self.name);
        let case = (self.before)(world, world.next()).await;
        let plan = Arc::new(Plan::default());
        plan.fail(method, nth, how);
        let told = self.send(world, &plan, &case).await;
        assert!(plan.fired(), "{label} did not happen");
        assert!(told.as_ref().err().is_none_or(can_be_sent_again), "{label} was told as {told:?}");
        Run { label, case, told }
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

    /// The books are whole, and every case that was answered has the story of the case that went well.
    async fn hold(&self, world: &World, well: &Case, runs: &[Run], before: Option<&String>) -> String {
        let books = world.books().await;
        let whose = || runs.iter().map(|run| format!("{} {} {}", run.case.subject, run.case.application, run.label));
        let violations = books.violations();
        assert!(violations.is_empty(), "{}: {violations:#?}\n{:#?}", self.name, whose().collect::<Vec<_>>());
        let story = books.story(&well.subject);
        assert!(before.is_none_or(|before| *before == story), "{}: sent again, it changed\n{story}", self.name);
        for run in runs.iter().filter(|run| before.is_some() || run.told.is_ok()) {
            assert_eq!(books.story(&run.case.subject), story, "{}", run.label);
        }
        story
    }
}

/// A fault of ours, or a record that somebody else changed: both say that nothing is known, and nothing false.
fn can_be_sent_again(error: &Error) -> bool {
    matches!(error, Error::Fault(_) | Error::Refusal(Refusal::RecordChanged))
}

/// For a port that cannot conflict a conflict is the same as a lost call.
fn ways(method: &str) -> &'static [Failure] {
    match method {
        "Books::commit" => &[Failure::Lost, Failure::AppliedButLost, Failure::Conflict],
        _ => &[Failure::Lost, Failure::AppliedButLost],
    }
}

/// Every call by its method and how many of the method went before it.
fn places(calls: &[&'static str]) -> Vec<(&'static str, u32)> {
    let mut times: BTreeMap<&'static str, u32> = BTreeMap::new();
    for call in calls {
        *times.entry(call).or_default() += 1;
    }
    let nths = |(method, times): (&'static str, u32)| {
        let all = (0..times).filter(move |nth| times <= CALLS_ALL_MAX || *nth < 2 || nth + 1 == times);
        all.map(move |nth| (method, nth))
    };
    times.into_iter().flat_map(nths).collect()
}

/// Every scenario, each after the other in one world of its own.
pub(super) async fn run_all(scenarios: Vec<Scenario>) {
    let world = World::new().await;
    // The first license of all publishes the key, which has a test of its own.
    world.sealed(world.next()).await;
    for scenario in scenarios {
        scenario.run(&world).await;
    }
}
