//! The stages of applications and licenses, and every move between them, in one place: who may make it, and where it
//! leads. Expiry is no stage: it is computed from the validity and the day.

use serde::{Deserialize, Serialize};

use crate::caller::Role;

/// Where an application stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ApplicationStage {
    /// 已提交: waits for the photo that it needs.
    Submitted,
    /// 照片退回: the inspection found the photo wanting; another may be uploaded.
    PhotoReturned,
    /// 待审核: an officer decides.
    AwaitingReview,
    /// 审核退回: an officer returned it with reasons; another photo may be uploaded.
    Returned,
    /// 已通过: the license is being made.
    Approved,
    /// 已制证: the license exists.
    Issued,
    /// 已撤回: the applicant took it back.
    Withdrawn,
}

/// What can happen to an application.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ApplicationMove {
    /// The inspection found nothing against the photo.
    AcceptPhoto,
    /// The inspection found the photo wanting.
    ReturnPhoto,
    /// An officer, or a recorded rule, approves.
    Approve,
    /// An officer returns it with reasons.
    Return,
    /// The license was made.
    Issue,
    /// The applicant takes it back; or the license that was to be continued has ended meanwhile.
    Withdraw,
}

/// One allowed move of an application.
pub type ApplicationRow = (ApplicationStage, ApplicationMove, ApplicationStage, &'static [Role]);

/// Every allowed move of an application.
pub const APPLICATION_MOVES: &[ApplicationRow] = {
    use ApplicationMove as M;
    use ApplicationStage as S;
    const SYSTEM: &[Role] = &[Role::System];
    const REVIEWER: &[Role] = &[Role::Reviewer];
    const APPLICANT: &[Role] = &[Role::Holder, Role::Officer];
    &[
        (S::Submitted, M::AcceptPhoto, S::AwaitingReview, SYSTEM),
        (S::Submitted, M::ReturnPhoto, S::PhotoReturned, SYSTEM),
        (S::Submitted, M::Approve, S::Approved, SYSTEM),
        (S::Submitted, M::Withdraw, S::Withdrawn, APPLICANT),
        (S::PhotoReturned, M::AcceptPhoto, S::AwaitingReview, SYSTEM),
        (S::PhotoReturned, M::ReturnPhoto, S::PhotoReturned, SYSTEM),
        (S::PhotoReturned, M::Withdraw, S::Withdrawn, APPLICANT),
        (S::AwaitingReview, M::Approve, S::Approved, REVIEWER),
        (S::AwaitingReview, M::Return, S::Returned, REVIEWER),
        (S::AwaitingReview, M::Withdraw, S::Withdrawn, APPLICANT),
        (S::Returned, M::AcceptPhoto, S::AwaitingReview, SYSTEM),
        (S::Returned, M::ReturnPhoto, S::PhotoReturned, SYSTEM),
        (S::Returned, M::Withdraw, S::Withdrawn, APPLICANT),
        (S::Approved, M::Issue, S::Issued, SYSTEM),
        (S::Approved, M::Withdraw, S::Withdrawn, SYSTEM),
    ]
};

impl ApplicationStage {
    /// Every stage.
    pub const ALL: [Self; 7] = [
        Self::Submitted,
        Self::PhotoReturned,
        Self::AwaitingReview,
        Self::Returned,
        Self::Approved,
        Self::Issued,
        Self::Withdrawn,
    ];

    /// Where the move leads, if it is allowed from here for this role.
    #[must_use]
    pub fn after(self, what: ApplicationMove, role: Role) -> Option<Self> {
        APPLICATION_MOVES
            .iter()
            .find(|(from, with, _, who)| *from == self && *with == what && who.contains(&role))
            .map(|(_, _, to, _)| *to)
    }

    /// Whether nothing more can happen to it, so that another application for the grant may be made.
    #[must_use]
    pub const fn is_closed(self) -> bool {
        matches!(self, Self::Issued | Self::Withdrawn)
    }

    /// Whether a photo may be uploaded now.
    #[must_use]
    pub const fn takes_photo(self) -> bool {
        matches!(self, Self::Submitted | Self::PhotoReturned | Self::Returned)
    }
}

/// Where a license version stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LicenseStage {
    /// 已签章: made, not yet taken into use by the holder.
    Sealed,
    /// 已激活.
    Activated,
    /// 暂时失效.
    Suspended,
    /// 已换发: a newer version stands in its place.
    Replaced,
    /// 已注销.
    Cancelled,
    /// 已撤销: it should not have been granted.
    Withdrawn,
    /// 已吊销: taken as a penalty.
    Revoked,
}

/// What can happen to a license version.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LicenseMove {
    /// 激活, by the holder.
    Activate,
    /// 暂停.
    Suspend,
    /// 恢复; it goes back to where it was suspended from.
    Resume,
    /// 换发, as the next version is issued.
    Replace,
    /// 注销.
    Cancel,
    /// 撤销.
    Withdraw,
    /// 吊销.
    Revoke,
}

