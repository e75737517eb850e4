//! The SDK clients. Each is made at its first use: a function that reads records never builds an S3 client.

use std::sync::OnceLock;
use std::time::Duration;

use aws_config::{BehaviorVersion, Region, SdkConfig, timeout::TimeoutConfig};
use aws_credential_types::{Credentials, provider::SharedCredentialsProvider};
use aws_sdk_s3::config::{RequestChecksumCalculation, ResponseChecksumValidation};
use aws_smithy_http_client::tls::{Provider, rustls_provider::CryptoMode};

/// The region that loopback stores are asked as: one where KMS has SM2 keys.
const LOOPBACK_REGION: &str = "cn-north-1";

/// Where the services are.
#[derive(Clone)]
pub enum Endpoints {
    /// Where this Lambda runs; region and credentials from its environment.
    Regional,
    /// On this machine, over plain HTTP, buckets by path.
    Loopback {
        /// Address of DynamoDB.
        dynamodb: String,
        /// Address of S3.
        s3: String,
        /// Address of KMS.
        kms: String,
        /// The access key id that S3 knows.
        access_key: String,
        /// Its secret.
        secret_key: String,
    },
}

impl std::fmt::Debug for Endpoints {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Regional => "Regional",
            Self::Loopback { .. } => "Loopback",
        })
    }
}

/// The clients of one process.
pub(crate) struct Clients {
    shared: SdkConfig,
    endpoints: Endpoints,
    dynamodb: OnceLock<aws_sdk_dynamodb::Client>,
    s3: OnceLock<aws_sdk_s3::Client>,
    kms: OnceLock<aws_sdk_kms::Client>,
}

impl Clients {
    pub(crate) async fn connect(endpoints: Endpoints) -> Self {
        let shared = match &endpoints {
            Endpoints::Regional => regional().await,
            Endpoints::Loopback { access_key, secret_key, .. } => loopback(access_key, secret_key),
        };
        Self { shared, endpoints, dynamodb: OnceLock::new(), s3: OnceLock::new(), kms: OnceLock::new() }
    }

    pub(crate) fn dynamodb(&self) -> &aws_sdk_dynamodb::Client {
        self.dynamodb.get_or_init(|| {
            let mut config = aws_sdk_dynamodb::config::Builder::from(&self.shared);
            config.set_endpoint_url(self.loopback(|dynamodb, _, _| dynamodb.clone()));
            aws_sdk_dynamodb::Client::from_conf(config.build())
        })
    }

    pub(crate) fn kms(&self) -> &aws_sdk_kms::Client {
        self.kms.get_or_init(|| {
            let mut config = aws_sdk_kms::config::Builder::from(&self.shared);
            config.set_endpoint_url(self.loopback(|_, _, kms| kms.clone()));
            aws_sdk_kms::Client::from_conf(config.build())
        })
    }

    pub(crate) fn s3(&self) -> &aws_sdk_s3::Client {
        self.s3.get_or_init(|| {
            // Default checksums would put a header into every link that its reader had to send. What is written here
            // carries its SHA-256, and what is read is compared with the digest in its name.
            let url = self.loopback(|_, s3, _| s3.clone());
            let mut config = aws_sdk_s3::config::Builder::from(&self.shared)
                .request_checksum_calculation(RequestChecksumCalculation::WhenRequired)
                .response_checksum_validation(ResponseChecksumValidation::WhenRequired)
                .force_path_style(url.is_some());
            config.set_endpoint_url(url);
            aws_sdk_s3::Client::from_conf(config.build())
        })
    }

    fn loopback(&self, pick: impl Fn(&String, &String, &String) -> String) -> Option<String> {
        match &self.endpoints {
            Endpoints::Regional => None,
            Endpoints::Loopback { dynamodb, s3, kms, .. } => Some(pick(dynamodb, s3, kms)),
        }
    }
}

async fn regional() -> SdkConfig {
    let https = aws_smithy_http_client::Builder::new().tls_provider(Provider::Rustls(CryptoMode::Ring)).build_https();
    let loader = aws_config::defaults(BehaviorVersion::latest()).http_client(https);
    loader.timeout_config(timeouts()).load().await
}

fn loopback(access_key: &str, secret_key: &str) -> SdkConfig {
    let credentials = Credentials::from_keys(access_key, secret_key, None);
    SdkConfig::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::from_static(LOOPBACK_REGION))
        .credentials_provider(SharedCredentialsProvider::new(credentials))
        .http_client(aws_smithy_http_client::Builder::new().build_http())
        .timeout_config(timeouts())
        .build()
}

/// A caller waits for at most ten seconds at the front door; a store that is silent for five is not coming back in time.
fn timeouts() -> TimeoutConfig {
    TimeoutConfig::builder().connect_timeout(Duration::from_secs(2)).read_timeout(Duration::from_secs(5)).build()
}
