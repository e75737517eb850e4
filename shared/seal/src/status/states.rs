use std::fmt;

use miniz_oxide::deflate::compress_to_vec;
use miniz_oxide::inflate::TINFLStatus;
use miniz_oxide::inflate::core::inflate_flags::TINFL_FLAG_USING_NON_WRAPPING_OUTPUT_BUF;
use miniz_oxide::inflate::core::{DecompressorOxide, decompress};

use crate::list::ListError;

/// Most places that one list has: 1 MiB of states.
pub const STATUS_COUNT_MAX: u32 = 4 * 1024 * 1024;
/// Effort of the compressor: the bytes of a list are fetched far more often than they are made.
const LEVEL: u8 = 9;

/// How a license stands in a status list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum StatusState {
    /// Replaced or ended.
    Ended,
    /// Made and not yet taken into use by its holder.
    NotActivated,
    /// Without effect for the time being.
    Suspended,
    /// In force, its term aside.
    Valid,
}

impl StatusState {
    const fn of(bits: u8) -> Self {
        match bits & 3 {
            0 => Self::Ended,
            1 => Self::NotActivated,
            2 => Self::Suspended,
            _ => Self::Valid,
        }
    }

    const fn bits(self) -> u8 {
        match self {
            Self::Ended => 0,
            Self::NotActivated => 1,
            Self::Suspended => 2,
            Self::Valid => 3,
        }
    }
}

/// States by place, four to a byte, the lowest place in the lowest bits.
#[derive(Clone, PartialEq, Eq)]
pub struct PackedStates {
    count: u32,
    bytes: Vec<u8>,
}

impl PackedStates {
    /// As many places, all ended.
    ///
    /// # Errors
    /// `Count` beyond [`STATUS_COUNT_MAX`].
    pub fn new(count: u32) -> Result<Self, ListError> {
        if count > STATUS_COUNT_MAX {
            return Err(ListError::Count);
        }
        let length = usize::try_from(count.div_ceil(4)).map_err(|_small_machine| ListError::Count)?;
        Ok(Self { count, bytes: vec![0; length] })
    }

    /// How many places there are.
    #[must_use]
    pub const fn count(&self) -> u32 {
        self.count
    }

    /// The state at a place; `None` beyond the last.
    #[must_use]
    pub fn get(&self, place: u32) -> Option<StatusState> {
        let byte = self.bytes.get(byte_of(place)?).filter(|_| place < self.count)?;
        Some(StatusState::of(byte >> shift(place)))
    }

    /// Puts a state at a place.
    ///
    /// # Errors
    /// `Count` beyond the last place.
    pub fn set(&mut self, place: u32, state: StatusState) -> Result<(), ListError> {
        let inside = place < self.count;
        let byte = byte_of(place).filter(|_| inside).and_then(|at| self.bytes.get_mut(at)).ok_or(ListError::Count)?;
        *byte = (*byte & !(3 << shift(place))) | (state.bits() << shift(place));
        Ok(())
    }

    pub(super) fn deflate(&self) -> Vec<u8> {
        compress_to_vec(&self.bytes, LEVEL)
    }

    /// Takes no more memory than the places need, whatever the stream says.
    pub(super) fn inflate(count: u32, stream: &[u8]) -> Result<Self, ListError> {
        let mut states = Self::new(count)?;
        let mut inflator = Box::<DecompressorOxide>::default();
        let whole = TINFL_FLAG_USING_NON_WRAPPING_OUTPUT_BUF;
        let (status, read, written) = decompress(&mut inflator, stream, &mut states.bytes, 0, whole);
        if status != TINFLStatus::Done || read != stream.len() || written != states.bytes.len() {
            return Err(ListError::States);
        }
        states.is_padded_with_zeros().then_some(states).ok_or(ListError::Padding)
    }

    fn is_padded_with_zeros(&self) -> bool {
        let used = shift(self.count);
        used == 0 || self.bytes.last().is_none_or(|last| last >> used == 0)
    }
}

impl fmt::Debug for PackedStates {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PackedStates({})", self.count)
    }
}

fn byte_of(place: u32) -> Option<usize> {
    usize::try_from(place / 4).ok()
}

const fn shift(place: u32) -> u32 {
    (place % 4) * 2
}
