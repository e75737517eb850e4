//! 重复照片: the same or nearly the same photo, uploaded for another subject. Looked for when an officer opens the case, so
//! that of two which came at the same moment each shows the other.

use license::{application::Application, caller::Caller, catalogue::catalogue, division::Division, kind::Kind};

use super::Review;
use crate::{
    alike::near,
    error::Error,
    object::ObjectKey,
    port::{Access, Link, Sighting},
};

/// What was found beside a photo.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Duplicates {
    /// The nearest, nearest first.
    pub shown: Vec<Duplicate>,
    /// How many more there are.
    pub more: usize,
    /// Whether all were looked at that could be near: then an empty list says that there is none within three bits.
    pub complete: bool,
}

/// A photo of another subject that is near.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Duplicate {
    /// In how many bits of 64 the two differ.
    pub distance: u32,
    /// Whose officers judge or judged it.
    pub division: Division,
    /// Of which kind of license.
    pub kind: Kind,
    /// The other case, for officers of its own city.
    pub case: Option<OtherCase>,
}

/// The case of such a photo, within the own city.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OtherCase {
    /// As it stands now; it names its license, if there is one.
    pub application: Application,
    /// A short-lived link to the photo, small.
    pub thumbnail: Link,
}

impl Review {
    /// What is near to the photo of a case, within what the officer may see: of another city only that there is one.
    pub(super) async fn duplicates(&self, caller: &Caller, case: &Application) -> Result<Option<Duplicates>, Error> {
        let hash = case.photo.as_ref().and_then(|candidate| candidate.hash);
        let (Some(hash), Some(photo)) = (hash, case.kind.photo()) else {
            return Ok(None);
        };
        let sightings = self.photo_index.photos_like(photo, hash).await?;
        let mut near = near(hash, &case.subject, sightings.found);
        let shown = usize::from(catalogue().review_rules().duplicates_shown_max).min(near.len());
        let more = near.split_off(shown).len();
        let mut shown = Vec::with_capacity(near.len());
        for (distance, sighting) in near {
            shown.push(self.duplicate(caller, distance, sighting).await?);
        }
        Ok(Some(Duplicates { shown, more, complete: sightings.complete }))
    }

    async fn duplicate(&self, caller: &Caller, distance: u32, seen: Sighting) -> Result<Duplicate, Error> {
        let case = match caller.must_serve(&seen.division) {
            Ok(()) => self.other_case(caller, &seen).await?,
            Err(_elsewhere) => None,
        };
        Ok(Duplicate { distance, division: seen.division, kind: seen.kind, case })
    }

    /// A look at the other's photo is a read of the other's data, and on record before it is answered.
    async fn other_case(&self, caller: &Caller, seen: &Sighting) -> Result<Option<OtherCase>, Error> {
        let Some(application) = self.applications.application(&seen.application).await? else {
            return Ok(None);
        };
        let access = Access {
            holder: Some(seen.holder.clone()),
            at: self.clock.now(),
            by: caller.actor.clone(),
            division: caller.division,
            purpose: "照片审核".to_owned(),
            license: None,
            sought: None,
            answer: "review.duplicate".to_owned(),
        };
        self.access.record(&access).await?;
        let thumbnail = self.vault.link(&ObjectKey::photo(&seen.thumbnail), "photo").await?;
        Ok(Some(OtherCase { application, thumbnail }))
    }
}
