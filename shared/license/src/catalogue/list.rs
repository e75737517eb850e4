//! The names of the code lists.

macro_rules! lists {
    ($($(#[$doc:meta])* $list:ident = ($file:literal, $name:literal),)*) => {
        /// A code list of the catalogue.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum List { $($(#[$doc])* $list,)* }

        impl List {
            /// Every list.
            pub const ALL: &[Self] = &[$(Self::$list,)*];

            /// The name of the list.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$list => $name,)* }
            }

            /// The file that the list stands in.
            pub(super) fn file(self) -> &'static str {
                match self { $(Self::$list => $file,)* }
            }
        }
    };
}

lists! {
    /// 经营范围
    Scope = ("business_scope.csv", "scope"),
    /// 从业资格类别
    QualificationCategory = ("qualification_categories.csv", "qualification_category"),
    /// 车辆类型
    VehicleType = ("vehicle_types.csv", "vehicle_type"),
    /// 经济类型
    EconomicType = ("economic_types.csv", "economic_type"),
    /// 车牌颜色
    PlateColor = ("plate_colors.csv", "plate_color"),
    /// 业户经营状态
    OperatorState = ("operator_states.csv", "operator_state"),
    /// 车辆营运状态
    VehicleState = ("vehicle_states.csv", "vehicle_state"),
    /// 证照发放类型
    IssueReason = ("issue_reasons.csv", "issue_reason"),
    /// 证照状态
    LicenseState = ("license_states.csv", "license_state"),
    /// 持证主体代码类型
    HolderCodeType = ("holder_code_types.csv", "holder_code_type"),
    /// 准驾车型
    DrivingClass = ("driving_classes.csv", "driving_class"),
    /// 关联事项代码
    LinkedMatter = ("linked_matters.csv", "linked_matter"),
    /// 燃料
    Fuel = ("other_lists.csv", "fuel"),
    /// 技术等级
    TechnicalLevel = ("other_lists.csv", "technical_level"),
    /// 年审状态
    AnnualAudit = ("other_lists.csv", "annual_audit"),
    /// 客车类型与等级
    BusClass = ("other_lists.csv", "bus_class"),
    /// 证照类别
    CertificateClass = ("other_lists.csv", "certificate_class"),
    /// 身份证件类别
    IdDocument = ("other_lists.csv", "id_document"),
    /// 性别
    Sex = ("other_lists.csv", "sex"),
    /// 分支机构标识
    BranchFlag = ("other_lists.csv", "branch_flag"),
    /// 行业类别
    Industry = ("other_lists.csv", "industry"),
    /// 制证状态
    MakingState = ("other_lists.csv", "making_state"),
    /// 制证环节
    IssueStage = ("other_lists.csv", "issue_stage"),
    /// 反馈来源
    FeedbackSource = ("other_lists.csv", "feedback_source"),
    /// 信息验证结果
    VerifyInfoResult = ("other_lists.csv", "verify_info_result"),
    /// 文件验证结果
    VerifyFileResult = ("other_lists.csv", "verify_file_result"),
    /// 统计周期
    StatisticsPeriod = ("other_lists.csv", "statistics_period"),
    /// 发牌机关代号
    PlateLetter = ("other_lists.csv", "plate_letter"),
}
