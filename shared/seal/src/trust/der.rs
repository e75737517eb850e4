//! DER in JSON: base 64 with its padding.

use data_encoding::BASE64;
use serde::Deserializer;

/// Bytes of base 64.
fn bytes<E: serde::de::Error>(text: &str) -> Result<Vec<u8>, E> {
    BASE64.decode(text.as_bytes()).map_err(|_other_text| E::custom("no base 64"))
}

/// A public key.
pub(super) mod key {
    use serde::Serializer;

    use super::{BASE64, Deserializer, bytes};
    use crate::key::PublicKey;
    use serde::Deserialize as _;
    use serde::de::Error as _;

    pub(in super::super) fn serialize<S: Serializer>(key: &PublicKey, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&BASE64.encode(key.spki_der()))
    }

    pub(in super::super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<PublicKey, D::Error> {
        let spki = bytes::<D::Error>(&String::deserialize(deserializer)?)?;
        PublicKey::from_spki_der(&spki).map_err(D::Error::custom)
    }
}

/// Certificates.
pub(super) mod certificates {
    use serde::Serializer;

    use super::{BASE64, Deserializer, bytes};
    use crate::ses::Certificate;
    use serde::Deserialize as _;
    use serde::de::Error as _;

    pub(in super::super) fn serialize<S: Serializer>(all: &[Certificate], serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(all.iter().map(|certificate| BASE64.encode(certificate.der())))
    }

    pub(in super::super) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Vec<Certificate>, D::Error> {
        let texts = Vec::<String>::deserialize(deserializer)?;
        let certificate = |text: String| Certificate::from_der(&bytes::<D::Error>(&text)?).map_err(D::Error::custom);
        texts.into_iter().map(certificate).collect()
    }
}
