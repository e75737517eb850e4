//! What the signed lists need of the world.

use async_trait::async_trait;
use license::{
    electronic::{LicenseKey, StatusPlace},
    stage::LicenseStage,
};

use crate::error::Fault;

/// Where a license version is listed, and how it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PlacedStage {
    /// Where.
    pub place: StatusPlace,
    /// How.
    pub stage: LicenseStage,
}

port! {
    /// Places in status lists, each given once. Counting is atomic; nothing else is decided by it.
    trait StatusPlaces {
        /// The next place of an issuer's list, counted from 0. If the answer is lost the place is nobody's, and there is
        /// a gap.
        async fn next_place(&self, issuer: u16) -> Result<u32, Fault>;
    }
}

port! {
    /// How license versions stand, for who may not know more of them: no body is opened.
    trait PlacedStages {
        /// Every version of a license that has a place in a status list, strongly consistent.
        async fn placed_stages(&self, key: &LicenseKey) -> Result<Vec<PlacedStage>, Fault>;
    }
}
