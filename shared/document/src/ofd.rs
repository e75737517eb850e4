//! The package of GB/T 33190-2016: which files, in which order, with which ids.

use std::io::{self, Cursor, Write};

use jiff::tz::Offset;
use sha2::{Digest, Sha256};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

use crate::input::{DocumentError, DocumentInput};
use crate::layout::{self, PAGE_HEIGHT, PAGE_WIDTH};
use crate::page::{Area, Item, Length, Page, Picture, advance};
use crate::xml::{self, Xml};

// Ids are unique in the document (7.2). Fixed ones first, then pages, then what stands on them.
const FONT_ID: &str = "1";
const PHOTO_ID: &str = "2";
const CODE_ID: &str = "3";
const FIRST_FREE_ID: usize = 10;

/// Lays the face out and writes the package: the same input gives the same bytes.
///
/// # Errors
/// What the face holds is refused by name before anything is written; see [`DocumentError`].
pub fn render(input: &DocumentInput) -> Result<Vec<u8>, DocumentError> {
    input.check()?;
    let pages = layout::pages(input)?;
    package(input, &pages).map_err(|error| DocumentError::Package(error.to_string()))
}

fn package(input: &DocumentInput, pages: &[Page]) -> io::Result<Vec<u8>> {
    let mut zip = ZipWriter::new(Cursor::new(vec![]));
    let xml = options(CompressionMethod::Deflated);
    let picture = options(CompressionMethod::Stored);
    put(&mut zip, "OFD.xml", xml, &entry(input)?)?;
    put(&mut zip, "Doc_0/Document.xml", xml, &document(pages)?)?;
    put(&mut zip, "Doc_0/PublicRes.xml", xml, &public_resources()?)?;
    put(&mut zip, "Doc_0/DocumentRes.xml", xml, &document_resources(input)?)?;
    for (number, page) in pages.iter().enumerate() {
        let path = format!("Doc_0/Pages/Page_{number}/Content.xml");
        put(&mut zip, &path, xml, &content(page, first_item_id(pages, number))?)?;
    }
    if let Some(photo) = &input.photo {
        put(&mut zip, &format!("Doc_0/Res/{}", photo_file(input)), picture, &photo.bytes)?;
    }
    put(&mut zip, "Doc_0/Res/code.png", picture, &input.code_png)?;
    Ok(zip.finish()?.into_inner())
}

/// The ZIP epoch and fixed rights: nothing of this machine or moment enters the bytes.
fn options(method: CompressionMethod) -> SimpleFileOptions {
    SimpleFileOptions::default()
        .compression_method(method)
        .last_modified_time(DateTime::default())
        .unix_permissions(0o644)
}

fn put(zip: &mut ZipWriter<Cursor<Vec<u8>>>, path: &str, options: SimpleFileOptions, bytes: &[u8]) -> io::Result<()> {
    zip.start_file(path, options)?;
    zip.write_all(bytes)
}

/// OFD.xml: what the file is, and the metadata of GB/T 36903 as custom data (7.4).
fn entry(input: &DocumentInput) -> io::Result<Vec<u8>> {
    xml::file("ofd:OFD", &[("DocType", "OFD"), ("Version", "1.0")], |xml| {
        xml::element(xml, "ofd:DocBody", &[], |xml| {
            xml::element(xml, "ofd:DocInfo", &[], |xml| document_info(xml, input))?;
            xml::text(xml, "ofd:DocRoot", &[], "Doc_0/Document.xml")
        })
    })
}

fn document_info(xml: &mut Xml, input: &DocumentInput) -> io::Result<()> {
    xml::text(xml, "ofd:DocID", &[], &document_id(&input.identifier))?;
    xml::text(xml, "ofd:Title", &[], &input.title)?;
    xml::text(xml, "ofd:CreationDate", &[], &creation_date(input))?;
    xml::text(xml, "ofd:Creator", &[], "Luzheng")?;
    xml::element(xml, "ofd:CustomDatas", &[], |xml| {
        input
            .custom_data
            .iter()
            .try_for_each(|(name, value)| xml::text(xml, "ofd:CustomData", &[("Name", name)], value))
    })
}

/// 32 hexadecimal digits that belong to the identifier, as 7.4 asks for a UUID without hyphens.
fn document_id(identifier: &str) -> String {
    let digest = Sha256::digest(identifier.as_bytes());
    digest.iter().take(16).map(|byte| format!("{byte:02x}")).collect()
}

/// China has had one offset since 1991; a fixed one keeps the time-zone database out of the bytes.
fn creation_date(input: &DocumentInput) -> String {
    Offset::constant(8).to_datetime(input.made_at).date().to_string()
}

fn document(pages: &[Page]) -> io::Result<Vec<u8>> {
    let last_id = first_item_id(pages, pages.len()).to_string();
    xml::file("ofd:Document", &[], |xml| {
        xml::element(xml, "ofd:CommonData", &[], |xml| {
            xml::text(xml, "ofd:MaxUnitID", &[], &last_id)?;
            xml::element(xml, "ofd:PageArea", &[], |xml| {
                xml::text(xml, "ofd:PhysicalBox", &[], &whole_page().to_string())
            })?;
            xml::text(xml, "ofd:PublicRes", &[], "PublicRes.xml")?;
            xml::text(xml, "ofd:DocumentRes", &[], "DocumentRes.xml")
        })?;
        xml::element(xml, "ofd:Pages", &[], |xml| {
            (0..pages.len()).try_for_each(|number| {
                let location = format!("Pages/Page_{number}/Content.xml");
                let id = FIRST_FREE_ID.saturating_add(number).to_string();
                xml::empty(xml, "ofd:Page", &[("ID", &id), ("BaseLoc", &location)])
            })
        })
    })
}

