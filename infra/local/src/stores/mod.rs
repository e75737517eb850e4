//! The embedded stores: DynamoDB, S3 and KMS on loopback ports, all state in one folder.
//!
//! What a store has acknowledged survives the death of this process. Ports are ephemeral, but for S3's, which
//! is kept from start to start where it is still free, because presigned links carry it.

mod access;
mod bootstrap;
mod dynamodb;
mod kms;
mod s3;
#[cfg(test)]
mod tests;

use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;
use std::sync::Arc;

use aws_config::{BehaviorVersion, Region, SdkConfig};
use aws_credential_types::Credentials;
use aws_credential_types::provider::SharedCredentialsProvider;
use tokio::net::TcpListener;
use tokio::task::JoinSet;

use crate::clock::Clock;
use access::Access;

pub use bootstrap::{
    ACCESS_TABLE, AUTHORITY_KEY_ALIAS, COUNTS_TABLE, DATA_KEY_ALIAS, DISPLAY_KEY_ALIAS, DOCUMENTS_BUCKET,
    IMPORTS_BUCKET, LISTS_BUCKET, MAKER_KEY_ALIAS, RECORDS_TABLE, ROOT_KEY_ALIAS, SEAL_KEY_ALIAS, STATUS_KEY_ALIAS,
    SealKeySpec, UPLOADS_BUCKET,
};
pub use s3::{NoObjectEvents, ObjectEvents, StoredObject};

/// The region that the embedded stores stand for: one where KMS has SM2 keys.
pub const REGION: &str = "cn-north-1";

/// Why the embedded stores cannot serve.
#[derive(Debug, thiserror::Error)]
pub enum StoresError {
    /// A file or a port.
    #[error("{what}: {error}")]
    Io {
        /// What was attempted.
        what: &'static str,
        /// The system's word.
        error: std::io::Error,
    },
    /// The embedded DynamoDB cannot open its file.
    #[error("the embedded DynamoDB: {0}")]
    DynamoDb(String),
    /// A store refused a call that prepares it.
    #[error("preparing the stores: {0}")]
    Prepare(String),
}

fn io_error(what: &'static str) -> impl FnOnce(std::io::Error) -> StoresError {
    move |error| StoresError::Io { what, error }
}

/// The running stores. They stop when this value is dropped; nothing acknowledged is lost by that.
pub struct Stores {
    /// Where the embedded DynamoDB (and its streams) listens.
    pub dynamodb_url: String,
    /// Where the embedded S3 listens; buckets are addressed by path.
    pub s3_url: String,
    /// Where the embedded KMS listens.
    pub kms_url: String,
    access: Access,
    database: dynoxide::Database,
    shared: SdkConfig,
    tasks: JoinSet<()>,
}

impl std::fmt::Debug for Stores {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Stores")
            .field("dynamodb_url", &self.dynamodb_url)
            .field("s3_url", &self.s3_url)
            .field("kms_url", &self.kms_url)
            .field("servers", &self.tasks.len())
            .finish_non_exhaustive()
    }
}

/// Starts the stores in a folder, without object events.
///
/// # Errors
/// The folder, a file in it or a port cannot be had.
pub async fn start(data: &Path) -> Result<Stores, StoresError> {
    start_with(data, Arc::new(NoObjectEvents), Clock::system()).await
}

/// Starts the stores in a folder; `events` hears of every object put into a bucket that it watches.
///
/// # Errors
/// The folder, a file in it or a port cannot be had.
pub async fn start_with(data: &Path, events: Arc<dyn ObjectEvents>, clock: Clock) -> Result<Stores, StoresError> {
    crate::private_file::make_folder(data).map_err(io_error("the data folder"))?;
    let mut access = Access::open(data).map_err(io_error("the stores' access file"))?;
    let s3_listener = listen_again(access.s3_port).await?;
    let s3_address = s3_listener.local_addr().map_err(io_error("the S3 port"))?;
    access.keep_s3_port(data, s3_address.port()).map_err(io_error("the stores' access file"))?;

    let mut tasks = JoinSet::new();
    let database = dynamodb::open(data).map_err(StoresError::DynamoDb)?;
    let dynamodb_listener = listen(0).await?;
    let dynamodb_url = url(&dynamodb_listener)?;
    tasks.spawn(dynamodb::serve(dynamodb_listener, database.clone()));

    let s3 = s3::service(&data.join("s3"), &access, events).map_err(io_error("the S3 folder"))?;
    tasks.spawn(serve(s3_listener, s3));

    let kms = kms::service(&data.join("kms"), clock).map_err(io_error("the KMS folder"))?;
    let kms_listener = listen(0).await?;
    let kms_url = url(&kms_listener)?;
    tasks.spawn(serve(kms_listener, kms));

    let s3_url = format!("http://{s3_address}");
    let shared = sdk_config(&access);
    Ok(Stores { dynamodb_url, s3_url, kms_url, access, database, shared, tasks })
}

