//! 更新: a changed record reaches the licenses that show it (art. 5(1)), without anybody asking: the decision, without the
//! world. Corrections of the register and new photos both lead here.

use jiff::Timestamp;
use license::{
    application::{Name, Route},
    clock::chinese_day,
    eligibility,
    event::Event,
    grant::Grant,
    refusal::Refusal,
    scope::IssueReason,
    subject::Subject,
};

use crate::{
    act::sha256_hex,
    apply::{Request, new_application, pass},
    port::Write,
};

/// Lets a license in force be made anew as part of the event, and says whether the grant was written with it. A license
/// whose update is being made at this moment needs nothing: the making notices that its basis has moved.
pub(crate) fn update(
    event: &mut Event,
    writes: &mut Vec<Write>,
    grant: Grant,
    subject: &Subject,
    at: Timestamp,
) -> Result<bool, Refusal> {
    let reason = reason(&grant);
    let next = eligibility::judge(Route::Update, reason, &grant, subject, chinese_day(at));
    let (true, Ok(next)) = (grant.is_licensed(), next) else {
        return Ok(false);
    };
    let id = update_id(&grant, subject)?;
    let request = Request { subject: grant.subject.clone(), grant: grant.id.clone(), route: Route::Update, reason };
    let (application, _) = pass(new_application(&id, &request, &grant, &event.by, at), next, at)?;
    event.applications.push(id.clone());
    writes.push(Write::Application(application));
    writes.push(Write::Grant(Grant { open_update: Some(id), ..grant }));
    Ok(true)
}

/// A later end is a renewal (证照到期); anything else is changed information.
fn reason(grant: &Grant) -> IssueReason {
    let renewed = grant.standing.as_ref().is_some_and(|standing| standing.validity != grant.validity);
    if renewed { IssueReason::Expired } else { IssueReason::InformationChange }
}

fn update_id(grant: &Grant, subject: &Subject) -> Result<Name, Refusal> {
    let basis = sha256_hex(format!("{}|{}|{}", grant.id, grant.revision, subject.revision).as_bytes());
    let text = format!("update-{}", basis.get(..32).unwrap_or(&basis));
    Name::parse(&text).map_err(|_unfit| Refusal::Field { field: "name", reason: "id.form" })
}