/// One allowed move of a license.
pub type LicenseRow = (LicenseStage, LicenseMove, LicenseStage, &'static [Role]);

/// Every allowed move of a license. `Resume` leads to `Activated` here; one suspended before activation returns to
/// `Sealed` (see [`crate::electronic::License::resumed_stage`]).
pub const LICENSE_MOVES: &[LicenseRow] = {
    use LicenseMove as M;
    use LicenseStage as S;
    const HOLDER: &[Role] = &[Role::Holder];
    const OFFICER: &[Role] = &[Role::Officer];
    const SYSTEM: &[Role] = &[Role::System];
    &[
        (S::Sealed, M::Activate, S::Activated, HOLDER),
        (S::Sealed, M::Suspend, S::Suspended, OFFICER),
        (S::Sealed, M::Replace, S::Replaced, SYSTEM),
        (S::Sealed, M::Cancel, S::Cancelled, OFFICER),
        (S::Sealed, M::Withdraw, S::Withdrawn, OFFICER),
        (S::Sealed, M::Revoke, S::Revoked, OFFICER),
        (S::Activated, M::Suspend, S::Suspended, OFFICER),
        (S::Activated, M::Replace, S::Replaced, SYSTEM),
        (S::Activated, M::Cancel, S::Cancelled, OFFICER),
        (S::Activated, M::Withdraw, S::Withdrawn, OFFICER),
        (S::Activated, M::Revoke, S::Revoked, OFFICER),
        (S::Suspended, M::Resume, S::Activated, OFFICER),
        (S::Suspended, M::Replace, S::Replaced, SYSTEM),
        (S::Suspended, M::Cancel, S::Cancelled, OFFICER),
        (S::Suspended, M::Withdraw, S::Withdrawn, OFFICER),
        (S::Suspended, M::Revoke, S::Revoked, OFFICER),
    ]
};

impl LicenseStage {
    /// Every stage.
    pub const ALL: [Self; 7] = [
        Self::Sealed,
        Self::Activated,
        Self::Suspended,
        Self::Replaced,
        Self::Cancelled,
        Self::Withdrawn,
        Self::Revoked,
    ];

    /// Where the move leads, if it is allowed from here for this role.
    #[must_use]
    pub fn after(self, what: LicenseMove, role: Role) -> Option<Self> {
        LICENSE_MOVES
            .iter()
            .find(|(from, with, _, who)| *from == self && *with == what && who.contains(&role))
            .map(|(_, _, to, _)| *to)
    }

    /// Whether it has ended for good.
    #[must_use]
    pub const fn is_ended(self) -> bool {
        matches!(self, Self::Replaced | Self::Cancelled | Self::Withdrawn | Self::Revoked)
    }

    /// The word in records, statistics and the API.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Sealed => "sealed",
            Self::Activated => "activated",
            Self::Suspended => "suspended",
            Self::Replaced => "replaced",
            Self::Cancelled => "cancelled",
            Self::Withdrawn => "withdrawn",
            Self::Revoked => "revoked",
        }
    }

    /// From the word.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|stage| stage.as_str() == word)
    }

    /// 证照状态 as the outside knows it (JT/T 415-2006 5.5.2): `1` valid, `2` invalid. Expiry is the caller's to add.
    #[must_use]
    pub const fn outward(self) -> &'static str {
        match self {
            Self::Activated => "1",
            Self::Sealed | Self::Suspended | Self::Replaced | Self::Cancelled | Self::Withdrawn | Self::Revoked => "2",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_move_leads_to_one_place() {
        for (index, (from, what, _, _)) in LICENSE_MOVES.iter().enumerate() {
            assert!(!LICENSE_MOVES[index + 1..].iter().any(|row| row.0 == *from && row.1 == *what));
        }
        for (index, (from, what, _, _)) in APPLICATION_MOVES.iter().enumerate() {
            assert!(!APPLICATION_MOVES[index + 1..].iter().any(|row| row.0 == *from && row.1 == *what));
        }
    }

    #[test]
    fn nothing_leaves_an_end() {
        assert!(LICENSE_MOVES.iter().all(|row| !row.0.is_ended()));
        assert!(APPLICATION_MOVES.iter().all(|row| !row.0.is_closed()));
    }

    #[test]
    fn every_stage_can_be_reached() {
        for stage in LicenseStage::ALL {
            assert!(stage == LicenseStage::Sealed || LICENSE_MOVES.iter().any(|row| row.2 == stage), "{stage:?}");
        }
        for stage in ApplicationStage::ALL {
            let start = stage == ApplicationStage::Submitted;
            assert!(start || APPLICATION_MOVES.iter().any(|row| row.2 == stage), "{stage:?}");
        }
    }

    #[test]
    fn a_holder_cannot_end_and_an_officer_cannot_activate() {
        assert_eq!(LicenseStage::Activated.after(LicenseMove::Revoke, Role::Holder), None);
        assert_eq!(LicenseStage::Sealed.after(LicenseMove::Activate, Role::Officer), None);
        assert_eq!(ApplicationStage::AwaitingReview.after(ApplicationMove::Approve, Role::Officer), None);
        assert_eq!(ApplicationStage::AwaitingReview.after(ApplicationMove::Approve, Role::Holder), None);
    }
}
