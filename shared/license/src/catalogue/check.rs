//! What must hold of the catalogue's files. Run by the build, which fails on the first fault.

use std::collections::BTreeSet;

use super::table::{Fault, Row, Table, Tables};
use super::uscc_check_character as check_character;

#[path = "check_work.rs"]
mod work;

type Checked = Result<(), Fault>;

/// Checks every file by itself and against the others.
pub(crate) fn check(tables: &Tables) -> Checked {
    for (file, key) in [
        ("kinds.csv", "type_code"),
        ("divisions.csv", "code"),
        ("issuers.csv", "division"),
        ("issuers.csv", "number"),
        ("issuers.csv", "uscc"),
        ("photo_rules.csv", "photo"),
        ("return_reasons.csv", "code"),
        ("review_rules.csv", "rule"),
        ("review_checks.csv", "check"),
        ("act_reasons.csv", "code"),
    ] {
        unique(table(tables, file)?, |row| row.text(key).to_owned())?;
    }
    unique(table(tables, "license_words.csv")?, |row| format!("{} {}", row.text("division"), row.text("class")))?;
    check_code_lists(tables)?;
    check_kinds(tables)?;
    check_face_fields(table(tables, "face_fields.csv")?)?;
    check_divisions(table(tables, "divisions.csv")?)?;
    check_issuers(tables)?;
    check_license_words(tables)?;
    check_photo_rules(table(tables, "photo_rules.csv")?)?;
    check_photo_findings(tables)?;
    check_reasons(tables)?;
    check_review(tables)?;
    work::check_work(tables)
}

fn check_code_lists(tables: &Tables) -> Checked {
    for (file, table) in tables {
        let columns = super::table::FILES.iter().find(|(name, _)| name == file).map(|(_, columns)| *columns);
        if columns == Some(super::table::CODE_COLUMNS) || file == "other_lists.csv" {
            unique(table, |row| format!("{} {}", row.text("list"), row.text("code")))?;
            table.rows().try_for_each(|row| filled(row, &["code", "name_zh", "name_en"]))?;
        }
        // The parents of plate letters are divisions, looked up below.
        for row in table.rows().filter(|row| row.text("list") != "plate_letter") {
            let siblings = table.rows().filter(|other| other.text("list") == row.text("list"));
            known(row, "parent", siblings.map(|other| other.text("code")))?;
        }
    }
    let divisions = codes(tables, "divisions.csv", "code")?;
    let letters = table(tables, "other_lists.csv")?.rows().filter(|row| row.text("list") == "plate_letter");
    letters.into_iter().try_for_each(|row| known(row, "parent", divisions.iter().map(String::as_str)))
}

fn check_kinds(tables: &Tables) -> Checked {
    let kinds = table(tables, "kinds.csv")?;
    let holder_types = codes(tables, "holder_code_types.csv", "code")?;
    for row in kinds.rows() {
        filled(row, &["kind_zh", "face_title_zh", "kind_en", "standard"])?;
        one_of(row, "class", &["RA", "RB", "RE"])?;
        one_of(row, "photo", &["none", "vehicle", "person"])?;
        if row.number::<u16>("template")? == 0 {
            return Err(row.fault("the version of a template is from 1"));
        }
        let (issuer, own) = row.text("type_code").split_at_checked(18).unwrap_or_default();
        check_uscc(row, issuer)?;
        digits(row, own, 3)?;
        if let Some(stranger) = row.several("holder_code_types").find(|code| !holder_types.contains(*code)) {
            return Err(row.fault(format!("holder code type {stranger} is not in holder_code_types.csv")));
        }
    }
    count(kinds, 9, "kinds")
}

fn check_face_fields(fields: &Table) -> Checked {
    unique(fields, |row| format!("{} {}{}", row.text("class"), row.text("short_name"), row.text("name_zh")))?;
    for row in fields.rows() {
        filled(row, &["name_zh", "name_en", "type"])?;
        one_of(row, "class", &["common", "RA", "RB", "RE"])?;
        one_of(row, "required", &["yes", "no", "unknown", "copy"])?;
        one_of(row, "on_face", &["yes", "no", "unknown"])?;
        if !row.text("max_length").is_empty() {
            row.number::<u32>("max_length")?;
        }
    }
    Ok(())
}

