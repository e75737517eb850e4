//! A row of an import: the same columns whether it comes in a file or from an officer's form. All that is wrong with a
//! row is told at once.

use std::{cell::RefCell, collections::BTreeMap};

use jiff::civil::Date;
use license::{
    division::Division,
    grant::{Medium, Validity},
    holder_code::HolderCode,
    kind::{Kind, KindClass},
    license_number::{LicenseNumber, LicenseWord},
    plate::Plate,
    scope::{DrivingClass, EconomicType, OperatorState, QualificationCategory, ScopeCode, VehicleState, VehicleType},
    subject::{Facts, Operator, PersonalText, Practitioner, Qualification, Vehicle},
    vin::Vin,
};

use super::Table;

/// Column and cell.
pub type Cells = BTreeMap<String, String>;

/// What is wrong with a cell; never the cell itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RowError {
    /// Which column; empty for the row as a whole.
    pub column: &'static str,
    /// The stable code.
    pub code: &'static str,
}

/// A row that can be recorded.
#[derive(Clone, Debug)]
pub(super) struct Row {
    pub(super) facts: Facts,
    pub(super) kind: Kind,
    pub(super) word: Option<LicenseWord>,
    pub(super) number: Option<LicenseNumber>,
    pub(super) scope: Vec<ScopeCode>,
    pub(super) scope_text: Option<String>,
    pub(super) granted_on: Date,
    pub(super) validity: Validity,
    pub(super) first_granted_on: Option<Date>,
    pub(super) division: Division,
    pub(super) medium: Medium,
    pub(super) operator: Option<String>,
}

/// Reads a row.
///
/// # Errors
/// Everything that is wrong with it.
pub(super) fn parse(table: Table, cells: &Cells) -> Result<Row, Vec<RowError>> {
    let reader = Reader { cells, errors: RefCell::new(Vec::new()) };
    match row(table, &reader) {
        Some(row) if reader.errors.borrow().is_empty() => Ok(row),
        _ => Err(reader.errors.into_inner()),
    }
}

struct Reader<'a> {
    cells: &'a Cells,
    errors: RefCell<Vec<RowError>>,
}

impl<'a> Reader<'a> {
    fn fail<T>(&self, column: &'static str, code: &'static str) -> Option<T> {
        self.errors.borrow_mut().push(RowError { column, code });
        None
    }

    fn cell(&self, column: &str) -> Option<&'a str> {
        self.cells.get(column).map(String::as_str).filter(|cell| !cell.is_empty())
    }

    /// A text of 1 to `longest` characters.
    fn text(&self, column: &'static str, longest: usize) -> Option<String> {
        match self.cell(column) {
            None => self.fail(column, "cell.missing"),
            Some(text) if text.chars().count() > longest => self.fail(column, "cell.too_long"),
            Some(text) if text.chars().any(char::is_control) => self.fail(column, "cell.control"),
            Some(text) => Some(text.to_owned()),
        }
    }

    /// What must be there and readable.
    fn must<T>(&self, column: &'static str, read: impl Fn(&str) -> Result<T, &'static str>) -> Option<T> {
        match self.cell(column).map(read) {
            None => self.fail(column, "cell.missing"),
            Some(Err(code)) => self.fail(column, code),
            Some(Ok(value)) => Some(value),
        }
    }

    /// What may be missing, but not unreadable: the outer `None` is an error that was noted.
    fn may<T>(&self, column: &'static str, read: impl Fn(&str) -> Result<T, &'static str>) -> Option<Option<T>> {
        match self.cell(column).map(read) {
            None => Some(None),
            Some(Err(code)) => self.fail(column, code),
            Some(Ok(value)) => Some(Some(value)),
        }
    }
}

fn date(text: &str) -> Result<Date, &'static str> {
    text.parse().map_err(|_unreadable| "date.form")
}

