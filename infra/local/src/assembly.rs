//! Makes the functions on the running stores and says which requests and events reach which of them.

use std::collections::BTreeMap;

use crate::cli::{Command, Serve};
use crate::host::{HostConfig, HostError, Wiring, run};

/// Does what the command says.
///
/// # Errors
/// Why it cannot be done.
pub async fn execute(command: Command) -> Result<(), HostError> {
    match command {
        Command::Serve(serve) => run(config(serve), async |_stores| Ok(wiring())).await,
        Command::Demo | Command::Generate => Err(HostError::Wiring("not assembled yet".to_owned())),
    }
}

fn config(serve: Serve) -> HostConfig {
    HostConfig { address: serve.address, port: serve.port, ..HostConfig::on(serve.data) }
}

fn wiring() -> Wiring {
    Wiring { functions: BTreeMap::new(), personas: Vec::new() }
}