fn check_divisions(divisions: &Table) -> Checked {
    for row in divisions.rows() {
        filled(row, &["name_zh", "name_en"])?;
        one_of(row, "level", &["province", "city", "district"])?;
        let right = row.text("code").len() == 6
            && row.text("code").bytes().all(|b| b.is_ascii_digit() || b.is_ascii_uppercase());
        if !right {
            return Err(row.fault("a division code has six digits or capital letters"));
        }
        let numbering = if row.text("numbering").is_empty() { row.text("code") } else { row.text("numbering") };
        digits(row, numbering, 6)?;
        let level_above = match row.text("level") {
            "district" => "city",
            "city" => "province",
            _ => "",
        };
        let parent = divisions.rows().find(|other| other.text("code") == row.text("parent"));
        if parent.map_or("", |parent| parent.text("level")) != level_above {
            return Err(row.fault(format!("the parent of a {} is a {level_above}", row.text("level"))));
        }
    }
    let of_level = |level: &'static str| divisions.rows().filter(move |row| row.text("level") == level).count();
    if (of_level("province"), of_level("city")) == (1, 15) {
        Ok(())
    } else {
        Err(divisions.fault("one province and fifteen cities are asked"))
    }
}

/// Every division that reports has an issuer of its own, and so has the province.
fn check_issuers(tables: &Tables) -> Checked {
    let issuers = table(tables, "issuers.csv")?;
    for row in issuers.rows() {
        filled(row, &["name_zh"])?;
        one_of(row, "sample", &["yes", "no"])?;
        check_uscc(row, row.text("uscc"))?;
        if row.number::<u16>("number")? == 0 {
            return Err(row.fault("the number of an issuer is from 1"));
        }
    }
    one_per_reporting_division(tables, issuers, "an issuer")
}

fn check_license_words(tables: &Tables) -> Checked {
    let words = table(tables, "license_words.csv")?;
    for row in words.rows() {
        one_of(row, "class", &["RA", "RB"])?;
        if !(1..=32).contains(&row.text("word").chars().count()) {
            return Err(row.fault("a license word has 1 to 32 characters"));
        }
    }
    for class in ["RA", "RB"] {
        let of_class = words.rows().filter(|row| row.text("class") == class).map(|row| row.text("division"));
        every_reporting_division(tables, words, &of_class.collect(), &format!("a word for {class}"))?;
    }
    known_divisions(tables, words)
}

fn check_photo_rules(rules: &Table) -> Checked {
    for row in rules.rows() {
        one_of(row, "photo", &["vehicle", "person"])?;
        for column in ["width_min", "height_min", "aspect_min", "aspect_max"] {
            row.number::<u32>(column)?;
        }
        let smallest = row.number::<u64>("width_min")? * row.number::<u64>("height_min")?;
        if smallest == 0 || smallest > row.number::<u64>("pixels_max")? {
            return Err(row.fault("the smallest photo is not within the largest"));
        }
        if row.number::<u32>("aspect_min")? > row.number::<u32>("aspect_max")? {
            return Err(row.fault("aspect_min is above aspect_max"));
        }
        let kept = row.number::<u16>("kept_width")?.min(row.number("kept_height")?);
        if !(16..=2000).contains(&kept) {
            return Err(row.fault("what is kept has 16 to 2000 pixels a side"));
        }
        if row.number::<u64>("bytes_max")? == 0 {
            return Err(row.fault("bytes_max is nought"));
        }
        if row.text("formats").is_empty() || row.several("formats").any(|format| !["jpeg", "png"].contains(&format)) {
            return Err(row.fault("formats are jpeg and png"));
        }
    }
    count(rules, 2, "photo rules")
}

/// What rests on a face that a program found. It warns the officer, and sends nothing back, until it has been measured on
/// at least 30 people (docs/PHOTO.md).
const NEVER_REFUSED: [&str; 14] = [
    "portrait",
    "no-face",
    "several-faces",
    "face-too-small",
    "face-too-large",
    "face-off-centre",
    "face-tilted",
    "face-too-dark",
    "turned",
    "head-cut-off",
    "shoulders-cut-off",
    "ground-not-light",
    "ground-not-plain",
    "ground-coloured",
];

/// Each finding has words for the holder, and one limit for a severity.
fn check_photo_findings(tables: &Tables) -> Checked {
    let findings = table(tables, "photo_findings.csv")?;
    unique(findings, |row| format!("{} {} {}", row.text("photo"), row.text("code"), row.text("severity")))?;
    let reasons = table(tables, "return_reasons.csv")?;
    for row in findings.rows() {
        one_of(row, "photo", &["vehicle", "person"])?;
        one_of(row, "severity", &["refuse", "warn", "note"])?;
        row.number::<u64>("limit")?;
        let worded = |reason: &&Row| {
            reason.text("given_by") == "inspection" && ["", row.text("photo")].contains(&reason.text("photo"))
        };
        known(row, "code", reasons.rows().filter(worded).map(|reason| reason.text("code")))?;
        filled(row, &["code"])?;
        if row.text("severity") == "refuse" && NEVER_REFUSED.contains(&row.text("code")) {
            return Err(row.fault("what rests on a found face never refuses by itself"));
        }
    }
    Ok(())
}

