//! Packages that show different files to different readers, and descriptions that are out of bounds.

use super::*;

fn central(package: &[u8]) -> usize {
    package.windows(4).position(|window| window == b"PK\x01\x02").unwrap()
}

/// Puts bytes in, without correcting any offset.
fn inserted(package: &[u8], at: usize, bytes: &[u8]) -> Vec<u8> {
    [&package[..at], bytes, &package[at..]].concat()
}

/// The end record's directory offset, moved.
fn shifted(mut package: Vec<u8>, by: u8) -> Vec<u8> {
    let offset = package.len() - 6;
    package[offset] = package[offset].checked_add(by).unwrap();
    package
}

#[test]
fn packages_with_two_faces_are_refused() {
    let office = office(Algorithm::Sm2Sm3, 20);
    let package = sealed(&office);
    let (directory, end) = (central(&package), package.len() - 22);
    let changed = |at: usize, to: u8| {
        let mut bytes = package.clone();
        assert_ne!(bytes[at], to);
        bytes[at] = to;
        bytes
    };
    let vectors = [
        ("a name in the entry's header alone", changed(30, b'o')),
        ("a name in the directory alone", changed(directory + 46, b'o')),
        ("a method in the entry's header alone", changed(8, 0)),
        ("a checksum in the entry's header alone", changed(14, package[14] ^ 1)),
        ("a size in the entry's header alone", changed(22, package[22] ^ 1)),
        ("a flag in the entry's header alone", changed(6, package[6] ^ 8)),
        ("bytes before the directory", shifted(inserted(&package, directory, b"PK\x03\x04"), 4)),
        ("bytes after the directory", inserted(&package, end, b"x")),
        ("bytes in front", inserted(&package, 0, b"MZ")),
        ("bytes behind", inserted(&package, package.len(), b"x")),
        ("a comment", inserted(&changed(package.len() - 2, 1), package.len(), b"x")),
    ];
    for (name, bytes) in vectors {
        let report = verify(&bytes, &trust(&office), noon());
        assert!(matches!(report.faults.as_slice(), [FileFault::Package(_)]), "{name}: {report:?}");
        assert_eq!(report.code(), Some(FileCode::FileInvalid), "{name}");
    }
}

#[test]
fn headers_that_disagree_have_their_own_name() {
    let package = sealed(&office(Algorithm::Sm2Sm3, 20));
    let mut other_name = package.clone();
    other_name[30] = b'o';
    let between = shifted(inserted(&package, central(&package), b"PK\x03\x04"), 4);
    for bytes in [other_name, between] {
        assert_eq!(crate::read(&bytes).err(), Some(crate::ReadError::HeadersDisagree));
    }
}

#[test]
fn descriptions_out_of_bounds_are_refused() {
    let office = office(Algorithm::Sm2Sm3, 20);
    let package = sealed(&office);
    let deep = format!("{}{}</ofd:Signature>", "<ofd:a>".repeat(20), "</ofd:a>".repeat(20));
    let many = format!("{}</ofd:Signature>", "<ofd:a/>".repeat(30_000));
    let long = format!("<!--{}--></ofd:Signature>", "x".repeat(1024 * 1024));
    let type_declared = "<!DOCTYPE x [<!ENTITY a \"b\">]><ofd:Signature ";
    let vectors = [
        ("deep", SIGNATURE, "</ofd:Signature>", deep.as_str()),
        ("many", SIGNATURE, "</ofd:Signature>", &many),
        ("long", SIGNATURE, "</ofd:Signature>", &long),
        ("document type", SIGNATURE, "<ofd:Signature ", type_declared),
        ("entity", SIGNATURE, "1.2.156.10197.1.501", "&a;"),
        ("cut", SIGNATURE, "</ofd:Signature>", ""),
        ("two roots", SIGNATURE, "</ofd:Signature>", "</ofd:Signature><ofd:Signature/>"),
        ("other namespace", SIGNATURE, "http://www.ofdspec.org/2016", "http://example.com"),
        ("two infos", SIGNATURE, "</ofd:SignedInfo>", "</ofd:SignedInfo><ofd:SignedInfo/>"),
        ("two values", SIGNATURE, "</ofd:SignedInfo>", "</ofd:SignedInfo><ofd:SignedValue>x</ofd:SignedValue>"),
        ("way out", SIGNATURE, "<ofd:SignedValue>/Doc_0", "<ofd:SignedValue>/../Doc_0"),
        ("reference out", SIGNATURE, "FileRef=\"/OFD.xml\"", "FileRef=\"../OFD.xml\""),
        ("no list of references", SIGNATURE, "ofd:References", "ofd:Others"),
        ("seal out", SIGNATURE, "<ofd:BaseLoc>/", "<ofd:BaseLoc>/../"),
        ("list out", SIGNATURES, "BaseLoc=\"/Doc_0", "BaseLoc=\"/../Doc_0"),
    ];
    for (name, path, from, to) in vectors {
        let report = verify(&replaced(&package, path, from, to), &trust(&office), noon());
        let fault = FileFault::Unreadable { path: path.to_owned() };
        assert!(report.faults.contains(&fault), "{name}: {:?}", report.faults);
        assert_eq!(report.code(), Some(FileCode::FileInvalid), "{name}");
    }
}
