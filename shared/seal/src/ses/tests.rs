use super::samples::*;
use super::*;
use crate::Algorithm;

mod certificates;
mod openssl;

const XML: &[u8] = b"<ofd:Signature xmlns:ofd=\"http://www.ofdspec.org/2016\"/>";
const PATH: &str = "/Doc_0/Signs/Sign_0/Signature.xml";

fn order(office: &Office) -> SignatureOrder<'_> {
    let (seal, signer) = (&office.seal, &office.signer);
    SignatureOrder { seal, signer, signature_xml: XML, property_info: PATH, signed_at: noon() }
}

fn signed(office: &Office) -> Vec<u8> {
    let prepared = prepare_signature(&order(office)).unwrap();
    let signature = office.signer_key.sign(&prepared.digest());
    prepared.complete(&signature).unwrap()
}

fn trust(office: &Office) -> Trust {
    Trust::new([office.authority.clone(), office.signer.clone(), office.maker.clone()])
}

fn report(office: &Office, signed_value: &[u8], trust: &Trust) -> SesReport {
    let seal_file = Some(office.seal.der());
    verify(&SesInput { signed_value, signature_xml: XML, seal_file, trust, now: noon() })
}

#[test]
fn what_is_made_holds_and_says_who_made_it() {
    for algorithm in ALGORITHMS {
        let office = office(algorithm, 20);
        let value = signed(&office);
        assert!(value.len() < 12 * 1024, "{}", value.len());
        let report = report(&office, &value, &trust(&office));
        assert_eq!(report.verdict(), Verdict::Valid, "{report:?}");
        let facts = report.facts().unwrap();
        assert_eq!((facts.seal_name.as_str(), facts.algorithm), (SEAL_TEXT, algorithm));
        assert!(facts.development && facts.signer.to_string().contains("测试签章人员"));
        assert!(facts.maker.to_string().contains("测试制章人"));
        assert_eq!(facts.signed_at, noon());
        assert_eq!(Seal::from_der(office.seal.der()).unwrap().der(), office.seal.der());
    }
}

#[test]
fn with_nobody_trusted_one_cannot_tell() {
    let office = office(Algorithm::Sm2Sm3, 20);
    for trust in [Trust::nobody(), Trust::new([office.signer.clone(), office.maker.clone()])] {
        let report = report(&office, &signed(&office), &trust);
        assert_eq!(report.verdict(), Verdict::CannotTell);
        for aspect in [Aspect::Signer, Aspect::SealMaker] {
            assert_eq!(report.of(aspect), Finding::Unchecked(Unchecked::NoTrust));
        }
    }
}

#[test]
fn each_aspect_is_refused_by_name() {
    let (ours, theirs) = (office(Algorithm::Sm2Sm3, 20), office(Algorithm::Sm2Sm3, 40));
    let (value, trusted, strangers) = (signed(&ours), trust(&ours), trust(&theirs));
    let good = SesInput {
        signed_value: &value,
        signature_xml: XML,
        seal_file: Some(ours.seal.der()),
        trust: &trusted,
        now: noon(),
    };
    let vectors = [
        (SesInput { signature_xml: b"<x/>", ..good }, Aspect::DataHash, SesError::DataHash),
        (SesInput { seal_file: Some(theirs.seal.der()), ..good }, Aspect::SealFile, SesError::SealFile),
        (SesInput { seal_file: Some(b""), ..good }, Aspect::SealFile, SesError::SealFile),
        (SesInput { trust: &strangers, ..good }, Aspect::Signer, SesError::Untrusted),
        (SesInput { trust: &strangers, ..good }, Aspect::SealMaker, SesError::Untrusted),
        (SesInput { now: at("2026-11-23T03:54:59Z"), ..good }, Aspect::SignedAt, SesError::SignedInFuture),
        (SesInput { signed_value: b"", ..good }, Aspect::Form, SesError::Form),
        (SesInput { signed_value: ours.seal.der(), ..good }, Aspect::Form, SesError::Form),
        (SesInput { signed_value: &vec![0x30; SES_BYTES_MAX + 1], ..good }, Aspect::Form, SesError::Form),
    ];
    for (input, aspect, error) in vectors {
        let report = verify(&input);
        assert_eq!(report.of(aspect), Finding::Invalid(error), "{aspect:?}");
        assert_eq!(report.verdict(), Verdict::Invalid);
    }
    let without = verify(&SesInput { seal_file: None, ..good });
    assert_eq!(without.verdict(), Verdict::Valid, "the standard does not ask for Seal.esl");
}

