//! Vehicles of an operator.

use license::catalogue::{List, catalogue};
use license::division::Division;
use license::kind::Kind;
use license::vin;

use super::Making;
use super::chance::Chance;
use super::dirt::Dirt;
use super::operators::{Made, Trade};
use super::row::{PractitionerRow, VehicleRow};

const LETTERS_AND_DIGITS: &str = "0123456789ABCDEFGHJKLMNPQRSTUVWXYZ";

/// A sort of vehicle: type, brand and model, tons or seats, size in millimetres, the form of its plate.
#[derive(Clone, Copy)]
struct Model {
    vehicle_type: &'static str,
    brand_model: &'static str,
    tons_or_seats: &'static str,
    size_mm: (u32, u32, u32),
    plate: PlateSort,
}

#[derive(Clone, Copy)]
enum PlateSort {
    Blue,
    Yellow,
    Trailer,
    NewEnergySmall,
    NewEnergyLarge,
}

const fn model(
    vehicle_type: &'static str,
    brand_model: &'static str,
    tons_or_seats: &'static str,
    size_mm: (u32, u32, u32),
    plate: PlateSort,
) -> Model {
    Model { vehicle_type, brand_model, tons_or_seats, size_mm, plate }
}

const TRUCK: Model = model("H11", "样车牌YC1250A", "11.8850", (11_990, 2550, 3950), PlateSort::Yellow);
const TRAILER: Model = model("B11", "样车牌YC9400", "33.5000", (13_000, 2550, 3990), PlateSort::Trailer);
const COACH: Model = model("K11", "样车牌YC6120", "45", (11_980, 2550, 3700), PlateSort::Yellow);
const ELECTRIC_COACH: Model = model("K11", "样车牌YC6110EV", "40", (10_990, 2550, 3450), PlateSort::NewEnergyLarge);
const SEDAN: Model = model("K33", "样车牌YC7150", "5", (4680, 1800, 1480), PlateSort::Blue);
const ELECTRIC_SEDAN: Model = model("K33", "样车牌YC7000EV", "5", (4765, 1837, 1515), PlateSort::NewEnergySmall);
const TANKER: Model = model("H14", "样车牌YC5310GYY", "18.1000", (11_995, 2500, 3900), PlateSort::Yellow);
const SPECIAL: Model = model("H18", "样车牌YC5180XQ", "8.2000", (9000, 2500, 3600), PlateSort::Yellow);

impl Trade {
    fn vehicle_kind(self) -> Kind {
        match self {
            Self::RideHailing => Kind::RideHailingVehicleCertificate,
            Self::Freight | Self::Passenger | Self::Taxi | Self::DangerousGoods | Self::Radioactive => {
                Kind::VehicleCertificate
            }
        }
    }

    fn model(self, chance: &mut Chance) -> Model {
        let half = chance.percent(50);
        match self {
            Self::Freight if half => TRAILER,
            Self::Freight => TRUCK,
            Self::Passenger if half => ELECTRIC_COACH,
            Self::Passenger => COACH,
            Self::Taxi | Self::RideHailing if half => ELECTRIC_SEDAN,
            Self::Taxi | Self::RideHailing => SEDAN,
            Self::DangerousGoods => TANKER,
            Self::Radioactive => SPECIAL,
        }
    }

    /// How many vehicles in a hundred belong to their drivers.
    fn owned_by_driver_percent(self) -> u32 {
        match self {
            Self::RideHailing => 60,
            Self::Freight => 15,
            Self::Passenger | Self::Taxi | Self::DangerousGoods | Self::Radioactive => 0,
        }
    }
}

