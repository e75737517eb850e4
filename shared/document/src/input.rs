use std::collections::HashSet;
use std::fmt;

use jiff::Timestamp;

use crate::font::Font;
use crate::template::Template;

/// One value of the license's face; its label is the template's.
#[derive(Clone, PartialEq, Eq)]
pub struct FaceLine {
    /// The element's short name, `KZ_YHMC` (JT/T 1290 to 1292).
    pub short_name: String,
    /// The value in words, one line of text or several; 长期 where a date has no end.
    pub value: String,
}

/// The formats that a page carries pictures in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MediaType {
    /// `image/jpeg`
    Jpeg,
    /// `image/png`
    Png,
}

impl MediaType {
    /// Reads a media type's name; `None` for everything but JPEG and PNG.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        match name {
            "image/jpeg" => Some(Self::Jpeg),
            "image/png" => Some(Self::Png),
            _ => None,
        }
    }

    pub(crate) const fn ofd_format(self) -> &'static str {
        match self {
            Self::Jpeg => "JPEG",
            Self::Png => "PNG",
        }
    }

    pub(crate) const fn extension(self) -> &'static str {
        match self {
            Self::Jpeg => "jpg",
            Self::Png => "png",
        }
    }
}

/// The holder's photo, already inspected and without metadata.
#[derive(Clone, PartialEq, Eq)]
pub struct Photo {
    /// The format of `bytes`.
    pub media_type: MediaType,
    /// The file as it goes into the package.
    pub bytes: Vec<u8>,
    /// Width as seen, in pixels.
    pub width: u32,
    /// Height as seen, in pixels.
    pub height: u32,
    /// How the stored picture is turned before it is looked at: the EXIF values 1 (upright) to 8. Viewers of OFD do
    /// not read EXIF, so the page turns it.
    pub orientation: u8,
}

/// Everything that the file shows and carries.
#[derive(Clone)]
pub struct DocumentInput {
    /// What the page looks like.
    pub template: &'static Template,
    /// The face's title, printed as `ZZMC`: 中华人民共和国道路运输证.
    pub title: String,
    /// The GB/T 36904 identifier; printed as `ZZBS`, and the source of the document's own id.
    pub identifier: String,
    /// What is printed; every value has to have a place on the template.
    pub face: Vec<FaceLine>,
    /// Short names and values for machines, in order (GB/T 36903).
    pub custom_data: Vec<(String, String)>,
    /// The photo where the kind has one.
    pub photo: Option<Photo>,
    /// The license code as a PNG with its quiet zone; any other square symbol fits the slot as well.
    pub code_png: Vec<u8>,
    /// When the file was made; its date in Asia/Shanghai is the package's creation date.
    pub made_at: Timestamp,
}

/// A name, an address, a plate or a face: none of it belongs in a log.
impl fmt::Debug for DocumentInput {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DocumentInput")
            .field("identifier", &self.identifier)
            .field("face", &self.face.len())
            .field("custom_data", &self.custom_data.len())
            .field("photo", &self.photo.is_some())
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for FaceLine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FaceLine").field("short_name", &self.short_name).finish_non_exhaustive()
    }
}

impl fmt::Debug for Photo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Photo").field("media_type", &self.media_type).finish_non_exhaustive()
    }
}

/// Why a face cannot be made into a file. Names of fields, never their values.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DocumentError {
    /// A character that XML 1.0 cannot carry or a page cannot show (control characters, U+FFFE, U+FFFF).
    #[error("{field} holds U+{code_point:04X}, which a document cannot carry")]
    Character {
        /// The short name of the field, or `title`, `identifier`.
        field: String,
        /// The character.
        code_point: u32,
    },
    /// A face without its title or identifier.
    #[error("{field} is empty")]
    Empty {
        /// `title`, `identifier` or `custom data name`.
        field: &'static str,
    },
    /// Two entries for machines under one name: a reader could take either.
    #[error("{short_name} stands twice in the custom data")]
    Duplicate {
        /// The short name.
        short_name: String,
    },
    /// Characters that the font lacks: they would be drawn as empty boxes.
    #[error("{field} holds {characters}, which the font lacks")]
    NoGlyph {
        /// The short name of the field.
        field: String,
        /// The characters by code point, `U+20BB7 U+1F600`.
        characters: String,
    },
    /// A value that the template shows nowhere; nothing is left out unseen.
    #[error("the template has no place for {field}")]
    NoPlace {
        /// The short name.
        field: String,
    },
    /// A value that does not fit its place at the smallest size; nothing is cut.
    #[error("{field} does not fit its place at the smallest size")]
    TooLong {
        /// The short name of the line's first field.
        field: String,
    },
    /// The photo says a size of zero or an orientation outside 1 to 8.
    #[error("the photo has no usable size or orientation")]
    Photo,
    /// The package could not be written. A bug, not a bad face.
    #[error("the package could not be written: {0}")]
    Package(String),
}

impl DocumentInput {
    /// Checks everything that layout and writing take for granted.
    pub(crate) fn check(&self, font: &Font) -> Result<(), DocumentError> {
        required("title", &self.title)?;
        required("identifier", &self.identifier)?;
        drawable(font, "title", &self.title)?;
        for line in &self.face {
            printable(&line.short_name, &line.value)?;
            drawable(font, &line.short_name, &line.value)?;
        }
        self.check_custom_data()?;
        self.photo.as_ref().map_or(Ok(()), Photo::check)
    }

    fn check_custom_data(&self) -> Result<(), DocumentError> {
        let mut names = HashSet::new();
        for (name, value) in &self.custom_data {
            required("custom data name", name)?;
            printable(name, value)?;
            if !names.insert(name) {
                return Err(DocumentError::Duplicate { short_name: name.clone() });
            }
        }
        Ok(())
    }
}

impl Photo {
    fn check(&self) -> Result<(), DocumentError> {
        let usable = self.width > 0 && self.height > 0 && (1..=8).contains(&self.orientation);
        usable.then_some(()).ok_or(DocumentError::Photo)
    }
}

fn required(field: &'static str, text: &str) -> Result<(), DocumentError> {
    if text.trim().is_empty() {
        return Err(DocumentError::Empty { field });
    }
    printable(field, text)
}

/// A character without a glyph would be drawn as an empty box.
pub(crate) fn drawable(font: &Font, field: &str, text: &str) -> Result<(), DocumentError> {
    let lacking = font.lacking(text);
    if lacking.is_empty() {
        return Ok(());
    }
    let characters: Vec<String> = lacking.into_iter().map(|c| format!("U+{:04X}", u32::from(c))).collect();
    Err(DocumentError::NoGlyph { field: field.to_owned(), characters: characters.join(" ") })
}

/// XML 1.0 production [2] Char, without the controls that it allows but a page cannot show. A line break is layout.
fn printable(field: &str, text: &str) -> Result<(), DocumentError> {
    match text.chars().find(|c| (c.is_control() && *c != '\n') || matches!(c, '\u{FFFE}' | '\u{FFFF}')) {
        Some(character) => Err(DocumentError::Character { field: field.to_owned(), code_point: character.into() }),
        None => Ok(()),
    }
}
