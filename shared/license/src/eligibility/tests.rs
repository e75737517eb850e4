//! Every route, every reason, every standing: what an application needs next, or why it is refused.

use jiff::civil::{Date, date};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::{
    Next, RULE_MAKING, RULE_OPERATOR, RULE_PHOTO_ON_FILE, RULE_REPLACEMENT, RULE_UPDATE, is_new_photo, judge,
    still_stands,
};
use crate::{application::Route, grant::Grant, refusal::Refusal, scope::IssueReason, subject::Subject};

const TODAY: Date = date(2026, 11, 23);
const HOLDER: &str = "p-aaaaaaaaaaaaaaaaaaaaaaaaaa";

fn of<T: DeserializeOwned>(value: Value) -> T {
    serde_json::from_value(value).expect("a record")
}

fn operator() -> Subject {
    of(json!({ "id": HOLDER, "division": "210100", "operator": null, "photo": null, "revision": 1,
        "facts": {"class": "operator", "name": "某公司", "code": "11210100MB0000001T", "address": "某地",
            "economic_type": null, "state": "1", "is_branch": false} }))
}

fn practitioner(has_photo: bool) -> Subject {
    let photo = has_photo.then(|| json!({ "digest": "00".repeat(32), "media_type": "image/png" }));
    of(json!({ "id": HOLDER, "division": "210100", "operator": null, "photo": photo, "revision": 1,
        "facts": {"class": "practitioner", "name": "某某", "code": {"type": "111", "value": "210102199003078814"},
            "nationality": "CHN", "address": "某地", "driving_class": null, "qualifications": []} }))
}

/// A grant of the kind whose license stands at the stage; of version 001, drawn by the template in force.
fn grant(kind: &str, stage: Option<&str>) -> Grant {
    let identifier = "1.2.156.3005.2.11100000000019713D013.11210000MB0000001M.20231101000000000001.001.G";
    let standing = stage.map(|stage| {
        json!({ "key": "013.20231101000000000001", "version": "001", "identifier": identifier, "stage": stage,
            "validity": {"from": "2024-03-07", "until": null} })
    });
    of(json!({ "id": "g-aaaaaaaaaaaaaaaaaaaaaaaaaa", "kind": kind, "subject": HOLDER, "holder": HOLDER, "word": null,
        "number": null, "scope": [], "scope_text": null, "granted_on": "2024-03-07",
        "validity": {"from": "2024-03-07", "until": "2026-12-31"}, "first_granted_on": null, "division": "210102",
        "medium": "paper", "open_application": null, "standing": standing, "revision": 1 }))
}

fn with_template(grant: Grant, template: u16) -> Grant {
    let standing = grant.standing.map(|standing| crate::grant::Standing { template, ..standing });
    Grant { standing, ..grant }
}

fn asked(route: Route, reason: IssueReason, grant: &Grant, subject: &Subject) -> Result<Next, Refusal> {
    judge(route, reason, grant, subject, TODAY)
}

#[test]
fn a_first_license_is_asked_for_as_before() {
    let first = IssueReason::FirstIssue;
    for (route, kind, subject, expected) in [
        (Route::Claim, "008", operator(), Ok(Next::Rule(RULE_OPERATOR))),
        (Route::Claim, "071", practitioner(true), Ok(Next::Rule(RULE_PHOTO_ON_FILE))),
        (Route::Claim, "071", practitioner(false), Ok(Next::Photo)),
        (Route::Making, "008", operator(), Ok(Next::Rule(RULE_MAKING))),
        (Route::Making, "071", practitioner(true), Ok(Next::Rule(RULE_MAKING))),
        (Route::Making, "071", practitioner(false), Err(Refusal::PhotoRequired)),
    ] {
        for stage in [None, Some("cancelled"), Some("withdrawn"), Some("revoked")] {
            assert_eq!(asked(route, first, &grant(kind, stage), &subject), expected, "{route:?} {kind} {stage:?}");
        }
        for stage in ["sealed", "activated", "suspended"] {
            let refused = asked(route, first, &grant(kind, Some(stage)), &subject);
            assert_eq!(refused, Err(Refusal::AlreadyLicensed), "{route:?} {kind} {stage}");
        }
    }
}

#[test]
fn a_replacement_follows_a_license_that_stands() {
    use IssueReason::{Damaged, InformationChange, Lost};
    let passes = Ok(Next::Rule(RULE_REPLACEMENT));
    for (kind, subject, reason, expected) in [
        ("008", operator(), Lost, passes.clone()),
        ("008", operator(), Damaged, passes.clone()),
        ("008", operator(), InformationChange, Err(Refusal::PhotoNotAsked)),
        ("071", practitioner(true), Lost, passes.clone()),
        ("071", practitioner(true), Damaged, passes),
        ("071", practitioner(true), InformationChange, Ok(Next::Photo)),
        ("071", practitioner(false), Lost, Ok(Next::Photo)),
    ] {
        for stage in ["sealed", "activated", "suspended"] {
            let decided = asked(Route::Replacement, reason, &grant(kind, Some(stage)), &subject);
            assert_eq!(decided, expected, "{kind} {reason:?} {stage}");
        }
        let refused = if expected == Err(Refusal::PhotoNotAsked) { expected } else { Err(Refusal::NotLicensed) };
        for stage in [None, Some("replaced"), Some("cancelled"), Some("withdrawn"), Some("revoked")] {
            let decided = asked(Route::Replacement, reason, &grant(kind, stage), &subject);
            assert_eq!(decided, refused, "{kind} {reason:?} {stage:?}");
        }
    }
}

