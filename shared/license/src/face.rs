//! 照面: what a license says, as short names and values in the catalogue's words (GB/T 36903 and the KZ_ fields).

use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};

use crate::{
    clock::chinese_time_text,
    grant::Grant,
    identifier::Identifier,
    subject::{Facts, Operator, Practitioner, Subject, Vehicle},
    uscc::Uscc,
};

/// One value of a face.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FaceValue {
    /// The short name, such as `KZ_CLHP`.
    pub short_name: String,
    /// The value as printed.
    pub value: String,
}

impl std::fmt::Debug for FaceValue {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}=***", self.short_name)
    }
}

/// Every value that a license carries, on its face or only in its data.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Face(pub Vec<FaceValue>);

impl Face {
    /// The value under a short name.
    #[must_use]
    pub fn get(&self, short_name: &str) -> Option<&str> {
        self.0.iter().find(|field| field.short_name == short_name).map(|field| field.value.as_str())
    }

    /// An empty value is not put: a face has no label without one.
    fn put(&mut self, short_name: &str, value: impl Into<String>) {
        let value = value.into();
        if !value.is_empty() {
            self.0.push(FaceValue { short_name: short_name.to_owned(), value });
        }
    }

    fn put_some(&mut self, short_name: &str, value: Option<impl Into<String>>) {
        if let Some(value) = value {
            self.put(short_name, value);
        }
    }
}

/// What a face is made of.
#[derive(Debug)]
pub struct FaceSource<'a> {
    /// What was granted.
    pub grant: &'a Grant,
    /// Whom or what it is about.
    pub subject: &'a Subject,
    /// 证照编号: the grant's number, or the one allotted, or the practitioner's ID number.
    pub number: &'a str,
    /// 证照标识.
    pub identifier: &'a Identifier,
    /// 证照颁发机构.
    pub issuer_name: &'a str,
    /// 证照颁发机构代码.
    pub issuer_code: &'a Uscc,
    /// 创建时间.
    pub made_at: Timestamp,
}

/// 长期, or the day as GB/T 7408 basic form.
#[must_use]
pub fn until_text(until: Option<Date>) -> String {
    until.map_or_else(|| "长期".to_owned(), basic)
}

/// A day in basic form as it stands on the page, 2026年11月23日; anything else, such as 长期, as it is.
#[must_use]
pub fn day_in_words(value: &str) -> String {
    let day = Date::strptime("%Y%m%d", value).ok();
    day.map_or_else(|| value.to_owned(), |day| format!("{}年{}月{}日", day.year(), day.month(), day.day()))
}

fn basic(day: Date) -> String {
    day.strftime("%Y%m%d").to_string()
}

/// The face of a license.
#[must_use]
pub fn face(source: &FaceSource<'_>) -> Face {
    let mut face = Face::default();
    common(&mut face, source);
    match &source.subject.facts {
        Facts::Operator(operator) => operator_fields(&mut face, source, operator),
        Facts::Vehicle(vehicle) => vehicle_fields(&mut face, source, vehicle),
        Facts::Practitioner(person) => practitioner_fields(&mut face, source, person),
    }
    face
}

fn common(face: &mut Face, source: &FaceSource<'_>) {
    let (grant, kind) = (source.grant, source.grant.kind);
    let (name, code, code_type) = holder(&source.subject.facts);
    face.put("ZZMC", kind.face_title());
    face.put("ZZLXDM", kind.type_code());
    face.put("ZZBH", source.number);
    face.put("ZZBS", source.identifier.as_str());
    face.put("ZZBFJG", source.issuer_name);
    face.put("ZZBFJGDM", source.issuer_code.as_str());
    face.put("ZZBFRQ", basic(grant.granted_on));
    face.put("CZZT", name);
    face.put("CZZTDM", code);
    face.put("CZZTDMLX", code_type.1);
    face.put("CZZTDMLXDM", code_type.0);
    face.put("ZZYXQQSRQ", basic(grant.validity.from));
    face.put("ZZYXQJZRQ", until_text(grant.validity.until));
    face.put("CJSJ", chinese_time_text(source.made_at));
}

