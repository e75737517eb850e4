//! The sample register that a new data folder starts with. What it was made of is kept beside it, so that the personas
//! of a later start are the people of the register that is there.

use std::path::{Path, PathBuf};

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::cast::{OPERATORS, SEED, files};
use crate::host::HostError;
use crate::sample::{Plan, SampleRegister, generate_as};
use crate::stores::{IMPORTS_BUCKET, Stores};

/// What a sample register is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recipe {
    /// The seed of every choice.
    pub seed: u64,
    /// How many operators.
    pub operators: usize,
    /// The day that terms are laid around.
    pub as_of: Date,
}

impl Recipe {
    /// The recipe of the folder; a new folder gets one of today.
    ///
    /// # Errors
    /// The folder's file cannot be read or written.
    pub fn of(data: &Path, today: Date) -> Result<(Self, bool), HostError> {
        let path = path(data);
        match std::fs::read(&path) {
            Ok(bytes) => {
                let recipe = serde_json::from_slice(&bytes).map_err(|error| HostError::Wiring(error.to_string()))?;
                Ok((recipe, false))
            }
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                Ok((Self { seed: SEED, operators: OPERATORS, as_of: today }, true))
            }
            Err(error) => Err(HostError::Io { what: "the sample's recipe", error }),
        }
    }

    /// The register.
    ///
    /// # Errors
    /// Only when a file cannot be written to memory.
    pub fn register(&self) -> Result<SampleRegister, HostError> {
        let plan = Plan { seed: self.seed, operators: self.operators, dirty_per_mille: 40, as_of: self.as_of };
        generate_as(plan).map_err(|error| HostError::Wiring(error.to_string()))
    }

    /// Keeps the recipe. It is kept after the files were put: a folder without one is loaded again, which changes
    /// nothing that is there.
    ///
    /// # Errors
    /// The file cannot be written.
    pub fn keep(&self, data: &Path) -> Result<(), HostError> {
        let bytes = serde_json::to_vec_pretty(self).map_err(|error| HostError::Wiring(error.to_string()))?;
        std::fs::write(path(data), bytes).map_err(|error| HostError::Io { what: "the sample's recipe", error })
    }
}

fn path(data: &Path) -> PathBuf {
    data.join("sample.json")
}

/// Puts the register's files where imports arrive; their events do the rest.
///
/// # Errors
/// The object store does not take them.
pub async fn put(stores: &Stores, register: &SampleRegister) -> Result<(), HostError> {
    for (table, bytes) in files(register) {
        let key = format!("rows/210000/{table}/sample-register.csv");
        let put = stores.s3().put_object().bucket(IMPORTS_BUCKET).key(key).body(bytes.into());
        put.send().await.map_err(|error| HostError::Object(error.to_string()))?;
    }
    Ok(())
}
