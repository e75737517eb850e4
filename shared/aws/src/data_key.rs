//! The data key: drawn by KMS at the first use of a fresh table, kept there wrapped, unwrapped once per process.

use std::{collections::HashMap, sync::Arc};

use aws_sdk_dynamodb::types::AttributeValue;
use aws_sdk_kms::{primitives::Blob, types::DataKeySpec};
use lifecycle::error::Fault;
use tokio::sync::OnceCell;

use crate::{
    cipher::Keys,
    clients::Clients,
    fault::{self, corrupt},
    record::Place,
};

/// KMS unwraps the key for this use alone.
const CONTEXT: (&str, &str) = ("use", "luzheng-records");
const WRAPPED: &str = "wrapped";

/// The data key of the records table.
pub(crate) struct DataKey {
    clients: Arc<Clients>,
    table: String,
    kms_key: String,
    keys: OnceCell<Arc<Keys>>,
}

impl DataKey {
    pub(crate) fn new(clients: Arc<Clients>, table: String, kms_key: String) -> Self {
        Self { clients, table, kms_key, keys: OnceCell::new() }
    }

    /// The keys; the first call of a process asks DynamoDB and KMS. A failure is not kept.
    pub(crate) async fn keys(&self) -> Result<Arc<Keys>, Fault> {
        self.keys.get_or_try_init(|| self.unwrap_key()).await.cloned()
    }

    async fn unwrap_key(&self) -> Result<Arc<Keys>, Fault> {
        let wrapped = match self.stored().await? {
            Some(wrapped) => wrapped,
            None => self.draw().await?,
        };
        let request = self.clients.kms().decrypt().key_id(&self.kms_key).ciphertext_blob(wrapped);
        let answer = request
            .encryption_context(CONTEXT.0, CONTEXT.1)
            .send()
            .await
            .map_err(|error| fault::key("Decrypt", &error))?;
        let plain = answer.plaintext().ok_or_else(|| corrupt("the data key is empty"))?;
        Keys::derive(plain.as_ref()).map(Arc::new)
    }

    async fn stored(&self) -> Result<Option<Blob>, Fault> {
        let request = self.clients.dynamodb().get_item().table_name(&self.table).consistent_read(true);
        let answer =
            request.set_key(Some(place().key())).send().await.map_err(|error| fault::store("GetItem", &error))?;
        let Some(item) = answer.item else { return Ok(None) };
        let wrapped = item.get(WRAPPED).and_then(|value| value.as_b().ok());
        wrapped.map(|blob| Some(Blob::new(blob.as_ref()))).ok_or_else(|| corrupt("the wrapped data key"))
    }

    /// Draws a key. Of two processes that draw at once, one writes first, and both go on with what was written.
    async fn draw(&self) -> Result<Blob, Fault> {
        let request = self.clients.kms().generate_data_key().key_id(&self.kms_key);
        let answer = request
            .key_spec(DataKeySpec::Aes256)
            .encryption_context(CONTEXT.0, CONTEXT.1)
            .send()
            .await
            .map_err(|error| fault::key("GenerateDataKey", &error))?;
        let drawn = answer.ciphertext_blob().ok_or_else(|| corrupt("KMS drew no data key"))?;
        self.store_first(drawn).await?;
        self.stored().await?.ok_or_else(|| corrupt("the data key is gone"))
    }

    async fn store_first(&self, wrapped: &Blob) -> Result<(), Fault> {
        let mut item: HashMap<String, AttributeValue> = place().key();
        item.insert("entity".into(), AttributeValue::S("data_key".into()));
        item.insert(WRAPPED.into(), AttributeValue::B(aws_sdk_dynamodb::primitives::Blob::new(wrapped.as_ref())));
        let request = self.clients.dynamodb().put_item().table_name(&self.table).set_item(Some(item));
        match request.condition_expression("attribute_not_exists(pk)").send().await {
            Ok(_) => Ok(()),
            Err(error) if fault::aws_code(&error) == "ConditionalCheckFailedException" => Ok(()),
            Err(error) => Err(fault::store("PutItem", &error)),
        }
    }
}

fn place() -> Place {
    Place { pk: "KEY#personal".into(), sk: "1".into() }
}
