//! The register holds together, read back from its own files.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::{Date, date};
use license::division::Division;
use license::holder_code::HolderCode;
use license::kind::{Kind, KindClass};
use license::license_number::{LicenseNumber, LicenseWord};
use license::plate::Plate;
use license::scope::{
    DrivingClass, EconomicType, OperatorState, QualificationCategory, ScopeCode, VehicleState, VehicleType,
};
use license::uscc::{Uscc, UsccError};
use license::vin::Vin;

use super::{Dirt, Plan, SampleRegister, generate, generate_as};

type Record = BTreeMap<String, String>;

fn records(file: &[u8]) -> Vec<Record> {
    csv::Reader::from_reader(file).deserialize().map(|record| record.expect("row")).collect()
}

fn sample() -> SampleRegister {
    generate(7, 300).expect("register")
}

fn plan(operators: usize, dirty_per_mille: usize) -> Plan {
    Plan { seed: 7, operators, dirty_per_mille, as_of: date(2026, 11, 1) }
}

#[test]
fn the_same_seed_gives_the_same_bytes_and_another_does_not() {
    let [first, again, other] = [7, 7, 8].map(|seed| generate(seed, 40).expect("register"));
    assert_eq!(first.operators_csv, again.operators_csv);
    assert_eq!(first.vehicles_csv, again.vehicles_csv);
    assert_eq!(first.practitioners_csv, again.practitioners_csv);
    assert_eq!(first.stats, again.stats);
    assert_ne!(first.operators_csv, other.operators_csv);
    assert_ne!(first.vehicles_csv, other.vehicles_csv);
    assert_ne!(first.practitioners_csv, other.practitioners_csv);
}

#[test]
fn the_columns_are_those_of_the_import() {
    let register = generate(1, 1).expect("register");
    let header = |file: &[u8]| String::from_utf8_lossy(file).lines().next().map(str::to_owned).expect("header");
    assert_eq!(
        header(&register.operators_csv),
        "name,uscc,address,economic_type,state,branch,legal_person,kind,word,number,scope,scope_text,granted_on,\
         valid_from,valid_until,first_granted_on,division,medium"
    );
    assert_eq!(
        header(&register.vehicles_csv),
        "plate,color,vin,vehicle_type,brand_model,tons_or_seats,length_mm,width_mm,height_mm,state,owner_name,\
         owner_code_type,owner_code,address,operator_license,kind,word,number,scope,scope_text,granted_on,valid_from,valid_until,\
         first_granted_on,division,medium,operator_uscc"
    );
    assert_eq!(
        header(&register.practitioners_csv),
        "name,id_type,id_number,nationality,address,driving_class,categories,kind,granted_on,valid_from,valid_until,\
         first_granted_on,division,medium,operator_uscc"
    );
}

#[test]
fn thirty_operators_reach_every_division_and_kind() {
    let stats = generate(3, 30).expect("register").stats;
    assert_eq!(stats.divisions.keys().copied().collect::<Vec<_>>(), Division::cities().collect::<Vec<_>>());
    assert_eq!(stats.kinds.keys().copied().collect::<BTreeSet<_>>(), Kind::ALL.into_iter().collect());
}

#[test]
fn a_hundred_and_fifty_give_every_division_every_kind() {
    let register = generate(3, 150).expect("register");
    let mut pairs: BTreeSet<(Division, Kind)> = register.operators.iter().map(|row| (row.division, row.kind)).collect();
    pairs.extend(register.vehicles.iter().map(|row| (row.division, row.kind)));
    pairs.extend(register.practitioners.iter().map(|row| (row.division, row.kind)));
    assert_eq!(pairs.len(), 15 * 9);
}

