//! Values of the catalogue's code lists: scope, qualification, vehicle and economic types, states and reasons.

use crate::catalogue::text_form::text_form;
use crate::catalogue::{CodeEntry, List, catalogue};

/// Why a text is no code of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the code does not stand in the list {}", list.as_str())]
pub struct UnknownCode {
    list: List,
    code: &'static str,
}

impl UnknownCode {
    /// The stable name of the error, such as `scope.unknown`.
    #[must_use]
    pub fn code(self) -> &'static str {
        self.code
    }
}

/// A type whose values are the codes of one list.
macro_rules! listed_code {
    ($(#[$doc:meta])* $type:ident, $list:expr, $error:literal) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $type(&'static CodeEntry);

        impl $type {
            /// Reads a code of the list.
            pub fn parse(code: &str) -> Result<Self, UnknownCode> {
                catalogue().code($list, code).map(Self).ok_or(UnknownCode { list: $list, code: $error })
            }

            /// The code.
            #[must_use]
            pub fn as_str(&self) -> &'static str {
                &self.0.code
            }

            /// The Chinese name.
            #[must_use]
            pub fn name_zh(&self) -> &'static str {
                &self.0.name_zh
            }

            /// The English name, for display.
            #[must_use]
            pub fn name_en(&self) -> &'static str {
                &self.0.name_en
            }

            /// The code that this one belongs under, if any.
            #[must_use]
            pub fn parent(&self) -> Option<Self> {
                self.0.parent.as_deref().and_then(|code| Self::parse(code).ok())
            }

            /// Every code of the list, in its order.
            pub fn all() -> impl Iterator<Item = Self> {
                catalogue().codes($list).map(Self)
            }
        }

        impl std::fmt::Debug for $type {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                write!(f, "{}({})", stringify!($type), self.as_str())
            }
        }

        text_form!($type, UnknownCode);
    };
}

listed_code!(
    /// 经营范围, five digits (JT/T 697.7). Names repeat at several levels: never look up by name.
    ScopeCode,
    List::Scope,
    "scope.unknown"
);
listed_code!(
    /// 从业资格类别, five digits (JT/T 697.7, 5.22).
    QualificationCategory,
    List::QualificationCategory,
    "qualification_category.unknown"
);
listed_code!(
    /// 准驾车型, A1 to P (JT/T 415, 5.4.10).
    DrivingClass,
    List::DrivingClass,
    "driving_class.unknown"
);
listed_code!(
    /// 车辆类型, a letter and two digits as a rule (GA/T 16.4).
    VehicleType,
    List::VehicleType,
    "vehicle_type.unknown"
);
listed_code!(
    /// 经济类型, three digits (JT/T 415, 5.1.8).
    EconomicType,
    List::EconomicType,
    "economic_type.unknown"
);
listed_code!(
    /// 业户经营状态, one digit (JT/T 415, 5.3.1).
    OperatorState,
    List::OperatorState,
    "operator_state.unknown"
);
listed_code!(
    /// 车辆营运状态, two digits (JT/T 415, 5.4.6).
    VehicleState,
    List::VehicleState,
    "vehicle_state.unknown"
);

impl ScopeCode {
    /// Whether `other` is this code, stands under it, or is covered by it as `scope_covering.csv` says.
    #[must_use]
    pub fn covers(&self, other: Self) -> bool {
        let under = std::iter::successors(Some(other), Self::parent).any(|code| code == *self);
        under || catalogue().also_covers(self.as_str(), other.as_str())
    }
}

impl OperatorState {
    /// Whether the operator is in business, 营业: the 正常经营状态 of the provincial rule, art. 6(1).
    #[must_use]
    pub fn is_operating(&self) -> bool {
        self.as_str() == "1"
    }
}

impl VehicleState {
    /// Whether the vehicle is in operation, 营运.
    #[must_use]
    pub fn is_in_operation(&self) -> bool {
        self.as_str() == "10"
    }
}

/// Why a version of a license is made, 证照发放类型 (JT/T 415, 5.5.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum IssueReason {
    /// 1 初领
    FirstIssue,
    /// 2 证照丢失
    Lost,
    /// 3 证照污损
    Damaged,
    /// 4 经营状态变更
    OperatingStateChange,
    /// 5 证照信息变更
    InformationChange,
    /// 6 证照到期
    Expired,
    /// 7 证照改版
    Revision,
    /// 9 其他
    Other,
}

impl IssueReason {
    /// All eight.
    pub const ALL: [Self; 8] = [
        Self::FirstIssue,
        Self::Lost,
        Self::Damaged,
        Self::OperatingStateChange,
        Self::InformationChange,
        Self::Expired,
        Self::Revision,
        Self::Other,
    ];

    /// Reads a code.
    pub fn parse(code: &str) -> Result<Self, UnknownCode> {
        let unknown = UnknownCode { list: List::IssueReason, code: "issue_reason.unknown" };
        Self::ALL.into_iter().find(|reason| reason.as_str() == code).ok_or(unknown)
    }