/// 持证主体, its code, and the code's type by code and name.
fn holder(facts: &Facts) -> (&str, &str, (&str, &str)) {
    match facts {
        Facts::Operator(operator) => (&operator.name, &operator.code, ("001", "统一社会信用代码")),
        Facts::Vehicle(vehicle) => {
            let code = &vehicle.owner_code;
            let of_type = code.code_type();
            (&vehicle.owner_name.0, code.value(), (of_type.as_str(), of_type.name_zh()))
        }
        Facts::Practitioner(person) => {
            let of_type = person.code.code_type();
            (&person.name.0, person.code.value(), (of_type.as_str(), of_type.name_zh()))
        }
    }
}

/// 经营范围 in words: the grant's own, or the names of its codes.
fn scope_words(grant: &Grant) -> String {
    let names = || grant.scope.iter().map(|code| code.name_zh()).collect::<Vec<_>>().join("、");
    grant.scope_text.clone().unwrap_or_else(names)
}

fn scope_codes(grant: &Grant) -> String {
    grant.scope.iter().map(|code| code.as_str()).collect::<Vec<_>>().join(",")
}

fn operator_fields(face: &mut Face, source: &FaceSource<'_>, operator: &Operator) {
    let grant = source.grant;
    face.put("KZ_YHMC", &operator.name);
    face.put("KZ_TYSHXYDM", &operator.code);
    face.put("KZ_DZ", &operator.address);
    face.put_some("KZ_JJLX", operator.economic_type.as_ref().map(|code| code.as_str()));
    face.put_some("KZ_XKZZ", grant.word.as_ref().map(|word| word.as_str()));
    face.put("KZ_XKZH", source.number);
    face.put("KZ_JYFWDM", scope_codes(grant));
    face.put("KZ_JYFW", scope_words(grant));
    face.put("KZ_XZQH", grant.division.numbering_code());
    face.put("KZ_FZJGBS", if operator.is_branch { "2" } else { "1" });
}

fn vehicle_fields(face: &mut Face, source: &FaceSource<'_>, vehicle: &Vehicle) {
    let grant = source.grant;
    let size = vehicle.size_mm.map(|[length, width, height]| format!("{length}×{width}×{height}"));
    face.put("KZ_YHMC", &vehicle.owner_name.0);
    face.put("KZ_DZ", &vehicle.address);
    face.put("KZ_CLHP", vehicle.plate.number());
    face.put("KZ_CPYS", vehicle.plate.color().as_str());
    face.put_some("KZ_VIN", vehicle.vin.as_ref().map(|vin| vin.as_str()));
    face.put("KZ_CLLX", vehicle.vehicle_type.as_str());
    face.put("KZ_CPXH", &vehicle.brand_model);
    face.put("KZ_DZW", &vehicle.tons_or_seats);
    face.put_some("KZ_WKCC", size);
    face.put_some("KZ_JYXKZH", vehicle.operator_license.as_deref());
    face.put_some("KZ_YSZZ", grant.word.as_ref().map(|word| word.as_str()));
    face.put("KZ_YSZH", source.number);
    face.put("KZ_JYFWDM", scope_codes(grant));
    face.put("KZ_JYFW", scope_words(grant));
    face.put_some("KZ_CLRQ", grant.first_granted_on.map(basic));
}

fn practitioner_fields(face: &mut Face, source: &FaceSource<'_>, person: &Practitioner) {
    let id = crate::citizen_id::CitizenId::parse(person.code.value()).ok();
    let categories: Vec<String> = person
        .qualifications
        .iter()
        .map(|held| format!("{} {}", held.category.as_str(), held.category.name_zh()))
        .collect();
    face.put("KZ_XM", &person.name.0);
    face.put_some("KZ_XB", id.as_ref().map(|id| id.sex().as_str()));
    face.put_some("KZ_CSRQ", id.as_ref().map(|id| basic(id.birth_date())));
    face.put("KZ_GJ", &person.nationality);
    face.put("KZ_ZZ", &person.address.0);
    face.put("KZ_ZH", source.number);
    face.put_some("KZ_ZJCX", person.driving_class.as_ref().map(|class| class.as_str()));
    face.put("KZ_CYZGLB", categories.join("；"));
    face.put_some("KZ_CCLZRQ", source.grant.first_granted_on.map(basic));
}

#[cfg(test)]
mod tests {
    use super::day_in_words;

    #[test]
    fn days_are_printed_in_words_and_other_values_as_they_are() {
        assert_eq!(day_in_words("20261103"), "2026年11月3日");
        for other in ["长期", "", "20261303", "2026-11-03"] {
            assert_eq!(day_in_words(other), other);
        }
    }
}
