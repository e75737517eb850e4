//! The catalogue's files as tables of text. Nothing here knows what a license is: the build's check uses it too.

use std::collections::BTreeMap;

/// The columns of a list of codes.
pub(crate) const CODE_COLUMNS: &[&str] = &["code", "name_zh", "name_en", "parent"];

/// Every file of the catalogue with the columns that it must have.
pub(crate) const FILES: &[(&str, &[&str])] = &[
    (
        "kinds.csv",
        &[
            "class",
            "kind_zh",
            "face_title_zh",
            "kind_en",
            "type_code",
            "holder_code_types",
            "standard",
            "photo",
            "template",
        ],
    ),
    ("face_fields.csv", &["class", "short_name", "name_zh", "name_en", "type", "max_length", "required", "on_face"]),
    ("divisions.csv", &["code", "name_zh", "name_en", "level", "parent", "numbering"]),
    ("issuers.csv", &["division", "name_zh", "uscc", "number", "sample"]),
    ("license_words.csv", &["division", "class", "word"]),
    (
        "photo_rules.csv",
        &[
            "photo",
            "width_min",
            "height_min",
            "pixels_max",
            "bytes_max",
            "aspect_min",
            "aspect_max",
            "formats",
            "kept_width",
            "kept_height",
        ],
    ),
    ("photo_findings.csv", &["photo", "code", "severity", "limit"]),
    ("return_reasons.csv", &["code", "applies_to", "photo", "given_by", "name_zh", "name_en", "fix_zh", "fix_en"]),
    ("review_rules.csv", &["rule", "value", "unit"]),
    ("review_checks.csv", &["check", "photo", "reason", "ask_zh", "ask_en"]),
    ("act_reasons.csv", &["code", "verb", "name_zh", "name_en", "legal_basis"]),
    ("work_families.csv", &["family", "name_zh", "name_en", "scopes", "kind"]),
    ("driver_categories.csv", &["family", "vehicle_type", "categories", "unsure"]),
    ("driver_classes.csv", &["vehicle_type", "family", "classes", "unsure"]),
    ("scope_covering.csv", &["held", "covers"]),
    ("look_up_limits.csv", &["role", "look_ups_max", "window_seconds"]),
    ("business_scope.csv", CODE_COLUMNS),
    ("qualification_categories.csv", CODE_COLUMNS),
    ("vehicle_types.csv", CODE_COLUMNS),
    ("economic_types.csv", CODE_COLUMNS),
    ("plate_colors.csv", CODE_COLUMNS),
    ("operator_states.csv", CODE_COLUMNS),
    ("vehicle_states.csv", CODE_COLUMNS),
    ("issue_reasons.csv", CODE_COLUMNS),
    ("license_states.csv", CODE_COLUMNS),
    ("holder_code_types.csv", CODE_COLUMNS),
    ("driving_classes.csv", CODE_COLUMNS),
    ("linked_matters.csv", CODE_COLUMNS),
    ("other_lists.csv", &["list", "code", "name_zh", "name_en", "parent"]),
];

/// What is wrong with the catalogue, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Fault {
    /// The file.
    pub(crate) file: String,
    /// The line of the file; 0 when it is about the whole file.
    pub(crate) line: u64,
    /// What is wrong.
    pub(crate) message: String,
}

impl std::fmt::Display for Fault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{}: {}", self.file, self.line, self.message)
    }
}

impl std::error::Error for Fault {}

/// One file.
#[derive(Clone, Debug)]
pub(crate) struct Table {
    file: String,
    rows: Vec<Row>,
}

/// One row of a file.
#[derive(Clone, Debug)]
pub(crate) struct Row {
    file: String,
    line: u64,
    cells: BTreeMap<String, String>,
}

/// All files, by name.
pub(crate) type Tables = BTreeMap<String, Table>;

/// Reads all files, each by its name.
pub(crate) fn read_all(mut source: impl FnMut(&str) -> Result<String, String>) -> Result<Tables, Fault> {
    let mut tables = Tables::new();
    for (file, columns) in FILES {
        let text = source(file).map_err(|message| Fault { file: (*file).to_owned(), line: 0, message })?;
        tables.insert((*file).to_owned(), Table::read(file, &text, columns)?);
    }
    Ok(tables)
}

impl Table {
    /// Reads a file that must have `columns`.
    pub(crate) fn read(file: &str, text: &str, columns: &[&str]) -> Result<Self, Fault> {
        let whole = |line, message| Fault { file: file.to_owned(), line, message };
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        let header = reader.headers().map_err(|error| whole(1, error.to_string()))?.clone();
        if let Some(missing) = columns.iter().find(|column| !header.iter().any(|name| name == **column)) {
            return Err(whole(1, format!("column {missing} is missing")));
        }
        let mut rows = Vec::new();
        for record in reader.records() {
            let record = record.map_err(|error| {
                whole(error.position().map_or(0, csv::Position::line), "as many cells as columns are asked".to_owned())
            })?;
            let line = record.position().map_or(0, csv::Position::line);
            let cells = header.iter().zip(&record).map(|(name, cell)| (name.to_owned(), cell.to_owned())).collect();
            rows.push(Row { file: file.to_owned(), line, cells });
        }
        Ok(Self { file: file.to_owned(), rows })
    }

    /// The rows in order.
    pub(crate) fn rows(&self) -> impl Iterator<Item = &Row> {
        self.rows.iter()
    }

    /// A fault of the whole file.
    #[must_use]
    pub(crate) fn fault(&self, message: impl Into<String>) -> Fault {
        Fault { file: self.file.clone(), line: 0, message: message.into() }
    }
}

impl Row {
    /// The text in a column; nothing stands for a column that the file has not.
    #[must_use]
    pub(crate) fn text(&self, column: &str) -> &str {
        self.cells.get(column).map_or("", String::as_str)
    }

    /// The number in a column.
    pub(crate) fn number<N: std::str::FromStr>(&self, column: &str) -> Result<N, Fault> {
        self.text(column).parse().map_err(|_not_a_number| self.fault(format!("{column} is no number of its size")))
    }

    /// The values of a column that holds several, parted by `|`.
    pub(crate) fn several(&self, column: &str) -> impl Iterator<Item = &str> {
        self.text(column).split('|').filter(|value| !value.is_empty())
    }

    /// A fault of this row.
    #[must_use]
    pub(crate) fn fault(&self, message: impl Into<String>) -> Fault {
        Fault { file: self.file.clone(), line: self.line, message: message.into() }
    }
}
