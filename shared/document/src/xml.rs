//! XML as the package's files need it: one namespace, a declaration, every text escaped.

use std::io::{self, Write};

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event};

use crate::xml_tree::NAMESPACE;

pub(crate) type Xml = Writer<Vec<u8>>;

/// A whole file whose root element carries the namespace.
pub(crate) fn file(
    root: &str,
    attributes: &[(&str, &str)],
    content: impl FnOnce(&mut Xml) -> io::Result<()>,
) -> io::Result<Vec<u8>> {
    let mut xml = Writer::new(vec![]);
    xml.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    let namespace = ("xmlns:ofd", NAMESPACE);
    xml.create_element(root)
        .with_attribute(namespace)
        .with_attributes(attributes.iter().copied())
        .write_inner_content(content)?;
    Ok(xml.into_inner())
}

/// `<name a="…">…</name>`
pub(crate) fn element<W: Write>(
    xml: &mut Writer<W>,
    name: &str,
    attributes: &[(&str, &str)],
    content: impl FnOnce(&mut Writer<W>) -> io::Result<()>,
) -> io::Result<()> {
    xml.create_element(name).with_attributes(attributes.iter().copied()).write_inner_content(content).map(drop)
}

/// `<name a="…">text</name>`
pub(crate) fn text<W: Write>(
    xml: &mut Writer<W>,
    name: &str,
    attributes: &[(&str, &str)],
    text: &str,
) -> io::Result<()> {
    xml.create_element(name)
        .with_attributes(attributes.iter().copied())
        .write_text_content(BytesText::new(text))
        .map(drop)
}

/// `<name a="…"/>`
pub(crate) fn empty<W: Write>(xml: &mut Writer<W>, name: &str, attributes: &[(&str, &str)]) -> io::Result<()> {
    xml.create_element(name).with_attributes(attributes.iter().copied()).write_empty().map(drop)
}
