//! Who can sign in to the local service: an officer and a reviewer of every city, one of each other role, and holders
//! taken from the sample register, one for each kind of license and for each refusal worth seeing.

use std::collections::BTreeMap;

use jiff::civil::Date;
use license::{
    division::Division,
    holder_code::HolderCode,
    kind::{Kind, KindClass},
    subject::NaturalKey,
};
use lifecycle::port::Index;

use crate::host::Persona;
use crate::sample::{Dirt, SampleRegister};

/// The seed and size of the register that the local service starts with: every division and kind occurs.
pub const SEED: u64 = 20_231_101;
/// How many operators it has.
pub const OPERATORS: usize = 60;

/// Everybody who can sign in.
#[must_use]
pub fn personas(register: &SampleRegister, as_of: Date, index: &dyn Index) -> Vec<Persona> {
    // A term that ends soon would end in the middle of a demonstration.
    let soon = as_of.saturating_add(jiff::Span::new().days(90));
    let lasts = |until: Option<Date>| until.is_none_or(|until| until > soon);
    let mut all: Vec<Persona> =
        Kind::ALL.into_iter().filter_map(|kind| holder(register, index, kind, &lasts)).collect();
    all.extend(dirty_operator(
        register,
        Dirt::UsccCheck,
        &lasts,
        "holder-bad-uscc",
        "业户：统一社会信用代码校验不通过",
    ));
    all.extend(dirty_operator(register, Dirt::OperatorState, &lasts, "holder-not-operating", "业户：非营业状态"));
    all.extend(photographers(register, index, &lasts));
    all.push(unverified(&all));
    for city in Division::cities() {
        all.push(of_city("officer", city, "签发人员"));
        all.push(of_city("reviewer", city, "审核人员"));
    }
    all.push(of_city("enforcement", Division::province(), "执法人员"));
    all.push(Persona { id: "province".to_owned(), ..of_city("province", Division::province(), "省厅人员") });
    all.push(Persona { division: None, ..of_city("partner", Division::province(), "外省系统") });
    all
}

fn of_city(role: &str, city: Division, title: &str) -> Persona {
    let id = if city.is_province() { role.to_owned() } else { format!("{role}-{}", city.as_str().to_lowercase()) };
    Persona {
        id,
        title: format!("{}{title}", city.name_zh()),
        role: role.to_owned(),
        division: Some(city.as_str().to_owned()),
        assurance: "real-name".to_owned(),
        person: None,
        acts_for: Vec::new(),
    }
}

/// The holder of the first clean grant of a kind.
fn holder(
    register: &SampleRegister,
    index: &dyn Index,
    kind: Kind,
    lasts: &dyn Fn(Option<Date>) -> bool,
) -> Option<Persona> {
    let (code_type, code) = match kind.class() {
        KindClass::Operator => {
            let row = register
                .operators
                .iter()
                .find(|row| row.kind == kind && row.dirt.is_none() && lasts(row.valid_until))?;
            ("001", row.uscc.clone())
        }
        KindClass::Vehicle => {
            let row = register
                .vehicles
                .iter()
                .find(|row| row.kind == kind && row.dirt.is_none() && lasts(row.valid_until))?;
            (row.owner_code_type, row.owner_code.clone())
        }
        KindClass::Practitioner => {
            let fits = |row: &&crate::sample::PractitionerRow| {
                row.kind == kind && row.dirt.is_none() && lasts(row.valid_until)
            };
            let row = register.practitioners.iter().find(fits)?;
            (row.id_type, row.id_number.clone())
        }
    };
    let (id, title) = (format!("holder-{}", kind.code()), format!("{}持证主体", kind.name_zh()));
    of_holder(index, (&id, &title), (code_type, &code))
}

/// An operator's agent, or the person.
fn of_holder(index: &dyn Index, (id, title): (&str, &str), (code_type, code): (&str, &str)) -> Option<Persona> {
    let (id, title) = (id.to_owned(), title.to_owned());
    let blank = Persona { division: None, ..of_city("holder", Division::province(), "") };
    if code_type == "001" {
        return Some(Persona { id, title, acts_for: vec![code.to_owned()], ..blank });
    }
    let person = HolderCode::parse(code_type, code).ok()?;
    let person = index.subject_id(NaturalKey::Person(&person)).to_string();
    Some(Persona { id, title, person: Some(person), ..blank })
}

/// Two more holders of vehicles, with nothing else to do: what becomes of photos is shown on theirs.
fn photographers(register: &SampleRegister, index: &dyn Index, lasts: &dyn Fn(Option<Date>) -> bool) -> Vec<Persona> {
    let fits = |row: &&crate::sample::VehicleRow| {
        row.kind == Kind::VehicleCertificate && row.dirt.is_none() && lasts(row.valid_until)
    };
    let mut owners: Vec<(&str, &str)> = Vec::new();
    for row in register.vehicles.iter().filter(fits) {
        let owner = (row.owner_code_type, row.owner_code.as_str());
        if !owners.contains(&owner) {
            owners.push(owner);
        }
    }
    // The first is the holder of the kind.
    let others = owners.into_iter().skip(1).take(2).zip(["holder-photo-1", "holder-photo-2"]);
    let title = "道路运输证持证主体（照片示例）";
    others.filter_map(|(owner, id)| of_holder(index, (id, title), owner)).collect()
}

fn dirty_operator(
    register: &SampleRegister,
    dirt: Dirt,
    lasts: &dyn Fn(Option<Date>) -> bool,
    id: &str,
    title: &str,
) -> Option<Persona> {
    let row = register.operators.iter().find(|row| row.dirt == Some(dirt) && lasts(row.valid_until))?;
    let blank = Persona { division: None, ..of_city("holder", Division::province(), "") };
    Some(Persona { id: id.to_owned(), title: title.to_owned(), acts_for: vec![row.uscc.clone()], ..blank })
}

/// The same as the first holder, but signed in without real-name verification.
fn unverified(holders: &[Persona]) -> Persona {
    let id = "holder-unverified".to_owned();
    let title = "未实名认证的持证主体".to_owned();
    let acts_for = holders.first().map(|holder| holder.acts_for.clone()).unwrap_or_default();
    let blank = Persona { division: None, ..of_city("holder", Division::province(), "") };
    Persona { id, title, assurance: "none".to_owned(), acts_for, ..blank }
}

/// The files of the register, by the word of their table.
#[must_use]
pub fn files(register: &SampleRegister) -> BTreeMap<&'static str, Vec<u8>> {
    BTreeMap::from([
        ("operators", register.operators_csv.clone()),
        ("vehicles", register.vehicles_csv.clone()),
        ("practitioners", register.practitioners_csv.clone()),
    ])
}
