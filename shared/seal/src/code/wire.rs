//! The bytes of claims, as docs/SEAL.md has them. Both formats have the same layout.

use jiff::ToSpan as _;
use jiff::civil::{Date, date};
use license::identifier::{Serial, Version};
use license::kind::{Kind, KindClass};
use license::plate::Plate;
use license::uscc::Uscc;

use super::{Claims, CodeError, Facts};
use crate::input::Input;
use crate::key::KeyId;
use crate::name::{IdTail, NAME_LENGTH_MAX, ShownName};

const EPOCH: Date = date(1970, 1, 1);
/// 长期: no last day.
const FOR_EVER: u16 = 0xFFFF;
const NO_INDEX: u32 = 0xFFFF_FFFF;
const CROCKFORD: &str = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const SHORTENED: u8 = 0x80;

/// What the first byte of a payload says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Format {
    /// The license code.
    License,
    /// The display code: it bears a second signature, so its names are shorter.
    Display,
}

impl Format {
    /// Decides first, because nothing else is known of another format.
    pub(crate) fn of(payload: &[u8]) -> Result<Self, CodeError> {
        let first = *payload.first().ok_or(CodeError::Length)?;
        [Self::License, Self::Display]
            .into_iter()
            .find(|format| format.byte() == first)
            .ok_or(CodeError::UnknownFormat(first))
    }

    pub(crate) const fn byte(self) -> u8 {
        match self {
            Self::License => 1,
            Self::Display => 2,
        }
    }

    const fn name_length_max(self) -> usize {
        match self {
            Self::License => NAME_LENGTH_MAX,
            Self::Display => 22,
        }
    }
}

pub(crate) fn write(format: Format, claims: &Claims) -> Result<Vec<u8>, CodeError> {
    let mut bytes = vec![format.byte(), kind_number(claims.kind)];
    bytes.extend(claims.issuer_number.to_be_bytes());
    bytes.extend(serial_bits(&claims.serial)?);
    bytes.extend(claims.version.number().to_be_bytes());
    bytes.extend(days(claims.issued_on)?.to_be_bytes());
    bytes.extend(claims.expires_on.map_or(Ok(FOR_EVER), days)?.to_be_bytes());
    if claims.expires_on.is_some_and(|last| last < claims.issued_on) {
        return Err(CodeError::Days);
    }
    if claims.status_index == Some(NO_INDEX) {
        return Err(CodeError::StatusIndex);
    }
    bytes.extend(claims.status_index.unwrap_or(NO_INDEX).to_be_bytes());
    bytes.extend(claims.key_id.to_bytes());
    write_facts(format, claims, &mut bytes)?;
    Ok(bytes)
}

fn write_facts(format: Format, claims: &Claims, bytes: &mut Vec<u8>) -> Result<(), CodeError> {
    match (&claims.facts, claims.kind.class()) {
        (Facts::Operator { uscc }, KindClass::Operator) => bytes.extend(uscc.as_str().bytes()),
        (Facts::Vehicle { plate }, KindClass::Vehicle) => {
            bytes.push(plate.color().code().parse().map_err(|_no_number| CodeError::Plate)?);
            bytes.push(u8::try_from(plate.number().len()).map_err(|_too_long| CodeError::Plate)?);
            bytes.extend(plate.number().bytes());
        }
        (Facts::Practitioner { name, id_tail }, KindClass::Practitioner) => {
            name.within(format.name_length_max())?.write(bytes);
            bytes.extend(id_tail.bytes());
        }
        _ => return Err(CodeError::Facts),
    }
    Ok(())
}

/// Reads the claims of a license code, which end where the bytes end.
pub(super) fn read(bytes: &[u8]) -> Result<Claims, CodeError> {
    let mut input = Input::new(bytes);
    let claims = claims(Format::License, &mut input)?;
    input.end()?;
    one_encoding(Format::License, &claims, bytes)?;
    Ok(claims)
}

