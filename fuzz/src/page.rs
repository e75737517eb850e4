//! The page of a license file that is copied: whatever it draws, it ends, and what comes out is no license.

use std::sync::LazyLock;

use document::{CopyFor, CopyForm, FileFault, Package, PackageFile, Template, copy, read, render, sample, verify};
use license::kind::Kind;
use seal::ses::Trust;

use super::samples::now;

const CONTENT: &str = "Doc_0/Pages/Page_0/Content.xml";

/// A license of ours, with the seal of a vector.
static BASE: LazyLock<Vec<PackageFile>> = LazyLock::new(|| {
    let template = Template::of(Kind::PractitionerCertificate, 1).expect("the first template");
    let drawn = render(&sample(template)).expect("a sample is drawn").to_bytes().expect("few files");
    let vector = read(include_bytes!("../../shared/document/testdata/sealed/001.ofd")).expect("a good vector");
    let sealed = vector.files.into_iter().filter(|file| file.path.starts_with("Doc_0/Signs/"));
    read(&drawn).expect("it is opened").files.into_iter().chain(sealed).collect()
});

/// # Panics
/// Where the promise is broken.
pub fn run(data: &[u8]) {
    let mut files = BASE.clone();
    files.iter_mut().filter(|file| file.path == CONTENT).for_each(|file| file.bytes = data.to_vec());
    let package = Package::new(files).to_bytes().expect("few files");
    let made_for = CopyFor::Viewing { made_at: now(), standing: None };
    let pdf = copy(&package, CopyForm::Pdf, &made_for);
    assert!(pdf.is_err() || pdf.is_ok_and(|pdf| pdf.starts_with(b"%PDF-")));
    let png = copy(&package, CopyForm::Png, &made_for);
    assert!(png.is_err() || png.is_ok_and(|png| png.starts_with(b"\x89PNG")));
    if let Ok(ofd) = copy(&package, CopyForm::Ofd, &made_for) {
        assert_eq!(verify(&ofd, &Trust::nobody(), now()).faults, [FileFault::NotSealed], "a copy passes for a license");
    }
}