fn row(table: Table, reader: &Reader<'_>) -> Option<Row> {
    let facts = match table {
        Table::Operators => operator(reader).map(Facts::Operator),
        Table::Vehicles => vehicle(reader).map(Facts::Vehicle),
        Table::Practitioners => practitioner(reader).map(Facts::Practitioner),
    };
    let kind = reader.must("kind", |text| Kind::parse(text).map_err(|error| error.code()));
    let word = reader.may("word", |text| LicenseWord::parse(text).map_err(|error| error.code()));
    let number = reader.may("number", |text| LicenseNumber::parse(text).map_err(|error| error.code()));
    let scope = reader.may("scope", scope_codes);
    let granted_on = reader.must("granted_on", date);
    let from = reader.must("valid_from", date);
    let until = reader.may("valid_until", date);
    let first_granted_on = reader.may("first_granted_on", date);
    let division = reader.must("division", |text| Division::parse(text).map_err(|error| error.code()));
    let medium = reader.must("medium", medium);
    let kind = of_class(reader, table, kind?)?;
    let validity = term(reader, from?, until?)?;
    Some(Row {
        facts: facts?,
        kind,
        word: word?,
        number: number?,
        scope: scope?.unwrap_or_default(),
        scope_text: reader.cell("scope_text").map(str::to_owned),
        granted_on: granted_on?,
        validity,
        first_granted_on: first_granted_on?,
        division: division?,
        medium: medium?,
        operator: reader.cell("operator_uscc").map(str::to_owned),
    })
}

fn scope_codes(text: &str) -> Result<Vec<ScopeCode>, &'static str> {
    text.split('|').map(|code| ScopeCode::parse(code).map_err(|error| error.code())).collect()
}

fn medium(text: &str) -> Result<Medium, &'static str> {
    match text {
        "paper" => Ok(Medium::Paper),
        "electronic" => Ok(Medium::Electronic),
        _ => Err("medium.unknown"),
    }
}

/// The kind must be one of the file's class.
fn of_class(reader: &Reader<'_>, table: Table, kind: Kind) -> Option<Kind> {
    let class = match table {
        Table::Operators => KindClass::Operator,
        Table::Vehicles => KindClass::Vehicle,
        Table::Practitioners => KindClass::Practitioner,
    };
    if kind.class() == class { Some(kind) } else { reader.fail("kind", "kind.other_class") }
}

fn term(reader: &Reader<'_>, from: Date, until: Option<Date>) -> Option<Validity> {
    if until.is_some_and(|until| until < from) {
        return reader.fail("valid_until", "date.order");
    }
    Some(Validity { from, until })
}

fn operator(reader: &Reader<'_>) -> Option<Operator> {
    let name = reader.text("name", 256);
    let code = reader.text("uscc", 18);
    let address = reader.text("address", 512);
    let economic_type = reader.may("economic_type", |text| EconomicType::parse(text).map_err(|error| error.code()));
    let state = reader.must("state", |text| OperatorState::parse(text).map_err(|error| error.code()));
    let is_branch = reader.cell("branch") == Some("2");
    Some(Operator {
        name: name?,
        code: code?.to_uppercase(),
        address: address?,
        economic_type: economic_type?,
        state: state?,
        is_branch,
    })
}

