use serde_json::json;

use super::*;

const OWN: &str = "o-aaaaaaaaaaaaaaaaaaaaaaaaaa";
const OTHER: &str = "o-bbbbbbbbbbbbbbbbbbbbbbbbbb";
const VEHICLE: &str = "v-aaaaaaaaaaaaaaaaaaaaaaaaaa";
const PERSON: &str = "p-aaaaaaaaaaaaaaaaaaaaaaaaaa";
const DAY: &str = "2026-11-25";

/// Three records that fit each other, to be spoilt.
#[derive(Clone)]
struct Three {
    driver: Option<(Subject, Grant)>,
    vehicle: Option<(Subject, Grant)>,
    operator: Option<(Subject, Grant)>,
    verdicts: [Option<Verdict>; 3],
    work: Option<&'static str>,
}

fn subject(id: &str, operator: Option<&str>, facts: serde_json::Value) -> Subject {
    let whole = json!({
        "id": id, "facts": facts, "division": "210100", "operator": operator, "photo": null, "revision": 1
    });
    serde_json::from_value(whole).unwrap()
}

fn grant(kind: &str, subject: &str, holder: &str, (number, scope): (Option<&str>, &[&str])) -> Grant {
    let whole = json!({
        "id": "g-aaaaaaaaaaaaaaaaaaaaaaaaaa", "kind": kind, "subject": subject, "holder": holder, "word": null,
        "number": number, "scope": scope, "scope_text": null,
        "validity": { "from": "2024-01-01", "until": null }, "granted_on": "2024-01-01", "first_granted_on": null,
        "division": "210100", "medium": "electronic", "open_application": null, "standing": null, "revision": 1
    });
    serde_json::from_value(whole).unwrap()
}

fn driver(class: Option<&str>, categories: &[&str]) -> (Subject, Grant) {
    let term = |code: &&str| match code.split_once('@') {
        Some((code, until)) => json!({ "category": code, "from": "2020-01-01", "until": until }),
        None => json!({ "category": code, "from": "2020-01-01", "until": null }),
    };
    let facts = json!({
        "class": "practitioner", "name": "某某", "code": { "type": "111", "value": "11010519491231002X" },
        "nationality": "中国", "address": "某处", "driving_class": class,
        "qualifications": categories.iter().map(term).collect::<Vec<_>>()
    });
    (subject(PERSON, Some(OWN), facts), grant("071", PERSON, PERSON, (None, &[])))
}

fn vehicle(kind: &str, vehicle_type: &str, scope: &[&str]) -> (Subject, Grant) {
    let facts = json!({
        "class": "vehicle", "plate": { "number": "辽A12345", "color": "2" }, "vin": null, "vehicle_type": vehicle_type,
        "brand_model": "样车牌", "tons_or_seats": "10", "size_mm": null, "state": "10", "owner_name": "某某",
        "owner_code": { "type": "001", "value": "11210100MB0000001T" }, "address": "某处",
        "operator_license": "210100000001"
    });
    (subject(VEHICLE, Some(OWN), facts), grant(kind, VEHICLE, OWN, (Some("210100000002"), scope)))
}

fn operator(kind: &str, scope: &[&str]) -> (Subject, Grant) {
    let facts = json!({
        "class": "operator", "name": "样例", "code": "11210100MB0000001T", "address": "某处", "economic_type": null,
        "state": "1", "is_branch": false
    });
    (subject(OWN, None, facts), grant(kind, OWN, OWN, (Some("210100000001"), scope)))
}

fn freight() -> Three {
    Three {
        driver: Some(driver(Some("B2"), &["02001"])),
        vehicle: Some(vehicle("013", "H11", &["02101"])),
        operator: Some(operator("008", &["02101", "02201"])),
        verdicts: [Some(Verdict::Valid); 3],
        work: None,
    }
}

