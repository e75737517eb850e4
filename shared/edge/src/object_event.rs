//! S3 event notifications, as their queue carries them.

use serde::Deserialize;

#[derive(Deserialize)]
struct Notification {
    #[serde(rename = "Records", default)]
    records: Vec<Record>,
}

#[derive(Deserialize)]
struct Record {
    s3: Entity,
}

#[derive(Deserialize)]
struct Entity {
    object: Object,
}

#[derive(Deserialize)]
struct Object {
    key: String,
}

/// The keys of the objects that a notification tells of. S3's test notification tells of none.
///
/// # Errors
/// The body is no notification.
pub fn object_keys(body: &str) -> Result<Vec<String>, &'static str> {
    // serde would take a list for a struct whose fields may all be absent.
    let object: serde_json::Map<_, _> = serde_json::from_str(body).map_err(|_form| "not an S3 notification")?;
    let notification: Notification = serde_json::from_value(object.into()).map_err(|_form| "not an S3 notification")?;
    Ok(notification.records.iter().filter_map(|record| decoded(&record.s3.object.key)).collect())
}

/// S3 writes keys as in an HTML form: `+` for a space, `%` and two digits for a byte.
fn decoded(key: &str) -> Option<String> {
    let mut bytes = key.bytes();
    let mut plain = Vec::with_capacity(key.len());
    while let Some(byte) = bytes.next() {
        plain.push(match byte {
            b'+' => b' ',
            b'%' => {
                let digits = [bytes.next()?, bytes.next()?];
                // a number may have a sign
                digits.iter().all(u8::is_ascii_hexdigit).then_some(())?;
                let digits = std::str::from_utf8(&digits).ok()?;
                u8::from_str_radix(digits, 16).ok()?
            }
            other => other,
        });
    }
    String::from_utf8(plain).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_read_as_s3_writes_them() {
        let body = r#"{"Records":[{"s3":{"object":{"key":"uploads/a%2Db/1"}}},{"s3":{"object":{"key":"x+y"}}},
            {"s3":{"object":{"key":"bad%2"}}},{"s3":{"object":{"key":"bad%zz"}}},{"s3":{"object":{"key":"bad%+f"}}}]}"#;
        assert_eq!(object_keys(body), Ok(vec!["uploads/a-b/1".to_owned(), "x y".to_owned()]));
        assert_eq!(object_keys(r#"{"Service":"Amazon S3","Event":"s3:TestEvent"}"#), Ok(Vec::new()));
        assert!(object_keys("[]").is_err());
        assert!(object_keys("").is_err());
    }
}
