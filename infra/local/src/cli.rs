//! The command line.

use std::net::IpAddr;
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::host::HostError;
use crate::sample::generate;
use crate::stores::SealKeySpec;

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
    Demo(Demo),
    /// Makes a sample register: three CSV files in the form of the import.
    Generate(Generate),
    /// Draws the templates with made-up values, as OFD, PDF and PNG.
    Preview(Preview),
    /// Makes a sister province of its own: authority, keys, licenses and lists.
    Sister(Sister),
    /// Judges a code, a picture of one or a license file: ends with 0 if it is valid, 1 if not, 2 if that cannot be told.
    #[command(alias = "verify-file")]
    Verify(VerifyShown),
    /// For a deployment: prints a certificate request for the issuing key in KMS.
    RequestCertificate(RequestCertificate),
    /// For a deployment: installs the issuing key's certificate and the seal.
    InstallSeal(InstallSeal),
    /// For a deployment: prints the next trust list as JSON, for operators to complete.
    DraftTrustList(DraftTrustList),
    /// For a deployment: signs a trust list by the root key in KMS.
    SignTrustList(SignTrustList),
    /// For a deployment: installs a signed trust list.
    InstallTrustList(InstallTrustList),
}

/// Where verifiers find the status lists.
#[derive(Debug, Clone, PartialEq, Eq, Args)]
pub struct DraftTrustList {
    /// The service's address, without a path.
    #[arg(long)]
    pub address: String,
}

/// What is signed.
#[derive(Debug, Clone, PartialEq, Eq, Args)]
pub struct SignTrustList {
    /// The completed draft, JSON.
    #[arg(long)]
    pub draft: PathBuf,
    /// Where the signed list goes.
    #[arg(long)]
    pub out: PathBuf,
}

/// What was signed.
#[derive(Debug, Clone, PartialEq, Eq, Args)]
pub struct InstallTrustList {
    /// The signed list.
    #[arg(long)]
    pub list: PathBuf,
}

/// Whom the certificate is for.
#[derive(Debug, Clone, PartialEq, Eq, Args)]
pub struct RequestCertificate {
    /// The organization.
    #[arg(long)]
    pub organization: String,
    /// The signer's name.
    #[arg(long)]
    pub common_name: String,
}

/// What an authority and a seal maker issued.
#[derive(Debug, Clone, PartialEq, Eq, Args)]
pub struct InstallSeal {
    /// SES_Seal, DER.
    #[arg(long)]
    pub seal: PathBuf,
    /// The issuing key's certificate, PEM.
    #[arg(long)]
    pub signer: PathBuf,
    /// The seal maker's certificate, PEM.
    #[arg(long)]
    pub maker: PathBuf,
    /// The authority's certificate, PEM.
    #[arg(long)]
    pub authority: PathBuf,
}

/// What is shown, and whom to trust.
#[derive(Debug, Clone, PartialEq, Eq, Args)]
pub struct VerifyShown {
    /// A license file (OFD), a picture with a code (PNG, JPEG), a file with its text, or the code itself; `-` reads the
    /// code from the standard input, so that what it says does not stand among the machine's processes.
    pub shown: PathBuf,
    /// The folder with the root (root.pem), the trust list (trust-list.bin) and the status lists (status-*.bin); or, for
    /// license files alone, with trusted certificates as PEM. Without it nothing can be told.
    #[arg(long)]
    pub trust: Option<PathBuf>,
}

/// Where the demonstration writes what it made.
#[derive(Debug, Clone, PartialEq, Eq, Args)]
pub struct Demo {
    /// The folder; what an earlier run wrote there is replaced.
    #[arg(long, default_value = "./demo-out")]
    pub out: PathBuf,
}

