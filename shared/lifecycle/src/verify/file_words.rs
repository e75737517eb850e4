//! What was found of a file, in words for the person who gets it. Every match is whole, so a code without words cannot
//! be built.

use document::{FileCode, FileFault, FileReport, ReadError};
use license::{file_verdict::FileResult, words::Words};
use seal::ses::{Aspect, Finding, SesError, Unchecked};

use super::file::ToldFault;

/// What a report comes to.
#[must_use]
pub fn result_of(report: &FileReport) -> FileResult {
    match report.code() {
        Some(FileCode::Valid) => FileResult::Passed,
        Some(FileCode::SealInvalid) => FileResult::SealFailed,
        Some(FileCode::FileInvalid) => FileResult::FileFailed,
        None => FileResult::CannotTell,
    }
}

/// The result of 文件验证.
#[must_use]
pub const fn result(result: FileResult) -> Words {
    match result {
        FileResult::Passed => ("文件验证通过", "The file and its seal hold"),
        FileResult::SealFailed => ("文件签章校验失败", "The seal does not hold"),
        FileResult::FileFailed => ("文件校验失败，文件可能被改动", "The file does not hold; it may have been altered"),
        FileResult::CannotTell => {
            ("无法判断：有必要的检查未能进行", "Cannot tell: a check that decides could not be done")
        }
    }
}

/// A fault with its code, its file and its words.
#[must_use]
pub fn told_fault(fault: &FileFault) -> ToldFault {
    let path = match fault {
        FileFault::Unreadable { path }
        | FileFault::Missing { path }
        | FileFault::Changed { path }
        | FileFault::Unreferenced { path }
        | FileFault::ReferencedTwice { path } => Some(path.clone()),
        FileFault::Package(_)
        | FileFault::NotSealed
        | FileFault::CheckMethod
        | FileFault::SignatureMethod
        | FileFault::ManySignatures
        | FileFault::NotASeal => None,
    };
    ToldFault { code: fault.code(), path, words: fault_words(fault), against: fault.leads_to().is_some() }
}

const fn fault_words(fault: &FileFault) -> Words {
    match fault {
        FileFault::Package(error) => package(*error),
        FileFault::NotSealed => ("文件没有签章", "The file has no seal"),
        FileFault::Unreadable { .. } => ("文件中的这一部分无法读取", "This part of the file cannot be read"),
        FileFault::Missing { .. } => ("文件缺少这一部分", "This part of the file is missing"),
        FileFault::Changed { .. } => ("这一部分在签章之后被改动", "This part was changed after it was sealed"),
        FileFault::Unreferenced { .. } => ("这一部分不受签章保护", "This part is not protected by the seal"),
        FileFault::ReferencedTwice { .. } => ("签章对这一部分重复引用", "The seal refers to this part twice"),
        FileFault::CheckMethod => {
            ("签章所用的摘要算法本系统不能核对", "The seal's digests are of a method not read here")
        }
        FileFault::SignatureMethod => {
            ("签章标明的算法与实际不符", "The seal states another method than it was made with")
        }
        FileFault::ManySignatures => {
            ("文件有多个签章，本系统不能核对", "The file has several seals, which is not read here")
        }
        FileFault::NotASeal => {
            ("文件只有签名而无印章，本系统不能核对", "The file is signed without a seal, which is not read here")
        }
    }
}

const fn package(error: ReadError) -> Words {
    match error {
        ReadError::TooLong => ("文件过大，无法打开", "The file is too long to be opened"),
        ReadError::NotAPackage => ("不是完整的 OFD 文件", "This is not a whole OFD file"),
        ReadError::TooManyEntries => ("文件包内的条目过多", "The file has too many entries"),
        ReadError::DuplicatePath => ("文件包内有重名的条目", "Two entries of the file have one name"),
        ReadError::HeadersDisagree => ("文件包的目录与内容不一致", "The file's directory and its content disagree"),
        ReadError::BadPath => ("文件包内有不允许的路径", "An entry of the file has a path that is not allowed"),
        ReadError::Bomb => ("文件包解压后过大", "The file unpacks to too many bytes"),
        ReadError::UnsupportedPacking => {
            ("文件包的压缩或加密方式不受支持", "The file is packed in a way that is not read here")
        }
        ReadError::NoEntryFile => {
            ("文件包中没有 OFD.xml，不是 OFD 文件", "There is no OFD.xml: this is not an OFD file")
        }
        ReadError::BadEntryFile => ("OFD.xml 无法读取", "OFD.xml cannot be read"),
        ReadError::DuplicateCustomData => {
            ("OFD.xml 中的元数据有重名", "Two pieces of metadata in OFD.xml have one name")
        }
    }
}

