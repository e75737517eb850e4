//! A sample register: operators, vehicles and practitioners of all fifteen divisions and all nine kinds, as the three
//! import files.
//!
//! Everyone and everything in it is made up. Identity numbers and unified social credit codes have right check
//! characters, but their region digits (`2101` to `2114` and `99`) are assigned to no district, so that none of them
//! can belong to anybody. The same plan gives the same bytes.

mod chance;
mod dirt;
mod made_up;
mod operators;
mod practitioners;
mod row;
#[cfg(test)]
mod tests;
mod vehicles;

use std::collections::{BTreeMap, HashSet};

use jiff::civil::{Date, date};
use license::division::Division;
use license::kind::Kind;

use chance::Chance;
pub use dirt::Dirt;
use dirt::Share;
pub use row::{OperatorRow, PractitionerRow, VehicleRow};

/// What is to be generated.
#[derive(Clone, Copy, Debug)]
pub struct Plan {
    /// The seed of every choice.
    pub seed: u64,
    /// How many operators; vehicles and practitioners are about two and a half times as many each. From 30 on every
    /// division and every kind occurs, from 150 on every division has every kind of operator.
    pub operators: usize,
    /// How many records in a thousand are dirty.
    pub dirty_per_mille: usize,
    /// The day that terms are laid around.
    pub as_of: Date,
}

/// What stands in the register, counted as it was made.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Stats {
    /// Rows of operators.csv.
    pub operators: usize,
    /// Rows of vehicles.csv.
    pub vehicles: usize,
    /// Rows of practitioners.csv.
    pub practitioners: usize,
    /// Rows by kind of license.
    pub kinds: BTreeMap<Kind, usize>,
    /// Rows by division.
    pub divisions: BTreeMap<Division, usize>,
    /// Dirty rows by what is wrong with them; a row has at most one fault.
    pub dirt: BTreeMap<Dirt, usize>,
    /// Rows whose term ended before the plan's day.
    pub expired: usize,
    /// Rows of operators and vehicles without a license number, which the issue is to allot.
    pub unnumbered: usize,
    /// Rows whose license is on paper.
    pub paper: usize,
}

impl Stats {
    /// Rows that an import refuses.
    #[must_use]
    pub fn refused(&self) -> usize {
        self.dirt.iter().filter(|(dirt, _)| dirt.is_refused()).map(|(_, count)| count).sum()
    }

    /// All dirty rows.
    #[must_use]
    pub fn dirty(&self) -> usize {
        self.dirt.values().sum()
    }

    fn count(&mut self, as_of: Date, grant: &row::Grant, dirt: Option<Dirt>) {
        *self.kinds.entry(grant.kind).or_default() += 1;
        *self.divisions.entry(grant.division).or_default() += 1;
        self.expired += usize::from(grant.valid_until.is_some_and(|until| until < as_of));
        self.paper += usize::from(grant.is_paper);
        if let Some(dirt) = dirt {
            *self.dirt.entry(dirt).or_default() += 1;
        }
    }
}

/// A register, as rows and as files.
pub struct SampleRegister {
    /// operators.csv
    pub operators_csv: Vec<u8>,
    /// vehicles.csv
    pub vehicles_csv: Vec<u8>,
    /// practitioners.csv
    pub practitioners_csv: Vec<u8>,
    /// The rows of operators.csv, for those who need one of a sort.
    pub operators: Vec<OperatorRow>,
    /// The rows of vehicles.csv.
    pub vehicles: Vec<VehicleRow>,
    /// The rows of practitioners.csv.
    pub practitioners: Vec<PractitionerRow>,
    /// What stands in it.
    pub stats: Stats,
}

/// A register in which forty records in a thousand are dirty.
///
/// # Errors
/// Only when a file cannot be written to memory.
pub fn generate(seed: u64, operators: usize) -> Result<SampleRegister, csv::Error> {
    generate_as(Plan { seed, operators, dirty_per_mille: 40, as_of: date(2026, 11, 1) })
}

/// A register after a plan.
///
/// # Errors
/// Only when a file cannot be written to memory.
pub fn generate_as(plan: Plan) -> Result<SampleRegister, csv::Error> {
    let mut making = Making::new(plan);
    let divisions: Vec<Division> = Division::cities().collect();
    for (index, division) in divisions.into_iter().cycle().take(plan.operators).enumerate() {
        making.operator_with_all(index, division);
    }
    Ok(SampleRegister {
        operators_csv: row::to_csv(&making.operators)?,
        vehicles_csv: row::to_csv(&making.vehicles)?,
        practitioners_csv: row::to_csv(&making.practitioners)?,
        operators: making.operators,
        vehicles: making.vehicles,
        practitioners: making.practitioners,
        stats: making.stats,
    })
}

/// A register being made.
struct Making {
    plan: Plan,
    operators: Vec<OperatorRow>,
    vehicles: Vec<VehicleRow>,
    practitioners: Vec<PractitionerRow>,
    stats: Stats,
    operator_dirt: Share,
    vehicle_dirt: Share,
    practitioner_dirt: Share,
    /// The last serial given under a numbering code; two divisions may share one.
    serials: BTreeMap<&'static str, u32>,
    taken_plates: HashSet<String>,
    taken_ids: HashSet<String>,
}

impl Making {
    fn new(plan: Plan) -> Self {
        let share = |kinds| Share::new(plan.dirty_per_mille, kinds);
        Self {
            plan,
            operators: Vec::new(),
            vehicles: Vec::new(),
            practitioners: Vec::new(),
            stats: Stats::default(),
            operator_dirt: share(&[Dirt::UsccCheck, Dirt::OperatorState]),
            vehicle_dirt: share(&[Dirt::VinCheck, Dirt::DateUnreadable]),
            practitioner_dirt: share(&[Dirt::CategoryMissing, Dirt::DateUnreadable]),
            serials: BTreeMap::new(),
            taken_plates: HashSet::new(),
            taken_ids: HashSet::new(),
        }
    }

    fn operator_with_all(&mut self, index: usize, division: Division) {
        let mut chance = Chance::of(self.plan.seed, index);
        let operator = self.operator(&mut chance, index, division);
        // Nothing links to an operator whose code cannot be looked up.
        if operator.row.dirt != Some(Dirt::UsccCheck) {
            for _ in 0..2 + chance.below(2) {
                let driver = self.practitioner(&mut chance, &operator);
                self.vehicle(&mut chance, &operator, &driver);
            }
        }
        self.operators.push(operator.row);
    }
}
