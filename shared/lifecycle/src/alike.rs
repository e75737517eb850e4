//! Which photos of other subjects are near to one.

use std::collections::BTreeMap;

use license::{catalogue::catalogue, photo_hash::PhotoHash, subject::SubjectId};

use crate::port::Sighting;

/// The near photos of other subjects, nearest first, one for each subject.
pub(crate) fn near(hash: PhotoHash, subject: &SubjectId, found: Vec<Sighting>) -> Vec<(u32, Sighting)> {
    let within = catalogue().review_rules().duplicate_distance_max;
    let mut nearest: BTreeMap<SubjectId, (u32, Sighting)> = BTreeMap::new();
    for sighting in found.into_iter().filter(|sighting| sighting.subject != *subject) {
        let distance = hash.distance(sighting.hash);
        let other = nearest.get(&sighting.subject).map_or(within.saturating_add(1), |(known, _)| *known);
        if distance < other {
            nearest.insert(sighting.subject.clone(), (distance, sighting));
        }
    }
    let mut near: Vec<_> = nearest.into_values().collect();
    near.sort_by_key(|(distance, sighting)| (*distance, sighting.at));
    near
}

#[cfg(test)]
mod tests {
    use license::{division::Division, kind::Kind};

    use super::*;

    const OWN: &str = "v-aaaaaaaaaaaaaaaaaaaaaaaaaa";

    fn sighting(subject: &str, bits: u64) -> Sighting {
        let subject = SubjectId::parse(subject).unwrap();
        Sighting {
            hash: PhotoHash::new(bits),
            photo: license::kind::PhotoKind::Vehicle,
            holder: subject.clone(),
            subject,
            application: license::application::Name::parse("claim-0001").unwrap(),
            number: 1,
            division: Division::province(),
            kind: Kind::VehicleCertificate,
            thumbnail: license::subject::PhotoOnFile { digest: "00".into(), media_type: "image/jpeg".into() },
            at: jiff::Timestamp::UNIX_EPOCH,
        }
    }

    #[test]
    fn near_is_within_the_rule_of_others_and_once_each() {
        let (b, c) = ("v-bbbbbbbbbbbbbbbbbbbbbbbbbb", "v-cccccccccccccccccccccccccc");
        let found = vec![
            sighting(OWN, 0),
            sighting(b, 0b111),
            sighting(b, 0b1),
            sighting(c, 0),
            sighting("v-dddddddddddddddddddddddddd", 0b111_1111),
        ];
        let near = near(PhotoHash::new(0), &SubjectId::parse(OWN).unwrap(), found);
        let seen: Vec<_> = near.iter().map(|(distance, one)| (*distance, one.subject.as_str())).collect();
        assert_eq!(seen, [(0, c), (1, b)]);
    }
}
