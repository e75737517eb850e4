//! Reading bytes from front to back.

/// The bytes end before what is read, or go on after it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct WrongLength;

/// What is left to read.
pub(crate) struct Input<'a>(&'a [u8]);

impl<'a> Input<'a> {
    pub(crate) const fn new(bytes: &'a [u8]) -> Self {
        Self(bytes)
    }

    pub(crate) fn take(&mut self, count: usize) -> Result<&'a [u8], WrongLength> {
        let (taken, rest) = self.0.split_at_checked(count).ok_or(WrongLength)?;
        self.0 = rest;
        Ok(taken)
    }

    pub(crate) fn array<const N: usize>(&mut self) -> Result<[u8; N], WrongLength> {
        let (taken, rest) = self.0.split_first_chunk().ok_or(WrongLength)?;
        self.0 = rest;
        Ok(*taken)
    }

    /// What has not been read.
    pub(crate) const fn rest(&self) -> &'a [u8] {
        self.0
    }

    /// Nothing follows.
    pub(crate) const fn end(&self) -> Result<(), WrongLength> {
        if self.0.is_empty() { Ok(()) } else { Err(WrongLength) }
    }
}
