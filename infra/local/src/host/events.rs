//! The events as AWS sends them, and what a function says of a batch.

use data_encoding::HEXLOWER;
use jiff::Timestamp;
use s3s::crypto::{Checksum, Md5};
use serde_json::{Value, json};

use super::book::{Intent, Message};
use crate::stores::{REGION, StoredObject};

const ACCOUNT: &str = "000000000000";

/// A batch of stream records as a stream's mapping hands it over.
#[must_use]
pub fn stream_event(records: &[Value]) -> Value {
    json!({ "Records": records })
}

/// A batch of messages as a queue's mapping hands it over.
#[must_use]
pub fn queue_event(queue: &str, messages: &[Message]) -> Value {
    let records: Vec<Value> = messages.iter().map(|message| queue_record(queue, message)).collect();
    json!({ "Records": records })
}

fn queue_record(queue: &str, message: &Message) -> Value {
    json!({
        "messageId": message.message_id,
        "receiptHandle": message.id.to_string(),
        "body": message.body,
        "attributes": {
            "ApproximateReceiveCount": message.receives.to_string(),
            "SentTimestamp": message.sent_ms.to_string(),
            "SenderId": ACCOUNT,
            "ApproximateFirstReceiveTimestamp": message.first_received_ms.to_string(),
        },
        "messageAttributes": {},
        "md5OfBody": HEXLOWER.encode(&Md5::checksum(message.body.as_bytes())),
        "eventSource": "aws:sqs",
        "eventSourceARN": format!("arn:aws-cn:sqs:{REGION}:{ACCOUNT}:{queue}"),
        "awsRegion": REGION,
    })
}

/// The event of one stored object.
#[must_use]
pub fn object_event(intent: &Intent, stored: &StoredObject, at: Timestamp) -> Value {
    json!({ "Records": [{
        "eventVersion": "2.1",
        "eventSource": "aws:s3",
        "awsRegion": REGION,
        "eventTime": format!("{at:.3}"),
        "eventName": "ObjectCreated:Put",
        "userIdentity": { "principalId": ACCOUNT },
        "requestParameters": { "sourceIPAddress": "127.0.0.1" },
        "responseElements": { "x-amz-request-id": format!("{:016X}", intent.id), "x-amz-id-2": "local" },
        "s3": {
            "s3SchemaVersion": "1.0",
            "configurationId": intent.bucket,
            "bucket": {
                "name": intent.bucket,
                "ownerIdentity": { "principalId": ACCOUNT },
                "arn": format!("arn:aws-cn:s3:::{}", intent.bucket),
            },
            "object": {
                "key": crate::percent::encode_key(&intent.key),
                "size": stored.size_bytes,
                "eTag": stored.etag,
                "sequencer": format!("{:018X}", intent.id),
            },
        },
    }]})
}

/// The event of a schedule that is due.
#[must_use]
pub fn scheduled_event(schedule: &str, due: Timestamp) -> Value {
    json!({
        "version": "0",
        "id": uuid::Uuid::new_v4().to_string(),
        "detail-type": "Scheduled Event",
        "source": "aws.events",
        "account": ACCOUNT,
        "time": format!("{due:.0}"),
        "region": REGION,
        "resources": [format!("arn:aws-cn:events:{REGION}:{ACCOUNT}:rule/{schedule}")],
        "detail": {},
    })
}

/// Which of a batch's items failed, by their index. As on Lambda, a failure without the name of an item of this
/// batch fails the whole batch, and no word of failures is success.
#[must_use]
pub fn failed_items(answer: &Result<Value, String>, items: &[String]) -> Vec<usize> {
    let all = || (0..items.len()).collect();
    let Ok(answer) = answer else { return all() };
    let failures = match answer.get("batchItemFailures") {
        None | Some(Value::Null) => return Vec::new(),
        Some(failures) => failures.as_array(),
    };
    let Some(failures) = failures else {
        return all();
    };
    let named = failures.iter().map(|failure| {
        let name = failure.get("itemIdentifier").and_then(Value::as_str);
        name.and_then(|name| items.iter().position(|item| item == name))
    });
    match named.collect::<Option<Vec<usize>>>() {
        Some(mut failed) => {
            failed.sort_unstable();
            failed.dedup();
            failed
        }
        None => all(),
    }
}

