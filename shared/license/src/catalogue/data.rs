//! The files of the catalogue, carried in the program.

use super::table::{FILES, Fault, Table, Tables, read_all};

pub(super) const VERSION: &str = include_str!("../../data/VERSION");

macro_rules! files {
    ($($file:literal),* $(,)?) => {
        fn text(file: &str) -> Option<&'static str> {
            match file {
                $($file => Some(include_str!(concat!("../../data/", $file))),)*
                _ => None,
            }
        }
    };
}

files!(
    "kinds.csv",
    "face_fields.csv",
    "divisions.csv",
    "issuers.csv",
    "license_words.csv",
    "photo_rules.csv",
    "photo_findings.csv",
    "return_reasons.csv",
    "review_rules.csv",
    "review_checks.csv",
    "act_reasons.csv",
    "work_families.csv",
    "driver_categories.csv",
    "driver_classes.csv",
    "scope_covering.csv",
    "look_up_limits.csv",
    "business_scope.csv",
    "qualification_categories.csv",
    "vehicle_types.csv",
    "economic_types.csv",
    "plate_colors.csv",
    "operator_states.csv",
    "vehicle_states.csv",
    "issue_reasons.csv",
    "license_states.csv",
    "holder_code_types.csv",
    "driving_classes.csv",
    "linked_matters.csv",
    "other_lists.csv",
);

/// All files as tables.
pub(super) fn tables() -> Result<Tables, Fault> {
    read_all(|file| text(file).map(str::to_owned).ok_or_else(|| "the file is not carried".to_owned()))
}

/// The file of the kinds.
pub(super) const KINDS: (&str, &str) = ("kinds.csv", include_str!("../../data/kinds.csv"));
/// The file of the colours of plates.
pub(super) const PLATE_COLORS: (&str, &str) = ("plate_colors.csv", include_str!("../../data/plate_colors.csv"));

/// One file alone: whoever asks for no other carries no other.
pub(super) fn alone((file, text): (&str, &str)) -> Result<Tables, Fault> {
    let columns = FILES.iter().find(|(name, _)| *name == file).map_or(&[][..], |(_, columns)| columns);
    Ok(Tables::from([(file.to_owned(), Table::read(file, text, columns)?)]))
}
