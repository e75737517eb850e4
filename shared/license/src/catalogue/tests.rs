//! The checks of the build, each shown to fail, and the look-ups.

use super::check::check;
use super::data;
use super::load::load;
use super::table::{Fault, Table, Tables, read_all};
use super::{List, catalogue};
use crate::division::Division;
use crate::kind::{Kind, KindClass, PhotoKind};
use crate::stage::LicenseMove;

/// The tables with one file's text altered.
fn altered(file: &str, from: &str, to: &str) -> Result<Tables, Fault> {
    read_all(|name| {
        let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("data").join(name);
        let text = std::fs::read_to_string(path).map_err(|error| error.to_string())?;
        if name != file {
            return Ok(text);
        }
        assert!(text.contains(from), "{file} has no {from:?}");
        Ok(text.replacen(from, to, 1))
    })
}

#[test]
fn the_data_of_this_build_hold_together() {
    let tables = data::tables().expect("files");
    check(&tables).expect("checks");
    assert_eq!(load(data::VERSION, &tables).expect("catalogue").version(), "2026.2");
}

/// File, text, what is put in its stead, and what the check says of it.
#[rustfmt::skip]
const ALTERATIONS: &[(&str, &str, &str, &str)] = &[
    ("business_scope.csv", "01101,", "01100,", "stands twice"),
    ("other_lists.csv", "fuel,2,", "fuel,1,", "stands twice"),
    ("license_words.csv", "210200,RA", "210100,RA", "stands twice"),
    ("act_reasons.csv", "holder-died,", "expired-not-renewed,", "stands twice"),
    ("review_rules.csv", "lease,15", "lease,0", "from 1"),
    ("review_checks.csv", "left-front,", "whole-vehicle,", "stands twice"),
    ("review_checks.csv", "vehicle,wrong-angle", "person,wrong-angle", "the reason is none for this photo"),
    ("return_reasons.csv", "too-low,", "too-narrow,", "stands twice"),
    ("face_fields.csv", "RA,KZ_DZ,地址", "RA,KZ_YHMC,业户名称", "stands twice"),
    ("business_scope.csv", ",01100,", ",09999,", "parent 09999 is not known"),
    ("other_lists.csv", "Shenyang,210100", "Shenyang,210101", "parent 210101 is not known"),
    ("economic_types.csv", "110,国有全资", "110,", "name_zh is empty"),
    ("divisions.csv", "district,210100", "district,210000", "the parent of a district is a city"),
    ("divisions.csv", "district,210100", "district,219900", "parent 219900 is not known"),
    ("divisions.csv", "city,210000,210400", "city,210000,21SF00", "6 digits are asked"),
    ("divisions.csv", "210102,", "21010,", "six digits or capital letters"),
    ("divisions.csv", "210102,和平区,Heping District,district,210100", "210102,和平区,Heping District,city,210000", "fifteen cities"),
    ("issuers.csv", "11210100MB0000001T", "11210100MB0000001U", "fails its check"),
    ("issuers.csv", "11210100MB0000001T", "11210000MB0000001M", "stands twice"),
    ("issuers.csv", ",2,yes", ",1,yes", "stands twice"),
    ("issuers.csv", ",2,yes", ",0,yes", "from 1"),
    ("issuers.csv", ",2,yes", ",65536,yes", "no number of its size"),
    ("issuers.csv", "210200,", "219900,", "division 219900 is not known"),
    ("issuers.csv", "210200,", "210202,", "division 210200 has not an issuer"),
    ("license_words.csv", "210200,RB", "210202,RB", "division 210200 has not a word for RB"),
    ("license_words.csv", "210200,RB", "210200,RE", "class is none of RA, RB"),
    ("license_words.csv", "辽交运管大字", "", "1 to 32 characters"),
    ("kinds.csv", "11100000000019713D013", "11100000000019713E013", "fails its check"),
    ("kinds.csv", "11100000000019713D013", "11100000000019713D01", "3 digits are asked"),
    ("kinds.csv", "001|111", "001|112", "holder code type 112"),
    ("kinds.csv", "RB,", "RC,", "class is none of"),
    ("kinds.csv", "vehicle,1,", "vehicle,0,", "from 1"),
    ("kinds.csv", "vehicle,1,", "vehicle,,", "no number of its size"),
    ("face_fields.csv", "RA,KZ_DZ", "RC,KZ_DZ", "class is none of"),
    ("face_fields.csv", "text,512", "text,long", "no number of its size"),
    ("photo_rules.csv", "person,", "face,", "photo is none of"),
    ("photo_rules.csv", "1200,1900", "1900,1200", "aspect_min is above aspect_max"),
    ("photo_rules.csv", "800,600,24000000", "800,600,479999", "not within the largest"),
    ("photo_rules.csv", "8388608", "0", "bytes_max is nought"),
    ("photo_rules.csv", "jpeg|png", "jpeg|gif", "formats are"),
    ("photo_rules.csv", "898,673", "898,15", "16 to 2000"),
    ("photo_findings.csv", "vehicle,grey,refuse", "vehicle,gray,refuse", "code gray is not known"),
    ("photo_findings.csv", "vehicle,grey,refuse", "vehicle,no-face,warn", "code no-face is not known"),
    ("photo_findings.csv", "vehicle,grey,refuse", "vehicle,blurred,refuse", "code blurred is not known"),
    ("photo_findings.csv", "vehicle,grey,refuse", "vehicle,,refuse", "code is empty"),
    ("photo_findings.csv", "vehicle,grey,refuse", "driver,grey,refuse", "photo is none of"),
    ("photo_findings.csv", "vehicle,grey,refuse", "vehicle,grey,return", "severity is none of"),
    ("photo_findings.csv", "vehicle,grey,refuse,", "vehicle,grey,refuse,-", "no number of its size"),
    ("photo_findings.csv", "vehicle,not-sharp,warn", "vehicle,not-sharp,refuse", "stands twice"),
    ("photo_findings.csv", "person,no-face,warn", "person,no-face,refuse", "never refuses by itself"),
    ("act_reasons.csv", "holder-died,cancel", "holder-died,activate", "verb is none of"),
    ("return_reasons.csv", "blurred,photo", "blurred,picture", "applies_to is none of"),
    ("work_families.csv", "freight,道路普通货物运输", "passenger,道路普通货物运输", "stands twice"),
    ("work_families.csv", "02|07200", "29|07200", "no code begins with 29"),
    ("work_families.csv", ",,073,", ",,071,", "kind 071 is not known"),
    ("work_families.csv", ",,073,", ",,,", "by scope codes or by a kind"),
    ("driver_categories.csv", "bus,,13001", "tram,,13001", "family tram is not known"),
    ("driver_categories.csv", "bus,,13001", "bus,,13009", "13009 is not in qualification_categories.csv"),
    ("driver_categories.csv", "bus,,13001,01001", "bus,,13001,13001", "13001 fits and is unsure"),
    ("driver_categories.csv", "bus,,13001", "bus,,", "categories is empty"),
    ("driver_classes.csv", "H1,,A1|A2|B2", "H1,,A1|A2|B9", "B9 is not in driving_classes.csv"),
    ("driver_classes.csv", "H2,,", "H1,,", "stands twice"),
    ("driver_classes.csv", "H1,,", "W1,,", "no code begins with W1"),
    ("scope_covering.csv", "02302,02301", "02303,02301", "stands twice"),
    ("scope_covering.csv", "02302,02301", "02309,02301", "held 02309 is not known"),
    ("scope_covering.csv", "02302,02301", "02302,02399", "02399 is not in business_scope.csv"),
    ("look_up_limits.csv", "public,30", "public,0", "look_ups_max is at least 1"),
    ("look_up_limits.csv", "officer,600,", "officer,99,", "look_ups_max is at least 100"),
    ("look_up_limits.csv", "600,3600", "600,0", "a second to a day"),
    ("look_up_limits.csv", "officer,", "holder,", "role is none of"),
    ("look_up_limits.csv", "officer,", "partner,", "stands twice"),
];