/// The words under which a failed item is kept for an operator.
#[must_use]
pub fn reason(answer: &Result<Value, String>) -> &str {
    match answer {
        Ok(_) => "the function named it as failed",
        Err(words) => words,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_batch_answer_names_its_failures() {
        let items: Vec<String> = ["a", "b", "c"].map(str::to_owned).to_vec();
        let named = |names: &[&str]| {
            let failures: Vec<Value> = names.iter().map(|name| json!({ "itemIdentifier": name })).collect();
            Ok(json!({ "batchItemFailures": failures }))
        };
        let cases: [(Result<Value, String>, &[usize]); 12] = [
            (Ok(Value::Null), &[]),
            (Ok(json!({})), &[]),
            (Ok(json!({ "batchItemFailures": null })), &[]),
            (Ok(json!({ "batchItemFailures": [] })), &[]),
            (named(&["b"]), &[1]),
            (named(&["c", "a", "c"]), &[0, 2]),
            (named(&[""]), &[0, 1, 2]),
            (named(&["b", "stranger"]), &[0, 1, 2]),
            (Ok(json!({ "batchItemFailures": [{}] })), &[0, 1, 2]),
            (Ok(json!({ "batchItemFailures": [{ "itemIdentifier": null }] })), &[0, 1, 2]),
            (Ok(json!({ "batchItemFailures": "b" })), &[0, 1, 2]),
            (Err("broke down".to_owned()), &[0, 1, 2]),
        ];
        for (answer, failed) in cases {
            assert_eq!(failed_items(&answer, &items), failed, "{answer:?}");
        }
    }

    #[test]
    fn an_object_event_is_s3s() {
        let intent = Intent { id: 255, bucket: "uploads".to_owned(), key: "p/a b".to_owned() };
        let stored = StoredObject { size_bytes: 5, etag: "e1".to_owned() };
        let event = object_event(&intent, &stored, Timestamp::from_second(1_795_430_000).unwrap());
        let record = &event["Records"][0];
        assert_eq!(record["eventTime"], "2026-11-23T10:33:20.000Z");
        assert_eq!(record["s3"]["bucket"]["name"], "uploads");
        let object = &record["s3"]["object"];
        let expected = json!({ "key": "p/a+b", "size": 5, "eTag": "e1", "sequencer": "0000000000000000FF" });
        assert_eq!(*object, expected);
    }

    #[test]
    fn a_queue_event_is_sqss() {
        let message = Message {
            id: 7,
            message_id: "m".to_owned(),
            body: "hello".to_owned(),
            sent_ms: 1,
            first_received_ms: 2,
            receives: 3,
        };
        let event = queue_event("issue", &[message]);
        let record = &event["Records"][0];
        assert_eq!(record["md5OfBody"], "5d41402abc4b2a76b9719d911017c592");
        assert_eq!(record["attributes"]["ApproximateReceiveCount"], "3");
        assert_eq!(record["eventSourceARN"], "arn:aws-cn:sqs:cn-north-1:000000000000:issue");
    }

    #[test]
    fn a_scheduled_event_is_eventbridges() {
        let event = scheduled_event("daily", Timestamp::from_second(1_795_430_000).unwrap());
        assert_eq!(event["time"], "2026-11-23T10:33:20Z");
        assert_eq!(event["detail-type"], "Scheduled Event");
        assert_eq!(event["resources"][0], "arn:aws-cn:events:cn-north-1:000000000000:rule/daily");
    }
}
