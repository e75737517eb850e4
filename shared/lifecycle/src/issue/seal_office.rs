//! The installed seal and its signer, read and ready.

use document::{Package, PreparedOfd, SealOrder, SealPlace};
use jiff::Timestamp;
use seal::ses::{Certificate, Seal};

use crate::{error::Fault, port::IssuerKey};

/// What documents are sealed with.
pub(super) struct Office {
    seal: Seal,
    signer: Certificate,
}

impl Office {
    /// Of an installed key.
    pub(super) fn of(key: &IssuerKey) -> Result<Self, Fault> {
        let sealing =
            key.sealing.as_ref().ok_or_else(|| Fault::new("seal.not_installed", "the issuing key has no seal"))?;
        let corrupt = |error: seal::ses::SesError| Fault::new("seal.corrupt", error.to_string());
        Ok(Self {
            seal: Seal::from_der(&der(&sealing.seal)?).map_err(corrupt)?,
            signer: Certificate::from_der(&der(&sealing.signer)?).map_err(corrupt)?,
        })
    }

    /// The drawn files with everything but the signature.
    pub(super) fn prepare(&self, drawn: Package, place: SealPlace, signed_at: Timestamp) -> Result<PreparedOfd, Fault> {
        let order = SealOrder { seal: &self.seal, signer: &self.signer, place, signed_at };
        document::prepare(drawn, &order).map_err(|error| Fault::new("document.seal", error.to_string()))
    }
}

fn der(base64: &str) -> Result<Vec<u8>, Fault> {
    data_encoding::BASE64.decode(base64.as_bytes()).map_err(|error| Fault::new("seal.corrupt", error.to_string()))
}
