//! 副本: pictures of a sealed license for people to look at, marked as such, and copies made for one purpose (加注件).
//!
//! A copy is drawn from the sealed file itself and carries the seal's picture, but no signature: it proves nothing, and
//! says so. Its code leads to the answer of the books.

use std::fmt;

use jiff::Timestamp;
use jiff::civil::Date;

use crate::font::Font;
use crate::input::{DocumentError, MediaType};
use crate::page::{About, Drawing, Item, Picture, PictureFile};
use crate::page_file::{self, tree};
use crate::pen;
use crate::read::{Opened, ReadError};
use crate::seal::{SEAL, SIGNATURE};

mod marks;

/// In which form a copy is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CopyForm {
    /// OFD, without a signature.
    Ofd,
    /// PDF.
    Pdf,
    /// PNG, 150 pixels to the inch.
    Png,
}

/// What a copy is made for.
#[derive(Clone, PartialEq, Eq)]
pub enum CopyFor {
    /// To be looked at.
    Viewing {
        /// When.
        made_at: Timestamp,
        /// How the license stands, in words, where it is not in force: 暂时失效.
        standing: Option<String>,
    },
    /// For one purpose (加注件).
    Purpose(Annotation),
}

/// 加注: for whom and what a copy was made, and until when (GB/T 36903).
#[derive(Clone, PartialEq, Eq)]
pub struct Annotation {
    /// 加注件制作者.
    pub maker: String,
    /// 加注件制作时间.
    pub made_at: Timestamp,
    /// 加注件制作事由.
    pub purpose: String,
    /// The last day that it is good for, 加注件有效期截止时间.
    pub expires_on: Date,
}

/// Maker and purpose may be about a person.
impl fmt::Debug for CopyFor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Viewing { .. } => "Viewing",
            Self::Purpose(_) => "Purpose",
        })
    }
}

/// The maker may be a person.
impl fmt::Debug for Annotation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Annotation").field("made_at", &self.made_at).finish_non_exhaustive()
    }
}

/// Why no copy is made.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CopyError {
    /// The package cannot be read.
    #[error("the package cannot be read: {0}")]
    Package(#[from] ReadError),
    /// The page is not as this system writes it, or the package has no seal.
    #[error("the package is not a license that was sealed here")]
    NotOurs,
    /// The copy could not be drawn, or its words hold a character that the font lacks.
    #[error(transparent)]
    Document(#[from] DocumentError),
}

/// Draws a copy of a sealed license. The caller has the file from its own vault: the seal is not checked here. The same
/// file and the same use give the same bytes.
///
/// # Errors
/// See [`CopyError`].
pub fn copy(sealed: &[u8], form: CopyForm, made_for: &CopyFor) -> Result<Vec<u8>, CopyError> {
    let opened = crate::read(sealed)?;
    let seal = seal::ses::Seal::from_der(file(&opened, SEAL)?).map_err(|_unreadable| CopyError::NotOurs)?;
    let font = Font::open().map_err(|_broken| DocumentError::Package("the font".to_owned()))?;
    let mut drawing = page_file::drawing(&opened).ok_or(CopyError::NotOurs)?;
    stamp(&mut drawing, &opened, seal.picture()).ok_or(CopyError::NotOurs)?;
    drawing.page.marks.extend(marks::marks(&drawing.page, made_for, &font)?);
    let identifier = opened.custom_data.iter().find(|(name, _)| name == "ZZBS").ok_or(CopyError::NotOurs)?;
    let about = About {
        title: &opened.title,
        // a document of its own, which no archive takes for the license
        identifier: &format!("{} copy {}", identifier.1, made_for.made_at()),
        custom_data: &custom_data(&opened, made_for),
        made_at: made_for.made_at(),
    };
    Ok(draw(form, &drawing, &about, &font)?)
}

impl CopyFor {
    const fn made_at(&self) -> Timestamp {
        match self {
            Self::Viewing { made_at, .. } | Self::Purpose(Annotation { made_at, .. }) => *made_at,
        }
    }
}

fn draw(form: CopyForm, drawing: &Drawing<'_>, about: &About<'_>, font: &Font) -> Result<Vec<u8>, DocumentError> {
    match form {
        CopyForm::Ofd => {
            let package = pen::ofd::write(drawing, about, font)?;
            package.to_bytes().map_err(|error| DocumentError::Package(error.to_string()))
        }
        CopyForm::Pdf => pen::pdf::write(drawing, about, font),
        CopyForm::Png => pen::png::write(drawing, font, pen::png::Scale::COPY),
    }
}

/// A license with its artwork and made-up values, marked as a sample: how a template looks, in every form.
///
/// # Errors
/// As for [`crate::render`].
pub fn preview(input: &crate::DocumentInput, form: CopyForm) -> Result<Vec<u8>, DocumentError> {
    let font = Font::open().map_err(|_broken| DocumentError::Package("the font".to_owned()))?;
    input.check(&font)?;
    let mut drawing = crate::render::drawing(input, &font)?;
    drawing.page.marks.extend(marks::watermark(&drawing.page, "样例 SAMPLE", &font));
    draw(form, &drawing, &crate::render::about(input), &font)
}

fn file<'a>(opened: &'a Opened, path: &str) -> Result<&'a [u8], CopyError> {
    let file = opened.files.iter().find(|file| file.path == path).ok_or(CopyError::NotOurs)?;
    Ok(&file.bytes)
}

/// The seal's picture where Signature.xml puts it: viewers of the sealed file draw it from there.
fn stamp<'a>(drawing: &mut Drawing<'a>, opened: &Opened, picture: &'a [u8]) -> Option<()> {
    let signature = tree(opened, SIGNATURE, "Signature")?;
    let annotation = signature.one("SignedInfo")?.one("StampAnnot")?;
    let at = page_file::area(annotation.attribute("Boundary")?)?;
    drawing.page.marks.push(Item::Image { at, picture: Picture::Seal, orientation: 1 });
    drawing.pictures.push((Picture::Seal, PictureFile { media_type: MediaType::Png, bytes: picture }));
    Some(())
}

/// What a copy says for machines of what its page shows: a license carries more, such as its owner's ID number, which
/// is given away with the license itself only.
const SHOWN: [&str; 9] = ["ZZMC", "ZZLXDM", "ZZBH", "ZZBS", "ZZBFJG", "ZZBFJGDM", "ZZBFRQ", "ZZYXQQSRQ", "ZZYXQJZRQ"];

fn custom_data(opened: &Opened, made_for: &CopyFor) -> Vec<(String, String)> {
    let is_shown = |name: &str| name.starts_with("KZ_") || SHOWN.contains(&name);
    let mut data: Vec<_> = opened.custom_data.iter().filter(|(name, _)| is_shown(name)).cloned().collect();
    if let CopyFor::Purpose(annotation) = made_for {
        let pairs = [
            ("JZJZZSJ", marks::time(annotation.made_at)),
            ("JZJZZZ", annotation.maker.clone()),
            ("JZJZZSY", annotation.purpose.clone()),
            ("JZJYXQJZSJ", format!("{} 23:59:59", annotation.expires_on)),
        ];
        data.extend(pairs.map(|(name, value)| (name.to_owned(), value)));
    }
    data
}

#[cfg(test)]
mod tests;
