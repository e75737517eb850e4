//! `LICENSE#<key>` / `VERSION#<001>`, sealed; by holder `HOLDER#<holder>` / `LICENSE#<made>#<key>#<version>`.

use async_trait::async_trait;
use aws_sdk_dynamodb::types::{AttributeValue, Select};
use license::{
    electronic::{License, LicenseKey, StatusPlace},
    identifier::Version,
    stage::LicenseStage,
    subject::SubjectId,
};
use lifecycle::{
    error::Fault,
    port::{Licenses, Page, PageRequest, PlacedStage, PlacedStages},
};

use super::{BY_HOLDER, Records, holder_partition};
use crate::{
    fault::{self, corrupt, unbuilt},
    record::{Item, Place, Record, number, number_of, sortable, text, text_of},
    table::Listing,
};

const PREFIX: &str = "LICENSE#";
const VERSION: &str = "VERSION#";

impl Record for License {
    const ENTITY: &'static str = "license";
    const SEALED: bool = true;

    fn place(&self) -> Place {
        place(&self.key, self.version)
    }

    fn revision(&self) -> u64 {
        self.revision
    }

    fn set_revision(&mut self, revision: u64) {
        self.revision = revision;
    }

    fn attributes(&self) -> Vec<(&'static str, AttributeValue)> {
        let made = sortable(self.made_at);
        let mut attributes = vec![
            (BY_HOLDER.partition, text(holder_partition(&self.holder))),
            (BY_HOLDER.sort, text(format!("{PREFIX}{made}#{}#{}", self.key, self.version))),
            (STAGE, text(self.stage.as_str())),
        ];
        if let Some(place) = self.status_place() {
            attributes.extend([(STATUS_ISSUER, number(place.issuer)), (STATUS_INDEX, number(place.index))]);
        }
        attributes
    }
}

/// Beside the sealed body: how a version stands and where it is listed, which the public lists say anyway.
const STAGE: &str = "stage";
const STATUS_ISSUER: &str = "status_issuer";
const STATUS_INDEX: &str = "status_index";

fn place(key: &LicenseKey, version: Version) -> Place {
    Place::new(partition(key), format!("{VERSION}{version}"))
}

/// Holds all versions of a license and its history.
pub(super) fn partition(key: &LicenseKey) -> String {
    format!("{PREFIX}{key}")
}

#[async_trait]
impl Licenses for Records {
    async fn license(&self, key: &LicenseKey, version: Version) -> Result<Option<License>, Fault> {
        self.table.get(&place(key, version)).await
    }

    async fn licenses_of(&self, holder: &SubjectId, page: &PageRequest) -> Result<Page<License>, Fault> {
        let partition = holder_partition(holder);
        let listing = Listing {
            name: "licenses",
            index: Some(BY_HOLDER),
            partition,
            prefix: PREFIX,
            below: None,
            newest_first: true,
        };
        self.table.page(&listing, page).await
    }
}

#[async_trait]
impl PlacedStages for Records {
    async fn placed_stages(&self, key: &LicenseKey) -> Result<Vec<PlacedStage>, Fault> {
        let query = self.table.clients.dynamodb().query().table_name(&self.table.name).consistent_read(true);
        let pages = query
            .key_condition_expression("pk = :license AND begins_with(sk, :version)")
            .expression_attribute_values(":license", text(partition(key)))
            .expression_attribute_values(":version", text(VERSION))
            .expression_attribute_names("#stage", STAGE)
            .projection_expression(format!("#stage, {STATUS_ISSUER}, {STATUS_INDEX}"))
            .into_paginator()
            .items()
            .send();
        let items: Result<Vec<Item>, _> = pages.collect().await;
        let items = items.map_err(|error| fault::store("Query", &error))?;
        items.iter().filter(|item| item.contains_key(STATUS_INDEX)).map(placed_stage).collect()
    }

    async fn stages_in_part(&self, part: u32, of: u32) -> Result<Vec<(LicenseKey, PlacedStage)>, Fault> {
        let whole = |number: u32| i32::try_from(number).map_err(|_range| unbuilt("Scan"));
        let scan = self.table.clients.dynamodb().scan().table_name(&self.table.name);
        let pages = scan
            .segment(whole(part)?)
            .total_segments(whole(of)?)
            .filter_expression(format!("attribute_exists({STATUS_INDEX})"))
            .select(Select::SpecificAttributes)
            .expression_attribute_names("#stage", STAGE)
            .projection_expression(format!("pk, #stage, {STATUS_ISSUER}, {STATUS_INDEX}"))
            .into_paginator()
            .items()
            .send();
        let items: Result<Vec<Item>, _> = pages.collect().await;
        let items = items.map_err(|error| fault::store("Scan", &error))?;
        items.iter().map(|item| Ok((license_key(item)?, placed_stage(item)?))).collect()
    }
}

fn license_key(item: &Item) -> Result<LicenseKey, Fault> {
    let key = text_of(item, "pk").and_then(|pk| pk.strip_prefix(PREFIX));
    key.and_then(|key| LicenseKey::parse(key).ok()).ok_or_else(|| corrupt("license: a place of no license"))
}

fn placed_stage(item: &Item) -> Result<PlacedStage, Fault> {
    let stage = text_of(item, STAGE).and_then(LicenseStage::parse);
    match (stage, number_of(item, STATUS_ISSUER), number_of(item, STATUS_INDEX)) {
        (Some(stage), Some(issuer), Some(index)) => Ok(PlacedStage { place: StatusPlace { issuer, index }, stage }),
        _ => Err(corrupt("license: a place without issuer or stage")),
    }
}
