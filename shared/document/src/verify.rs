//! Checks a sealed package: structure, the digest of every file, the seal (GB/T 36906: file verification).

use data_encoding::BASE64;
use jiff::Timestamp;
use seal::ses::{DigestMethod, SesInput, SesReport, Trust, Verdict};

use crate::read::{Opened, PackageFile, ReadError};
use crate::xml_tree::Node;

/// The outward codes of GB/T 36906 for a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileCode {
    /// 0 文件验证通过
    Valid,
    /// 1 文件签章校验失败
    SealInvalid,
    /// 2 文件校验失败
    FileInvalid,
}

impl FileCode {
    /// The number of the code.
    #[must_use]
    pub const fn number(self) -> u8 {
        match self {
            Self::Valid => 0,
            Self::SealInvalid => 1,
            Self::FileInvalid => 2,
        }
    }
}

/// What is wrong with the package, or in the way of checking it. Paths are those of the package.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FileFault {
    /// The package cannot be read.
    #[error("the package cannot be read: {0}")]
    Package(ReadError),
    /// There is no signature.
    #[error("the file has no seal")]
    NotSealed,
    /// The list of signatures or the description of one cannot be read.
    #[error("{path} cannot be read")]
    Unreadable {
        /// Which file.
        path: String,
    },
    /// A file that the seal protects, or that belongs to the seal, is not there.
    #[error("{path} is missing")]
    Missing {
        /// Which file.
        path: String,
    },
    /// A file is not as it was sealed.
    #[error("{path} was changed")]
    Changed {
        /// Which file.
        path: String,
    },
    /// A file that the seal does not protect.
    #[error("{path} is not protected by the seal")]
    Unreferenced {
        /// Which file.
        path: String,
    },
    /// A file has two digests.
    #[error("{path} is referenced twice")]
    ReferencedTwice {
        /// Which file.
        path: String,
    },
    /// `CheckMethod` is missing or neither SM3 nor SHA-256.
    #[error("the digests are of a method that is not read here")]
    CheckMethod,
    /// `SignatureMethod` is not what the signature was made with.
    #[error("the signature's method is not the one that the file states")]
    SignatureMethod,
    /// More than one signature; one seal per license is what is read here.
    #[error("the file has more than one signature")]
    ManySignatures,
    /// A signature without a seal (`Type="Sign"`).
    #[error("the file is signed without a seal, which is not read here")]
    NotASeal,
}

impl FileFault {
    /// The stable code.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Package(_) => "file.package",
            Self::NotSealed => "file.not_sealed",
            Self::Unreadable { .. } => "file.unreadable",
            Self::Missing { .. } => "file.missing",
            Self::Changed { .. } => "file.changed",
            Self::Unreferenced { .. } => "file.unreferenced",
            Self::ReferencedTwice { .. } => "file.referenced_twice",
            Self::CheckMethod => "file.check_method",
            Self::SignatureMethod => "file.signature_method",
            Self::ManySignatures => "file.many_signatures",
            Self::NotASeal => "file.not_a_seal",
        }
    }

    /// Which code it leads to; `None` where nothing is said against the file and it is only not read here.
    #[must_use]
    pub const fn leads_to(&self) -> Option<FileCode> {
        match self {
            Self::CheckMethod | Self::ManySignatures | Self::NotASeal => None,
            Self::NotSealed | Self::SignatureMethod => Some(FileCode::SealInvalid),
            Self::Package(_)
            | Self::Unreadable { .. }
            | Self::Missing { .. }
            | Self::Changed { .. }
            | Self::Unreferenced { .. }
            | Self::ReferencedTwice { .. } => Some(FileCode::FileInvalid),
        }
    }
}

/// What was found of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileReport {
    /// What is wrong with the package, each by name; empty when every file is as it was sealed.
    pub faults: Vec<FileFault>,
    /// The seal, aspect by aspect.
    pub seal: SesReport,
    /// What the file says, where it could be opened; to be believed as far as the report goes.
    pub opened: Option<Opened>,
}

