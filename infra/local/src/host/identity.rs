//! The development identity provider: one persona a role, tokens for the asking. Loopback only.

use std::io;
use std::path::Path;

use data_encoding::{BASE64URL_NOPAD, HEXLOWER};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header};
use rsa::pkcs8::{DecodePrivateKey, EncodePrivateKey, LineEnding};
use rsa::traits::PublicKeyParts;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::HostError;
use super::sign_in::SignIn;
use crate::clock::Clock;
use crate::private_file;

/// Whom tokens are for.
pub const AUDIENCE: &str = "luzheng";
const KEY_BITS: usize = 2048;
const LIFETIME_S: i64 = 3600;

/// Someone made up to sign in as.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Persona {
    /// The name to ask a token by, and the token's subject.
    pub id: String,
    /// Who this is, for people.
    pub title: String,
    /// The role.
    pub role: String,
    /// The division that an officer serves.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub division: Option<String>,
    /// `real-name` or `none`.
    pub assurance: String,
    /// The keyed hash of the person's ID number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub person: Option<String>,
    /// The USCCs of the operators acted for.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub acts_for: Vec<String>,
}

impl std::fmt::Debug for Persona {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Persona({}, {})", self.id, self.role)
    }
}

/// The signing key of the development sign-in.
#[derive(Clone)]
pub struct SignInKey {
    signing: EncodingKey,
    modulus: Vec<u8>,
    exponent: Vec<u8>,
    id: String,
}

impl std::fmt::Debug for SignInKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "SignInKey({})", self.id)
    }
}

impl SignInKey {
    /// Reads the key of a data folder, or makes one (which takes a moment, once).
    ///
    /// # Errors
    /// The file cannot be read or written, or is no RSA key.
    pub fn open(data: &Path) -> Result<Self, HostError> {
        let path = data.join("sign-in-key.pem");
        let io_error = |error| HostError::Io { what: "the sign-in key", error };
        let key = match private_file::read(&path).map_err(io_error)? {
            Some(pem) => rsa::RsaPrivateKey::from_pkcs8_pem(&String::from_utf8_lossy(&pem)).map_err(key_error)?,
            None => make(&path)?,
        };
        Self::of(&key)
    }

    fn of(key: &rsa::RsaPrivateKey) -> Result<Self, HostError> {
        let pem = key.to_pkcs8_pem(LineEnding::LF).map_err(key_error)?;
        let modulus = key.n().to_bytes_be();
        let digest = HEXLOWER.encode(&Sha256::digest(&modulus));
        Ok(Self {
            signing: EncodingKey::from_rsa_pem(pem.as_bytes()).map_err(key_error)?,
            exponent: key.e().to_bytes_be(),
            id: digest.chars().take(16).collect(),
            modulus,
        })
    }
}

fn make(path: &Path) -> Result<rsa::RsaPrivateKey, HostError> {
    let key = rsa::RsaPrivateKey::new(&mut rsa::rand_core::OsRng, KEY_BITS).map_err(key_error)?;
    let pem = key.to_pkcs8_pem(LineEnding::LF).map_err(key_error)?;
    let kept: io::Result<()> = private_file::replace(path, pem.as_bytes());
    kept.map_err(|error| HostError::Io { what: "the sign-in key", error })?;
    Ok(key)
}

fn key_error(error: impl std::fmt::Display) -> HostError {
    HostError::SignInKey(error.to_string())
}

/// The provider: its address, its key, its personas.
#[derive(Debug, Clone)]
pub struct Identity {
    issuer: String,
    key: SignInKey,
    personas: Vec<Persona>,
    clock: Clock,
}

impl Identity {
    /// A provider at an issuer's address.
    #[must_use]
    pub fn new(issuer: String, key: SignInKey, personas: Vec<Persona>, clock: Clock) -> Self {
        Self { issuer, key, personas, clock }
    }

    /// The personas on offer.
    #[must_use]
    pub fn personas(&self) -> &[Persona] {
        &self.personas
    }

    /// What checks this provider's tokens.
    #[must_use]
    pub fn sign_in(&self) -> SignIn {
        let key = DecodingKey::from_rsa_raw_components(&self.key.modulus, &self.key.exponent);
        SignIn::new(key, &self.key.id, &self.issuer, AUDIENCE, self.clock.clone())
    }

    /// The OpenID configuration document.
    #[must_use]
    pub fn configuration(&self) -> Value {
        json!({
            "issuer": self.issuer,
            "jwks_uri": format!("{}/jwks.json", self.issuer),
            "token_endpoint": format!("{}/token", self.issuer),
            "response_types_supported": ["token"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256"],
        })
    }

    /// The public keys.
    #[must_use]
    pub fn key_set(&self) -> Value {
        json!({ "keys": [{
            "kty": "RSA",
            "use": "sig",
            "alg": "RS256",
            "kid": self.key.id,
            "n": BASE64URL_NOPAD.encode(&self.key.modulus),
            "e": BASE64URL_NOPAD.encode(&self.key.exponent),
        }]})
    }

    /// A token for a persona, good for an hour or, for showing what happens then, already expired.
    /// `None` where there is no such persona.
    ///
    /// # Errors
    /// It cannot be signed.
    pub fn token(&self, persona: &str, expired: bool) -> Result<Option<Value>, HostError> {
        let Some(persona) = self.personas.iter().find(|known| known.id == persona) else {
            return Ok(None);
        };
        let now_s = self.clock.now().as_second();
        let issued_s = if expired { now_s - 2 * LIFETIME_S } else { now_s };
        let mut header = Header::new(Algorithm::RS256);
        header.kid = Some(self.key.id.clone());
        let claims = self.claims(persona, issued_s);
        let token = jsonwebtoken::encode(&header, &claims, &self.key.signing).map_err(key_error)?;
        Ok(Some(json!({ "access_token": token, "token_type": "Bearer", "expires_in": LIFETIME_S })))
    }

    fn claims(&self, persona: &Persona, issued_s: i64) -> Value {
        let mut claims = json!({
            "iss": self.issuer,
            "aud": AUDIENCE,
            "sub": persona.id,
            "iat": issued_s,
            "exp": issued_s + LIFETIME_S,
            "role": persona.role,
            "assurance": persona.assurance,
        });
        let acts_for = (!persona.acts_for.is_empty()).then(|| persona.acts_for.join(" "));
        let optional = [("division", &persona.division), ("person", &persona.person), ("acts_for", &acts_for)];
        if let Some(fields) = claims.as_object_mut() {
            let set = optional.into_iter().filter_map(|(name, value)| Some((name.to_owned(), json!(value.as_ref()?))));
            fields.extend(set);
        }
        claims
    }
}
