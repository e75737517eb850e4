//! OFD.xml: title and custom data.

use quick_xml::NsReader;
use quick_xml::events::{BytesRef, BytesStart, Event};
use quick_xml::name::{Namespace, ResolveResult};

use super::ReadError;
use crate::xml_tree::NAMESPACE;

/// OFD.xml of any license is a few kilobytes.
const ENTRY_BYTES_MAX: usize = 1024 * 1024;
const DEPTH_MAX: usize = 16;
const TITLE: [&str; 4] = ["OFD", "DocBody", "DocInfo", "Title"];
const CUSTOM_DATA: [&str; 5] = ["OFD", "DocBody", "DocInfo", "CustomDatas", "CustomData"];

type Entry = (String, Vec<(String, String)>);

/// Reads title and custom data.
///
/// # Errors
/// `BadEntryFile` and `DuplicateCustomData`.
pub(super) fn read(bytes: &[u8]) -> Result<Entry, ReadError> {
    let text = std::str::from_utf8(bytes).ok().filter(|text| text.len() <= ENTRY_BYTES_MAX);
    let text = text.ok_or(ReadError::BadEntryFile)?;
    let mut reader = NsReader::from_str(text.strip_prefix('\u{FEFF}').unwrap_or(text));
    let mut walk = Walk::default();
    loop {
        let (namespace, event) = reader.read_resolved_event().map_err(|_not_well_formed| ReadError::BadEntryFile)?;
        let ours = namespace == ResolveResult::Bound(Namespace(NAMESPACE));
        match event {
            Event::Start(start) => walk.open(&start, ours)?,
            Event::Empty(start) => {
                walk.open(&start, ours)?;
                walk.close()?;
            }
            Event::End(_) => walk.close()?,
            Event::Text(text) => walk.text.push_str(&text.xml10_content()),
            Event::CData(data) => walk.text.push_str(&data.xml10_content()),
            Event::GeneralRef(reference) => walk.text.push(resolve(&reference)?),
            Event::DocType(_) => return Err(ReadError::BadEntryFile),
            Event::Comment(_) | Event::Decl(_) | Event::PI(_) => {}
            Event::Eof => return walk.finish(),
        }
    }
}

/// Where the reader stands. A foreign element's name is empty, so that no path through it matches.
#[derive(Default)]
struct Walk {
    path: Vec<String>,
    text: String,
    name: Option<String>,
    bodies: usize,
    title: String,
    custom_data: Vec<(String, String)>,
}

impl Walk {
    fn open(&mut self, start: &BytesStart<'_>, ours: bool) -> Result<(), ReadError> {
        let local = start.local_name();
        let name = if ours { local.as_ref() } else { "" };
        self.path.push(name.to_owned());
        if self.path.len() > DEPTH_MAX {
            return Err(ReadError::BadEntryFile);
        }
        self.text.clear();
        if self.path == CUSTOM_DATA {
            self.name = Some(name_attribute(start)?);
        } else if self.path == ["OFD", "DocBody"] {
            self.bodies = self.bodies.saturating_add(1);
        }
        Ok(())
    }

    fn close(&mut self) -> Result<(), ReadError> {
        let text = std::mem::take(&mut self.text);
        if self.path == TITLE {
            self.title = text;
        } else if self.path == CUSTOM_DATA
            && let Some(name) = self.name.take()
        {
            if self.custom_data.iter().any(|(other, _)| *other == name) {
                return Err(ReadError::DuplicateCustomData);
            }
            self.custom_data.push((name, text));
        }
        self.path.pop().map(drop).ok_or(ReadError::BadEntryFile)
    }

    fn finish(self) -> Result<Entry, ReadError> {
        let one_whole_document = self.path.is_empty() && self.bodies == 1;
        one_whole_document.then_some((self.title, self.custom_data)).ok_or(ReadError::BadEntryFile)
    }
}

fn name_attribute(start: &BytesStart<'_>) -> Result<String, ReadError> {
    let attribute = start.try_get_attribute("Name").ok().flatten().ok_or(ReadError::BadEntryFile)?;
    let value = quick_xml::escape::unescape(&attribute.value).map_err(|_not_well_formed| ReadError::BadEntryFile)?;
    Some(value.into_owned()).filter(|name| !name.is_empty()).ok_or(ReadError::BadEntryFile)
}

/// Character references and the five entities of XML itself; nothing declared in a file is ever expanded.
fn resolve(reference: &BytesRef<'_>) -> Result<char, ReadError> {
    if let Some(character) = reference.resolve_char_ref().map_err(|_not_well_formed| ReadError::BadEntryFile)? {
        return Ok(character);
    }
    match &**reference {
        "amp" => Ok('&'),
        "lt" => Ok('<'),
        "gt" => Ok('>'),
        "quot" => Ok('"'),
        "apos" => Ok('\''),
        _ => Err(ReadError::BadEntryFile),
    }
}
