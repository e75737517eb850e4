//! Every digest, the digest of Signature.xml and the signature itself, computed again by the `openssl` command.

use std::path::Path;
use std::process::Command;

use super::*;

/// Runs `openssl` and gives what it prints; `None` where there is no such command, or it refuses.
fn openssl(folder: &Path, arguments: &str) -> Option<Vec<u8>> {
    let output = Command::new("openssl").args(arguments.split(' ')).current_dir(folder).output().ok()?;
    output.status.success().then_some(output.stdout)
}

/// Offset of every element of a DER file at a depth, as `asn1parse` lists them.
fn elements(folder: &Path, file: &str, depth: &str) -> Vec<usize> {
    let listed = openssl(folder, &format!("asn1parse -inform DER -in {file}")).unwrap();
    let listed = String::from_utf8_lossy(&listed).into_owned();
    let offset = |line: &str| line.split(':').next().unwrap().trim().parse().unwrap();
    listed.lines().filter(|line| line.contains(&format!(":d={depth} "))).map(offset).collect()
}

fn cut(folder: &Path, file: &str, offset: usize, to: &str) {
    openssl(folder, &format!("asn1parse -inform DER -in {file} -strparse {offset} -noout -out {to}")).unwrap();
}

fn text_between<'a>(text: &'a str, before: &str, after: &str) -> Vec<&'a str> {
    text.split(before).skip(1).map(|rest| rest.split(after).next().unwrap()).collect()
}

#[test]
fn openssl_finds_the_same_digests_and_accepts_the_signature() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    for (algorithm, digest, id) in
        [(Algorithm::Sm2Sm3, "-sm3", " -sigopt distid:1234567812345678"), (Algorithm::EcdsaP256Sha256, "-sha256", "")]
    {
        let curves = openssl(folder, "ecparam -list_curves").unwrap_or_default();
        if curves.is_empty() || (algorithm == Algorithm::Sm2Sm3 && !String::from_utf8_lossy(&curves).contains("SM2")) {
            eprintln!("skipped for {algorithm:?}: no openssl command that knows it");
            continue;
        }
        let package = sealed(&office(algorithm, 20));
        let hash = |path: &str| {
            std::fs::write(folder.join("part"), raw(&package, path)).unwrap();
            openssl(folder, &format!("dgst {digest} -binary part")).unwrap()
        };
        let signature = String::from_utf8(raw(&package, SIGNATURE)).unwrap();
        let paths = text_between(&signature, "FileRef=\"/", "\"");
        let values = text_between(&signature, "<ofd:CheckValue>", "<");
        assert_eq!((paths.len(), values.len()), (10, 10));
        for (path, value) in paths.into_iter().zip(values) {
            assert_eq!(BASE64.encode(&hash(path)), value, "{path}");
        }
        std::fs::write(folder.join("value.der"), raw(&package, SIGNED_VALUE)).unwrap();
        // SES_Signature: toSign, cert, signatureAlgID, signature
        let [tbs, certificate, _, bits] = elements(folder, "value.der", "1")[..] else {
            panic!("four parts");
        };
        // what is signed includes the header of toSign
        let whole = std::fs::read(folder.join("value.der")).unwrap();
        std::fs::write(folder.join("tbs.der"), &whole[tbs..certificate]).unwrap();
        cut(folder, "value.der", certificate, "certificate.der");
        cut(folder, "value.der", bits, "signature.der");
        let key = openssl(folder, "x509 -inform DER -in certificate.der -noout -pubkey").unwrap();
        std::fs::write(folder.join("key.pem"), key).unwrap();
        let command = format!("dgst {digest} -verify key.pem{id} -signature signature.der tbs.der");
        assert!(openssl(folder, &command).is_some(), "openssl refuses the signature");
        let [_, _, _, data_hash, _] = elements(folder, "tbs.der", "1")[..] else {
            panic!("five parts");
        };
        cut(folder, "tbs.der", data_hash, "hash");
        assert_eq!(std::fs::read(folder.join("hash")).unwrap(), hash(SIGNATURE), "dataHash");
        std::fs::write(folder.join("tbs.der"), &whole[tbs + 1..certificate]).unwrap();
        assert!(openssl(folder, &command).is_none(), "openssl has to refuse other bytes");
    }
}
