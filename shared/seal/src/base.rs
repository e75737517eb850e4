use std::fmt;

/// Longest base address, its `#` included: what keeps the longest license code within a version 8-M symbol.
pub const BASE_LENGTH_MAX: usize = 24;

/// The address that a license code opens, up to and with its `#`: `HTTPS://LUZHENG.EXAMPLE/#`. What follows the `#`
/// never reaches a server in an address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BaseAddress(String);

/// Why a text cannot be the base of license codes. Checked at start, never at issue.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BaseAddressError {
    /// Longer than [`BASE_LENGTH_MAX`].
    #[error("the base address is longer than {BASE_LENGTH_MAX} characters")]
    TooLong,
    /// A character that a QR code's alphanumeric mode cannot hold, or a lower-case letter.
    #[error("the base address may hold upper-case letters, digits and - . / : only, and one # at its end")]
    Character,
    /// Neither HTTPS nor, on loopback, HTTP.
    #[error("the base address is HTTPS://host/…, or HTTP:// on 127.0.0.1 or LOCALHOST")]
    Scheme,
}

impl BaseAddress {
    /// Reads a base address.
    ///
    /// # Errors
    /// See [`BaseAddressError`].
    pub fn parse(text: &str) -> Result<Self, BaseAddressError> {
        if text.len() > BASE_LENGTH_MAX {
            return Err(BaseAddressError::TooLong);
        }
        let address = text.strip_suffix('#').ok_or(BaseAddressError::Character)?;
        let fits = |c: char| c.is_ascii_digit() || c.is_ascii_uppercase() || "-./:".contains(c);
        if !address.chars().all(fits) {
            return Err(BaseAddressError::Character);
        }
        if !is_reachable(address) {
            return Err(BaseAddressError::Scheme);
        }
        Ok(Self(text.to_owned()))
    }

    /// The address with its `#`.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

fn is_reachable(address: &str) -> bool {
    let host = |rest: &str| rest.split(['/', ':']).next().map(str::to_owned).unwrap_or_default();
    if let Some(rest) = address.strip_prefix("HTTPS://") {
        return !host(rest).is_empty();
    }
    address.strip_prefix("HTTP://").is_some_and(|rest| matches!(host(rest).as_str(), "127.0.0.1" | "LOCALHOST"))
}

impl fmt::Display for BaseAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bases_are_taken() {
        for text in ["HTTPS://LZ.EXAMPLE/#", "HTTPS://LUZHENG.EXAMPL/#", "HTTP://127.0.0.1:65535/#", "HTTPS://A#"] {
            assert_eq!(BaseAddress::parse(text).map(|base| base.to_string()), Ok(text.to_owned()));
        }
    }

    #[test]
    fn bases_are_refused_by_name() {
        for (text, expected) in [
            ("HTTPS://LUZHENG.EXAMPLE/#", BaseAddressError::TooLong),
            ("", BaseAddressError::Character),
            ("HTTPS://LZ.EXAMPLE/", BaseAddressError::Character),
            ("https://lz.example/#", BaseAddressError::Character),
            ("HTTPS://LZ.EXAMPLE/##", BaseAddressError::Character),
            ("HTTPS://LZ.EXAMPLE/?A#", BaseAddressError::Character),
            ("HTTPS://路证.EXAMPLE/#", BaseAddressError::Character),
            ("HTTP://LZ.EXAMPLE/#", BaseAddressError::Scheme),
            ("HTTPS:///#", BaseAddressError::Scheme),
            ("LZ.EXAMPLE/#", BaseAddressError::Scheme),
            ("HTTP://127.0.0.1.LZ.CN/#", BaseAddressError::Scheme),
        ] {
            assert_eq!(BaseAddress::parse(text).err(), Some(expected), "{text}");
        }
    }
}
