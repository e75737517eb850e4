//! Puts a seal on a package: GB/T 33190, chapter 18, around a signature of GB/T 38540.
//!
//! The whole document is protected: every file but Signature.xml and SignedValue.dat stands with its digest in
//! Signature.xml, the list of signatures included, so that nothing can be added, not even another signature.

use std::io;

use data_encoding::BASE64;
use jiff::Timestamp;
use jiff::tz::Offset;
use seal::ses::{Certificate, DigestMethod, PreparedSignature, Seal, SesError, SignatureOrder, Trust, Verdict};
use seal::{Algorithm, Signature};

use crate::package::Package;
use crate::page::{Area, Length};
use crate::read::PackageFile;
use crate::verify::{FileReport, absolute, verify};
use crate::xml::{self, Xml};
use crate::xml_tree::Node;

const ENTRY: &str = "OFD.xml";
const DOCUMENT: &str = "Doc_0/Document.xml";
const SIGNATURES: &str = "Doc_0/Signs/Signatures.xml";
pub(crate) const SIGNATURE: &str = "Doc_0/Signs/Sign_0/Signature.xml";
pub(crate) const SEAL: &str = "Doc_0/Signs/Sign_0/Seal.esl";
const SIGNED_VALUE: &str = "Doc_0/Signs/Sign_0/SignedValue.dat";
// xs:ID, which begins with a letter; of the form that the standard recommends
const SIGNATURE_ID: &str = "s001";
const STAMP_ID: &str = "s002";

/// Where the seal stands on the page; in micrometres from its upper left corner.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SealPlace {
    /// The left edge, in micrometres.
    pub x: u32,
    /// The upper edge, in micrometres.
    pub y: u32,
    /// Width and height, in micrometres; the seal's own are in its picture.
    pub side: u32,
}

impl SealPlace {
    /// An area of a template's page.
    pub(crate) fn of(area: Area) -> Self {
        let length = |length: Length| u32::try_from(length.in_micrometres()).unwrap_or_default();
        Self { x: length(area.x), y: length(area.y), side: length(area.width) }
    }

    fn boundary(self) -> Area {
        let length = |micrometres: u32| Length::micrometres(i64::from(micrometres));
        let side = length(self.side);
        Area { x: length(self.x), y: length(self.y), width: side, height: side }
    }
}

/// With what, by whom, where and when a package is sealed.
#[derive(Debug, Clone, Copy)]
pub struct SealOrder<'a> {
    /// The stored seal.
    pub seal: &'a Seal,
    /// The signer's certificate.
    pub signer: &'a Certificate,
    /// Where the seal stands.
    pub place: SealPlace,
    /// The time of signing; fractions of a second are dropped.
    pub signed_at: Timestamp,
}

/// Why a package is not sealed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SealError {
    /// The package is not one of one document in `Doc_0` whose pages have ids.
    #[error("the package is not as it is rendered here")]
    Form,
    /// The package already has a seal.
    #[error("the package is sealed already")]
    AlreadySealed,
    /// Certificate, seal or signature are refused.
    #[error("not sealed: {0}")]
    Ses(#[from] SesError),
    /// The sealed package could not be written.
    #[error("the sealed package could not be written")]
    Write,
    /// What was made does not hold. A bug; nothing is handed out.
    #[error("the sealed package does not verify")]
    NotVerified,
}

/// A package that waits for its signature.
#[derive(Clone)]
pub struct PreparedOfd {
    package: Package,
    signature: PreparedSignature,
    signed_at: Timestamp,
}

/// Shows no content.
impl std::fmt::Debug for PreparedOfd {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("PreparedOfd").field("package", &self.package).finish_non_exhaustive()
    }
}

/// Writes everything but the signature. The same package and order give the same bytes to sign.
///
/// # Errors
/// See [`SealError`]; a certificate or seal that is not in force is refused, there is nothing to fall back to.
pub fn prepare(mut package: Package, order: &SealOrder<'_>) -> Result<PreparedOfd, SealError> {
    enter_signatures(&mut package.files)?;
    let page = page_id(&package).ok_or(SealError::Form)?;
    package.put(SIGNATURES, signatures().map_err(unwritten)?);
    package.put(SEAL, order.seal.der().to_vec());
    let bytes = signature_xml(&package.files, order, &page).map_err(unwritten)?;
    let signature = seal::ses::prepare_signature(&SignatureOrder {
        seal: order.seal,
        signer: order.signer,
        signature_xml: &bytes,
        property_info: &absolute(SIGNATURE),
        signed_at: order.signed_at,
    })?;
    package.put(SIGNATURE, bytes);
    Ok(PreparedOfd { package, signature, signed_at: order.signed_at })
}

impl PreparedOfd {
    /// What the signer is to sign, in KMS's DIGEST mode.
    #[must_use]
    pub fn digest(&self) -> [u8; 32] {
        self.signature.digest()
    }