fn check_reasons(tables: &Tables) -> Checked {
    for row in table(tables, "return_reasons.csv")?.rows() {
        filled(row, &["code", "name_zh", "name_en", "fix_zh", "fix_en"])?;
        one_of(row, "applies_to", &["photo", "application"])?;
        one_of(row, "photo", &["", "vehicle", "person"])?;
        one_of(row, "given_by", &["inspection", "officer"])?;
    }
    for row in table(tables, "act_reasons.csv")?.rows() {
        filled(row, &["code", "name_zh", "name_en", "legal_basis"])?;
        one_of(row, "verb", &["suspend", "resume", "cancel", "withdraw", "revoke"])?;
    }
    Ok(())
}

/// Every limit is a number above nought, and every question leads to a reason that can be said of its photo.
fn check_review(tables: &Tables) -> Checked {
    for row in table(tables, "review_rules.csv")?.rows() {
        if row.number::<u8>("value")? == 0 {
            return Err(row.fault("a limit is from 1"));
        }
    }
    let reasons = table(tables, "return_reasons.csv")?;
    for row in table(tables, "review_checks.csv")?.rows() {
        filled(row, &["check", "ask_zh", "ask_en"])?;
        one_of(row, "photo", &["vehicle", "person"])?;
        let fits = |reason: &&Row| {
            reason.text("code") == row.text("reason") && ["", row.text("photo")].contains(&reason.text("photo"))
        };
        if reasons.rows().find(fits).is_none() {
            return Err(row.fault("the reason is none for this photo"));
        }
    }
    Ok(())
}

fn table<'a>(tables: &'a Tables, file: &str) -> Result<&'a Table, Fault> {
    let missing = || Fault { file: file.to_owned(), line: 0, message: "the file is missing".to_owned() };
    tables.get(file).ok_or_else(missing)
}

fn codes(tables: &Tables, file: &str, column: &str) -> Result<BTreeSet<String>, Fault> {
    Ok(table(tables, file)?.rows().map(|row| row.text(column).to_owned()).collect())
}

fn unique(table: &Table, key: impl Fn(&Row) -> String) -> Checked {
    let mut seen = BTreeSet::new();
    match table.rows().find(|row| !seen.insert(key(row))) {
        Some(row) => Err(row.fault(format!("{} stands twice", key(row).trim()))),
        None => Ok(()),
    }
}

fn filled(row: &Row, columns: &[&str]) -> Checked {
    match columns.iter().find(|column| row.text(column).trim().is_empty()) {
        Some(column) => Err(row.fault(format!("{column} is empty"))),
        None => Ok(()),
    }
}

fn one_of(row: &Row, column: &str, values: &[&str]) -> Checked {
    if values.contains(&row.text(column)) {
        Ok(())
    } else {
        Err(row.fault(format!("{column} is none of {}", values.join(", "))))
    }
}

fn known<'a>(row: &Row, column: &str, mut codes: impl Iterator<Item = &'a str>) -> Checked {
    let code = row.text(column);
    if code.is_empty() || codes.any(|known| known == code) {
        Ok(())
    } else {
        Err(row.fault(format!("{column} {code} is not known")))
    }
}

fn known_divisions(tables: &Tables, rows: &Table) -> Checked {
    let divisions = codes(tables, "divisions.csv", "code")?;
    rows.rows().try_for_each(|row| known(row, "division", divisions.iter().map(String::as_str)))
}

fn one_per_reporting_division(tables: &Tables, rows: &Table, what: &str) -> Checked {
    known_divisions(tables, rows)?;
    every_reporting_division(tables, rows, &rows.rows().map(|row| row.text("division")).collect(), what)
}

fn every_reporting_division(tables: &Tables, rows: &Table, having: &BTreeSet<&str>, what: &str) -> Checked {
    let mut reporting = table(tables, "divisions.csv")?.rows().filter(|row| row.text("level") != "district");
    match reporting.find(|row| !having.contains(row.text("code"))) {
        Some(row) => Err(rows.fault(format!("division {} has not {what}", row.text("code")))),
        None => Ok(()),
    }
}

fn check_uscc(row: &Row, code: &str) -> Checked {
    let (first_17, last) = code.split_at_checked(17).unwrap_or_default();
    if check_character(first_17).is_some_and(|check| last == check.to_string()) {
        Ok(())
    } else {
        Err(row.fault("the unified social credit code fails its check"))
    }
}

fn digits(row: &Row, text: &str, count: usize) -> Checked {
    if text.len() == count && text.bytes().all(|b| b.is_ascii_digit()) {
        Ok(())
    } else {
        Err(row.fault(format!("{count} digits are asked")))
    }
}

fn count(table: &Table, expected: usize, what: &str) -> Checked {
    let found = table.rows().count();
    if found == expected {
        Ok(())
    } else {
        Err(table.fault(format!("{expected} {what} are asked, {found} stand here")))
    }
}
