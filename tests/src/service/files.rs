//! License files in hand: downloaded, taken apart, altered, sealed anew.

use std::io::{Cursor, Write};

use data_encoding::BASE64;
use document::{Package, PackageFile, SealOrder, SealPlace};
use lifecycle::port::{IssuerKeys, SealKeys};
use seal::ses::{Certificate, Seal};
use serde_json::{Value, json};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use super::{Answer, Persona, Service, events};

/// What seals and describes the package.
pub(crate) const ENTRY: &str = "OFD.xml";
pub(crate) const SIGNED_VALUE: &str = "Doc_0/Signs/Sign_0/SignedValue.dat";

impl Service {
    /// The license file of a version, as its holder gets it.
    pub(crate) async fn file(&self, holder: &Persona, version: &str) -> Vec<u8> {
        let link = self.get(holder, &format!("{version}/document")).await;
        self.download(&link).await
    }

    /// Shows a file to the service, as somebody with a purpose or as anybody.
    pub(crate) async fn show(&self, who: Option<&Persona>, file: &[u8]) -> Answer {
        let mut body = json!({ "file": BASE64.encode(file) });
        if who.is_some_and(|persona| persona.role != "holder") {
            body["purpose"] = "路面执法检查".into();
        }
        let path = if who.is_some() { "/v1/file-verifications" } else { "/v1/public/file-verifications" };
        self.ask(who, "POST", path, Some(body)).await
    }

    /// What is answered to it.
    pub(crate) async fn shown(&self, who: Option<&Persona>, file: &[u8]) -> Value {
        self.well("POST", "a file", self.show(who, file).await)
    }

    /// The content of a license file with another OFD.xml, sealed by the service's own key and seal.
    pub(crate) async fn sealed_anew(&self, file: &[u8], change: impl FnOnce(String) -> String) -> Vec<u8> {
        let aws = local::assembly::connect(&self.stores).await.unwrap();
        let sealing = aws.records().issuer_keys().await.unwrap().remove(0).sealing.unwrap();
        let der = |text: &str| BASE64.decode(text.as_bytes()).unwrap();
        let seal = Seal::from_der(&der(&sealing.seal)).unwrap();
        let signer = Certificate::from_der(&der(&sealing.signer)).unwrap();
        // A file of the service is a second younger with every one that is sealed anew.
        let signed_at = self.now() + jiff::SignedDuration::from_secs(1);
        let place = SealPlace { x: 58_000, y: 222_000, side: 42_000 };
        let order = SealOrder { seal: &seal, signer: &signer, place, signed_at };
        let prepared =
            document::prepare(Package::new(files(&with_text(&unsealed(file), ENTRY, change))), &order).unwrap();
        let signature = aws.seal_keys().sign(&prepared.digest()).await.unwrap();
        prepared.complete(&signature).unwrap()
    }
}

/// The package without its seal.
pub(crate) fn unsealed(file: &[u8]) -> Vec<u8> {
    let mut files = files(file);
    files.retain(|file| !file.path.starts_with("Doc_0/Signs/"));
    with_text(&packed(&files), ENTRY, |entry| {
        let (before, rest) = entry.split_once("<ofd:Signatures>").unwrap();
        format!("{before}{}", rest.split_once("</ofd:Signatures>").unwrap().1)
    })
}

/// The package with one of its files changed.
pub(crate) fn with(package: &[u8], path: &str, change: impl FnOnce(&mut Vec<u8>)) -> Vec<u8> {
    let mut files = files(package);
    change(&mut files.iter_mut().find(|file| file.path == path).unwrap().bytes);
    packed(&files)
}

pub(crate) fn with_text(package: &[u8], path: &str, change: impl FnOnce(String) -> String) -> Vec<u8> {
    with(package, path, |bytes| *bytes = change(String::from_utf8(bytes.clone()).unwrap()).into_bytes())
}

/// The package with one file more.
pub(crate) fn with_another(package: &[u8], path: &str) -> Vec<u8> {
    let mut files = files(package);
    files.push(PackageFile { path: path.to_owned(), bytes: b"<page/>".to_vec() });
    packed(&files)
}

/// The file with the version of the seal's signature changed, as a seal of another standard has it.
pub(crate) fn with_seal_version(file: &[u8], version: u8) -> Vec<u8> {
    with(file, SIGNED_VALUE, |value| {
        let at = value.windows(3).position(|part| part == [2, 1, 4]).unwrap();
        value[at + 2] = version;
    })
}

/// Something small that unpacks to more than is read.
pub(crate) fn bomb() -> Vec<u8> {
    let zeros = PackageFile { path: ENTRY.to_owned(), bytes: vec![0; 65 * 1024 * 1024] };
    packed(&[zeros])
}

pub(crate) fn packed(files: &[PackageFile]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for file in files {
        let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
        zip.start_file(&file.path, options).unwrap();
        zip.write_all(&file.bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

fn files(package: &[u8]) -> Vec<PackageFile> {
    document::read(package).unwrap().files
}

impl Service {
    /// The answer to a request of one signed list: status, tag, and the length of what came.
    pub(crate) async fn fetched(&self, (template, path): (&str, &str), known: Option<&str>) -> (u64, String, usize) {
        let mut event = events::http(None, ("GET", template), path, None);
        if let Some(tag) = known {
            event["headers"]["if-none-match"] = tag.into();
        }
        let answer = self.functions["verify"].handle(event).await.unwrap();
        let tag = answer["headers"]["etag"].as_str().unwrap_or_default().to_owned();
        (answer["statusCode"].as_u64().unwrap(), tag, answer["body"].as_str().unwrap_or_default().len())
    }
}
