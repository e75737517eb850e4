//! The words of every "no", in both languages: one row for each code, and the status of each kind.

use http::StatusCode;
use license::refusal::RefusalKind;

/// How a code is said to people.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Words {
    /// In Chinese.
    pub zh: &'static str,
    /// In English.
    pub en: &'static str,
}

/// The one table from kind to status.
pub(crate) const fn status(kind: RefusalKind) -> StatusCode {
    match kind {
        RefusalKind::Malformed => StatusCode::BAD_REQUEST,
        RefusalKind::Forbidden => StatusCode::FORBIDDEN,
        RefusalKind::Absent => StatusCode::NOT_FOUND,
        RefusalKind::Conflict => StatusCode::CONFLICT,
        RefusalKind::Unmet => StatusCode::UNPROCESSABLE_ENTITY,
        RefusalKind::Limited => StatusCode::TOO_MANY_REQUESTS,
    }
}

/// Refusals that only the edge makes, with their statuses.
pub(crate) const EDGE: [(&str, StatusCode); 7] = [
    ("signin.missing", StatusCode::UNAUTHORIZED),
    ("signin.claims", StatusCode::UNAUTHORIZED),
    ("route.unknown", StatusCode::NOT_FOUND),
    ("route.method", StatusCode::METHOD_NOT_ALLOWED),
    ("input.too_large", StatusCode::PAYLOAD_TOO_LARGE),
    ("input.media_type", StatusCode::UNSUPPORTED_MEDIA_TYPE),
    ("input.request", StatusCode::BAD_REQUEST),
];

/// The codes that only the edge answers with, besides those of [`license::refusal::Refusal::CODES`]. Faults answer with
/// their own codes under the words of `service.fault`.
pub fn edge_codes() -> impl Iterator<Item = &'static str> {
    EDGE.iter().map(|(code, _)| *code).chain([FAULT])
}

/// The words that every fault is told in.
pub(crate) const FAULT: &str = "service.fault";

/// What is said of a fault; nobody outside can act on more.
pub(crate) const FAULT_WORDS: Words =
    Words { zh: "服务暂时不可用，请稍后重试", en: "The service cannot answer now; try again" };

/// The words of a code; `None` if it is no refusal's.
#[must_use]
pub fn words(code: &str) -> Option<Words> {
    WORDS.iter().find(|row| row.0 == code).map(|&(_, zh, en)| Words { zh, en })
}

