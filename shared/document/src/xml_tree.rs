//! A small XML file as a tree, within bounds: what names the parts of a sealed package.

use quick_xml::NsReader;
use quick_xml::events::{BytesRef, BytesStart, Event};
use quick_xml::name::{Namespace, ResolveResult};

/// The namespace of GB/T 33190-2016.
pub(crate) const NAMESPACE: &str = "http://www.ofdspec.org/2016";

/// Longest file that is read this way; a Signature.xml has some kilobytes.
const BYTES_MAX: usize = 1024 * 1024;
const DEPTH_MAX: usize = 16;
const NODES_MAX: usize = 20_000;

/// An element of the OFD namespace; a foreign one has no name, so that nothing finds it.
#[derive(Debug, Default)]
pub(crate) struct Node {
    name: String,
    attributes: Vec<(String, String)>,
    text: String,
    children: Vec<Node>,
}

impl Node {
    /// Reads a whole file. `None` for what is not well formed, declares a document type or exceeds the bounds.
    pub(crate) fn read(bytes: &[u8], root: &str) -> Option<Self> {
        let text = std::str::from_utf8(bytes).ok().filter(|text| text.len() <= BYTES_MAX)?;
        let mut reader = NsReader::from_str(text.strip_prefix('\u{FEFF}').unwrap_or(text));
        let mut open = vec![Self::default()];
        let mut nodes = 0_usize;
        loop {
            let (namespace, event) = reader.read_resolved_event().ok()?;
            let ours = namespace == ResolveResult::Bound(Namespace(NAMESPACE));
            match event {
                Event::Start(start) => open.push(Self::of(&start, ours)?),
                Event::Empty(start) => open.last_mut()?.children.push(Self::of(&start, ours)?),
                Event::End(_) => close(&mut open)?,
                Event::Text(text) => open.last_mut()?.text.push_str(&text.xml10_content()),
                Event::CData(data) => open.last_mut()?.text.push_str(&data.xml10_content()),
                Event::GeneralRef(reference) => open.last_mut()?.text.push(resolve(&reference)?),
                Event::DocType(_) => return None,
                Event::Comment(_) | Event::Decl(_) | Event::PI(_) => {}
                Event::Eof => break,
            }
            nodes = nodes.saturating_add(1);
            (open.len() <= DEPTH_MAX && nodes <= NODES_MAX).then_some(())?;
        }
        let file = open.pop().filter(|file| open.is_empty() && file.children.len() == 1)?;
        file.children.into_iter().next().filter(|node| node.name == root)
    }

    fn of(start: &BytesStart<'_>, ours: bool) -> Option<Self> {
        let name = if ours { start.local_name().as_ref().to_owned() } else { String::new() };
        let attribute = |found: Result<quick_xml::events::attributes::Attribute<'_>, _>| {
            let found = found.ok()?;
            let value = quick_xml::escape::unescape(&found.value).ok()?.into_owned();
            Some((found.key.as_ref().to_owned(), value))
        };
        let attributes = start.attributes().map(attribute).collect::<Option<_>>()?;
        Some(Self { name, attributes, ..Self::default() })
    }

    /// The one child of that name; `None` for none or several.
    pub(crate) fn one(&self, name: &str) -> Option<&Self> {
        let mut found = self.all(name);
        found.next().filter(|_| found.next().is_none())
    }

    /// The children of that name.
    pub(crate) fn all(&self, name: &str) -> impl Iterator<Item = &Self> {
        self.children.iter().filter(move |child| child.name == name)
    }

    #[cfg(feature = "draw")]
    /// Every child, in order.
    pub(crate) fn children(&self) -> impl Iterator<Item = &Self> {
        self.children.iter()
    }

    #[cfg(feature = "draw")]
    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    #[cfg(feature = "draw")]
    /// The text as it stands.
    pub(crate) fn whole_text(&self) -> &str {
        &self.text
    }

    /// The text without the space around it.
    pub(crate) fn text(&self) -> &str {
        self.text.trim()
    }

    pub(crate) fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(found, _)| found == name).map(|(_, value)| value.as_str())
    }
}

fn close(open: &mut Vec<Node>) -> Option<()> {
    let node = open.pop()?;
    open.last_mut()?.children.push(node);
    Some(())
}

/// Character references and the five entities of XML itself; nothing declared in a file is ever expanded.
fn resolve(reference: &BytesRef<'_>) -> Option<char> {
    if let Some(character) = reference.resolve_char_ref().ok()? {
        return Some(character);
    }
    match &**reference {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        _ => None,
    }
}
