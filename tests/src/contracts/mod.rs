//! Every promise of the ports, held against the adapters on embedded stores.

mod access;
mod at_rest;
mod books;
mod counts;
mod listings;
mod lists;
mod looking_up;
mod objects;
mod photos;
mod samples;
mod seal_keys;

use std::sync::{Arc, Mutex};

use aws::{Aws, Buckets, Config, Endpoints, SystemClock, Tables};
use jiff::{SignedDuration, Timestamp};
use lifecycle::port::Clock;
use local::stores::{self, SealKeySpec, Stores};
use tokio::runtime::Runtime;

/// Real stores in a folder of their own, and the adapters to them.
struct World {
    stores: Stores,
    aws: Aws,
    clock: Arc<Hand>,
    _folder: tempfile::TempDir,
}

impl World {
    async fn new() -> Self {
        Self::sealing_with(SealKeySpec::Sm2).await
    }

    async fn sealing_with(spec: SealKeySpec) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let stores = stores::start(folder.path()).await.unwrap();
        stores.prepare(spec).await.unwrap();
        let clock = Arc::new(Hand::default());
        let aws = connect(&stores, clock.clone()).await;
        Self { stores, aws, clock, _folder: folder }
    }

    /// The stores on a runtime that can be ended under the adapters, which run on the other.
    fn on_two_runtimes() -> (Self, Runtime, Runtime) {
        let stores = Runtime::new().unwrap();
        let world = stores.block_on(Self::new());
        (world, stores, Runtime::new().unwrap())
    }

    /// The adapters of another process on the same stores.
    async fn other_process(&self) -> Aws {
        connect(&self.stores, self.clock.clone()).await
    }
}

async fn connect(stores: &Stores, clock: Arc<Hand>) -> Aws {
    let endpoints = Endpoints::Loopback {
        dynamodb: stores.dynamodb_url.clone(),
        s3: stores.s3_url.clone(),
        kms: stores.kms_url.clone(),
        access_key: stores.access_key_id().to_owned(),
        secret_key: stores.secret_access_key().to_owned(),
    };
    Aws::connect(config(), endpoints, clock).await
}

fn config() -> Config {
    Config {
        tables: Tables {
            records: stores::RECORDS_TABLE.into(),
            counts: stores::COUNTS_TABLE.into(),
            access: stores::ACCESS_TABLE.into(),
        },
        buckets: Buckets {
            uploads: stores::UPLOADS_BUCKET.into(),
            documents: stores::DOCUMENTS_BUCKET.into(),
            imports: stores::IMPORTS_BUCKET.into(),
            lists: stores::LISTS_BUCKET.into(),
        },
        seal_key: stores::SEAL_KEY_ALIAS.into(),
        status_key: stores::STATUS_KEY_ALIAS.into(),
        display_key: stores::DISPLAY_KEY_ALIAS.into(),
        root_key: stores::ROOT_KEY_ALIAS.into(),
        data_key: stores::DATA_KEY_ALIAS.into(),
        code_base: seal::BaseAddress::parse("HTTPS://LZ.EXAMPLE/#").unwrap(),
    }
}

/// A clock that is set by hand. It starts at the machine's time, because S3 judges links by its own.
struct Hand(Mutex<Timestamp>);

impl Default for Hand {
    fn default() -> Self {
        Self(Mutex::new(SystemClock.now()))
    }
}

impl Hand {
    fn turn(&self, by: SignedDuration) {
        let mut now = self.0.lock().unwrap();
        *now += by;
    }
}

impl Clock for Hand {
    fn now(&self) -> Timestamp {
        *self.0.lock().unwrap()
    }
}