const fn whole_page() -> Area {
    Area { x: Length::ZERO, y: Length::ZERO, width: PAGE_WIDTH, height: PAGE_HEIGHT }
}

/// The id of a page's layer; its items follow.
fn first_item_id(pages: &[Page], number: usize) -> usize {
    let before: usize = pages.iter().take(number).map(|page| page.items.len().saturating_add(1)).sum();
    FIRST_FREE_ID.saturating_add(pages.len()).saturating_add(before)
}

fn public_resources() -> io::Result<Vec<u8>> {
    xml::file("ofd:Res", &[("BaseLoc", "Res")], |xml| {
        xml::element(xml, "ofd:Fonts", &[], |xml| {
            xml::empty(xml, "ofd:Font", &[("ID", FONT_ID), ("FontName", "宋体"), ("FamilyName", "宋体")])
        })
    })
}

fn document_resources(input: &DocumentInput) -> io::Result<Vec<u8>> {
    xml::file("ofd:Res", &[("BaseLoc", "Res")], |xml| {
        xml::element(xml, "ofd:MultiMedias", &[], |xml| {
            if let Some(photo) = &input.photo {
                media(xml, PHOTO_ID, photo.media_type.ofd_format(), &photo_file(input))?;
            }
            media(xml, CODE_ID, "PNG", "code.png")
        })
    })
}

fn photo_file(input: &DocumentInput) -> String {
    let extension = input.photo.as_ref().map_or("jpg", |photo| photo.media_type.extension());
    format!("photo.{extension}")
}

fn media(xml: &mut Xml, id: &str, format: &str, file: &str) -> io::Result<()> {
    xml::element(xml, "ofd:MultiMedia", &[("ID", id), ("Type", "Image"), ("Format", format)], |xml| {
        xml::text(xml, "ofd:MediaFile", &[], file)
    })
}

fn content(page: &Page, layer_id: usize) -> io::Result<Vec<u8>> {
    xml::file("ofd:Page", &[], |xml| {
        xml::element(xml, "ofd:Content", &[], |xml| {
            xml::element(xml, "ofd:Layer", &[("ID", &layer_id.to_string()), ("Type", "Body")], |xml| {
                (1_usize..).zip(&page.items).try_for_each(|(offset, item)| {
                    let id = layer_id.saturating_add(offset).to_string();
                    put_item(xml, &id, item)
                })
            })
        })
    })
}

fn put_item(xml: &mut Xml, id: &str, item: &Item) -> io::Result<()> {
    match item {
        Item::Text { at, size, text } => {
            let (boundary, size_mm) = (at.to_string(), size.to_string());
            let attributes = [("ID", id), ("Boundary", &boundary), ("Font", FONT_ID), ("Size", &size_mm)];
            xml::element(xml, "ofd:TextObject", &attributes, |xml| text_code(xml, *size, text))
        }
        Item::Image { at, picture, orientation } => {
            let resource = if *picture == Picture::Photo { PHOTO_ID } else { CODE_ID };
            let (boundary, matrix) = (at.to_string(), turning(*orientation, at.width, at.height));
            let attributes = [("ID", id), ("Boundary", &boundary), ("CTM", &matrix), ("ResourceID", resource)];
            xml::empty(xml, "ofd:ImageObject", &attributes)
        }
    }
}

/// The pen starts on the baseline; DeltaX says how far each character moves it (11.3).
fn text_code(xml: &mut Xml, size: Length, text: &str) -> io::Result<()> {
    let baseline = size.to_string();
    let count = text.chars().count();
    let steps: Vec<String> =
        text.chars().take(count.saturating_sub(1)).map(|character| advance(character, size).to_string()).collect();
    let steps = steps.join(" ");
    let mut attributes = vec![("X", "0"), ("Y", baseline.as_str())];
    if !steps.is_empty() {
        attributes.push(("DeltaX", &steps));
    }
    xml::text(xml, "ofd:TextCode", &attributes, text)
}

/// The matrix that maps the unit square of the stored picture onto its area, turned as EXIF says.
fn turning(orientation: u8, w: Length, h: Length) -> String {
    let (zero, left, up) = (Length::ZERO, w.negated(), h.negated());
    let matrix = match orientation {
        2 => [left, zero, zero, h, w, zero],
        3 => [left, zero, zero, up, w, h],
        4 => [w, zero, zero, up, zero, h],
        5 => [zero, h, w, zero, zero, zero],
        6 => [zero, h, left, zero, w, zero],
        7 => [zero, up, left, zero, w, h],
        8 => [zero, up, w, zero, zero, h],
        _ => [w, zero, zero, h, zero, zero],
    };
    matrix.map(|length| length.to_string()).join(" ")
}

#[cfg(test)]
mod tests;
