//! The command line.

use std::net::IpAddr;
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

/// Electronic licenses for road transport, the whole service on this machine.
#[derive(Debug, Parser)]
#[command(name = "luzheng", version)]
pub struct Cli {
    /// What to do; to serve, unless something else is said.
    #[command(subcommand)]
    pub command: Option<Command>,
    /// How to serve, where no command is given.
    #[command(flatten)]
    pub serve: Serve,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Serves until asked to end.
    Serve(Serve),
    /// Shows the life of a license of every kind, checks it, and ends.
    Demo,
    /// Makes a sample register.
    Generate,
}

/// How to serve.
#[derive(Debug, Clone, PartialEq, Eq, Args)]
pub struct Serve {
    /// The folder of all state.
    #[arg(long, default_value = "./data")]
    pub data: PathBuf,
    /// The port to listen on; 0 for any that is free.
    #[arg(long, default_value_t = 8080)]
    pub port: u16,
    /// The address to listen on; loopback only.
    #[arg(long, default_value = "127.0.0.1")]
    pub address: IpAddr,
    /// Holds every license back before the commit that makes it true, for showing a crash there.
    #[arg(long)]
    pub hold_commit: bool,
}

impl Cli {
    /// The command, with serving as the default.
    #[must_use]
    pub fn chosen(self) -> Command {
        self.command.unwrap_or(Command::Serve(self.serve))
    }
}

#[cfg(test)]
mod tests {
    use clap::{CommandFactory, Parser};

    use super::{Cli, Command, Serve};

    fn serve(arguments: &[&str]) -> Option<Serve> {
        let cli = Cli::try_parse_from([&["luzheng"], arguments].concat()).ok()?;
        match cli.chosen() {
            Command::Serve(serve) => Some(serve),
            Command::Demo | Command::Generate => None,
        }
    }

    #[test]
    fn to_serve_is_the_default() {
        Cli::command().debug_assert();
        let default = serve(&[]).unwrap();
        assert_eq!((default.port, default.data.to_str(), default.hold_commit), (8080, Some("./data"), false));
        assert!(default.address.is_loopback());
        assert_eq!(serve(&["serve"]), Some(default));
        let chosen = serve(&["serve", "--port", "0", "--hold-commit", "--data", "d"]);
        assert_eq!(serve(&["--port", "0", "--hold-commit", "--data", "d"]), chosen);
        assert_eq!(chosen.unwrap().port, 0);
    }

    #[test]
    fn nonsense_is_refused() {
        for arguments in [["--port", "70000"], ["--address", "here"], ["--no-such", "x"], ["destroy", "x"]] {
            assert!(serve(&arguments).is_none(), "{arguments:?}");
        }
        assert!(serve(&["demo"]).is_none());
    }
}
