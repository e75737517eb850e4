//! One structured line for each request, message, change and scheduled run. It holds codes and templates only: no name,
//! number, plate, token, link or body can get into it, because nothing of a request is given to it.

use std::io::Write;

use jiff::Timestamp;
use serde::Serialize;
use serde_json::{Value, json};

/// Where the lines go.
pub trait LogSink: Send + Sync {
    /// Takes one line, without its end.
    fn write(&self, line: &str);
}

/// To standard output, which Lambda keeps.
#[derive(Clone, Copy, Debug, Default)]
pub struct Stdout;

impl LogSink for Stdout {
    fn write(&self, line: &str) {
        let mut out = std::io::stdout().lock();
        if writeln!(out, "{line}").is_err() {
            // Nobody is left to tell.
        }
    }
}

/// What is known of a request before it is handled.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub(crate) struct Line {
    /// The package of the function.
    pub(crate) function: &'static str,
    /// The operation id, or `message`, `change`, `tick`.
    pub(crate) operation: String,
    /// The HTTP method.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) method: Option<String>,
    /// The route's template, never the path.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) route: Option<String>,
    /// The caller's role.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) role: Option<&'static str>,
    /// The HTTP status.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) status: Option<u16>,
    /// The code of the refusal or fault; `ok` if there was none.
    pub(crate) code: &'static str,
    /// AWS's id of the request, message or change.
    pub(crate) request_id: String,
    /// What the work measured: a metric's name and its seconds.
    #[serde(skip)]
    pub(crate) measured: Option<(&'static str, i64)>,
    /// From the oldest act of a batch until what follows from it was done.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) lag_ms: Option<i64>,
    /// What happened, if it was a fault.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) fault: Option<String>,
    /// What could not be done beside an answer that was given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) lost: Option<String>,
}

impl Line {
    /// The line's text: also a CloudWatch metric of latency and faults, in the embedded metric format.
    pub(crate) fn text(&self, began: Timestamp, ended: Timestamp) -> String {
        let ms = ended.as_millisecond().saturating_sub(began.as_millisecond()).max(0);
        let faults = u8::from(self.fault.is_some());
        let mut line =
            json!(Full { at: ended, line: self, ms, faults, metrics: metrics(ended, self.lag_ms.is_some()) });
        if let Some((name, seconds)) = self.measured {
            line.as_object_mut().map(|line| line.insert(name.to_owned(), seconds.into()));
            let metrics = line.pointer_mut("/_aws/CloudWatchMetrics/0/Metrics").and_then(Value::as_array_mut);
            metrics.into_iter().for_each(|metrics| metrics.push(json!({ "Name": name, "Unit": "Seconds" })));
        }
        line.to_string()
    }
}

#[derive(Serialize)]
struct Full<'a> {
    at: Timestamp,
    #[serde(flatten)]
    line: &'a Line,
    ms: i64,
    faults: u8,
    #[serde(rename = "_aws")]
    metrics: Value,
}

fn metrics(at: Timestamp, lags: bool) -> Value {
    let mut metrics = json!([{ "Name": "ms", "Unit": "Milliseconds" }, { "Name": "faults", "Unit": "Count" }]);
    if let Some(list) = metrics.as_array_mut().filter(|_| lags) {
        list.push(json!({ "Name": "lag_ms", "Unit": "Milliseconds" }));
    }
    json!({
        "Timestamp": at.as_millisecond(),
        "CloudWatchMetrics": [{
            "Namespace": "Luzheng",
            "Dimensions": [["function", "operation"]],
            "Metrics": metrics
        }]
    })
}
