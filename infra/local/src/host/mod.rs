//! The host: what API Gateway, the stream mappings, SQS, S3's notifications and the scheduler do when deployed.

pub mod book;
pub mod events;
pub mod feed;
pub mod gateway;
pub mod handler;
pub mod identity;
pub mod lock;
pub mod object_events;
pub mod queues;
pub mod schedule;
pub mod sign_in;
pub mod topology;

mod desk;
mod payload;
mod problem;
mod route;
mod run;
mod stream_record;
#[cfg(test)]
mod tests;

use std::net::{IpAddr, Ipv4Addr};
use std::path::PathBuf;

use crate::stores::{SealKeySpec, StoresError};

pub use handler::{Functions, Handler};
pub use identity::Persona;
pub use route::RouteRow;
pub use run::{Ground, Host, Wiring, run};
pub use topology::Topology;

/// What a host is to be.
#[derive(Debug, Clone)]
pub struct HostConfig {
    /// The folder of all state.
    pub data: PathBuf,
    /// Where to listen; loopback only.
    pub address: IpAddr,
    /// The port to listen on; 0 for any that is free.
    pub port: u16,
    /// What kind of key seals, if the folder has none yet.
    pub seal_key: SealKeySpec,
    /// Which function answers which request.
    pub routes: Vec<RouteRow>,
    /// Which function is fed by which event.
    pub topology: Topology,
}

impl HostConfig {
    /// A host on a folder, on a free port of 127.0.0.1, that serves nothing yet.
    #[must_use]
    pub fn on(data: impl Into<PathBuf>) -> Self {
        Self {
            data: data.into(),
            address: IpAddr::V4(Ipv4Addr::LOCALHOST),
            port: 0,
            seal_key: SealKeySpec::default(),
            routes: Vec::new(),
            topology: Topology::default(),
        }
    }
}

/// Why the host cannot start, or cannot go on.
#[derive(Debug, thiserror::Error)]
pub enum HostError {
    /// Another process serves from the folder.
    #[error("another process already serves from {0}")]
    FolderInUse(PathBuf),
    /// The address could be reached from other machines.
    #[error("{0} is not a loopback address; the development sign-in must not be reached from elsewhere")]
    NotLoopback(IpAddr),
    /// The port is taken.
    #[error("cannot listen on {0}: {1}")]
    Listen(std::net::SocketAddr, std::io::Error),
    /// A file or folder.
    #[error("{what}: {error}")]
    Io {
        /// What was attempted.
        what: &'static str,
        /// The system's word.
        error: std::io::Error,
    },
    /// The embedded stores.
    #[error(transparent)]
    Stores(#[from] StoresError),
    /// The host's own book.
    #[error(transparent)]
    Book(#[from] book::BookError),
    /// The table's stream cannot be read.
    #[error("the table's stream: {0}")]
    Stream(String),
    /// The object store cannot be read.
    #[error("the object store: {0}")]
    Object(String),
    /// A certificate that was given.
    #[error("a certificate in the folder: {0}")]
    Certificate(String),
    /// The development sign-in key.
    #[error("the sign-in key: {0}")]
    SignInKey(String),
    /// A route or an event source names a function that is not there, or the functions cannot be made.
    #[error("the functions: {0}")]
    Wiring(String),
    /// A scheduled run failed.
    #[error("the schedule {0} failed")]
    Schedule(String),
}