    /// The sealed package, after it has been read back and checked.
    ///
    /// # Errors
    /// `Ses` when the signature does not hold; `Write`, `NotVerified`.
    pub fn complete(mut self, signature: &Signature) -> Result<Vec<u8>, SealError> {
        let bytes = self.signature.complete(signature)?;
        self.package.put(SIGNED_VALUE, bytes);
        let file = self.package.to_bytes().map_err(unwritten)?;
        let report = verify(&file, &Trust::nobody(), self.signed_at);
        holds(&report).then_some(file).ok_or(SealError::NotVerified)
    }
}

/// Nothing is against it, and all that can be checked without trusting anybody was.
fn holds(report: &FileReport) -> bool {
    use seal::ses::{Aspect, Finding};
    let settled = |aspect: Aspect| matches!(aspect, Aspect::SealMaker | Aspect::Signer) || !aspect.decides();
    report.faults.is_empty()
        && report.seal.verdict() != Verdict::Invalid
        && report.seal.findings().all(|(aspect, finding)| settled(aspect) || finding == Finding::Valid)
}

fn unwritten(_error: io::Error) -> SealError {
    SealError::Write
}

/// Says in OFD.xml where the signatures are.
fn enter_signatures(files: &mut [PackageFile]) -> Result<(), SealError> {
    let entry = files.iter_mut().find(|file| file.path == ENTRY).ok_or(SealError::Form)?;
    let root = Node::read(&entry.bytes, "OFD").ok_or(SealError::Form)?;
    let body = root.one("DocBody").ok_or(SealError::Form)?;
    if body.all("Signatures").next().is_some() {
        return Err(SealError::AlreadySealed);
    }
    let text = std::str::from_utf8(&entry.bytes).map_err(|_not_utf8| SealError::Form)?;
    let (before, after) = text.rsplit_once("</ofd:DocBody>").ok_or(SealError::Form)?;
    let location = absolute(SIGNATURES);
    entry.bytes = format!("{before}<ofd:Signatures>{location}</ofd:Signatures></ofd:DocBody>{after}").into_bytes();
    Ok(())
}

/// The one page of a license.
fn page_id(package: &Package) -> Option<String> {
    let root = Node::read(package.file(DOCUMENT)?, "Document")?;
    root.one("Pages")?.one("Page")?.attribute("ID").map(str::to_owned)
}

fn signatures() -> io::Result<Vec<u8>> {
    xml::file("ofd:Signatures", &[], |xml| {
        xml::text(xml, "ofd:MaxSignId", &[], STAMP_ID)?;
        let location = absolute(SIGNATURE);
        xml::empty(xml, "ofd:Signature", &[("ID", SIGNATURE_ID), ("Type", "Seal"), ("BaseLoc", &location)])
    })
}

/// The elements in the order of the standard's schema (annex A, Signature.xsd).
fn signature_xml(files: &[PackageFile], order: &SealOrder<'_>, page: &str) -> io::Result<Vec<u8>> {
    let algorithm = order.signer.key().algorithm();
    xml::file("ofd:Signature", &[], |xml| {
        xml::element(xml, "ofd:SignedInfo", &[], |xml| {
            provider(xml)?;
            method(xml, algorithm, order.signed_at)?;
            references(xml, files, algorithm.digest_method())?;
            let boundary = order.place.boundary().to_string();
            let stamp = [("ID", STAMP_ID), ("PageRef", page), ("Boundary", &boundary)];
            xml::empty(xml, "ofd:StampAnnot", &stamp)?;
            xml::element(xml, "ofd:Seal", &[], |xml| xml::text(xml, "ofd:BaseLoc", &[], &absolute(SEAL)))
        })?;
        xml::text(xml, "ofd:SignedValue", &[], &absolute(SIGNED_VALUE))
    })
}

fn provider(xml: &mut Xml) -> io::Result<()> {
    let version = env!("CARGO_PKG_VERSION");
    xml::empty(xml, "ofd:Provider", &[("ProviderName", "Luzheng"), ("Company", "Luzheng"), ("Version", version)])
}

/// The time stands in the form that makers commonly write, in the time of China; the signature has its own.
fn method(xml: &mut Xml, algorithm: Algorithm, signed_at: Timestamp) -> io::Result<()> {
    xml::text(xml, "ofd:SignatureMethod", &[], algorithm.signature_oid())?;
    let time = Offset::constant(8).to_datetime(signed_at);
    let time = time.strftime("%Y-%m-%d %H:%M:%S").to_string();
    xml::text(xml, "ofd:SignatureDateTime", &[], &time)
}

fn references(xml: &mut Xml, files: &[PackageFile], method: DigestMethod) -> io::Result<()> {
    xml::element(xml, "ofd:References", &[("CheckMethod", method.oid())], |xml| {
        files.iter().try_for_each(|file| {
            let digest = BASE64.encode(&method.digest(&file.bytes));
            xml::element(xml, "ofd:Reference", &[("FileRef", &absolute(&file.path))], |xml| {
                xml::text(xml, "ofd:CheckValue", &[], &digest)
            })
        })
    })
}

#[cfg(test)]
pub(crate) mod tests;
