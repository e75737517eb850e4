//! An answer beside which something was lost: the caller is given the answer, the log the loss.

use axum::{
    Json,
    response::{IntoResponse, Response},
};
use lifecycle::error::Fault;
use serde::Serialize;

use crate::problem::Problem;

/// A JSON answer, and the fault of what was tried beside it, if there was one.
#[derive(Debug)]
pub struct Noted<T> {
    /// The answer.
    pub answer: T,
    /// What was lost.
    pub lost: Option<Fault>,
}

/// An answer that may have lost something beside it.
pub type NotedAnswer<T> = Result<Noted<T>, Problem>;

/// Of a response, for its log line.
#[derive(Clone, Debug)]
pub(crate) struct Lost(pub(crate) Fault);

impl<T: Serialize> IntoResponse for Noted<T> {
    fn into_response(self) -> Response {
        let mut response = Json(self.answer).into_response();
        if let Some(fault) = self.lost {
            response.extensions_mut().insert(Lost(fault));
        }
        response
    }
}
