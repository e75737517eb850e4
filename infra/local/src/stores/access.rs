//! What presigned links depend on, kept from start to start: the S3 port and the signing credentials.

use std::io;
use std::path::Path;

use aes_gcm::aead::Generate;
use data_encoding::HEXLOWER;
use serde::{Deserialize, Serialize};

use crate::private_file;

const FILE: &str = "stores.json";

/// The file's content. The secret is drawn for each data folder, so that no one else can sign its links.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Access {
    pub(super) s3_port: Option<u16>,
    pub(super) access_key_id: String,
    pub(super) secret_access_key: String,
}

impl Access {
    pub(super) fn open(data: &Path) -> io::Result<Self> {
        match private_file::read(&data.join(FILE))? {
            Some(content) => Ok(serde_json::from_slice(&content)?),
            None => Self::draw(),
        }
    }

    fn draw() -> io::Result<Self> {
        let id: [u8; 8] = Generate::try_generate().map_err(io::Error::other)?;
        let secret: [u8; 32] = Generate::try_generate().map_err(io::Error::other)?;
        Ok(Self {
            s3_port: None,
            access_key_id: format!("LOCAL{}", HEXLOWER.encode(&id).to_uppercase()),
            secret_access_key: HEXLOWER.encode(&secret),
        })
    }

    pub(super) fn keep_s3_port(&mut self, data: &Path, port: u16) -> io::Result<()> {
        if self.s3_port == Some(port) {
            return Ok(());
        }
        self.s3_port = Some(port);
        private_file::replace(&data.join(FILE), &serde_json::to_vec(self)?)
    }
}