    /// The code, one digit.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::FirstIssue => "1",
            Self::Lost => "2",
            Self::Damaged => "3",
            Self::OperatingStateChange => "4",
            Self::InformationChange => "5",
            Self::Expired => "6",
            Self::Revision => "7",
            Self::Other => "9",
        }
    }

    /// The Chinese name.
    #[must_use]
    pub fn name_zh(self) -> &'static str {
        catalogue().name_zh(List::IssueReason, self.as_str()).unwrap_or(self.as_str())
    }

    /// The English name, for display.
    #[must_use]
    pub fn name_en(self) -> &'static str {
        catalogue().name_en(List::IssueReason, self.as_str()).unwrap_or(self.as_str())
    }
}

text_form!(IssueReason, UnknownCode);

/// Sex, 性别 (JT/T 415 uses the codes of GB/T 2261.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Sex {
    /// 0 未知的性别
    Unknown,
    /// 1 男性
    Male,
    /// 2 女性
    Female,
    /// 9 未说明的性别
    NotStated,
}

impl Sex {
    /// All four.
    pub const ALL: [Self; 4] = [Self::Unknown, Self::Male, Self::Female, Self::NotStated];

    /// Reads a code.
    pub fn parse(code: &str) -> Result<Self, UnknownCode> {
        let unknown = UnknownCode { list: List::Sex, code: "sex.unknown" };
        Self::ALL.into_iter().find(|sex| sex.as_str() == code).ok_or(unknown)
    }

    /// The code, one digit.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Unknown => "0",
            Self::Male => "1",
            Self::Female => "2",
            Self::NotStated => "9",
        }
    }

    /// The Chinese name.
    #[must_use]
    pub fn name_zh(self) -> &'static str {
        catalogue().name_zh(List::Sex, self.as_str()).unwrap_or(self.as_str())
    }
}

text_form!(Sex, UnknownCode);

#[cfg(test)]
mod tests {
    use super::{
        DrivingClass, EconomicType, IssueReason, OperatorState, QualificationCategory, ScopeCode, Sex, VehicleState,
        VehicleType,
    };

    #[test]
    fn known_codes_have_their_names() {
        let names = [
            ScopeCode::parse("03170").expect("scope").name_zh(),
            QualificationCategory::parse("09003").expect("category").name_zh(),
            DrivingClass::parse("A1").expect("class").name_zh(),
            VehicleType::parse("K11").expect("type").name_zh(),
            EconomicType::parse("175").expect("type").name_zh(),
            OperatorState::parse("4").expect("state").name_zh(),
            VehicleState::parse("10").expect("state").name_zh(),
            IssueReason::Lost.name_zh(),
            Sex::Female.name_zh(),
        ];
        let expected = [
            "危险货物运输(7类)",
            "网络预约出租汽车驾驶员",
            "大型客车",
            "大型普通客车",
            "个体经营",
            "停业整顿",
            "营运",
            "证照丢失",
            "女性",
        ];
        assert_eq!(names, expected);
    }

    #[test]
    fn unknown_codes_are_refused_by_name() {
        let errors = [
            (ScopeCode::parse("1100").map(|_| ()), "scope.unknown"),
            (ScopeCode::parse("99999").map(|_| ()), "scope.unknown"),
            (ScopeCode::parse("道路货物运输").map(|_| ()), "scope.unknown"),
            (QualificationCategory::parse("02002").map(|_| ()), "qualification_category.unknown"),
            (DrivingClass::parse("a1").map(|_| ()), "driving_class.unknown"),
            (DrivingClass::parse("").map(|_| ()), "driving_class.unknown"),
            (VehicleType::parse("K99").map(|_| ()), "vehicle_type.unknown"),
            (EconomicType::parse("17").map(|_| ()), "economic_type.unknown"),
            (OperatorState::parse("7").map(|_| ()), "operator_state.unknown"),
            (VehicleState::parse("1").map(|_| ()), "vehicle_state.unknown"),
            (IssueReason::parse("8").map(|_| ()), "issue_reason.unknown"),
            (Sex::parse("3").map(|_| ()), "sex.unknown"),
        ];
        for (result, code) in errors {
            assert_eq!(result.expect_err(code).code(), code);
        }
    }

    #[test]
    fn enumerated_codes_are_all_in_the_catalogue_and_no_others() {
        use crate::catalogue::{List, catalogue};
        let listed = |list| catalogue().codes(list).map(|entry| entry.code.as_str()).collect::<Vec<_>>();
        assert_eq!(listed(List::IssueReason), IssueReason::ALL.map(IssueReason::as_str));
        assert_eq!(listed(List::Sex), Sex::ALL.map(Sex::as_str));
        let colors = crate::plate::PlateColor::ALL.map(crate::plate::PlateColor::code);
        assert_eq!(listed(List::PlateColor), colors);
    }

    #[test]
    fn only_state_1_operates() {
        let operating: Vec<_> = OperatorState::all().filter(OperatorState::is_operating).collect();
        assert_eq!(operating, [OperatorState::parse("1").expect("operating")]);
        let moving: Vec<_> = VehicleState::all().filter(VehicleState::is_in_operation).collect();
        assert_eq!(moving, [VehicleState::parse("10").expect("in operation")]);
    }

    #[test]
    fn a_scope_covers_what_stands_under_it() {
        let scope = |code| ScopeCode::parse(code).expect(code);
        assert!(scope("03000").covers(scope("03111")));
        assert!(scope("03111").covers(scope("03111")));
        assert!(!scope("03111").covers(scope("03000")));
        assert!(!scope("02000").covers(scope("03111")));
    }
}
