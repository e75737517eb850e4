//! What was once written stays readable: for every stored record, bodies of each form that was ever written, as files.
//! Such a file is never changed. A record whose form changes gets a new file beside the old one.

use std::collections::BTreeSet;

use license::{
    application::Application,
    electronic::License,
    event::{Event, Notice},
    grant::Grant,
    kind::FIRST_TEMPLATE,
    subject::Subject,
};
use lifecycle::port::{
    Access, IssuerKey, NumberHolder, NumberSeries, Sighting, SisterHead, Snapshot, StatusChunk, StatusHead, TrustHead,
};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;

use super::source::{files, read, released};

const FOLDER: &str = "tests/testdata/schema1";

/// Reads a body as the adapter does and writes it again.
type Again = fn(&str) -> Result<Value, serde_json::Error>;

fn again<R: DeserializeOwned + Serialize>(text: &str) -> Result<Value, serde_json::Error> {
    serde_json::to_value(serde_json::from_str::<R>(text)?)
}

/// A photo under one key of its hash.
#[derive(Serialize, serde::Deserialize)]
struct PhotoEntry {
    key: String,
    sighting: Sighting,
}

/// By the word on the item, as the adapters have it.
const RECORDS: [(&str, Again); 16] = [
    ("access", again::<Access>),
    ("application", again::<Application>),
    ("event", again::<Event>),
    ("grant", again::<Grant>),
    ("issuer_key", again::<IssuerKey>),
    ("license", again::<License>),
    ("notice", again::<Notice>),
    ("number", again::<NumberHolder>),
    ("photo_hash", again::<PhotoEntry>),
    ("series", again::<NumberSeries>),
    ("sister_head", again::<SisterHead>),
    ("snapshot", again::<Snapshot>),
    ("status_chunk", again::<StatusChunk>),
    ("status_head", again::<StatusHead>),
    ("subject", again::<Subject>),
    ("trust_head", again::<TrustHead>),
];

/// The files of a record: `<word>.json`, `<word>-<what>.json`.
fn of(word: &str) -> Vec<String> {
    let stem = |path: &str| path.strip_prefix(FOLDER)?.strip_prefix('/')?.strip_suffix(".json").map(str::to_owned);
    files().into_iter().filter(|path| stem(path).is_some_and(|stem| stem.split('-').next() == Some(word))).collect()
}

/// Everything that the file says must be in what is written again; what was added since may be there too.
fn is_within(old: &Value, new: &Value) -> bool {
    match (old, new) {
        (Value::Object(old), Value::Object(new)) => {
            old.iter().all(|(name, value)| new.get(name).is_some_and(|new| is_within(value, new)))
        }
        (Value::Array(old), Value::Array(new)) => {
            old.len() == new.len() && old.iter().zip(new).all(|(old, new)| is_within(old, new))
        }
        (old, new) => old == new,
    }
}

#[test]
fn every_body_that_was_written_reads_and_loses_nothing() {
    let mut read_files = 0;
    for (word, again) in RECORDS {
        let files = of(word);
        assert!(!files.is_empty(), "{word} has no file");
        for path in files {
            let text = read(&path);
            let new = again(&text).unwrap_or_else(|error| panic!("{path}: {error}"));
            let old: Value = serde_json::from_str(&text).unwrap();
            assert!(is_within(&old, &new), "{path} was read and written again as {new}");
            read_files += 1;
        }
    }
    let all = files().iter().filter(|path| path.starts_with(FOLDER)).count();
    assert_eq!(all, read_files, "a file of no record");
}

/// A later catalogue must not make an old license one of its own template.
#[test]
fn what_was_made_before_templates_were_counted_is_of_the_first() {
    let counted = |path: &&String| path.ends_with("-template.json") || path.ends_with("-status.json");
    for path in of("license").iter().filter(|path| !counted(path)) {
        let text = read(path);
        assert!(!text.contains("template"), "{path}");
        assert_eq!(serde_json::from_str::<License>(&text).unwrap().template, FIRST_TEMPLATE, "{path}");
    }
    let text = read(&format!("{FOLDER}/grant-licensed.json"));
    let standing = serde_json::from_str::<Grant>(&text).unwrap().standing.unwrap();
    assert!(!text.contains("template") && standing.template == FIRST_TEMPLATE);
    let text = read(&format!("{FOLDER}/application-issued.json"));
    let making = serde_json::from_str::<Application>(&text).unwrap().making;
    assert_eq!((making.template, making.template()), (None, FIRST_TEMPLATE));
}

#[test]
fn every_stored_record_is_here() {
    let adapters = released().into_iter().filter(|file| file.0.starts_with("shared/aws/src/"));
    let code: String = adapters.map(|file| file.1).collect();
    let words: BTreeSet<&str> =
        code.split("const ENTITY: &'static str = ").skip(1).filter_map(|rest| rest.split('"').nth(1)).collect();
    let known: BTreeSet<&str> = RECORDS.iter().map(|row| row.0).filter(|word| *word != "event").collect();
    let words: BTreeSet<&str> = words.into_iter().filter(|word| *word != "event").collect();
    assert_eq!(words, known);
    assert_eq!(aws::EVENT_ENTITY, "event");
    // A record with a second form needs a folder of that form, and its old files stay where they are.
    let forms = code.matches("const SCHEMA: u32 =").count();
    assert_eq!(forms, 1, "a record has a form of its own: keep bodies of it too");
}

#[test]
fn what_is_missing_or_changed_is_seen() {
    let old = serde_json::json!({ "a": 1, "b": [{ "c": null }] });
    for (new, within) in [
        (serde_json::json!({ "a": 1, "b": [{ "c": null }], "d": 2 }), true),
        (serde_json::json!({ "a": 1, "b": [{ "c": null, "e": 3 }] }), true),
        (serde_json::json!({ "a": 2, "b": [{ "c": null }] }), false),
        (serde_json::json!({ "a": 1, "b": [{}] }), false),
        (serde_json::json!({ "a": 1, "b": [] }), false),
        (serde_json::json!({ "b": [{ "c": null }] }), false),
    ] {
        assert_eq!(is_within(&old, &new), within, "{new}");
    }
}
