//! The local service.

use clap::Parser;

#[tokio::main]
async fn main() -> std::process::ExitCode {
    match local::assembly::execute(local::cli::Cli::parse().chosen()).await {
        Ok(code) => code,
        Err(error) => {
            eprintln!("luzheng: {error}");
            std::process::ExitCode::FAILURE
        }
    }
}
