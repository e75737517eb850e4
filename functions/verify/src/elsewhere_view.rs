//! A license of a sister province as it is shown.

use edge::view::Bilingual;
use jiff::{Timestamp, civil::Date};
use license::kind::Kind;
use lifecycle::verify::{Elsewhere, LicenseTold, PlateTold};
use serde::Serialize;
use utoipa::ToSchema;

/// Where a license was issued that is not ours (art. 19), and what is told of it.
#[derive(Serialize, ToSchema)]
pub(crate) struct ElsewhereView {
    /// The province (GB/T 2260).
    province: String,
    /// Its name.
    name: Bilingual,
    /// That our books were not asked.
    words: Bilingual,
    /// The moment that the province's status list speaks of; null where there is none.
    #[schema(value_type = Option<String>)]
    as_of: Option<Timestamp>,
    /// The license as its code tells of it.
    license: Option<LicenseToldView>,
}

/// A license as its code tells of it.
#[derive(Serialize, ToSchema)]
struct LicenseToldView {
    /// 证照标识.
    identifier: Option<String>,
    /// The type code's last three digits.
    #[schema(value_type = String)]
    kind: Kind,
    /// The kind in Chinese.
    kind_name: String,
    /// 证照颁发机构.
    issuer: Option<String>,
    /// The day on which this version was made; the day on the face may be earlier.
    #[schema(value_type = String)]
    issued_on: Date,
    /// The last day; null is 长期.
    #[schema(value_type = Option<String>)]
    valid_until: Option<Date>,
    /// 车辆号牌.
    plate: Option<PlateView>,
    /// The person's name, or its beginning; masked where the caller may not see it whole.
    name: Option<String>,
    /// Whether the name is only its beginning.
    name_shortened: bool,
    /// The end of the ID number.
    id_tail: Option<String>,
    /// 统一社会信用代码.
    uscc: Option<String>,
}

/// A plate.
#[derive(Serialize, ToSchema)]
struct PlateView {
    /// Its number.
    number: String,
    /// 车牌颜色, by code.
    color: String,
}

impl From<Elsewhere> for ElsewhereView {
    fn from(told: Elsewhere) -> Self {
        let words = told.place.words().into();
        let (zh, en) = told.place.name;
        Self {
            province: told.place.province.to_string(),
            name: Bilingual { zh, en },
            words,
            as_of: told.as_of,
            license: told.license.map(LicenseToldView::from),
        }
    }
}

impl From<LicenseTold> for LicenseToldView {
    fn from(told: LicenseTold) -> Self {
        Self {
            identifier: told.identifier,
            kind: told.kind,
            kind_name: told.kind.name_zh().to_owned(),
            issuer: told.issuer,
            issued_on: told.issued_on,
            valid_until: told.expires_on,
            plate: told.plate.map(PlateView::from),
            name: told.name,
            name_shortened: told.name_shortened,
            id_tail: told.id_tail,
            uscc: told.uscc,
        }
    }
}

impl From<PlateTold> for PlateView {
    fn from(told: PlateTold) -> Self {
        Self { number: told.number, color: told.color.as_str().to_owned() }
    }
}
