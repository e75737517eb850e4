use std::io::{Cursor, Read as _};

use seal::ses::{Aspect, Finding, SesError, Trust, Unchecked, Verdict};
use zip::ZipArchive;

use super::*;
use crate::DocumentInput;
use crate::verify::{FileCode, FileFault};

// the office with its made-up keys is the seal's own sample; no crate may hold it but for tests
mod hostile;
#[path = "../../../seal/src/ses/samples.rs"]
#[expect(dead_code, reason = "the tests of the seal itself use more of it")]
mod office;
mod openssl;
mod others;

use office::{ALGORITHMS, Office, noon, office};

/// A made-up driver.
fn driver() -> DocumentInput {
    crate::sample(crate::Template::of(license::kind::Kind::PractitionerCertificate, 1).unwrap())
}

fn order(office: &Office) -> SealOrder<'_> {
    SealOrder { seal: &office.seal, signer: &office.signer, place: driver().template.seal_place(), signed_at: noon() }
}

fn sealed(office: &Office) -> Vec<u8> {
    let prepared = prepare(crate::render(&driver()).unwrap(), &order(office)).unwrap();
    let signature = office.signer_key.sign(&prepared.digest());
    prepared.complete(&signature).unwrap()
}

/// A sealed license of a made-up driver.
pub(crate) fn sealed_driver(algorithm: Algorithm) -> Vec<u8> {
    sealed(&office(algorithm, 20))
}

fn trust(office: &Office) -> Trust {
    Trust::new([office.authority.clone()])
}

fn files(package: &[u8]) -> Vec<PackageFile> {
    crate::read(package).unwrap().files
}

fn file(package: &[u8], path: &str) -> String {
    let found = files(package).into_iter().find(|file| file.path == path).unwrap();
    String::from_utf8(found.bytes).unwrap()
}

/// The package with one file's bytes changed.
fn with(package_bytes: &[u8], path: &str, change: impl FnOnce(&mut Vec<u8>)) -> Vec<u8> {
    let mut files = files(package_bytes);
    change(&mut files.iter_mut().find(|file| file.path == path).unwrap().bytes);
    Package::new(files).to_bytes().unwrap()
}

fn replaced(package: &[u8], path: &str, from: &str, to: &str) -> Vec<u8> {
    with(package, path, |bytes| {
        let text = String::from_utf8(bytes.clone()).unwrap();
        assert!(text.contains(from), "{from} is not in {text}");
        *bytes = text.replace(from, to).into_bytes();
    })
}

#[test]
fn a_sealed_package_is_valid_to_whoever_trusts_the_authority() {
    for algorithm in ALGORITHMS {
        let office = office(algorithm, 20);
        let package = sealed(&office);
        assert!(package.len() < 80 * 1024, "{}", package.len());
        let report = verify(&package, &trust(&office), noon());
        assert_eq!((report.code(), report.verdict()), (Some(FileCode::Valid), Verdict::Valid), "{report:?}");
        assert_eq!(report.opened.unwrap().custom_data, driver().custom_data);
        let nobody = verify(&package, &Trust::nobody(), noon());
        assert_eq!((nobody.code(), nobody.verdict()), (None, Verdict::CannotTell));
        assert_eq!(nobody.seal.of(Aspect::Signer), Finding::Unchecked(Unchecked::NoTrust));
    }
}

#[test]
fn the_same_package_and_order_give_the_same_bytes_to_sign() {
    let office = office(Algorithm::Sm2Sm3, 20);
    let package = crate::render(&driver()).unwrap();
    let digest = prepare(package.clone(), &order(&office)).unwrap().digest();
    assert_eq!(digest, prepare(package.clone(), &order(&office)).unwrap().digest());
    let later = SealOrder { signed_at: "2026-11-23T04:00:01Z".parse().unwrap(), ..order(&office) };
    assert_ne!(digest, prepare(package, &later).unwrap().digest());
}

#[test]
fn the_parts_say_what_the_standard_asks() {
    let package = sealed(&office(Algorithm::Sm2Sm3, 20));
    assert!(
        file(&package, ENTRY).contains("</ofd:DocRoot><ofd:Signatures>/Doc_0/Signs/Signatures.xml</ofd:Signatures>")
    );
    assert!(file(&package, SIGNATURES).contains("Type=\"Seal\" BaseLoc=\"/Doc_0/Signs/Sign_0/Signature.xml\""));
    let signature = file(&package, SIGNATURE);
    for said in [
        "<ofd:SignatureMethod>1.2.156.10197.1.501</ofd:SignatureMethod>",
        "<ofd:SignatureDateTime>2026-11-23 12:00:00</ofd:SignatureDateTime>",
        "<ofd:References CheckMethod=\"1.2.156.10197.1.401\">",
        "<ofd:StampAnnot ID=\"s002\" PageRef=\"10\" Boundary=\"118 86 42 42\"/>",
        "<ofd:SignedValue>/Doc_0/Signs/Sign_0/SignedValue.dat</ofd:SignedValue>",
    ] {
        assert!(signature.contains(said), "{said} is not in {signature}");
    }
    let p256 = file(&sealed(&office(Algorithm::EcdsaP256Sha256, 20)), SIGNATURE);
    assert!(p256.contains(">1.2.840.10045.4.3.2<") && p256.contains("CheckMethod=\"2.16.840.1.101.3.4.2.1\""));
    for file in files(&package) {
        let free = [SIGNATURE, SIGNED_VALUE].contains(&file.path.as_str());
        assert_ne!(signature.contains(&format!("FileRef=\"/{}\"", file.path)), free, "{}", file.path);
    }
}

