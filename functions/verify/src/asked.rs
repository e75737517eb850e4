//! What is asked: a code as it was scanned, or what is known of a license.

use license::{
    holder_code::HolderCode, identifier::Identifier, license_number::LicenseNumber, plate::Plate, refusal::Refusal,
    uscc::Uscc,
};
use lifecycle::verify::{Asked, LookUp, Second};
use serde::Deserialize;
use utoipa::ToSchema;

/// A code as it was scanned.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct CodeBody {
    /// The whole text of the QR code, or what follows its `#`.
    pub(crate) code: String,
    /// 用证事由; officers, enforcement and partners must give one.
    pub(crate) purpose: Option<String>,
}

/// What is known of a license: exactly one of the first five.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct LookUpBody {
    /// 车辆号牌 and colour code.
    plate: Option<PlateBody>,
    /// 公民身份号码.
    id_number: Option<String>,
    /// 统一社会信用代码.
    uscc: Option<String>,
    /// 许可证号 or 运输证号, twelve digits.
    number: Option<String>,
    /// 证照标识.
    identifier: Option<String>,
    /// The holder's name: the second fact, which the public must give.
    holder_name: Option<String>,
    /// 用证事由; officers, enforcement and partners must give one.
    pub(crate) purpose: Option<String>,
}

/// One question of several: a code, or exactly one of the five facts. The purpose is that of the whole call.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct AskedBody {
    /// The whole text of the QR code, or what follows its `#`.
    code: Option<String>,
    /// 车辆号牌 and colour code.
    plate: Option<PlateBody>,
    /// 公民身份号码.
    id_number: Option<String>,
    /// 统一社会信用代码.
    uscc: Option<String>,
    /// 许可证号 or 运输证号, twelve digits.
    number: Option<String>,
    /// 证照标识.
    identifier: Option<String>,
    /// The holder's name, to have it compared.
    holder_name: Option<String>,
}

/// A plate.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct PlateBody {
    /// 车辆号牌.
    number: String,
    /// 车牌颜色, by code.
    color: String,
}

impl LookUpBody {
    /// Exactly one fact, and the second one beside it; a refusal names the field and never the value.
    pub(crate) fn parse(self) -> Result<(LookUp, Option<Second>), Refusal> {
        let second = self.holder_name.map(Second);
        let field = |field, reason| Refusal::Field { field, reason };
        let what = match (self.plate, self.id_number, self.uscc, self.number, self.identifier) {
            (Some(plate), None, None, None, None) => Plate::parse(&plate.number, &plate.color)
                .map(LookUp::Plate)
                .map_err(|error| field("plate", error.code())),
            (None, Some(id), None, None, None) => {
                HolderCode::parse("111", &id).map(LookUp::Person).map_err(|error| field("id_number", error.code()))
            }
            (None, None, Some(uscc), None, None) => {
                Uscc::parse(&uscc).map(LookUp::Uscc).map_err(|error| field("uscc", error.code()))
            }
            (None, None, None, Some(number), None) => {
                LicenseNumber::parse(&number).map(LookUp::Number).map_err(|error| field("number", error.code()))
            }
            (None, None, None, None, Some(identifier)) => Identifier::parse(&identifier)
                .map(LookUp::Identifier)
                .map_err(|error| field("identifier", error.code())),
            _ => Err(field("body", "lookup.one_fact")),
        };
        Ok((what?, second))
    }
}

impl AskedBody {
    /// A code, or facts.
    pub(crate) fn parse(self) -> Result<Asked, Refusal> {
        let Self { code, plate, id_number, uscc, number, identifier, holder_name } = self;
        let facts =
            plate.is_some() || [&id_number, &uscc, &number, &identifier, &holder_name].into_iter().any(Option::is_some);
        match code {
            Some(code) if !facts => Ok(Asked::Code(code)),
            Some(_) => Err(Refusal::Field { field: "body", reason: "lookup.one_fact" }),
            None => {
                let body = LookUpBody { plate, id_number, uscc, number, identifier, holder_name, purpose: None };
                let (what, second) = body.parse()?;
                Ok(Asked::LookUp(what, second))
            }
        }
    }
}
