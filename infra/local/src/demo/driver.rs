//! The driver: an address, tokens, HTTP, and a line for every step.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use reqwest::{Client, Method, StatusCode};
use serde::Serialize;
use serde_json::{Value, json};

use super::server::Server;

/// How long the demonstration waits for what follows a commit.
pub(super) const PATIENCE: Duration = Duration::from_secs(60);
pub(super) const LOOK: Duration = Duration::from_millis(40);

/// A check that did not hold.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub(super) struct Failed(String);

impl Failed {
    pub(super) fn new(words: impl Into<String>) -> Self {
        Self(words.into())
    }
}

/// A step that was done.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Step {
    /// What was done and seen.
    what: String,
    /// How long it took, in milliseconds.
    ms: u128,
}

/// An answer.
pub(super) struct Answer {
    pub(super) status: StatusCode,
    pub(super) body: Value,
}

impl Answer {
    /// The problem's code.
    pub(super) fn code(&self) -> &str {
        self.body.get("code").and_then(Value::as_str).unwrap_or_default()
    }
}

/// Whoever drives the service.
#[derive(Default)]
pub(super) struct Driver {
    http: Client,
    address: String,
    tokens: BTreeMap<String, String>,
    steps: Vec<Step>,
    began: Option<Instant>,
}

impl Driver {
    /// Takes the address and a token for every persona.
    pub(super) async fn meet(&mut self, server: &Server) -> Result<(), Failed> {
        self.address.clone_from(&server.address);
        let personas = self.plain(Method::GET, "/dev/personas", None, None).await?;
        let ids = personas.body.as_array().into_iter().flatten().filter_map(|one| one.get("id")?.as_str());
        for id in ids.map(str::to_owned).collect::<Vec<_>>() {
            let token = self.token(&id, false).await?;
            self.tokens.insert(id, token);
        }
        Ok(())
    }

    /// A token of the development sign-in.
    pub(super) async fn token(&self, persona: &str, expired: bool) -> Result<String, Failed> {
        let asked = json!({ "persona": persona, "expired": expired });
        let answer = self.plain(Method::POST, "/dev/token", None, Some(asked)).await?;
        text(&answer.body, "access_token")
    }

    /// Says a step done, with the time since the step before.
    pub(super) fn done(&mut self, what: impl Into<String>) {
        let now = Instant::now();
        let ms = self.began.map_or(0, |began| now.duration_since(began).as_millis());
        self.began = Some(now);
        let what = what.into();
        println!("{ms:>7} ms  {what}");
        self.steps.push(Step { what, ms });
    }

    /// A heading between steps.
    pub(super) fn heading(&mut self, words: &str) {
        println!("\n{words}");
        self.began = Some(Instant::now());
    }

    pub(super) fn steps(&self) -> &[Step] {
        &self.steps
    }

    /// A request as a persona, or as anybody.
    pub(super) async fn ask(
        &self,
        who: Option<&str>,
        method: Method,
        path: &str,
        body: Option<Value>,
    ) -> Result<Answer, Failed> {
        let token = match who {
            Some(persona) => {
                let known = self.tokens.get(persona);
                Some(known.ok_or_else(|| Failed::new(format!("nobody is called {persona}")))?.as_str())
            }
            None => None,
        };
        self.plain(method, path, token, body).await
    }

    /// A request with a token or without.
    pub(super) async fn plain(
        &self,
        method: Method,
        path: &str,
        token: Option<&str>,
        body: Option<Value>,
    ) -> Result<Answer, Failed> {
        let mut request = self.http.request(method, format!("{}{path}", self.address));
        if let Some(token) = token {
            request = request.bearer_auth(token);
        }
        if let Some(body) = body {
            request = request.json(&body);
        }
        let response = request.send().await.map_err(|error| Failed::new(format!("no answer: {error}")))?;
        let status = response.status();
        let bytes = response.bytes().await.map_err(|error| Failed::new(format!("no answer: {error}")))?;
        let text = || Value::String(String::from_utf8_lossy(&bytes).into_owned());
        Ok(Answer { status, body: serde_json::from_slice(&bytes).unwrap_or_else(|_not_json| text()) })
    }

    pub(super) async fn get(&self, who: &str, path: &str) -> Result<Value, Failed> {
        well(path, self.ask(Some(who), Method::GET, path, None).await?)
    }

    pub(super) async fn put(&self, who: &str, path: &str, body: Value) -> Result<Value, Failed> {
        well(path, self.ask(Some(who), Method::PUT, path, Some(body)).await?)
    }

    pub(super) async fn post(&self, who: Option<&str>, path: &str, body: Value) -> Result<Value, Failed> {
        well(path, self.ask(who, Method::POST, path, Some(body)).await?)
    }

    /// Writes to a link as it says.
    pub(super) async fn upload(&self, link: &Value, bytes: Vec<u8>) -> Result<(), Failed> {
        let mut request = self.http.put(text(link, "url")?).body(bytes);
        for (name, value) in link.get("headers").and_then(Value::as_object).into_iter().flatten() {
            request = request.header(name, value.as_str().unwrap_or_default());
        }
        let response = request.send().await.map_err(|error| Failed::new(format!("no answer: {error}")))?;
        let status = response.status();
        if status.is_success() { Ok(()) } else { Err(Failed::new(format!("the upload was answered {status}"))) }
    }

    /// Reads from a link.
    pub(super) async fn download(&self, link: &Value) -> Result<Vec<u8>, Failed> {
        let response = self.http.get(text(link, "url")?).send().await;
        let response = response.map_err(|error| Failed::new(format!("no answer: {error}")))?;
        let (status, bytes) = (response.status(), response.bytes().await);
        match bytes {
            Ok(bytes) if status.is_success() => Ok(bytes.to_vec()),
            Ok(_) | Err(_) => Err(Failed::new(format!("the download was answered {status}"))),
        }
    }

    /// Looks again and again until what follows a commit can be seen.
    pub(super) async fn until(&self, who: &str, path: &str, seen: impl Fn(&Value) -> bool) -> Result<Value, Failed> {
        let began = Instant::now();
        loop {
            let answer = self.ask(Some(who), Method::GET, path, None).await?;
            if answer.status.is_success() && seen(&answer.body) {
                return Ok(answer.body);
            }
            if began.elapsed() > PATIENCE {
                return Err(Failed::new(format!("{path} stayed at {} {}", answer.status, answer.body)));
            }
            tokio::time::sleep(LOOK).await;
        }
    }
}

/// A step that is expected to go well.
fn well(path: &str, answer: Answer) -> Result<Value, Failed> {
    if answer.status.is_success() {
        return Ok(answer.body);
    }
    Err(Failed::new(format!("{path} was answered {} {}", answer.status, answer.body)))
}

/// A text of an answer.
pub(super) fn text(value: &Value, field: &str) -> Result<String, Failed> {
    let text = value.get(field).and_then(Value::as_str);
    text.map(str::to_owned).ok_or_else(|| Failed::new(format!("an answer lacks {field}")))
}

/// A check.
pub(super) fn check(holds: bool, what: &str, seen: &Value) -> Result<(), Failed> {
    if holds { Ok(()) } else { Err(Failed::new(format!("expected: {what}; seen: {seen}"))) }
}
