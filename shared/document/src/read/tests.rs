use std::io::Write;

use proptest::prelude::*;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use super::*;
use crate::samples::driver;

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
    while let Some(at) = bytes
        .windows(from.len())
        .position(|window| window == from.as_bytes())
    {
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
    assert_eq!(
        read(&package(&[("OFD.xml", other_prefix.as_bytes())]))
            .unwrap()
            .custom_data
            .len(),
        1
    );
    let foreign = ENTRY
        .replace("ofd:CustomData ", "x:CustomData xmlns:x=\"urn:x\" ")
        .replace("ofd:CustomData>", "x:CustomData>");
    assert_eq!(
        read(&package(&[("OFD.xml", foreign.as_bytes())]))
            .unwrap()
            .custom_data,
        []
    );
}

#[test]
fn packages_are_refused_by_name() {
    let entry = ("OFD.xml", ENTRY.as_bytes());
    let xml = |from: &str, to: &str| package(&[("OFD.xml", ENTRY.replace(from, to).as_bytes())]);
    let many: Vec<(String, &[u8])> = (0..=ENTRIES_MAX)
        .map(|number| (format!("f{number}"), &b""[..]))
        .collect();
    let many: Vec<(&str, &[u8])> = many
        .iter()
        .map(|(path, bytes)| (path.as_str(), *bytes))
        .collect();
    let zeros = vec![0; 33 * 1024 * 1024];
    let whole = package(&[entry]);
    let mut encrypted = whole.clone();
    encrypted[6] |= 1;
    let directory = whole
        .windows(4)
        .position(|window| window == b"PK\x01\x02")
        .unwrap();
    encrypted[directory + 8] |= 1;
    let mut other_method = whole.clone();
    other_method[8] = 12;
    other_method[directory + 10] = 12;
    let mut wrong_checksum = whole.clone();
    wrong_checksum[14] ^= 1;
    wrong_checksum[directory + 16] ^= 1;
    let mut two_names = package(&[entry, ("OFD.xmm", b"other")]);
    two_names = replaced(&two_names, "OFD.xmm", "OFD.xml");
    let data = "<ofd:CustomData Name=\"ZZMC\">again</ofd:CustomData></ofd:CustomDatas>";
    let vectors: Vec<(&str, Vec<u8>, ReadError)> = vec![
        ("no bytes", vec![], ReadError::NotAPackage),
        ("text", b"no package".to_vec(), ReadError::NotAPackage),
        ("a PDF", b"%PDF-1.7\n".to_vec(), ReadError::NotAPackage),
        (
            "cut",
            whole[..whole.len() - 5].to_vec(),
            ReadError::NotAPackage,
        ),
        ("too long", vec![0; BYTES_MAX + 1], ReadError::TooLong),
        (
            "too many entries",
            package(&many),
            ReadError::TooManyEntries,
        ),
        (
            "inflates to 66 MB",
            package(&[entry, ("a", &zeros), ("b", &zeros)]),
            ReadError::Bomb,
        ),
        ("one path twice", two_names, ReadError::DuplicatePath),
        (
            "one path twice but for case",
            package(&[entry, ("ofd.XML", b"")]),
            ReadError::DuplicatePath,
        ),
        (
            "path up",
            package(&[entry, ("../x", b"")]),
            ReadError::BadPath,
        ),
        (
            "path up inside",
            package(&[entry, ("Doc_0/../../x", b"")]),
            ReadError::BadPath,
        ),
        (
            "absolute path",
            replaced(&package(&[entry, ("_etc/x", b"")]), "_etc/x", "/etc/x"),
            ReadError::BadPath,
        ),
        (
            "backslash",
            replaced(&package(&[entry, ("..|x", b"")]), "..|x", "..\\x"),
            ReadError::BadPath,
        ),
        (
            "drive",
            replaced(&package(&[entry, ("C|x", b"")]), "C|x", "C:x"),
            ReadError::BadPath,
        ),
        ("encrypted", encrypted, ReadError::UnsupportedPacking),
        ("bzip2", other_method, ReadError::UnsupportedPacking),
        ("wrong checksum", wrong_checksum, ReadError::NotAPackage),
        (
            "no OFD.xml",
            package(&[("Doc_0/Document.xml", b"<x/>")]),
            ReadError::NoEntryFile,
        ),
        (
            "no XML",
            package(&[("OFD.xml", b"text")]),
            ReadError::BadEntryFile,
        ),
        (
            "no UTF-8",
            package(&[("OFD.xml", &[0xFF, 0xFE, b'<'])]),
            ReadError::BadEntryFile,
        ),
        (
            "cut XML",
            package(&[("OFD.xml", &ENTRY.as_bytes()[..200])]),
            ReadError::BadEntryFile,
        ),
        (
            "document type",
            xml("<ofd:OFD ", "<!DOCTYPE x [<!ENTITY a \"b\">]><ofd:OFD "),
            ReadError::BadEntryFile,
        ),
        (
            "declared entity",
            xml("&amp;", "&a;"),
            ReadError::BadEntryFile,
        ),
        (
            "no name",
            xml(" Name=\"ZZMC\"", ""),
            ReadError::BadEntryFile,
        ),
        (
            "empty name",
            xml("\"ZZMC\"", "\"\""),
            ReadError::BadEntryFile,
        ),
        (
            "two documents",
            xml("</ofd:OFD>", "<ofd:DocBody/></ofd:OFD>"),
            ReadError::BadEntryFile,
        ),
        (
            "deep",
            xml(
                ">t<",
                &format!(">{}{}<", "<a>".repeat(20), "</a>".repeat(20)),
            ),
            ReadError::BadEntryFile,
        ),
        (
            "a name twice",
            xml("</ofd:CustomDatas>", data),
            ReadError::DuplicateCustomData,
        ),
    ];
    for (name, bytes, expected) in vectors {
        assert_eq!(read(&bytes).err(), Some(expected), "{name}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn mutated_packages_never_panic(
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>(), any::<bool>()), 1..10),
    ) {
        let mut bytes = crate::render(&driver()).unwrap();
        for (at, byte, cut) in changes {
            let at = at.index(bytes.len());
            if cut && at > 1000 { bytes.truncate(at) } else { bytes[at] = byte }
        }
        if let Ok(opened) = read(&bytes) {
            prop_assert!(opened.files.iter().any(|file| file.path == "OFD.xml"));
        }
    }
}
