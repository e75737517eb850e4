//! A license file is verified: by its seal, and by what the books say of the very bytes.

use aws_sdk_dynamodb::types::AttributeValue;
use license::kind::Kind;
use serde_json::{Value, json};

use super::{Granted, World, items, text, version_path};
use crate::service::files;

/// Verdict, result of 信息验证 and result of 文件验证.
fn told(answer: &Value) -> (&str, u64, Option<u64>) {
    let verdict = answer["verdict"].as_str().unwrap();
    (verdict, answer["code"].as_u64().unwrap(), answer["file"]["code"].as_u64())
}

fn aspect<'a>(answer: &'a Value, name: &str) -> &'a Value {
    answer["file"]["aspects"].as_array().unwrap().iter().find(|row| row["aspect"] == name).unwrap()
}

fn faults(answer: &Value) -> Vec<&str> {
    answer["file"]["faults"].as_array().unwrap().iter().map(|fault| fault["code"].as_str().unwrap()).collect()
}

/// An activated license of a driver, with the path of its version and its file.
async fn driver(world: &mut World) -> (Granted, String, Vec<u8>) {
    let granted = world.granted(Kind::PractitionerCertificate, &[]).await;
    let (path, _) = world.activated(&granted, "claim-it").await;
    let file = world.service.file(&granted.holder, &path).await;
    (granted, path, file)
}

#[tokio::test]
async fn the_very_file_is_as_the_license_in_the_books_is() {
    let mut world = World::new().await;
    let granted = world.granted(Kind::BusinessLicense, &[]).await;
    let path = version_path(&world.licensed(&granted, "claim-it").await);
    let file = world.service.file(&granted.holder, &path).await;
    let service = &world.service;
    assert_eq!(told(&service.shown(None, &file).await), ("not_activated", 1, Some(0)));
    service.put(&granted.holder, &format!("{path}/activation"), json!({})).await;
    for who in [None, Some(&granted.holder), Some(&world.enforcement), Some(&world.partner), Some(&world.reviewer)] {
        let answer = service.shown(who, &file).await;
        assert_eq!(told(&answer), ("valid", 0, Some(0)));
        assert_eq!(faults(&answer), [""; 0]);
        let seal = &answer["file"]["seal"];
        assert_eq!((&seal["name"], &seal["development"]), (&json!(seal::ses::SEAL_TEXT), &json!(true)));
        let own = lifecycle::act::sha256_hex(&file);
        assert_eq!(answer["file"]["sha256"], own.as_str());
        assert_eq!(answer["license"]["identifier"], answer["file"]["identifier"]);
    }
    world.ordered(&path, "suspensions/suspend-it", "data-in-doubt").await;
    assert_eq!(told(&service.shown(None, &file).await), ("suspended", 2, Some(0)));
    world.ordered(&path, "resumptions/resume-it", "doubt-cleared").await;
    assert_eq!(told(&service.shown(None, &file).await), ("valid", 0, Some(0)));
    ends(&world, &granted, &file).await;
}

/// Replaced by a new version, whose file then follows the books to the end.
async fn ends(world: &World, granted: &Granted, old: &[u8]) {
    world.corrected(granted, "correct-it", "address", "新址".into()).await;
    world.service.settle().await;
    let answer = world.service.shown(None, old).await;
    assert_eq!(told(&answer), ("ended", 3, Some(0)));
    assert_eq!(answer["report"]["standing"], json!({ "state": "invalid", "reason": "replaced" }));
    let path = version_path(&world.newest(granted).await);
    let file = world.service.file(&granted.holder, &path).await;
    assert_eq!(told(&world.service.shown(None, &file).await), ("valid", 0, Some(0)));
    world.ordered(&path, "revocations/revoke-it", "illegal-operation").await;
    for who in [None, Some(&world.enforcement)] {
        let answer = world.service.shown(who, &file).await;
        assert_eq!(told(&answer), ("ended", 3, Some(0)));
        assert_eq!(answer["report"]["standing"]["reason"], "revoked");
    }
}

