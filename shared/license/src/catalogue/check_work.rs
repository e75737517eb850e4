//! What must hold of the rules of driver, vehicle and operator together, and of the limits of look-ups.

use super::super::table::{Row, Tables};
use super::{Checked, codes, filled, known, one_of, table, unique};

/// So many look-ups one call may make; a limit below it would refuse such a call for ever.
const BATCH_MAX: u32 = 100;

pub(crate) fn check_work(tables: &Tables) -> Checked {
    check_families(tables)?;
    check_drivers(tables, "driver_categories.csv", "categories", "qualification_categories.csv")?;
    check_drivers(tables, "driver_classes.csv", "classes", "driving_classes.csv")?;
    check_covering(tables)?;
    check_limits(tables)
}

fn check_families(tables: &Tables) -> Checked {
    let (families, scopes) = (table(tables, "work_families.csv")?, codes(tables, "business_scope.csv", "code")?);
    unique(families, |row| row.text("family").to_owned())?;
    for row in families.rows() {
        filled(row, &["family", "name_zh", "name_en"])?;
        beginnings(row, row.several("scopes"), &mut scopes.iter())?;
        let vehicles = table(tables, "kinds.csv")?.rows().filter(|kind| kind.text("class") == "RB");
        let kinds = vehicles.filter_map(|kind| kind.text("type_code").get(18..));
        known(row, "kind", kinds)?;
        if row.text("scopes").is_empty() == row.text("kind").is_empty() {
            return Err(row.fault("a family is told by scope codes or by a kind"));
        }
    }
    Ok(())
}

fn check_drivers(tables: &Tables, file: &str, column: &str, list: &str) -> Checked {
    let (types, own) = (codes(tables, "vehicle_types.csv", "code")?, codes(tables, list, "code")?);
    let families = codes(tables, "work_families.csv", "family")?;
    unique(table(tables, file)?, |row| format!("{} {}", row.text("family"), row.text("vehicle_type")))?;
    for row in table(tables, file)?.rows() {
        filled(row, &[column])?;
        known(row, "family", families.iter().map(String::as_str))?;
        beginnings(row, [row.text("vehicle_type")].into_iter(), &mut types.iter())?;
        let unsure = row.several("unsure").filter(|code| *code != "*");
        if let Some(stranger) = row.several(column).chain(unsure).find(|code| !own.contains(*code)) {
            return Err(row.fault(format!("{stranger} is not in {list}")));
        }
        if let Some(both) = row.several(column).find(|code| row.several("unsure").any(|other| other == *code)) {
            return Err(row.fault(format!("{both} fits and is unsure")));
        }
    }
    Ok(())
}

fn check_covering(tables: &Tables) -> Checked {
    let (coverings, all) = (table(tables, "scope_covering.csv")?, codes(tables, "business_scope.csv", "code")?);
    unique(coverings, |row| row.text("held").to_owned())?;
    for row in coverings.rows() {
        filled(row, &["held", "covers"])?;
        known(row, "held", all.iter().map(String::as_str))?;
        if let Some(stranger) = row.several("covers").find(|code| !all.contains(*code)) {
            return Err(row.fault(format!("{stranger} is not in business_scope.csv")));
        }
    }
    Ok(())
}

fn check_limits(tables: &Tables) -> Checked {
    let (limits, roles) =
        (table(tables, "look_up_limits.csv")?, ["public", "officer", "reviewer", "enforcement", "partner"]);
    unique(limits, |row| row.text("role").to_owned())?;
    for row in limits.rows() {
        one_of(row, "role", &roles)?;
        let least = if row.text("role") == "public" { 1 } else { BATCH_MAX };
        if row.number::<u32>("look_ups_max")? < least {
            return Err(row.fault(format!("look_ups_max is at least {least}")));
        }
        if !(1..=86_400).contains(&row.number::<u32>("window_seconds")?) {
            return Err(row.fault("a window is of a second to a day"));
        }
    }
    if limits.rows().count() == roles.len() { Ok(()) } else { Err(limits.fault("a role has no limit")) }
}

/// Each begins at least one of the codes.
fn beginnings<'a>(
    row: &Row,
    mut several: impl Iterator<Item = &'a str>,
    codes: &mut (impl Iterator<Item = &'a String> + Clone),
) -> Checked {
    match several.find(|beginning| !codes.clone().any(|code| code.starts_with(beginning))) {
        Some(stranger) => Err(row.fault(format!("no code begins with {stranger}"))),
        None => Ok(()),
    }
}
