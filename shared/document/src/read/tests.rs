use std::io::{Cursor, Write};
use std::sync::LazyLock;

use proptest::prelude::*;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use super::*;

static DRIVERS: LazyLock<Vec<u8>> = LazyLock::new(|| {
    let template = crate::Template::of(license::kind::Kind::PractitionerCertificate, 1).unwrap();
    crate::render(&crate::sample(template)).unwrap().to_bytes().unwrap()
});

const ENTRY: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<ofd:OFD xmlns:ofd="http://www.ofdspec.org/2016"><ofd:DocBody><ofd:DocInfo><ofd:Title>t</ofd:Title>
<ofd:CustomDatas><ofd:CustomData Name="ZZMC">A&amp;&#x7532;<![CDATA[<b>]]></ofd:CustomData></ofd:CustomDatas>
</ofd:DocInfo></ofd:DocBody></ofd:OFD>"#;

fn package(files: &[(&str, &[u8])]) -> Vec<u8> {
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
    let mut zip = ZipWriter::new(Cursor::new(vec![]));
    for (path, bytes) in files {
        zip.start_file(*path, options).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

fn replaced(bytes: &[u8], from: &str, to: &str) -> Vec<u8> {
    assert_eq!(from.len(), to.len());
    let mut bytes = bytes.to_vec();
    while let Some(at) = bytes.windows(from.len()).position(|window| window == from.as_bytes()) {
        bytes[at..at + to.len()].copy_from_slice(to.as_bytes());
    }
    bytes
}

#[test]
fn references_and_character_data_are_read() {
    let opened = read(&package(&[("OFD.xml", ENTRY.as_bytes())])).unwrap();
    assert_eq!(opened.custom_data, [("ZZMC".into(), "A&甲<b>".into())]);
    assert_eq!(opened.title, "t");
}

#[test]
fn the_name_space_counts_and_not_the_prefix() {
    let other_prefix = ENTRY.replace("ofd:", "o:").replace(":ofd=", ":o=");
    assert_eq!(read(&package(&[("OFD.xml", other_prefix.as_bytes())])).unwrap().custom_data.len(), 1);
    let foreign =
        ENTRY.replace("ofd:CustomData ", "x:CustomData xmlns:x=\"urn:x\" ").replace("ofd:CustomData>", "x:CustomData>");
    assert_eq!(read(&package(&[("OFD.xml", foreign.as_bytes())])).unwrap().custom_data, []);
}

fn refused<const N: usize>(expected: ReadError, vectors: [(&str, Vec<u8>); N]) {
    for (name, bytes) in vectors {
        assert_eq!(read(&bytes).err(), Some(expected), "{name}");
    }
}

fn whole() -> Vec<u8> {
    package(&[("OFD.xml", ENTRY.as_bytes())])
}

/// The package with one more, empty entry.
fn beside(path: &str) -> Vec<u8> {
    package(&[("OFD.xml", ENTRY.as_bytes()), (path, b"")])
}

/// The package with a value in the entry's own header and in the directory's.
fn with_header(local: usize, central: usize, change: fn(&mut u8)) -> Vec<u8> {
    let mut bytes = whole();
    let directory = bytes.windows(4).position(|window| window == b"PK\x01\x02");
    change(&mut bytes[local]);
    change(&mut bytes[directory.unwrap() + central]);
    bytes
}

fn xml(from: &str, to: &str) -> Vec<u8> {
    package(&[("OFD.xml", ENTRY.replace(from, to).as_bytes())])
}

#[test]
fn what_is_no_package_is_refused() {
    let cut = whole()[..whole().len() - 5].to_vec();
    let wrong_checksum = with_header(14, 16, |byte| *byte ^= 1);
    let vectors = [
        ("no bytes", vec![]),
        ("text", b"no package".to_vec()),
        ("a PDF", b"%PDF-1.7\n".to_vec()),
        ("cut", cut),
        ("wrong checksum", wrong_checksum),
        ("wrong size", with_header(22, 24, |byte| *byte ^= 1)),
    ];
    refused(ReadError::NotAPackage, vectors);
}

#[test]
fn packages_beyond_the_bounds_are_refused() {
    let names: Vec<String> = (0..=ENTRIES_MAX).map(|n| format!("f{n}")).collect();
    let many: Vec<(&str, &[u8])> = names.iter().map(|n| (n.as_str(), &b""[..])).collect();
    let zeros = vec![0; 33 * 1024 * 1024];
    let entry = ("OFD.xml", ENTRY.as_bytes());
    let bomb = package(&[entry, ("a", &zeros), ("b", &zeros)]);
    assert!(bomb.len() < 100_000);
    refused(ReadError::Bomb, [("inflates to 66 MB", bomb)]);
    refused(ReadError::TooManyEntries, [("201", package(&many))]);
    refused(ReadError::TooLong, [("20 MB and one byte", vec![0; BYTES_MAX + 1])]);
}

#[test]
fn paths_that_leave_the_package_or_stand_twice_are_refused() {
    let vectors = [
        ("up", beside("../x")),
        ("up inside", beside("Doc_0/../../x")),
        ("here", beside("./x")),
        ("absolute", replaced(&beside("_etc/x"), "_etc/x", "/etc/x")),
        ("backslash", replaced(&beside("..|x"), "..|x", "..\\x")),
        ("drive", replaced(&beside("C|x"), "C|x", "C:x")),
    ];
    refused(ReadError::BadPath, vectors);
    let mut with_link = ZipWriter::new(Cursor::new(vec![]));
    with_link.start_file("OFD.xml", SimpleFileOptions::default()).unwrap();
    with_link.write_all(ENTRY.as_bytes()).unwrap();
    with_link.add_symlink("Doc_0", "/etc", SimpleFileOptions::default()).unwrap();
    refused(ReadError::BadPath, [("a link", with_link.finish().unwrap().into_inner())]);
    let twice = [("the same", replaced(&beside("OFD.xmm"), "OFD.xmm", "OFD.xml")), ("but for case", beside("ofd.XML"))];
    refused(ReadError::DuplicatePath, twice);
}

#[test]
fn other_packing_is_refused() {
    let encrypted = with_header(6, 8, |flags| *flags |= 1);
    let bzip2 = with_header(8, 10, |method| *method = 12);
    let vectors = [("encrypted", encrypted), ("bzip2", bzip2)];
    refused(ReadError::UnsupportedPacking, vectors);
}

#[test]
fn entry_files_are_refused() {
    let no_entry = package(&[("Doc_0/Document.xml", b"<x/>")]);
    refused(ReadError::NoEntryFile, [("no OFD.xml", no_entry)]);
    let document_type = "<!DOCTYPE x [<!ENTITY a \"b\">]><ofd:OFD ";
    let deep = format!(">{}{}<", "<a>".repeat(20), "</a>".repeat(20));
    let vectors = [
        ("no XML", package(&[("OFD.xml", b"text")])),
        ("no UTF-8", package(&[("OFD.xml", &[0xFF, 0xFE, b'<'])])),
        ("cut", package(&[("OFD.xml", &ENTRY.as_bytes()[..200])])),
        ("document type", xml("<ofd:OFD ", document_type)),
        ("declared entity", xml("&amp;", "&a;")),
        ("no name", xml(" Name=\"ZZMC\"", "")),
        ("empty name", xml("\"ZZMC\"", "\"\"")),
        ("two documents", xml("</ofd:OFD>", "<ofd:DocBody/></ofd:OFD>")),
        ("deep", xml(">t<", &deep)),
    ];
    refused(ReadError::BadEntryFile, vectors);
    let again = "<ofd:CustomData Name=\"ZZMC\">x</ofd:CustomData></ofd:CustomDatas>";
    let twice = xml("</ofd:CustomDatas>", again);
    refused(ReadError::DuplicateCustomData, [("a name twice", twice)]);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn mutated_packages_never_panic(
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>(), any::<bool>()), 1..10),
    ) {
        let mut bytes = DRIVERS.clone();
        for (at, byte, cut) in changes {
            let at = at.index(bytes.len());
            if cut && at > 1000 { bytes.truncate(at) } else { bytes[at] = byte }
        }
        if let Ok(opened) = read(&bytes) {
            prop_assert!(opened.files.iter().any(|file| file.path == "OFD.xml"));
        }
    }
}
