//! Percent-encoding, as URLs and S3's event keys use it.

use data_encoding::HEXUPPER_PERMISSIVE;

/// Decodes `%XX`; `None` where an escape is broken or the bytes are no UTF-8.
#[must_use]
pub fn decode(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&first, tail)) = rest.split_first() {
        if first == b'%' {
            let (escape, tail) = tail.split_first_chunk::<2>()?;
            bytes.extend(HEXUPPER_PERMISSIVE.decode(escape).ok()?);
            rest = tail;
        } else {
            bytes.push(first);
            rest = tail;
        }
    }
    String::from_utf8(bytes).ok()
}

/// Decodes a query's name or value, where `+` is a space.
#[must_use]
pub fn decode_query(text: &str) -> Option<String> {
    decode(&text.replace('+', "%20"))
}

/// Encodes an object's key as S3's events carry it: a space is `+`, and `/` stays.
#[must_use]
pub fn encode_key(key: &str) -> String {
    let mut text = String::with_capacity(key.len());
    for byte in key.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'*' | b'/' => {
                text.push(char::from(byte));
            }
            b' ' => text.push('+'),
            other => text.push_str(&format!("%{other:02X}")),
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::{decode, decode_query, encode_key};

    #[test]
    fn decodes_or_refuses() {
        let cases = [
            ("", Some("")),
            ("a/b", Some("a/b")),
            ("%E8%BE%BD", Some("辽")),
            ("a+b", Some("a+b")),
            ("%", None),
            ("%4", None),
            ("%zz", None),
            ("%+1", None),
            ("%ff", None),
        ];
        for (text, expected) in cases {
            assert_eq!(decode(text).as_deref(), expected, "{text}");
        }
        assert_eq!(decode_query("a+%2B").as_deref(), Some("a +"));
    }

    #[test]
    fn a_key_is_encoded_as_s3_does() {
        assert_eq!(encode_key("in/2026 辽+.csv"), "in/2026+%E8%BE%BD%2B.csv");
    }
}
