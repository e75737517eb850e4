//! Which authorities are trusted, and the way from a certificate to one of them.

use jiff::Timestamp;

use super::{Certificate, SesError};

/// Authorities between an end certificate and a root, the root included.
const CHAIN_MAX: usize = 4;

/// The authorities that a verifier trusts. Certificates of signers among them change nothing: trust starts at an
/// authority that signed itself.
#[derive(Clone, Debug, Default)]
pub struct Trust {
    authorities: Vec<Certificate>,
}

impl Trust {
    /// Trusts nobody: nothing can then be told to be valid.
    #[must_use]
    pub const fn nobody() -> Self {
        Self { authorities: vec![] }
    }

    /// Takes what lies in a trust folder; only authorities count.
    #[must_use]
    pub fn new(certificates: impl IntoIterator<Item = Certificate>) -> Self {
        Self { authorities: certificates.into_iter().filter(Certificate::is_authority).collect() }
    }

    /// Whether nobody is trusted.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        !self.authorities.iter().any(is_root)
    }

    /// Finds a chain from an end certificate to a root whose every link held at that moment.
    ///
    /// # Errors
    /// `Untrusted` where no chain of names and key identifiers leads to a root; else the last link's refusal.
    pub fn check(&self, certificate: &Certificate, at: Timestamp) -> Result<(), SesError> {
        certificate.check_validity(at)?;
        self.climb(certificate, at, 0)
    }

    fn climb(&self, certificate: &Certificate, at: Timestamp, between: usize) -> Result<(), SesError> {
        let mut refusal = SesError::Untrusted;
        if between >= CHAIN_MAX {
            return Err(refusal);
        }
        for authority in &self.authorities {
            let is_named = authority.subject_name() == certificate.issuer_name();
            // An authority with a new key under its old name is not known yet: that is no proof of a forgery.
            if !is_named || authority == certificate || certificate.names_another_key_than(authority) {
                continue;
            }
            match self.link(authority, certificate, at, between) {
                Ok(()) => return Ok(()),
                Err(error) => refusal = error,
            }
        }
        Err(refusal)
    }

    fn link(
        &self,
        authority: &Certificate,
        certificate: &Certificate,
        at: Timestamp,
        between: usize,
    ) -> Result<(), SesError> {
        authority.check_validity(at)?;
        let room = authority.path_length().is_none_or(|most| between <= usize::from(most));
        room.then_some(()).ok_or(SesError::Untrusted)?;
        authority.signed(certificate)?;
        if is_root(authority) {
            authority.signed(authority)
        } else {
            self.climb(authority, at, between.saturating_add(1))
        }
    }
}

fn is_root(authority: &Certificate) -> bool {
    authority.subject_name() == authority.issuer_name()
}