impl FileReport {
    /// The outward code; `None` for *cannot tell*.
    #[must_use]
    pub fn code(&self) -> Option<FileCode> {
        let codes: Vec<Option<FileCode>> = self.faults.iter().map(FileFault::leads_to).collect();
        if codes.contains(&Some(FileCode::FileInvalid)) {
            return Some(FileCode::FileInvalid);
        }
        let seal = self.seal.verdict();
        if codes.contains(&Some(FileCode::SealInvalid)) || seal == Verdict::Invalid {
            return Some(FileCode::SealInvalid);
        }
        (codes.is_empty() && seal == Verdict::Valid).then_some(FileCode::Valid)
    }

    /// What follows.
    #[must_use]
    pub fn verdict(&self) -> Verdict {
        match self.code() {
            Some(FileCode::Valid) => Verdict::Valid,
            Some(FileCode::SealInvalid | FileCode::FileInvalid) => Verdict::Invalid,
            None => Verdict::CannotTell,
        }
    }
}

/// Checks a package. Whatever the bytes, it ends and does not panic; with nobody trusted nothing is ever valid.
#[must_use]
pub fn verify(bytes: &[u8], trust: &Trust, now: Timestamp) -> FileReport {
    let mut report = FileReport { faults: vec![], seal: SesReport::not_reached(), opened: None };
    match crate::read(bytes) {
        Ok(opened) => {
            if let Err(fault) = check(&opened.files, trust, now, &mut report) {
                report.faults.push(fault);
            }
            report.opened = Some(opened);
        }
        Err(error) => report.faults.push(FileFault::Package(error)),
    }
    report
}

/// Where the parts of the one seal are.
struct Parts<'a> {
    list_path: String,
    signature_path: String,
    signature: &'a [u8],
    value_path: String,
    value: &'a [u8],
    seal_file: Option<&'a [u8]>,
    info: Node,
}

fn check(files: &[PackageFile], trust: &Trust, now: Timestamp, report: &mut FileReport) -> Result<(), FileFault> {
    let parts = parts(files)?;
    let info = parts.info.one("SignedInfo").ok_or_else(|| unreadable(&parts.signature_path))?;
    let input =
        SesInput { signed_value: parts.value, signature_xml: parts.signature, seal_file: parts.seal_file, trust, now };
    report.seal = seal::ses::verify(&input);
    let stated = info.one("SignatureMethod").map(Node::text).unwrap_or_default();
    let used = report.seal.facts().map(|facts| facts.algorithm.signature_oid());
    if used.is_some_and(|used| used != stated) {
        report.faults.push(FileFault::SignatureMethod);
    }
    references(files, &parts, info, &mut report.faults)
}

/// From OFD.xml to the signature's parts.
fn parts(files: &[PackageFile]) -> Result<Parts<'_>, FileFault> {
    let entry = find(files, "OFD.xml")?;
    let entry = Node::read(entry, "OFD").ok_or_else(|| unreadable("OFD.xml"))?;
    let body = entry.one("DocBody").ok_or_else(|| unreadable("OFD.xml"))?;
    if body.all("Signatures").next().is_none() {
        return Err(FileFault::NotSealed);
    }
    let list_path = body.one("Signatures").and_then(|list| resolve("", list.text()));
    let list_path = list_path.ok_or_else(|| unreadable("OFD.xml"))?;
    let signature_path = signature_path(files, &list_path)?;
    let signature = find(files, &signature_path)?;
    let info = Node::read(signature, "Signature").ok_or_else(|| unreadable(&signature_path))?;
    let value_path = info.one("SignedValue").and_then(|value| resolve(folder(&signature_path), value.text()));
    let value_path = value_path.ok_or_else(|| unreadable(&signature_path))?;
    let value = find(files, &value_path)?;
    let seal_file = seal_file(files, &info, &signature_path)?;
    Ok(Parts { list_path, signature_path, signature, value_path, value, seal_file, info })
}