impl Making {
    pub(super) fn vehicle(&mut self, chance: &mut Chance, operator: &Made, driver: &PractitionerRow) {
        let division = operator.row.division;
        let dirt = self.vehicle_dirt.next();
        let grant = self.grant(chance, operator.trade.vehicle_kind(), division);
        self.stats.vehicles += 1;
        self.stats.count(self.plan.as_of, &grant, dirt);
        let model = operator.trade.model(chance);
        let (plate, color) = self.free_plate(chance, division, model.plate);
        let (scope, scope_text) = operator.trade.scope(chance);
        let is_drivers = chance.percent(operator.trade.owned_by_driver_percent());
        let (owner_name, owner_code_type, owner_code, address) = if is_drivers {
            (driver.name.clone(), "111", driver.id_number.clone(), driver.address.clone())
        } else {
            (operator.row.name.clone(), "001", operator.row.uscc.clone(), operator.row.address.clone())
        };
        self.vehicles.push(VehicleRow {
            plate,
            color,
            vin: identification_number(chance, self.vehicles.len(), dirt),
            vehicle_type: model.vehicle_type,
            brand_model: model.brand_model.to_owned(),
            tons_or_seats: model.tons_or_seats.to_owned(),
            length_mm: model.size_mm.0,
            width_mm: model.size_mm.1,
            height_mm: model.size_mm.2,
            state: "10",
            owner_name,
            owner_code_type,
            owner_code,
            address,
            operator_license: operator.row.number.clone(),
            granted_on: grant.granted_on(dirt),
            medium: grant.medium(),
            kind: grant.kind,
            word: grant.word,
            number: grant.number,
            scope,
            scope_text,
            valid_from: grant.valid_from,
            valid_until: grant.valid_until,
            first_granted_on: grant.first_granted_on,
            division,
            operator_uscc: operator.row.uscc.clone(),
            dirt,
        });
    }

    fn free_plate(&mut self, chance: &mut Chance, division: Division, sort: PlateSort) -> (String, &'static str) {
        loop {
            let (number, color) = plate(chance, division, sort);
            // Blue and yellow plates are given from different rolls; here one number is given once, for plain reading.
            if self.taken_plates.insert(number.clone()) {
                return (number, color);
            }
        }
    }
}

fn plate(chance: &mut Chance, division: Division, sort: PlateSort) -> (String, &'static str) {
    let head = plate_head(division);
    let mut digits = |count: u32| (0..count).map(|_| chance.character("0123456789")).collect::<String>();
    let [four, five] = [digits(4), digits(5)];
    let any = chance.character(LETTERS_AND_DIGITS);
    match sort {
        PlateSort::Blue => (format!("{head}{any}{four}"), "1"),
        PlateSort::Yellow => (format!("{head}{any}{four}"), "2"),
        PlateSort::Trailer => (format!("{head}{four}挂"), "2"),
        PlateSort::NewEnergySmall => (format!("{head}{}{any}{four}", chance.character("ADF")), "94"),
        PlateSort::NewEnergyLarge => (format!("{head}{five}{}", chance.character("ADF")), "93"),
    }
}

/// 辽 and the letter of the city; a division without a letter of its own has that of its numbering code.
fn plate_head(division: Division) -> &'static str {
    let of = |code: &str| {
        let mut letters = catalogue().codes(List::PlateLetter);
        letters.find(|entry| entry.parent.as_deref() == Some(code)).map(|entry| entry.code.as_str())
    };
    of(division.as_str()).or_else(|| of(division.numbering_code())).unwrap_or("辽A")
}

/// A number that ends in its own serial, with its check digit or a wrong one.
fn identification_number(chance: &mut Chance, serial: usize, dirt: Option<Dirt>) -> String {
    let middle: String = (0..5).map(|_| chance.character("ABCDEFGHJKLMNPRSTUVWXYZ")).collect();
    let number = format!("LZZ{middle}0{:08}", serial % 100_000_000);
    let check = vin::check_digit(&number).unwrap_or('0');
    let wrong = if check == '1' { '2' } else { '1' };
    let digit = if dirt == Some(Dirt::VinCheck) { wrong } else { check };
    format!("LZZ{middle}{digit}{:08}", serial % 100_000_000)
}
