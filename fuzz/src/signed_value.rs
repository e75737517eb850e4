//! A signature in DER, beside the Signature.xml and the seal of a sample: valid is what was signed alone.

use document::PackageFile;
use seal::ses::{SesInput, Trust, Verdict, verify};

use super::samples::{TRUST, VALID, file, now, same_but_for_the_stamp};

/// # Panics
/// Where the promise is broken.
pub fn run(data: &[u8]) {
    let files = &VALID[0];
    if verdict(data, files, &TRUST) == Verdict::Valid {
        let signed = VALID.iter().any(|files| same_but_for_the_stamp(data, file(files, "SignedValue.dat")));
        assert!(signed, "valid, and not what was signed");
    }
    assert_ne!(verdict(data, files, &Trust::nobody()), Verdict::Valid, "valid without trust");
}

fn verdict(signed_value: &[u8], files: &[PackageFile], trust: &Trust) -> Verdict {
    let (signature_xml, seal_file) = (file(files, "Signature.xml"), Some(file(files, "Seal.esl")));
    verify(&SesInput { signed_value, signature_xml, seal_file, trust, now: now() }).verdict()
}