#[test]
fn operators_are_right_but_for_their_dirt() {
    let register = sample();
    let (mut wrong_codes, mut not_operating) = (0, 0);
    for record in records(&register.operators_csv) {
        match Uscc::parse(&record["uscc"]) {
            Ok(_) => {}
            Err(error) => {
                assert_eq!(error, UsccError::Check);
                wrong_codes += 1;
            }
        }
        let state = OperatorState::parse(&record["state"]).expect("state");
        not_operating += usize::from(!state.is_operating());
        EconomicType::parse(&record["economic_type"]).expect("economic type");
        check_grant(&record, KindClass::Operator);
        check_scope(&record);
    }
    assert_eq!(register.stats.dirt[&Dirt::UsccCheck], wrong_codes);
    assert_eq!(register.stats.dirt[&Dirt::OperatorState], not_operating);
    assert_eq!((wrong_codes, not_operating), (6, 6));
}

#[test]
fn vehicles_are_right_but_for_their_dirt() {
    let register = sample();
    let (mut wrong_vins, mut wrong_dates) = (0, 0);
    let mut plates = BTreeSet::new();
    for record in records(&register.vehicles_csv) {
        let plate = Plate::parse(&record["plate"], &record["color"]).expect("plate");
        assert!(plates.insert(plate));
        wrong_vins += usize::from(!Vin::parse(&record["vin"]).expect("vin").check_digit_ok());
        VehicleType::parse(&record["vehicle_type"]).expect("type");
        assert!(VehicleState::parse(&record["state"]).expect("state").is_in_operation());
        HolderCode::parse(&record["owner_code_type"], &record["owner_code"]).expect("owner");
        wrong_dates += usize::from(record["granted_on"].parse::<Date>().is_err());
        check_grant(&record, KindClass::Vehicle);
        check_scope(&record);
    }
    assert_eq!(register.stats.dirt[&Dirt::VinCheck], wrong_vins);
    assert!(wrong_vins > 0 && wrong_dates > 0 && wrong_dates < register.stats.refused());
}

#[test]
fn practitioners_are_right_but_for_their_dirt() {
    let register = sample();
    let (mut without, mut wrong_dates) = (0, 0);
    let mut ids = BTreeSet::new();
    for record in records(&register.practitioners_csv) {
        assert!(ids.insert(HolderCode::parse(&record["id_type"], &record["id_number"]).expect("identity")));
        DrivingClass::parse(&record["driving_class"]).expect("driving class");
        without += usize::from(record["categories"].is_empty());
        for part in record["categories"].split('|').filter(|part| !part.is_empty()) {
            let [code, from, until] = part.split(':').collect::<Vec<_>>()[..] else { panic!("{part}") };
            QualificationCategory::parse(code).expect("category");
            assert!(from.parse::<Date>().expect("from") < until.parse::<Date>().expect("until"));
        }
        wrong_dates += usize::from(record["granted_on"].parse::<Date>().is_err());
        check_grant(&record, KindClass::Practitioner);
    }
    assert_eq!(register.stats.dirt[&Dirt::CategoryMissing], without);
    assert!(without > 0 && wrong_dates > 0 && wrong_dates < register.stats.refused());
}

#[test]
fn every_link_leads_to_an_operator_or_a_practitioner() {
    let register = sample();
    let operators: BTreeSet<_> = records(&register.operators_csv).into_iter().map(|row| row["uscc"].clone()).collect();
    let people: BTreeSet<_> =
        records(&register.practitioners_csv).into_iter().map(|row| row["id_number"].clone()).collect();
    for record in records(&register.vehicles_csv) {
        assert!(operators.contains(&record["operator_uscc"]));
        let owners = if record["owner_code_type"] == "001" { &operators } else { &people };
        assert!(owners.contains(&record["owner_code"]));
    }
    assert!(register.vehicles.iter().any(|row| row.owner_code_type == "111"));
    for record in records(&register.practitioners_csv) {
        assert!(operators.contains(&record["operator_uscc"]));
    }
    assert_eq!(operators.len(), 300);
}