impl Three {
    fn findings(&self) -> Vec<Finding> {
        let [driver, vehicle, operator] = self.verdicts.map(|verdict| Found { verdict, record: None });
        let joint = Joint {
            driver: Some(driver.with(&self.driver)),
            vehicle: Some(vehicle.with(&self.vehicle)),
            operator: Some(operator.with(&self.operator)),
            work: self.work.map(|code| ScopeCode::parse(code).unwrap()),
            day: DAY.parse().unwrap(),
        };
        judge(&joint)
    }

    fn outcome(&self) -> Outcome {
        outcome(&self.findings())
    }

    fn told(&self, rule: Rule) -> (Outcome, &'static str) {
        let findings = self.findings();
        let finding = findings.iter().find(|finding| finding.rule == rule).unwrap();
        (finding.outcome, finding.reason)
    }
}

impl<'a> Found<'a> {
    fn with(self, record: &'a Option<(Subject, Grant)>) -> Self {
        Self { record: record.as_ref().map(|(subject, grant)| (subject, grant)), ..self }
    }
}

use Outcome::{CannotTell, DoesNotFit, Fits};

#[test]
fn three_that_fit_fit_and_every_rule_was_asked() {
    let findings = freight().findings();
    assert!(findings.iter().all(|finding| finding.outcome == Fits), "{findings:#?}");
    assert_eq!((outcome(&findings), findings.len()), (Fits, 8));
    let with_work = Three { work: Some("02100"), ..freight() };
    assert_eq!((with_work.outcome(), with_work.findings().len()), (Fits, 9));
    for finding in with_work.findings() {
        assert!(reason_words(finding.reason).is_some() && !finding.rule.sides().is_empty());
        assert!(!rule_words(finding.rule).0.is_empty());
    }
    assert_eq!(outcome(&[]), CannotTell, "nothing asked is no fit");
}

/// Kind, type and scope of the vehicle; class and categories of the driver; what is told of class and of category.
type Row = (
    &'static str,
    &'static str,
    &'static [&'static str],
    Option<&'static str>,
    &'static [&'static str],
    Outcome,
    Outcome,
);

