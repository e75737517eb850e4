//! Between the world and the verbs: what AWS sends, in; what AWS expects, out. The local service feeds the same events
//! in process, so that what is tested here is what is deployed.
//!
//! In the order of a request: [`event`] tells the shapes apart, [`gateway`] makes an HTTP request of payload 2.0,
//! [`signin`] reads who calls, [`guard`] lets in only the roles that the operation names, [`input`] parses what was
//! sent, [`problem`] words every "no", [`log`] writes one line.

mod batch;
mod clock;
mod event;
mod function;
mod gateway;
mod guard;
mod input;
mod log;
mod noted;
mod object_event;
mod openapi;
mod problem;
mod signin;
#[cfg(test)]
mod tests;
pub mod view;
mod words;

pub use clock::SystemClock;
pub use event::FunctionError;
pub use function::{Function, Measure, run};
pub use input::{Answer, BODY_BYTES_MAX, Body, CallerName, PageQuery, Path, Query, base64_length, bytes_of, page};
pub use log::{LogSink, Stdout};
pub use noted::{Noted, NotedAnswer};
pub use object_event::object_keys;
pub use openapi::{Route, document_conflicts, merged_openapi};
pub use problem::Problem;
pub use signin::{CalledFrom, SignedIn};
pub use words::{Words, edge_codes, words};