#[test]
fn every_check_fails_when_it_should() {
    for (file, from, to, message) in ALTERATIONS {
        let fault = altered(file, from, to).and_then(|tables| check(&tables)).expect_err(message);
        assert_eq!(fault.file, *file, "{fault}");
        assert!(fault.message.contains(message), "{fault} is not {message:?}");
    }
}

#[test]
fn a_file_is_refused_with_its_line() {
    for (text, line, message) in [
        ("", 1, "column code is missing"),
        ("code,name_zh,parent\n", 1, "column name_en is missing"),
        ("code,name_zh,name_en,parent\n1,a,b,\n2,c\n", 3, "as many cells"),
    ] {
        let fault = Table::read("list.csv", text, super::table::CODE_COLUMNS).expect_err(message);
        assert_eq!(fault.line, line, "{fault}");
        assert!(fault.message.contains(message), "{fault}");
    }
    let fault = read_all(|_| Err("not there".to_owned())).expect_err("no file");
    assert_eq!(fault.to_string(), "kinds.csv:0: not there");
    let fault = altered("business_scope.csv", "01101,", "01100,").and_then(|tables| check(&tables)).expect_err("twice");
    assert_eq!(fault.to_string(), "business_scope.csv:4: 01100 stands twice");
}

#[test]
fn a_version_is_a_year_and_a_number() {
    let tables = data::tables().expect("files");
    for version in ["", "2026", "26.1", "2026.x", "2026."] {
        assert!(load(version, &tables).is_err(), "{version}");
    }
}

