use data_encoding::BASE64;
use jiff::civil::date;
use seal::{Algorithm, StatusState, TrustList};

use super::*;

// a province with made-up keys is the verifier's own sample, and signers that of the seal's
#[path = "../../../../shared/verifier/src/tests/cases.rs"]
#[expect(dead_code, reason = "the verifier's own tests use more of it")]
mod cases;
#[path = "../../../../shared/seal/src/ses/samples.rs"]
#[expect(dead_code, reason = "the tests of the seal itself use more of it")]
mod samples;

use cases::{Keys, PLACE};

fn asked(shown: impl Into<PathBuf>, trust: Option<&Path>) -> (String, Outcome) {
    let asked = VerifyShown { shown: shown.into(), trust: trust.map(Path::to_owned) };
    look(&asked, cases::now())
}

/// A folder of lists as `keys` signed them.
fn folder(keys: &Keys, state: StatusState, change: impl FnOnce(&mut TrustList)) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    fill(folder.path(), keys, state, change);
    folder
}

fn fill(folder: &Path, keys: &Keys, state: StatusState, change: impl FnOnce(&mut TrustList)) {
    let mut trust = cases::trust_list(vec![cases::province("210000", cases::keys_of(keys))]);
    change(&mut trust);
    let status = cases::status_list(state, cases::after(-60));
    let root = BASE64.encode(keys.root.public().spki_der());
    let put = |name: &str, bytes: &[u8]| std::fs::write(folder.join(name), bytes).unwrap();
    put("root.pem", format!("-----BEGIN PUBLIC KEY-----\n{root}\n-----END PUBLIC KEY-----\n").as_bytes());
    put("trust-list.bin", &cases::signed_trust(&trust, &keys.root));
    put("status-210000-101.bin", &cases::signed_status(&status, &keys.status));
}

fn code(keys: &Keys) -> String {
    let claims = cases::claims(&keys.license.public(), Some(PLACE), date(2026, 11, 1), None);
    format!("HTTPS://LZ.EXAMPLE/#{}", cases::license_code(&keys.license, &claims))
}

#[test]
fn a_code_is_judged_as_text_as_a_file_and_as_a_picture() {
    let keys = Keys::of(Algorithm::Sm2Sm3);
    let (code, shown) = (code(&keys), tempfile::tempdir().unwrap());
    let (text, picture) = (shown.path().join("code.txt"), shown.path().join("code.png"));
    std::fs::write(&text, format!("{code}\n")).unwrap();
    std::fs::write(&picture, seal::qr_png(&code).unwrap()).unwrap();
    for (state, expected, word) in [
        (StatusState::Valid, Outcome::Valid, "valid: Valid"),
        (StatusState::Ended, Outcome::NotValid, "ended: Replaced or ended"),
        (StatusState::Suspended, Outcome::NotValid, "suspended: Suspended"),
        (StatusState::NotActivated, Outcome::NotValid, "not_activated: Not activated"),
    ] {
        let trust = folder(&keys, state, |_as_it_is| {});
        for shown in [PathBuf::from(&code), text.clone(), picture.clone()] {
            let (told, outcome) = asked(shown, Some(trust.path()));
            assert_eq!(outcome, expected, "{told}");
            assert!(told.contains(word) && told.contains("辽A12345"), "{told}");
        }
    }
}

/// The highest version that was used stands beside the lists.
#[test]
fn an_older_trust_list_is_not_taken_again() {
    let keys = Keys::of(Algorithm::Sm2Sm3);
    let code = code(&keys);
    let trust = folder(&keys, StatusState::Valid, |list| list.version = 3);
    assert_eq!(asked(&code, Some(trust.path())).1, Outcome::Valid);
    fill(trust.path(), &keys, StatusState::Valid, |list| list.version = 2);
    let (told, outcome) = asked(&code, Some(trust.path()));
    assert_eq!(outcome, Outcome::CannotTell);
    assert!(told.contains("trust_list.older"), "{told}");
    fill(trust.path(), &keys, StatusState::Valid, |list| list.version = 4);
    assert_eq!(asked(&code, Some(trust.path())).1, Outcome::Valid);
    std::fs::write(trust.path().join("trust-list.seen"), "many").unwrap();
    assert_eq!(asked(&code, Some(trust.path())).1, Outcome::CannotTell);
}

#[test]
fn what_is_shown_is_told_by_what_it_is() {
    let kind = |bytes: &[u8]| match kind(Path::new("x"), bytes.to_vec()) {
        Shown::Code(_) => "code",
        Shown::Picture(_) => "picture",
        Shown::File(..) => "file",
    };
    assert_eq!(kind(b"HTTPS://X/#123\n"), "code");
    assert_eq!(kind(b"123"), "code");
    assert_eq!(kind(b"\x89PNG\r\n"), "picture");
    assert_eq!(kind(&[0xFF, 0xD8, 0xFF]), "picture");
    assert_eq!((kind(b"PK\x03\x04"), kind(b"HTTPS://X/"), kind(b"")), ("file", "file", "file"));
}

#[test]
fn without_lists_nothing_can_be_told() {
    let folder = tempfile::tempdir().unwrap();
    for (shown, trust) in [("HTTPS://X/#1", None), ("1", Some(folder.path())), ("no-such-file", Some(folder.path()))] {
        let (told, outcome) = asked(shown, trust);
        assert_eq!(outcome, Outcome::CannotTell, "{told}");
        assert!(told.contains("无法判断"), "{told}");
    }
}

/// A root without a list, a root that is none, a picture without a code.
#[test]
fn what_cannot_be_read_is_no_trust() {
    let keys = Keys::of(Algorithm::Sm2Sm3);
    let trust = folder(&keys, StatusState::Valid, |_as_it_is| {});
    std::fs::write(trust.path().join("picture.png"), b"\x89PNG").unwrap();
    assert_eq!(asked(trust.path().join("picture.png"), Some(trust.path())).1, Outcome::CannotTell);
    std::fs::remove_file(trust.path().join("trust-list.bin")).unwrap();
    assert_eq!(asked(code(&keys), Some(trust.path())).1, Outcome::CannotTell);
    std::fs::write(trust.path().join("trust-list.bin"), "x").unwrap();
    assert_eq!(asked(code(&keys), Some(trust.path())).1, Outcome::CannotTell);
    std::fs::write(trust.path().join("root.pem"), "AQ==").unwrap();
    assert_eq!(asked(code(&keys), Some(trust.path())).1, Outcome::CannotTell);
}
