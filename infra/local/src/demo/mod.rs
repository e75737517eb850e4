//! The demonstration: the life of a license of each of the nine kinds, driven as the apps would drive it. The driver
//! knows an address and tokens, and uses only HTTP and the links that it is given.

#![expect(clippy::indexing_slicing, reason = "a JSON value reads as null where nothing is; it does not panic")]

mod copies;
mod driver;
mod file;
mod life;
mod lists;
mod out;
mod photos;
mod picture;
mod refusals;
mod server;
mod sister;
mod story;

use std::path::Path;

use license::kind::Kind;

use crate::host::HostError;
use driver::{Driver, Failed};
use life::Life;
use out::Out;
use server::{Folders, Server};

/// Runs it and writes what it made.
///
/// # Errors
/// A check failed, or the service could not be started; the steps so far are written.
pub async fn run(out: &Path) -> Result<(), HostError> {
    let words = |error: std::io::Error| HostError::Io { what: "the demonstration's folder", error };
    let folder = tempfile::tempdir().map_err(words)?;
    let out = Out::new(out).map_err(words)?;
    let mut driver = Driver::default();
    let told = tell(&mut driver, folder.path(), &out).await;
    out.steps(driver.steps()).map_err(words)?;
    match told {
        Ok(()) => {
            println!("\n{} checks held. What was made is in {}.", driver.steps().len(), out.path().display());
            Ok(())
        }
        Err(failed) => {
            // What the service wrote down says more than what was seen from outside.
            std::fs::copy(folder.path().join("requests.jsonl"), out.path().join("requests.jsonl")).map_err(words)?;
            Err(HostError::Wiring(format!("the demonstration failed: {failed}")))
        }
    }
}

async fn tell(driver: &mut Driver, data: &Path, out: &Out) -> Result<(), Failed> {
    sister::founded(driver, out).await?;
    let folders = Folders { data, sister: &out.sister() };
    let mut server = Server::start(&folders, true).await?;
    driver.meet(&server).await?;
    story::load_register(driver).await?;
    let begun = story::crash_before_commit(driver, &mut server, &folders).await?;
    life::live(driver, out, begun).await?;
    for kind in Kind::ALL.into_iter().filter(|kind| *kind != story::CRASHED) {
        driver.heading(&format!("{} {}", kind.code(), kind.name_zh()));
        let claimed = Life::claim(driver, kind).await?;
        life::live(driver, out, claimed).await?;
    }
    sister::told(driver, out).await?;
    refusals::all(driver).await?;
    photos::told(driver, out).await?;
    story::statistics(driver, out).await?;
    story::keys(driver, out).await?;
    story::files(driver, out)?;
    server.stop().await;
    Ok(())
}
