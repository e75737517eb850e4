//! Sealed here, read by libraries that are not ours. What each of them does not check is shown too, so that nobody takes
//! its word for more than it is.

use ofd_core::verify::{CheckReport, SigVerdict, check_reader};
use ofd_core::{OfdReader, package::OfdPackage};
use sofd_crypto::{PathError, TrustAnchors, validate_path};

use super::*;

/// `ofd-core`: structure, and the digest of every file, by its own SM3. It knows no SHA-256 and no SM2.
fn structure(package: &[u8]) -> CheckReport {
    let package = OfdPackage::new(Cursor::new(package.to_vec())).unwrap();
    check_reader(&mut OfdReader::new(package).unwrap())
}

#[test]
fn ofd_core_finds_the_structure_sound_and_every_digest_right() {
    let package = sealed(&office(Algorithm::Sm2Sm3, 20));
    let report = structure(&package);
    assert!(report.conforms(), "{:?}", report.problems);
    let [signature] = report.signatures.as_slice() else {
        panic!("one signature: {:?}", report.signatures);
    };
    assert_eq!((signature.verdict(), signature.sig_type.as_str()), (SigVerdict::Valid, "Seal"));
    let protected = files(&package).len() - 2;
    assert_eq!((signature.references.len(), signature.base_loc.as_str()), (protected, SIGNATURE));
    let p256 = structure(&sealed(&office(Algorithm::EcdsaP256Sha256, 20)));
    assert!(p256.problems.is_empty(), "{:?}", p256.problems);
    assert_eq!(p256.signatures[0].verdict(), SigVerdict::Unverified, "SHA-256 is not of its methods");
}

#[test]
fn ofd_core_names_a_file_that_was_changed() {
    let package = sealed(&office(Algorithm::Sm2Sm3, 20));
    let paths = files(&package).into_iter().map(|file| file.path);
    let paths: Vec<String> = paths.filter(|path| path.ends_with("Content.xml") || !path.ends_with("xml")).collect();
    assert!(paths.len() >= 5, "{paths:?}");
    for path in paths.iter().filter(|path| path.as_str() != SIGNED_VALUE) {
        let report = structure(&with(&package, path, |bytes| bytes.push(b' ')));
        let failed: Vec<_> = report.signatures[0].failures().map(|failed| failed.file_ref.as_str()).collect();
        assert_eq!((report.conforms(), failed), (false, vec![absolute(path).as_str()]));
    }
    // what it does not look at
    let unsigned = with(&package, SIGNED_VALUE, |bytes| bytes.clear());
    assert!(structure(&unsigned).conforms(), "it reads no signature");
}

/// `sofd-crypto`: takes the signature apart with its own DER reader and checks it over TBS_Sign under the certificate in
/// it. That is all: neither dataHash nor any file is compared.
fn signature_holds(signed_value: &[u8]) -> Option<bool> {
    let (signature, certificate) = sofd_crypto::split_signed_value(signed_value)?;
    let certificate = sofd_crypto::Certificate::parse_der(&certificate?).ok()?;
    let signed = sofd_crypto::signed_value_content(signed_value)?;
    sofd_crypto::sm2_verify(certificate.public_key(), signed, &signature).ok()
}

#[test]
fn sofd_accepts_the_signature_and_finds_what_it_is_over() {
    let office = office(Algorithm::Sm2Sm3, 20);
    let package = sealed(&office);
    let (value, signature) = (raw(&package, SIGNED_VALUE), raw(&package, SIGNATURE));
    assert_eq!(signature_holds(&value), Some(true));
    assert_eq!(sofd_crypto::signed_value_digest(&value), Some(DigestMethod::Sm3.digest(&signature).to_vec()));
    assert!(sofd_crypto::signed_value_covers(&value, SIGNATURE) && !sofd_crypto::signed_value_covers(&value, ENTRY));
    let picture = sofd_crypto::sealed_picture(&value).expect("the seal's picture");
    assert_eq!(picture.data, office.seal.picture());
    // one byte of TBS_Sign anywhere, the time of signing among them
    for at in [value.len() / 4, value.len() / 2] {
        let mut changed = value.clone();
        changed[at] ^= 1;
        assert_ne!(signature_holds(&changed), Some(true), "byte {at}");
    }
}

/// It takes `pathlen:0` for "no certificate below", where RFC 5280, 4.2.1.9, has "no authority below": so it refuses the
/// way that it finds, and only the link itself is asked for here.
#[test]
fn sofd_finds_that_the_authority_signed_both_certificates() {
    let (ours, theirs) = (office(Algorithm::Sm2Sm3, 20), office(Algorithm::Sm2Sm3, 40));
    let read = |certificate: &Certificate| sofd_crypto::Certificate::parse_der(certificate.der()).unwrap();
    let (authority, stranger) = (read(&ours.authority), read(&theirs.authority));
    assert!(authority.is_ca() && authority.is_self_signed() && authority.path_len() == Some(0));
    for certificate in [read(&ours.signer), read(&ours.maker)] {
        assert!(certificate.key_usage().is_some_and(|usage| usage.may_sign() && !usage.may_certify()));
        assert!(certificate.verify_signature(authority.public_key()).unwrap());
        assert!(!certificate.verify_signature(stranger.public_key()).unwrap(), "of the same name");
        let anchors = TrustAnchors::from_der([ours.authority.der().to_vec()]).unwrap();
        let way = validate_path(&certificate, &anchors, &[]).err();
        assert!(matches!(way, Some(PathError::PathTooLong { limit: 0, .. })), "{way:?}");
    }
}
