//! Private keys are in KMS; the local twin of KMS is the only code that holds one.

use super::source::{files_ending, read, released};

/// Types of crates in use that hold a private key.
const HOLDERS: [&str; 6] = ["SigningKey", "SecretKey", "EncodingKey", "RsaPrivateKey", "PrivateKey", "KeyPair"];
/// Crates that are there to sign.
const SIGNERS: [&str; 4] = ["jsonwebtoken", "rsa", "ring", "ed25519-dalek"];

#[test]
fn only_the_local_service_holds_private_keys() {
    let released = released();
    let holds = |code: &str| HOLDERS.iter().find(|name| code.contains(**name)).copied();
    for (path, code) in released.iter().filter(|file| !file.0.starts_with("infra/local/")) {
        assert_eq!(holds(code), None, "{path}");
    }
    let local = released.iter().filter(|file| file.0.starts_with("infra/local/") && holds(&file.1).is_some());
    assert!(local.count() >= 2, "the guard looks for names that nobody uses");
}

#[test]
fn only_the_local_service_depends_on_signers() {
    for path in files_ending("Cargo.toml").iter().filter(|path| path.contains('/')) {
        let manifest = read(path);
        for signer in SIGNERS {
            let named = manifest
                .lines()
                .any(|line| line.starts_with(&format!("{signer}.")) || line.starts_with(&format!("{signer} ")));
            assert!(!named || path == "infra/local/Cargo.toml", "{path} depends on {signer}");
        }
    }
    assert!(read("infra/local/Cargo.toml").contains("\nrsa.workspace"), "the guard looks for crates that nobody uses");
}
