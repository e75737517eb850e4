//! The sealed files of testdata, written by an implementation of docs/SEAL.md in another language.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use seal::ses::{Certificate, Finding, SesReport, Trust, Unchecked};
use serde::Deserialize;

use super::{FileCode, FileReport, verify};

#[derive(Deserialize)]
struct Index {
    now: jiff::Timestamp,
    vectors: Vec<Vector>,
}

#[derive(Deserialize)]
struct Vector {
    name: String,
    file: String,
    /// 0, 1, 2 of GB/T 36906; none for *cannot tell*.
    code: Option<u8>,
    faults: Vec<String>,
    /// Aspects that are invalid, or unchecked for a reason of their own.
    found: BTreeMap<String, String>,
    trust: String,
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/sealed")
}

fn index() -> Index {
    serde_json::from_slice(&std::fs::read(folder().join("index.json")).unwrap()).unwrap()
}

/// The certificates of a folder; there is none for nobody.
fn trust(name: &str) -> Trust {
    let entries = std::fs::read_dir(folder().join(name)).into_iter().flatten();
    let certificate = |path: PathBuf| Certificate::from_pem(&std::fs::read_to_string(path).unwrap()).unwrap();
    Trust::new(entries.map(|entry| certificate(entry.unwrap().path())))
}

/// What stands out: the rest is valid, was not reached, or is never looked at.
fn found(report: &SesReport) -> BTreeMap<String, String> {
    let odd = |finding| match finding {
        Finding::Valid => None,
        Finding::Invalid(error) => Some(error.code()),
        Finding::Unchecked(Unchecked::NotReached | Unchecked::NoRevocationList) => None,
        Finding::Unchecked(Unchecked::NoTimestamp | Unchecked::TimestampNotRead) => None,
        Finding::Unchecked(why) => Some(why.code()),
    };
    let named = report.findings().filter_map(|(aspect, finding)| Some((aspect.code(), odd(finding)?)));
    named.map(|(aspect, code)| (aspect.to_owned(), code.to_owned())).collect()
}

fn outcome(report: &FileReport) -> (Option<u8>, Vec<String>, BTreeMap<String, String>) {
    let faults = report.faults.iter().map(|fault| fault.code().to_owned()).collect();
    (report.code().map(FileCode::number), faults, found(&report.seal))
}

#[test]
fn every_vector_gives_what_its_index_says() {
    let Index { now, vectors } = index();
    let mut wrong = vec![];
    for vector in &vectors {
        let bytes = std::fs::read(folder().join(&vector.file)).unwrap();
        let right = (vector.code, vector.faults.clone(), vector.found.clone());
        let got = outcome(&verify(&bytes, &trust(&vector.trust), now));
        if got != right {
            wrong.push(format!("{} {}: {got:?} and not {right:?}", vector.file, vector.name));
        }
        let nobody = verify(&bytes, &Trust::nobody(), now).code();
        assert_ne!(nobody, Some(FileCode::Valid), "{} without trust", vector.name);
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn most_vectors_are_to_be_refused_and_every_file_is_one() {
    let Index { vectors, .. } = index();
    let valid = vectors.iter().filter(|vector| vector.code == Some(0)).count();
    assert!(vectors.len() > 150 && valid * 5 < vectors.len(), "{valid} of {}", vectors.len());
    let files = std::fs::read_dir(folder()).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut files: Vec<String> = files.filter(|name| name.ends_with(".ofd")).collect();
    files.sort();
    let listed: Vec<String> = vectors.into_iter().map(|vector| vector.file).collect();
    assert_eq!(files, listed);
}
