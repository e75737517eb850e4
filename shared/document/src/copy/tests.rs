use seal::Algorithm;

use super::*;
use crate::seal::tests::sealed_driver;
use crate::{read, verify};

fn viewing() -> CopyFor {
    CopyFor::Viewing { made_at: purpose().made_at, standing: None }
}

fn for_purpose() -> CopyFor {
    CopyFor::Purpose(purpose())
}

fn purpose() -> Annotation {
    Annotation {
        maker: "沈阳样例运输有限公司".into(),
        made_at: "2026-11-25T02:00:00Z".parse().unwrap(),
        purpose: "办理车辆保险".into(),
        expires_on: "2026-12-25".parse().unwrap(),
    }
}

fn texts(ofd: &[u8]) -> String {
    let opened = read(ofd).unwrap();
    let content = opened.files.into_iter().find(|file| file.path == crate::pen::ofd::CONTENT).unwrap();
    String::from_utf8(content.bytes).unwrap()
}

#[test]
fn a_copy_shows_the_license_its_seal_and_that_it_is_one() {
    let sealed = sealed_driver(Algorithm::Sm2Sm3);
    let content = texts(&copy(&sealed, CopyForm::Ofd, &viewing()).unwrap());
    for shown in [
        "道路运输从业人员从业资格证",
        "浏览副本，2026年11月25日制作；无电子签章",
        "Viewing copy",
        "ResourceID=\"4\"",
        "Boundary=\"118 86 42 42\"",
    ] {
        assert!(content.contains(shown), "{shown}");
    }
}

#[test]
fn a_copy_for_a_purpose_says_who_when_what_for_and_until_when() {
    let sealed = sealed_driver(Algorithm::Sm2Sm3);
    let ofd = copy(&sealed, CopyForm::Ofd, &for_purpose()).unwrap();
    let data = read(&ofd).unwrap().custom_data;
    let value = |name: &str| data.iter().find(|(other, _)| other == name).map(|(_, value)| value.as_str());
    assert_eq!(value("JZJZZZ"), Some("沈阳样例运输有限公司"));
    assert_eq!(value("JZJZZSJ"), Some("2026-11-25 10:00:00"));
    assert_eq!(value("JZJZZSY"), Some("办理车辆保险"));
    assert_eq!(value("JZJYXQJZSJ"), Some("2026-12-25 23:59:59"));
    assert_eq!(value("ZZMC"), Some("道路运输从业人员从业资格证"), "with what the license shows");
    for hidden in ["CZZTDM", "ZZQZMC"] {
        assert_eq!(value(hidden), None, "{hidden} is not given away with a copy");
    }
    assert!(texts(&ofd).contains("有效期至：2026年12月25日；事由：「办理车辆保险」"));
    let pdf = copy(&sealed, CopyForm::Pdf, &for_purpose()).unwrap();
    assert!(String::from_utf8_lossy(&pdf).contains("JZJZZSY="), "the same in the properties of the PDF");
}

#[test]
fn a_copy_of_what_is_not_in_force_says_how_it_stands() {
    let sealed = sealed_driver(Algorithm::Sm2Sm3);
    let standing = CopyFor::Viewing { made_at: purpose().made_at, standing: Some("暂时失效".into()) };
    assert!(texts(&copy(&sealed, CopyForm::Ofd, &standing).unwrap()).contains("当时状态：暂时失效"));
}

/// The watermark crosses the page and not the code.
#[test]
fn the_code_of_a_copy_is_read() {
    let sealed = sealed_driver(Algorithm::Sm2Sm3);
    let png = copy(&sealed, CopyForm::Png, &for_purpose()).unwrap();
    assert!(crate::golden::codes(&png).iter().any(|text| text.starts_with("HTTPS://LUZHENG.EXAMPL/#")));
}

#[test]
fn a_copy_is_a_document_of_its_own() {
    let sealed = sealed_driver(Algorithm::Sm2Sm3);
    let id = |file: &[u8]| {
        let entry = read(file).unwrap().files.into_iter().find(|file| file.path == "OFD.xml").unwrap();
        let text = String::from_utf8(entry.bytes).unwrap();
        text.split("<ofd:DocID>").nth(1).unwrap().split('<').next().unwrap().to_owned()
    };
    assert_ne!(id(&sealed), id(&copy(&sealed, CopyForm::Ofd, &viewing()).unwrap()));
}

#[test]
fn a_copy_is_no_license_to_whoever_checks_it() {
    let sealed = sealed_driver(Algorithm::Sm2Sm3);
    let report =
        verify(&copy(&sealed, CopyForm::Ofd, &viewing()).unwrap(), &seal::ses::Trust::nobody(), purpose().made_at);
    assert_eq!(report.faults, [crate::FileFault::NotSealed]);
}

#[test]
fn the_same_file_and_annotation_give_the_same_copy() {
    let sealed = sealed_driver(Algorithm::EcdsaP256Sha256);
    for form in [CopyForm::Ofd, CopyForm::Pdf, CopyForm::Png] {
        for made_for in [viewing(), for_purpose()] {
            let first = copy(&sealed, form, &made_for).unwrap();
            assert!(first == copy(&sealed, form, &made_for).unwrap(), "{form:?}");
        }
    }
}

/// Looked at by eye, like the pages.
#[test]
fn copies_look_as_they_did() {
    let sealed = sealed_driver(Algorithm::Sm2Sm3);
    let standing = CopyFor::Viewing { made_at: purpose().made_at, standing: Some("暂时失效".into()) };
    for (name, made_for) in [("viewing", viewing()), ("suspended", standing), ("purpose", for_purpose())] {
        let png = copy(&sealed, CopyForm::Png, &made_for).unwrap();
        crate::golden::same_picture(&format!("copies/{name}.png"), &png);
    }
}

#[test]
fn words_that_cannot_be_drawn_or_have_no_room_are_refused_by_name() {
    let sealed = sealed_driver(Algorithm::Sm2Sm3);
    let refused = |purpose_words: String| {
        copy(&sealed, CopyForm::Png, &CopyFor::Purpose(Annotation { purpose: purpose_words, ..purpose() })).unwrap_err()
    };
    let field = "JZJZZSY".to_owned();
    let lacking = DocumentError::NoGlyph { field: field.clone(), characters: "U+1F600".into() };
    assert_eq!(refused("\u{1F600}".into()), CopyError::Document(lacking));
    assert_eq!(refused("长".repeat(2_000)), CopyError::Document(DocumentError::TooLong { field }));
}

#[test]
fn what_was_not_sealed_here_is_not_copied() {
    let template = crate::Template::of(license::kind::Kind::VehicleCertificate, 1).unwrap();
    let unsealed = crate::render(&crate::sample(template)).unwrap().to_bytes().unwrap();
    assert_eq!(copy(&unsealed, CopyForm::Pdf, &viewing()), Err(CopyError::NotOurs));
    assert_eq!(copy(b"no package", CopyForm::Pdf, &viewing()), Err(CopyError::Package(ReadError::NotAPackage)));
}
