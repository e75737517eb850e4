//! The vectors of testdata, written by an implementation of docs/SEAL.md in another language.

use std::collections::{HashMap, HashSet};

use data_encoding::HEXLOWER_PERMISSIVE;
use serde::Deserialize;

use crate::{Algorithm, KeyError, List, PublicKey, Signature, SignatureError, SignedList, digest_for};

pub(crate) fn bytes(hex: &str) -> Vec<u8> {
    HEXLOWER_PERMISSIVE.decode(hex.as_bytes()).unwrap()
}

#[derive(Deserialize)]
struct Keys {
    good: Vec<GoodKey>,
    bad: Vec<BadKey>,
}

#[derive(Deserialize)]
struct GoodKey {
    name: String,
    spki: String,
    algorithm: Algorithm,
    key_id: String,
    digest_of_abc: String,
}

#[derive(Deserialize)]
struct BadKey {
    name: String,
    spki: String,
    error: String,
}

#[derive(Deserialize)]
struct Signatures {
    message: String,
    good: Vec<GoodSignature>,
    bad: Vec<BadSignature>,
}

#[derive(Deserialize)]
struct GoodSignature {
    name: String,
    key: String,
    der: String,
    raw: String,
}

#[derive(Deserialize)]
struct BadSignature {
    name: String,
    der: String,
}

/// A license code and what is to come of it.
#[derive(Deserialize)]
pub(crate) struct CodeVector {
    pub(crate) name: String,
    pub(crate) text: String,
    pub(crate) key: String,
    pub(crate) expect: String,
    pub(crate) facts: Option<String>,
    pub(crate) kind: Option<String>,
    /// The verifier's clock, of display codes.
    pub(crate) now: Option<i64>,
}

/// A signed list and what is to come of it.
#[derive(Deserialize)]
pub(crate) struct ListVector<B> {
    pub(crate) name: String,
    pub(crate) list: String,
    pub(crate) key: String,
    pub(crate) expect: String,
    pub(crate) body: Option<B>,
}

fn key_vectors() -> Keys {
    serde_json::from_str(include_str!("../testdata/keys.json")).unwrap()
}

pub(crate) fn keys() -> HashMap<String, PublicKey> {
    let key = |vector: GoodKey| (vector.name, PublicKey::from_spki_der(&bytes(&vector.spki)).unwrap());
    key_vectors().good.into_iter().map(key).collect()
}

pub(crate) fn codes() -> Vec<CodeVector> {
    serde_json::from_str(include_str!("../testdata/license_codes.json")).unwrap()
}

pub(crate) fn display_codes() -> Vec<CodeVector> {
    serde_json::from_str(include_str!("../testdata/display_codes.json")).unwrap()
}

/// What came of every list of a file, beside what was to come of it; the lists that are valid.
pub(crate) fn lists<L: List + std::fmt::Debug, B: serde::de::DeserializeOwned>(json: &str) -> Vec<(ListVector<B>, L)> {
    let vectors: Vec<ListVector<B>> = serde_json::from_str(json).unwrap();
    let keys = keys();
    let mut valid = vec![];
    for vector in vectors {
        let found = SignedList::<L>::read(&bytes(&vector.list)).and_then(|list| list.verify(&keys[&vector.key]));
        let word = found.as_ref().map_or_else(|error| error.code(), |_list| "valid");
        assert_eq!(word, vector.expect, "{}", vector.name);
        valid.extend(found.ok().map(|list| (vector, list)));
    }
    valid
}

/// The refusals of a file.
pub(crate) fn refusals(json: &str) -> HashSet<String> {
    let vectors: Vec<ListVector<serde_json::Value>> = serde_json::from_str(json).unwrap();
    vectors.into_iter().map(|vector| vector.expect).collect()
}

#[test]
fn keys_are_read_and_named() {
    for vector in key_vectors().good {
        let key = PublicKey::from_spki_der(&bytes(&vector.spki)).unwrap();
        assert_eq!(key.algorithm(), vector.algorithm, "{}", vector.name);
        assert_eq!(key.key_id().to_string(), vector.key_id, "{}", vector.name);
        assert_eq!(digest_for(&key, b"abc").as_slice(), bytes(&vector.digest_of_abc), "{}", vector.name);
        assert_eq!(key.spki_der(), bytes(&vector.spki));
    }
}

#[test]
fn other_keys_are_refused() {
    for vector in key_vectors().bad {
        let expected = if vector.error == "point" { KeyError::Point } else { KeyError::Form };
        assert_eq!(PublicKey::from_spki_der(&bytes(&vector.spki)).err(), Some(expected), "{}", vector.name);
    }
}

#[test]
fn key_ids_have_one_text() {
    for text in ["", "0123456789abcdef", "0123456789ABCDE", "0123456789ABCDEF0", "0123456789ABCDEG"] {
        assert_eq!(crate::KeyId::parse(text), Err(KeyError::KeyId), "{text}");
    }
    let text = "0123456789ABCDEF";
    assert_eq!(crate::KeyId::parse(text).unwrap().to_string(), text);
}

fn signature_vectors() -> Signatures {
    serde_json::from_str(include_str!("../testdata/signatures.json")).unwrap()
}

#[test]
fn signatures_come_from_der_and_go_back() {
    let (keys, vectors) = (keys(), signature_vectors());
    for vector in &vectors.good {
        let key = &keys[&vector.key];
        let signature = Signature::from_der(key.algorithm(), &bytes(&vector.der)).unwrap();
        assert_eq!(signature.to_bytes().as_slice(), bytes(&vector.raw), "{}", vector.name);
        assert_eq!(key.verify(&bytes(&vectors.message), &signature), Ok(()), "{}", vector.name);
        assert_eq!(key.verify(b"another message", &signature), Err(SignatureError::Wrong), "{}", vector.name);
        let again = Signature::from_der(key.algorithm(), &signature.to_der(key.algorithm()).unwrap()).unwrap();
        assert_eq!(again, signature);
    }
}

#[test]
fn other_der_is_refused() {
    for vector in signature_vectors().bad {
        for algorithm in [Algorithm::Sm2Sm3, Algorithm::EcdsaP256Sha256] {
            let found = Signature::from_der(algorithm, &bytes(&vector.der)).err();
            assert_eq!(found, Some(SignatureError::Form), "{} as {algorithm:?}", vector.name);
        }
    }
}

#[test]
fn der_is_not_made_of_numbers_out_of_range() {
    for algorithm in [Algorithm::Sm2Sm3, Algorithm::EcdsaP256Sha256] {
        for raw in [[0; 64], [0xFF; 64]] {
            assert_eq!(Signature::from_bytes(raw).to_der(algorithm), Err(SignatureError::Form));
        }
    }
}
