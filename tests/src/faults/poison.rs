//! A making that can never succeed stands beside others in a batch, and stops none of them.

use std::collections::HashMap;

use aws_sdk_dynamodb::types::AttributeValue;
use bytes::Bytes;
use license::application::Name;
use lifecycle::{
    object::{MediaType, ObjectKey},
    port::Vault,
};
use local::stores::{DOCUMENTS_BUCKET, RECORDS_TABLE};
use serde_json::{Value, json};

use super::world::{Case, World};

/// The record of the table's stream that told of the approval.
async fn approval(world: &World, application: &Name) -> Value {
    let items = world.stores.dynamodb().query().table_name(RECORDS_TABLE).key_condition_expression("pk = :pk");
    let items = items.expression_attribute_values(":pk", AttributeValue::S(format!("APPLICATION#{application}")));
    let items = items.send().await.unwrap().items.unwrap();
    let approved = AttributeValue::S("application_approved".into());
    let item = items.iter().find(|item| item.get("kind") == Some(&approved)).unwrap();
    json!({"eventID": "1", "eventName": "INSERT", "eventSource": "aws:dynamodb",
        "dynamodb": {"NewImage": image(item), "SequenceNumber": "1", "StreamViewType": "NEW_AND_OLD_IMAGES"}})
}

fn image(item: &HashMap<String, AttributeValue>) -> Value {
    let typed = |value: &AttributeValue| match (value.as_s(), value.as_n()) {
        (Ok(text), _) => json!({ "S": text }),
        (_, Ok(number)) => json!({ "N": number }),
        _ => panic!("an event has texts and numbers"),
    };
    item.iter().map(|(name, value)| (name.clone(), typed(value))).collect()
}

fn batch(bodies: &[(&str, String)]) -> Value {
    let record = |(id, body): &(&str, String)| {
        json!({"messageId": id, "receiptHandle": "r", "body": body, "attributes": {"ApproximateReceiveCount": "1"},
            "messageAttributes": {}, "md5OfBody": "", "eventSource": "aws:sqs",
            "eventSourceARN": "arn:aws-cn:sqs:cn-north-1:000000000000:issue", "awsRegion": "cn-north-1"})
    };
    json!({ "Records": bodies.iter().map(record).collect::<Vec<_>>() })
}

/// Takes the photo out of the vault, and gives it to who puts it back.
async fn lose_the_photo_of(world: &World, case: &Case) -> (ObjectKey, Bytes) {
    let digest = world.dossier(case).await.subject.photo.unwrap().digest;
    let key = ObjectKey::Photo { digest, media: MediaType::Jpeg };
    let bytes = world.aws.vault().kept(&key).await.unwrap().unwrap();
    world.stores.s3().delete_object().bucket(DOCUMENTS_BUCKET).key(key.path()).send().await.unwrap();
    (key, bytes)
}

#[tokio::test]
async fn only_the_poisoned_message_comes_again() {
    let world = World::new().await;
    let [first, bad, last] = [world.approved(0, 100).await, world.approved(1, 120).await, world.approved(2, 140).await];
    let (key, bytes) = lose_the_photo_of(&world, &bad).await;
    let mut messages = vec![("garbled", "{".to_owned())];
    for (id, case) in [("first", &first), ("bad", &bad), ("last", &last), ("first-again", &first)] {
        messages.push((id, approval(&world, &case.application).await.to_string()));
    }
    let function = issue::function(world.aws.issue().await.unwrap(), aws::stream::event_from_record);
    for _delivery in 0..2 {
        let answer = function.handle(batch(&messages)).await.unwrap();
        let failed = json!({"batchItemFailures": [{"itemIdentifier": "garbled"}, {"itemIdentifier": "bad"}]});
        assert_eq!(answer, failed);
    }
    for (case, issued) in [(&first, true), (&bad, false), (&last, true)] {
        assert_eq!(world.is_issued(&case.application).await, issued);
    }
    let rules: Vec<&str> = world.violations().await.iter().map(|violation| violation.rule).collect();
    assert_eq!(rules, ["photo.not_kept", "subject.photo_missing"], "only what was taken away is missing");

    // The operator puts the photo back and replays the message.
    world.aws.vault().keep(&key, bytes).await.unwrap();
    let answer = function.handle(batch(&messages[1..])).await.unwrap();
    assert_eq!(answer, json!({"batchItemFailures": []}));
    assert!(world.is_issued(&bad.application).await);
    assert_eq!(world.violations().await, []);
}
