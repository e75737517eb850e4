//! A table: one record by its key, listings by a partition, each with its consistency said.

use std::sync::Arc;

use aws_sdk_dynamodb::{
    operation::query::builders::QueryFluentBuilder,
    types::{ConditionCheck, Put, TransactWriteItem},
};
use lifecycle::{
    error::{CommitError, Fault},
    port::{Cursor, Page, PageRequest},
};

use crate::{
    clients::Clients,
    cursor,
    data_key::DataKey,
    fault::{self, corrupt, unbuilt},
    record::{Item, Place, Record, decode, encode, number, text, text_of},
};

const ABSENT: &str = "attribute_not_exists(pk)";
const AT_REVISION: &str = "revision = :read_at";

/// One table and the key to its sealed bodies.
#[derive(Clone)]
pub(crate) struct Table {
    pub(crate) clients: Arc<Clients>,
    pub(crate) name: String,
    pub(crate) data_key: Arc<DataKey>,
}

/// An index, by the names of its attributes. It is read eventually consistent: DynamoDB offers no more.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Index {
    pub(crate) name: &'static str,
    pub(crate) partition: &'static str,
    pub(crate) sort: &'static str,
}

/// The items of one partition whose sort keys begin alike.
pub(crate) struct Listing {
    /// The listing's name in its cursors.
    pub(crate) name: &'static str,
    /// Through an index, or by the table's own key, strongly consistent.
    pub(crate) index: Option<Index>,
    pub(crate) partition: String,
    /// What sort keys begin with; empty takes all.
    pub(crate) prefix: &'static str,
    /// Only sort keys below this one; such a listing has no prefix.
    pub(crate) below: Option<String>,
    pub(crate) newest_first: bool,
}

impl Listing {
    pub(crate) fn sort_attribute(&self) -> &'static str {
        self.index.map_or("sk", |index| index.sort)
    }

    fn partition_attribute(&self) -> &'static str {
        self.index.map_or("pk", |index| index.partition)
    }
}

impl Table {
    /// One record, strongly consistent.
    pub(crate) async fn get<R: Record>(&self, place: &Place) -> Result<Option<R>, Fault> {
        let request = self.clients.dynamodb().get_item().table_name(&self.name).consistent_read(true);
        let answer =
            request.set_key(Some(place.key())).send().await.map_err(|error| fault::store("GetItem", &error))?;
        match answer.item {
            Some(item) => decode(&item, &self.data_key).await.map(Some),
            None => Ok(None),
        }
    }

    /// Writes a record over whatever lies there.
    pub(crate) async fn put<R: Record>(&self, record: &R) -> Result<(), Fault> {
        let item = encode(record, &self.data_key).await?;
        let request = self.clients.dynamodb().put_item().table_name(&self.name).set_item(Some(item));
        request.send().await.map(|_| ()).map_err(|error| fault::store("PutItem", &error))
    }

    /// Writes a record where nothing lies yet; what lies there stays.
    pub(crate) async fn put_first<R: Record>(&self, record: &R) -> Result<(), Fault> {
        self.put_first_with(record, []).await
    }

    /// The same, with attributes that the record itself cannot know.
    pub(crate) async fn put_first_with<R: Record, const N: usize>(
        &self,
        record: &R,
        beside: [(&str, String); N],
    ) -> Result<(), Fault> {
        let mut item = encode(record, &self.data_key).await?;
        item.extend(beside.map(|(name, value)| (name.to_owned(), text(value))));
        let request = self.clients.dynamodb().put_item().table_name(&self.name).set_item(Some(item));
        match request.condition_expression(ABSENT).send().await {
            Ok(_) => Ok(()),
            Err(error) if fault::aws_code(&error) == "ConditionalCheckFailedException" => Ok(()),
            Err(error) => Err(fault::store("PutItem", &error)),
        }
    }

    /// Writes a record if it is still at the revision that it was read at.
    pub(crate) async fn replace<R: Record>(&self, record: &R) -> Result<(), CommitError> {
        let item = encode(record, &self.data_key).await?;
        let request = self.clients.dynamodb().put_item().table_name(&self.name).set_item(Some(item));
        let request = match record.revision() {
            0 => request.condition_expression(ABSENT),
            read_at => {
                request.condition_expression(AT_REVISION).expression_attribute_values(":read_at", number(read_at))
            }
        };
        match request.send().await {
            Ok(_) => Ok(()),
            Err(error) if fault::aws_code(&error) == "ConditionalCheckFailedException" => Err(CommitError::Conflict),
            Err(error) => Err(fault::store("PutItem", &error).into()),
        }
    }

    /// The part of a transaction that writes a record, if it is still at the revision that it was read at.
    pub(crate) async fn put_at_revision<R: Record>(&self, record: &R) -> Result<TransactWriteItem, Fault> {
        let put = Put::builder().table_name(&self.name).set_item(Some(encode(record, &self.data_key).await?));
        let put = match record.revision() {
            0 => put.condition_expression(ABSENT),
            read_at => put.condition_expression(AT_REVISION).expression_attribute_values(":read_at", number(read_at)),
        };
        in_transaction(put.build())
    }