/// A signer that the seal does not list, and signatures under other keys, put together from parts that are each right.
#[test]
fn parts_of_two_offices_do_not_make_a_seal() {
    let (ours, theirs) = (office(Algorithm::Sm2Sm3, 20), office(Algorithm::Sm2Sm3, 40));
    let trust = Trust::new([ours.authority.clone(), theirs.authority.clone()]);
    let mut value: asn1::SesSignature = asn1::read(&signed(&ours)).unwrap();
    value.cert = asn1::octets(theirs.signer.der()).unwrap();
    let found = report(&ours, &asn1::encode(&value).unwrap(), &trust);
    assert_eq!(found.of(Aspect::SignerListed), Finding::Invalid(SesError::SignerNotListed));
    assert_eq!(found.of(Aspect::Signature), Finding::Invalid(SesError::Signature));

    let mut value: asn1::SesSignature = asn1::read(&signed(&ours)).unwrap();
    value.to_sign.eseal.cert = asn1::octets(theirs.maker.der()).unwrap();
    let found = report(&ours, &asn1::encode(&value).unwrap(), &trust);
    assert_eq!(found.of(Aspect::SealSignature), Finding::Invalid(SesError::SealSignature));

    let mut value: asn1::SesSignature = asn1::read(&signed(&ours)).unwrap();
    value.signature_alg_id = Algorithm::EcdsaP256Sha256.object_identifier();
    let found = report(&ours, &asn1::encode(&value).unwrap(), &trust);
    assert_eq!(found.of(Aspect::Signature), Finding::Invalid(SesError::Signature), "another algorithm's name");
}

#[test]
fn a_list_of_digests_is_a_list_of_signers_too() {
    let (ours, theirs) = (office(Algorithm::Sm2Sm3, 20), office(Algorithm::Sm2Sm3, 40));
    let mut value: asn1::SesSeal = asn1::read(ours.seal.der()).unwrap();
    let digest = asn1::CertDigest {
        digest_type: der::asn1::PrintableString::new("SM3").unwrap(),
        value: asn1::octets(&DigestMethod::Sm3.digest(ours.signer.der())).unwrap(),
    };
    value.eseal_info.property.cert_list_type = asn1::LIST_OF_DIGESTS;
    value.eseal_info.property.cert_list = der::asn1::Any::encode_from(&vec![digest]).unwrap();
    let seal = Seal::of(value.clone()).unwrap();
    assert_eq!(seal.check_lists(&ours.signer), Ok(()));
    assert_eq!(seal.check_lists(&theirs.signer), Err(SesError::SignerNotListed));
    value.eseal_info.property.cert_list_type = 3;
    assert_eq!(Seal::of(value).unwrap().check_lists(&ours.signer), Err(SesError::Form));
}

#[test]
fn nothing_is_sealed_with_what_is_not_in_force() {
    let (ours, theirs) = (office(Algorithm::Sm2Sm3, 20), office(Algorithm::Sm2Sm3, 40));
    let good = order(&ours);
    let vectors = [
        (SignatureOrder { signed_at: at("2025-12-31T23:59:59Z"), ..good }, SesError::CertificateNotYetValid),
        (SignatureOrder { signed_at: at("2031-01-01T00:00:00Z"), ..good }, SesError::CertificateExpired),
        (SignatureOrder { signed_at: at("2026-01-31T23:59:59Z"), ..good }, SesError::SealPeriod),
        (SignatureOrder { signed_at: at("2029-02-01T00:00:00Z"), ..good }, SesError::SealPeriod),
        (SignatureOrder { signer: &theirs.signer, ..good }, SesError::SignerNotListed),
        (SignatureOrder { signer: &ours.authority, ..good }, SesError::KeyUsage),
        (SignatureOrder { property_info: "/文档", ..good }, SesError::Order),
    ];
    for (order, error) in vectors {
        assert_eq!(prepare_signature(&order).err(), Some(error), "{order:?}");
    }
    let prepared = prepare_signature(&good).unwrap();
    let other = theirs.signer_key.sign(&prepared.digest());
    assert_eq!(prepared.complete(&other).err(), Some(SesError::Signature), "another key's signature");
}

#[test]
fn seals_are_refused_by_name() {
    let ours = office(Algorithm::Sm2Sm3, 20);
    let picture = seal_picture().unwrap();
    let signers = [ours.signer.clone()];
    let good = || seal_order(&signers, &picture);
    let large = [picture.clone(), vec![0; PICTURE_BYTES_MAX]].concat();
    let vectors = [
        (SealOrder { signers: &[], ..good() }, SesError::Order),
        (SealOrder { name: " ", ..good() }, SesError::Order),
        (SealOrder { id: "编号", ..good() }, SesError::Order),
        (SealOrder { valid_until: good().valid_from, ..good() }, SesError::Order),
        (SealOrder { picture_png: b"GIF89a", ..good() }, SesError::Picture),
        (SealOrder { picture_png: &large, ..good() }, SesError::Picture),
        (SealOrder { made_at: at("2031-01-01T00:00:00Z"), ..good() }, SesError::CertificateExpired),
    ];
    for (order, error) in vectors {
        assert_eq!(prepare_seal(&order, &ours.maker).err(), Some(error), "{order:?}");
    }
    assert_eq!(prepare_seal(&good(), &ours.authority).err(), Some(SesError::KeyUsage));
    let prepared = prepare_seal(&good(), &ours.maker).unwrap();
    let again = prepared.clone().complete(&ours.maker_key.sign(&prepared.digest()));
    assert_eq!(again.unwrap().der(), ours.seal.der(), "the sample's own order");
    let other = ours.signer_key.sign(&prepared.digest());
    assert_eq!(prepared.complete(&other).err(), Some(SesError::Signature));
}

