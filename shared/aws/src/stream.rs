//! What the table's stream brings, as the JSON that Lambda and the pipe hand on. Reading it needs no key: events are not
//! sealed.

use license::event::Event;
use lifecycle::error::Fault;
use serde_json::Value;

use crate::{
    fault::corrupt,
    record::{Record, check_schema, parse},
};

/// The event that a stream record is of. `None` for a change of any other item, and for one that is not an insertion:
/// events are never changed, and their expiry is no event.
///
/// # Errors
/// `store.corrupt` if it is an event that cannot be read, `store.schema_newer` if a newer program wrote it.
pub fn event_from_record(record: &Value) -> Result<Option<Event>, Fault> {
    let inserted = record.get("eventName").and_then(Value::as_str) == Some("INSERT");
    let Some(image) = record.pointer("/dynamodb/NewImage").filter(|_| inserted) else {
        return Ok(None);
    };
    if value(image, "entity", "S") != Some(Event::ENTITY) {
        return Ok(None);
    }
    check_schema::<Event>(value(image, "schema", "N").and_then(|schema| schema.parse().ok()))?;
    let body = value(image, "body", "S").ok_or_else(|| corrupt("an event without body"))?;
    parse(body.as_bytes()).map(Some)
}

/// `{"name": {"type": "text"}}`, as streams write attributes.
fn value<'a>(image: &'a Value, name: &str, kind: &str) -> Option<&'a str> {
    image.get(name)?.get(kind)?.as_str()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn body() -> Value {
        json!({
            "id": {"scope": {"of": "application", "id": "claim-0001"}, "name": "submit.claim-0001"},
            "kind": "application_submitted", "at": "2026-11-23T08:00:00Z", "division": "210100",
            "license_kind": "013", "grant": null, "applications": ["claim-0001"],
            "by": {"role": "holder", "id": "sub-1"}, "request": "00"
        })
    }

    fn record(name: &str, entity: &str, schema: &str, body: &str) -> Value {
        json!({"eventID": "1", "eventName": name, "eventSource": "aws:dynamodb", "dynamodb": {
            "Keys": {"pk": {"S": "APPLICATION#claim-0001"}, "sk": {"S": "EVENT#submit.claim-0001"}},
            "NewImage": {"pk": {"S": "APPLICATION#claim-0001"}, "sk": {"S": "EVENT#submit.claim-0001"},
                "entity": {"S": entity}, "schema": {"N": schema}, "revision": {"N": "1"}, "body": {"S": body}},
            "SequenceNumber": "100", "StreamViewType": "NEW_AND_OLD_IMAGES"}})
    }

    #[test]
    fn an_inserted_event_is_read_without_a_key() {
        let event = event_from_record(&record("INSERT", "event", "1", &body().to_string())).unwrap().unwrap();
        assert_eq!(event.id.to_string(), "application/claim-0001/submit.claim-0001");
    }

    #[test]
    fn other_changes_are_no_events() {
        let body = body().to_string();
        for other in [
            record("MODIFY", "event", "1", &body),
            record("REMOVE", "event", "1", &body),
            record("INSERT", "grant", "1", &body),
            json!({}),
            json!([]),
            json!({"eventName": "INSERT", "dynamodb": {"OldImage": {"entity": {"S": "event"}}}}),
            json!({"eventName": "INSERT", "dynamodb": {"NewImage": {"entity": "event"}}}),
        ] {
            assert_eq!(event_from_record(&other), Ok(None), "{other}");
        }
    }

    #[test]
    fn an_event_that_does_not_read_is_a_fault() {
        let mut foreign = body();
        foreign["division"] = json!("999999");
        for (schema, body, code) in [
            ("2", body().to_string(), "store.schema_newer"),
            ("0", body().to_string(), "store.corrupt"),
            ("x", body().to_string(), "store.corrupt"),
            ("1", "{}".into(), "store.corrupt"),
            ("1", "".into(), "store.corrupt"),
            ("1", foreign.to_string(), "store.corrupt"),
        ] {
            let fault = event_from_record(&record("INSERT", "event", schema, &body)).unwrap_err();
            assert_eq!(fault.code, code, "{schema} {body}");
            assert!(!fault.detail.contains("999999"), "a fault repeats no value");
        }
        let mut no_body = record("INSERT", "event", "1", "");
        no_body["dynamodb"]["NewImage"]["body"] = json!({"B": "AA=="});
        assert_eq!(event_from_record(&no_body).unwrap_err().code, "store.corrupt");
    }
}
