//! Days and moments in JSON. The library's words for what is wrong in one are many pages, which a verifier in a browser
//! would carry and nobody would read: all of it is `list.form`.

use std::str::FromStr;

use serde::de::Error;
use serde::{Deserialize as _, Deserializer};

/// A day or a moment.
pub(super) fn read<'de, T: FromStr, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    parsed(&String::deserialize(deserializer)?)
}

/// The same, or nothing.
pub(super) fn read_or_null<'de, T: FromStr, D: Deserializer<'de>>(deserializer: D) -> Result<Option<T>, D::Error> {
    Option::<String>::deserialize(deserializer)?.map(|text| parsed(&text)).transpose()
}

fn parsed<T: FromStr, E: Error>(text: &str) -> Result<T, E> {
    text.parse().map_err(|_other_form| E::custom("no day and no moment"))
}
