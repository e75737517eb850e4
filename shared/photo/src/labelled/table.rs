//! What was right and what was wrong, rule by rule, as docs/PHOTO.md shows it.

use std::collections::BTreeMap;
use std::fmt::Write;

use license::kind::PhotoKind;

use super::set::{Half, Labelled, pictures, rule};
use crate::{Finding, FindingCode, Inspection, Severity, Verdict, inspect};

/// A picture with what was said of it.
struct Seen {
    picture: Labelled,
    verdict: Verdict,
    findings: Vec<Finding>,
}

impl Seen {
    fn says(&self, code: FindingCode) -> bool {
        self.findings.iter().any(|finding| finding.code == code)
    }

    fn refused(&self) -> bool {
        self.verdict == Verdict::Return
    }

    fn warned(&self) -> bool {
        self.findings.iter().any(|finding| finding.severity == Severity::Warn)
    }

    fn is_good(&self) -> bool {
        self.picture.wrong.is_empty()
    }

    fn missed(&self) -> Vec<&'static str> {
        self.picture.wrong.iter().filter(|code| !self.says(**code)).map(|code| code.name()).collect()
    }

    fn false_alarms(&self) -> Vec<&'static str> {
        let known = |code: &FindingCode| self.picture.wrong.contains(code) || self.picture.besides.contains(code);
        self.findings.iter().map(|finding| finding.code).filter(|code| !known(code)).map(FindingCode::name).collect()
    }
}

/// Right and all, of what should be said and of what should not.
#[derive(Default, Clone, Copy)]
struct Count {
    found: u32,
    wrong: u32,
    alarms: u32,
    right: u32,
}

impl Count {
    fn take(&mut self, seen: &Seen, code: FindingCode) {
        let says = u32::from(seen.says(code));
        if seen.picture.wrong.contains(&code) {
            self.wrong += 1;
            self.found += says;
        } else if !seen.picture.besides.contains(&code) {
            self.right += 1;
            self.alarms += says;
        }
    }
}

fn seen() -> Vec<Seen> {
    let of = |half: Half| {
        let told = pictures(half).into_iter().map(|picture| {
            let Inspection { verdict, findings, .. } = inspect(&picture.bytes, &rule(picture.kind));
            Seen { picture, verdict, findings }
        });
        told.collect::<Vec<_>>()
    };
    std::thread::scope(|scope| {
        let report = scope.spawn(|| of(Half::Report));
        let mut all = of(Half::Set);
        all.extend(report.join().unwrap());
        all
    })
}

fn kind_name(kind: PhotoKind) -> &'static str {
    kind.as_str()
}

fn by_rule(all: &[Seen]) -> String {
    let mut text = String::from(
        "| finding | said where it should be | | said where it should not be | |\n\
         |---|---|---|---|---|\n\
         | | half of the limits | other half | half of the limits | other half |\n",
    );
    for code in FindingCode::ALL.iter().copied() {
        let count = |half: Half| {
            let mut count = Count::default();
            all.iter().filter(|seen| seen.picture.half == half).for_each(|seen| count.take(seen, code));
            count
        };
        let [set, report] = [Half::Set, Half::Report].map(count);
        if set.wrong + report.wrong + set.alarms + report.alarms > 0 {
            let (name, right, alarms) =
                (code.name(), [set.found, set.wrong, report.found, report.wrong], [set, report]);
            let [a, b, c, d] = right;
            let [e, f] = alarms.map(|count| format!("{} of {}", count.alarms, count.right));
            writeln!(text, "| `{name}` | {a} of {b} | {c} of {d} | {e} | {f} |").unwrap();
        }
    }
    text
}

fn by_picture(all: &[Seen]) -> String {
    let mut text = String::from(
        "| kind | half | good pictures | refused | warned | bad pictures | refused | warned only | nothing said |\n|---|---|---|---|---|---|---|---|---|\n",
    );
    for kind in [PhotoKind::Person, PhotoKind::Vehicle] {
        for half in [Half::Set, Half::Report] {
            let some = || all.iter().filter(move |seen| seen.picture.kind == kind && seen.picture.half == half);
            let (good, bad) = (|| some().filter(|seen| seen.is_good()), || some().filter(|seen| !seen.is_good()));
            let only_warned = |seen: &&Seen| seen.warned() && !seen.refused();
            let silent = |seen: &&Seen| seen.findings.is_empty();
            let name = if half == Half::Set { "of the limits" } else { "other" };
            writeln!(
                text,
                "| {} | {name} | {} | {} | {} | {} | {} | {} | {} |",
                kind_name(kind),
                good().count(),
                good().filter(|seen| seen.refused()).count(),
                good().filter(only_warned).count(),
                bad().count(),
                bad().filter(|seen| seen.refused()).count(),
                bad().filter(only_warned).count(),
                bad().filter(silent).count(),
            )
            .unwrap();
        }
    }
    text
}

fn wrong_answers(all: &[Seen]) -> String {
    let mut text = String::new();
    for seen in all {
        let (missed, alarms) = (seen.missed(), seen.false_alarms());
        if !missed.is_empty() || !alarms.is_empty() {
            let half = if seen.picture.half == Half::Set { "half of the limits" } else { "other half" };
            let (kind, name) = (kind_name(seen.picture.kind), &seen.picture.name);
            writeln!(text, "- {kind}, \"{name}\", {half}: missed {missed:?}, said besides {alarms:?}").unwrap();
        }
    }
    if text.is_empty() { "None.\n".to_owned() } else { text }
}

fn contents(all: &[Seen]) -> String {
    let mut kinds = BTreeMap::<(&str, &str, bool), u32>::new();
    for seen in all {
        *kinds.entry((kind_name(seen.picture.kind), &seen.picture.name, seen.is_good())).or_default() += 1;
    }
    let mut text = String::new();
    for kind in ["person", "vehicle"] {
        for good in [true, false] {
            let names = kinds.iter().filter(|((of, _, is_good), _)| *of == kind && *is_good == good);
            let names: Vec<String> = names.map(|((_, name, _), count)| format!("{name} ({count})")).collect();
            let label = if good { "good" } else { "bad" };
            writeln!(text, "- {kind}, {label}: {}.", names.join("; ")).unwrap();
        }
    }
    text
}

#[test]
fn right_and_wrong_answers_are_those_of_the_page() {
    let all = seen();
    // whatever is measured and however the page is rewritten
    for good in all.iter().filter(|seen| seen.is_good()) {
        assert_eq!(good.verdict, Verdict::Accept, "{}: {:?}", good.picture.name, good.findings);
    }
    super::page::compare("by-picture", &by_picture(&all));
    super::page::compare("by-rule", &by_rule(&all));
    super::page::compare("wrong-answers", &wrong_answers(&all));
    super::page::compare("pictures", &contents(&all));
}
