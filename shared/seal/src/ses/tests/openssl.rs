//! What is made here is accepted by the `openssl` command, where there is one that knows SM2.

use std::path::Path;
use std::process::Command;

use super::*;

/// Runs `openssl`; `None` where there is no such command.
fn openssl(folder: &Path, arguments: &str) -> Option<(bool, String)> {
    let output = Command::new("openssl").args(arguments.split(' ')).current_dir(folder).output().ok()?;
    let text = [output.stdout, output.stderr].concat();
    Some((output.status.success(), String::from_utf8_lossy(&text).into_owned()))
}

fn pem(label: &str, der: &[u8]) -> String {
    let text = data_encoding::BASE64_MIME.encode(der);
    format!("-----BEGIN {label}-----\n{}\n-----END {label}-----\n", text.replace("\r\n", "\n").trim_end())
}

fn accepted(folder: &Path, arguments: &str) {
    let (ok, text) = openssl(folder, arguments).unwrap();
    assert!(ok, "openssl {arguments}: {text}");
}

#[test]
fn openssl_accepts_certificates_request_seal_and_signature() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let Some((true, curves)) = openssl(folder, "ecparam -list_curves") else {
        eprintln!("skipped: there is no openssl command");
        return;
    };
    for algorithm in ALGORITHMS {
        if algorithm == Algorithm::Sm2Sm3 && !curves.contains("SM2") {
            eprintln!("skipped for SM2: this openssl does not know it");
            continue;
        }
        let office = office(algorithm, 20);
        let (digest, id) = match algorithm {
            Algorithm::Sm2Sm3 => ("-sm3", " -sigopt distid:1234567812345678"),
            Algorithm::EcdsaP256Sha256 => ("-sha256", ""),
        };
        let verify_id = id.replace("-sigopt", "-vfyopt");
        let write = |name: &str, bytes: &[u8]| std::fs::write(folder.join(name), bytes).unwrap();
        write("ca.pem", office.authority.to_pem().unwrap().as_bytes());
        write("signer.pem", office.signer.to_pem().unwrap().as_bytes());
        write("maker.pem", office.maker.to_pem().unwrap().as_bytes());
        // the root is trusted as it stands: the command has no way to give the id that its own signature needs
        let moment = noon().as_second();
        accepted(
            folder,
            &format!("verify -attime {moment} -x509_strict{verify_id} -CAfile ca.pem signer.pem maker.pem"),
        );

        let request = prepare_request(&subject("甲"), &office.signer_key.public()).unwrap();
        let signature = office.signer_key.sign(&request.digest());
        write("request.pem", pem("CERTIFICATE REQUEST", &request.complete(&signature).unwrap()).as_bytes());
        accepted(folder, &format!("req -in request.pem -noout -verify{verify_id}"));

        let prepared = prepare_signature(&order(&office)).unwrap();
        write("tbs.der", prepared.tbs_der());
        let value: asn1::SesSignature = asn1::read(&signed(&office)).unwrap();
        write("signature.der", value.signature.as_bytes().unwrap());
        write("signer.key", pem("PUBLIC KEY", office.signer.key().spki_der()).as_bytes());
        accepted(folder, &format!("dgst {digest} -verify signer.key{id} -signature signature.der tbs.der"));

        let seal: asn1::SesSeal = asn1::read(office.seal.der()).unwrap();
        write("info.der", &asn1::encode(&seal.eseal_info).unwrap());
        write("seal_signature.der", seal.signed_value.as_bytes().unwrap());
        write("maker.key", pem("PUBLIC KEY", office.maker.key().spki_der()).as_bytes());
        accepted(folder, &format!("dgst {digest} -verify maker.key{id} -signature seal_signature.der info.der"));

        write("Signature.xml", XML);
        let (_, text) = openssl(folder, &format!("dgst {digest} -r Signature.xml")).unwrap();
        let hash = data_encoding::HEXLOWER.encode(value.to_sign.data_hash.as_bytes().unwrap());
        assert_eq!(text.split(' ').next(), Some(hash.as_str()));
        let other = openssl(folder, &format!("dgst {digest} -verify maker.key{id} -signature signature.der tbs.der"));
        assert!(!other.unwrap().0, "another key's signature must not be accepted");
    }
}