#[test]
fn driver_vehicle_and_work_by_the_tables() {
    #[rustfmt::skip]
    let rows: &[Row] = &[
        ("013", "H11", &["02101"], Some("B2"), &["02001"], Fits, Fits),
        ("013", "H11", &["02101"], Some("A2"), &["02001"], Fits, Fits),
        ("013", "H11", &["02101"], Some("C1"), &["02001"], DoesNotFit, Fits),
        ("013", "H11", &["02101"], None, &["02001"], CannotTell, Fits),
        ("013", "H11", &["02101"], Some("B2"), &["01001"], Fits, DoesNotFit),
        ("013", "H11", &["02101"], Some("B2"), &[], Fits, CannotTell),
        ("013", "H11", &["02101"], Some("B2"), &["02001@2026-11-24"], Fits, DoesNotFit),
        ("013", "H11", &["02101"], Some("B2"), &["02001@2026-11-25"], Fits, Fits),
        ("013", "H11", &["02101"], Some("B2"), &["03001"], Fits, CannotTell),
        ("013", "H31", &["02101"], Some("C1"), &[], Fits, CannotTell),
        ("013", "H31", &["02101"], Some("C2"), &["02001"], CannotTell, Fits),
        ("013", "Q11", &["02101"], Some("B2"), &["02001"], DoesNotFit, Fits),
        ("013", "Q11", &["02101"], Some("A2"), &["02001"], Fits, Fits),
        ("013", "B11", &["02101"], Some("A2"), &["02001"], CannotTell, Fits),
        ("013", "H14", &["03131"], Some("B2"), &["03001"], Fits, Fits),
        ("013", "H14", &["03131"], Some("B2"), &["02001"], Fits, DoesNotFit),
        ("013", "H14", &["03111"], Some("B2"), &["03001"], Fits, DoesNotFit),
        ("013", "H14", &["03111"], Some("B2"), &["03009"], Fits, Fits),
        ("013", "H14", &["03161"], Some("B2"), &["03001"], Fits, CannotTell),
        ("013", "H18", &["03170"], Some("B2"), &["03013"], Fits, Fits),
        ("013", "H18", &["03170"], Some("B2"), &["03001"], Fits, DoesNotFit),
        ("013", "K11", &["01103"], Some("A1"), &["01001"], Fits, Fits),
        ("013", "K11", &["01103"], Some("A3"), &["01001"], DoesNotFit, Fits),
        ("013", "K11", &["08101"], Some("A3"), &["13001"], Fits, Fits),
        ("013", "K21", &["01103"], Some("B1"), &["01001"], Fits, Fits),
        ("013", "K33", &["09101"], Some("C1"), &["09002"], Fits, Fits),
        ("013", "K33", &["09101"], Some("C2"), &["09003"], CannotTell, DoesNotFit),
        ("073", "K33", &[], Some("C1"), &["09003"], Fits, Fits),
        ("073", "K33", &[], Some("C1"), &["09002"], Fits, DoesNotFit),
        ("013", "H11", &[], Some("B2"), &["02001"], CannotTell, CannotTell),
        ("013", "H11", &["06201"], Some("B2"), &["02001"], CannotTell, CannotTell),
        ("013", "H11", &["02101", "03131"], Some("B2"), &["02001"], Fits, CannotTell),
        ("013", "H11", &["02101", "03131"], Some("B2"), &["02001", "03001"], Fits, Fits),
        ("013", "X99", &["02101"], Some("A2"), &["02001"], CannotTell, Fits),
    ];
    for (kind, vehicle_type, scope, class, categories, class_fits, category_fits) in rows {
        let three = Three {
            driver: Some(driver(*class, categories)),
            vehicle: Some(vehicle(kind, vehicle_type, scope)),
            ..freight()
        };
        let row = format!("{kind} {vehicle_type} {scope:?} {class:?} {categories:?}");
        assert_eq!(three.told(Rule::DrivingClass).0, *class_fits, "{row}");
        assert_eq!(three.told(Rule::Category).0, *category_fits, "{row}");
    }
    let both = Three { vehicle: Some(vehicle("013", "H11", &["02101", "03131"])), ..freight() };
    assert_eq!(both.told(Rule::Category), (CannotTell, "depends_on_work"));
    assert_eq!(Three { work: Some("02101"), ..both.clone() }.told(Rule::Category).0, Fits);
    assert_eq!(Three { work: Some("03131"), ..both }.told(Rule::Category).0, DoesNotFit);
}

#[test]
fn a_scope_covers_what_stands_under_it_and_nothing_beside_it() {
    let covers = |held: &str, asked: &str| ScopeCode::parse(held).unwrap().covers(ScopeCode::parse(asked).unwrap());
    for (held, asked) in [
        ("01000", "01104"),
        ("01100", "01101"),
        ("02101", "02100"),
        ("02304", "02301"),
        ("03100", "03170"),
        ("10000", "10201"),
    ] {
        assert!(covers(held, asked), "{held} {asked}");
    }
    for (held, asked) in [
        ("01101", "01100"),
        ("01100", "01201"),
        ("02101", "02201"),
        ("02301", "02304"),
        ("03100", "03211"),
        ("10000", "01000"),
        ("02000", "03000"),
    ] {
        assert!(!covers(held, asked), "{held} {asked}");
    }
}

