//! The service as a process of its own, so that it can be killed.

use std::path::Path;
use std::process::Stdio;

use tokio::io::{AsyncBufReadExt, BufReader, Lines};
use tokio::process::{Child, ChildStdout, Command};

use super::driver::Failed;

/// A running service.
pub(super) struct Server {
    child: Child,
    // Kept open: a service whose output nobody takes would stop at a full pipe.
    _lines: tokio::task::JoinHandle<()>,
    /// Where it is.
    pub(super) address: String,
}

impl Server {
    /// Starts the service on a folder; one that holds never commits a license.
    pub(super) async fn start(data: &Path, holds_commit: bool) -> Result<Self, Failed> {
        let program =
            std::env::current_exe().map_err(|error| Failed::new(format!("the program's own path: {error}")))?;
        let mut command = Command::new(program);
        command.arg("serve").arg("--data").arg(data).args(["--port", "0", "--empty"]);
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
