//! Opens what lies in the stores. Sealed bodies are opened by the adapters at the keys that the scan found.

use std::collections::HashMap;

use aws::Aws;
use aws_sdk_dynamodb::types::AttributeValue;
use license::{
    application::Name,
    electronic::LicenseKey,
    event::{Event, Notice},
    grant::Grant,
    identifier::Version,
    kind::Kind,
    measure::Leaf,
    subject::SubjectId,
};
use lifecycle::{
    deliver::CopyForm,
    object::{MediaType, ObjectKey},
    port::{
        Applications, IssuerKey, Licenses, ListHeads, NumberHolder, NumberSeries, SealKeys, Sighting, SignedLists,
        StatusChunk, StatusHead, Subjects, Vault,
    },
};
use local::stores::{ACCESS_TABLE, COUNTS_TABLE, DOCUMENTS_BUCKET, RECORDS_TABLE, Stores};
use seal::{SignedStatusList, StatusList};
use serde::de::DeserializeOwned;

use super::{Books, Published, Violation};

type Item = HashMap<String, AttributeValue>;

fn text<'a>(item: &'a Item, name: &str) -> &'a str {
    item.get(name).and_then(|value| value.as_s().ok()).map_or("", String::as_str)
}

async fn scan(stores: &Stores, table: &str) -> Vec<Item> {
    let pages = stores.dynamodb().scan().table_name(table).consistent_read(true).into_paginator().items().send();
    pages.collect::<Result<Vec<Item>, _>>().await.unwrap()
}

impl Books {
    /// Reads every table and bucket.
    pub(crate) async fn load(stores: &Stores, aws: &Aws) -> Self {
        let mut books = Self::default();
        for item in scan(stores, RECORDS_TABLE).await {
            if books.take(&item, aws).await.is_none() {
                books.finding("record.unreadable", &item);
            }
        }
        for item in scan(stores, COUNTS_TABLE).await {
            if books.take_count(&item).is_none() {
                books.finding("count.unreadable", &item);
            }
        }
        for item in scan(stores, ACCESS_TABLE).await {
            *books.accesses.entry(text(&item, "pk").to_owned()).or_default() += 1;
        }
        books.take_files(stores, aws).await;
        books.take_lists(aws).await;
        books
    }

    fn finding(&mut self, rule: &'static str, item: &Item) {
        self.found.push(Violation { rule, record: format!("{} {}", text(item, "pk"), text(item, "sk")) });
    }

    /// `None` if the item is nothing that this system writes, or does not open.
    async fn take(&mut self, item: &Item, aws: &Aws) -> Option<()> {
        match text(item, "entity") {
            "grant" => {
                let grant: Grant = self.open(item)?;
                self.placed(item, &format!("SUBJECT#{}", grant.subject), &format!("GRANT#{}", grant.id));
                self.grants.insert(grant.id.clone(), grant);
            }
            "event" => {
                let event: Event = self.open(item)?;
                let place = format!("{} {}", text(item, "pk"), text(item, "sk"));
                let named = place.to_lowercase().replacen('#', "/", 1).replacen(" event#", "/", 1);
                if named != event.id.to_string().to_lowercase() {
                    self.finding("record.misplaced", item);
                }
                self.events.insert(event.id.to_string(), event);
            }
            "notice" => {
                let notice: Notice = self.open(item)?;
                let sk = format!("NOTICE#{:.9}#{}", notice.at, notice.event);
                self.placed(item, &format!("HOLDER#{}", notice.holder), &sk);
                self.notices.push(notice);
            }
            "series" => {
                let series: NumberSeries = self.open(item)?;
                self.placed(item, &format!("SERIES#{}#{}", series.class, series.numbering_code), "RECORD");
                self.series.push(series);
            }
            "number" => {
                let number: NumberHolder = self.open(item)?;
                self.placed(item, &format!("NUMBER#{}#{}", number.class, number.number), "RECORD");
                self.numbers.push(number);
            }
            "issuer_key" => {
                let key: IssuerKey = self.open(item)?;
                self.placed(item, "ISSUERKEYS", &format!("KEY#{}", key.key_id));
                self.issuer_keys.push(key);
            }
            "status_places" => {
                let issuer = text(item, "pk").strip_prefix("STATUSPLACES#")?.parse().ok()?;
                self.places_given.insert(issuer, item.get("given")?.as_n().ok()?.parse().ok()?);
            }
            "photo_hash" => {
                let body: serde_json::Value = serde_json::from_str(text(item, "body")).ok()?;
                let sighting: Sighting = serde_json::from_value(body["sighting"].clone()).ok()?;
                let place = (text(item, "pk").to_owned(), text(item, "sk").to_owned());
                self.sightings.insert(place, sighting);
            }
            "data_key" => {}
            _ => self.take_sealed(item, aws).await?,
        }
        Some(())
    }

