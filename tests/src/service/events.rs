//! Events as AWS sends them: captured samples with this service's own values in the places where they differ.

use aws_sdk_dynamodbstreams::types::{AttributeValue, Record};
use data_encoding::BASE64;
use serde_json::{Map, Value, json};

use super::Persona;

fn sample(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

/// The token that the gateway has checked. It travels with the request, and nobody writes it down.
pub(crate) const TOKEN: &str = "eyJhbGciOiJSUzI1NiJ9.bWFya2Vk.c2lnbmVk";

/// An HTTP request as the gateway hands it on. Without a persona there is no authorizer, as on a route for anyone.
pub(super) fn http(
    who: Option<&Persona>,
    (method, template): (&str, &str),
    path_and_query: &str,
    body: Option<&Value>,
) -> Value {
    let mut event = sample(include_str!("../../testdata/events/http-api.json"));
    let (path, query) = path_and_query.split_once('?').unwrap_or((path_and_query, ""));
    let key = format!("{method} {template}");
    let context = &mut event["requestContext"];
    context["http"]["method"] = method.into();
    context["http"]["path"] = path.into();
    context["routeKey"] = key.as_str().into();
    match who {
        Some(persona) => context["authorizer"]["jwt"] = json!({ "claims": persona.claims(), "scopes": null }),
        None => drop(context.as_object_mut().unwrap().remove("authorizer")),
    }
    event["routeKey"] = key.into();
    event["rawPath"] = path.into();
    event["rawQueryString"] = query.into();
    event["headers"]["content-type"] = "application/json".into();
    event["headers"]["authorization"] = format!("Bearer {TOKEN}").into();
    event["pathParameters"] = parameters(template, path);
    match body {
        Some(body) => event["body"] = body.to_string().into(),
        None => drop(event.as_object_mut().unwrap().remove("body")),
    }
    event
}

/// What an answer holds: JSON, or text where it is none; of bytes, what can be read as text.
pub(super) fn body(answer: &Value) -> Value {
    let body = answer["body"].as_str().unwrap();
    let bytes = BASE64.decode(body.as_bytes()).unwrap_or_default();
    let text = if answer["isBase64Encoded"] == true { String::from_utf8_lossy(&bytes) } else { body.into() };
    serde_json::from_str(&text).unwrap_or_else(|_not_json| text.into_owned().into())
}

fn parameters(template: &str, path: &str) -> Value {
    let pairs = template.split('/').zip(path.split('/'));
    let named = pairs.filter_map(|(name, value)| {
        let name = name.strip_prefix('{')?.strip_suffix('}')?;
        Some((name.to_owned(), Value::from(value)))
    });
    Value::Object(named.collect())
}

/// A batch of a queue: message id and body.
pub(crate) fn queue(messages: &[(String, String)]) -> Value {
    let sample = sample(include_str!("../../testdata/events/sqs.json"));
    let record = |(id, body): &(String, String)| {
        let mut record = sample["Records"][0].clone();
        record["messageId"] = id.as_str().into();
        record["body"] = body.as_str().into();
        record
    };
    json!({ "Records": messages.iter().map(record).collect::<Vec<_>>() })
}

/// S3's word of one stored object.
pub(crate) fn object(bucket: &str, key: &str, size_bytes: u64, etag: &str) -> Value {
    let mut event = sample(include_str!("../../testdata/events/s3.json"));
    let entity = &mut event["Records"][0]["s3"];
    entity["bucket"]["name"] = bucket.into();
    entity["object"]["key"] = local::percent::encode_key(key).into();
    entity["object"]["size"] = size_bytes.into();
    entity["object"]["eTag"] = etag.into();
    event
}

/// A schedule's moment.
pub(crate) fn scheduled(at: jiff::Timestamp) -> Value {
    let mut event = sample(include_str!("../../testdata/events/scheduled.json"));
    event["time"] = format!("{at:.0}").into();
    event
}

/// A record of the table's stream.
pub(super) fn change(record: &Record) -> Value {
    let mut json = sample(include_str!("../../testdata/events/dynamodb-stream.json"))["Records"][0].take();
    let change = record.dynamodb().unwrap();
    json["eventID"] = record.event_id().into();
    json["eventName"] = record.event_name().unwrap().as_str().into();
    let fields = json["dynamodb"].as_object_mut().unwrap();
    fields.retain(|name, _| !matches!(name.as_str(), "Keys" | "NewImage" | "OldImage"));
    fields.insert("SequenceNumber".to_owned(), change.sequence_number().into());
    let images = [("Keys", change.keys()), ("NewImage", change.new_image()), ("OldImage", change.old_image())];
    for (name, image) in images {
        fields.extend(image.map(|image| (name.to_owned(), item(image.iter()))));
    }
    json
}

fn item<'a>(attributes: impl Iterator<Item = (&'a String, &'a AttributeValue)>) -> Value {
    Value::Object(attributes.map(|(name, value)| (name.clone(), attribute(value))).collect::<Map<_, _>>())
}

#[expect(clippy::wildcard_enum_match_arm, reason = "the SDK lets no one name the kinds that it does not know")]
fn attribute(value: &AttributeValue) -> Value {
    match value {
        AttributeValue::S(text) => json!({ "S": text }),
        AttributeValue::N(number) => json!({ "N": number }),
        AttributeValue::B(bytes) => json!({ "B": BASE64.encode(bytes.as_ref()) }),
        AttributeValue::Bool(flag) => json!({ "BOOL": flag }),
        AttributeValue::Null(flag) => json!({ "NULL": flag }),
        AttributeValue::L(list) => json!({ "L": list.iter().map(attribute).collect::<Vec<_>>() }),
        AttributeValue::M(map) => json!({ "M": item(map.iter()) }),
        other => panic!("no record of ours has {other:?}"),
    }
}
