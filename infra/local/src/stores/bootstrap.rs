//! Brings fresh stores to what the deployment template declares.

use std::collections::BTreeSet;
use std::fmt::Display;

use aws_sdk_dynamodb::types::{
    AttributeDefinition, BillingMode, GlobalSecondaryIndex, KeySchemaElement, KeyType, Projection, ProjectionType,
    ScalarAttributeType, StreamSpecification, StreamViewType, TimeToLiveSpecification, TimeToLiveStatus,
};
use aws_sdk_kms::types::{KeySpec, KeyUsageType};

use super::Stores;

/// The table of records and their events; it has the stream.
pub const RECORDS_TABLE: &str = "records";
/// The table of leaf counters.
pub const COUNTS_TABLE: &str = "counts";
/// The table of who read which personal data, and what for.
pub const ACCESS_TABLE: &str = "access";
/// The bucket of holders' photos as uploaded.
pub const UPLOADS_BUCKET: &str = "uploads";
/// The bucket of sealed files and accepted photos.
pub const DOCUMENTS_BUCKET: &str = "documents";
/// The bucket of register imports and their error reports.
pub const IMPORTS_BUCKET: &str = "imports";
/// The alias of the key that seals.
pub const SEAL_KEY_ALIAS: &str = "alias/luzheng-seal";
/// The bucket of signed lists.
pub const LISTS_BUCKET: &str = "lists";
/// The alias of the key that signs status lists.
pub const STATUS_KEY_ALIAS: &str = "alias/luzheng-status";
/// The alias of the key that signs the grants of display codes.
pub const DISPLAY_KEY_ALIAS: &str = "alias/luzheng-display";
/// The alias of the key that every verifier pins and that signs trust lists.
pub const ROOT_KEY_ALIAS: &str = "alias/luzheng-root";
/// The alias of the key that makes the seal; only a development office has it beside the signer's.
pub const MAKER_KEY_ALIAS: &str = "alias/luzheng-seal-maker";
/// The alias of the development authority's key.
pub const AUTHORITY_KEY_ALIAS: &str = "alias/luzheng-authority";
/// The alias of the key that wraps the data key.
pub const DATA_KEY_ALIAS: &str = "alias/luzheng-data";

/// Every key that signs; all are of one kind.
const SIGNING_KEY_ALIASES: [&str; 6] =
    [SEAL_KEY_ALIAS, MAKER_KEY_ALIAS, AUTHORITY_KEY_ALIAS, STATUS_KEY_ALIAS, DISPLAY_KEY_ALIAS, ROOT_KEY_ALIAS];

const EXPIRY_ATTRIBUTE: &str = "expires_at";

/// What kind of key seals.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum SealKeySpec {
    /// SM2, as in China Regions.
    #[default]
    Sm2,
    /// ECDSA on P-256, as elsewhere.
    P256,
}

