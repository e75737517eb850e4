//! Judges what somebody shows by signed lists alone: no key, no network, no clock of its own.
//!
//! [`Lists`] are what a verifier carries with it: the trust list under a pinned root and the status lists under the trust
//! list. [`judge`] takes a code and [`file()`] a license file; both answer a [`Report`]. [`picture()`] reads the code out
//! of a picture.
//!
//! A *no* that is certain stands even if something else could not be checked; a *yes* never does.

mod file;
mod judge;
mod license_told;
mod lists;
mod picture;
mod reason;
mod report;
mod signature;
mod standing;
mod words;

#[cfg(test)]
mod tests;

pub use file::{file, file_and_seal};
pub use judge::{judge, shown};
pub use license_told::{LicenseTold, PlateTold};
pub use lists::{CLOCK_AHEAD_SECONDS_MAX, Dropped, Lists};
pub use picture::{PICTURE_BYTES_MAX, PictureError, picture};
pub use reason::Reason;
pub use report::{Aspect, Elsewhere, Finding, Medium, Report, State, StatusSeen, Told, TrustSeen, Verdict, is_home};
pub use signature::{Signed, license_key, signature};
