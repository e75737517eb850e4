//! Who may have an electronic license of which grant: articles 6, 7 and 11 of the rule, exactly.

use jiff::civil::Date;

use crate::{
    application::Route,
    grant::Grant,
    kind::KindClass,
    refusal::Refusal,
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

/// Judges an application for the grant.
///
/// # Errors
/// `grant.expired`, `application.open`, `grant.already_licensed`, `operator.uscc`, `operator.not_operating`,
/// `photo.required`.
pub fn judge(route: Route, grant: &Grant, subject: &Subject, today: Date) -> Result<Next, Refusal> {
    if grant.validity.is_over(today) {
        return Err(Refusal::GrantExpired);
    }
    if grant.open_application.is_some() {
        return Err(Refusal::ApplicationOpen);
    }
    if route != Route::Update && grant.is_licensed() {
        return Err(Refusal::AlreadyLicensed);
    }
    if let Facts::Operator(operator) = &subject.facts {
        operator_in_order(operator)?;
    }
    next(route, grant.kind.class(), subject.photo.is_some())
}

/// 处于正常经营状态、具备完整正确18位统一社会信用代码 (art. 6(1)).
fn operator_in_order(operator: &Operator) -> Result<(), Refusal> {
    operator.uscc().map_err(|error| Refusal::OperatorUscc { reason: error.code() })?;
    if operator.state.is_operating() { Ok(()) } else { Err(Refusal::OperatorNotOperating) }
}

fn next(route: Route, class: KindClass, has_photo: bool) -> Result<Next, Refusal> {
    match (route, class, has_photo) {
        (Route::Update, _, _) => Ok(Next::Rule(RULE_UPDATE)),
        (Route::Claim, KindClass::Operator, _) => Ok(Next::Rule(RULE_OPERATOR)),
        (Route::Claim, KindClass::Vehicle | KindClass::Practitioner, true) => Ok(Next::Rule(RULE_PHOTO_ON_FILE)),
        (Route::Claim, KindClass::Vehicle | KindClass::Practitioner, false) => Ok(Next::Photo),
        (Route::Making, KindClass::Operator, _) | (Route::Making, _, true) => Ok(Next::Rule(RULE_MAKING)),
        (Route::Making, KindClass::Vehicle | KindClass::Practitioner, false) => Err(Refusal::PhotoRequired),
    }
}
