//! The real SDK client against the key service; signatures checked by others than their maker.

use std::path::Path;
use std::process::{Command, Stdio};

use aws_sdk_kms::Client;
use aws_sdk_kms::error::ProvideErrorMetadata;
use aws_sdk_kms::primitives::Blob;
use aws_sdk_kms::types::{DataKeySpec, KeySpec, KeyUsageType, MessageType, SigningAlgorithmSpec};
use p256::ecdsa::signature::Verifier;
use p256::ecdsa::signature::hazmat::PrehashVerifier;
use sm2::pkcs8::{DecodePublicKey, EncodePublicKey, LineEnding};
use sm3::{Digest, Sm3};

use crate::stores::{Stores, start};

struct Fixture {
    folder: tempfile::TempDir,
    _stores: Stores,
    kms: Client,
    sm2: String,
    p256: String,
    aes: String,
}

async fn fixture() -> Fixture {
    let folder = tempfile::tempdir().unwrap();
    let stores = start(folder.path()).await.unwrap();
    let kms = stores.kms();
    let sm2 = create(&kms, KeySpec::Sm2, KeyUsageType::SignVerify).await;
    let p256 = create(&kms, KeySpec::EccNistP256, KeyUsageType::SignVerify).await;
    let aes = create(&kms, KeySpec::SymmetricDefault, KeyUsageType::EncryptDecrypt).await;
    Fixture { folder, _stores: stores, kms, sm2, p256, aes }
}

async fn create(kms: &Client, spec: KeySpec, usage: KeyUsageType) -> String {
    let made = kms.create_key().key_spec(spec).key_usage(usage).send().await.unwrap();
    made.key_metadata().unwrap().key_id().to_owned()
}

async fn sign(
    kms: &Client,
    key: &str,
    kind: MessageType,
    message: &[u8],
    algorithm: SigningAlgorithmSpec,
) -> Result<Vec<u8>, String> {
    let request = kms.sign().key_id(key).message(Blob::new(message)).message_type(kind);
    match request.signing_algorithm(algorithm).send().await {
        Ok(made) => Ok(made.signature().unwrap().as_ref().to_vec()),
        Err(error) => Err(error.code().unwrap_or("no code").to_owned()),
    }
}

async fn public_key(kms: &Client, key: &str) -> Vec<u8> {
    let told = kms.get_public_key().key_id(key).send().await.unwrap();
    told.public_key().unwrap().as_ref().to_vec()
}

#[tokio::test]
async fn sm2_signatures_verify_elsewhere() {
    let f = fixture().await;
    let message = b"made-up face fields";
    let signature = sign(&f.kms, &f.sm2, MessageType::Raw, message, SigningAlgorithmSpec::Sm2Dsa).await.unwrap();
    let public = sm2::PublicKey::from_public_key_der(&public_key(&f.kms, &f.sm2).await).unwrap();
    let verifier = sm2::dsa::VerifyingKey::new("1234567812345678", public).unwrap();
    let parsed = sm2::dsa::Signature::from_der(&signature).unwrap();
    verifier.verify(message, &parsed).unwrap();
    assert!(verifier.verify(b"other face fields", &parsed).is_err());
    let stranger = sm2::dsa::VerifyingKey::new("ALICE123@YAHOO.COM", public).unwrap();
    assert!(stranger.verify(message, &parsed).is_err(), "the signer's ID is part of what is signed");

    let pem = public.to_public_key_pem(LineEnding::LF).unwrap();
    let options = ["-sm3", "-sigopt", "distid:1234567812345678"];
    openssl_agrees(f.folder.path(), &pem, message, &signature, &options);
}

#[tokio::test]
async fn an_sm2_digest_is_that_of_the_signer_and_the_message() {
    let f = fixture().await;
    let spki = public_key(&f.kms, &f.sm2).await;
    let public = sm2::PublicKey::from_public_key_der(&spki).unwrap();
    let (_, point) = spki.split_last_chunk::<64>().unwrap();
    let curve = "FFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF00000000FFFFFFFFFFFFFFFC\
                 28E9FA9E9D9F5E344D5A9E4BCF6509A7F39789F515AB8F92DDBCBD414D940E93\
                 32C4AE2C1F1981195F9904466A39C9948FE30BBFF2660BE1715A4589334C74C7\
                 BC3736A2F4F6779C59BDCEE36B692153D0A9877CC62A474002DF32E52139F0A0";
    let curve = data_encoding::HEXUPPER.decode(curve.as_bytes()).unwrap();
    let z = Sm3::digest([&[0, 128][..], b"1234567812345678", &curve, point].concat());
    let digest = Sm3::digest([z.as_slice(), b"message"].concat());

    let algorithm = SigningAlgorithmSpec::Sm2Dsa;
    let made = sign(&f.kms, &f.sm2, MessageType::Digest, &digest, algorithm).await.unwrap();
    let verifier = sm2::dsa::VerifyingKey::new("1234567812345678", public).unwrap();
    let parsed = sm2::dsa::Signature::from_der(&made).unwrap();
    verifier.verify(b"message", &parsed).unwrap();
    verifier.verify_prehash(&digest, &parsed).unwrap();
}

