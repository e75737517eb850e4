//! What people are told, in Chinese and English: where an application stands, what to do next, what a notice says.

use jiff::civil::Date;

use crate::{
    application::Application,
    catalogue::catalogue,
    event::NoticeKind,
    grant::Validity,
    scope::IssueReason,
    stage::{ApplicationStage, LicenseStage},
    verdict::Verdict,
};

/// Chinese and English.
pub type Words = (&'static str, &'static str);

/// Where an application stands.
#[must_use]
pub const fn stage(stage: ApplicationStage) -> Words {
    match stage {
        ApplicationStage::Submitted => ("已提交，等待上传照片", "Submitted; a photo is needed"),
        ApplicationStage::PhotoReturned => ("照片未通过检查", "The photo did not pass inspection"),
        ApplicationStage::AwaitingReview => ("等待签发部门审核", "Waiting for the issuing department"),
        ApplicationStage::Returned => ("审核未通过，已退回", "Returned by the issuing department"),
        ApplicationStage::Approved => ("审核通过，正在制证", "Approved; the license is being made"),
        ApplicationStage::Issued => ("已制证", "The license has been issued"),
        ApplicationStage::Withdrawn => ("已撤回", "Taken back"),
    }
}

/// What the applicant does next. After the last photo the counter helps, so that nobody stands before a closed door.
#[must_use]
pub fn next_step(application: &Application) -> Words {
    match application.stage {
        ApplicationStage::Submitted | ApplicationStage::PhotoReturned | ApplicationStage::Returned
            if application.holder_uploads_left() == 0 =>
        {
            (
                "上传次数已用完，请携带身份证件到签发部门窗口，由工作人员补录照片，无需重新申请",
                "No uploads are left; please go to the department's counter with your ID, where an officer takes the photo; no \
                 new application is needed",
            )
        }
        ApplicationStage::Submitted => ("请上传符合要求的照片", "Please upload a conforming photo"),
        ApplicationStage::PhotoReturned | ApplicationStage::Returned => (
            "请按提示重新拍摄并上传照片，无需重新申请",
            "Please upload another photo as advised; no new application is needed",
        ),
        ApplicationStage::AwaitingReview => ("请等待审核，结果会通知您", "Please wait; you will be told the result"),
        ApplicationStage::Approved => ("请稍候，制证完成后会通知您", "Please wait; you will be told when it is made"),
        ApplicationStage::Issued if application.route.continues() => (
            "新版本已在证照包中，状态与旧版本相同",
            "The new version is in your wallet, in the state that the old one was in",
        ),
        ApplicationStage::Issued => ("请在证照包中激活电子证照", "Please activate the license in your wallet"),
        ApplicationStage::Withdrawn => ("如仍需要，可重新申领", "You may apply again if you still need it"),
    }
}

/// Where a license stands.
#[must_use]
pub const fn license_stage(stage: LicenseStage) -> Words {
    match stage {
        LicenseStage::Sealed => ("未激活", "Not activated"),
        LicenseStage::Activated => ("有效", "In force"),
        LicenseStage::Suspended => ("暂时失效", "Suspended"),
        LicenseStage::Replaced => ("已换发", "Replaced by a newer version"),
        LicenseStage::Cancelled => ("已注销", "Cancelled"),
        LicenseStage::Withdrawn => ("已撤销", "Withdrawn"),
        LicenseStage::Revoked => ("已吊销", "Revoked"),
    }
}

/// Why a license of the stage and term is not in force on the day; nothing if it is.
#[must_use]
pub fn not_in_force(stage: LicenseStage, term: &Validity, day: Date) -> Option<Words> {
    if stage != LicenseStage::Activated {
        return Some(license_stage(stage));
    }
    if term.is_over(day) {
        return Some(("已过有效期", "Past its term"));
    }
    (!term.covers(day)).then_some(("未到有效期", "Before its term"))
}

/// What a notice says.
#[must_use]
pub const fn notice(kind: NoticeKind) -> Words {
    match kind {
        NoticeKind::Issued => {
            ("您的电子证照已签发，请激活后使用", "Your license has been issued; activate it to use it")
        }
        NoticeKind::Updated => {
            ("您的电子证照已更新，旧版本已换发", "Your license has been updated; the old version is replaced")
        }
        NoticeKind::PhotoReturned => {
            ("照片未通过检查，请重新上传", "The photo did not pass inspection; please upload another")
        }
        NoticeKind::Returned => ("申领已退回，请按原因处理", "Your application was returned; please see the reasons"),
        NoticeKind::Suspended => ("您的电子证照已暂时失效", "Your license has been suspended"),
        NoticeKind::Resumed => ("您的电子证照已恢复", "Your license is back in use"),
        NoticeKind::Ended => ("您的电子证照已失效", "Your license has ended"),
        NoticeKind::PhoneRegistered => (
            "已有手机登记为可离线亮证；如非本人操作，请尽快修改登录密码并联系发证机关",
            "A phone may now show this license offline; if it was not you, change your password and tell the issuer",
        ),
    }
}

