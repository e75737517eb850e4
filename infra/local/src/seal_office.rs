//! What an operator does once for an issuing key of a deployment: ask an authority for its certificate, and install the
//! certificate and the seal that came back. Configuration and credentials are those of the functions.

use std::path::Path;

use aws::{Aws, SystemClock};
use data_encoding::BASE64;
use lifecycle::port::{Clock, IssuerKey, SealKeys, Sealing};
use seal::ses::{Certificate, Seal, Subject, Trust, prepare_request};

use crate::cli::{InstallSeal, RequestCertificate};
use crate::host::HostError;

/// Prints a certificate request (RFC 2986) for the issuing key, signed by it in KMS.
///
/// # Errors
/// The configuration is not complete, or the key cannot sign.
pub async fn request(asked: &RequestCertificate) -> Result<(), HostError> {
    let keys = Aws::deployed().await.map_err(words)?.seal_keys();
    let public = keys.public_key().await.map_err(words)?;
    let (organization, common_name) = (asked.organization.clone(), asked.common_name.clone());
    let prepared =
        prepare_request(&Subject { organization, common_name, development: false }, &public).map_err(words)?;
    let signature = keys.sign(&prepared.digest()).await.map_err(words)?;
    print!("{}", pem("CERTIFICATE REQUEST", &prepared.complete(&signature).map_err(words)?));
    Ok(())
}

/// Installs certificate and seal, after checking that they belong together and to the key.
///
/// # Errors
/// Something does not belong together, is not valid now, or the store does not answer.
pub async fn install(asked: &InstallSeal) -> Result<(), HostError> {
    let aws = Aws::deployed().await.map_err(words)?;
    let public = aws.seal_keys().public_key().await.map_err(words)?;
    let [signer, maker, authority] =
        [certificate(&asked.signer)?, certificate(&asked.maker)?, certificate(&asked.authority)?];
    let seal = Seal::from_der(&std::fs::read(&asked.seal).map_err(words)?).map_err(words)?;
    if signer.key().key_id() != public.key_id() {
        return Err(words("the signer's certificate is for another key than the issuing key"));
    }
    let now = SystemClock.now();
    let trust = Trust::new([authority.clone()]);
    trust.check(&signer, now).and_then(|()| trust.check(&maker, now)).map_err(words)?;
    if seal.maker().der() != maker.der() {
        return Err(words("the seal was made by another maker than the certificate's"));
    }
    seal.check_signature().and_then(|()| seal.check_period(now)).map_err(words)?;
    seal.check_lists(&signer).map_err(words)?;
    let sealing = Sealing {
        seal: BASE64.encode(seal.der()),
        signer: BASE64.encode(signer.der()),
        maker: BASE64.encode(maker.der()),
        authority: BASE64.encode(authority.der()),
    };
    let spki = BASE64.encode(public.spki_der());
    let key = IssuerKey { key_id: public.key_id().to_string(), spki, from: now, sealing: Some(sealing) };
    aws.records().install_issuer_key(&key).await.map_err(words)?;
    println!("installed for key {}", key.key_id);
    Ok(())
}

fn certificate(path: &Path) -> Result<Certificate, HostError> {
    Certificate::from_pem(&std::fs::read_to_string(path).map_err(words)?).map_err(words)
}

fn words(error: impl std::fmt::Display) -> HostError {
    HostError::Wiring(error.to_string())
}

/// DER as PEM.
#[must_use]
pub fn pem(label: &str, der: &[u8]) -> String {
    let base64 = BASE64.encode(der);
    let lines: Vec<&str> = base64.as_bytes().chunks(64).filter_map(|line| std::str::from_utf8(line).ok()).collect();
    format!("-----BEGIN {label}-----\n{}\n-----END {label}-----\n", lines.join("\n"))
}
