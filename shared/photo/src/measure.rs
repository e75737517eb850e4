//! What is measured on the small upright picture. Each measure is a whole number in the unit of its finding code.

mod frame;
mod ground;
mod light;
mod sharpness;

pub(crate) use frame::frame;
pub(crate) use ground::ground;
pub(crate) use light::{burnt_out, shares};
pub(crate) use sharpness::sharpness;