#[test]
fn vehicle_and_operator() {
    let told =
        |three: &Three| (three.told(Rule::Operator), three.told(Rule::OperatorNumber), three.told(Rule::OperatorScope));
    let mut three = freight();
    three.vehicle.as_mut().unwrap().0.operator = Some(OTHER.to_owned().try_into().unwrap());
    assert_eq!(told(&three).0, (DoesNotFit, "other_operator"));
    let mut three = freight();
    three.vehicle.as_mut().unwrap().0.operator = None;
    assert_eq!(told(&three).0, (Fits, "operator_owns"));
    three.vehicle.as_mut().unwrap().1.holder = OTHER.to_owned().try_into().unwrap();
    assert_eq!(told(&three).0, (CannotTell, "no_data"));
    for (named, expected) in [
        (None, (CannotTell, "no_data")),
        (Some(""), (CannotTell, "no_data")),
        (Some(" 210100000001 "), (Fits, "number_same")),
        (Some("210100000009"), (DoesNotFit, "number_other")),
    ] {
        let mut three = freight();
        let Facts::Vehicle(facts) = &mut three.vehicle.as_mut().unwrap().0.facts else { panic!() };
        facts.operator_license = named.map(str::to_owned);
        assert_eq!(told(&three).1, expected);
    }
    let mut three = freight();
    three.operator.as_mut().unwrap().1.number = None;
    assert_eq!(told(&three).1, (CannotTell, "no_data"));
    for (kind, scope, vehicle_kind, vehicle_scope, expected) in [
        ("008", &["02000"][..], "013", &["02101", "02201"][..], (Fits, "scope_covers")),
        ("008", &["01000"], "013", &["02101"], (DoesNotFit, "scope_lacking")),
        ("008", &["02101"], "013", &["02101", "03131"], (CannotTell, "depends_on_work")),
        ("008", &[], "013", &["02101"], (CannotTell, "no_data")),
        ("008", &["02101"], "013", &[], (CannotTell, "no_data")),
        ("074", &[], "073", &[], (Fits, "scope_covers")),
        ("008", &["09101"], "073", &[], (DoesNotFit, "scope_lacking")),
        ("074", &[], "013", &["09101"], (DoesNotFit, "scope_lacking")),
    ] {
        let three = Three {
            vehicle: Some(vehicle(vehicle_kind, "K33", vehicle_scope)),
            operator: Some(operator(kind, scope)),
            ..freight()
        };
        assert_eq!(told(&three).2, expected, "{kind} {scope:?} {vehicle_kind} {vehicle_scope:?}");
    }
    let other_work = Three { work: Some("02201"), ..freight() };
    assert_eq!(other_work.told(Rule::OperatorScope), (Fits, "scope_covers"));
    assert_eq!(other_work.told(Rule::VehicleScope), (DoesNotFit, "scope_lacking"));
}

/// Every verdict, every missing record: nothing that was not checked ends as a fit.
#[test]
fn what_could_not_be_checked_never_fits() {
    let mut fits = 0;
    for at in 0..3 {
        for verdict in Verdict::ALL.into_iter().map(Some).chain([None]) {
            for (with_record, work) in [(true, None), (true, Some("02101")), (false, None), (false, Some("02101"))] {
                let mut three = Three { work, ..freight() };
                three.verdicts[at] = verdict;
                if !with_record {
                    *[&mut three.driver, &mut three.vehicle, &mut three.operator][at] = None;
                }
                let good = verdict == Some(Verdict::Valid) && with_record;
                assert_eq!(three.outcome() == Fits, good, "{at} {verdict:?} {with_record}");
                fits += usize::from(good);
                let no = matches!(
                    verdict,
                    Some(
                        Verdict::NotActivated
                            | Verdict::Suspended
                            | Verdict::Ended
                            | Verdict::Mismatch
                            | Verdict::Forged
                    )
                );
                assert_eq!(three.outcome() == DoesNotFit, no, "{at} {verdict:?} {with_record}");
            }
        }
    }
    assert_eq!(fits, 6);
}

#[test]
fn two_sides_are_asked_what_two_can_answer() {
    let three = freight();
    let found = |record: &'static str| {
        let record = match record {
            "driver" => &three.driver,
            "vehicle" => &three.vehicle,
            _ => &three.operator,
        };
        Some(Found { verdict: Some(Verdict::Valid), record: None }.with(record))
    };
    let day = DAY.parse().unwrap();
    let told = |driver: bool, vehicle: bool, operator: bool| {
        let joint = Joint {
            driver: found("driver").filter(|_| driver),
            vehicle: found("vehicle").filter(|_| vehicle),
            operator: found("operator").filter(|_| operator),
            work: None,
            day,
        };
        let findings = judge(&joint);
        (outcome(&findings), findings.len())
    };
    assert_eq!(told(true, true, false), (Fits, 4));
    assert_eq!(told(false, true, true), (Fits, 5));
    assert_eq!(told(true, false, true), (CannotTell, 4), "without the vehicle nothing binds the two");
}
