//! A stream record as the SDK reads it, in the JSON that a stream's mapping sends.

use aws_sdk_dynamodbstreams::types::{AttributeValue, Record, StreamRecord};
use data_encoding::BASE64;
use serde_json::{Map, Value, json};

use std::collections::HashMap;

/// The record's JSON, with the stream that it came from.
#[must_use]
pub(super) fn json(record: &Record, stream_arn: &str) -> Value {
    let mut fields = json!({
        "eventID": record.event_id(),
        "eventName": record.event_name().map(|name| name.as_str()),
        "eventVersion": record.event_version(),
        "eventSource": record.event_source(),
        "awsRegion": record.aws_region(),
        "dynamodb": record.dynamodb().map(change),
        "eventSourceARN": stream_arn,
    });
    if let (Some(identity), Some(fields)) = (record.user_identity(), fields.as_object_mut()) {
        let identity = json!({ "type": identity.r#type(), "principalId": identity.principal_id() });
        fields.insert("userIdentity".to_owned(), identity);
    }
    fields
}

fn change(change: &StreamRecord) -> Value {
    let mut fields = json!({
        "ApproximateCreationDateTime": change.approximate_creation_date_time().map(|at| at.as_secs_f64()),
        "SequenceNumber": change.sequence_number(),
        "SizeBytes": change.size_bytes(),
        "StreamViewType": change.stream_view_type().map(|view| view.as_str()),
    });
    let images = [("Keys", change.keys()), ("NewImage", change.new_image()), ("OldImage", change.old_image())];
    if let Some(fields) = fields.as_object_mut() {
        for (name, image) in images {
            fields.extend(image.map(|image| (name.to_owned(), attributes(image))));
        }
    }
    fields
}

fn attributes(image: &HashMap<String, AttributeValue>) -> Value {
    let fields = image.iter().map(|(name, value)| (name.clone(), attribute(value)));
    Value::Object(fields.collect::<Map<_, _>>())
}

#[expect(clippy::wildcard_enum_match_arm, reason = "the SDK lets no one name the kinds that it does not know")]
fn attribute(value: &AttributeValue) -> Value {
    match value {
        AttributeValue::B(bytes) => json!({ "B": BASE64.encode(bytes.as_ref()) }),
        AttributeValue::Bool(flag) => json!({ "BOOL": flag }),
        AttributeValue::Bs(blobs) => {
            json!({ "BS": blobs.iter().map(|blob| BASE64.encode(blob.as_ref())).collect::<Vec<_>>() })
        }
        AttributeValue::L(list) => json!({ "L": list.iter().map(attribute).collect::<Vec<_>>() }),
        AttributeValue::M(map) => json!({ "M": attributes(map) }),
        AttributeValue::N(number) => json!({ "N": number }),
        AttributeValue::Ns(numbers) => json!({ "NS": numbers }),
        AttributeValue::Null(flag) => json!({ "NULL": flag }),
        AttributeValue::S(text) => json!({ "S": text }),
        AttributeValue::Ss(texts) => json!({ "SS": texts }),
        // A kind that DynamoDB has not had since this was written.
        _ => Value::Null,
    }
}

#[cfg(test)]
mod tests {
    use aws_sdk_dynamodbstreams::primitives::Blob;

    use super::*;

    #[test]
    fn every_kind_of_value_keeps_its_name() {
        let s = || AttributeValue::S("辽".to_owned());
        let cases = [
            (s(), json!({ "S": "辽" })),
            (AttributeValue::N("1.50".to_owned()), json!({ "N": "1.50" })),
            (AttributeValue::Bool(true), json!({ "BOOL": true })),
            (AttributeValue::Null(true), json!({ "NULL": true })),
            (AttributeValue::B(Blob::new([255, 0])), json!({ "B": "/wA=" })),
            (AttributeValue::Bs(vec![Blob::new([1])]), json!({ "BS": ["AQ=="] })),
            (AttributeValue::Ns(vec!["1".to_owned()]), json!({ "NS": ["1"] })),
            (AttributeValue::Ss(vec!["a".to_owned()]), json!({ "SS": ["a"] })),
            (AttributeValue::L(vec![s()]), json!({ "L": [{ "S": "辽" }] })),
            (AttributeValue::M([("k".to_owned(), s())].into()), json!({ "M": { "k": { "S": "辽" } } })),
        ];
        for (value, expected) in cases {
            assert_eq!(attribute(&value), expected);
        }
    }
}