fn signature_path(files: &[PackageFile], list_path: &str) -> Result<String, FileFault> {
    let list = Node::read(find(files, list_path)?, "Signatures").ok_or_else(|| unreadable(list_path))?;
    let mut signatures = list.all("Signature");
    let signature = signatures.next().ok_or(FileFault::NotSealed)?;
    if signatures.next().is_some() {
        return Err(FileFault::ManySignatures);
    }
    if signature.attribute("Type").is_some_and(|kind| kind != "Seal") {
        return Err(FileFault::NotASeal);
    }
    let path = signature.attribute("BaseLoc").and_then(|location| resolve(folder(list_path), location));
    path.ok_or_else(|| unreadable(list_path))
}

fn seal_file<'a>(files: &'a [PackageFile], info: &Node, path: &str) -> Result<Option<&'a [u8]>, FileFault> {
    let Some(seal) = info.one("SignedInfo").and_then(|info| info.one("Seal")) else {
        return Ok(None);
    };
    let location = seal.one("BaseLoc").and_then(|location| resolve(folder(path), location.text()));
    find(files, &location.ok_or_else(|| unreadable(path))?).map(Some)
}

/// Every reference, then every file that has none.
fn references(
    files: &[PackageFile],
    parts: &Parts<'_>,
    info: &Node,
    faults: &mut Vec<FileFault>,
) -> Result<(), FileFault> {
    let list = info.one("References").ok_or_else(|| unreadable(&parts.signature_path))?;
    let method = list.attribute("CheckMethod").and_then(DigestMethod::parse).ok_or(FileFault::CheckMethod)?;
    let mut seen: Vec<String> = vec![];
    for reference in list.all("Reference") {
        let path = reference.attribute("FileRef").and_then(|location| resolve("", location));
        let path = path.ok_or_else(|| unreadable(&parts.signature_path))?;
        if seen.contains(&path) {
            return Err(FileFault::ReferencedTwice { path });
        }
        if let Err(fault) = compare(files, reference, &path, method) {
            faults.push(fault);
        }
        seen.push(path);
    }
    // a list that leaves room for further signatures is not among what is protected; that it has one only was seen
    seen.extend([parts.signature_path.clone(), parts.value_path.clone(), parts.list_path.clone()]);
    let free = files.iter().filter(|file| !seen.contains(&file.path));
    faults.extend(free.map(|file| FileFault::Unreferenced { path: file.path.clone() }));
    Ok(())
}

fn compare(files: &[PackageFile], reference: &Node, path: &str, method: DigestMethod) -> Result<(), FileFault> {
    let bytes = find(files, path)?;
    let stated = reference.one("CheckValue").and_then(|value| BASE64.decode(value.text().as_bytes()).ok());
    let same = stated.is_some_and(|stated| stated == method.digest(bytes));
    same.then_some(()).ok_or_else(|| FileFault::Changed { path: path.to_owned() })
}

fn find<'a>(files: &'a [PackageFile], path: &str) -> Result<&'a [u8], FileFault> {
    let file = files.iter().find(|file| file.path == path);
    file.map(|file| file.bytes.as_slice()).ok_or_else(|| FileFault::Missing { path: path.to_owned() })
}

fn unreadable(path: &str) -> FileFault {
    FileFault::Unreadable { path: path.to_owned() }
}

fn folder(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// From the package's root.
pub(crate) fn absolute(path: &str) -> String {
    format!("/{path}")
}

/// ST_Loc (GB/T 33190, 7.3): from the package's root with a leading `/`, else from the folder at hand. Nothing climbs.
fn resolve(folder: &str, location: &str) -> Option<String> {
    let location = location.trim();
    let path = match location.strip_prefix('/') {
        Some(path) => absolute(path),
        None => format!("{}/{location}", if folder.is_empty() { String::new() } else { absolute(folder) }),
    };
    let path = path.strip_prefix('/')?;
    let plain = path.len() <= 256 && path.split('/').all(|part| !matches!(part, "" | "." | ".."));
    plain.then(|| path.to_owned())
}

#[cfg(test)]
mod vectors;
