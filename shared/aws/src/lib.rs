//! The world behind the ports: DynamoDB decides, S3 holds bytes, KMS holds keys. This crate alone names AWS; a local
//! service runs the same code against stores on loopback.

mod access_log;
mod cipher;
mod clients;
mod clock;
mod config;
mod counts;
mod cursor;
mod data_key;
mod fault;
mod index;
mod kms_key;
mod limits;
mod lists;
mod objects;
mod record;
mod records;
pub mod stream;
mod table;
mod verifications;
mod wiring;

use std::sync::{Arc, OnceLock};

use lifecycle::{error::Fault, object, port::Clock};

pub use access_log::AccessTable;
pub use clients::Endpoints;
pub use clock::SystemClock;
pub use config::{Buckets, Config, ConfigError, Tables};
pub use counts::CountsTable;
pub use index::KeyedIndex;
pub use kms_key::KmsKey;
pub use limits::LimitsTable;
pub use lists::ListsTable;
pub use objects::{DocumentsBucket, ImportsBucket, ListsBucket, UploadsBucket};
pub use records::{EVENT_ENTITY, Records};
pub use verifications::VerificationsTable;

use clients::Clients;
use data_key::DataKey;
use objects::Bucket;
use table::Table;

/// The adapters of one process. Each is made when it is asked for, and each client at its first call, so that a function
/// pays for what it uses.
pub struct Aws {
    config: Config,
    clock: Arc<dyn Clock>,
    clients: Arc<Clients>,
    data_key: Arc<DataKey>,
    signers: Signers,
}

/// The keys that sign, one for each use, each made when it is asked for.
#[derive(Default)]
struct Signers {
    seal: OnceLock<Arc<KmsKey>>,
    status: OnceLock<Arc<KmsKey>>,
    display: OnceLock<Arc<KmsKey>>,
    root: OnceLock<Arc<KmsKey>>,
}

impl Aws {
    /// Finds region and credentials. Nothing is asked of a store yet.
    pub async fn connect(config: Config, endpoints: Endpoints, clock: Arc<dyn Clock>) -> Self {
        let clients = Arc::new(Clients::connect(endpoints).await);
        let data_key = DataKey::new(clients.clone(), config.tables.records.clone(), config.data_key.clone());
        Self { config, clock, clients, data_key: Arc::new(data_key), signers: Signers::default() }
    }

    /// The configuration.
    #[must_use]
    pub fn config(&self) -> &Config {
        &self.config
    }

    /// Subjects, grants, numbers, applications, licenses, notices, books and issuer keys.
    #[must_use]
    pub fn records(&self) -> Arc<Records> {
        let name = self.config.tables.records.clone();
        Arc::new(Records::new(self.clients.clone(), name, self.data_key.clone()))
    }

    /// Leaf counters and snapshots.
    #[must_use]
    pub fn counts(&self) -> Arc<CountsTable> {
        Arc::new(CountsTable::new(self.table(&self.config.tables.counts), self.clock.clone()))
    }

    /// The shares of look-ups, in the table of counts.
    #[must_use]
    pub fn limits(&self) -> Arc<LimitsTable> {
        Arc::new(LimitsTable::new(self.table(&self.config.tables.counts)))
    }

    /// What was verified how often, in the table of counts.
    #[must_use]
    pub fn verifications(&self) -> Arc<VerificationsTable> {
        Arc::new(VerificationsTable::new(self.table(&self.config.tables.counts)))
    }

    /// Who read whose data.
    #[must_use]
    pub fn access_log(&self) -> Arc<AccessTable> {
        Arc::new(AccessTable::new(self.table(&self.config.tables.access)))
    }

    /// The keyed hashes. The first call of a process unwraps the data key.
    ///
    /// # Errors
    /// `store.*` and `key.*` if the key cannot be had.
    pub async fn index(&self) -> Result<Arc<KeyedIndex>, Fault> {
        Ok(Arc::new(KeyedIndex::new(self.data_key.keys().await?)))
    }

    /// The issuing key; its public half is asked for once.
    #[must_use]
    pub fn seal_keys(&self) -> Arc<KmsKey> {
        self.signer(&self.signers.seal, &self.config.seal_key)
    }

    /// The key of status lists; its public half is asked for once.
    #[must_use]
    pub fn status_keys(&self) -> Arc<KmsKey> {
        self.signer(&self.signers.status, &self.config.status_key)
    }

    /// The key of display grants; its public half is asked for once.
    #[must_use]
    pub fn display_keys(&self) -> Arc<KmsKey> {
        self.signer(&self.signers.display, &self.config.display_key)
    }

    /// The key of trust lists, for an operator's command: no function may sign with it.
    #[must_use]
    pub fn root_keys(&self) -> Arc<KmsKey> {
        self.signer(&self.signers.root, &self.config.root_key)
    }

    fn signer(&self, made: &OnceLock<Arc<KmsKey>>, named: &str) -> Arc<KmsKey> {
        made.get_or_init(|| Arc::new(KmsKey::new(self.clients.clone(), named.to_owned()))).clone()
    }

    /// Photos as they were uploaded.
    #[must_use]
    pub fn uploads(&self) -> Arc<UploadsBucket> {
        Arc::new(UploadsBucket(self.bucket(&self.config.buckets.uploads, object::Bucket::Uploads)))
    }

    /// Sealed documents and accepted photos.
    #[must_use]
    pub fn vault(&self) -> Arc<DocumentsBucket> {
        Arc::new(DocumentsBucket(self.bucket(&self.config.buckets.documents, object::Bucket::Documents)))
    }

    /// Rows to import, and reports of them.
    #[must_use]
    pub fn imports(&self) -> Arc<ImportsBucket> {
        Arc::new(ImportsBucket(self.bucket(&self.config.buckets.imports, object::Bucket::Imports)))
    }

    /// Which signed lists are the newest, and the states that they are made of.
    #[must_use]
    pub fn lists_table(&self) -> Arc<ListsTable> {
        Arc::new(ListsTable(self.table(&self.config.tables.counts)))
    }

    /// Signed lists.
    #[must_use]
    pub fn lists(&self) -> Arc<ListsBucket> {
        Arc::new(ListsBucket(self.bucket(&self.config.buckets.lists, object::Bucket::Lists)))
    }

    fn table(&self, name: &str) -> Table {
        Table { clients: self.clients.clone(), name: name.to_owned(), data_key: self.data_key.clone() }
    }

    fn bucket(&self, name: &str, holds: object::Bucket) -> Bucket {
        Bucket { clients: self.clients.clone(), name: name.to_owned(), holds, clock: self.clock.clone() }
    }
}

impl std::fmt::Debug for Aws {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Aws").field("config", &self.config).finish_non_exhaustive()
    }
}
