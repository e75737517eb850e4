//! Tokens that must not pass, most of them.

use std::sync::OnceLock;

use data_encoding::BASE64URL_NOPAD;
use jiff::Timestamp;
use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use serde_json::{Value, json};

use super::NotSignedIn;
use crate::clock::{Clock, ClockHand};
use crate::host::identity::{AUDIENCE, Identity, SignInKey};
use crate::host::{Persona, identity};

const NOW_S: i64 = 1_795_430_000;
const ISSUER: &str = "http://127.0.0.1:8080/dev";

/// The PEM of a key made once for all tests: making one takes a moment.
pub(in crate::host) fn pem() -> &'static str {
    static PEM: OnceLock<String> = OnceLock::new();
    PEM.get_or_init(|| {
        let folder = tempfile::tempdir().unwrap();
        SignInKey::open(folder.path()).unwrap();
        std::fs::read_to_string(folder.path().join("sign-in-key.pem")).unwrap()
    })
}

fn key() -> SignInKey {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("sign-in-key.pem"), pem()).unwrap();
    SignInKey::open(folder.path()).unwrap()
}

fn persona() -> Persona {
    Persona {
        id: "agent".to_owned(),
        title: "Acts for two operators".to_owned(),
        role: "holder".to_owned(),
        division: None,
        assurance: "real-name".to_owned(),
        person: Some("hash".to_owned()),
        acts_for: vec!["A".to_owned(), "B".to_owned()],
    }
}

fn identity() -> (Identity, ClockHand) {
    let (clock, hand) = Clock::by_hand(Timestamp::from_second(NOW_S).unwrap());
    (Identity::new(ISSUER.to_owned(), key(), vec![persona()], clock), hand)
}

fn bearer(identity: &Identity, expired: bool) -> String {
    let token = identity.token("agent", expired).unwrap().unwrap();
    format!("Bearer {}", token["access_token"].as_str().unwrap())
}

#[test]
fn a_personas_token_passes_for_an_hour() {
    let (identity, hand) = identity();
    let sign_in = identity.sign_in();
    let token = bearer(&identity, false);
    let claims = sign_in.check(Some(&token)).unwrap();
    assert_eq!(claims["sub"], "agent");
    assert_eq!(claims["acts_for"], "A B");
    assert_eq!(claims["assurance"], "real-name");
    assert!(!claims.contains_key("division"));
    hand.advance_ms(3_599_000);
    sign_in.check(Some(&token)).unwrap();
    hand.advance_ms(1_000);
    assert_eq!(sign_in.check(Some(&token)), Err(NotSignedIn::Expired));
    hand.advance_ms(-3_601_000);
    assert_eq!(sign_in.check(Some(&token)), Err(NotSignedIn::Invalid), "issued in the future");
    assert!(identity.token("stranger", false).unwrap().is_none());
}

#[test]
fn an_expired_token_can_be_had_to_show_it() {
    let (identity, _hand) = identity();
    let refused = identity.sign_in().check(Some(&bearer(&identity, true)));
    assert_eq!(refused, Err(NotSignedIn::Expired));
}

#[test]
fn without_a_bearer_token_nobody_is_signed_in() {
    let (identity, _hand) = identity();
    for header in [None, Some(""), Some("Bearer"), Some("Basic YTpi"), Some("token")] {
        assert_eq!(identity.sign_in().check(header), Err(NotSignedIn::Missing), "{header:?}");
    }
}

fn claims() -> Value {
    json!({ "iss": ISSUER, "aud": AUDIENCE, "sub": "agent", "iat": NOW_S, "exp": NOW_S + 60 })
}

fn with(name: &str, value: Value) -> Value {
    let mut claims = claims();
    claims[name] = value;
    claims
}

fn without(name: &str) -> Value {
    let mut claims = claims();
    claims.as_object_mut().unwrap().remove(name);
    claims
}

fn signed(claims: &Value) -> String {
    let (identity, _hand) = identity();
    let mut header = Header::new(Algorithm::RS256);
    header.kid = identity.key_set()["keys"][0]["kid"].as_str().map(str::to_owned);
    encode(&header, claims, &EncodingKey::from_rsa_pem(pem().as_bytes()).unwrap()).unwrap()
}