impl Stores {
    /// The access key that the embedded S3 knows.
    #[must_use]
    pub fn access_key_id(&self) -> &str {
        &self.access.access_key_id
    }

    /// The secret of [`Self::access_key_id`]: for configuration, never for print.
    #[must_use]
    pub fn secret_access_key(&self) -> &str {
        &self.access.secret_access_key
    }

    /// Region, credentials and a plain HTTP client. The endpoint is each client's own.
    #[must_use]
    pub fn shared_config(&self) -> &SdkConfig {
        &self.shared
    }

    /// A client of the embedded DynamoDB.
    #[must_use]
    pub fn dynamodb(&self) -> aws_sdk_dynamodb::Client {
        let config = aws_sdk_dynamodb::config::Builder::from(&self.shared);
        aws_sdk_dynamodb::Client::from_conf(config.endpoint_url(&self.dynamodb_url).build())
    }

    /// A client of the embedded DynamoDB's streams.
    #[must_use]
    pub fn streams(&self) -> aws_sdk_dynamodbstreams::Client {
        let config = aws_sdk_dynamodbstreams::config::Builder::from(&self.shared);
        aws_sdk_dynamodbstreams::Client::from_conf(config.endpoint_url(&self.dynamodb_url).build())
    }

    /// A client of the embedded S3.
    #[must_use]
    pub fn s3(&self) -> aws_sdk_s3::Client {
        let config = aws_sdk_s3::config::Builder::from(&self.shared).force_path_style(true);
        aws_sdk_s3::Client::from_conf(config.endpoint_url(&self.s3_url).build())
    }

    /// A client of the embedded KMS.
    #[must_use]
    pub fn kms(&self) -> aws_sdk_kms::Client {
        let config = aws_sdk_kms::config::Builder::from(&self.shared);
        aws_sdk_kms::Client::from_conf(config.endpoint_url(&self.kms_url).build())
    }

    /// Creates what the template creates when deployed: tables, indexes, the stream, expiry, buckets, keys and
    /// aliases. What is there already stays as it is.
    ///
    /// # Errors
    /// A store refuses; a repetition goes on where this one stopped.
    pub async fn prepare(&self, seal_key: SealKeySpec) -> Result<(), StoresError> {
        bootstrap::prepare(self, seal_key).await.map_err(StoresError::Prepare)
    }

    /// Stops the servers and frees their ports before it returns, as a mere drop does not.
    pub async fn stop(mut self) {
        self.tasks.shutdown().await;
    }

    /// Removes items past their time to live, as DynamoDB does in the background. Returns how many.
    ///
    /// # Errors
    /// The database's own words.
    pub fn sweep_expired(&self) -> Result<usize, StoresError> {
        self.database.sweep_ttl().map_err(|error| StoresError::DynamoDb(error.to_string()))
    }
}

async fn listen(port: u16) -> Result<TcpListener, StoresError> {
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
    TcpListener::bind(address).await.map_err(io_error("a loopback port"))
}

/// Listens on the port of the last start, or on another when someone has taken it.
async fn listen_again(port: Option<u16>) -> Result<TcpListener, StoresError> {
    match listen(port.unwrap_or(0)).await {
        Ok(listener) => Ok(listener),
        Err(_taken) => listen(0).await,
    }
}

fn url(listener: &TcpListener) -> Result<String, StoresError> {
    let address = listener.local_addr().map_err(io_error("a loopback port"))?;
    Ok(format!("http://{address}"))
}

async fn serve(listener: TcpListener, service: axum::Router) {
    if let Err(error) = axum::serve(listener, service).await {
        eprintln!("an embedded store stopped: {error}");
    }
}

fn sdk_config(access: &Access) -> SdkConfig {
    let credentials = Credentials::from_keys(&access.access_key_id, &access.secret_access_key, None);
    SdkConfig::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::from_static(REGION))
        .credentials_provider(SharedCredentialsProvider::new(credentials))
        .http_client(aws_smithy_http_client::Builder::new().build_http())
        .build()
}
