//! Every "no" that a caller can act on, with its stable code and its kind. docs/PROBLEMS.md has a heading for each.

/// What sort of "no" it is; the edge turns it into a status.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RefusalKind {
    /// The request cannot be understood: 400.
    Malformed,
    /// Understood, but not for this caller: 403.
    Forbidden,
    /// There is no such thing for this caller: 404.
    Absent,
    /// Something in the books stands against it now: 409.
    Conflict,
    /// A condition of the rule is not met: 422.
    Unmet,
    /// The caller asked for more than its share: 429.
    Limited,
}

/// A refusal. Its message names no person, number, plate or value of the request.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Refusal {
    /// A field of the request is missing or wrong.
    #[error("the field {field} is not acceptable: {reason}")]
    Field {
        /// Which field.
        field: &'static str,
        /// The code of what is wrong with it, such as `uscc.check`.
        reason: &'static str,
    },
    /// A paging cursor that was not made here.
    #[error("the cursor is not one of ours")]
    Cursor,
    /// The role may not do this.
    #[error("this role may not do this")]
    RoleNotAllowed,
    /// The caller neither is nor acts for the holder.
    #[error("only the holder, or one who acts for the holder, may do this")]
    NotHolder,
    /// The sign-in did not verify the real name.
    #[error("real-name verification is needed first")]
    RealNameMissing,
    /// An officer of another city.
    #[error("only officers of the issuing division may do this")]
    OtherDivision,
    /// Four eyes: who applied may not decide.
    #[error("who applied for it may not decide it")]
    OwnApplication,
    /// A purpose must be named.
    #[error("a purpose must be given")]
    PurposeMissing,
    /// More look-ups than the caller may make in a time (`look_up_limits.csv`).
    #[error("too many look-ups; wait until the time is over")]
    TooManyLookUps {
        /// After so long there is room again.
        retry_after_seconds: u32,
    },
    /// No such grant in the register.
    #[error("the register holds no such grant")]
    NoGrant,
    /// No such subject in the register.
    #[error("the register holds no such record")]
    NoSubject,
    /// The grant's term is over.
    #[error("the grant is no longer in force")]
    GrantExpired,
    /// The operator's USCC is not complete and correct (art. 6(1)).
    #[error("the operator's unified social credit code in the register is not complete and correct")]
    OperatorUscc {
        /// What is wrong with it.
        reason: &'static str,
    },
    /// The operator is not in normal operation (art. 6(1)).
    #[error("the operator is not in normal operation")]
    OperatorNotOperating,
    /// An officer's making needs a photo on file (art. 6(2), 6(3)).
    #[error("a conforming photo must be on file first")]
    PhotoRequired,
    /// This kind or application takes no photo.
    #[error("no photo is asked for here")]
    PhotoNotAsked,
    /// No such application, or not for this caller.
    #[error("there is no such application")]
    NoApplication,
    /// The name is taken by another request.
    #[error("this name was used for a different request")]
    NameTaken,
    /// One open application per grant.
    #[error("an application for this grant is open already")]
    ApplicationOpen,
    /// The grant has an electronic license in force already.
    #[error("the grant has an electronic license already")]
    AlreadyLicensed,
    /// There is no license that a next version could follow.
    #[error("the grant has no electronic license that stands")]
    NotLicensed,
    /// The license is drawn by the template in force.
    #[error("the license has the template in force already")]
    TemplateInForce,
    /// The application's stage does not allow it.
    #[error("the application's stage does not allow this")]
    ApplicationStage,
    /// Another officer has the case.
    #[error("another officer has taken this case until {until}")]
    CaseTaken {
        /// From this moment on it is free again, unless it is renewed.
        until: jiff::Timestamp,
    },
    /// The holder has uploaded as many photos as may be; an officer at the counter goes on.
    #[error("no uploads are left; the department's counter takes the next photo")]
    UploadsUsed,
    /// No such license, or not for this caller.
    #[error("there is no such license")]
    NoLicense,
    /// The license's stage does not allow it.
    #[error("the license's stage does not allow this")]
    LicenseStage,
    /// Replaced by a newer version.
    #[error("this version has been replaced; use the newest")]
    NotNewest,
    /// The reason code is not in the catalogue for this act.
    #[error("the reason code is not one for this act")]
    ReasonUnknown,
    /// The legal basis is missing.
    #[error("the legal basis must be given")]
    LegalBasisMissing,
    /// The record changed in between.
    #[error("the record has changed; read it again")]
    RecordChanged,
    /// Another grant has the number already.
    #[error("the license number belongs to another grant")]
    NumberTaken,
    /// 999 versions or a full number series.
    #[error("the number series is used up")]
    SeriesFull,
    /// A newer status list of the issuer was taken over.
    #[error("a newer list was taken over already")]
    ListOlder,
    /// No such dead letter, import or other operator's item.
    #[error("there is no such item")]
    NoItem,
}

