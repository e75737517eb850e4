//! The status list: two bits a license of one issuer, compressed and signed.

use jiff::Timestamp;

use crate::input::Input;
use crate::list::{List, ListError, SignedList};

mod states;

pub use states::{PackedStates, STATUS_COUNT_MAX, StatusState};

/// How every license of an issuer stands, as of a moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StatusList {
    /// The issuer's number, as in the claims. The province is that of the key.
    pub issuer_number: u16,
    /// Grows with every list of this issuer.
    pub sequence: u64,
    /// The moment that the list speaks of, in whole seconds.
    pub as_of: Timestamp,
    /// When the next one is due at the latest, in whole seconds.
    pub next_update: Timestamp,
    /// The states by place, which is the status index of the claims.
    pub states: PackedStates,
}

/// A status list with its signature.
pub type SignedStatusList = SignedList<StatusList>;

impl StatusList {
    /// How the license at a place stands; `None` beyond the list: it was numbered after the list was made, or never.
    #[must_use]
    pub fn state(&self, place: u32) -> Option<StatusState> {
        self.states.get(place)
    }
}

impl List for StatusList {
    const CONTEXT: &'static [u8] = b"STATUS-LIST-1\0";

    fn to_body(&self) -> Result<Vec<u8>, ListError> {
        ordered(self.as_of, self.next_update)?;
        let mut body = self.issuer_number.to_be_bytes().to_vec();
        body.extend(self.sequence.to_be_bytes());
        body.extend(seconds(self.as_of)?.to_be_bytes());
        body.extend(seconds(self.next_update)?.to_be_bytes());
        body.extend(self.states.count().to_be_bytes());
        body.extend(self.states.deflate());
        Ok(body)
    }

    fn from_body(body: &[u8]) -> Result<Self, ListError> {
        let mut input = Input::new(body);
        let issuer_number = u16::from_be_bytes(input.array()?);
        let sequence = u64::from_be_bytes(input.array()?);
        let as_of = timestamp(u64::from_be_bytes(input.array()?))?;
        let next_update = timestamp(u64::from_be_bytes(input.array()?))?;
        ordered(as_of, next_update)?;
        let count = u32::from_be_bytes(input.array()?);
        let states = PackedStates::inflate(count, input.rest())?;
        Ok(Self { issuer_number, sequence, as_of, next_update, states })
    }
}

/// A list is due to be followed after it was made.
pub(crate) fn ordered(made: Timestamp, next_update: Timestamp) -> Result<(), ListError> {
    (made < next_update).then_some(()).ok_or(ListError::Times)
}

fn seconds(moment: Timestamp) -> Result<u64, ListError> {
    let whole = moment.subsec_nanosecond() == 0;
    u64::try_from(moment.as_second()).ok().filter(|_| whole).ok_or(ListError::Times)
}

fn timestamp(seconds: u64) -> Result<Timestamp, ListError> {
    i64::try_from(seconds).ok().and_then(|seconds| Timestamp::from_second(seconds).ok()).ok_or(ListError::Times)
}

#[cfg(test)]
mod tests;