/// What is looked at.
#[must_use]
pub const fn aspect(aspect: Aspect) -> Words {
    match aspect {
        Aspect::Form => ("签章格式", "Form of the signature"),
        Aspect::SealFile => ("随附的印章文件", "The seal file beside it"),
        Aspect::SealSignature => ("制章人对印章的签名", "The seal maker's signature"),
        Aspect::SealMaker => ("制章人证书", "The seal maker's certificate"),
        Aspect::SealPeriod => ("印章有效期", "The seal's period"),
        Aspect::Signer => ("签章人证书", "The signer's certificate"),
        Aspect::SignerListed => ("签章人是否可用此印章", "Whether the signer may use the seal"),
        Aspect::DataHash => ("被签内容的摘要", "The digest of what was signed"),
        Aspect::Signature => ("签章人的签名", "The signer's signature"),
        Aspect::SignedAt => ("签章时间", "The time of signing"),
        Aspect::Revocation => ("证书是否被吊销", "Whether a certificate was revoked"),
        Aspect::Timestamp => ("时间戳", "Time stamp"),
    }
}

/// What was found of it.
#[must_use]
pub const fn finding(finding: Finding) -> Words {
    match finding {
        Finding::Valid => ("通过", "holds"),
        Finding::Invalid(error) => seal_error(error),
        Finding::Unchecked(why) => unchecked(why),
    }
}

const fn unchecked(why: Unchecked) -> Words {
    match why {
        Unchecked::NotReached => ("前面的部分无法读取，未检查", "not looked at: something before it could not be read"),
        Unchecked::NotRead(error) => seal_error(error),
        Unchecked::NoTrust => ("没有受信任的根证书，未检查", "not checked: nobody is trusted"),
        Unchecked::NoSealFile => ("文件未随附印章文件，标准不作要求", "there is none, and the standard asks for none"),
        Unchecked::NoRevocationList => ("没有吊销列表，未检查", "not checked: there is no revocation list"),
        Unchecked::TimestampNotRead => ("有时间戳，本系统不读取", "there is one, which is not read here"),
        Unchecked::NoTimestamp => ("没有时间戳", "there is none"),
    }
}

const fn seal_error(error: SesError) -> Words {
    match error {
        SesError::Form => ("不是 GB/T 38540-2020 的签章", "not a seal signature of GB/T 38540-2020"),
        SesError::Version1 => {
            ("旧版签章 (GM/T 0031-2014)，本系统不能核对", "an old seal (GM/T 0031-2014), not read here")
        }
        SesError::Version5 => {
            ("新版签章 (GM/T 0031-2025)，本系统不能核对", "a new seal (GM/T 0031-2025), not read here")
        }
        SesError::VersionUnknown => ("未知版本的签章，本系统不能核对", "a seal of an unknown version, not read here"),
        SesError::CertificateForm => ("证书无法读取", "the certificate cannot be read"),
        SesError::CertificateKey => ("证书的密钥既非 SM2 也非 P-256", "the certificate's key is neither SM2 nor P-256"),
        SesError::CriticalExtension => {
            ("证书有不识别的关键扩展", "the certificate has a critical extension not known here")
        }
        SesError::Untrusted => ("证书不能追溯到受信任的根", "no chain leads to a trusted certificate"),
        SesError::CertificateSignature => ("证书的签名与其颁发者不符", "the certificate was not signed by its issuer"),
        SesError::CertificateNotYetValid => ("证书当时尚未生效", "the certificate was not valid yet"),
        SesError::CertificateExpired => ("证书当时已过期", "the certificate had expired"),
        SesError::KeyUsage => ("证书不用于签署文件", "the certificate is not for signing documents"),
        SesError::SealPeriod => ("签章时印章不在有效期内", "the seal was not in force when it was used"),
        SesError::SealSignature => ("印章与制章人签署的不符", "the seal is not as its maker signed it"),
        SesError::SealFile => ("随附的印章不是所用的印章", "it is not the seal that was used"),
        SesError::SignerNotListed => ("印章未列入该签章人", "the seal does not list the signer"),
        SesError::DataHash => ("被签内容与签章时不符", "it is not what was sealed"),
        SesError::Signature => ("签名不符", "the signature does not match"),
        SesError::SignedInFuture => ("签章时间在将来", "the time of signing lies in the future"),
        SesError::Order => ("印章或证书中有不能写入的值", "a value cannot be written into the seal or certificate"),
        SesError::Picture => ("印章图像缺失或过大", "the seal picture is missing or too large"),
    }
}
