//! What an officer compares with the world.

use jiff::civil::Date;
use license::kind::Kind;
use license::plate::PlateColor;
use seal::{Claims, Facts, Province};
use std::fmt;

/// A license as its code tells of it.
#[derive(Clone, PartialEq, Eq)]
pub struct LicenseTold {
    /// Whether a signature stands behind it. Else anybody may have written it.
    pub signed: bool,
    /// The kind.
    pub kind: Kind,
    /// 证照标识, where the issuer is known.
    pub identifier: Option<String>,
    /// The issuer's name, where it is known.
    pub issuer: Option<String>,
    /// The day of issue.
    pub issued_on: Date,
    /// The last day; `None` is 长期.
    pub expires_on: Option<Date>,
    /// The plate on the vehicle.
    pub plate: Option<PlateTold>,
    /// The person's name, or its beginning.
    pub name: Option<String>,
    /// Whether the name is only its beginning.
    pub name_shortened: bool,
    /// The end of the identity number.
    pub id_tail: Option<String>,
    /// The operator's unified social credit code.
    pub uscc: Option<String>,
}

/// A plate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlateTold {
    /// Its number.
    pub number: String,
    /// Its colour.
    pub color: PlateColor,
}

impl LicenseTold {
    pub(crate) fn of(claims: &Claims, province: Option<&Province>) -> Self {
        let issuer = province.and_then(|province| province.issuer(claims.issuer_number));
        let mut told = Self {
            signed: province.is_some(),
            kind: claims.kind,
            identifier: issuer.map(|issuer| claims.identifier(issuer.uscc.clone()).as_str().to_owned()),
            issuer: issuer.map(|issuer| issuer.name.clone()),
            issued_on: claims.issued_on,
            expires_on: claims.expires_on,
            plate: None,
            name: None,
            name_shortened: false,
            id_tail: None,
            uscc: None,
        };
        match &claims.facts {
            Facts::Operator { uscc } => told.uscc = Some(uscc.as_str().to_owned()),
            Facts::Vehicle { plate } => {
                told.plate = Some(PlateTold { number: plate.number().to_owned(), color: plate.color() });
            }
            Facts::Practitioner { name, id_tail } => {
                told.name = Some(name.shown().to_owned());
                told.name_shortened = name.is_shortened();
                told.id_tail = Some(id_tail.as_str().to_owned());
            }
        }
        told
    }
}

/// Names and numbers of people stay out of logs.
impl fmt::Debug for LicenseTold {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LicenseTold").field("kind", &self.kind).field("signed", &self.signed).finish_non_exhaustive()
    }
}
