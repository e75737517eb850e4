//! `ISSUERKEYS` / `KEY#<key id>`: public halves only.

use async_trait::async_trait;
use lifecycle::{
    error::Fault,
    port::{IssuerKey, IssuerKeys},
};

use super::Records;
use crate::{
    record::{Place, Record},
    table::Listing,
};

const PARTITION: &str = "ISSUERKEYS";
const PREFIX: &str = "KEY#";

impl Record for IssuerKey {
    const ENTITY: &'static str = "issuer_key";
    const SEALED: bool = false;

    fn place(&self) -> Place {
        place(&self.key_id)
    }
}

fn place(key_id: &str) -> Place {
    Place::new(PARTITION, format!("{PREFIX}{key_id}"))
}

#[async_trait]
impl IssuerKeys for Records {
    async fn issuer_key(&self, key_id: &str) -> Result<Option<IssuerKey>, Fault> {
        self.table.get(&place(key_id)).await
    }

    async fn issuer_keys(&self) -> Result<Vec<IssuerKey>, Fault> {
        let partition = PARTITION.to_owned();
        let listing =
            Listing { name: "issuer-keys", index: None, partition, prefix: PREFIX, below: None, newest_first: false };
        self.table.all(&listing).await
    }
}

impl Records {
    /// Installs a key with its seal; one that is there already stays as it is. An operator's act, and no verb's.
    ///
    /// # Errors
    /// `store.*`.
    pub async fn install_issuer_key(&self, key: &IssuerKey) -> Result<(), Fault> {
        self.table.put_first(key).await
    }
}
