//! Photos by what they look like.

use jiff::Timestamp;
use license::{
    application::ApplicationId,
    division::Division,
    kind::{Kind, PhotoKind},
    photo_hash::PhotoHash,
    subject::{PhotoOnFile, SubjectId},
};
use serde::{Deserialize, Serialize};

/// A photo that the inspection let pass, by what it looks like and whose it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sighting {
    /// What it looks like.
    pub hash: PhotoHash,
    /// What it shows.
    pub photo: PhotoKind,
    /// Whose it is to be.
    pub subject: SubjectId,
    /// Who holds, or is to hold, the license.
    pub holder: SubjectId,
    /// The application that it was uploaded for.
    pub application: ApplicationId,
    /// Its number there.
    pub number: u32,
    /// Whose officers judge it.
    pub division: Division,
    /// Of which kind of license.
    pub kind: Kind,
    /// The picture, small.
    pub thumbnail: PhotoOnFile,
    /// When it passed.
    pub at: Timestamp,
}

/// Photos that may be alike.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sightings {
    /// Each once, in no order.
    pub found: Vec<Sighting>,
    /// False if under some key there are more than are read: then one that is near may be missing.
    pub complete: bool,
}
