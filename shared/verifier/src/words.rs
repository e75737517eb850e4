//! Words for the person who verifies, beside those of the reasons.

use crate::report::{Aspect, Elsewhere, Medium, Told, Verdict};

impl Verdict {
    /// The stable name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Valid => "valid",
            Self::Suspended => "suspended",
            Self::Ended => "ended",
            Self::Expired => "expired",
            Self::NotActivated => "not_activated",
            Self::NotYet => "not_yet",
            Self::Forged => "forged",
            Self::CannotTell => "cannot_tell",
        }
    }

    /// In words.
    #[must_use]
    pub const fn words(self) -> Told {
        match self {
            Self::Valid => ("有效", "Valid"),
            Self::Suspended => ("暂时失效", "Suspended"),
            Self::Ended => ("已换发或已失效", "Replaced or ended"),
            Self::Expired => ("已过有效期", "Expired"),
            Self::NotActivated => ("未激活", "Not activated"),
            Self::NotYet => ("尚未生效", "Not yet valid"),
            Self::Forged => ("不是真实证照：伪造或被改动", "Not genuine: forged or altered"),
            Self::CannotTell => ("无法判断", "Cannot tell"),
        }
    }
}

impl Elsewhere {
    /// That our books were not asked.
    #[must_use]
    pub const fn words(&self) -> Told {
        (
            "外省签发，只依该省的公钥和状态名单判断，未查询本省登记簿",
            "Issued elsewhere: only that province's keys and status list decide; our books were not asked",
        )
    }
}

impl Medium {
    /// The stable name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::LicenseCode => "license_code",
            Self::DisplayCode => "display_code",
            Self::File => "file",
            Self::Unknown => "unknown",
        }
    }

    /// In words.
    #[must_use]
    pub const fn words(self) -> Told {
        match self {
            Self::LicenseCode => ("证照码（可能是打印或翻拍的）", "License code (it may be a print or a copy)"),
            Self::DisplayCode => ("亮证码", "Display code"),
            Self::File => ("证照文件", "License file"),
            Self::Unknown => ("不能识别的内容", "Something that is not known here"),
        }
    }
}

impl Aspect {
    /// The stable name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::File => "file",
            Self::Signature => "signature",
            Self::Key => "key",
            Self::Term => "term",
            Self::Activation => "activation",
            Self::Standing => "standing",
            Self::StatusAge => "status_age",
            Self::Presence => "presence",
        }
    }

    /// In words.
    #[must_use]
    pub const fn words(self) -> Told {
        match self {
            Self::File => ("文件与签章", "File and seal"),
            Self::Signature => ("签名", "Signature"),
            Self::Key => ("签发密钥", "Signing key"),
            Self::Term => ("有效期", "Term"),
            Self::Activation => ("激活", "Activation"),
            Self::Standing => ("状态", "Standing"),
            Self::StatusAge => ("状态名单的时效", "Age of the status list"),
            Self::Presence => ("当场出示", "Shown here and now"),
        }
    }
}