#[tokio::test]
async fn p256_signatures_verify_elsewhere() {
    let f = fixture().await;
    let message = b"made-up face fields";
    let algorithm = SigningAlgorithmSpec::EcdsaSha256;
    let signature = sign(&f.kms, &f.p256, MessageType::Raw, message, algorithm).await.unwrap();
    let public = p256::PublicKey::from_public_key_der(&public_key(&f.kms, &f.p256).await).unwrap();
    let parsed = p256::ecdsa::Signature::from_der(&signature).unwrap();
    p256::ecdsa::VerifyingKey::from(public).verify(message, &parsed).unwrap();
    let pem = public.to_public_key_pem(LineEnding::LF).unwrap();
    openssl_agrees(f.folder.path(), &pem, message, &signature, &["-sha256"]);
}

/// Asks the openssl command, where there is one, about the signature and about a bent one.
fn openssl_agrees(folder: &Path, public_pem: &str, message: &[u8], signature: &[u8], options: &[&str]) {
    if Command::new("openssl").arg("version").stdout(Stdio::null()).status().is_err() {
        eprintln!("skipped: no openssl command here");
        return;
    }
    let mut bent = signature.to_vec();
    *bent.last_mut().unwrap() ^= 1;
    std::fs::write(folder.join("public.pem"), public_pem).unwrap();
    std::fs::write(folder.join("message"), message).unwrap();
    for (signature, good) in [(signature, true), (&bent[..], false)] {
        std::fs::write(folder.join("signature"), signature).unwrap();
        let mut command = Command::new("openssl");
        command.current_dir(folder).arg("dgst").args(options);
        command.args(["-verify", "public.pem", "-signature", "signature", "message"]);
        let told = command.output().unwrap();
        assert_eq!(told.status.success(), good, "{}", String::from_utf8_lossy(&told.stderr));
    }
}

#[tokio::test]
async fn what_cannot_be_signed_is_refused_by_aws_names() {
    let f = fixture().await;
    let (raw, digest) = (MessageType::Raw, MessageType::Digest);
    let (sm2, ecdsa) = (SigningAlgorithmSpec::Sm2Dsa, SigningAlgorithmSpec::EcdsaSha256);
    let (long, full) = (vec![0; 4097], vec![0; 4096]);
    let cases: [(&str, &MessageType, &[u8], &SigningAlgorithmSpec, &str); 9] = [
        (&f.sm2, &raw, &long, &sm2, "ValidationException"),
        (&f.sm2, &raw, b"", &sm2, "ValidationException"),
        (&f.sm2, &digest, &[0; 31], &sm2, "ValidationException"),
        (&f.sm2, &digest, &[0; 33], &sm2, "ValidationException"),
        (&f.sm2, &raw, b"m", &ecdsa, "InvalidKeyUsageException"),
        (&f.p256, &raw, b"m", &sm2, "InvalidKeyUsageException"),
        (&f.aes, &raw, b"m", &sm2, "InvalidKeyUsageException"),
        ("alias/none", &raw, b"m", &sm2, "NotFoundException"),
        ("../kms", &raw, b"m", &sm2, "NotFoundException"),
    ];
    for (key, kind, message, algorithm, code) in cases {
        let made = sign(&f.kms, key, kind.clone(), message, algorithm.clone()).await;
        assert_eq!(made.unwrap_err(), code, "{key} {kind} {}", message.len());
    }
    sign(&f.kms, &f.sm2, raw, &full, sm2).await.unwrap();
}

#[tokio::test]
async fn the_service_verifies_and_refuses() {
    let f = fixture().await;
    let algorithm = SigningAlgorithmSpec::Sm2Dsa;
    let good = sign(&f.kms, &f.sm2, MessageType::Raw, b"m", algorithm.clone()).await.unwrap();
    let other = create(&f.kms, KeySpec::Sm2, KeyUsageType::SignVerify).await;
    let mut bent = good.clone();
    bent[10] ^= 1;
    type Case<'a> = (&'a str, &'a [u8], &'a [u8], Option<&'a str>);
    let cases: [Case<'_>; 6] = [
        (&f.sm2, b"m", &good, None),
        (&f.sm2, b"n", &good, Some("KMSInvalidSignatureException")),
        (&f.sm2, b"m", &bent, Some("KMSInvalidSignatureException")),
        (&f.sm2, b"m", &good[1..], Some("KMSInvalidSignatureException")),
        (&f.sm2, b"m", b"", Some("KMSInvalidSignatureException")),
        (&other, b"m", &good, Some("KMSInvalidSignatureException")),
    ];
    for (key, message, signature, code) in cases {
        let request = f.kms.verify().key_id(key).message(Blob::new(message));
        let told = request.signature(Blob::new(signature)).signing_algorithm(algorithm.clone()).send().await;
        match code {
            None => assert!(told.unwrap().signature_valid()),
            Some(code) => assert_eq!(told.unwrap_err().code(), Some(code)),
        }
    }
}

