//! The pen that writes the package of GB/T 33190-2016: which files, in which order, with which ids.

use std::collections::BTreeSet;
use std::io;

use jiff::tz::Offset;
use sha2::{Digest, Sha256};

use crate::font::{FAMILY, Font, Subset};
use crate::input::DocumentError;
use crate::package::Package;
use crate::page::{About, Area, Drawing, Length, Page, Picture, PictureFile};
use crate::xml::{self, Xml};

mod content;

// Ids are unique in the document (7.2). Fixed ones first, then layers and what stands on them.
pub(crate) const FONT_ID: &str = "1";
const PAGE_ID: &str = "10";
const FIRST_FREE_ID: usize = 11;

pub(crate) const CONTENT: &str = "Doc_0/Pages/Page_0/Content.xml";
const FONT_FILE: &str = "font.ttf";

impl Picture {
    pub(crate) const ALL: [Self; 3] = [Self::Photo, Self::Code, Self::Seal];

    pub(crate) const fn id(self) -> &'static str {
        match self {
            Self::Photo => "2",
            Self::Code => "3",
            Self::Seal => "4",
        }
    }

    const fn name(self) -> &'static str {
        match self {
            Self::Photo => "photo",
            Self::Code => "code",
            Self::Seal => "seal",
        }
    }
}

impl PictureFile<'_> {
    /// The file's name in the folder of resources.
    pub(crate) fn name(&self, picture: Picture) -> String {
        format!("{}.{}", picture.name(), self.media_type.extension())
    }
}

/// Writes the package's files: the same drawing gives the same bytes.
///
/// # Errors
/// `Package`, a bug.
pub(crate) fn write(drawing: &Drawing<'_>, about: &About<'_>, font: &Font) -> Result<Package, DocumentError> {
    let characters: BTreeSet<char> = drawing.page.characters().collect();
    let subset = font.subset(&characters).map_err(|_broken| DocumentError::Package("the font".to_owned()))?;
    package(drawing, about, font, subset).map_err(|error| DocumentError::Package(error.to_string()))
}

fn package(drawing: &Drawing<'_>, about: &About<'_>, font: &Font, subset: Subset) -> io::Result<Package> {
    let mut package = Package::new(vec![]);
    package.put("OFD.xml", entry(about)?);
    package.put("Doc_0/Document.xml", document(&drawing.page)?);
    package.put("Doc_0/PublicRes.xml", public_resources()?);
    package.put("Doc_0/DocumentRes.xml", document_resources(drawing)?);
    package.put(CONTENT, content::page(&drawing.page, font, &subset, FIRST_FREE_ID)?);
    package.put(&format!("Doc_0/Res/{FONT_FILE}"), subset.bytes);
    for (which, file) in &drawing.pictures {
        package.put(&format!("Doc_0/Res/{}", file.name(*which)), file.bytes.to_vec());
    }
    Ok(package)
}

/// OFD.xml: what the file is, and the metadata of GB/T 36903 as custom data (7.4).
fn entry(about: &About<'_>) -> io::Result<Vec<u8>> {
    xml::file("ofd:OFD", &[("DocType", "OFD"), ("Version", "1.0")], |xml| {
        xml::element(xml, "ofd:DocBody", &[], |xml| {
            xml::element(xml, "ofd:DocInfo", &[], |xml| document_info(xml, about))?;
            xml::text(xml, "ofd:DocRoot", &[], "Doc_0/Document.xml")
        })
    })
}

fn document_info(xml: &mut Xml, about: &About<'_>) -> io::Result<()> {
    xml::text(xml, "ofd:DocID", &[], &document_id(about.identifier))?;
    xml::text(xml, "ofd:Title", &[], about.title)?;
    xml::text(xml, "ofd:CreationDate", &[], &creation_date(about))?;
    xml::text(xml, "ofd:Creator", &[], "Luzheng")?;
    xml::element(xml, "ofd:CustomDatas", &[], |xml| {
        let mut pairs = about.custom_data.iter();
        pairs.try_for_each(|(name, value)| xml::text(xml, "ofd:CustomData", &[("Name", name)], value))
    })
}

/// 32 hexadecimal digits that belong to the identifier, as 7.4 asks for a UUID without hyphens.
fn document_id(identifier: &str) -> String {
    let digest = Sha256::digest(identifier.as_bytes());
    digest.iter().take(16).map(|byte| format!("{byte:02x}")).collect()
}

/// China has had one offset since 1991; a fixed one keeps the time-zone database out of the bytes.
fn creation_date(about: &About<'_>) -> String {
    Offset::constant(8).to_datetime(about.made_at).date().to_string()
}

fn document(page: &Page) -> io::Result<Vec<u8>> {
    let last_id = FIRST_FREE_ID.saturating_add(content::ids(page)).to_string();
    let whole = Area { x: Length::ZERO, y: Length::ZERO, width: page.width, height: page.height };
    xml::file("ofd:Document", &[], |xml| {
        xml::element(xml, "ofd:CommonData", &[], |xml| {
            xml::text(xml, "ofd:MaxUnitID", &[], &last_id)?;
            xml::element(xml, "ofd:PageArea", &[], |xml| xml::text(xml, "ofd:PhysicalBox", &[], &whole.to_string()))?;
            xml::text(xml, "ofd:PublicRes", &[], "PublicRes.xml")?;
            xml::text(xml, "ofd:DocumentRes", &[], "DocumentRes.xml")
        })?;
        xml::element(xml, "ofd:Pages", &[], |xml| {
            xml::empty(xml, "ofd:Page", &[("ID", PAGE_ID), ("BaseLoc", "Pages/Page_0/Content.xml")])
        })
    })
}

fn public_resources() -> io::Result<Vec<u8>> {
    xml::file("ofd:Res", &[("BaseLoc", "Res")], |xml| {
        xml::element(xml, "ofd:Fonts", &[], |xml| {
            let attributes = [("ID", FONT_ID), ("FontName", FAMILY), ("FamilyName", FAMILY)];
            xml::element(xml, "ofd:Font", &attributes, |xml| xml::text(xml, "ofd:FontFile", &[], FONT_FILE))
        })
    })
}

fn document_resources(drawing: &Drawing<'_>) -> io::Result<Vec<u8>> {
    xml::file("ofd:Res", &[("BaseLoc", "Res")], |xml| {
        xml::element(xml, "ofd:MultiMedias", &[], |xml| {
            drawing.pictures.iter().try_for_each(|(picture, file)| media(xml, *picture, file))
        })
    })
}

fn media(xml: &mut Xml, picture: Picture, file: &PictureFile<'_>) -> io::Result<()> {
    let attributes = [("ID", picture.id()), ("Type", "Image"), ("Format", file.media_type.ofd_format())];
    xml::element(xml, "ofd:MultiMedia", &attributes, |xml| xml::text(xml, "ofd:MediaFile", &[], &file.name(picture)))
}

/// The matrix of an image, as the standard writes it.
fn matrix(orientation: u8, at: &Area) -> String {
    crate::page::turning(orientation, at.width, at.height).map(|length| length.to_string()).join(" ")
}

#[cfg(test)]
mod tests;