#[tokio::test]
async fn the_term_ends_a_file_too() {
    let mut world = World::new().await;
    let today = license::clock::chinese_day(world.service.now());
    let until = (today + jiff::Span::new().days(9)).to_string();
    let granted = world.granted(Kind::BusinessLicense, &[("valid_until", &until)]).await;
    let (path, _) = world.activated(&granted, "claim-it").await;
    let file = world.service.file(&granted.holder, &path).await;
    world.service.pass_days(9);
    assert_eq!(told(&world.service.shown(None, &file).await), ("valid", 0, Some(0)));
    world.service.pass_days(1);
    assert_eq!(told(&world.service.shown(None, &file).await), ("ended", 3, Some(0)));
}

#[tokio::test]
async fn an_outsider_sees_no_more_than_a_bystander_and_an_official_is_on_record() {
    let mut world = World::new().await;
    let (granted, _, file) = driver(&mut world).await;
    let (name, id) = (granted.holder_name(), granted.row["id_number"].as_str());
    for who in [None, Some(&granted.holder), Some(&world.partner)] {
        let answer = world.service.shown(who, &file).await.to_string();
        assert!(!answer.contains(name) && !answer.contains(id), "{answer}");
        assert!(answer.contains("\"KZ_XM\""), "the masked minimum: {answer}");
    }
    for who in [&world.enforcement, &world.officer, &world.reviewer] {
        let answer = world.service.shown(Some(who), &file).await.to_string();
        assert!(answer.contains(name) && answer.contains(id), "{}", who.role);
    }
    let path = format!("/v1/holders/{}/accesses?limit=100", granted.holder_id);
    let accesses = world.service.get(&granted.holder, &path).await;
    let roles: Vec<String> = items(&accesses)
        .filter(|access| access["purpose"] == "路面执法检查")
        .map(|access| text(access, "role"))
        .collect();
    assert_eq!(roles, ["reviewer", "officer", "enforcement", "partner"], "newest first, and nobody else");
    let no_purpose = json!({ "file": data_encoding::BASE64.encode(&file) });
    for who in [&world.enforcement, &world.officer, &world.reviewer, &world.partner] {
        let route = ("POST", "/v1/file-verifications");
        world.service.refused(who, route, no_purpose.clone(), "caller.purpose").await;
    }
    world.service.refused(&world.province, ("POST", "/v1/file-verifications"), no_purpose, "caller.role").await;
}

#[tokio::test]
async fn a_file_that_was_altered_is_refused_by_name_and_the_books_are_not_asked() {
    let mut world = World::new().await;
    let (granted, _, file) = driver(&mut world).await;
    let other = World::new().await;
    let (name, seal) = (granted.holder_name().to_owned(), files::SIGNED_VALUE);
    let signature = files::with(&file, seal, |value| *value.last_mut().unwrap() ^= 1);
    for (altered, code, named) in [
        (files::with_text(&file, files::ENTRY, |entry| entry.replace(&name, "某某")), 2, "file.changed"),
        (files::with_another(&file, "Doc_0/Pages/Page_9/Content.xml"), 2, "file.unreferenced"),
        (files::unsealed(&file), 1, "file.not_sealed"),
        (file[..file.len() - 1].to_vec(), 2, "file.package"),
        ([file.as_slice(), b"more"].concat(), 2, "file.package"),
    ] {
        for who in [None, Some(&granted.holder), Some(&world.enforcement), Some(&world.partner)] {
            let answer = world.service.shown(who, &altered).await;
            assert_eq!((told(&answer), faults(&answer)), (("forged", 6, Some(code)), vec![named]));
            books_were_not_asked(&answer);
        }
    }
    let answer = world.service.shown(None, &signature).await;
    assert_eq!((told(&answer), &aspect(&answer, "signature")["state"]), (("forged", 6, Some(1)), &json!("invalid")));
    books_were_not_asked(&answer);
    // A good file, sealed under another authority, though one of the same name.
    let answer = other.service.shown(None, &file).await;
    assert_eq!(
        (told(&answer), &aspect(&answer, "signer")["reason"]),
        (("forged", 6, Some(1)), &json!("ses.untrusted"))
    );
    books_were_not_asked(&answer);
}

fn books_were_not_asked(answer: &Value) {
    for aspect in ["identity", "validity", "activation", "standing"] {
        assert_eq!(answer["report"][aspect], json!({ "state": "unchecked", "reason": "file_not_good" }), "{aspect}");
    }
    assert_eq!(answer["license"], json!(null));
}