const WORDS: [(&str, &str, &str); 43] = [
    ("input.field", "填写的内容不符合要求", "A field is missing or not acceptable"),
    ("input.cursor", "翻页标记无效", "The cursor is not one of ours"),
    ("input.too_large", "提交的内容过大", "The request is too large"),
    ("input.media_type", "请以 JSON 格式提交", "The request body must be JSON"),
    ("input.request", "请求格式不正确", "The request cannot be understood"),
    ("signin.missing", "请先登录", "Sign in first"),
    ("signin.claims", "登录信息不完整或不正确，请重新登录", "The sign-in is not complete and correct; sign in again"),
    ("route.unknown", "没有这个地址", "There is no such address"),
    ("route.method", "该地址不支持这种操作", "The address does not take this method"),
    (FAULT, FAULT_WORDS.zh, FAULT_WORDS.en),
    ("caller.role", "您的身份无权办理此项", "This role may not do this"),
    (
        "caller.not_holder",
        "仅持证主体或其代理人可以办理",
        "Only the holder, or one who acts for the holder, may do this",
    ),
    ("caller.real_name", "请先完成实名认证", "Real-name verification is needed first"),
    ("caller.other_division", "仅签发部门的工作人员可以办理", "Only officers of the issuing division may do this"),
    ("caller.own_application", "代为申请的人员不得审核该申请", "Who applied for it may not decide it"),
    ("caller.purpose", "请填写用证事由", "A purpose must be given"),
    ("caller.too_many", "查询次数过多，请稍后再查", "Too many look-ups; wait before the next"),
    ("grant.unknown", "系统中没有这项许可", "The register holds no such grant"),
    ("grant.expired", "许可已过有效期", "The grant is no longer in force"),
    ("grant.already_licensed", "该许可已有电子证照", "The grant has an electronic license already"),
    ("grant.not_licensed", "该许可没有可换发的电子证照", "The grant has no electronic license that stands"),
    ("template.in_force", "证照已是现行版式，无需换发", "The license has the template in force already"),
    ("subject.unknown", "系统中没有这条记录", "The register holds no such record"),
    (
        "operator.uscc",
        "业户的统一社会信用代码不完整或不正确",
        "The operator's unified social credit code is not complete and correct",
    ),
    ("operator.not_operating", "业户未处于正常经营状态", "The operator is not in normal operation"),
    ("photo.required", "请先补录符合要求的照片", "A conforming photo must be on file first"),
    ("photo.not_asked", "此项无需上传照片", "No photo is asked for here"),
    ("application.unknown", "没有这项申请", "There is no such application"),
    ("application.open", "该许可已有正在办理的申请", "An application for this grant is open already"),
    ("case.taken", "另一名审核人员正在审核该申请", "Another officer has taken this case"),
    (
        "photo.uploads_used",
        "上传次数已用完，请携带身份证件到签发部门窗口，由工作人员补录照片",
        "No uploads are left; go to the department's counter with your ID, where an officer takes the photo",
    ),
    ("application.stage", "申请当前所处环节不能办理此项", "The application's stage does not allow this"),
    ("request.name_taken", "该名称已用于另一项请求", "This name was used for a different request"),
    ("license.unknown", "没有这份电子证照", "There is no such license"),
    ("license.stage", "证照当前状态不能办理此项", "The license's stage does not allow this"),
    ("license.not_newest", "该版本已被更新，请使用最新版本", "This version has been replaced; use the newest"),
    ("reason.unknown", "原因代码不适用于此项", "The reason code is not one for this act"),
    ("reason.legal_basis", "请填写法律依据", "The legal basis must be given"),
    ("record.changed", "记录已发生变化，请刷新后重试", "The record has changed; read it again"),
    ("number.taken", "该证号已属于另一项许可", "The license number belongs to another grant"),
    ("number.series_full", "证号已用完", "The number series is used up"),
    ("list.older", "已有更新的名单", "A newer list was taken over already"),
    ("item.unknown", "没有这个项目", "There is no such item"),
];

#[cfg(test)]
mod tests {
    use super::*;
    use license::refusal::Refusal;
    use std::collections::BTreeSet;

    #[test]
    fn every_code_has_words_in_both_languages_and_no_word_lacks_a_code() {
        let codes: BTreeSet<&str> = Refusal::CODES.iter().copied().chain(edge_codes()).collect();
        let worded: BTreeSet<&str> = WORDS.iter().map(|row| row.0).collect();
        assert_eq!(codes, worded);
        assert_eq!(worded.len(), WORDS.len(), "a code stands twice");
        for (code, zh, en) in WORDS {
            assert!(!zh.is_ascii() && en.is_ascii() && !en.is_empty(), "{code}");
        }
    }

    #[test]
    fn a_stranger_has_no_words() {
        for code in ["", "input", "input.field ", "INPUT.FIELD", "store.unavailable"] {
            assert_eq!(words(code), None, "{code}");
        }
    }

    #[test]
    fn statuses_are_told_apart_by_kind() {
        let kinds = [
            (RefusalKind::Malformed, 400),
            (RefusalKind::Forbidden, 403),
            (RefusalKind::Absent, 404),
            (RefusalKind::Conflict, 409),
            (RefusalKind::Unmet, 422),
            (RefusalKind::Limited, 429),
        ];
        for (kind, expected) in kinds {
            assert_eq!(status(kind).as_u16(), expected);
        }
    }
}