impl Refusal {
    /// Every code, in the order of the variants.
    pub const CODES: [&'static str; 35] = [
        "input.field",
        "input.cursor",
        "caller.role",
        "caller.not_holder",
        "caller.real_name",
        "caller.other_division",
        "caller.own_application",
        "caller.purpose",
        "caller.too_many",
        "grant.unknown",
        "subject.unknown",
        "grant.expired",
        "operator.uscc",
        "operator.not_operating",
        "photo.required",
        "photo.not_asked",
        "application.unknown",
        "request.name_taken",
        "application.open",
        "grant.already_licensed",
        "grant.not_licensed",
        "template.in_force",
        "application.stage",
        "case.taken",
        "photo.uploads_used",
        "license.unknown",
        "license.stage",
        "license.not_newest",
        "reason.unknown",
        "reason.legal_basis",
        "record.changed",
        "number.taken",
        "number.series_full",
        "list.older",
        "item.unknown",
    ];

    /// The stable code.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Field { .. } => "input.field",
            Self::Cursor => "input.cursor",
            Self::RoleNotAllowed => "caller.role",
            Self::NotHolder => "caller.not_holder",
            Self::RealNameMissing => "caller.real_name",
            Self::OtherDivision => "caller.other_division",
            Self::OwnApplication => "caller.own_application",
            Self::PurposeMissing => "caller.purpose",
            Self::TooManyLookUps { .. } => "caller.too_many",
            Self::NoGrant => "grant.unknown",
            Self::NoSubject => "subject.unknown",
            Self::GrantExpired => "grant.expired",
            Self::OperatorUscc { .. } => "operator.uscc",
            Self::OperatorNotOperating => "operator.not_operating",
            Self::PhotoRequired => "photo.required",
            Self::PhotoNotAsked => "photo.not_asked",
            Self::NoApplication => "application.unknown",
            Self::NameTaken => "request.name_taken",
            Self::ApplicationOpen => "application.open",
            Self::AlreadyLicensed => "grant.already_licensed",
            Self::NotLicensed => "grant.not_licensed",
            Self::TemplateInForce => "template.in_force",
            Self::ApplicationStage => "application.stage",
            Self::CaseTaken { .. } => "case.taken",
            Self::UploadsUsed => "photo.uploads_used",
            Self::NoLicense => "license.unknown",
            Self::LicenseStage => "license.stage",
            Self::NotNewest => "license.not_newest",
            Self::ReasonUnknown => "reason.unknown",
            Self::LegalBasisMissing => "reason.legal_basis",
            Self::RecordChanged => "record.changed",
            Self::NumberTaken => "number.taken",
            Self::SeriesFull => "number.series_full",
            Self::ListOlder => "list.older",
            Self::NoItem => "item.unknown",
        }
    }

    /// What sort of "no" it is.
    #[must_use]
    pub const fn kind(&self) -> RefusalKind {
        match self {
            Self::Field { .. } | Self::Cursor | Self::PurposeMissing => RefusalKind::Malformed,
            Self::RoleNotAllowed
            | Self::NotHolder
            | Self::RealNameMissing
            | Self::OtherDivision
            | Self::OwnApplication => RefusalKind::Forbidden,
            Self::NoGrant | Self::NoSubject | Self::NoApplication | Self::NoLicense | Self::NoItem => {
                RefusalKind::Absent
            }
            Self::NameTaken
            | Self::ApplicationOpen
            | Self::AlreadyLicensed
            | Self::NotLicensed
            | Self::TemplateInForce
            | Self::ApplicationStage
            | Self::CaseTaken { .. }
            | Self::UploadsUsed
            | Self::LicenseStage
            | Self::NotNewest
            | Self::RecordChanged
            | Self::NumberTaken
            | Self::SeriesFull
            | Self::ListOlder => RefusalKind::Conflict,
            Self::GrantExpired
            | Self::OperatorUscc { .. }
            | Self::OperatorNotOperating
            | Self::PhotoRequired
            | Self::PhotoNotAsked
            | Self::ReasonUnknown
            | Self::LegalBasisMissing => RefusalKind::Unmet,
            Self::TooManyLookUps { .. } => RefusalKind::Limited,
        }
    }

    /// After how long the same request can be taken, where that is all that stands against it.
    #[must_use]
    pub const fn retry_after_seconds(&self) -> Option<u32> {
        if let Self::TooManyLookUps { retry_after_seconds } = self { Some(*retry_after_seconds) } else { None }
    }

    /// The finer code behind a field's or a USCC's refusal, where there is one.
    #[must_use]
    pub const fn reason(&self) -> Option<&'static str> {
        if let Self::Field { reason, .. } | Self::OperatorUscc { reason } = self { Some(reason) } else { None }
    }
}

#[cfg(test)]
mod tests {
    use super::Refusal;
    use std::collections::BTreeSet;

    #[test]
    fn the_list_of_codes_is_that_of_the_match() {
        let source = include_str!("refusal.rs");
        let body = source.split("pub const fn code(").nth(1).and_then(|rest| rest.split("pub const fn kind(").next());
        let lines = body.expect("the match").lines().filter_map(|line| line.split_once("=> \""));
        let matched: Vec<&str> = lines.map(|(_, rest)| rest.split('"').next().expect("an end")).collect();
        assert_eq!(matched, Refusal::CODES);
        assert_eq!(matched.iter().collect::<BTreeSet<_>>().len(), matched.len(), "a code stands twice");
    }
}
