//! Which ports each verb gets: the one list that the functions, the local service and the roles in the template follow.

use std::sync::Arc;

use lifecycle::{
    apply::Apply,
    deliver::Deliver,
    error::Fault,
    issue::Issue,
    publish::Publish,
    register::Register,
    review::Review,
    review_photo::ReviewPhoto,
    revoke::Revoke,
    statistics::Statistics,
    verify::{KeyCache, TrustCache, Verify},
};

use crate::{Aws, Config, ConfigError, Endpoints, SystemClock};

impl Aws {
    /// As deployed: configuration, region and credentials from the environment.
    ///
    /// # Errors
    /// What is missing from the configuration, or wrong in it.
    pub async fn deployed() -> Result<Self, ConfigError> {
        Ok(Self::connect(Config::from_env()?, Endpoints::Regional, Arc::new(SystemClock)).await)
    }

    /// 申领.
    #[must_use]
    pub fn apply(&self) -> Apply {
        let records = self.records();
        Apply {
            subjects: records.clone(),
            grants: records.clone(),
            applications: records.clone(),
            books: records,
            uploads: self.uploads(),
            clock: self.clock.clone(),
        }
    }

    /// 照片检查.
    #[must_use]
    pub fn review_photo(&self) -> ReviewPhoto {
        let records = self.records();
        ReviewPhoto {
            applications: records.clone(),
            grants: records.clone(),
            books: records,
            uploads: self.uploads(),
            vault: self.vault(),
            photo_index: self.records(),
            clock: self.clock.clone(),
        }
    }

    /// 审核.
    #[must_use]
    pub fn review(&self) -> Review {
        let records = self.records();
        Review {
            applications: records.clone(),
            subjects: records.clone(),
            grants: records.clone(),
            books: records,
            vault: self.vault(),
            photo_index: self.records(),
            access: self.access_log(),
            clock: self.clock.clone(),
        }
    }

    /// 制证.
    ///
    /// # Errors
    /// The index key cannot be had.
    pub async fn issue(&self) -> Result<Issue, Fault> {
        let records = self.records();
        Ok(Issue {
            applications: records.clone(),
            grants: records.clone(),
            subjects: records.clone(),
            licenses: records.clone(),
            numbers: records.clone(),
            status_places: records.clone(),
            books: records.clone(),
            seal_keys: self.seal_keys(),
            issuer_keys: records,
            vault: self.vault(),
            index: self.index().await?,
            clock: self.clock.clone(),
            code_base: self.config.code_base.clone(),
        })
    }

    /// 送达.
    #[must_use]
    pub fn deliver(&self) -> Deliver {
        let records = self.records();
        Deliver {
            licenses: records.clone(),
            grants: records.clone(),
            notices: records.clone(),
            books: records,
            vault: self.vault(),
            access: self.access_log(),
            display_keys: self.display_keys(),
            clock: self.clock.clone(),
        }
    }

    /// 核验.
    ///
    /// # Errors
    /// The index key cannot be had.
    pub async fn verify(&self) -> Result<Verify, Fault> {
        let records = self.records();
        Ok(Verify {
            licenses: records.clone(),
            grants: records.clone(),
            numbers: records.clone(),
            issuer_keys: records,
            access: self.access_log(),
            limits: self.limits(),
            verifications: self.verifications(),
            heads: self.lists_table(),
            sisters: self.lists_table(),
            lists: self.lists(),
            index: self.index().await?,
            clock: self.clock.clone(),
            keys: KeyCache::default(),
            trust: TrustCache::default(),
        })
    }

    /// 吊销 and the other acts.
    #[must_use]
    pub fn revoke(&self) -> Revoke {
        let records = self.records();
        Revoke { licenses: records.clone(), grants: records.clone(), books: records, clock: self.clock.clone() }
    }

    /// 登记.
    ///
    /// # Errors
    /// The index key cannot be had.
    pub async fn register(&self) -> Result<Register, Fault> {
        let records = self.records();
        Ok(Register {
            grants: records.clone(),
            numbers: records.clone(),
            books: records,
            imports: self.imports(),
            access: self.access_log(),
            heads: self.lists_table(),
            sisters: self.lists_table(),
            lists: self.lists(),
            index: self.index().await?,
            clock: self.clock.clone(),
        })
    }

    /// 状态发布.
    #[must_use]
    pub fn publish(&self) -> Publish {
        let table = self.lists_table();
        Publish {
            stages: self.records(),
            chunks: table.clone(),
            heads: table,
            lists: self.lists(),
            status_keys: self.status_keys(),
            clock: self.clock.clone(),
        }
    }

    /// 统计.
    #[must_use]
    pub fn statistics(&self) -> Statistics {
        Statistics {
            counts: self.counts(),
            verifications: self.verifications(),
            queues: self.records(),
            clock: self.clock.clone(),
        }
    }
}
