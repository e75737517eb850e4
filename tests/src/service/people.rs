//! Who calls, and what is on the register: everyone and everything made up, with right check digits.

use std::collections::BTreeMap;

use aws::Aws;
use jiff::civil::date;
use license::{
    holder_code::HolderCode,
    kind::{Kind, KindClass},
    subject::{NaturalKey, SubjectId},
};
use lifecycle::port::Index;
use local::sample::{Plan, SampleRegister, generate_as};
use serde::Serialize;
use serde_json::{Value, json};

/// The city of everything here.
pub(crate) const CITY: &str = "210100";
/// Another.
pub(crate) const OTHER_CITY: &str = "210200";

/// Column and cell of an import.
pub(crate) type Row = BTreeMap<String, String>;

/// What a token says of somebody.
#[derive(Clone, Debug)]
pub(crate) struct Persona {
    pub(crate) sub: String,
    pub(crate) role: &'static str,
    pub(crate) division: Option<&'static str>,
    pub(crate) person: Option<SubjectId>,
    pub(crate) acts_for: Option<String>,
    pub(crate) real_name: bool,
}

impl Persona {
    /// An officer, reviewer or other official of a division.
    pub(crate) fn official(role: &'static str, division: &'static str) -> Self {
        let sub = format!("{role}-{division}");
        Self { sub, role, division: Some(division), person: None, acts_for: None, real_name: true }
    }

    /// The holder of a row's license, signed in as a person or as an operator's agent.
    pub(crate) fn holder(index: &dyn Index, row: &Row) -> Self {
        let blank = Self {
            sub: format!("holder-{}", natural_key(row)),
            role: "holder",
            division: None,
            person: None,
            acts_for: None,
            real_name: true,
        };
        let person = |code_type: &str, code: &str| {
            let code = HolderCode::parse(code_type, code).unwrap();
            Some(index.subject_id(NaturalKey::Person(&code)))
        };
        match (row.get("uscc"), row.get("owner_code"), row.get("id_number")) {
            (Some(uscc), _, _) => Self { acts_for: Some(uscc.clone()), ..blank },
            (_, Some(code), _) if row["owner_code_type"] == "001" => Self { acts_for: Some(code.clone()), ..blank },
            (_, Some(code), _) => Self { person: person(&row["owner_code_type"], code), ..blank },
            (_, _, Some(code)) => Self { person: person(&row["id_type"], code), ..blank },
            (None, None, None) => panic!("a row of no table"),
        }
    }

    pub(super) fn claims(&self) -> Value {
        let mut claims = json!({
            "iss": "https://sign-in.example/", "aud": "luzheng", "iat": "1795420800", "exp": "1795424400",
            "sub": self.sub, "role": self.role, "assurance": if self.real_name { "real-name" } else { "none" },
        });
        let person = self.person.as_ref().map(ToString::to_string);
        let division = self.division.map(str::to_owned);
        for (name, value) in [("division", division), ("person", person), ("acts_for", self.acts_for.clone())] {
            if let Some(value) = value {
                claims[name] = value.into();
            }
        }
        claims
    }
}

/// A word of a row for names; it is no value of a person.
fn natural_key(row: &Row) -> String {
    let text = row.get("uscc").or_else(|| row.get("plate")).or_else(|| row.get("id_number")).unwrap();
    lifecycle::act::sha256_hex(text.as_bytes()).chars().take(12).collect()
}

/// The table of a kind's rows.
pub(crate) fn table(kind: Kind) -> &'static str {
    match kind.class() {
        KindClass::Operator => "operators",
        KindClass::Vehicle => "vehicles",
        KindClass::Practitioner => "practitioners",
    }
}

/// Rows without a fault, to be taken one after the other.
pub(crate) struct Rows {
    register: SampleRegister,
    taken: usize,
}

impl Rows {
    pub(crate) fn new(operators: usize) -> Self {
        let plan = Plan { seed: 7, operators, dirty_per_mille: 0, as_of: date(2026, 11, 1) };
        Self { register: generate_as(plan).unwrap(), taken: 0 }
    }

    /// The next row of a class as one of the kind in [`CITY`], in force from 2024 on and without an end, on paper.
    pub(crate) fn next(&mut self, kind: Kind) -> Row {
        self.taken += 1;
        let mut row = match kind.class() {
            KindClass::Operator => cells(&self.register.operators[self.taken]),
            KindClass::Vehicle => cells(&self.register.vehicles[self.taken]),
            KindClass::Practitioner => cells(&self.register.practitioners[self.taken]),
        };
        for (column, cell) in [
            ("kind", kind.code()),
            ("division", CITY),
            ("medium", "paper"),
            ("granted_on", "2024-03-07"),
            ("valid_from", "2024-03-07"),
            ("valid_until", ""),
            ("first_granted_on", "2020-03-07"),
        ] {
            row.insert(column.to_owned(), cell.to_owned());
        }
        row
    }
}

fn cells(row: &impl Serialize) -> Row {
    let json = serde_json::to_value(row).unwrap();
    let text = |value: &Value| match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_) => value.to_string(),
    };
    json.as_object().unwrap().iter().map(|(name, value)| (name.clone(), text(value))).collect()
}

/// The index that tokens' hashes are made with.
pub(super) async fn index(aws: &Aws) -> std::sync::Arc<dyn Index> {
    aws.index().await.unwrap()
}