#[tokio::test]
async fn ciphertexts_open_only_whole_and_in_their_context() {
    let f = fixture().await;
    let drawn = f.kms.generate_data_key().key_id(&f.aes).key_spec(DataKeySpec::Aes256);
    let drawn = drawn.encryption_context("table", "records").send().await.unwrap();
    let blob = drawn.ciphertext_blob().unwrap().as_ref().to_vec();
    assert_eq!(drawn.plaintext().unwrap().as_ref().len(), 32);

    let other = create(&f.kms, KeySpec::SymmetricDefault, KeyUsageType::EncryptDecrypt).await;
    let (mut bent, mut renamed) = (blob.clone(), blob.clone());
    *bent.last_mut().unwrap() ^= 1;
    renamed[1..37].copy_from_slice(other.as_bytes());
    let invalid = Some("InvalidCiphertextException");
    type Case<'a> = (&'a str, &'a [u8], Option<&'a str>, &'a str, Option<&'a str>);
    let cases: [Case<'_>; 8] = [
        ("good", &blob, None, "records", None),
        ("good, key named", &blob, Some(&f.aes), "records", None),
        ("other context", &blob, None, "counts", invalid),
        ("bent", &bent, None, "records", invalid),
        ("short", &blob[..40], None, "records", invalid),
        ("stranger", b"x", None, "records", invalid),
        ("other key's name", &renamed, None, "records", invalid),
        ("key named wrongly", &blob, Some(&other), "records", Some("IncorrectKeyException")),
    ];
    for (label, blob, key, table, code) in cases {
        let request = f.kms.decrypt().ciphertext_blob(Blob::new(blob)).set_key_id(key.map(str::to_owned));
        let told = request.encryption_context("table", table).send().await;
        match code {
            None => assert_eq!(told.unwrap().plaintext(), drawn.plaintext(), "{label}"),
            Some(code) => assert_eq!(told.unwrap_err().code(), Some(code), "{label}"),
        }
    }
}

#[tokio::test]
async fn a_key_has_the_use_that_its_kind_allows() {
    let f = fixture().await;
    let unfit = f.kms.create_key().key_spec(KeySpec::Sm2).key_usage(KeyUsageType::EncryptDecrypt).send().await;
    assert_eq!(unfit.unwrap_err().code(), Some("ValidationException"));
    let unknown = f.kms.create_key().key_spec(KeySpec::Rsa2048).key_usage(KeyUsageType::SignVerify).send().await;
    assert_eq!(unknown.unwrap_err().code(), Some("ValidationException"));
    let public = f.kms.get_public_key().key_id(&f.aes).send().await;
    assert_eq!(public.unwrap_err().code(), Some("UnsupportedOperationException"));
}

#[tokio::test]
async fn an_alias_names_one_key() {
    let f = fixture().await;
    let cases = [
        ("alias/seal", f.sm2.as_str(), None),
        ("alias/seal", &f.p256, Some("AlreadyExistsException")),
        ("seal", &f.sm2, Some("InvalidAliasNameException")),
        ("alias/aws/seal", &f.sm2, Some("InvalidAliasNameException")),
        ("alias/none", "no-such-key", Some("NotFoundException")),
    ];
    for (alias, key, code) in cases {
        let told = f.kms.create_alias().alias_name(alias).target_key_id(key).send().await;
        assert_eq!(told.err().and_then(|e| e.code().map(str::to_owned)).as_deref(), code, "{alias}");
    }
    let described = f.kms.describe_key().key_id("alias/seal").send().await.unwrap();
    let metadata = described.key_metadata().unwrap();
    assert_eq!(metadata.key_id(), f.sm2);
    assert_eq!(metadata.signing_algorithms(), [SigningAlgorithmSpec::Sm2Dsa]);
    let by_arn = f.kms.describe_key().key_id(metadata.arn().unwrap()).send().await.unwrap();
    assert_eq!(by_arn.key_metadata().unwrap().key_id(), f.sm2);
}

#[tokio::test]
async fn keys_outlive_the_process_in_a_closed_folder() {
    let folder = tempfile::tempdir().unwrap();
    let first = start(folder.path()).await.unwrap();
    let key = create(&first.kms(), KeySpec::Sm2, KeyUsageType::SignVerify).await;
    first.kms().create_alias().alias_name("alias/seal").target_key_id(&key).send().await.unwrap();
    let public = public_key(&first.kms(), &key).await;
    first.stop().await;
    // What an interrupted write leaves behind is passed over.
    std::fs::write(folder.path().join("kms/.tmpdraft"), b"{").unwrap();
    let second = start(folder.path()).await.unwrap();
    assert_eq!(public_key(&second.kms(), "alias/seal").await, public);
    assert_mode(&folder.path().join("kms"), 0o700);
    assert_mode(&folder.path().join(format!("kms/{key}.json")), 0o600);
}

#[cfg(unix)]
fn assert_mode(path: &Path, mode: u32) {
    use std::os::unix::fs::PermissionsExt;
    assert_eq!(std::fs::metadata(path).unwrap().permissions().mode() & 0o777, mode);
}

#[cfg(not(unix))]
fn assert_mode(_path: &Path, _mode: u32) {}
