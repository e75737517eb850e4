//! 核验量: how often what was verified, counted apart from the leaf counters of [`crate::measure`], which follow the books
//! exactly. A verification changes nothing, so no event tells of it: it is counted when it is answered, as well as can be.

use jiff::civil::Date;

use crate::{caller::Role, division::Division, kind::Kind, verdict::Verdict};

/// What was shown or named.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// A license code.
    Code,
    /// Facts, without a code.
    LookUp,
    /// A license file.
    File,
}

/// One counter: verifications of one division and kind on a day, by who asked, how, and what was answered.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct VerifiedLeaf {
    /// The city of the license; `None` where none was found.
    pub division: Option<Division>,
    /// The kind of the license; `None` where none was found.
    pub kind: Option<Kind>,
    /// The day in Chinese time.
    pub day: Date,
    /// `verified.<channel>.<way>.<verdict>`.
    pub measure: String,
}

impl VerifiedLeaf {
    /// Of one verification. `found` is the division and kind of the license that it found.
    #[must_use]
    pub fn of(found: Option<(Division, Kind)>, day: Date, (role, way, verdict): (Role, Way, Verdict)) -> Self {
        let measure = format!("verified.{}.{}.{}", channel(role), way.as_str(), verdict.as_str());
        let division = found.map(|(division, _)| division.city());
        Self { division, kind: found.map(|(_, kind)| kind), day, measure }
    }
}

impl Way {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Code => "code",
            Self::LookUp => "look_up",
            Self::File => "file",
        }
    }
}

/// Officers and reviewers are one channel.
const fn channel(role: Role) -> &'static str {
    match role {
        Role::Public | Role::System => "public",
        Role::Holder => "holder",
        Role::Officer | Role::Reviewer | Role::Province => "officer",
        Role::Enforcement => "enforcement",
        Role::Partner => "partner",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_counter_is_of_a_city_and_says_who_asked_how_and_what_came_of_it() {
        let found = Some((Division::parse("210102").unwrap(), Kind::VehicleCertificate));
        let day = "2026-11-25".parse().unwrap();
        let leaf = VerifiedLeaf::of(found, day, (Role::Reviewer, Way::LookUp, Verdict::LicensedOnPaper));
        assert_eq!((leaf.division.unwrap().as_str(), leaf.kind), ("210100", Some(Kind::VehicleCertificate)));
        assert_eq!(leaf.measure, "verified.officer.look_up.licensed_on_paper");
        let missed = VerifiedLeaf::of(None, day, (Role::Public, Way::Code, Verdict::Forged));
        assert_eq!(
            (missed.division, missed.kind, missed.measure.as_str()),
            (None, None, "verified.public.code.forged")
        );
    }
}
