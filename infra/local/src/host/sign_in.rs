//! Checks a bearer token as API Gateway's JWT authorizer does.

use jsonwebtoken::{Algorithm, DecodingKey, Validation, decode, decode_header};
use serde_json::{Map, Value};

use super::problem::Problem;
use crate::clock::Clock;

/// What a token is checked against. RS256 only: an HTTP API takes no other algorithm from us.
#[derive(Clone)]
pub struct SignIn {
    key: DecodingKey,
    key_id: String,
    validation: Validation,
    clock: Clock,
}

impl std::fmt::Debug for SignIn {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "SignIn(key {})", self.key_id)
    }
}

/// The claims of a good token.
pub type Claims = Map<String, Value>;

/// Why a caller is not signed in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotSignedIn {
    /// There is no bearer token.
    Missing,
    /// The token was good once.
    Expired,
    /// The token is not one of ours, or not for us, or not yet good.
    Invalid,
}

impl NotSignedIn {
    pub(super) fn problem(self) -> Problem {
        match self {
            Self::Missing => Problem::SIGNIN_MISSING,
            Self::Expired => Problem::SIGNIN_EXPIRED,
            Self::Invalid => Problem::SIGNIN_INVALID,
        }
    }
}

impl SignIn {
    /// Checks against one key of one issuer for one audience.
    #[must_use]
    pub fn new(key: DecodingKey, key_id: &str, issuer: &str, audience: &str, clock: Clock) -> Self {
        let mut validation = Validation::new(Algorithm::RS256);
        validation.set_issuer(&[issuer]);
        validation.set_audience(&[audience]);
        validation.set_required_spec_claims(&["exp", "iss", "aud"]);
        // The times are checked below, by the clock that was handed in.
        validation.validate_exp = false;
        Self { key, key_id: key_id.to_owned(), validation, clock }
    }

    /// Checks the value of an `Authorization` header.
    ///
    /// # Errors
    /// Why the caller is not signed in.
    pub fn check(&self, authorization: Option<&str>) -> Result<Claims, NotSignedIn> {
        let (scheme, token) = authorization.and_then(|value| value.split_once(' ')).ok_or(NotSignedIn::Missing)?;
        if !scheme.eq_ignore_ascii_case("bearer") {
            return Err(NotSignedIn::Missing);
        }
        let token = token.trim();
        let header = decode_header(token).map_err(|_malformed| NotSignedIn::Invalid)?;
        if header.kid.as_deref() != Some(self.key_id.as_str()) {
            return Err(NotSignedIn::Invalid);
        }
        let decoded = decode::<Claims>(token, &self.key, &self.validation);
        let claims = decoded.map_err(|_unfit| NotSignedIn::Invalid)?.claims;
        self.check_times(&claims)?;
        Ok(claims)
    }

    fn check_times(&self, claims: &Claims) -> Result<(), NotSignedIn> {
        let now_s = self.clock.now().as_second();
        let seconds = |name: &str| match claims.get(name) {
            None => Ok(None),
            Some(value) => value.as_i64().map(Some).ok_or(NotSignedIn::Invalid),
        };
        let begun = |at: Option<i64>| at.is_none_or(|at| at <= now_s);
        if !begun(seconds("nbf")?) || !begun(seconds("iat")?) {
            return Err(NotSignedIn::Invalid);
        }
        match seconds("exp")? {
            Some(end) if end > now_s => Ok(()),
            Some(_) => Err(NotSignedIn::Expired),
            None => Err(NotSignedIn::Invalid),
        }
    }
}

#[cfg(test)]
pub(super) mod tests;
