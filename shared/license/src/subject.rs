//! Whom or what a grant is about: operators (经营业户), vehicles (营运车辆), practitioners (从业人员).

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::{
    digest::keyed_id,
    division::Division,
    holder_code::{HolderCode, HolderCodeType},
    plate::Plate,
    scope::{DrivingClass, EconomicType, OperatorState, QualificationCategory, VehicleState, VehicleType},
    uscc::{Uscc, UsccError},
    vin::Vin,
};

/// The class of a subject; it is the first letter of its id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SubjectClass {
    /// 经营业户.
    Operator,
    /// 营运车辆.
    Vehicle,
    /// A natural person: practitioner, or owner of a vehicle.
    Person,
}

impl SubjectClass {
    /// The letter that ids of the class begin with.
    #[must_use]
    pub const fn letter(self) -> char {
        match self {
            Self::Operator => 'o',
            Self::Vehicle => 'v',
            Self::Person => 'p',
        }
    }
}

keyed_id!(
    /// The keyed hash of what identifies a subject in the world: `o-`, `v-` or `p-` and 26 base-32 characters. It can
    /// stand in keys, tokens and addresses; without the key nobody can tell whom it means.
    SubjectId,
    ["o-", "v-", "p-"]
);

impl SubjectId {
    /// From the class and the keyed hash of the natural key.
    #[must_use]
    pub fn of(class: SubjectClass, hash: &[u8; 16]) -> Self {
        Self::from_hash(class.letter(), hash)
    }
}

/// What identifies a subject in the world; hashed under the index key it becomes a [`SubjectId`].
#[derive(Clone, Copy, Debug)]
pub enum NaturalKey<'a> {
    /// An operator, by its code as recorded (it may fail its check).
    Operator(&'a str),
    /// A vehicle, by plate and colour.
    Vehicle(&'a Plate),
    /// A person, by the number of an identity document.
    Person(&'a HolderCode),
}

impl NaturalKey<'_> {
    /// The class of the subject.
    #[must_use]
    pub const fn class(&self) -> SubjectClass {
        match self {
            Self::Operator(_) => SubjectClass::Operator,
            Self::Vehicle(_) => SubjectClass::Vehicle,
            Self::Person(_) => SubjectClass::Person,
        }
    }

    /// The text that is hashed: one text for one subject.
    #[must_use]
    pub fn text(&self) -> String {
        match self {
            Self::Operator(code) => code.trim().to_uppercase(),
            Self::Vehicle(plate) => format!("{}|{}", plate.color().as_str(), plate.number()),
            Self::Person(code) => format!("{}|{}", code.code_type().as_str(), code.value()),
        }
    }
}

/// A name or address of a person: shown only by leave, masked in `Debug`.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PersonalText(pub String);

impl std::fmt::Debug for PersonalText {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("***")
    }
}

impl PersonalText {
    /// The first character and a star for each other one: 张**.
    #[must_use]
    pub fn masked(&self) -> String {
        let rest = self.0.chars().count().saturating_sub(1);
        self.0.chars().take(1).chain(std::iter::repeat_n('*', rest)).collect()
    }
}

/// 经营业户.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Operator {
    /// 业户名称.
    pub name: String,
    /// 统一社会信用代码 as the register has it; old records may fail its check.
    pub code: String,
    /// 地址.
    pub address: String,
    /// 经济类型.
    pub economic_type: Option<EconomicType>,
    /// 经营状态.
    pub state: OperatorState,
    /// 分支机构标识: true for a branch.
    pub is_branch: bool,
}

impl Operator {
    /// The code, if it is complete and correct (art. 6(1)).
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn uscc(&self) -> Result<Uscc, UsccError> {
        Uscc::parse(&self.code)
    }
}

/// 营运车辆. Its identity is plate and colour.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Vehicle {
    /// 车辆号牌 and 车牌颜色.
    pub plate: Plate,
    /// 车辆识别代号; a failed check digit is a finding, not a refusal.
    pub vin: Option<Vin>,
    /// 车辆类型.
    pub vehicle_type: VehicleType,
    /// 厂牌型号.
    pub brand_model: String,
    /// 吨(座)位, as printed.
    pub tons_or_seats: String,
    /// 车辆外廓: length, width, height in mm.
    pub size_mm: Option<[u32; 3]>,
    /// 车辆运行状态.
    pub state: VehicleState,
    /// 业户名称 or 车辆所有人.
    pub owner_name: PersonalText,
    /// The owner's code: 001 or 111.
    pub owner_code: HolderCode,
    /// 地址.
    pub address: String,
    /// 经营许可证号 of the operator that runs it.
    pub operator_license: Option<String>,
}

/// One 从业资格类别 with its own dates.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Qualification {
    /// 从业资格类别.
    pub category: QualificationCategory,
    /// From this day.
    pub from: Date,
    /// To this day inclusive; `None` is 长期.
    pub until: Option<Date>,
}

/// 从业人员; one license may hold several qualifications.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Practitioner {
    /// 姓名.
    pub name: PersonalText,
    /// The number of the identity document.
    pub code: HolderCode,
    /// 国籍.
    pub nationality: String,
    /// 住址.
    pub address: PersonalText,
    /// 准驾车型.
    pub driving_class: Option<DrivingClass>,
    /// 从业资格类别, one to many.
    pub qualifications: Vec<Qualification>,
}

/// The facts of a subject, by class.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "class", rename_all = "lowercase")]
pub enum Facts {
    /// 经营业户.
    Operator(Operator),
    /// 营运车辆.
    Vehicle(Vehicle),
    /// 从业人员.
    Practitioner(Practitioner),
}

/// A photo that an officer accepted; it stays on file for later licenses.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PhotoOnFile {
    /// SHA-256 of the bytes, lower-case hexadecimal; also its name in the documents bucket.
    pub digest: String,
    /// `image/jpeg` or `image/png`.
    pub media_type: String,
}

/// A record of the register.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Subject {
    /// Keyed hash of its natural key.
    pub id: SubjectId,
    /// What is known of it.
    pub facts: Facts,
    /// The city or district whose officers keep it.
    pub division: Division,
    /// The operator that runs the vehicle or employs the practitioner.
    pub operator: Option<SubjectId>,
    /// The photo on file.
    pub photo: Option<PhotoOnFile>,
    /// 0 before it is first stored.
    pub revision: u64,
}

impl Facts {
    /// What identifies the subject in the world.
    #[must_use]
    pub fn natural_key(&self) -> NaturalKey<'_> {
        match self {
            Self::Operator(operator) => NaturalKey::Operator(&operator.code),
            Self::Vehicle(vehicle) => NaturalKey::Vehicle(&vehicle.plate),
            Self::Practitioner(person) => NaturalKey::Person(&person.code),
        }
    }

    /// What identifies the holder (持证主体): the operator, the vehicle's owner, the practitioner.
    #[must_use]
    pub fn holder_key(&self) -> NaturalKey<'_> {
        match self {
            Self::Operator(operator) => NaturalKey::Operator(&operator.code),
            Self::Vehicle(vehicle) if vehicle.owner_code.code_type() == HolderCodeType::USCC => {
                NaturalKey::Operator(vehicle.owner_code.value())
            }
            Self::Vehicle(vehicle) => NaturalKey::Person(&vehicle.owner_code),
            Self::Practitioner(person) => NaturalKey::Person(&person.code),
        }
    }
}
