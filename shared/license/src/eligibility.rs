//! Who may have an electronic license of which grant: articles 6, 7 and 11 of the rule, exactly.

use jiff::civil::Date;

use crate::{
    application::Route,
    grant::Grant,
    kind::KindClass,
    refusal::Refusal,
    scope::IssueReason,
    subject::{Facts, Operator, Subject},
};

/// What an eligible application needs next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Next {
    /// A photo from the holder, then an officer's decision (art. 7(2), 7(3)).
    Photo,
    /// Nothing that anyone has to decide: the named rule approves it.
    Rule(&'static str),
}

/// The rule under which an operator's claim passes: its state and its USCC were checked here (art. 6(1), 7(1)).
pub const RULE_OPERATOR: &str = "art7.1-operator-in-order";
/// The rule under which a claim with an accepted photo on file passes (art. 7(2), 7(3)).
pub const RULE_PHOTO_ON_FILE: &str = "art7-photo-on-file";
/// The rule under which an officer's making passes (art. 6).
pub const RULE_MAKING: &str = "art6-officer-making";
/// The rule under which a change of the register reaches a license in force (art. 5(1)).
pub const RULE_UPDATE: &str = "art5.1-update";
/// The rule under which a replacement passes: the grant, its license and what the face needs were in order before, and
/// were checked again here (art. 5(1)).
pub const RULE_REPLACEMENT: &str = "art5.1-replacement";

/// Judges an application for the grant.
///
/// # Errors
/// `reason.unknown`, `photo.not_asked`, `grant.expired`, `application.open`, `grant.already_licensed`,
/// `grant.not_licensed`, `template.in_force`, `number.series_full`, `operator.uscc`, `operator.not_operating`,
/// `photo.required`.
pub fn judge(
    route: Route,
    reason: IssueReason,
    grant: &Grant,
    subject: &Subject,
    today: Date,
) -> Result<Next, Refusal> {
    reason_fits(route, reason, grant)?;
    if grant.validity.is_over(today) {
        return Err(Refusal::GrantExpired);
    }
    must_be_free(route, grant)?;
    match route {
        Route::Claim | Route::Making if grant.is_licensed() => return Err(Refusal::AlreadyLicensed),
        Route::Claim | Route::Making | Route::Update => {}
        Route::Replacement => replaceable(reason, grant)?,
    }
    if let Facts::Operator(operator) = &subject.facts {
        operator_in_order(operator)?;
    }
    next(route, reason, grant.kind.class(), subject.photo.is_some())
}

/// What may have ended while an application waited for an officer: the term, or the license that was to be followed.
///
/// # Errors
/// `grant.expired`, `grant.not_licensed`.
pub fn still_stands(route: Route, grant: &Grant, today: Date) -> Result<(), Refusal> {
    if grant.validity.is_over(today) {
        return Err(Refusal::GrantExpired);
    }
    if route.continues() && !grant.is_licensed() { Err(Refusal::NotLicensed) } else { Ok(()) }
}

/// Whether the application asks for a photo although one is on file: the photo is what is to change.
#[must_use]
pub fn is_new_photo(route: Route, reason: IssueReason) -> bool {
    route == Route::Replacement && reason == IssueReason::InformationChange
}

/// A first license is a 初领. A next version is asked for because the old one was lost or damaged, shows an old photo, or
/// is of an old template; everything else reaches it from the register, without being asked for.
fn reason_fits(route: Route, reason: IssueReason, grant: &Grant) -> Result<(), Refusal> {
    use IssueReason::{Damaged, FirstIssue, InformationChange, Lost, Revision};
    match (route, reason) {
        (Route::Update, _) | (Route::Claim | Route::Making, FirstIssue) => Ok(()),
        (Route::Replacement, InformationChange) if grant.kind.photo().is_none() => Err(Refusal::PhotoNotAsked),
        (Route::Replacement, Lost | Damaged | InformationChange | Revision) => Ok(()),
        (Route::Claim | Route::Making | Route::Replacement, _) => Err(Refusal::ReasonUnknown),
    }
}

/// Who applies finds nothing open; the register's word waits for nobody but its own last word.
fn must_be_free(route: Route, grant: &Grant) -> Result<(), Refusal> {
    let open = if route == Route::Update { grant.open_update.as_ref() } else { grant.open() };
    if open.is_some() { Err(Refusal::ApplicationOpen) } else { Ok(()) }
}

/// The license stands, there is a version left, and a new template is newer. Whether it is activated or suspended does not
/// matter: the next version is as much as this one.
fn replaceable(reason: IssueReason, grant: &Grant) -> Result<(), Refusal> {
    let standing = grant.standing.as_ref().filter(|standing| !standing.stage.is_ended()).ok_or(Refusal::NotLicensed)?;
    if reason == IssueReason::Revision && !grant.has_older_template() {
        return Err(Refusal::TemplateInForce);
    }
    if standing.identifier.next().is_none() { Err(Refusal::SeriesFull) } else { Ok(()) }
}

/// 处于正常经营状态、具备完整正确18位统一社会信用代码 (art. 6(1)).
fn operator_in_order(operator: &Operator) -> Result<(), Refusal> {
    operator.uscc().map_err(|error| Refusal::OperatorUscc { reason: error.code() })?;
    if operator.state.is_operating() { Ok(()) } else { Err(Refusal::OperatorNotOperating) }
}

fn next(route: Route, reason: IssueReason, class: KindClass, has_photo: bool) -> Result<Next, Refusal> {
    let has_what_it_shows = class == KindClass::Operator || has_photo;
    match (route, class, has_what_it_shows) {
        (Route::Update, _, _) => Ok(Next::Rule(RULE_UPDATE)),
        (Route::Replacement, _, _) if is_new_photo(route, reason) => Ok(Next::Photo),
        (Route::Replacement, _, true) => Ok(Next::Rule(RULE_REPLACEMENT)),
        (Route::Claim, KindClass::Operator, _) => Ok(Next::Rule(RULE_OPERATOR)),
        (Route::Claim, KindClass::Vehicle | KindClass::Practitioner, true) => Ok(Next::Rule(RULE_PHOTO_ON_FILE)),
        (Route::Claim | Route::Replacement, _, false) => Ok(Next::Photo),
        (Route::Making, _, true) => Ok(Next::Rule(RULE_MAKING)),
        (Route::Making, _, false) => Err(Refusal::PhotoRequired),
    }
}

#[cfg(test)]
mod tests;
