//! The service as a process of its own, so that it can be killed.

use std::path::Path;
use std::process::Stdio;

use tokio::io::{AsyncBufReadExt, BufReader, Lines};
use tokio::process::{Child, ChildStdout, Command};

use super::driver::Failed;

/// What a service starts on.
pub(super) struct Folders<'a> {
    /// Its state.
    pub(super) data: &'a Path,
    /// What a sister province publishes.
    pub(super) sister: &'a Path,
}

/// A running service.
pub(super) struct Server {
    child: Child,
    // Kept open: a service whose output nobody takes would stop at a full pipe.
    _lines: tokio::task::JoinHandle<()>,
    /// Where it is.
    pub(super) address: String,
}

impl Server {
    /// Starts the service; one that holds never commits a license.
    pub(super) async fn start(folders: &Folders<'_>, holds_commit: bool) -> Result<Self, Failed> {
        let mut command = program()?;
        command.arg("serve").arg("--data").arg(folders.data).args(["--port", "0", "--empty"]);
        command.arg("--sister").arg(folders.sister);
        if holds_commit {
            command.arg("--hold-commit");
        }
        let mut child = command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .map_err(|error| Failed::new(format!("the service does not start: {error}")))?;
        let out = child.stdout.take().ok_or_else(|| Failed::new("the service has no output"))?;
        let mut lines = BufReader::new(out).lines();
        let address = address(&mut lines).await?;
        Ok(Self { child, _lines: drain(lines), address })
    }

    /// `kill -9`.
    pub(super) async fn kill(&mut self) -> Result<(), Failed> {
        self.child.kill().await.map_err(|error| Failed::new(format!("the service cannot be killed: {error}")))
    }

    /// Ends it.
    pub(super) async fn stop(mut self) {
        if let Err(error) = self.child.kill().await {
            eprintln!("the service did not end: {error}");
        }
    }
}

/// This program, to be started as a process of its own.
pub(super) fn program() -> Result<Command, Failed> {
    std::env::current_exe().map(Command::new).map_err(|error| Failed::new(format!("the program's own path: {error}")))
}

async fn address(lines: &mut Lines<BufReader<ChildStdout>>) -> Result<String, Failed> {
    while let Some(line) = lines.next_line().await.map_err(|error| Failed::new(error.to_string()))? {
        if let Some((_, address)) = line.split_once("serves at ") {
            return Ok(address.trim().to_owned());
        }
    }
    Err(Failed::new("the service ended before it said where it is"))
}

#[expect(clippy::disallowed_methods, reason = "this is a program on a desk, not a Lambda")]
fn drain(mut lines: Lines<BufReader<ChildStdout>>) -> tokio::task::JoinHandle<()> {
    tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} })
}
