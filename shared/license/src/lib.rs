//! What a road-transport electronic license is: its kinds, identifiers, subjects, stages, transitions and rules.
//!
//! Everything here is pure: values in, decisions out. No clock, no store, no network.

pub mod catalogue;
pub mod citizen_id;
pub mod division;
pub mod holder_code;
pub mod identifier;
pub mod iso7064;
pub mod kind;
pub mod license_number;
pub mod plate;
pub mod scope;
pub mod uscc;
pub mod vin;