#[test]
fn the_files_carried_are_the_files_of_the_folder() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("data");
    let mut names: Vec<String> = std::fs::read_dir(folder)
        .expect("data")
        .map(|entry| entry.expect("entry").file_name().into_string().expect("name"))
        .filter(|name| name.ends_with(".csv"))
        .collect();
    names.sort();
    assert_eq!(names, data::tables().expect("files").into_keys().collect::<Vec<_>>());
}

#[test]
fn every_list_of_the_mixed_file_is_known() {
    let known: std::collections::BTreeSet<_> = List::ALL.iter().map(|list| list.as_str()).collect();
    for row in data::tables().expect("files")["other_lists.csv"].rows() {
        assert!(known.contains(row.text("list")), "{}", row.text("list"));
    }
    assert_eq!(catalogue().name_zh(List::VerifyInfoResult, "1"), Some("信息正确且未激活"));
    assert_eq!(catalogue().name_en(List::Fuel, "7"), None);
}

#[test]
fn a_district_is_served_by_its_city() {
    let division = |code| Division::parse(code).expect(code);
    let issuer = catalogue().issuer(division("210102"));
    assert_eq!((issuer.division.as_str(), issuer.number), ("210100", 1));
    assert_eq!(catalogue().issuer(division("21SF00")).name_zh, "沈抚示范区规划建设局");
    assert_eq!(catalogue().issuer_by_number(15).map(|found| found.division.as_str()), Some("21SF00"));
    assert!(catalogue().issuer_by_number(99).is_none());
    let word = |class| catalogue().word(division("210102"), class).map(ToString::to_string);
    assert_eq!(word(KindClass::Operator).as_deref(), Some("辽交运管许可沈字"));
    assert_eq!(word(KindClass::Vehicle).as_deref(), Some("辽交运管沈字"));
    assert_eq!(word(KindClass::Practitioner), None);
}

#[test]
fn the_face_of_each_class_is_in_order() {
    let on_face = |class| {
        let fields = catalogue().face_fields(class).iter().filter(|field| field.on_face);
        fields.map(|field| field.short_name.as_str()).collect::<Vec<_>>()
    };
    assert_eq!(on_face(KindClass::Operator)[..3], ["KZ_YHMC", "KZ_TYSHXYDM", "KZ_DZ"]);
    assert_eq!(on_face(KindClass::Vehicle)[2..5], ["KZ_CLHP", "KZ_CPYS", "KZ_VIN"]);
    assert_eq!(on_face(KindClass::Practitioner)[0], "KZ_XM");
    assert!(catalogue().common_fields().iter().any(|field| field.short_name == "ZZBS" && field.required));
    for kind in Kind::ALL {
        let has_photo = on_face(kind.class()).iter().any(|name| ["KZ_CLZP", "KZ_ZP"].contains(name));
        assert_eq!(has_photo, kind.photo().is_some(), "{kind}");
    }
}

#[test]
fn rules_and_reasons_are_found_by_code() {
    assert_eq!(catalogue().photo_rule(PhotoKind::Person).width_min, 295);
    assert_eq!(catalogue().photo_rule(PhotoKind::Vehicle).photo, PhotoKind::Vehicle);
    let blurred = catalogue().return_reason("blurred").expect("reason");
    assert!(blurred.is_officers && blurred.is_about_photo && blurred.photo.is_none());
    assert!(!catalogue().return_reason("truncated").expect("finding").is_officers);
    assert!(catalogue().return_reason("").is_none());
    assert_eq!(catalogue().act_reason("fraud-or-bribery").expect("reason").act, LicenseMove::Withdraw);
    assert!(catalogue().act_reason("fraud").is_none());
    for act in
        [LicenseMove::Suspend, LicenseMove::Resume, LicenseMove::Cancel, LicenseMove::Withdraw, LicenseMove::Revoke]
    {
        assert!(catalogue().act_reasons().iter().any(|reason| reason.act == act), "{act:?}");
    }
}