/// Which sample register.
#[derive(Debug, Clone, PartialEq, Eq, Args)]
pub struct Generate {
    /// The folder for the three files.
    #[arg(long, default_value = ".")]
    pub out: PathBuf,
    /// The seed: the same seed gives the same bytes.
    #[arg(long, default_value_t = crate::cast::SEED)]
    pub seed: u64,
    /// How many operators; vehicles and practitioners are about two and a half times as many each.
    #[arg(long, default_value_t = crate::cast::OPERATORS)]
    pub operators: usize,
}

impl Generate {
    /// Writes the files, and says how many rows and how many dirty ones they have.
    ///
    /// # Errors
    /// A file cannot be written.
    pub fn write(&self) -> Result<(), HostError> {
        let made = generate(self.seed, self.operators).map_err(|error| HostError::Wiring(error.to_string()))?;
        for (table, bytes) in crate::cast::files(&made) {
            let write = std::fs::write(self.out.join(format!("{table}.csv")), bytes);
            write.map_err(|error| HostError::Io { what: "a file of rows", error })?;
        }
        let stats = &made.stats;
        let rows = stats.operators + stats.vehicles + stats.practitioners;
        println!("{rows} rows, {} of them dirty, {} to be refused", stats.dirty(), stats.refused());
        Ok(())
    }
}

/// Where the sister province publishes.
#[derive(Debug, Clone, PartialEq, Eq, Args)]
pub struct Sister {
    /// The folder for what it publishes.
    #[arg(long, default_value = "./sister")]
    pub out: PathBuf,
}

/// Which template.
#[derive(Debug, Clone, PartialEq, Eq, Args)]
pub struct Preview {
    /// The folder for the files.
    #[arg(long, default_value = "./preview")]
    pub out: PathBuf,
    /// The kind's three digits; every kind, unless it is given.
    #[arg(long)]
    pub kind: Option<String>,
    /// The template's version; the one in force, unless it is given.
    #[arg(long)]
    pub template: Option<u16>,
}

/// What kind of key signs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum SealKey {
    /// SM2, as in China Regions.
    Sm2,
    /// ECDSA on P-256, as elsewhere.
    P256,
}

impl SealKey {
    /// As the stores take it.
    #[must_use]
    pub fn spec(self) -> SealKeySpec {
        match self {
            Self::Sm2 => SealKeySpec::Sm2,
            Self::P256 => SealKeySpec::P256,
        }
    }
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
    /// Starts a new folder without the sample register; the personas are its people all the same.
    #[arg(long)]
    pub empty: bool,
    /// The folder of a sister province (art. 19), as `luzheng sister` writes it: its licenses are believed here from now on.
    #[arg(long)]
    pub sister: Vec<PathBuf>,
    /// The key of a new folder: SM2, or P-256 as where KMS has no SM2.
    #[arg(long, value_enum, default_value_t = SealKey::Sm2)]
    pub seal_key: SealKey,
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
            Command::Demo(_)
            | Command::Generate(_)
            | Command::Preview(_)
            | Command::Sister(_)
            | Command::Verify(_)
            | Command::RequestCertificate(_)
            | Command::InstallSeal(_)
            | Command::DraftTrustList(_)
            | Command::SignTrustList(_)
            | Command::InstallTrustList(_) => None,
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
    fn a_file_is_verified_under_both_names() {
        for name in ["verify", "verify-file"] {
            let cli = Cli::try_parse_from(["luzheng", name, "license.ofd", "--trust", "keys"]).unwrap();
            let Command::Verify(asked) = cli.chosen() else { panic!("{name} is another command") };
            assert_eq!((asked.shown.to_str(), asked.trust.unwrap().to_str()), (Some("license.ofd"), Some("keys")));
        }
    }

    #[test]
    fn nonsense_is_refused() {
        for arguments in [["--port", "70000"], ["--address", "here"], ["--no-such", "x"], ["destroy", "x"]] {
            assert!(serve(&arguments).is_none(), "{arguments:?}");
        }
        assert!(serve(&["demo"]).is_none());
    }
}
