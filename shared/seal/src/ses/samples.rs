//! An office with made-up keys: an authority, a seal maker, a signer and a seal. Written against the public API, so that
//! the tests of other crates can take it as it is.

use jiff::Timestamp;
use p256::ecdsa::signature::hazmat::PrehashSigner as _;
use p256::pkcs8::EncodePublicKey as _;
use seal::ses::{
    Certificate, CertificateOrder, Role, SEAL_DIAMETER_MM, SEAL_TEXT, Seal, SealOrder, Subject, prepare_certificate,
    prepare_seal, seal_picture,
};
use seal::{Algorithm, PublicKey, Signature};

pub(crate) const ALGORITHMS: [Algorithm; 2] = [Algorithm::Sm2Sm3, Algorithm::EcdsaP256Sha256];

pub(crate) fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

/// Monday of the sample.
pub(crate) fn noon() -> Timestamp {
    at("2026-11-23T04:00:00Z")
}

#[derive(Clone)]
pub(crate) enum TestKey {
    Sm2(Box<sm2::dsa::SigningKey>),
    P256(Box<p256::ecdsa::SigningKey>),
}

impl TestKey {
    pub(crate) fn new(algorithm: Algorithm, seed: u8) -> Self {
        match algorithm {
            Algorithm::Sm2Sm3 => {
                let secret = sm2::SecretKey::from_slice(&[seed; 32]).unwrap();
                Self::Sm2(Box::new(sm2::dsa::SigningKey::new("1234567812345678", &secret).unwrap()))
            }
            Algorithm::EcdsaP256Sha256 => {
                Self::P256(Box::new(p256::ecdsa::SigningKey::from_slice(&[seed; 32]).unwrap()))
            }
        }
    }

    pub(crate) fn public(&self) -> PublicKey {
        let der = match self {
            Self::Sm2(key) => sm2::PublicKey::from(key.verifying_key().clone()).to_public_key_der(),
            Self::P256(key) => p256::PublicKey::from(*key.verifying_key()).to_public_key_der(),
        };
        PublicKey::from_spki_der(der.unwrap().as_bytes()).unwrap()
    }

    pub(crate) fn sign(&self, digest: &[u8; 32]) -> Signature {
        match self {
            Self::Sm2(key) => {
                let signature: sm2::dsa::Signature = key.sign_prehash(digest).unwrap();
                Signature::from_bytes(signature.to_bytes().into())
            }
            Self::P256(key) => {
                let signature: p256::ecdsa::Signature = key.sign_prehash(digest).unwrap();
                Signature::from_bytes(signature.normalize_s().to_bytes().into())
            }
        }
    }
}

pub(crate) struct Office {
    pub(crate) authority_key: TestKey,
    pub(crate) authority: Certificate,
    pub(crate) maker_key: TestKey,
    pub(crate) maker: Certificate,
    pub(crate) signer_key: TestKey,
    pub(crate) signer: Certificate,
    pub(crate) seal: Seal,
}

pub(crate) fn subject(common_name: &str) -> Subject {
    Subject { organization: "路政示例".into(), common_name: common_name.into(), development: true }
}

/// A certificate for a key, five years long.
pub(crate) fn certificate(
    key: &TestKey,
    name: &str,
    role: Role,
    authority: Option<(&TestKey, &Certificate)>,
) -> Certificate {
    let subject = subject(name);
    let order = CertificateOrder {
        serial: &[7, name.len().to_le_bytes()[0], 3],
        subject: &subject,
        key: &key.public(),
        role,
        not_before: at("2026-01-01T00:00:00Z"),
        not_after: at("2030-12-31T23:59:59Z"),
    };
    let prepared = prepare_certificate(&order, authority.map(|(_, certificate)| certificate)).unwrap();
    let signature = authority.map_or(key, |(key, _)| key).sign(&prepared.digest());
    prepared.complete(&signature).unwrap()
}

pub(crate) fn seal_order<'a>(signers: &'a [Certificate], picture_png: &'a [u8]) -> SealOrder<'a> {
    SealOrder {
        vendor: "LuzhengTest",
        id: "2100000000001",
        name: SEAL_TEXT,
        signers,
        made_at: at("2026-02-01T00:00:00Z"),
        valid_from: at("2026-02-01T00:00:00Z"),
        valid_until: at("2029-01-31T23:59:59Z"),
        picture_png,
        diameter_mm: SEAL_DIAMETER_MM,
    }
}

pub(crate) fn office(algorithm: Algorithm, seed: u8) -> Office {
    let [authority_key, maker_key, signer_key] = [0, 1, 2].map(|step| TestKey::new(algorithm, seed + step));
    let authority = certificate(&authority_key, "测试根", Role::Authority, None);
    let maker = certificate(&maker_key, "测试制章人", Role::Signer, Some((&authority_key, &authority)));
    let signer = certificate(&signer_key, "测试签章人员", Role::Signer, Some((&authority_key, &authority)));
    let picture = seal_picture().unwrap();
    let prepared = prepare_seal(&seal_order(std::slice::from_ref(&signer), &picture), &maker).unwrap();
    let signature = maker_key.sign(&prepared.digest());
    let seal = prepared.complete(&signature).unwrap();
    Office { authority_key, authority, maker_key, maker, signer_key, signer, seal }
}
