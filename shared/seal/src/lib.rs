//! Signatures that are checked in process, and the codes and lists that carry them.
//!
//! The key never comes in: a caller prepares the exact bytes, has them signed elsewhere (KMS), and completes the
//! artifact here, which checks what was just made. Formats are written byte by byte in `docs/SEAL.md`.

// the samples of the seal are also used by the tests of the crate that seals files
#[cfg(test)]
extern crate self as seal;

mod base;
mod code;
mod digits;
mod display;
mod input;
mod key;
mod list;
mod name;
mod qr;
pub mod ses;
mod signature;
mod status;
mod trust;

#[cfg(test)]
mod vectors;

pub use base::{BASE_LENGTH_MAX, BaseAddress, BaseAddressError};
pub use code::{CLAIMS_LENGTH_MAX, Claims, CodeError, Facts, LicenseCode, ParsedCode, ShownCode, parse, read};
pub use display::{
    DISPLAY_LENGTH_MAX, DeviceKey, DisplayCode, DisplayGrant, FRESH_SECONDS, LIFETIME_HOURS_MAX, ParsedDisplay,
    Presence, SignedGrant,
};
pub use key::{Algorithm, KeyError, KeyId, PublicKey, digest_for};
pub use list::{LIST_LENGTH_MAX, List, ListError, SignedList};
pub use name::{IdTail, NAME_LENGTH_MAX, ShownName};
pub use qr::{DISPLAY_SYMBOL_MAX, LICENSE_SYMBOL_MAX, QrError, qr_png};
pub use signature::{Signature, SignatureError};
pub use status::{PackedStates, STATUS_COUNT_MAX, SignedStatusList, StatusList, StatusState};
pub use trust::{
    KeyUse, Province, ProvinceCode, STATUS_AGE_MAX_SECONDS, SignedTrustList, StatusListAddress, TrustList,
    TrustedIssuer, TrustedKey,
};
