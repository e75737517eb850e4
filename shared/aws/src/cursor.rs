//! Cursors: where a listing goes on, as base64url of a JSON list. The partition is never taken from a cursor, so a made-up
//! one can only skip within what the caller may list anyway.

use data_encoding::BASE64URL_NOPAD;
use lifecycle::{error::Fault, port::Cursor};

use crate::{
    record::{Item, text},
    table::Listing,
};

/// A cursor is about 300 characters; a longer one is not ours.
const CURSOR_CHARS_MAX: usize = 2048;

pub(crate) fn encode(listing: &Listing, pk: &str, sk: &str, sort: &str) -> Cursor {
    let json = serde_json::json!([listing.name, pk, sk, sort]).to_string();
    Cursor(BASE64URL_NOPAD.encode(json.as_bytes()))
}

/// The start key that the cursor stands for in this listing.
pub(crate) fn decode(listing: &Listing, cursor: &Cursor) -> Result<Item, Fault> {
    let [_name, pk, sk, sort] = parts(cursor).filter(|parts| fits(listing, parts)).ok_or_else(refused)?;
    let mut key = Item::from([("pk".to_owned(), text(pk)), ("sk".to_owned(), text(sk))]);
    if let Some(index) = listing.index {
        key.insert(index.partition.to_owned(), text(&listing.partition));
        key.insert(index.sort.to_owned(), text(sort));
    }
    Ok(key)
}

fn parts(cursor: &Cursor) -> Option<[String; 4]> {
    let text = Some(cursor.0.as_bytes()).filter(|text| text.len() <= CURSOR_CHARS_MAX)?;
    serde_json::from_slice(&BASE64URL_NOPAD.decode(text).ok()?).ok()
}

/// Of this listing, and within it: DynamoDB would call anything else an invalid request.
fn fits(listing: &Listing, [name, pk, sk, sort]: &[String; 4]) -> bool {
    let own_place = listing.index.is_some() || (*pk == listing.partition && sk == sort);
    let filled = [pk, sk, sort].into_iter().all(|part| (1..=1024).contains(&part.len()));
    let within = listing.below.as_ref().is_none_or(|below| sort < below);
    name == listing.name && own_place && filled && within && sort.starts_with(listing.prefix)
}

fn refused() -> Fault {
    Fault::new("input.cursor", "not a cursor of this listing")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::Index;

    fn held() -> Listing {
        let index = Index { name: "by-holder", partition: "holder_key", sort: "holder_sort" };
        Listing {
            name: "held",
            index: Some(index),
            partition: "HOLDER#a".into(),
            prefix: "GRANT#",
            below: None,
            newest_first: false,
        }
    }

    fn notices() -> Listing {
        Listing {
            name: "notices",
            index: None,
            partition: "HOLDER#a".into(),
            prefix: "NOTICE#",
            below: None,
            newest_first: true,
        }
    }

    fn of(json: &str) -> Cursor {
        Cursor(BASE64URL_NOPAD.encode(json.as_bytes()))
    }

    #[test]
    fn a_cursor_is_the_key_it_came_of() {
        let key = decode(&held(), &encode(&held(), "SUBJECT#v", "GRANT#1", "GRANT#1")).unwrap();
        assert_eq!(key["holder_key"], text("HOLDER#a"));
        assert_eq!((key.len(), &key["pk"], &key["holder_sort"]), (4, &text("SUBJECT#v"), &text("GRANT#1")));
        let key = decode(&notices(), &encode(&notices(), "HOLDER#a", "NOTICE#1", "NOTICE#1")).unwrap();
        assert_eq!((key.len(), &key["sk"]), (2, &text("NOTICE#1")));
    }

    #[test]
    fn a_cursor_beyond_the_listings_end_is_refused() {
        let listing = |below: &str| Listing { prefix: "", below: Some(below.into()), ..held() };
        let cursor = encode(&listing("2026-02"), "SUBJECT#v", "RECORD", "2026-01");
        assert!(decode(&listing("2026-02"), &cursor).is_ok());
        assert_eq!(decode(&listing("2026-01"), &cursor).unwrap_err().code, "input.cursor");
    }

    #[test]
    fn what_is_not_ours_is_refused() {
        for json in [
            "",
            "[]",
            "{}",
            "null",
            r#"["notices","HOLDER#a","NOTICE#1"]"#,
            r#"["notices","HOLDER#a","NOTICE#1",1]"#,
            r#"["held","HOLDER#a","NOTICE#1","NOTICE#1"]"#,
            r#"["notices","HOLDER#b","NOTICE#1","NOTICE#1"]"#,
            r#"["notices","HOLDER#a","NOTICE#1","NOTICE#2"]"#,
            r#"["notices","HOLDER#a","RECORD","RECORD"]"#,
            r#"["notices","HOLDER#a","",""]"#,
            r#"["notices","HOLDER#a","NOTICE#1","NOTICE#1","more"]"#,
        ] {
            assert_eq!(decode(&notices(), &of(json)).unwrap_err().code, "input.cursor", "{json}");
        }
        for text in ["=", "not base64!", "WyJ", &"A".repeat(4096)] {
            assert_eq!(decode(&notices(), &Cursor(text.to_owned())).unwrap_err().code, "input.cursor");
        }
        let foreign = of(r#"["held","SUBJECT#v","GRANT#1","LICENSE#1"]"#);
        assert_eq!(decode(&held(), &foreign).unwrap_err().code, "input.cursor");
    }
}