/// Every file of the package, at its first, middle and last byte.
#[test]
fn a_changed_byte_is_named_wherever_it_is() {
    let office = office(Algorithm::Sm2Sm3, 20);
    let (package, trust) = (sealed(&office), trust(&office));
    let paths: Vec<(String, usize)> = files(&package).into_iter().map(|file| (file.path, file.bytes.len())).collect();
    assert_eq!(paths.len(), 12);
    for (path, length) in paths {
        for index in [0, length / 2, length - 1] {
            let changed = with(&package, &path, |bytes| bytes[index] ^= 1);
            let report = verify(&changed, &trust, noon());
            assert_eq!(report.verdict(), Verdict::Invalid, "{path} at {index}: {report:?}");
            let named = match path.as_str() {
                SIGNATURE | SIGNED_VALUE => !report.faults.is_empty() || report.seal.verdict() == Verdict::Invalid,
                // not even the way to the signature is left
                ENTRY | SIGNATURES => !report.faults.is_empty(),
                _ => report.faults == [FileFault::Changed { path: path.clone() }],
            };
            assert!(named, "{path} at {index}: {report:?}");
            let expected = if [SIGNATURE, SIGNED_VALUE].contains(&path.as_str()) { None } else { report.code() };
            assert!(expected.is_none_or(|code| code == FileCode::FileInvalid), "{path} at {index}: {report:?}");
        }
    }
}

/// Every 97th byte of the file as it lies on a disk: what still counts as valid must hold the same files.
#[test]
fn a_changed_byte_of_the_zip_changes_no_file_unseen() {
    let office = office(Algorithm::Sm2Sm3, 20);
    let (package, trust) = (sealed(&office), trust(&office));
    let (before, mut unseen) = (files(&package), 0);
    for index in (0..package.len()).step_by(97) {
        let mut changed = package.clone();
        changed[index] ^= 0x20;
        let report = verify(&changed, &trust, noon());
        if report.verdict() == Verdict::Valid {
            assert!(files(&changed) == before, "byte {index}");
            unseen += 1;
        }
    }
    assert!(unseen < 40, "times and rights of entries only: {unseen}");
}

#[test]
fn what_is_not_as_it_was_sealed_is_named() {
    let (ours, theirs) = (office(Algorithm::Sm2Sm3, 20), office(Algorithm::Sm2Sm3, 40));
    let (package, other) = (sealed(&ours), sealed(&theirs));
    let bytes = |package: &[u8], path: &str| files(package).into_iter().find(|file| file.path == path).unwrap().bytes;
    let swapped = |path: &str| with(&package, path, |file| *file = bytes(&other, path));
    let added = |path: &str| {
        let mut files = files(&package);
        files.push(PackageFile { path: path.to_owned(), bytes: vec![1] });
        Package::new(files).to_bytes().unwrap()
    };
    let without = |path: &str| {
        let rest: Vec<_> = files(&package).into_iter().filter(|file| file.path != path).collect();
        Package::new(rest).to_bytes().unwrap()
    };
    let second = "<ofd:Signature ID=\"3\" BaseLoc=\"x\"/></ofd:Signatures>";
    let reference = "<ofd:Reference FileRef=\"/OFD.xml\"><ofd:CheckValue>AA==</ofd:CheckValue></ofd:Reference>";
    let twice = format!("{reference}</ofd:References>");
    let named = |path: &str, fault: fn(String) -> FileFault| fault(path.to_owned());
    let missing = |path| FileFault::Missing { path };
    let vectors = [
        ("another file", added("Doc_0/Res/x.png"), named("Doc_0/Res/x.png", |path| FileFault::Unreferenced { path })),
        ("no photo", without("Doc_0/Res/photo.png"), named("Doc_0/Res/photo.png", missing)),
        ("no value", without(SIGNED_VALUE), named(SIGNED_VALUE, missing)),
        ("no list", without(SIGNATURES), named(SIGNATURES, missing)),
        ("no seal", without(SEAL), named(SEAL, missing)),
        ("other seal", swapped(SEAL), named(SEAL, |path| FileFault::Changed { path })),
        ("no signatures", replaced(&package, ENTRY, "ofd:Signatures>", "ofd:Others>"), FileFault::NotSealed),
        ("none listed", replaced(&package, SIGNATURES, "ofd:Signature ", "ofd:Other "), FileFault::NotSealed),
        ("two", replaced(&package, SIGNATURES, "</ofd:Signatures>", second), FileFault::ManySignatures),
        ("no seal type", replaced(&package, SIGNATURES, "\"Seal\"", "\"Sign\""), FileFault::NotASeal),
        ("MD5", replaced(&package, SIGNATURE, "1.2.156.10197.1.401", "MD5"), FileFault::CheckMethod),
        ("no method", replaced(&package, SIGNATURE, "CheckMethod", "Method"), FileFault::CheckMethod),
        ("other method", replaced(&package, SIGNATURE, "1.501<", "1.502<"), FileFault::SignatureMethod),
        (
            "two digests",
            replaced(&package, SIGNATURE, "</ofd:References>", &twice),
            named("OFD.xml", |path| FileFault::ReferencedTwice { path }),
        ),
    ];
    for (name, package, fault) in vectors {
        let report = verify(&package, &trust(&ours), noon());
        assert!(report.faults.contains(&fault), "{name}: {:?}", report.faults);
        assert_ne!(report.verdict(), Verdict::Valid, "{name}");
    }
    let unsealed = verify(&crate::render(&driver()).unwrap().to_bytes().unwrap(), &trust(&ours), noon());
    assert_eq!(
        (unsealed.faults.as_slice(), unsealed.code()),
        (&[FileFault::NotSealed][..], Some(FileCode::SealInvalid))
    );
}