fn vehicle(reader: &Reader<'_>) -> Option<Vehicle> {
    let color = reader.cell("color").unwrap_or_default();
    let plate = reader.must("plate", |text| Plate::parse(text, color).map_err(|error| error.code()));
    let vin = reader.may("vin", |text| Vin::parse(text).map_err(|error| error.code()));
    let vehicle_type = reader.must("vehicle_type", |text| VehicleType::parse(text).map_err(|error| error.code()));
    let brand_model = reader.text("brand_model", 64);
    let tons_or_seats = reader.text("tons_or_seats", 16);
    let state = reader.must("state", |text| VehicleState::parse(text).map_err(|error| error.code()));
    let owner_name = reader.text("owner_name", 256);
    let owner_type = reader.cell("owner_code_type").unwrap_or_default();
    let owner_code =
        reader.must("owner_code", |text| HolderCode::parse(owner_type, text).map_err(|error| error.code()));
    let size = ["length_mm", "width_mm", "height_mm"]
        .map(|column| reader.may(column, |text| text.parse::<u32>().map_err(|_unreadable| "number.form")));
    let [length, width, height] = size;
    let size_mm = match (length?, width?, height?) {
        (Some(length), Some(width), Some(height)) => Some([length, width, height]),
        _ => None,
    };
    Some(Vehicle {
        plate: plate?,
        vin: vin?,
        vehicle_type: vehicle_type?,
        brand_model: brand_model?,
        tons_or_seats: tons_or_seats?,
        size_mm,
        state: state?,
        owner_name: PersonalText(owner_name?),
        owner_code: owner_code?,
        address: reader.cell("address").unwrap_or_default().to_owned(),
        operator_license: reader.cell("operator_license").map(str::to_owned),
    })
}

fn practitioner(reader: &Reader<'_>) -> Option<Practitioner> {
    let id_type = reader.cell("id_type").unwrap_or("111");
    let code = reader.must("id_number", |text| HolderCode::parse(id_type, text).map_err(|error| error.code()));
    let name = reader.text("name", 64);
    let nationality = reader.text("nationality", 64);
    let address = reader.text("address", 256);
    let driving_class = reader.may("driving_class", |text| DrivingClass::parse(text).map_err(|error| error.code()));
    let qualifications = reader.may("categories", qualifications);
    Some(Practitioner {
        name: PersonalText(name?),
        code: code?,
        nationality: nationality?,
        address: PersonalText(address?),
        driving_class: driving_class?,
        qualifications: qualifications?.unwrap_or_default(),
    })
}

/// `code:from:until|…`, with an empty `until` for 长期.
fn qualifications(text: &str) -> Result<Vec<Qualification>, &'static str> {
    text.split('|').map(qualification).collect()
}

fn qualification(text: &str) -> Result<Qualification, &'static str> {
    let parts: Vec<&str> = text.split(':').collect();
    let [category, from, until] = parts.as_slice() else {
        return Err("category.form");
    };
    Ok(Qualification {
        category: QualificationCategory::parse(category).map_err(|error| error.code())?,
        from: date(from)?,
        until: if until.is_empty() { None } else { Some(date(until)?) },
    })
}

/// A row error's code in words, Chinese and English.
#[must_use]
pub fn words_of(code: &str) -> (&'static str, &'static str) {
    match code {
        "row.unreadable" => {
            ("这一行无法读取,请检查编码(UTF-8)和引号", "the row cannot be read: check encoding (UTF-8) and quotes")
        }
        "row.columns" => ("列数与表头不一致", "the row has not as many cells as the header"),
        "cell.missing" => ("必填项为空", "a value is needed here"),
        "cell.too_long" => ("内容过长", "the value is too long"),
        "cell.control" => ("含有不可见字符", "the value has invisible characters"),
        "date.form" => ("日期应写作 2026-11-23", "write dates as 2026-11-23"),
        "date.order" => ("有效期止早于有效期起", "the term ends before it begins"),
        "number.form" => ("应为整数", "a whole number is needed"),
        "division.other" => ("该行不属于导入单位的辖区", "the row belongs to another division than the sender's"),
        "number.taken" => ("该证号已属于另一许可", "the number belongs to another grant"),
        "medium.unknown" => ("介质应为 paper 或 electronic", "the medium is paper or electronic"),
        "kind.other_class" => ("该种类不属于本表", "this kind does not belong in this file"),
        "category.form" => ("从业资格类别应写作 代码:起:止", "write categories as code:from:until"),
        _ => ("内容不符合该项的编码规则", "the value does not follow this column's coding rule"),
    }
}
