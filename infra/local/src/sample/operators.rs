//! Operators of every trade.

use license::division::Division;
use license::kind::Kind;

use super::chance::Chance;
use super::dirt::Dirt;
use super::row::{OperatorRow, scope};
use super::{Making, made_up};

/// What an operator does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Trade {
    Freight,
    Passenger,
    Taxi,
    DangerousGoods,
    RideHailing,
    Radioactive,
}

/// An operator with what its vehicles and people need of it.
pub(super) struct Made {
    pub(super) row: OperatorRow,
    pub(super) trade: Trade,
}

impl Trade {
    /// The trade of an operator: six trades in a round of ten, shifted from division to division.
    fn of(index: usize) -> Self {
        match (index % 15 + index / 15) % 10 {
            0 | 4 | 8 => Self::Freight,
            1 => Self::Passenger,
            2 | 6 => Self::Taxi,
            3 => Self::DangerousGoods,
            5 | 7 => Self::RideHailing,
            _ => Self::Radioactive,
        }
    }

    fn kind(self) -> Kind {
        match self {
            Self::Freight | Self::Passenger | Self::Taxi => Kind::BusinessLicense,
            Self::DangerousGoods => Kind::DangerousGoodsLicense,
            Self::RideHailing => Kind::RideHailingBusinessLicense,
            Self::Radioactive => Kind::RadioactiveLicense,
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Freight => "货物运输",
            Self::Passenger => "客运",
            Self::Taxi => "出租汽车",
            Self::DangerousGoods => "危险品运输",
            Self::RideHailing => "网约车服务",
            Self::Radioactive => "特种运输",
        }
    }

    /// Codes and words of the scope. There is no code for ride-hailing, so the words stand alone.
    pub(super) fn scope(self, chance: &mut Chance) -> (String, String) {
        match self {
            Self::Freight if chance.percent(30) => scope(&["02101", "02201"]),
            Self::Freight => scope(&["02101"]),
            Self::Passenger => scope(&["01103", "01203"]),
            Self::Taxi => scope(&["09101"]),
            Self::DangerousGoods if chance.percent(40) => scope(&["03131"]),
            Self::DangerousGoods => scope(&["03121", "03131", "03181"]),
            Self::RideHailing => (String::new(), "网络预约出租汽车客运".to_owned()),
            Self::Radioactive => scope(&["03170"]),
        }
    }
}

impl Making {
    pub(super) fn operator(&mut self, chance: &mut Chance, index: usize, division: Division) -> Made {
        let trade = Trade::of(index);
        let dirt = self.operator_dirt.next();
        let grant = self.grant(chance, trade.kind(), division);
        self.stats.operators += 1;
        self.stats.count(self.plan.as_of, &grant, dirt);
        let code = made_up::firm_code(division, index);
        let (scope, scope_text) = trade.scope(chance);
        let row = OperatorRow {
            name: made_up::firm_name(chance, division, trade.name()),
            uscc: if dirt == Some(Dirt::UsccCheck) { made_up::with_wrong_check(&code) } else { code },
            address: made_up::address(chance, division),
            economic_type: chance.pick(&["150", "150", "151", "159", "160", "173"]),
            state: if dirt == Some(Dirt::OperatorState) { chance.pick(&["2", "3", "4", "5", "6", "9"]) } else { "1" },
            branch: if chance.percent(5) { "2" } else { "1" },
            legal_person: made_up::person_name(chance),
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
            dirt,
        };
        Made { row, trade }
    }
}
