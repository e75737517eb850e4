//! Events told apart, and strangers refused.

use super::*;
use crate::event::{FunctionError, Shape};

#[test]
fn the_documented_events_are_told_apart() {
    assert!(matches!(Shape::of(sample("http")), Ok(Shape::Http(_))));
    let Ok(Shape::Messages(messages)) = Shape::of(sample("sqs")) else { panic!("messages") };
    assert_eq!(
        messages.iter().map(|one| one.body.as_str()).collect::<Vec<_>>(),
        ["Test message.", "Test message.", "Last message."]
    );
    let Ok(Shape::Changes(changes)) = Shape::of(sample("stream")) else { panic!("changes") };
    assert_eq!(changes[1].sequence_number, "4421584500000000017450439092");
    assert_eq!(changes[1].record["dynamodb"]["OldImage"]["Message"]["S"], "New item!");
    let at = "2019-03-01T01:23:45Z".parse().expect("a moment");
    let id = "cdc73f9d-aea9-11e3-9d5a-835b769c0d9c".to_owned();
    assert_eq!(Shape::of(sample("scheduled")), Ok(Shape::Tick { id, at }));
}

#[test]
fn strangers_are_refused() {
    let mut sns = sample("sqs");
    sns["Records"][0]["eventSource"] = json!("aws:sns");
    let mut mixed = sample("sqs");
    mixed["Records"][2] = sample("stream")["Records"][0].clone();
    let mut old_payload = sample("http");
    old_payload["version"] = json!("1.0");
    let mut socket = sample("http");
    socket["requestContext"]["http"] = json!(null);
    let strangers = [
        json!(null),
        json!("Records"),
        json!([]),
        json!({}),
        json!(7),
        json!({ "Records": [] }),
        json!({ "Records": "aws:sqs" }),
        json!({ "Records": [{}] }),
        json!({ "Records": [null] }),
        json!({ "Records": [{ "eventSource": "aws:s3" }] }),
        json!({ "source": "aws.events", "detail-type": "EC2 Instance State-change Notification" }),
        sns,
        mixed,
        old_payload,
        socket,
    ];
    for event in strangers {
        assert_eq!(Shape::of(event.clone()), Err(FunctionError::UnknownShape), "{event}");
    }
}

#[test]
fn an_incomplete_event_is_refused_whole() {
    let cases = [
        ("sqs", "/Records/1/messageId", "message"),
        ("sqs", "/Records/1/body", "message"),
        ("stream", "/Records/2/dynamodb/SequenceNumber", "change"),
        ("stream", "/Records/0/dynamodb", "change"),
        ("scheduled", "/time", "schedule"),
    ];
    for (name, place, kind) in cases {
        for damage in [json!(null), json!(5), json!({})] {
            let mut event = sample(name);
            *event.pointer_mut(place).expect(place) = damage;
            assert_eq!(Shape::of(event), Err(FunctionError::Incomplete(kind)), "{place}");
        }
    }
    let mut no_day = sample("scheduled");
    no_day["time"] = json!("yesterday");
    assert_eq!(Shape::of(no_day), Err(FunctionError::Incomplete("schedule")));
}

#[tokio::test]
async fn a_function_takes_only_what_it_is_fed_by() {
    let lines = Arc::new(Lines::default());
    let empty = Function::new("empty").log(Arc::<Lines>::clone(&lines));
    for (name, kind) in [("http", "http"), ("sqs", "message"), ("stream", "change"), ("scheduled", "schedule")] {
        assert_eq!(empty.handle(sample(name)).await, Err(FunctionError::NotTaken(kind)));
    }
    assert_eq!(empty.handle(json!({ "secret": "张三" })).await, Err(FunctionError::UnknownShape));
    let codes: Vec<Value> = lines.all().into_iter().map(|line| line["code"].clone()).collect();
    assert_eq!(codes, vec![json!("event.refused"); 5]);
    assert!(!lines.text().contains("张三"));
}
