//! What a road-transport electronic license is: its kinds, identifiers, subjects, stages, transitions and rules.
//!
//! Everything here is pure: values in, decisions out. No clock, no store, no network.

pub mod application;
pub mod caller;
pub mod catalogue;
pub mod citizen_id;
pub mod clock;
pub mod digest;
pub mod division;
pub mod electronic;
pub mod eligibility;
pub mod event;
pub mod face;
pub mod file_verdict;
pub mod finding;
pub mod grant;
pub mod holder_code;
pub mod identifier;
pub mod iso7064;
pub mod joint;
pub mod kind;
pub mod lease;
pub mod license_number;
pub mod measure;
pub mod photo_hash;
pub mod plate;
pub mod refusal;
pub mod scope;
pub mod stage;
pub mod subject;
pub mod uscc;
pub mod verdict;
pub mod verified;
pub mod vin;
pub mod words;
