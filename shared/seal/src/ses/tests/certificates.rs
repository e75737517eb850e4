use super::*;

fn refused(trust: &Trust, certificate: &Certificate, moment: &str) -> Option<SesError> {
    trust.check(certificate, at(moment)).err()
}

#[test]
fn chains_are_judged_link_by_link() {
    for algorithm in ALGORITHMS {
        let (ours, theirs) = (office(algorithm, 20), office(algorithm, 40));
        let (noon, trusted) = ("2026-11-23T04:00:00Z", trust(&ours));
        assert_eq!(refused(&trusted, &ours.signer, noon), None);
        assert_eq!(refused(&trusted, &ours.signer, "2030-12-31T23:59:59Z"), None, "the last second");
        assert_eq!(refused(&trusted, &ours.signer, "2031-01-01T00:00:00Z"), Some(SesError::CertificateExpired));
        assert_eq!(refused(&trusted, &ours.signer, "2025-12-31T23:59:59Z"), Some(SesError::CertificateNotYetValid));
        assert_eq!(refused(&Trust::nobody(), &ours.signer, noon), Some(SesError::Untrusted));
        assert_eq!(
            refused(&trusted, &theirs.signer, noon),
            Some(SesError::Untrusted),
            "same names, another key by its id"
        );
        let mut altered = ours.signer.der().to_vec();
        *altered.last_mut().unwrap() ^= 1;
        let altered = Certificate::from_der(&altered).unwrap();
        assert_eq!(refused(&trusted, &altered, noon), Some(SesError::CertificateSignature));
        assert_eq!(refused(&trusted, &ours.authority, noon), Some(SesError::Untrusted), "no end certificate");
    }
}

#[test]
fn a_signer_issues_nothing() {
    let office = office(Algorithm::Sm2Sm3, 20);
    let (key, subject) = (TestKey::new(Algorithm::Sm2Sm3, 60), subject("下级"));
    let order = CertificateOrder {
        serial: &[1],
        subject: &subject,
        key: &key.public(),
        role: Role::Signer,
        not_before: at("2026-01-01T00:00:00Z"),
        not_after: at("2027-01-01T00:00:00Z"),
    };
    assert_eq!(prepare_certificate(&order, Some(&office.signer)).err(), Some(SesError::KeyUsage));
    for (bad, error) in [
        (CertificateOrder { not_after: order.not_before, ..order }, SesError::Order),
        (CertificateOrder { not_before: at("1969-01-01T00:00:00Z"), ..order }, SesError::Order),
        (CertificateOrder { serial: &[0xFF; 21], ..order }, SesError::Order),
    ] {
        assert_eq!(prepare_certificate(&bad, Some(&office.authority)).err(), Some(error));
    }
    for name in ["", " ", "a\nb", &"长".repeat(65)] {
        let subject = Subject { common_name: name.into(), ..subject.clone() };
        let order = CertificateOrder { subject: &subject, ..order };
        assert_eq!(prepare_certificate(&order, Some(&office.authority)).err(), Some(SesError::Order), "{name:?}");
    }
    let prepared = prepare_certificate(&order, Some(&office.authority)).unwrap();
    let signature = office.signer_key.sign(&prepared.digest());
    assert_eq!(prepared.complete(&signature).err(), Some(SesError::Signature));
}

#[test]
fn what_a_development_authority_issues_is_marked() {
    let office = office(Algorithm::Sm2Sm3, 20);
    let key = TestKey::new(Algorithm::Sm2Sm3, 60);
    let subject = Subject { organization: "某省".into(), common_name: "甲".into(), development: false };
    let order = CertificateOrder {
        serial: &[1],
        subject: &subject,
        key: &key.public(),
        role: Role::Signer,
        not_before: at("2026-01-01T00:00:00Z"),
        not_after: at("2056-01-01T00:00:00Z"),
    };
    let prepared = prepare_certificate(&order, Some(&office.authority)).unwrap();
    let signature = office.authority_key.sign(&prepared.digest());
    let issued = prepared.complete(&signature).unwrap();
    assert!(issued.is_development() && issued.subject().to_string().contains(DEVELOPMENT_MARK), "{}", issued.subject());
    assert_eq!(issued.not_after(), order.not_after, "beyond 2049");
    let prepared = prepare_certificate(&order, None).unwrap();
    let own = prepared.clone().complete(&key.sign(&prepared.digest())).unwrap();
    assert!(!own.is_development());
}

#[test]
fn certificates_go_to_pem_and_back() {
    let office = office(Algorithm::EcdsaP256Sha256, 20);
    let pem = office.signer.to_pem().unwrap();
    assert_eq!(Certificate::from_pem(&pem).unwrap(), office.signer);
    for bad in
        ["", "-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n", &pem.replace("CERTIFICATE", "PRIVATE KEY")]
    {
        assert_eq!(Certificate::from_pem(bad).err(), Some(SesError::CertificateForm), "{bad}");
    }
}

/// An authority of another maker, whose validity is in GeneralizedTime: written anew it would be in UTCTime, and its
/// signature would no longer be over it.
#[test]
fn a_certificate_comes_out_of_pem_as_it_was_signed() {
    let pem = include_str!("../../../../document/testdata/sealed/trusted/p256.pem");
    let authority = Certificate::from_pem(pem).unwrap();
    assert_eq!(authority.to_pem().unwrap(), pem);
    assert_eq!(authority.signed(&authority), Ok(()));
}

#[test]
fn no_changed_byte_of_a_certificate_is_trusted() {
    let office = office(Algorithm::Sm2Sm3, 20);
    let trust = trust(&office);
    for index in 0..office.signer.der().len() {
        let mut der = office.signer.der().to_vec();
        der[index] ^= 1;
        let trusted = Certificate::from_der(&der).and_then(|certificate| trust.check(&certificate, noon()));
        assert!(trusted.is_err(), "byte {index}");
    }
    assert_eq!(Certificate::from_der(&vec![0x30; CERTIFICATE_BYTES_MAX + 1]).err(), Some(SesError::CertificateForm));
}

#[test]
fn requests_are_signed_by_their_own_key() {
    let (key, other) = (TestKey::new(Algorithm::Sm2Sm3, 60), TestKey::new(Algorithm::Sm2Sm3, 61));
    let prepared = prepare_request(&subject("甲"), &key.public()).unwrap();
    let signature = key.sign(&prepared.digest());
    assert!(prepared.clone().complete(&signature).is_ok());
    assert_eq!(prepared.clone().complete(&other.sign(&prepared.digest())).err(), Some(SesError::Signature));
}
