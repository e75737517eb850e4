//! Issuing keys that come later.

use aws::Aws;

use super::{Service, connect, logged};

impl Service {
    /// A new SM2 key in KMS, and the adapters of a process that signs with it.
    pub(crate) async fn new_key(&self, alias: &str) -> Aws {
        let kms = self.stores.kms();
        let made = kms.create_key().key_spec("SM2".into()).key_usage("SIGN_VERIFY".into()).send().await.unwrap();
        let id = made.key_metadata().unwrap().key_id().to_owned();
        kms.create_alias().alias_name(alias).target_key_id(id).send().await.unwrap();
        connect(&self.stores, self.clock.clone(), alias).await
    }

    /// The key is installed with a seal, and every process starts anew and signs with it.
    pub(crate) async fn sign_with(&mut self, aws: Aws) {
        local::office::ensure(&self.stores, &aws).await.unwrap();
        self.functions = logged(&aws, &self.log).await;
        self.aws = aws;
    }
}