#[test]
fn a_template_change_is_for_a_license_of_an_older_template() {
    let in_force = grant("008", None).kind.template_version();
    for (template, expected) in [
        (in_force - 1, Ok(Next::Rule(RULE_REPLACEMENT))),
        (in_force, Err(Refusal::TemplateInForce)),
        // The catalogue was rolled back.
        (in_force + 1, Err(Refusal::TemplateInForce)),
    ] {
        let licensed = with_template(grant("008", Some("activated")), template);
        assert_eq!(asked(Route::Replacement, IssueReason::Revision, &licensed, &operator()), expected, "{template}");
    }
    let unlicensed = asked(Route::Replacement, IssueReason::Revision, &grant("008", None), &operator());
    assert_eq!(unlicensed, Err(Refusal::NotLicensed));
}

#[test]
fn a_reason_is_one_of_its_route() {
    for reason in IssueReason::ALL {
        for route in [Route::Claim, Route::Making] {
            let decided = asked(route, reason, &grant("008", None), &operator());
            let fits = reason == IssueReason::FirstIssue;
            assert_eq!(decided == Err(Refusal::ReasonUnknown), !fits, "{route:?} {reason:?}: {decided:?}");
        }
        let decided = asked(Route::Replacement, reason, &grant("071", Some("activated")), &practitioner(true));
        let fits = ["2", "3", "5", "7"].contains(&reason.as_str());
        assert_eq!(decided == Err(Refusal::ReasonUnknown), !fits, "{reason:?}: {decided:?}");
        assert_eq!(is_new_photo(Route::Replacement, reason), reason.as_str() == "5");
        assert!(![Route::Claim, Route::Making, Route::Update].iter().any(|route| is_new_photo(*route, reason)));
    }
}

#[test]
fn one_application_is_open_and_an_update_waits_for_none() {
    let named = |name: &str| Some(crate::application::Name::parse(name).expect("name"));
    let licensed = grant("071", Some("activated"));
    let open = Grant { open_application: named("renew-0001"), ..licensed.clone() };
    let updating = Grant { open_update: named("update-0001"), ..licensed };
    let subject = practitioner(true);
    for (grant, update) in [(&open, Ok(Next::Rule(RULE_UPDATE))), (&updating, Err(Refusal::ApplicationOpen))] {
        assert_eq!(asked(Route::Update, IssueReason::InformationChange, grant, &subject), update);
        for route in [Route::Claim, Route::Making] {
            assert_eq!(asked(route, IssueReason::FirstIssue, grant, &subject), Err(Refusal::ApplicationOpen));
        }
        let replacement = asked(Route::Replacement, IssueReason::Lost, grant, &subject);
        assert_eq!(replacement, Err(Refusal::ApplicationOpen));
    }
}

#[test]
fn what_stands_behind_it_must_be_in_order() {
    let over = Grant {
        validity: of(json!({ "from": "2024-03-07", "until": "2026-11-22" })),
        ..grant("008", Some("activated"))
    };
    let lost = |grant: &Grant, subject: &Subject| asked(Route::Replacement, IssueReason::Lost, grant, subject);
    assert_eq!(lost(&over, &operator()), Err(Refusal::GrantExpired));
    let altered = |field: &str, value: &str| {
        let mut record = serde_json::to_value(operator()).expect("json");
        record["facts"][field] = value.into();
        of::<Subject>(record)
    };
    let licensed = grant("008", Some("activated"));
    assert_eq!(lost(&licensed, &altered("state", "2")), Err(Refusal::OperatorNotOperating));
    let wrong = lost(&licensed, &altered("code", "11210100MB0000001X"));
    assert!(matches!(wrong, Err(Refusal::OperatorUscc { .. })), "{wrong:?}");
    let mut last = licensed.standing.clone().expect("standing");
    while let Some(next) = last.identifier.next() {
        last.identifier = next;
    }
    let full = Grant { standing: Some(last), ..licensed };
    assert_eq!(lost(&full, &operator()), Err(Refusal::SeriesFull));
}

#[test]
fn what_ended_while_it_waited_is_not_approved() {
    let all = [Route::Claim, Route::Making, Route::Update, Route::Replacement];
    for route in all {
        let ended = if route.continues() { Err(Refusal::NotLicensed) } else { Ok(()) };
        for (stage, expected) in
            [(None, ended.clone()), (Some("revoked"), ended), (Some("suspended"), Ok(())), (Some("activated"), Ok(()))]
        {
            assert_eq!(still_stands(route, &grant("071", stage), TODAY), expected, "{route:?} {stage:?}");
            let late = date(2027, 1, 1);
            assert_eq!(still_stands(route, &grant("071", stage), late), Err(Refusal::GrantExpired));
        }
    }
}
