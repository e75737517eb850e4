//! The index of photos by what they look like agrees with the photos that passed.

use std::collections::BTreeMap;

use license::{
    application::{Application, ApplicationId, CandidatePhoto},
    event::{Event, EventKind},
    photo_hash::PHOTO_KEYS,
};
use lifecycle::port::Sighting;

use super::{Books, Findings};

/// The number of a photo, by the place that it was uploaded to.
fn number(candidate: &CandidatePhoto) -> Option<u32> {
    candidate.upload.rsplit('/').next()?.parse().ok()
}

impl Books {
    pub(super) fn check_photos(&self, findings: &mut Findings) {
        let mut photos: BTreeMap<(&ApplicationId, u32), Vec<&Sighting>> = BTreeMap::new();
        for ((pk, sk), sighting) in &self.sightings {
            let Sighting { application, number, photo, hash, .. } = sighting;
            let places = hash.keys().map(|key| format!("PHOTOHASH#{}#{key}", photo.as_str()));
            let placed = places.contains(pk) && *sk == format!("{application}#{number}");
            findings.unless(placed, "photo_hash.misplaced", format!("{pk} {sk}"));
            photos.entry((application, *number)).or_default().push(sighting);
        }
        for ((id, number), entries) in &photos {
            let name = format!("{id} {number}");
            let alike = entries.len() == PHOTO_KEYS && entries.iter().all(|one| Some(one) == entries.first());
            findings.unless(alike, "photo_hash.incomplete", &name);
            findings.unless(entries.iter().all(|one| self.passed(one)), "photo_hash.unexplained", &name);
        }
        for application in self.applications.values() {
            let Some(candidate) = application.photo.as_ref() else { continue };
            let Some(hash) = candidate.hash else { continue };
            let entry = number(candidate).and_then(|number| photos.get(&(&application.id, number))?.first().copied());
            let same =
                entry.is_some_and(|one| one.hash == hash && Some(&one.thumbnail) == candidate.thumbnail.as_ref());
            findings.unless(same, "photo_hash.missing", &application.id);
            let kept = candidate.thumbnail.as_ref().is_some_and(|small| self.photos.contains(&small.digest));
            findings.unless(kept && self.photos.contains(&candidate.photo.digest), "photo.not_kept", &application.id);
        }
    }

    /// The photo is of an application of the same subject, and an event tells that it passed.
    fn passed(&self, seen: &Sighting) -> bool {
        let same = |made: &Application| {
            (&made.subject, &made.holder, made.kind, made.division)
                == (&seen.subject, &seen.holder, seen.kind, seen.division)
        };
        let told =
            |event: &Event| event.kind == EventKind::PhotoAccepted && event.id.name == format!("photo.{}", seen.number);
        self.applications.get(&seen.application).is_some_and(same) && self.events_of(&seen.application).any(told)
    }
}
