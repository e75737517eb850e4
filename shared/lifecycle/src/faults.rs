//! Faults at the ports, injected: a call lost before it happened, a call that happened and was reported as lost, and a
//! commit that met a conflict. Tests plan them; a service that is not told to has none.

use std::sync::{Arc, Mutex};

use crate::error::{CommitError, Fault};

/// How a call fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Failure {
    /// It never reached the store.
    Lost,
    /// It took effect, and the answer was lost.
    AppliedButLost,
    /// Another writer was faster; for a port that cannot conflict this is the same as `Lost`.
    Conflict,
}

/// An error that a failed call can be reported as.
pub trait Injected: From<Fault> {
    /// The error of a conflict, where the port knows one.
    fn conflict() -> Self;
}

impl Injected for Fault {
    fn conflict() -> Self {
        lost()
    }
}

impl Injected for CommitError {
    fn conflict() -> Self {
        Self::Conflict
    }
}

fn lost() -> Fault {
    Fault::new("store.unavailable", "injected")
}

/// The methods of a port by name.
pub trait Methods {
    /// As `Port::method`.
    const METHODS: &'static [&'static str];
}

/// Which call fails next, and which calls were made.
#[derive(Debug, Default)]
pub struct Plan {
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    next: Option<(String, u32, Failure)>,
    calls: Vec<&'static str>,
    fired: bool,
}

impl Plan {
    /// Lets the nth call (from 0) of the method fail once.
    pub fn fail(&self, method: &str, nth: u32, how: Failure) {
        let mut state = self.lock();
        *state = State { next: Some((method.to_owned(), nth, how)), ..State::default() };
    }

    /// Whether the planned failure happened.
    #[must_use]
    pub fn fired(&self) -> bool {
        self.lock().fired
    }

    /// The calls since the last plan, in order.
    #[must_use]
    pub fn calls(&self) -> Vec<&'static str> {
        self.lock().calls.clone()
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    fn take(&self, method: &'static str) -> Option<Failure> {
        let mut state = self.lock();
        state.calls.push(method);
        let (planned, nth, how) = state.next.take()?;
        if planned != method {
            state.next = Some((planned, nth, how));
            return None;
        }
        if let Some(fewer) = nth.checked_sub(1) {
            state.next = Some((planned, fewer, how));
            return None;
        }
        state.fired = true;
        Some(how)
    }
}

/// A port whose calls fail as planned.
#[derive(Debug)]
pub struct Faulty<P: ?Sized> {
    inner: Arc<P>,
    plan: Arc<Plan>,
}

impl<P: ?Sized> Faulty<P> {
    /// Around a port.
    pub fn new(inner: Arc<P>, plan: Arc<Plan>) -> Self {
        Self { inner, plan }
    }

    pub(crate) fn inner(&self) -> &P {
        &self.inner
    }

    pub(crate) fn begin<E: Injected>(&self, method: &'static str) -> Result<Call, E> {
        match self.plan.take(method) {
            Some(Failure::Lost) => Err(E::from(lost())),
            Some(Failure::Conflict) => Err(E::conflict()),
            Some(Failure::AppliedButLost) => Ok(Call { lose_answer: true }),
            None => Ok(Call { lose_answer: false }),
        }
    }
}

/// A call under way.
pub(crate) struct Call {
    lose_answer: bool,
}

impl Call {
    pub(crate) fn end<T, E: Injected>(self, done: Result<T, E>) -> Result<T, E> {
        if self.lose_answer { Err(E::from(lost())) } else { done }
    }
}