#[tokio::test]
async fn a_good_seal_is_not_enough() {
    let mut world = World::new().await;
    let (granted, path, file) = driver(&mut world).await;
    let again = world.service.sealed_anew(&file, |entry| entry).await;
    for who in [None, Some(&granted.holder), Some(&world.enforcement)] {
        let answer = world.service.shown(who, &again).await;
        assert_eq!(
            told(&answer),
            ("mismatch", 6, Some(0)),
            "our seal and identifier, and not the file that was issued"
        );
        let report = &answer["report"];
        assert_eq!(report["identity"], json!({ "state": "invalid", "reason": "differs_from_books" }));
        assert_eq!(report["standing"]["state"], "unchecked");
        assert_eq!(answer["license"], json!(null));
    }
    // The license may be in force or not: of this file it says nothing.
    world.ordered(&path, "revocations/revoke-it", "illegal-operation").await;
    assert_eq!(told(&world.service.shown(None, &again).await), ("mismatch", 6, Some(0)));
    let identifier = text(&world.service.shown(None, &file).await["file"], "identifier");
    let stranger = "1.2.156.3005.2.11100000000019713D071.11210000MB0000001M.20231101000000000001.001.C";
    for unknown in [stranger, "", "no identifier", &identifier.replace(".001.", ".002.")] {
        let file = world.service.sealed_anew(&file, |entry| entry.replace(&identifier, unknown)).await;
        for who in [None, Some(&world.enforcement)] {
            let answer = world.service.shown(who, &file).await;
            assert_eq!(told(&answer), ("not_found", 5, Some(0)), "{unknown}");
            assert_eq!(answer["license"], json!(null));
        }
    }
}

#[tokio::test]
async fn what_cannot_be_checked_is_never_valid() {
    let mut world = World::new().await;
    let (granted, path, file) = driver(&mut world).await;
    for (version, reason) in [(1, "ses.version_1"), (5, "ses.version_5"), (7, "ses.version_unknown")] {
        let other = files::with_seal_version(&file, version);
        let answer = world.service.shown(None, &other).await;
        assert_eq!(told(&answer), ("not_found", 5, None), "nobody learns of an identifier by writing it into a file");
        assert_eq!(aspect(&answer, "form")["reason"], reason);
        assert_eq!(told(&world.service.shown(Some(&granted.holder), &other).await), ("not_found", 5, None));
        assert_eq!(told(&world.service.shown(Some(&world.enforcement), &other).await), ("mismatch", 6, None));
    }
    let list = "Doc_0/Signs/Signatures.xml";
    let unread = files::with_text(&file, list, |text| text.replace("Type=\"Seal\"", "Type=\"Sign\""));
    let answer = world.service.shown(None, &unread).await;
    assert_eq!((told(&answer), faults(&answer)), (("not_found", 5, None), vec!["file.not_a_seal"]));
    assert_eq!(answer["file"]["faults"][0]["state"], "unchecked");
    nobody_is_trusted(&world).await;
    for who in [None, Some(&world.enforcement)] {
        let answer = world.service.shown(who, &file).await;
        assert_eq!(told(&answer), ("cannot_tell", 4, None));
        assert_eq!(answer["report"]["signature"], json!({ "state": "unchecked", "reason": "seal_not_checked" }));
        assert_eq!(answer["report"]["identity"], json!({ "state": "valid" }), "the bytes are the books' own");
        assert_eq!(aspect(&answer, "signer")["reason"], "no_trust");
    }
    let again = files::with(&file, files::SIGNED_VALUE, |_| ());
    assert_eq!(
        told(&world.service.shown(None, &again).await),
        ("not_found", 5, None),
        "packed anew, not the same bytes"
    );
    // A "no" of the books needs no seal.
    world.ordered(&path, "revocations/revoke-it", "illegal-operation").await;
    assert_eq!(told(&world.service.shown(None, &file).await), ("ended", 3, None));
}

/// Takes the installed seal away, as where none was installed.
async fn nobody_is_trusted(world: &World) {
    let client = world.service.stores.dynamodb();
    let keys = world.service.ask(None, "GET", "/v1/public/issuer-keys", None).await.body;
    for key in keys.as_array().unwrap() {
        let delete = client.delete_item().table_name(local::stores::RECORDS_TABLE);
        let delete = delete.key("pk", AttributeValue::S("ISSUERKEYS".into()));
        delete.key("sk", AttributeValue::S(format!("KEY#{}", text(key, "key_id")))).send().await.unwrap();
    }
}