/// Whatever was read must write itself back byte for byte.
pub(crate) fn one_encoding(format: Format, claims: &Claims, bytes: &[u8]) -> Result<(), CodeError> {
    (write(format, claims)? == bytes).then_some(()).ok_or(CodeError::NotCanonical)
}

/// Reads claims up to the end of their facts.
pub(crate) fn claims(format: Format, input: &mut Input<'_>) -> Result<Claims, CodeError> {
    let [_format, kind] = input.array()?;
    let kind = Kind::ALL.into_iter().find(|known| kind_number(*known) == kind).ok_or(CodeError::Kind)?;
    Ok(Claims {
        kind,
        issuer_number: u16::from_be_bytes(input.array()?),
        serial: serial(input.array()?)?,
        version: Version::new(u16::from_be_bytes(input.array()?)).map_err(|_range| CodeError::Version)?,
        issued_on: day(u16::from_be_bytes(input.array()?)).ok_or(CodeError::Days)?,
        expires_on: day(u16::from_be_bytes(input.array()?)),
        status_index: Some(u32::from_be_bytes(input.array()?)).filter(|index| *index != NO_INDEX),
        key_id: KeyId::from_bytes(input.array()?),
        facts: facts(format, kind, input)?,
    })
}

fn facts(format: Format, kind: Kind, input: &mut Input<'_>) -> Result<Facts, CodeError> {
    match kind.class() {
        KindClass::Operator => {
            let uscc = Uscc::parse(text(input.take(18)?, CodeError::Uscc)?).map_err(|_none| CodeError::Uscc)?;
            Ok(Facts::Operator { uscc })
        }
        KindClass::Vehicle => {
            let [color, length] = input.array()?;
            let number = text(input.take(length.into())?, CodeError::Plate)?;
            let plate = Plate::parse(number, &color.to_string()).map_err(|_none| CodeError::Plate)?;
            Ok(Facts::Vehicle { plate })
        }
        KindClass::Practitioner => {
            let [tag] = input.array()?;
            let shown = input.take((tag & !SHORTENED).into())?;
            let digest = if tag & SHORTENED == 0 { None } else { Some(input.array()?) };
            let name = ShownName::read(shown, digest, format.name_length_max())?;
            Ok(Facts::Practitioner { name, id_tail: IdTail::read(input.array()?)? })
        }
    }
}

fn text(bytes: &[u8], error: CodeError) -> Result<&str, CodeError> {
    std::str::from_utf8(bytes).map_err(|_not_text| error)
}

/// The three digits of the type code as a number.
fn kind_number(kind: Kind) -> u8 {
    kind.code().parse().unwrap_or_default()
}

fn days(day: Date) -> Result<u16, CodeError> {
    let days = EPOCH.until(day).ok().and_then(|span| u16::try_from(span.get_days()).ok());
    days.filter(|days| *days != FOR_EVER).ok_or(CodeError::Days)
}

/// `None` for 长期.
fn day(days: u16) -> Option<Date> {
    if days == FOR_EVER { None } else { EPOCH.checked_add(i64::from(days).days()).ok() }
}

fn serial_bits(serial: &Serial) -> Result<[u8; 10], CodeError> {
    if serial.as_str().len() != 16 {
        return Err(CodeError::Serial);
    }
    let bits = serial.as_str().chars().try_fold(0_u128, |bits, character| {
        let value = CROCKFORD.find(character).and_then(|place| u128::try_from(place).ok());
        value.map(|value| (bits << 5) | value)
    });
    let bytes = bits.map(u128::to_be_bytes).and_then(|bytes| bytes.last_chunk::<10>().copied());
    bytes.ok_or(CodeError::Serial)
}

fn serial(bytes: [u8; 10]) -> Result<Serial, CodeError> {
    let bits = bytes.iter().fold(0_u128, |bits, byte| (bits << 8) | u128::from(*byte));
    let characters = (0..16_u32).rev().filter_map(|place| {
        let value = usize::try_from((bits >> (place * 5)) & 31).ok()?;
        CROCKFORD.chars().nth(value)
    });
    Serial::parse(&characters.collect::<String>()).map_err(|_none| CodeError::Serial)
}
