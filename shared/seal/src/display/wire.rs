//! The bytes of format 2, as docs/SEAL.md has them.

use jiff::Timestamp;

use super::{CODE_CONTEXT, DISPLAY_LENGTH_MAX, DeviceKey, DisplayGrant, GRANT_CONTEXT, LIFETIME_HOURS_MAX};
use super::{ParsedDisplay, SignedGrant};
use crate::code::CodeError;
use crate::code::wire::{self, Format};
use crate::input::Input;
use crate::signature::Signature;

const SECONDS_PER_HOUR: u32 = 3600;
const OFFSET_LENGTH: usize = 3;

pub(super) fn write(grant: &DisplayGrant) -> Result<Vec<u8>, CodeError> {
    let mut bytes = wire::write(Format::Display, &grant.claims)?;
    bytes.extend(grant.device.to_bytes());
    bytes.extend(granted_second(grant)?.to_be_bytes());
    bytes.extend(lifetime(grant.lifetime_hours)?.to_be_bytes());
    Ok(bytes)
}

/// Reads a grant and its signature; gives what follows.
pub(super) fn read_signed(bytes: &[u8]) -> Result<(SignedGrant, &[u8]), CodeError> {
    if let other @ Format::License = Format::of(bytes)? {
        return Err(CodeError::UnknownFormat(other.byte()));
    }
    if bytes.len() > DISPLAY_LENGTH_MAX {
        return Err(CodeError::Length);
    }
    let mut input = Input::new(bytes);
    let grant = grant(&mut input)?;
    let unsigned = read_part(bytes, &input);
    let signature = Signature::from_bytes(input.array()?);
    let message = [GRANT_CONTEXT, unsigned].concat();
    Ok((SignedGrant { grant, bytes: read_part(bytes, &input).to_vec(), message, signature }, input.rest()))
}

pub(super) fn read(payload: &[u8]) -> Result<ParsedDisplay, CodeError> {
    let (signed, rest) = read_signed(payload)?;
    let mut input = Input::new(rest);
    let offset: [u8; OFFSET_LENGTH] = input.array()?;
    let signature = Signature::from_bytes(input.array()?);
    input.end()?;
    let message = [CODE_CONTEXT, &signed.bytes, &offset].concat();
    let [high, middle, low] = offset;
    let granted_second = granted_second(&signed.grant)?;
    let shown_at = second(i64::from(granted_second).saturating_add(u32::from_be_bytes([0, high, middle, low]).into()))?;
    Ok(ParsedDisplay { signed, shown_at, message, signature })
}

/// Seconds from the grant to the showing.
pub(super) fn offset(grant: &DisplayGrant, shown_at: Timestamp) -> Result<[u8; OFFSET_LENGTH], CodeError> {
    let seconds = shown_at.as_second().saturating_sub(granted_second(grant)?.into());
    let life = u32::from(grant.lifetime_hours).saturating_mul(SECONDS_PER_HOUR);
    let seconds = u32::try_from(seconds).ok().filter(|seconds| *seconds <= life).ok_or(CodeError::ShownAt)?;
    let [_zero, offset @ ..] = seconds.to_be_bytes();
    Ok(offset)
}

fn grant(input: &mut Input<'_>) -> Result<DisplayGrant, CodeError> {
    let start = input.rest();
    let claims = wire::claims(Format::Display, input)?;
    wire::one_encoding(Format::Display, &claims, read_part(start, input))?;
    let device = DeviceKey::from_bytes(input.array()?).map_err(|_no_point| CodeError::DeviceKey)?;
    let granted_at = second(u32::from_be_bytes(input.array()?).into())?;
    let lifetime_hours = lifetime(u16::from_be_bytes(input.array()?))?;
    Ok(DisplayGrant { claims, device, granted_at, lifetime_hours })
}

/// What was read since the beginning.
fn read_part<'a>(start: &'a [u8], input: &Input<'_>) -> &'a [u8] {
    start.get(..start.len().saturating_sub(input.rest().len())).unwrap_or_default()
}

fn granted_second(grant: &DisplayGrant) -> Result<u32, CodeError> {
    u32::try_from(grant.granted_at.as_second()).map_err(|_range| CodeError::GrantedAt)
}

fn second(second: i64) -> Result<Timestamp, CodeError> {
    Timestamp::from_second(second).map_err(|_range| CodeError::GrantedAt)
}

fn lifetime(hours: u16) -> Result<u16, CodeError> {
    (1..=LIFETIME_HOURS_MAX).contains(&hours).then_some(hours).ok_or(CodeError::Lifetime)
}
