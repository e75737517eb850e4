//! The package's own bookkeeping: whether everyone who reads it sees the same files.
//!
//! A ZIP names each file twice, before its data and in the directory at the end, and some readers go by the one, some by
//! the other. So both must agree, and every byte must belong to a file that the directory lists.

use std::ops::Range;

use super::{ENTRIES_MAX, ReadError};

/// APPNOTE 4.4.4, bit 3: sizes follow the data.
const SIZES_FOLLOW: u16 = 1 << 3;
/// APPNOTE 4.6.9: another name for the file, which only some readers take.
const UNICODE_PATH: u16 = 0x7075;
const END_LENGTH: usize = 22;

/// A cursor over little-endian fields.
struct Fields<'a>(&'a [u8]);

/// What both headers say of an entry.
#[derive(PartialEq, Eq)]
pub(super) struct Header<'a> {
    pub(super) flags: u16,
    pub(super) method: u16,
    pub(super) checksum: u32,
    pub(super) packed: u32,
    pub(super) inflated: u32,
    pub(super) name: &'a [u8],
}

/// An entry of the directory, and its data as they are packed.
pub(super) struct Entry<'a> {
    pub(super) header: Header<'a>,
    /// APPNOTE 4.4.15: on Unix, what `stat` says in the upper half.
    pub(super) attributes: u32,
    pub(super) data: &'a [u8],
    offset: usize,
}

/// Every entry in the order of the directory, after a walk over the whole package. Only packages whose end record (APPNOTE
/// 4.3.16) is the last thing in the file, without comment and without the 64-bit form, are taken: none of ours needs more.
///
/// # Errors
/// `NotAPackage` where there is no end record; `TooManyEntries`; `HeadersDisagree`: headers that differ, bytes between
/// entries or around the directory, a second name.
pub(super) fn entries(bytes: &[u8]) -> Result<Vec<Entry<'_>>, ReadError> {
    let end = bytes.len().checked_sub(END_LENGTH).ok_or(ReadError::NotAPackage)?;
    let mut record = Fields(bytes.get(end..).unwrap_or_default());
    record.signature(b"PK\x05\x06").ok_or(ReadError::NotAPackage)?;
    let (all, directory) = directory(end, record).ok_or(ReadError::HeadersDisagree)?;
    if all > ENTRIES_MAX {
        return Err(ReadError::TooManyEntries);
    }
    walk(bytes, directory, all).ok_or(ReadError::HeadersDisagree)
}

/// The number of entries, and where the directory lies: right before its end record.
fn directory(end: usize, mut record: Fields<'_>) -> Option<(usize, Range<usize>)> {
    let (disk, directory_disk) = (record.u16()?, record.u16()?);
    let (here, all) = (record.u16()?, record.u16()?);
    let (length, start) = (record.index()?, record.index()?);
    let one_disk = disk == 0 && directory_disk == 0 && here == all && record.u16()? == 0;
    (one_disk && start.checked_add(length)? == end).then_some((usize::from(all), start..end))
}

fn walk(bytes: &[u8], place: Range<usize>, all: usize) -> Option<Vec<Entry<'_>>> {
    let start = place.start;
    let mut directory = Fields(bytes.get(place)?);
    let mut entries = (0..all).map(|_| directory.directory_entry()).collect::<Option<Vec<_>>>()?;
    directory.0.is_empty().then_some(())?;
    let mut in_file: Vec<&mut Entry<'_>> = entries.iter_mut().collect();
    in_file.sort_by_key(|entry| entry.offset);
    let mut at = 0_usize;
    for entry in in_file {
        (entry.offset == at).then_some(())?;
        let mut rest = Fields(bytes.get(at..start)?);
        entry.data = rest.local_entry(&entry.header)?;
        at = start.checked_sub(rest.0.len())?;
    }
    (at == start).then_some(entries)
}

impl<'a> Fields<'a> {
    fn take(&mut self, length: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        Some(taken)
    }

    fn u16(&mut self) -> Option<u16> {
        Some(u16::from_le_bytes(self.take(2)?.try_into().ok()?))
    }

    fn u32(&mut self) -> Option<u32> {
        Some(u32::from_le_bytes(self.take(4)?.try_into().ok()?))
    }

    fn index(&mut self) -> Option<usize> {
        usize::try_from(self.u32()?).ok()
    }

    fn signature(&mut self, expected: &[u8; 4]) -> Option<()> {
        (self.take(4)? == expected).then_some(())
    }

    /// APPNOTE 4.3.12; the data are still to be found.
    fn directory_entry(&mut self) -> Option<Entry<'a>> {
        self.signature(b"PK\x01\x02")?;
        self.take(4)?;
        let (mut header, lengths) = self.fields()?;
        let comment = usize::from(self.u16()?);
        self.take(4)?;
        let (attributes, offset) = (self.u32()?, self.index()?);
        header.name = self.take(lengths.0)?;
        self.extra(lengths.1)?;
        self.take(comment)?;
        Some(Entry { header, attributes, data: &[], offset })
    }

    /// APPNOTE 4.3.7 to 4.3.9: header, data and what follows it. Gives the data.
    fn local_entry(&mut self, listed: &Header<'_>) -> Option<&'a [u8]> {
        self.signature(b"PK\x03\x04")?;
        self.take(2)?;
        let (mut header, lengths) = self.fields()?;
        header.name = self.take(lengths.0)?;
        self.extra(lengths.1)?;
        let follow = header.flags & SIZES_FOLLOW != 0;
        if follow && (header.checksum, header.packed, header.inflated) == (0, 0, 0) {
            (header.checksum, header.packed, header.inflated) = (listed.checksum, listed.packed, listed.inflated);
        }
        (header == *listed).then_some(())?;
        let data = self.take(usize::try_from(listed.packed).ok()?)?;
        if follow {
            self.descriptor(listed)?;
        }
        Some(data)
    }

    /// From the flags to the lengths of name and extra field: the same in both headers.
    fn fields(&mut self) -> Option<(Header<'a>, (usize, usize))> {
        let (flags, method) = (self.u16()?, self.u16()?);
        self.take(4)?;
        let (checksum, packed, inflated) = (self.u32()?, self.u32()?, self.u32()?);
        let lengths = (usize::from(self.u16()?), usize::from(self.u16()?));
        Some((Header { flags, method, checksum, packed, inflated, name: &[] }, lengths))
    }

    fn extra(&mut self, length: usize) -> Option<()> {
        let mut extra = Fields(self.take(length)?);
        while !extra.0.is_empty() {
            let (kind, length) = (extra.u16()?, extra.u16()?);
            (kind != UNICODE_PATH).then_some(())?;
            extra.take(usize::from(length))?;
        }
        Some(())
    }

    /// The signature in front is optional; no entry here needs the 64-bit form.
    fn descriptor(&mut self, listed: &Header<'_>) -> Option<()> {
        if let Some(rest) = self.0.strip_prefix(b"PK\x07\x08") {
            self.0 = rest;
        }
        let stated = (self.u32()?, self.u32()?, self.u32()?);
        (stated == (listed.checksum, listed.packed, listed.inflated)).then_some(())
    }
}