#[test]
fn numbers_are_given_once() {
    let register = sample();
    let rows = records(&register.operators_csv).into_iter().chain(records(&register.vehicles_csv));
    let numbers: Vec<String> = rows.map(|row| row["number"].clone()).collect();
    let given: Vec<&String> = numbers.iter().filter(|number| !number.is_empty()).collect();
    assert_eq!(given.iter().collect::<BTreeSet<_>>().len(), given.len());
    assert_eq!(numbers.len() - given.len(), register.stats.unnumbered);
    assert!(register.stats.unnumbered > 0);
}

#[test]
fn nobody_can_be_meant() {
    let register = sample();
    for id in register.practitioners.iter().map(|row| &row.id_number) {
        assert_eq!(&id[4..6], "99");
        assert_eq!(Division::parse(&id[..6]), Err(license::division::DivisionError::Unknown));
    }
    assert!(register.operators.iter().all(|row| &row.uscc[6..8] == "99"));
}

#[test]
fn the_share_of_dirt_is_exact() {
    for (per_mille, expected) in [(0, 0), (40, 12), (100, 30), (1000, 300)] {
        let register = generate_as(plan(300, per_mille)).expect("register");
        let dirty = register.operators.iter().filter(|row| row.dirt.is_some()).count();
        assert_eq!(dirty, expected, "{per_mille}");
    }
    let stats = sample().stats;
    let rows = stats.operators + stats.vehicles + stats.practitioners;
    assert!((rows * 40 / 1000).abs_diff(stats.dirty()) <= 3, "{} of {rows}", stats.dirty());
    assert_eq!(generate_as(plan(300, 0)).expect("register").stats.dirt, BTreeMap::new());
}

#[test]
fn what_is_counted_is_what_stands_there() {
    let register = sample();
    let stats = &register.stats;
    let files = [&register.operators_csv, &register.vehicles_csv, &register.practitioners_csv];
    let all: Vec<Record> = files.into_iter().flat_map(|file| records(file)).collect();
    assert_eq!(all.len(), stats.operators + stats.vehicles + stats.practitioners);
    assert_eq!(all.iter().filter(|row| row["medium"] == "paper").count(), stats.paper);
    let over = |row: &&Record| row["valid_until"].parse::<Date>().is_ok_and(|day| day < date(2026, 11, 1));
    assert_eq!(all.iter().filter(over).count(), stats.expired);
    assert!(stats.expired > 0 && all.iter().any(|row| row["valid_until"].is_empty()));
    for kind in Kind::ALL {
        assert_eq!(all.iter().filter(|row| row["kind"] == kind.code()).count(), stats.kinds[&kind]);
    }
    let refused = all.iter().filter(|row| row["granted_on"].parse::<Date>().is_err()).count();
    assert_eq!(refused, stats.refused());
}

#[test]
fn no_operators_give_empty_files() {
    let register = generate(1, 0).expect("register");
    assert!(register.operators_csv.is_empty() && register.stats == super::Stats::default());
}

fn check_grant(record: &Record, class: KindClass) {
    assert_eq!(Kind::parse(&record["kind"]).expect("kind").class(), class);
    assert!(["paper", "electronic"].contains(&record["medium"].as_str()));
    let division = Division::parse(&record["division"]).expect("division");
    let [from, first] = ["valid_from", "first_granted_on"].map(|column| record[column].parse::<Date>().expect("day"));
    assert!(first <= from);
    assert!(record["valid_until"].is_empty() || from < record["valid_until"].parse().expect("day"));
    if class != KindClass::Practitioner && !record["number"].is_empty() {
        LicenseWord::parse(&record["word"]).expect("word");
        let number = LicenseNumber::parse(&record["number"]).expect("number");
        assert_eq!(number.numbering_code(), division.numbering_code());
    }
}

fn check_scope(record: &Record) {
    assert!(!record["scope_text"].is_empty());
    for code in record["scope"].split('|').filter(|code| !code.is_empty()) {
        ScopeCode::parse(code).expect("scope");
    }
}
