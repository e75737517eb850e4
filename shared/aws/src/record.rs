//! How a record lies in a table: its place, its schema, its revision, and its body, sealed where it is personal.

use std::collections::HashMap;

use aws_sdk_dynamodb::{primitives::Blob, types::AttributeValue};
use lifecycle::error::Fault;
use serde::{Serialize, de::DeserializeOwned};

use crate::{data_key::DataKey, fault::corrupt};

/// An item as DynamoDB has it.
pub(crate) type Item = HashMap<String, AttributeValue>;

/// The key of an item. It holds keyed hashes and codes, never a value of a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Place {
    pub(crate) pk: String,
    pub(crate) sk: String,
}

impl Place {
    pub(crate) fn new(pk: impl Into<String>, sk: impl Into<String>) -> Self {
        Self { pk: pk.into(), sk: sk.into() }
    }

    pub(crate) fn key(&self) -> Item {
        Item::from([("pk".into(), text(&self.pk)), ("sk".into(), text(&self.sk))])
    }
}

/// What is stored as one item.
pub(crate) trait Record: Serialize + DeserializeOwned + Clone + Send + Sync {
    /// The word on the item.
    const ENTITY: &'static str;
    /// Whether the body is sealed.
    const SEALED: bool;
    /// The body's form. A body of an older form stays readable: what was added has a default. One of a newer form was
    /// written by a newer program and is refused rather than cut down.
    const SCHEMA: u32 = 1;

    /// Where it lies.
    fn place(&self) -> Place;

    /// The revision it was read at; records that never change have none.
    fn revision(&self) -> u64 {
        0
    }

    /// Sets the revision that the item has.
    fn set_revision(&mut self, _revision: u64) {}

    /// Index keys and whatever else has to be readable beside the body.
    fn attributes(&self) -> Vec<(&'static str, AttributeValue)> {
        Vec::new()
    }
}

/// The record as the item that it becomes: one revision on.
pub(crate) async fn encode<R: Record>(record: &R, data_key: &DataKey) -> Result<Item, Fault> {
    let place = record.place();
    let revision = record.revision().saturating_add(1);
    let mut stored = record.clone();
    stored.set_revision(revision);
    let json = serde_json::to_string(&stored).map_err(|_why| corrupt(format!("{}: no JSON", R::ENTITY)))?;
    let body = if R::SEALED {
        let sealed = data_key.keys().await?.seal(&place, R::ENTITY, json.as_bytes())?;
        AttributeValue::B(Blob::new(sealed))
    } else {
        AttributeValue::S(json)
    };
    let mut item = place.key();
    item.insert("entity".into(), text(R::ENTITY));
    item.insert("schema".into(), number(R::SCHEMA));
    item.insert("revision".into(), number(revision));
    item.insert("body".into(), body);
    item.extend(record.attributes().into_iter().map(|(name, value)| (name.to_owned(), value)));
    Ok(item)
}

/// The item as the record that it was.
pub(crate) async fn decode<R: Record>(item: &Item, data_key: &DataKey) -> Result<R, Fault> {
    let (Some(pk), Some(sk), true) = (text_of(item, "pk"), text_of(item, "sk"), is::<R>(item)) else {
        return Err(corrupt(format!("{}: not such an item", R::ENTITY)));
    };
    check_schema::<R>(number_of(item, "schema"))?;
    let place = Place::new(pk, sk);
    let mut record: R = match (R::SEALED, item.get("body")) {
        (true, Some(AttributeValue::B(sealed))) => {
            parse(&data_key.keys().await?.open(&place, R::ENTITY, sealed.as_ref())?)?
        }
        (false, Some(AttributeValue::S(json))) => parse(json.as_bytes())?,
        _ => return Err(corrupt(format!("{}: no body", R::ENTITY))),
    };
    let revision = number_of(item, "revision").ok_or_else(|| corrupt(format!("{}: no revision", R::ENTITY)))?;
    record.set_revision(revision);
    Ok(record)
}

/// Whether the item is such a record.
pub(crate) fn is<R: Record>(item: &Item) -> bool {
    text_of(item, "entity").is_some_and(|entity| entity == R::ENTITY)
}

/// Whether this program knows the form.
pub(crate) fn check_schema<R: Record>(schema: Option<u64>) -> Result<(), Fault> {
    match schema {
        Some(known) if (1..=u64::from(R::SCHEMA)).contains(&known) => Ok(()),
        Some(newer) if newer > u64::from(R::SCHEMA) => {
            Err(Fault::new("store.schema_newer", format!("{}: schema {newer}", R::ENTITY)))
        }
        _ => Err(corrupt(format!("{}: no schema", R::ENTITY))),
    }
}

/// A body's JSON. The parser's words may repeat a value, so they are left out.
pub(crate) fn parse<R: Record>(json: &[u8]) -> Result<R, Fault> {
    serde_json::from_slice(json).map_err(|error| {
        corrupt(format!("{}: a body that does not read, at {}:{}", R::ENTITY, error.line(), error.column()))
    })
}

pub(crate) fn text(value: impl Into<String>) -> AttributeValue {
    AttributeValue::S(value.into())
}

pub(crate) fn number(value: impl ToString) -> AttributeValue {
    AttributeValue::N(value.to_string())
}

pub(crate) fn text_of<'a>(item: &'a Item, name: &str) -> Option<&'a str> {
    item.get(name)?.as_s().ok().map(String::as_str)
}

pub(crate) fn number_of<N: std::str::FromStr>(item: &Item, name: &str) -> Option<N> {
    item.get(name)?.as_n().ok()?.parse().ok()
}

/// A moment as a text that sorts as moments do.
pub(crate) fn sortable(at: jiff::Timestamp) -> String {
    format!("{at:.9}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_sort_as_text() {
        let moments = [
            "2026-11-23T08:00:00Z",
            "2026-11-23T08:00:00.000000001Z",
            "2026-11-23T08:00:00.5Z",
            "2026-11-23T08:00:01Z",
            "2026-12-01T00:00:00Z",
        ];
        let texts: Vec<String> = moments.iter().map(|text| sortable(text.parse().unwrap())).collect();
        assert!(texts.is_sorted(), "{texts:?}");
        assert!(texts.iter().all(|text| text.len() == texts[0].len()));
    }
}
