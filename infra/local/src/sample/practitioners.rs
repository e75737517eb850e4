//! Practitioners of an operator.

use jiff::civil::Date;
use license::kind::Kind;

use super::chance::Chance;
use super::dirt::Dirt;
use super::operators::{Made, Trade};
use super::row::PractitionerRow;
use super::{Making, made_up};

impl Trade {
    fn practitioner_kind(self) -> Kind {
        match self {
            Self::Freight | Self::Passenger | Self::DangerousGoods | Self::Radioactive => Kind::PractitionerCertificate,
            Self::Taxi => Kind::CruisingTaxiDriverCertificate,
            Self::RideHailing => Kind::RideHailingDriverCertificate,
        }
    }

    fn categories(self, chance: &mut Chance) -> &'static [&'static str] {
        match self {
            Self::Freight if chance.percent(20) => &["02001", "03001"],
            Self::Freight => &["02001"],
            Self::Passenger => &["01001"],
            Self::Taxi => &["09002"],
            Self::DangerousGoods if chance.percent(50) => &["02001", "03001", "03003"],
            Self::DangerousGoods => &["03001"],
            Self::RideHailing => &["09003"],
            Self::Radioactive => &["02001", "03013"],
        }
    }

    fn driving_class(self, chance: &mut Chance) -> &'static str {
        match self {
            Self::Passenger => "A1",
            Self::Taxi | Self::RideHailing => chance.pick(&["C1", "C1", "C2", "B2"]),
            Self::Freight | Self::DangerousGoods | Self::Radioactive => chance.pick(&["A2", "B2"]),
        }
    }
}

impl Making {
    /// Makes a practitioner and returns the row, which may go on to own a vehicle.
    pub(super) fn practitioner(&mut self, chance: &mut Chance, operator: &Made) -> PractitionerRow {
        let division = operator.row.division;
        let dirt = self.practitioner_dirt.next();
        let grant = self.grant(chance, operator.trade.practitioner_kind(), division);
        self.stats.practitioners += 1;
        self.stats.count(self.plan.as_of, &grant, dirt);
        let held = operator.trade.categories(chance);
        let row = PractitionerRow {
            name: made_up::person_name(chance),
            id_type: "111",
            id_number: self.free_identity_number(chance, operator),
            nationality: "中国",
            address: made_up::address(chance, division),
            driving_class: operator.trade.driving_class(chance),
            categories: if dirt == Some(Dirt::CategoryMissing) {
                String::new()
            } else {
                categories(held, grant.valid_from, grant.valid_until)
            },
            granted_on: grant.granted_on(dirt),
            medium: grant.medium(),
            kind: grant.kind,
            valid_from: grant.valid_from,
            valid_until: grant.valid_until,
            first_granted_on: grant.first_granted_on,
            division,
            operator_uscc: operator.row.uscc.clone(),
            dirt,
        };
        self.practitioners.push(row.clone());
        row
    }

    fn free_identity_number(&mut self, chance: &mut Chance, operator: &Made) -> String {
        loop {
            let number = made_up::identity_number(chance, operator.row.division);
            if self.taken_ids.insert(number.clone()) {
                return number;
            }
        }
    }
}

/// `code:from:until`, parted by `|`; an empty `until` is 长期.
fn categories(codes: &[&str], from: Date, until: Option<Date>) -> String {
    let until = until.map(|day| day.to_string()).unwrap_or_default();
    codes.iter().map(|code| format!("{code}:{from}:{until}")).collect::<Vec<_>>().join("|")
}
