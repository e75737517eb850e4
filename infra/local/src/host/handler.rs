//! What the host calls: functions, each taking one raw AWS event.

use std::collections::BTreeMap;
use std::sync::Arc;

use async_trait::async_trait;
use serde_json::Value;
use tokio::sync::watch;

/// A function of the service.
#[async_trait]
pub trait Handler: Send + Sync {
    /// Takes an event as AWS sends it and answers as AWS expects.
    ///
    /// # Errors
    /// The invocation failed as a whole; the words hold no personal data.
    async fn handle(&self, event: Value) -> Result<Value, String>;
}

/// The functions by name, and word of each invocation's end.
#[derive(Clone)]
pub struct Functions {
    by_name: Arc<BTreeMap<String, Arc<dyn Handler>>>,
    ended: Arc<watch::Sender<u64>>,
}

impl std::fmt::Debug for Functions {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_set().entries(self.by_name.keys()).finish()
    }
}

impl Functions {
    /// The functions of a map.
    #[must_use]
    pub fn new(by_name: BTreeMap<String, Arc<dyn Handler>>) -> Self {
        Self { by_name: Arc::new(by_name), ended: Arc::new(watch::Sender::new(0)) }
    }

    /// Whether there is a function of that name.
    #[must_use]
    pub fn has(&self, name: &str) -> bool {
        self.by_name.contains_key(name)
    }

    /// Invokes a function. It runs to its end even if the caller gives up, as on Lambda; a panic is a failure.
    ///
    /// # Errors
    /// The function's own words, or that it is not there or broke down.
    #[expect(clippy::disallowed_methods, reason = "an invocation must outlive a caller that hangs up")]
    pub async fn invoke(&self, name: &str, event: Value) -> Result<Value, String> {
        let function = self.by_name.get(name).cloned();
        let function = function.ok_or_else(|| format!("no function is named {name}"))?;
        let ended = Arc::clone(&self.ended);
        let running = tokio::spawn(async move {
            let answer = function.handle(event).await;
            ended.send_modify(|count| *count = count.wrapping_add(1));
            answer
        });
        running.await.unwrap_or_else(|_broken| Err(format!("{name} broke down")))
    }

    /// Changes whenever an invocation has ended, and so may have written.
    #[must_use]
    pub fn ended(&self) -> watch::Receiver<u64> {
        self.ended.subscribe()
    }
}
