//! What failed comes again, alone; what is done does not.

use super::*;
use crate::event::FunctionError;

const FIRST: &str = "059f36b4-87a3-44ab-83d2-661975830a7d";

fn failing() -> Error {
    Fault::new("store.unavailable", "lost").into()
}

#[tokio::test]
async fn a_poisoned_message_reports_only_itself() {
    let (done, lines) = (Arc::new(Mutex::new(Vec::new())), Arc::new(Lines::default()));
    let seen = Arc::clone(&done);
    let function = Function::new("issue").log(Arc::<Lines>::clone(&lines)).each_message(move |body: String| {
        let seen = Arc::clone(&seen);
        async move {
            seen.lock().expect("seen").push(body.clone());
            if body == "poison" { Err(Refusal::ApplicationStage.into()) } else { Ok(()) }
        }
    });
    let mut event = sample("sqs");
    event["Records"][1]["body"] = json!("poison");
    let answer = function.handle(event).await;
    let poisoned = "2e1424d4-f796-459a-8184-9c92662be6da";
    assert_eq!(answer, Ok(json!({ "batchItemFailures": [{ "itemIdentifier": poisoned }] })));
    assert_eq!(*done.lock().expect("done"), ["Test message.", "poison", "Last message."]);
    let told: Vec<_> = lines.all().iter().map(|line| (line["request_id"].clone(), line["code"].clone())).collect();
    assert_eq!(told[0], (json!(FIRST), json!("ok")));
    assert_eq!(told[1], (json!(poisoned), json!("application.stage")));
    assert_eq!(told[2].1, "ok");
    assert!(!lines.text().contains("poison"), "a body stands in the log");
}

#[tokio::test]
async fn a_batch_without_failure_says_so_and_one_of_failures_names_all() {
    let good = Function::new("issue").log(Arc::new(Lines::default())).each_message(|_| async { Ok(()) });
    assert_eq!(good.handle(sample("sqs")).await, Ok(json!({ "batchItemFailures": [] })));
    let bad = Function::new("issue").log(Arc::new(Lines::default())).each_message(|_| async { Err(failing()) });
    let answer = bad.handle(sample("sqs")).await.expect("an answer");
    assert_eq!(answer["batchItemFailures"].as_array().map(Vec::len), Some(3));
}

#[tokio::test]
async fn a_stream_stops_at_the_first_failure_and_goes_on_from_it() {
    let done = Arc::new(Mutex::new(Vec::new()));
    for (fails_at, reported, handled) in [
        ("INSERT", Some("4421584500000000017450439091"), vec!["INSERT"]),
        ("MODIFY", Some("4421584500000000017450439092"), vec!["INSERT", "MODIFY"]),
        ("REMOVE", Some("4421584500000000017450439093"), vec!["INSERT", "MODIFY", "REMOVE"]),
        ("NEVER", None, vec!["INSERT", "MODIFY", "REMOVE"]),
    ] {
        let seen = Arc::clone(&done);
        let function = Function::new("statistics").log(Arc::new(Lines::default())).each_change(move |record: Value| {
            let name = record["eventName"].as_str().unwrap_or_default().to_owned();
            seen.lock().expect("seen").push(name.clone());
            async move { if name == fails_at { Err(failing()) } else { Ok(()) } }
        });
        let items: Vec<Value> = reported.iter().map(|number| json!({ "itemIdentifier": number })).collect();
        assert_eq!(function.handle(sample("stream")).await, Ok(json!({ "batchItemFailures": items })));
        assert_eq!(*done.lock().expect("done"), handled);
        done.lock().expect("done").clear();
    }
}

#[tokio::test]
async fn a_tick_brings_the_scheduled_moment_and_its_failure_fails_the_invocation() {
    let lines = Arc::new(Lines::default());
    let function = Function::new("statistics").log(Arc::<Lines>::clone(&lines)).each_tick(|at| async move {
        if at.to_string() == "2019-03-01T01:23:45Z" { Ok(None) } else { Err(failing()) }
    });
    assert_eq!(function.handle(sample("scheduled")).await, Ok(Value::Null));
    let mut later = sample("scheduled");
    later["time"] = json!("2019-03-02T01:23:45Z");
    assert_eq!(function.handle(later).await, Err(FunctionError::Failed("store.unavailable")));
    let last = &lines.all()[1];
    assert_eq!((&last["operation"], &last["faults"], &last["fault"]), (&json!("tick"), &json!(1), &json!("lost")));
}
