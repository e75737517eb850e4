//! A certificate in DER or PEM: it stays as it was signed, and is trusted only if an authority signed it.

use seal::ses::{Certificate, Trust};

use super::samples::{TRUST, VALID, authorities, file, now};

/// # Panics
/// Where the promise is broken.
pub fn run(data: &[u8]) {
    if let Ok(certificate) = Certificate::from_der(data) {
        assert!(certificate.der() == data, "not the bytes that were read");
        keeps(&certificate);
    }
    if let Some(certificate) = std::str::from_utf8(data).ok().and_then(|text| Certificate::from_pem(text).ok()) {
        keeps(&certificate);
    }
}

fn keeps(certificate: &Certificate) {
    let pem = certificate.to_pem().expect("what was read is written");
    assert!(Certificate::from_pem(&pem).is_ok_and(|again| again == *certificate), "PEM changes it");
    assert!(certificate.not_before().as_second() >= 0 && !certificate.subject().to_string().contains('\0'));
    if TRUST.check(certificate, now()).is_ok() {
        let within = |bytes: &[u8]| bytes.windows(certificate.der().len()).any(|window| window == certificate.der());
        let sealed = VALID.iter().any(|files| within(file(files, "SignedValue.dat")));
        assert!(sealed || authorities().contains(certificate), "trusted, and nobody's");
    }
    // as what somebody put into a trust folder
    let alone = Trust::new([certificate.clone()]);
    assert!(alone.is_empty() || alone.check(certificate, now()).is_err(), "a certificate vouches for itself");
}