fn position(bytes: &[u8], part: &[u8]) -> usize {
    bytes.windows(part.len()).position(|window| window == part).unwrap()
}

#[test]
fn other_versions_are_refused_by_their_name() {
    let office = office(Algorithm::Sm2Sm3, 20);
    let value = signed(&office);
    let of_signature = position(&value, &[2, 1, 4]) + 2;
    let of_seal = position(&value, b"ES\x02\x01\x04") + 4;
    for place in [of_signature, of_seal] {
        for (version, error) in [
            (1, SesError::Version1),
            (5, SesError::Version5),
            (3, SesError::VersionUnknown),
            (6, SesError::VersionUnknown),
        ] {
            let mut other = value.clone();
            other[place] = version;
            let report = report(&office, &other, &trust(&office));
            assert_eq!(report.of(Aspect::Form), Finding::Unchecked(Unchecked::NotRead(error)));
            assert_eq!(report.verdict(), Verdict::CannotTell);
        }
    }
    let mut seal = office.seal.der().to_vec();
    let place = position(&seal, b"ES\x02\x01\x04") + 4;
    seal[place] = 1;
    assert_eq!(Seal::from_der(&seal).err(), Some(SesError::Version1));
}

/// Every byte outside the picture and every 61st within.
#[test]
fn no_changed_byte_is_valid_and_none_panics() {
    let office = office(Algorithm::Sm2Sm3, 20);
    let (value, trust) = (signed(&office), trust(&office));
    let picture = position(&value, office.seal.picture());
    let within = picture..picture + office.seal.picture().len();
    for index in (0..value.len()).filter(|index| !within.contains(index) || index % 61 == 0) {
        let mut changed = value.clone();
        changed[index] ^= if index % 2 == 0 { 0x01 } else { 0x80 };
        assert_ne!(report(&office, &changed, &trust).verdict(), Verdict::Valid, "byte {index}");
    }
}

#[test]
fn cut_and_longer_signatures_are_refused() {
    let office = office(Algorithm::EcdsaP256Sha256, 20);
    let (value, trust) = (signed(&office), trust(&office));
    for length in (0..value.len()).step_by(7) {
        let found = report(&office, &value[..length], &trust).of(Aspect::Form);
        assert_eq!(found, Finding::Invalid(SesError::Form), "{length}");
    }
    let longer = [value.as_slice(), &[0]].concat();
    assert_eq!(report(&office, &longer, &trust).of(Aspect::Form), Finding::Invalid(SesError::Form));
    for hostile in
        [&[0x30, 0x84, 0xFF, 0xFF, 0xFF, 0xFF][..], &[0x30, 0x80, 0, 0], &[0x30; 4000], &[0xA0, 0x30], &[0x30, 0]]
    {
        assert_eq!(report(&office, hostile, &trust).of(Aspect::Form), Finding::Invalid(SesError::Form));
    }
}

/// (r, n − s) verifies as well: a signature has one encoding.
#[test]
fn the_upper_twin_of_a_p256_signature_is_refused() {
    let office = office(Algorithm::EcdsaP256Sha256, 20);
    let mut value: asn1::SesSignature = asn1::read(&signed(&office)).unwrap();
    let signature = p256::ecdsa::Signature::from_der(value.signature.as_bytes().unwrap()).unwrap();
    let (r, s) = signature.split_scalars();
    let twin = p256::ecdsa::Signature::from_scalars(r, -s).unwrap();
    value.signature = asn1::bits(twin.to_der().as_bytes()).unwrap();
    let report = report(&office, &asn1::encode(&value).unwrap(), &trust(&office));
    assert_eq!(report.of(Aspect::Signature), Finding::Invalid(SesError::Signature));
}

#[test]
fn a_time_stamp_is_reported_and_decides_nothing() {
    let office = office(Algorithm::Sm2Sm3, 20);
    let mut value: asn1::SesSignature = asn1::read(&signed(&office)).unwrap();
    value.time_stamp = Some(asn1::bits(b"stamp").unwrap());
    let report = report(&office, &asn1::encode(&value).unwrap(), &trust(&office));
    assert_eq!(report.of(Aspect::Timestamp), Finding::Unchecked(Unchecked::TimestampNotRead));
    assert_eq!(report.verdict(), Verdict::Valid);
}