#[test]
fn a_bad_seal_on_a_whole_file_is_the_seals_fault() {
    let (ours, theirs) = (office(Algorithm::Sm2Sm3, 20), office(Algorithm::Sm2Sm3, 40));
    let package = sealed(&ours);
    let strangers = verify(&package, &trust(&theirs), noon());
    assert_eq!(strangers.code(), Some(FileCode::SealInvalid));
    assert_eq!(strangers.seal.of(Aspect::Signer), Finding::Invalid(SesError::Untrusted));
    let early = verify(&package, &trust(&ours), "2026-11-22T00:00:00Z".parse().unwrap());
    assert_eq!(early.seal.of(Aspect::SignedAt), Finding::Invalid(SesError::SignedInFuture));
    let moved = replaced(&package, SIGNATURE, "118 86 42 42", "90 222 42 42");
    let moved = verify(&moved, &trust(&ours), noon());
    assert_eq!(moved.seal.of(Aspect::DataHash), Finding::Invalid(SesError::DataHash));
    assert_eq!((moved.faults.len(), moved.code()), (0, Some(FileCode::SealInvalid)));
}

#[test]
fn packages_are_not_sealed_twice_or_with_what_is_not_in_force() {
    let (ours, theirs) = (office(Algorithm::Sm2Sm3, 20), office(Algorithm::Sm2Sm3, 40));
    let package = crate::render(&driver()).unwrap();
    let refused = |package: &Package, order: SealOrder<'_>| prepare(package.clone(), &order).err();
    assert_eq!(refused(&Package::new(files(&sealed(&ours))), order(&ours)), Some(SealError::AlreadySealed));
    let expired = SealOrder { signed_at: "2031-01-01T00:00:00Z".parse().unwrap(), ..order(&ours) };
    assert_eq!(refused(&package, expired), Some(SealError::Ses(SesError::CertificateExpired)));
    let stranger = SealOrder { signer: &theirs.signer, ..order(&ours) };
    assert_eq!(refused(&package, stranger), Some(SealError::Ses(SesError::SignerNotListed)));
    let no_pages = replaced(&package.to_bytes().unwrap(), DOCUMENT, "<ofd:Page ", "<ofd:Leaf ");
    let no_pages = Package::new(files(&no_pages));
    assert_eq!(refused(&no_pages, order(&ours)), Some(SealError::Form));
    let prepared = prepare(package, &order(&ours)).unwrap();
    let other = theirs.signer_key.sign(&prepared.digest());
    assert_eq!(prepared.complete(&other).err(), Some(SealError::Ses(SesError::Signature)));
}

#[test]
fn debug_shows_nobody() {
    let office = office(Algorithm::Sm2Sm3, 20);
    let prepared = prepare(crate::render(&driver()).unwrap(), &order(&office)).unwrap();
    let report = verify(&sealed(&office), &trust(&office), noon());
    let shown = format!("{prepared:?} {report:?}");
    assert!(!shown.contains('甲') && !shown.contains("A2"), "{shown}");
}

/// The bytes of one file, read by the library alone.
fn raw(package: &[u8], path: &str) -> Vec<u8> {
    let mut bytes = vec![];
    let mut archive = ZipArchive::new(Cursor::new(package)).unwrap();
    archive.by_name(path).unwrap().read_to_end(&mut bytes).unwrap();
    bytes
}