    async fn take_sealed(&mut self, item: &Item, aws: &Aws) -> Option<()> {
        let records = aws.records();
        match (text(item, "entity"), text(item, "pk").split_once('#')?) {
            ("subject", ("SUBJECT", id)) => {
                let id = SubjectId::parse(id).ok()?;
                let subject = records.subject(&id).await.ok()??;
                self.placed(item, &format!("SUBJECT#{}", subject.id), "RECORD");
                self.subjects.insert(id, subject);
            }
            ("application", ("APPLICATION", id)) => {
                let id = Name::parse(id).ok()?;
                let application = records.application(&id).await.ok()??;
                self.placed(item, &format!("APPLICATION#{}", application.id), "RECORD");
                self.applications.insert(id, application);
            }
            ("license", ("LICENSE", key)) => {
                let key = LicenseKey::parse(key).ok()?;
                let version = Version::parse(text(item, "sk").strip_prefix("VERSION#")?).ok()?;
                let license = records.license(&key, version).await.ok()??;
                self.placed(item, &format!("LICENSE#{}", license.key), &format!("VERSION#{}", license.version));
                self.licenses.insert((key, version), license);
            }
            _ => return None,
        }
        Some(())
    }

    /// An open body; the revision beside it must be the one in it.
    fn open<T: DeserializeOwned>(&mut self, item: &Item) -> Option<T> {
        let body: serde_json::Value = serde_json::from_str(text(item, "body")).ok()?;
        let beside = item.get("revision")?.as_n().ok()?;
        if body.get("revision").is_some_and(|own| own.as_u64() != beside.parse().ok()) {
            self.finding("record.revision", item);
        }
        serde_json::from_value(body).ok()
    }

    fn placed(&mut self, item: &Item, pk: &str, sk: &str) {
        if (text(item, "pk"), text(item, "sk")) != (pk, sk) {
            self.finding("record.misplaced", item);
        }
    }

    fn take_count(&mut self, item: &Item) -> Option<()> {
        let parts: Vec<&str> = text(item, "pk").split('#').collect();
        match (parts.as_slice(), text(item, "sk").split_once('#')) {
            (["COUNT", division, kind], Some((day, measure))) => {
                let leaf = Leaf {
                    division: license::division::Division::parse(division).ok()?,
                    kind: Kind::parse(kind).ok()?,
                    day: day.parse().ok()?,
                    measure: measure.to_owned(),
                };
                self.counts.insert(leaf, item.get("n")?.as_n().ok()?.parse().ok()?);
            }
            (["SEEN", event @ ..], None) => {
                self.seen.insert(event.join("#"));
            }
            (["SNAPSHOT", _], None) | (["STATUSHEADS"], Some(_)) | (["TRUSTLIST"], None) => {}
            // Of another province's books.
            (["SISTER", _], Some(_)) => {}
            (["STATUS", issuer], Some(("CHUNK", number))) => {
                let chunk: StatusChunk = serde_json::from_str(text(item, "body")).ok()?;
                let named = (issuer.parse().ok()?, number.parse().ok()?);
                if (chunk.issuer, chunk.number) != named {
                    self.finding("record.misplaced", item);
                }
                self.chunks.push(chunk);
            }
            // They follow no event: what was verified, and what was drawn from shares of look-ups.
            (["VERIFIED", _, _], Some(_)) | (["LIMIT", _], None) => {}
            _ => return None,
        }
        Some(())
    }

    /// Each issuer's newest list, as the head names it and the status key signed it.
    async fn take_lists(&mut self, aws: &Aws) {
        for head in aws.lists_table().status_heads().await.unwrap() {
            let list = signed_by(aws, &head).await;
            self.published.push(Published { head, list });
        }
    }

    async fn take_files(&mut self, stores: &Stores, aws: &Aws) {
        let listing = stores.s3().list_objects_v2().bucket(DOCUMENTS_BUCKET).into_paginator().send();
        let pages = listing.collect::<Result<Vec<_>, _>>().await.unwrap();
        let keys = pages.iter().flat_map(|page| page.contents()).filter_map(|object| object.key());
        for key in keys {
            if self.take_file(key, aws).await.is_none() {
                self.found.push(Violation { rule: "file.unreadable", record: key.to_owned() });
            }
        }
    }

    /// The adapter compares the bytes with the digest in the name.
    async fn take_file(&mut self, key: &str, aws: &Aws) -> Option<()> {
        if let Some(digest) = key.strip_prefix("photos/") {
            let photo = ObjectKey::Photo { digest: digest.to_owned(), media: MediaType::Png };
            aws.vault().kept(&photo).await.ok()??;
            self.photos.insert(digest.to_owned());
            return Some(());
        }
        if let Some((digest, end)) = key.strip_prefix("copies/").and_then(|name| name.split_once('.')) {
            // nothing hangs on a copy; but it is the one of its name
            let forms = [("ofd", CopyForm::Ofd), ("pdf", CopyForm::Pdf), ("png", CopyForm::Png)];
            let form = forms.into_iter().find(|form| form.0 == end)?.1;
            return aws.vault().kept(&ObjectKey::Copy { digest: digest.to_owned(), form }).await.ok()?.map(drop);
        }
        let digest = key.strip_prefix("documents/")?.strip_suffix(".ofd")?.to_owned();
        let bytes = aws.vault().kept(&ObjectKey::Document { digest: digest.clone() }).await.ok()??;
        let custom_data = document::read(&bytes).ok().map(|opened| opened.custom_data);
        self.documents.insert(digest, custom_data);
        Some(())
    }
}

async fn signed_by(aws: &Aws, head: &StatusHead) -> Option<StatusList> {
    let bytes = aws.lists().kept_list(&ObjectKey::StatusList { digest: head.digest.clone() }).await.ok()??;
    let key = aws.status_keys().public_key().await.unwrap();
    SignedStatusList::read(&bytes).ok()?.verify(&key).ok()
}
