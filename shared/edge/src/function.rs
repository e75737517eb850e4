//! One Lambda function: what it takes, and how an event finds its way to it.

use std::{future::Future, sync::Arc};

use axum::{Router, middleware};
use futures::future::BoxFuture;
use jiff::Timestamp;
use lifecycle::{
    error::Error,
    port::{Clock, Index},
};
use serde_json::Value;
use tower::ServiceExt;
use utoipa::openapi::OpenApi;
use utoipa_axum::router::OpenApiRouter;

use crate::{
    batch,
    clock::SystemClock,
    event::{Change, FunctionError, Message, Shape, text_at},
    gateway,
    guard::{Guard, Seen, guard},
    log::{Line, LogSink, Stdout},
    noted::Lost,
    openapi::{Route, of_function, routes},
    problem::Problem,
    signin::{CalledFrom, SignIn},
};

/// Work on messages together; it tells the moment of the oldest act among them.
type Batches = Box<dyn Fn(Vec<String>) -> BoxFuture<'static, Result<Option<Timestamp>, Error>> + Send + Sync>;
type Work<T> = Box<dyn Fn(T) -> BoxFuture<'static, Result<(), Error>> + Send + Sync>;

/// What scheduled work measured: a metric's name and its seconds, for the log.
pub type Measure = (&'static str, i64);

type Tick = Box<dyn Fn(Timestamp) -> BoxFuture<'static, Result<Option<Measure>, Error>> + Send + Sync>;

/// One Lambda function. It takes one raw event, however it is fed, and answers what that feed expects.
pub struct Function {
    name: &'static str,
    http: Option<Http>,
    messages: Option<Work<String>>,
    batches: Option<Batches>,
    changes: Option<Work<Value>>,
    ticks: Option<Tick>,
    clock: Arc<dyn Clock>,
    log: Arc<dyn LogSink>,
}

struct Http {
    router: Router,
    openapi: OpenApi,
    index: Arc<dyn Index>,
}

fn work<T, F, W>(f: F) -> Work<T>
where
    F: Fn(T) -> W + Send + Sync + 'static,
    W: Future<Output = Result<(), Error>> + Send + 'static,
{
    Box::new(move |item| Box::pin(f(item)))
}

impl Function {
    /// A function that takes nothing yet; `name` is its package.
    #[must_use]
    pub fn new(name: &'static str) -> Self {
        let (clock, log) = (Arc::new(SystemClock), Arc::new(Stdout));
        Self { name, http: None, messages: None, batches: None, changes: None, ticks: None, clock, log }
    }

    /// Takes HTTP requests. Every handler's `security` in its `utoipa::path` says who may call it; a handler without one
    /// is nobody's.
    #[must_use]
    pub fn http(self, api: OpenApiRouter, index: Arc<dyn Index>) -> Self {
        let (router, openapi) = api.split_for_parts();
        let router = router.layer(middleware::from_fn_with_state(Guard::new(routes(&openapi)), guard));
        Self { http: Some(Http { router, openapi: of_function(self.name, openapi), index }), ..self }
    }

    /// Takes the messages of a queue, each alone: one that fails comes again, the others do not.
    #[must_use]
    pub fn each_message<F, W>(self, f: F) -> Self
    where
        F: Fn(String) -> W + Send + Sync + 'static,
        W: Future<Output = Result<(), Error>> + Send + 'static,
    {
        Self { messages: Some(work(f)), ..self }
    }

    /// Takes the messages of a queue together, for work that is done once for all of them: if it fails it is done for each
    /// alone, so that one that cannot be done keeps no other back. The work tells the moment of the oldest act in the batch,
    /// and how long that was ago is logged as `lag_ms`.
    #[must_use]
    pub fn all_messages<F, W>(self, f: F) -> Self
    where
        F: Fn(Vec<String>) -> W + Send + Sync + 'static,
        W: Future<Output = Result<Option<Timestamp>, Error>> + Send + 'static,
    {
        Self { batches: Some(Box::new(move |bodies| Box::pin(f(bodies)))), ..self }
    }

    /// Takes the changes of a table's stream in their order: after one that fails nothing is done, and the stream goes
    /// on from it.
    #[must_use]
    pub fn each_change<F, W>(self, f: F) -> Self
    where
        F: Fn(Value) -> W + Send + Sync + 'static,
        W: Future<Output = Result<(), Error>> + Send + 'static,
    {
        Self { changes: Some(work(f)), ..self }
    }

    /// Takes scheduled moments; what the work measured is a field and a metric of its line.
    #[must_use]
    pub fn each_tick<F, W>(self, f: F) -> Self
    where
        F: Fn(Timestamp) -> W + Send + Sync + 'static,
        W: Future<Output = Result<Option<Measure>, Error>> + Send + 'static,
    {
        Self { ticks: Some(Box::new(move |at| Box::pin(f(at)))), ..self }
    }

    /// Measures by another clock.
    #[must_use]
    pub fn clock(self, clock: Arc<dyn Clock>) -> Self {
        Self { clock, ..self }
    }

    /// Writes its lines elsewhere.
    #[must_use]
    pub fn log(self, log: Arc<dyn LogSink>) -> Self {
        Self { log, ..self }
    }

    /// Its package.
    #[must_use]
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// Its part of the API document, if it takes HTTP requests.
    #[must_use]
    pub fn openapi(&self) -> Option<&OpenApi> {
        self.http.as_ref().map(|http| &http.openapi)
    }

    /// Its operations and who may call them.
    #[must_use]
    pub fn routes(&self) -> Vec<Route> {
        self.openapi().map(routes).unwrap_or_default()
    }

    /// Takes one event as AWS sends it and gives what AWS expects.
    ///
    /// # Errors
    /// An event of a shape that this function does not take, or scheduled work that failed: the invocation fails.
    /// Failed messages and changes are no error; they are reported in the answer.
    pub async fn handle(&self, event: Value) -> Result<Value, FunctionError> {
        let handled = match Shape::of(event) {
            Ok(Shape::Http(event)) => self.request(&event).await,
            Ok(Shape::Messages(messages)) => self.messages(messages).await,
            Ok(Shape::Changes(changes)) => self.changes(changes).await,
            Ok(Shape::Tick { id, at }) => self.tick(&id, at).await,
            Err(error) => Err(error),
        };
        handled.inspect_err(|error| self.refused(error))
    }

    async fn request(&self, event: &Value) -> Result<Value, FunctionError> {
        let http = self.http.as_ref().ok_or(FunctionError::NotTaken("http"))?;
        let (began, id) = (self.clock.now(), gateway::request_id(event));
        let response = match gateway::request(event) {
            Err(problem) => axum::response::IntoResponse::into_response(problem),
            Ok(mut request) => {
                request.extensions_mut().insert(SignIn::of(event, http.index.as_ref()));
                request.extensions_mut().insert(CalledFrom::of(event, http.index.as_ref()));
                let Ok(response) = http.router.clone().oneshot(request).await;
                response
            }
        };
        let response = worded(response, &id);
        self.write(&self.http_line(event, &response, id), began);
        Ok(gateway::answer(response).await)
    }

    fn http_line(&self, event: &Value, response: &axum::response::Response, request_id: String) -> Line {
        let seen = response.extensions().get::<Seen>();
        let problem = response.extensions().get::<Problem>();
        let word = text_at(event, "/requestContext/http/method").unwrap_or_default();
        let method = http::Method::from_bytes(word.as_bytes()).as_ref().map_or("OTHER", crate::openapi::word);
        Line {
            function: self.name,
            operation: seen.map_or_else(|| "unknown".to_owned(), |seen| seen.operation.clone()),
            method: Some(method.to_owned()),
            route: seen.and_then(|seen| seen.route.clone()),
            role: seen.and_then(|seen| seen.role).map(license::caller::Role::as_str),
            status: Some(response.status().as_u16()),
            code: problem.map_or("ok", Problem::code),
            request_id,
            lag_ms: None,
            fault: problem.and_then(Problem::fault).map(str::to_owned),
            lost: response.extensions().get::<Lost>().map(|lost| lost.0.to_string()),
            measured: None,
        }
    }

    async fn messages(&self, messages: Vec<Message>) -> Result<Value, FunctionError> {
        if let Some(work) = &self.batches {
            return Ok(batch::failures(&self.together(work, messages).await));
        }
        let work = self.messages.as_ref().ok_or(FunctionError::NotTaken("message"))?;
        let mut failed = Vec::new();
        for message in messages {
            if self.one("message", &message.id, work(message.body)).await.is_err() {
                failed.push(message.id);
            }
        }
        Ok(batch::failures(&failed))
    }

    /// The ids of the messages that failed.
    async fn together(&self, work: &Batches, messages: Vec<Message>) -> Vec<String> {
        if self.batch(work, &messages).await {
            return Vec::new();
        }
        let mut failed = Vec::new();
        for message in &messages {
            if messages.len() == 1 || !self.batch(work, std::slice::from_ref(message)).await {
                failed.push(message.id.clone());
            }
        }
        failed
    }

    /// Whether the work on these was done; its line has the first one's id.
    async fn batch(&self, work: &Batches, messages: &[Message]) -> bool {
        let began = self.clock.now();
        let done = work(messages.iter().map(|message| message.body.clone()).collect()).await;
        let id = messages.first().map_or("", |message| &message.id);
        let oldest = done.as_ref().ok().copied().flatten();
        let done = done.map(drop);
        let lag = |at: Timestamp| self.clock.now().as_millisecond().saturating_sub(at.as_millisecond());
        self.write(&Line { lag_ms: oldest.map(lag), ..batch::line(self.name, "messages", id, &done) }, began);
        done.is_ok()
    }

    async fn changes(&self, changes: Vec<Change>) -> Result<Value, FunctionError> {
        let work = self.changes.as_ref().ok_or(FunctionError::NotTaken("change"))?;
        for change in changes {
            if self.one("change", &change.sequence_number, work(change.record)).await.is_err() {
                return Ok(batch::failures(&[change.sequence_number]));
            }
        }
        Ok(batch::failures(&[]))
    }

    async fn tick(&self, id: &str, at: Timestamp) -> Result<Value, FunctionError> {
        let work = self.ticks.as_ref().ok_or(FunctionError::NotTaken("schedule"))?;
        let (began, done) = (self.clock.now(), work(at).await);
        let measured = done.as_ref().ok().copied().flatten();
        let line = Line { measured, ..batch::line(self.name, "tick", id, &done.map(drop)) };
        self.write(&line, began);
        if line.code == "ok" { Ok(Value::Null) } else { Err(FunctionError::Failed(line.code)) }
    }

    /// One item's work and its line; a failure is its code.
    async fn one(&self, operation: &str, id: &str, work: BoxFuture<'_, Result<(), Error>>) -> Result<(), &'static str> {
        let began = self.clock.now();
        let line = batch::line(self.name, operation, id, &work.await);
        self.write(&line, began);
        if line.code == "ok" { Ok(()) } else { Err(line.code) }
    }

    /// Work that failed has its line already.
    fn refused(&self, error: &FunctionError) {
        if matches!(error, FunctionError::Failed(_)) {
            return;
        }
        let line = Line {
            function: self.name,
            operation: "unknown".to_owned(),
            code: "event.refused",
            fault: Some(error.to_string()),
            ..Line::default()
        };
        self.write(&line, self.clock.now());
    }

    fn write(&self, line: &Line, began: Timestamp) {
        self.log.write(&line.text(began, self.clock.now()));
    }
}

/// Every "no" as a problem with the request's id. One that a library worded may repeat the request: it is worded anew.
fn worded(response: axum::response::Response, id: &str) -> axum::response::Response {
    if !response.status().is_client_error() && !response.status().is_server_error() {
        return response;
    }
    let (parts, _) = response.into_parts();
    let problem = parts.extensions.get::<Problem>().cloned().unwrap_or_else(|| Problem::of_status(parts.status));
    let mut answer = axum::response::IntoResponse::into_response(problem.for_request(id));
    if let Some(seen) = parts.extensions.get::<Seen>() {
        answer.extensions_mut().insert(seen.clone());
    }
    answer
}

/// Runs the function in Lambda until Lambda ends it.
///
/// # Errors
/// The runtime's own.
pub async fn run(function: Function) -> Result<(), lambda_runtime::Error> {
    let function = Arc::new(function);
    lambda_runtime::run(lambda_runtime::service_fn(move |event: lambda_runtime::LambdaEvent<Value>| {
        let function = Arc::clone(&function);
        async move { function.handle(event.payload).await.map_err(lambda_runtime::Error::from) }
    }))
    .await
}