#[test]
fn claims_that_are_not_for_here_do_not_pass() {
    let (identity, _hand) = identity();
    let sign_in = identity.sign_in();
    sign_in.check(Some(&format!("bearer {}", signed(&claims())))).unwrap();
    sign_in.check(Some(&format!("Bearer {}", signed(&with("aud", json!(["x", AUDIENCE])))))).unwrap();
    let (invalid, expired) = (NotSignedIn::Invalid, NotSignedIn::Expired);
    let cases = [
        (with("iss", json!("http://127.0.0.1:8081/dev")), invalid),
        (with("iss", json!(null)), invalid),
        (without("iss"), invalid),
        (with("aud", json!("another")), invalid),
        (with("aud", json!([])), invalid),
        (without("aud"), invalid),
        (without("exp"), invalid),
        (with("exp", json!("tomorrow")), invalid),
        (with("exp", json!(NOW_S)), expired),
        (with("exp", json!(NOW_S - 1)), expired),
        (with("nbf", json!(NOW_S + 1)), invalid),
        (with("nbf", json!("now")), invalid),
        (with("iat", json!(NOW_S + 1)), invalid),
    ];
    for (claims, refused) in cases {
        let token = format!("Bearer {}", signed(&claims));
        assert_eq!(sign_in.check(Some(&token)), Err(refused), "{claims}");
    }
}

fn parts(header: &Value, claims: &Value) -> String {
    let part = |value: &Value| BASE64URL_NOPAD.encode(value.to_string().as_bytes());
    format!("{}.{}", part(header), part(claims))
}

#[test]
fn signatures_that_are_not_ours_do_not_pass() {
    let (identity, _hand) = identity();
    let sign_in = identity.sign_in();
    let key_set = identity.key_set();
    let (kid, modulus) = (&key_set["keys"][0]["kid"], &key_set["keys"][0]["n"]);
    let good = signed(&claims());
    let (unsigned, signature) = good.rsplit_once('.').unwrap();
    let public_pem = {
        use rsa::pkcs8::{DecodePrivateKey, EncodePublicKey};
        let key = rsa::RsaPrivateKey::from_pkcs8_pem(pem()).unwrap();
        key.to_public_key().to_public_key_pem(rsa::pkcs8::LineEnding::LF).unwrap()
    };
    let by_secret = |algorithm: Algorithm, secret: &[u8]| {
        let mut header = Header::new(algorithm);
        header.kid = kid.as_str().map(str::to_owned);
        encode(&header, &claims(), &EncodingKey::from_secret(secret)).unwrap()
    };
    let renamed = |kid: Option<&str>| {
        let mut header = Header::new(Algorithm::RS256);
        header.kid = kid.map(str::to_owned);
        encode(&header, &claims(), &EncodingKey::from_rsa_pem(pem().as_bytes()).unwrap()).unwrap()
    };
    let by_rs512 = {
        let mut header = Header::new(Algorithm::RS512);
        header.kid = kid.as_str().map(str::to_owned);
        encode(&header, &claims(), &EncodingKey::from_rsa_pem(pem().as_bytes()).unwrap()).unwrap()
    };
    let promoted = with("role", json!("province"));
    let none = json!({ "alg": "none", "kid": kid });
    let rs256 = json!({ "alg": "RS256", "kid": kid });
    let cases = [
        ("alg none", format!("{}.", parts(&none, &claims()))),
        ("alg none, signed", format!("{}.{signature}", parts(&none, &claims()))),
        ("HS256 under the public PEM", by_secret(Algorithm::HS256, public_pem.as_bytes())),
        ("HS256 under the modulus", by_secret(Algorithm::HS256, modulus.as_str().unwrap().as_bytes())),
        ("RS512 under our key", by_rs512),
        ("unknown kid", renamed(Some("another"))),
        ("no kid", renamed(None)),
        ("other claims", format!("{}.{signature}", parts(&rs256, &promoted))),
        ("no signature", format!("{unsigned}.")),
        ("cut signature", good[..good.len() - 4].to_owned()),
        ("two parts", unsigned.to_owned()),
        ("four parts", format!("{good}.x")),
        ("no token", "x".to_owned()),
        ("empty", String::new()),
    ];
    for (label, token) in cases {
        let refused = sign_in.check(Some(&format!("Bearer {token}")));
        assert_eq!(refused, Err(NotSignedIn::Invalid), "{label}");
    }
}

#[test]
fn the_key_is_kept_closed_and_unprinted() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("sign-in-key.pem"), pem()).unwrap();
    let (first, second) = (key(), identity::SignInKey::open(folder.path()).unwrap());
    assert_eq!(format!("{first:?}"), format!("{second:?}"));
    let (identity, _hand) = identity();
    let printed = format!("{identity:?} {:?}", identity.sign_in());
    assert!(!printed.contains("hash") && printed.len() < 400, "{printed}");
    std::fs::write(folder.path().join("sign-in-key.pem"), "no key").unwrap();
    assert!(identity::SignInKey::open(folder.path()).is_err());
}
