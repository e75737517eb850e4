//! The operations, one function each: AWS's request in, AWS's answer out.

use aes_gcm::aead::Generate;
use data_encoding::BASE64;
use serde::{Deserialize, Deserializer, de};
use serde_json::{Value, json};

use super::envelope::{self, Context};
use super::fault::Fault;
use super::key::KeySpec;
use super::keyring::Keyring;
use super::read;
use super::sign::{self, Message};

/// Runs the operation that the request's target names.
pub(super) fn run(keys: &Keyring, name: &str, body: &[u8], now_s: i64) -> Result<Value, Fault> {
    match name {
        "CreateKey" => create_key(keys, read(body)?, now_s),
        "CreateAlias" => create_alias(keys, &read(body)?),
        "ListAliases" => Ok(list_aliases(keys)),
        "DescribeKey" => describe_key(keys, &read(body)?),
        "GetPublicKey" => get_public_key(keys, &read(body)?),
        "Sign" => sign(keys, &read(body)?),
        "Verify" => verify(keys, &read(body)?),
        "Encrypt" => encrypt(keys, &read(body)?),
        "Decrypt" => decrypt(keys, &read(body)?),
        "GenerateDataKey" => generate_data_key(keys, &read(body)?),
        other => Err(Fault::unknown_operation(other)),
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct CreateKey {
    key_spec: Option<String>,
    /// The older name of `KeySpec`.
    customer_master_key_spec: Option<String>,
    key_usage: Option<String>,
    #[serde(default)]
    description: String,
}

fn create_key(keys: &Keyring, request: CreateKey, now_s: i64) -> Result<Value, Fault> {
    let spec = request.key_spec.or(request.customer_master_key_spec);
    let spec = KeySpec::requested(spec.as_deref(), request.key_usage.as_deref())?;
    let key = keys.create(spec, request.description, now_s)?;
    Ok(json!({ "KeyMetadata": key.metadata() }))
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct CreateAlias {
    alias_name: String,
    target_key_id: String,
}

fn create_alias(keys: &Keyring, request: &CreateAlias) -> Result<Value, Fault> {
    keys.create_alias(&request.alias_name, &request.target_key_id)?;
    Ok(json!({}))
}

fn list_aliases(keys: &Keyring) -> Value {
    let rows: Vec<Value> =
        keys.aliases().into_iter().map(|(name, key)| json!({ "AliasName": name, "TargetKeyId": key })).collect();
    json!({ "Aliases": rows, "Truncated": false })
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct OfKey {
    key_id: String,
}

fn describe_key(keys: &Keyring, request: &OfKey) -> Result<Value, Fault> {
    Ok(json!({ "KeyMetadata": keys.find(&request.key_id)?.metadata() }))
}

fn get_public_key(keys: &Keyring, request: &OfKey) -> Result<Value, Fault> {
    let key = keys.find(&request.key_id)?;
    Ok(json!({
        "KeyId": key.arn(),
        "PublicKey": BASE64.encode(&sign::public_key(&key)?),
        "KeySpec": key.spec.name(),
        "CustomerMasterKeySpec": key.spec.name(),
        "KeyUsage": key.spec.usage(),
        "SigningAlgorithms": key.spec.signing_algorithm().into_iter().collect::<Vec<_>>(),
    }))
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Sign {
    key_id: String,
    #[serde(deserialize_with = "blob")]
    message: Vec<u8>,
    message_type: Option<String>,
    signing_algorithm: String,
    #[serde(default, deserialize_with = "blob")]
    signature: Vec<u8>,
}

fn sign(keys: &Keyring, request: &Sign) -> Result<Value, Fault> {
    let key = keys.find(&request.key_id)?;
    sign::check_algorithm(&key, &request.signing_algorithm)?;
    let message = Message::parse(request.message_type.as_deref(), &request.message)?;
    let signature = sign::sign(&key, &message)?;
    Ok(json!({
        "KeyId": key.arn(),
        "Signature": BASE64.encode(&signature),
        "SigningAlgorithm": request.signing_algorithm,
    }))
}

fn verify(keys: &Keyring, request: &Sign) -> Result<Value, Fault> {
    let key = keys.find(&request.key_id)?;
    sign::check_algorithm(&key, &request.signing_algorithm)?;
    let message = Message::parse(request.message_type.as_deref(), &request.message)?;
    sign::verify(&key, &message, &request.signature)?;
    Ok(json!({
        "KeyId": key.arn(),
        "SignatureValid": true,
        "SigningAlgorithm": request.signing_algorithm,
    }))
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Encrypt {
    key_id: String,
    #[serde(deserialize_with = "blob")]
    plaintext: Vec<u8>,
    #[serde(default)]
    encryption_context: Context,
}

fn encrypt(keys: &Keyring, request: &Encrypt) -> Result<Value, Fault> {
    let key = keys.find(&request.key_id)?;
    let blob = envelope::encrypt(&key, &request.plaintext, &request.encryption_context)?;
    Ok(json!({
        "KeyId": key.arn(),
        "CiphertextBlob": BASE64.encode(&blob),
        "EncryptionAlgorithm": "SYMMETRIC_DEFAULT",
    }))
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Decrypt {
    key_id: Option<String>,
    #[serde(deserialize_with = "blob")]
    ciphertext_blob: Vec<u8>,
    #[serde(default)]
    encryption_context: Context,
}

fn decrypt(keys: &Keyring, request: &Decrypt) -> Result<Value, Fault> {
    let named = request.key_id.as_deref().map(|id| keys.find(id)).transpose()?;
    let made_by = envelope::key_id(&request.ciphertext_blob)?;
    if named.is_some_and(|key| key.id != made_by) {
        return Err(Fault::incorrect_key());
    }
    let key = keys.find(made_by).map_err(|_unknown| Fault::ciphertext())?;
    let plaintext = envelope::decrypt(&key, &request.ciphertext_blob, &request.encryption_context)?;
    Ok(json!({
        "KeyId": key.arn(),
        "Plaintext": BASE64.encode(&plaintext),
        "EncryptionAlgorithm": "SYMMETRIC_DEFAULT",
    }))
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct GenerateDataKey {
    key_id: String,
    key_spec: Option<String>,
    number_of_bytes: Option<usize>,
    #[serde(default)]
    encryption_context: Context,
}

fn generate_data_key(keys: &Keyring, request: &GenerateDataKey) -> Result<Value, Fault> {
    let key = keys.find(&request.key_id)?;
    let size = match (request.key_spec.as_deref(), request.number_of_bytes) {
        (Some("AES_256"), None) => 32,
        (Some("AES_128"), None) => 16,
        (None, Some(size @ 1..=1024)) => size,
        _ => {
            return Err(Fault::invalid("name KeySpec or NumberOfBytes, and not both"));
        }
    };
    let drawn: [u8; 1024] = Generate::try_generate().map_err(Fault::internal)?;
    let plaintext = drawn.get(..size).unwrap_or(&drawn);
    let blob = envelope::encrypt(&key, plaintext, &request.encryption_context)?;
    Ok(json!({
        "KeyId": key.arn(),
        "Plaintext": BASE64.encode(plaintext),
        "CiphertextBlob": BASE64.encode(&blob),
    }))
}

/// Bytes as the protocol carries them.
fn blob<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<u8>, D::Error> {
    let text = String::deserialize(deserializer)?;
    BASE64.decode(text.as_bytes()).map_err(de::Error::custom)
}
