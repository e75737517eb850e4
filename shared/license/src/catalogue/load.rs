//! From tables of text to the typed catalogue.

use super::table::{Fault, Row, Table, Tables};
use super::work::Work;
use super::{
    ActReason, Catalogue, CodeEntry, DivisionEntry, Face, FaceField, Issuer, KindEntry, List, PhotoFinding, PhotoRule,
    ReturnReason, Severity, review,
};
use crate::division::DivisionLevel;
use crate::kind::{Kind, KindClass, PhotoKind};
use crate::license_number::LicenseWord;
use crate::stage::LicenseMove;
use crate::uscc::Uscc;

/// Reads the tables; they have been checked, so that a fault here is one of the checks.
pub(super) fn load(version: &str, tables: &Tables) -> Result<Catalogue, Fault> {
    let version = version.trim();
    let parts = version.split_once('.').filter(|(year, number)| year.len() == 4 && number.parse::<u16>().is_ok());
    parts.ok_or_else(|| of_file("VERSION", "a version is a year, a dot and a number"))?;
    let divisions = each(tables, "divisions.csv", |row| division(tables, row))?;
    let province = divisions.iter().find(|entry| entry.level == DivisionLevel::Province).cloned();
    Ok(Catalogue {
        version: version.to_owned(),
        face: face(table(tables, "face_fields.csv")?)?,
        province: province.ok_or_else(|| of_file("divisions.csv", "the province is missing"))?,
        divisions: divisions.into_iter().map(|entry| (entry.code.clone(), entry)).collect(),
        lists: List::ALL.iter().map(|list| Ok((*list, codes(tables, *list)?))).collect::<Result<_, Fault>>()?,
        photo_rules: [photo_rule(tables, PhotoKind::Vehicle)?, photo_rule(tables, PhotoKind::Person)?],
        return_reasons: each(tables, "return_reasons.csv", return_reason)?,
        review_rules: review::rules(tables)?,
        review_checks: each(tables, "review_checks.csv", review::check)?,
        act_reasons: each(tables, "act_reasons.csv", act_reason)?,
        work: Work::load(tables)?,
    })
}

/// The kinds, in the order of [`Kind::ALL`].
pub(super) fn kinds(tables: &Tables) -> Result<[KindEntry; 9], Fault> {
    let file = "kinds.csv";
    let entry = |kind: Kind| {
        let row = find(tables, file, |row| row.text("type_code") == kind.type_code());
        row.and_then(kind_entry)
    };
    let entries = Kind::ALL.into_iter().map(entry).collect::<Result<Vec<_>, Fault>>()?;
    <[KindEntry; 9]>::try_from(entries).map_err(|_other_count| of_file(file, "nine kinds are asked"))
}

fn kind_entry(row: &Row) -> Result<KindEntry, Fault> {
    Ok(KindEntry {
        type_code: row.text("type_code").to_owned(),
        class: KindClass::parse(row.text("class")).map_err(|error| row.fault(error.to_string()))?,
        name_zh: row.text("kind_zh").to_owned(),
        name_en: row.text("kind_en").to_owned(),
        face_title: row.text("face_title_zh").to_owned(),
        standard: row.text("standard").to_owned(),
        holder_code_types: row.several("holder_code_types").map(str::to_owned).collect(),
        photo: if row.text("photo") == "none" { None } else { Some(photo_kind(row)?) },
        template: row.number("template")?,
    })
}

fn face(fields: &Table) -> Result<Face, Fault> {
    let of_class = |class: &'static str| {
        fields.rows().filter(move |row| row.text("class") == class).map(face_field).collect::<Result<Vec<_>, Fault>>()
    };
    Ok(Face {
        common: of_class("common")?,
        operator: of_class(KindClass::Operator.code())?,
        vehicle: of_class(KindClass::Vehicle.code())?,
        practitioner: of_class(KindClass::Practitioner.code())?,
    })
}

fn face_field(row: &Row) -> Result<FaceField, Fault> {
    Ok(FaceField {
        short_name: row.text("short_name").to_owned(),
        name_zh: row.text("name_zh").to_owned(),
        name_en: row.text("name_en").to_owned(),
        value_type: row.text("type").to_owned(),
        max_length: if row.text("max_length").is_empty() { None } else { Some(row.number("max_length")?) },
        required: row.text("required") == "yes",
        on_face: row.text("on_face") == "yes",
    })
}

fn division(tables: &Tables, row: &Row) -> Result<DivisionEntry, Fault> {
    let code = row.text("code");
    let (level, reporting) = match row.text("level") {
        "province" => (DivisionLevel::Province, code),
        "city" => (DivisionLevel::City, code),
        "district" => (DivisionLevel::District, row.text("parent")),
        _ => return Err(row.fault("the level is province, city or district")),
    };
    let word = |class: KindClass| {
        let file = "license_words.csv";
        let row = find(tables, file, |row| row.text("division") == reporting && row.text("class") == class.code())?;
        LicenseWord::parse(row.text("word")).map_err(|error| row.fault(error.to_string()))
    };
    Ok(DivisionEntry {
        code: code.to_owned(),
        name_zh: row.text("name_zh").to_owned(),
        name_en: row.text("name_en").to_owned(),
        level,
        city: reporting.to_owned(),
        numbering_code: if row.text("numbering").is_empty() { code } else { row.text("numbering") }.to_owned(),
        issuer: find(tables, "issuers.csv", |row| row.text("division") == reporting).and_then(issuer)?,
        operator_word: word(KindClass::Operator)?,
        vehicle_word: word(KindClass::Vehicle)?,
    })
}