/// An index: its name, partition key and sort key.
type Index = (&'static str, &'static str, &'static str);

const RECORDS_INDEXES: [Index; 3] = [
    ("by-holder", "holder_key", "holder_sort"),
    ("by-queue", "queue_key", "queue_sort"),
    ("by-queue-kind", "queue_kind_key", "queue_sort"),
];

const ACCESS_INDEXES: [Index; 1] = [("by-caller", "caller_key", "caller_sort")];

pub(super) async fn prepare(stores: &Stores, seal_key: SealKeySpec) -> Result<(), String> {
    let dynamodb = stores.dynamodb();
    table(&dynamodb, RECORDS_TABLE, &RECORDS_INDEXES, true).await?;
    table(&dynamodb, COUNTS_TABLE, &[], false).await?;
    table(&dynamodb, ACCESS_TABLE, &ACCESS_INDEXES, false).await?;
    let s3 = stores.s3();
    for bucket in [UPLOADS_BUCKET, DOCUMENTS_BUCKET, IMPORTS_BUCKET, LISTS_BUCKET] {
        ensure_bucket(&s3, bucket).await?;
    }
    let kms = stores.kms();
    let seal_spec = match seal_key {
        SealKeySpec::Sm2 => KeySpec::Sm2,
        SealKeySpec::P256 => KeySpec::EccNistP256,
    };
    for alias in SIGNING_KEY_ALIASES {
        ensure_key(&kms, alias, seal_spec.clone(), KeyUsageType::SignVerify).await?;
    }
    ensure_key(&kms, DATA_KEY_ALIAS, KeySpec::SymmetricDefault, KeyUsageType::EncryptDecrypt).await
}

async fn table(client: &aws_sdk_dynamodb::Client, name: &str, indexes: &[Index], stream: bool) -> Result<(), String> {
    match client.describe_table().table_name(name).send().await {
        Ok(_) => {}
        Err(error) if error.as_service_error().is_some_and(|e| e.is_resource_not_found_exception()) => {
            create_table(client, name, indexes, stream).await?;
        }
        Err(error) => return Err(words(name, error.into_service_error())),
    }
    ensure_expiry(client, name).await
}

async fn create_table(
    client: &aws_sdk_dynamodb::Client,
    name: &str,
    indexes: &[Index],
    stream: bool,
) -> Result<(), String> {
    let mut request = client.create_table().table_name(name).billing_mode(BillingMode::PayPerRequest);
    for element in key_schema("pk", "sk", name)? {
        request = request.key_schema(element);
    }
    let indexed: BTreeSet<&str> = indexes.iter().flat_map(|(_, partition, sort)| [*partition, *sort]).collect();
    for attribute in ["pk", "sk"].into_iter().chain(indexed) {
        request = request.attribute_definitions(text_attribute(attribute, name)?);
    }
    for (index, partition, sort) in indexes {
        request = request.global_secondary_indexes(global_index(index, partition, sort)?);
    }
    if stream {
        let specification =
            StreamSpecification::builder().stream_enabled(true).stream_view_type(StreamViewType::NewAndOldImages);
        request = request.stream_specification(specification.build().map_err(|e| words(name, e))?);
    }
    request.send().await.map_err(|error| words(name, error.into_service_error()))?;
    Ok(())
}

fn key_schema(partition: &str, sort: &str, name: &str) -> Result<[KeySchemaElement; 2], String> {
    let element = |attribute: &str, kind: KeyType| {
        let element = KeySchemaElement::builder().attribute_name(attribute).key_type(kind);
        element.build().map_err(|error| words(name, error))
    };
    Ok([element(partition, KeyType::Hash)?, element(sort, KeyType::Range)?])
}

fn text_attribute(attribute: &str, name: &str) -> Result<AttributeDefinition, String> {
    let definition = AttributeDefinition::builder().attribute_name(attribute);
    definition.attribute_type(ScalarAttributeType::S).build().map_err(|error| words(name, error))
}

fn global_index(name: &str, partition: &str, sort: &str) -> Result<GlobalSecondaryIndex, String> {
    GlobalSecondaryIndex::builder()
        .index_name(name)
        .set_key_schema(Some(key_schema(partition, sort, name)?.to_vec()))
        .projection(Projection::builder().projection_type(ProjectionType::All).build())
        .build()
        .map_err(|error| words(name, error))
}

async fn ensure_expiry(client: &aws_sdk_dynamodb::Client, name: &str) -> Result<(), String> {
    let told = client.describe_time_to_live().table_name(name).send().await;
    let told = told.map_err(|error| words(name, error.into_service_error()))?;
    let status = told.time_to_live_description().and_then(|ttl| ttl.time_to_live_status());
    if matches!(status, Some(TimeToLiveStatus::Enabled)) {
        return Ok(());
    }
    let wanted = TimeToLiveSpecification::builder().enabled(true).attribute_name(EXPIRY_ATTRIBUTE);
    let wanted = wanted.build().map_err(|error| words(name, error))?;
    let sent = client.update_time_to_live().table_name(name).time_to_live_specification(wanted);
    sent.send().await.map_err(|error| words(name, error.into_service_error()))?;
    Ok(())
}

async fn ensure_bucket(client: &aws_sdk_s3::Client, bucket: &str) -> Result<(), String> {
    match client.head_bucket().bucket(bucket).send().await {
        Ok(_) => return Ok(()),
        Err(error) if error.raw_response().is_some_and(|raw| raw.status().as_u16() == 404) => {}
        Err(error) => return Err(words(bucket, error.into_service_error())),
    }
    let created = client.create_bucket().bucket(bucket).send().await;
    created.map_err(|error| words(bucket, error.into_service_error()))?;
    Ok(())
}

async fn ensure_key(
    client: &aws_sdk_kms::Client,
    alias: &str,
    spec: KeySpec,
    usage: KeyUsageType,
) -> Result<(), String> {
    match client.describe_key().key_id(alias).send().await {
        Ok(_) => return Ok(()),
        Err(error) if error.as_service_error().is_some_and(|e| e.is_not_found_exception()) => {}
        Err(error) => return Err(words(alias, error.into_service_error())),
    }
    let created = client.create_key().key_spec(spec).key_usage(usage).send().await;
    let created = created.map_err(|error| words(alias, error.into_service_error()))?;
    // A crash here leaves a key without a name, which nothing uses.
    let id = created.key_metadata().map(|key| key.key_id().to_owned()).unwrap_or_default();
    let named = client.create_alias().alias_name(alias).target_key_id(id).send().await;
    named.map_err(|error| words(alias, error.into_service_error()))?;
    Ok(())
}

fn words(name: &str, error: impl Display) -> String {
    format!("{name}: {error}")
}
