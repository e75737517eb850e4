//! Opaque names: keyed hashes and digests in lower-case base 32 or hexadecimal.

/// The text is not an opaque name of this kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a name that this system made")]
pub struct DigestError;

impl DigestError {
    /// The stable code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        "id.form"
    }
}

/// Whether the text is 26 characters of lower-case base 32 without padding: 128 bits.
#[must_use]
pub fn is_keyed_hash(text: &str) -> bool {
    text.len() == 26 && text.bytes().all(|byte| byte.is_ascii_lowercase() || (b'2'..=b'7').contains(&byte))
}

/// 16 bytes as 26 characters of lower-case base 32.
#[must_use]
pub fn keyed_hash_text(hash: &[u8; 16]) -> String {
    data_encoding::BASE32_NOPAD.encode(hash).to_lowercase()
}

/// Declares the type of an opaque name: one of the prefixes, then a keyed hash.
macro_rules! keyed_id {
    ($(#[$doc:meta])* $name:ident, [$($prefix:literal),+]) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String);

        impl $name {
            /// From its text.
            ///
            /// # Errors
            /// [`crate::digest::DigestError`] if it has another form.
            pub fn parse(text: &str) -> Result<Self, crate::digest::DigestError> {
                [$($prefix),+]
                    .into_iter()
                    .find_map(|prefix| text.strip_prefix(prefix))
                    .filter(|hash| crate::digest::is_keyed_hash(hash))
                    .map(|_| Self(text.to_owned()))
                    .ok_or(crate::digest::DigestError)
            }

            /// From the letter of its prefix and the keyed hash; the form holds by construction.
            fn from_hash(letter: char, hash: &[u8; 16]) -> Self {
                Self(format!("{letter}-{}", crate::digest::keyed_hash_text(hash)))
            }

            /// Its text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl TryFrom<String> for $name {
            type Error = crate::digest::DigestError;
            fn try_from(text: String) -> Result<Self, Self::Error> {
                Self::parse(&text)
            }
        }

        impl From<$name> for String {
            fn from(id: $name) -> Self {
                id.0
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}
pub(crate) use keyed_id;