    /// The part of a transaction that writes nothing and holds if the record is still at that revision.
    pub(crate) fn unchanged(&self, place: &Place, revision: u64) -> Result<TransactWriteItem, Fault> {
        let check = ConditionCheck::builder().table_name(&self.name).set_key(Some(place.key()));
        let check = match revision {
            0 => check.condition_expression(ABSENT),
            read_at => check.condition_expression(AT_REVISION).expression_attribute_values(":read_at", number(read_at)),
        };
        let check = check.build().map_err(|_why| unbuilt("ConditionCheck"))?;
        Ok(TransactWriteItem::builder().condition_check(check).build())
    }

    /// The part of a transaction that writes a record whatever lies there.
    pub(crate) async fn put_anyway<R: Record>(&self, record: &R) -> Result<TransactWriteItem, Fault> {
        let item = encode(record, &self.data_key).await?;
        in_transaction(Put::builder().table_name(&self.name).set_item(Some(item)).build())
    }

    /// A part of a listing. One more item is read than is given, so that `next` tells the truth.
    pub(crate) async fn page<R: Record>(&self, listing: &Listing, request: &PageRequest) -> Result<Page<R>, Fault> {
        let limit = usize::from(request.limit.clamp(1, 100));
        let start = request.after.as_ref().map(|after| cursor::decode(listing, after)).transpose()?;
        let wanted = i32::from(request.limit.clamp(1, 100)).saturating_add(1);
        let query = self.query(listing).set_exclusive_start_key(start).limit(wanted);
        let answer = query.send().await.map_err(|error| fault::store("Query", &error))?;
        let more = answer.last_evaluated_key.is_some() || answer.items().len() > limit;
        let items: Vec<Item> = answer.items.unwrap_or_default().into_iter().take(limit).collect();
        let next = match items.last().filter(|_| more) {
            Some(last) => Some(self.cursor_after(listing, last)?),
            None => None,
        };
        Ok(Page { items: self.decode_all(items).await?, next })
    }

    /// The first sort key of a listing, and nothing else of its item.
    pub(crate) async fn first_key(&self, listing: &Listing) -> Result<Option<String>, Fault> {
        let query = self.query(listing).limit(1).projection_expression("#first");
        let query = query.expression_attribute_names("#first", listing.sort_attribute());
        let answer = query.send().await.map_err(|error| fault::store("Query", &error))?;
        Ok(answer.items().first().and_then(|item| text_of(item, listing.sort_attribute())).map(str::to_owned))
    }

    /// A whole listing; for partitions that hold a handful.
    pub(crate) async fn all<R: Record>(&self, listing: &Listing) -> Result<Vec<R>, Fault> {
        let pages = self.query(listing).into_paginator().items().send();
        let items: Result<Vec<Item>, _> = pages.collect().await;
        self.decode_all(items.map_err(|error| fault::store("Query", &error))?).await
    }

    /// The items of a partition between two sort keys, both inclusive, strongly consistent.
    pub(crate) async fn range(&self, partition: &str, (from, until): (&str, &str)) -> Result<Vec<Item>, Fault> {
        let query = self.clients.dynamodb().query().table_name(&self.name).consistent_read(true);
        let pages = query
            .key_condition_expression("pk = :partition AND sk BETWEEN :from AND :until")
            .expression_attribute_values(":partition", text(partition))
            .expression_attribute_values(":from", text(from))
            .expression_attribute_values(":until", text(until))
            .into_paginator()
            .items()
            .send();
        let items: Result<Vec<Item>, _> = pages.collect().await;
        items.map_err(|error| fault::store("Query", &error))
    }

    pub(crate) async fn decode<R: Record>(&self, item: &Item) -> Result<R, Fault> {
        decode(item, &self.data_key).await
    }

    fn query(&self, listing: &Listing) -> QueryFluentBuilder {
        let query = self.clients.dynamodb().query().table_name(&self.name);
        let query = query
            .set_index_name(listing.index.map(|index| index.name.to_owned()))
            .consistent_read(listing.index.is_none())
            .scan_index_forward(!listing.newest_first)
            .expression_attribute_names("#partition", listing.partition_attribute())
            .expression_attribute_values(":partition", text(&listing.partition));
        if let Some(below) = &listing.below {
            return query
                .key_condition_expression("#partition = :partition AND #sort < :below")
                .expression_attribute_names("#sort", listing.sort_attribute())
                .expression_attribute_values(":below", text(below));
        }
        if listing.prefix.is_empty() {
            return query.key_condition_expression("#partition = :partition");
        }
        query
            .key_condition_expression("#partition = :partition AND begins_with(#sort, :prefix)")
            .expression_attribute_names("#sort", listing.sort_attribute())
            .expression_attribute_values(":prefix", text(listing.prefix))
    }

    async fn decode_all<R: Record>(&self, items: Vec<Item>) -> Result<Vec<R>, Fault> {
        let mut records = Vec::with_capacity(items.len());
        for item in &items {
            records.push(decode(item, &self.data_key).await?);
        }
        Ok(records)
    }

    fn cursor_after(&self, listing: &Listing, last: &Item) -> Result<Cursor, Fault> {
        let names = ["pk", "sk", listing.sort_attribute()];
        let [Some(pk), Some(sk), Some(sort)] = names.map(|name| text_of(last, name)) else {
            return Err(corrupt("an item without its keys"));
        };
        Ok(cursor::encode(listing, pk, sk, sort))
    }
}

fn in_transaction(put: Result<Put, aws_sdk_dynamodb::error::BuildError>) -> Result<TransactWriteItem, Fault> {
    let put = put.map_err(|_why| unbuilt("Put"))?;
    Ok(TransactWriteItem::builder().put(put).build())
}
