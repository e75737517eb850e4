//! Signed lists: what a verifier carries with it. Status list and trust list share this envelope.

use std::fmt;
use std::marker::PhantomData;

use crate::input::Input;
use crate::key::{KeyId, PublicKey};
use crate::signature::Signature;

mod error;

pub use error::ListError;

/// Longest signed list that is read, in bytes: the largest status list, stored, has 1 MiB of states.
pub const LIST_LENGTH_MAX: usize = 1_114_112;
const FORMAT: u8 = 1;

/// What is signed as a list.
pub trait List: Sized {
    /// Goes before the body in what is signed, so that no signature made for anything else is one for this list.
    const CONTEXT: &'static [u8];

    /// Writes the body.
    ///
    /// # Errors
    /// What a reader would refuse.
    fn to_body(&self) -> Result<Vec<u8>, ListError>;

    /// Reads a body. Nothing is known of who wrote it.
    ///
    /// # Errors
    /// See [`ListError`].
    fn from_body(body: &[u8]) -> Result<Self, ListError>;

    /// The exact bytes to have signed: the context and the body.
    ///
    /// # Errors
    /// As [`List::to_body`].
    fn to_bytes(&self) -> Result<Vec<u8>, ListError> {
        Ok([Self::CONTEXT, &self.to_body()?].concat())
    }
}

/// A list from anywhere with a signature, not trusted: the list comes out by [`SignedList::verify`].
#[derive(Clone, PartialEq, Eq)]
pub struct SignedList<L> {
    key_id: KeyId,
    signature: Signature,
    /// The context and the body.
    message: Vec<u8>,
    list: PhantomData<L>,
}

impl<L: List> SignedList<L> {
    /// Puts message and signature together and checks what was just made, as a verifier will. `message` is what
    /// [`List::to_bytes`] gave.
    ///
    /// # Errors
    /// As [`SignedList::read`] and [`SignedList::verify`].
    pub fn complete(message: &[u8], signature: &Signature, key: &PublicKey) -> Result<Vec<u8>, ListError> {
        let body = message.strip_prefix(L::CONTEXT).ok_or(ListError::Length)?;
        let bytes = [&[FORMAT], key.key_id().to_bytes().as_slice(), &signature.to_bytes(), body].concat();
        Self::read(&bytes)?.verify(key)?;
        Ok(bytes)
    }

    /// Reads the envelope. The body is looked at when its signature holds.
    ///
    /// # Errors
    /// `Length`, `UnknownFormat`.
    pub fn read(bytes: &[u8]) -> Result<Self, ListError> {
        if bytes.len() > LIST_LENGTH_MAX {
            return Err(ListError::Length);
        }
        let mut input = Input::new(bytes);
        match input.array()? {
            [FORMAT] => {}
            [other] => return Err(ListError::UnknownFormat(other)),
        }
        let key_id = KeyId::from_bytes(input.array()?);
        let signature = Signature::from_bytes(input.array()?);
        Ok(Self { key_id, signature, message: [L::CONTEXT, input.rest()].concat(), list: PhantomData })
    }

    /// The key to check it with.
    #[must_use]
    pub const fn key_id(&self) -> KeyId {
        self.key_id
    }

    /// Checks the signature under the key that the list names, then reads the list.
    ///
    /// # Errors
    /// `OtherKey`, `SignatureForm`, `Signature`, then what the body is refused for.
    pub fn verify(&self, key: &PublicKey) -> Result<L, ListError> {
        if key.key_id() != self.key_id {
            return Err(ListError::OtherKey);
        }
        key.verify(&self.message, &self.signature)?;
        self.unverified()
    }

    /// The list as it stands, by anyone. For saying what could not be checked, never for a decision.
    ///
    /// # Errors
    /// What the body is refused for.
    pub fn unverified(&self) -> Result<L, ListError> {
        L::from_body(self.message.strip_prefix(L::CONTEXT).unwrap_or_default())
    }
}

impl<L> fmt::Debug for SignedList<L> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SignedList({}, {} bytes)", self.key_id, self.message.len())
    }
}
