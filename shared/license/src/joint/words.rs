//! The words of 人车户: sides, rules and reasons.

use super::{Outcome, Rule, Side};
use crate::words::Words;

/// The answer to all in words.
#[must_use]
pub const fn outcome_words(outcome: Outcome) -> Words {
    match outcome {
        Outcome::Fits => ("人、车、户相符", "What was named fits together"),
        Outcome::DoesNotFit => ("人、车、户不相符", "What was named does not fit together"),
        Outcome::CannotTell => ("部分项目无法判断，请逐项查看", "Something could not be decided: see rule by rule"),
    }
}

/// A side in words.
#[must_use]
pub const fn side_words(side: Side) -> Words {
    match side {
        Side::Driver => ("驾驶员从业资格证", "the driver's certificate"),
        Side::Vehicle => ("车辆运输证", "the vehicle's certificate"),
        Side::Operator => ("业户经营许可证", "the operator's license"),
    }
}

/// A rule in words.
#[must_use]
pub const fn rule_words(rule: Rule) -> Words {
    match rule {
        Rule::InForce(Side::Driver) => ("驾驶员从业资格证有效", "The driver's certificate is in force"),
        Rule::InForce(Side::Vehicle) => ("车辆运输证有效", "The vehicle's certificate is in force"),
        Rule::InForce(Side::Operator) => ("业户经营许可证有效", "The operator's license is in force"),
        Rule::Category => {
            ("从业资格类别与车辆及作业相符", "The driver's qualification category fits the vehicle and the work")
        }
        Rule::DrivingClass => ("准驾车型与车辆类型相符", "The driver's driving class fits the type of the vehicle"),
        Rule::Operator => ("登记中车辆属于该业户", "By the register the vehicle is the operator's"),
        Rule::OperatorNumber => {
            ("运输证所载经营许可证号为该业户的证号", "The vehicle's certificate names the operator's license number")
        }
        Rule::OperatorScope => ("业户经营范围涵盖该作业", "The operator's scope covers the work"),
        Rule::VehicleScope => ("车辆经营范围涵盖该作业", "The vehicle's scope covers the work"),
    }
}

/// Every reason with its words.
const REASONS: [(&str, &str, &str); 30] = [
    ("in_force", "证照有效", "in force"),
    ("not_activated", "电子证照未激活", "the electronic license is not activated"),
    ("suspended", "证照暂时失效", "temporarily invalid"),
    ("ended", "证照已失效", "no longer valid"),
    ("mismatch", "所提供信息与登记不一致", "what was given differs from the register"),
    ("forged", "证照码签名无效", "the code's signature is not good"),
    ("on_paper", "系纸质证照，请查验纸质原件", "licensed on paper: look at the paper itself"),
    ("not_found", "本省登记中查无此证", "this province's register has no such license"),
    ("not_verified", "证照未能核验", "the license could not be verified"),
    (
        "several_licenses",
        "符合的证照不止一份，请按证号或扫码核验",
        "several licenses are meant: name one, or scan its code",
    ),
    ("no_record", "没有可比对的登记记录", "there is no record to compare with"),
    ("no_data", "登记记录缺少该项信息", "the record does not say it"),
    ("no_vehicle", "未提供车辆，无法比对", "no vehicle is named to compare with"),
    ("no_rule", "规则未涵盖该车辆类型", "the rules do not know this type of vehicle"),
    ("work_unknown", "无法确定所从事的作业", "the work cannot be told"),
    (
        "depends_on_work",
        "因作业种类而异，请注明所从事的经营范围",
        "it depends on the work: say which scope is exercised",
    ),
    ("category_held", "具备相应从业资格类别", "the category is held"),
    ("category_unsure", "该从业资格类别是否适用无法判断", "whether the category held is enough cannot be told"),
    ("category_not_in_term", "相应从业资格类别不在有效期内", "the category is held, but is not in its term"),
    ("category_missing", "不具备相应从业资格类别", "the category is not held"),
    ("class_held", "准驾车型相符", "the driving class is enough"),
    (
        "class_unsure",
        "准驾车型是否适用无法判断（如自动挡）",
        "whether the class is enough cannot be told (gearbox, mass)",
    ),
    ("class_too_low", "准驾车型不符", "the driving class does not cover this type of vehicle"),
    ("operator_on_record", "登记的经营业户即该业户", "the register names this operator"),
    ("operator_owns", "车辆所有人即该业户", "the operator owns the vehicle"),
    ("other_operator", "登记的经营业户为另一业户", "the register names another operator"),
    ("number_same", "证号一致", "the numbers are the same"),
    ("number_other", "运输证所载为另一证号", "the certificate names another number"),
    ("scope_covers", "经营范围涵盖", "the scope covers it"),
    ("scope_lacking", "经营范围不涵盖", "the scope does not cover it"),
];

/// A reason in words; `None` for a stranger.
#[must_use]
pub fn reason_words(reason: &str) -> Option<Words> {
    REASONS.iter().find(|row| row.0 == reason).map(|&(_, zh, en)| (zh, en))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_reason_that_is_given_has_words_and_no_word_lacks_a_reason() {
        let source = include_str!("../joint.rs");
        for (reason, zh, en) in REASONS {
            assert!(source.contains(&format!("\"{reason}\"")), "{reason} is never given");
            assert!(!zh.is_ascii() && en.is_ascii(), "{reason}");
        }
        let given = source.split("Outcome::").chain(source.split("(CannotTell, ")).chain(source.split("(DoesNotFit, "));
        let given: BTreeSet<&str> = given
            .filter_map(|rest| rest.split(')').next()?.split('"').nth(1))
            .filter(|word| !["fits", "does_not_fit", "cannot_tell"].contains(word))
            .collect();
        for reason in given {
            assert!(reason_words(reason).is_some(), "{reason} has no words");
        }
    }
}
