//! A template as JSON. CloudFormation's short functions are YAML tags: `!GetAtt a.B` becomes `{"!GetAtt": "a.B"}`.

use saphyr::{LoadableYamlNode, Scalar, Yaml};
use serde_json::{Map, Value, json};

use super::source::read;

/// The one document of a file.
pub(super) fn load(path: &str) -> Value {
    let text = read(path);
    let documents = Yaml::load_from_str(&text).unwrap_or_else(|error| panic!("{path}: {error}"));
    assert_eq!(documents.len(), 1, "{path}");
    value(&documents[0])
}

fn value(node: &Yaml<'_>) -> Value {
    match node {
        Yaml::Value(scalar) => of_scalar(scalar),
        Yaml::Sequence(items) => items.iter().map(value).collect(),
        Yaml::Mapping(entries) => {
            Value::Object(entries.iter().map(|(name, entry)| (key(name), value(entry))).collect::<Map<_, _>>())
        }
        Yaml::Tagged(tag, inner) => json!({ format!("!{}", tag.suffix): value(inner) }),
        Yaml::Representation(..) | Yaml::Alias(_) | Yaml::BadValue => panic!("{node:?}"),
    }
}

fn of_scalar(scalar: &Scalar<'_>) -> Value {
    match scalar {
        Scalar::Null => Value::Null,
        Scalar::Boolean(flag) => (*flag).into(),
        Scalar::Integer(number) => (*number).into(),
        Scalar::FloatingPoint(number) => number.into_inner().into(),
        Scalar::String(text) => text.as_ref().into(),
    }
}

fn key(node: &Yaml<'_>) -> String {
    node.as_str().unwrap_or_else(|| panic!("{node:?} names nothing")).to_owned()
}

/// A value that must be there.
pub(super) fn at<'a>(value: &'a Value, pointer: &str) -> &'a Value {
    value.pointer(pointer).unwrap_or_else(|| panic!("nothing at {pointer}"))
}

/// A text that must be there.
pub(super) fn text_at<'a>(value: &'a Value, pointer: &str) -> &'a str {
    at(value, pointer).as_str().unwrap_or_else(|| panic!("no text at {pointer}"))
}

/// The name that a tag such as `!GetAtt Stores.Outputs.X` ends with.
pub(super) fn last_of_tag(value: &Value) -> &str {
    let text = value.as_object().unwrap().values().next().unwrap().as_str().unwrap();
    text.rsplit('.').next().unwrap()
}