/// Why an application came back: what is wrong, and how to put it right. A code that only an older catalogue had is
/// shown as it is.
#[must_use]
pub fn return_reason(code: &str) -> (String, String) {
    match catalogue().return_reason(code) {
        Some(reason) => {
            let zh = format!("{}。{}", reason.name_zh, reason.fix_zh);
            (zh, format!("{}. {}", reason.name_en, reason.fix_en))
        }
        None => (code.to_owned(), code.to_owned()),
    }
}

/// 证照发放类型 in words: why this version was made. A code that only an older catalogue had is shown as it is.
#[must_use]
pub fn issue_reason(code: &str) -> (String, String) {
    match IssueReason::parse(code) {
        Ok(reason) => (reason.name_zh().to_owned(), reason.name_en().to_owned()),
        Err(_unknown) => (code.to_owned(), code.to_owned()),
    }
}

/// Why an officer acted on a license.
#[must_use]
pub fn act_reason(code: &str) -> (String, String) {
    match catalogue().act_reason(code) {
        Some(reason) => (reason.name_zh.clone(), reason.name_en.clone()),
        None => (code.to_owned(), code.to_owned()),
    }
}

/// What verification answers.
#[must_use]
pub const fn verdict(verdict: Verdict) -> Words {
    match verdict {
        Verdict::Valid => ("证照有效", "In force"),
        Verdict::NotActivated => ("信息正确，证照未激活", "Correct, but not activated"),
        Verdict::Suspended => ("信息正确，证照暂时失效", "Correct, but temporarily invalid"),
        Verdict::Ended => ("信息正确，证照已失效", "Correct, but no longer valid"),
        Verdict::Incomplete => ("信息不全，无法验证", "Not enough was given to verify"),
        Verdict::NotFound => ("查无此信息", "Nothing was found"),
        Verdict::Mismatch => ("信息与登记不一致", "What was given differs from the register"),
        Verdict::Forged => ("证照码签名无效，可能被篡改", "The code's signature is not good; it may have been altered"),
        Verdict::CannotTell => {
            ("暂时无法判断，请稍后再验或按证号查询", "Cannot tell now; try again or look it up by number")
        }
        Verdict::LicensedOnPaper => ("已取得许可，纸质证照在有效期内", "Licensed on paper, and in force"),
    }
}

/// What somebody who read a holder's data did or was told: `verify.<verdict>`, or an operation.
#[must_use]
pub fn access(answer: &str) -> Words {
    let told = answer.strip_prefix("verify.").and_then(Verdict::parse).map(verdict);
    told.unwrap_or(match answer {
        "register.read" => ("查阅登记记录", "Read the record in the register"),
        "review.case" => ("审核申领", "Reviewed an application"),
        "deliver.document" => ("下载证照文件", "Downloaded the license file"),
        "deliver.copy" => ("制作证照副本", "Made a copy of the license"),
        "deliver.accesses_by" => ("查阅查询记录", "Read the record of look-ups"),
        _ => ("查询", "Looked it up"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_access_says_the_verdict_or_the_operation() {
        assert_eq!(access("verify.suspended"), verdict(Verdict::Suspended));
        assert_eq!(access("review.case").1, "Reviewed an application");
        // As records of the first release have it: a code of GB/T 36906 alone.
        assert_eq!(access("verify.0").1, "Looked it up");
    }

    #[test]
    fn what_is_not_in_force_says_why() {
        let day = |text: &str| text.parse::<Date>().unwrap();
        let term = Validity { from: day("2026-01-02"), until: Some(day("2026-12-30")) };
        let said = |stage, on| not_in_force(stage, &term, day(on)).map(|words| words.0);
        for (stage, on, expected) in [
            (LicenseStage::Activated, "2026-01-01", Some("未到有效期")),
            (LicenseStage::Activated, "2026-01-02", None),
            (LicenseStage::Activated, "2026-12-30", None),
            (LicenseStage::Activated, "2026-12-31", Some("已过有效期")),
            (LicenseStage::Sealed, "2026-06-01", Some("未激活")),
            (LicenseStage::Suspended, "2026-06-01", Some("暂时失效")),
        ] {
            assert_eq!(said(stage, on), expected, "{stage:?} {on}");
        }
    }
}