fn issuer(row: &Row) -> Result<Issuer, Fault> {
    Ok(Issuer {
        name_zh: row.text("name_zh").to_owned(),
        uscc: Uscc::parse(row.text("uscc")).map_err(|error| row.fault(error.to_string()))?,
        number: row.number("number")?,
        division: row.text("division").to_owned(),
        is_sample: row.text("sample") == "yes",
    })
}

/// The codes of a list, in the order of its file.
pub(super) fn codes(tables: &Tables, list: List) -> Result<Vec<CodeEntry>, Fault> {
    let rows = table(tables, list.file())?.rows();
    let entries: Vec<_> = rows.filter(|row| ["", list.as_str()].contains(&row.text("list"))).map(code_entry).collect();
    if entries.is_empty() { Err(of_file(list.file(), "a list has no codes")) } else { Ok(entries) }
}

fn code_entry(row: &Row) -> CodeEntry {
    CodeEntry {
        code: row.text("code").to_owned(),
        name_zh: row.text("name_zh").to_owned(),
        name_en: row.text("name_en").to_owned(),
        parent: Some(row.text("parent").to_owned()).filter(|parent| !parent.is_empty()),
    }
}

fn photo_rule(tables: &Tables, photo: PhotoKind) -> Result<PhotoRule, Fault> {
    let row = find(tables, "photo_rules.csv", |row| row.text("photo") == photo.as_str())?;
    Ok(PhotoRule {
        photo,
        width_min: row.number("width_min")?,
        height_min: row.number("height_min")?,
        pixels_max: row.number("pixels_max")?,
        bytes_max: row.number("bytes_max")?,
        aspect_min_thousandths: row.number("aspect_min")?,
        aspect_max_thousandths: row.number("aspect_max")?,
        formats: row.several("formats").map(str::to_owned).collect(),
        kept_width: row.number("kept_width")?,
        kept_height: row.number("kept_height")?,
        findings: photo_findings(tables, photo)?,
    })
}

fn photo_findings(tables: &Tables, photo: PhotoKind) -> Result<Vec<PhotoFinding>, Fault> {
    let rows = table(tables, "photo_findings.csv")?.rows();
    rows.filter(|row| row.text("photo") == photo.as_str()).map(photo_finding).collect()
}

fn photo_finding(row: &Row) -> Result<PhotoFinding, Fault> {
    let severity = match row.text("severity") {
        "refuse" => Severity::Refuse,
        "warn" => Severity::Warn,
        "note" => Severity::Note,
        _ => return Err(row.fault("the severity is refuse, warn or note")),
    };
    Ok(PhotoFinding { code: row.text("code").to_owned(), severity, limit: row.number("limit")? })
}

fn return_reason(row: &Row) -> Result<ReturnReason, Fault> {
    Ok(ReturnReason {
        code: row.text("code").to_owned(),
        is_about_photo: row.text("applies_to") == "photo",
        photo: if row.text("photo").is_empty() { None } else { Some(photo_kind(row)?) },
        is_officers: row.text("given_by") == "officer",
        name_zh: row.text("name_zh").to_owned(),
        name_en: row.text("name_en").to_owned(),
        fix_zh: row.text("fix_zh").to_owned(),
        fix_en: row.text("fix_en").to_owned(),
    })
}

fn act_reason(row: &Row) -> Result<ActReason, Fault> {
    let act = match row.text("verb") {
        "suspend" => LicenseMove::Suspend,
        "resume" => LicenseMove::Resume,
        "cancel" => LicenseMove::Cancel,
        "withdraw" => LicenseMove::Withdraw,
        "revoke" => LicenseMove::Revoke,
        _ => return Err(row.fault("the verb is no act of an officer")),
    };
    Ok(ActReason {
        code: row.text("code").to_owned(),
        act,
        name_zh: row.text("name_zh").to_owned(),
        name_en: row.text("name_en").to_owned(),
        legal_basis: row.text("legal_basis").to_owned(),
    })
}

pub(super) fn photo_kind(row: &Row) -> Result<PhotoKind, Fault> {
    PhotoKind::parse(row.text("photo")).map_err(|error| row.fault(error.to_string()))
}

fn table<'a>(tables: &'a Tables, file: &str) -> Result<&'a Table, Fault> {
    tables.get(file).ok_or_else(|| of_file(file, "the file is missing"))
}

pub(super) fn each<T>(tables: &Tables, file: &str, read: impl Fn(&Row) -> Result<T, Fault>) -> Result<Vec<T>, Fault> {
    table(tables, file)?.rows().map(read).collect()
}

pub(super) fn find<'a>(tables: &'a Tables, file: &str, wanted: impl Fn(&Row) -> bool) -> Result<&'a Row, Fault> {
    let table = table(tables, file)?;
    table.rows().find(|row| wanted(row)).ok_or_else(|| table.fault("a row that is needed is missing"))
}

fn of_file(file: &str, message: &str) -> Fault {
    Fault { file: file.to_owned(), line: 0, message: message.to_owned() }
}