#[tokio::test]
async fn hostile_files_end_in_a_named_no() {
    let world = World::new().await;
    let many: Vec<_> =
        (0..300).map(|number| document::PackageFile { path: format!("{number}"), bytes: vec![] }).collect();
    let package = [
        Vec::new(),
        b"not a package".to_vec(),
        b"%PDF-1.7 of a license".to_vec(),
        b"PK\x03\x04".to_vec(),
        vec![0; 4 * 1024 * 1024],
        files::bomb(),
        files::packed(&many),
        files::packed(&[]),
    ];
    for (number, file) in package.iter().enumerate() {
        let answer = world.service.shown(None, file).await;
        assert_eq!((told(&answer), faults(&answer)), (("forged", 6, Some(2)), vec!["file.package"]), "{number}");
        books_were_not_asked(&answer);
    }
    let path = "/v1/public/file-verifications";
    let encoded = |length: usize| json!({ "file": data_encoding::BASE64.encode(&vec![0; length]) });
    for (body, status, code) in [
        (encoded(4 * 1024 * 1024 + 1), 413, "input.too_large"),
        (encoded(5 * 1024 * 1024), 413, "input.too_large"),
        (json!({ "file": "no base 64!" }), 400, "input.field"),
        (json!({ "file": "UEsDBA" }), 400, "input.field"),
        (json!({ "file": 7 }), 400, "input.field"),
        (json!({}), 400, "input.field"),
        (json!({ "file": "", "code": "" }), 400, "input.field"),
    ] {
        let answer = world.service.ask(None, "POST", path, Some(body)).await;
        assert_eq!((answer.status, answer.code()), (status, code));
    }
}

/// The command on a desk and the service judge alike.
#[tokio::test]
async fn the_command_line_ends_with_0_1_or_2() {
    use local::verify_file::Outcome::{CannotTell, NotValid, Valid};
    let mut world = World::new().await;
    let (_, _, file) = driver(&mut world).await;
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    for name in ["keys", "none", "others"] {
        std::fs::create_dir(at(name)).unwrap();
    }
    keep_authority(&world, &at("keys")).await;
    keep_authority(&World::new().await, &at("others")).await;
    let altered = files::with_text(&file, files::ENTRY, |entry| entry.replace("\"ZZBH\"", "\"ZZBX\""));
    for (name, file, trust, outcome, words) in [
        ("good", &file, Some("keys"), Valid, "结论: 文件验证通过 (GB/T 36906: 0)"),
        ("untrusted", &file, Some("others"), NotValid, "文件签章校验失败 (GB/T 36906: 1)"),
        ("altered", &altered, Some("keys"), NotValid, "(file.changed)"),
        ("no OFD", &b"text".to_vec(), Some("keys"), NotValid, "不是完整的 OFD 文件"),
        ("nobody trusted", &file, None, CannotTell, "--trust"),
        ("empty folder", &file, Some("none"), CannotTell, "--trust"),
        ("altered, nobody trusted", &altered, None, CannotTell, "cannot tell"),
        ("V1", &files::with_seal_version(&file, 1), Some("keys"), CannotTell, "GM/T 0031-2014"),
        ("V5", &files::with_seal_version(&file, 5), Some("keys"), CannotTell, "GM/T 0031-2025"),
    ] {
        std::fs::write(at("license.ofd"), file).unwrap();
        let (told, ended) = local::verify_file::look(&at("license.ofd"), trust.map(at).as_deref());
        assert_eq!(ended, outcome, "{name}: {told}");
        assert!(told.contains(words), "{name}: {told}");
    }
}

async fn keep_authority(world: &World, folder: &std::path::Path) {
    let keys = world.service.ask(None, "GET", "/v1/public/issuer-keys", None).await.body;
    let certificates = &keys[0]["certificates"];
    for name in ["authority", "maker", "signer"] {
        let der = data_encoding::BASE64.decode(text(certificates, name).as_bytes()).unwrap();
        std::fs::write(folder.join(format!("{name}.pem")), local::seal_office::pem("CERTIFICATE", &der)).unwrap();
    }
}
