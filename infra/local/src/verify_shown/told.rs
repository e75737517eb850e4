//! The report for a person, in two languages.

use jiff::Timestamp;
use license::clock::chinese_time_text;
use verifier::{Aspect, Finding, LicenseTold, PictureError, Report, State, Verdict};

use crate::host::HostError;

pub(super) fn told(report: &Report) -> String {
    let mut lines: Vec<String> = report.findings().into_iter().map(finding).collect();
    for list in &report.dropped {
        let (zh, en) = list.reason.words();
        let which = list.status.map_or_else(String::new, |at| format!(" {}", at + 1));
        lines.push(format!("[未采用 not used] 名单 list{which}: {zh}; {en} ({})", list.reason.code()));
    }
    lines.push(String::new());
    lines.extend(shown(report));
    lines.push(String::new());
    lines.extend(conclusion(report));
    lines.join("\n") + "\n"
}

fn finding(found: Finding) -> String {
    let (zh, en) = found.aspect.words();
    let (state, reason) = match found.state {
        State::Valid => ("通过 valid", None),
        State::Invalid(reason) => ("不通过 invalid", Some(reason)),
        State::Unchecked(reason) => ("未检查 unchecked", Some(reason)),
    };
    let why = reason.map_or_else(String::new, |reason| {
        let (zh, en) = reason.words();
        format!(": {zh}; {en} ({})", reason.code())
    });
    format!("[{state}] {zh} {en}{why}")
}

/// What is compared with the world, and what it rests on.
fn shown(report: &Report) -> Vec<String> {
    let (zh, en) = report.medium.words();
    let mut lines = vec![format!("出示 shown: {zh}; {en}")];
    lines.extend(report.license.iter().flat_map(license));
    if let Some(elsewhere) = &report.elsewhere {
        let (zh, en) = &elsewhere.name;
        lines.push(format!("外省签发，未查询本省登记簿 issued elsewhere, our books not asked: {zh} {en}"));
    }
    if let Some(list) = report.status {
        let (zh, en) = age(list.age_seconds);
        lines.push(format!("状态名单 status list: {} ({zh}前 {en} ago)", at(list.as_of)));
    }
    if let Some(list) = report.trust {
        lines.push(format!("信任名单 trust list: {} 版 version {}", at(list.issued_at), list.version));
    }
    lines
}

fn license(told: &LicenseTold) -> Vec<String> {
    let mut lines = vec![];
    if !told.signed {
        lines.push("以下内容未经验证 what follows was not verified".to_owned());
    }
    lines.push(format!("种类 kind: {} {}", told.kind.name_zh(), told.kind.name_en()));
    let mut line = |name: &str, value: Option<String>| lines.extend(value.map(|value| format!("{name}: {value}")));
    line("标识 identifier", told.identifier.clone());
    line("发证机关 issuer", told.issuer.clone());
    line("车牌 plate", told.plate.as_ref().map(|plate| format!("{} {}", plate.number, plate.color.name_zh())));
    line(
        "姓名 name",
        told.name.as_ref().map(|name| if told.name_shortened { format!("{name}…") } else { name.clone() }),
    );
    line("证件号后四位 end of ID number", told.id_tail.clone());
    line("统一社会信用代码 USCC", told.uscc.clone());
    line("本版电子证照制发日 this version made on", Some(told.issued_on.to_string()));
    let until = told.expires_on.map_or_else(|| "长期 no end".to_owned(), |day| day.to_string());
    line("有效期至 valid until", Some(until));
    lines
}

fn conclusion(report: &Report) -> Vec<String> {
    let (zh, en) = report.verdict.words();
    let because = report.because().map(|reason| (reason.words(), reason.code()));
    let why = because.map(|((zh, en), code)| format!("{zh}\n{en} ({code})"));
    let as_of = report
        .status
        .filter(|_| report.verdict == Verdict::Valid)
        .map(|list| format!("以状态名单的时间为准 as of the status list: {}", at(list.as_of)));
    let first = format!("结论: {zh}\n{}: {en}", report.verdict.as_str());
    [first].into_iter().chain(why).chain(as_of).chain(presence(report)).collect()
}

/// Whether somebody is there: it decides nothing, and whoever reads the verdict alone must not miss it.
fn presence(report: &Report) -> Option<String> {
    let found = report.findings().into_iter().find(|one| one.aspect == Aspect::Presence)?;
    match found.state {
        State::Unchecked(reason) if report.verdict == Verdict::Valid => {
            let (zh, en) = reason.words();
            Some(format!("注意 note: {zh}\n{en} ({})", reason.code()))
        }
        State::Valid | State::Invalid(_) | State::Unchecked(_) => None,
    }
}

fn age(seconds: i64) -> (String, String) {
    let minutes = seconds.max(0) / 60;
    if minutes < 120 {
        return (format!("{minutes} 分钟"), format!("{minutes} minutes"));
    }
    let hours = minutes / 60;
    (format!("{hours} 小时"), format!("{hours} hours"))
}

fn at(moment: Timestamp) -> String {
    format!("{} +08:00", chinese_time_text(moment))
}

pub(super) fn cannot_look(error: &HostError) -> String {
    format!("无法判断: 出示的内容或信任文件夹无法读取\ncannot tell: {error}\n")
}

pub(super) fn no_code(error: PictureError) -> String {
    let (zh, en) = error.words();
    format!("结论: 无法判断\ncannot_tell: Cannot tell\n{zh}\n{en} ({})\n", error.code())
}
