//! 副本: pictures of a sealed license for people to look at, marked as such, and copies made for one purpose (加注件).
//!
//! A copy is drawn from the sealed file itself and carries the seal's picture, but no signature: it proves nothing, and
//! says so. Its code leads to the answer of the books.

use std::fmt;

use jiff::Timestamp;
use jiff::tz::Offset;

use crate::font::Font;
use crate::input::{DocumentError, MediaType};
use crate::page::{About, Area, Color, Drawing, Item, Length, Page, Paint, Picture, PictureFile, Point, Segment};
use crate::page_file::{self, tree};
use crate::pen;
use crate::read::{Opened, ReadError};
use crate::seal::{SEAL, SIGNATURE};

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

/// 加注: for whom and what a copy was made, and until when (GB/T 36903).
#[derive(Clone, PartialEq, Eq)]
pub struct Annotation {
    /// 加注件制作者.
    pub maker: String,
    /// 加注件制作时间.
    pub made_at: Timestamp,
    /// 加注件制作事由.
    pub purpose: String,
    /// 加注件有效期截止时间.
    pub expires_at: Timestamp,
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

/// Draws a copy of a sealed license; for looking at, or for the purpose that the annotation names. The caller has the
/// file from its own vault: the seal is not checked here. The same file and annotation give the same bytes.
///
/// # Errors
/// See [`CopyError`].
pub fn copy(sealed: &[u8], form: CopyForm, annotation: Option<&Annotation>) -> Result<Vec<u8>, CopyError> {
    let opened = crate::read(sealed)?;
    let seal = seal::ses::Seal::from_der(file(&opened, SEAL)?).map_err(|_unreadable| CopyError::NotOurs)?;
    let font = Font::open().map_err(|_broken| DocumentError::Package("the font".to_owned()))?;
    let mut drawing = page_file::drawing(&opened).ok_or(CopyError::NotOurs)?;
    stamp(&mut drawing, &opened, seal.picture()).ok_or(CopyError::NotOurs)?;
    drawing.page.marks.extend(marks(&drawing.page, annotation, &font)?);
    let custom_data = custom_data(&opened, annotation);
    let identifier = opened.custom_data.iter().find(|(name, _)| name == "ZZBS").ok_or(CopyError::NotOurs)?;
    let about = About {
        title: &opened.title,
        identifier: &identifier.1,
        custom_data: &custom_data,
        made_at: annotation.map_or(Timestamp::UNIX_EPOCH, |annotation| annotation.made_at),
    };
    Ok(draw(form, &drawing, &about, &font)?)
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
    drawing.page.marks.extend(watermark(&drawing.page, "样例 SAMPLE", &font));
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

/// What the license says for machines, and what is said of the copy.
fn custom_data(opened: &Opened, annotation: Option<&Annotation>) -> Vec<(String, String)> {
    let mut data = opened.custom_data.clone();
    if let Some(annotation) = annotation {
        let (made, expires) = (time(annotation.made_at), time(annotation.expires_at));
        let pairs = [
            ("JZJZZSJ", made),
            ("JZJZZZ", annotation.maker.clone()),
            ("JZJZZSY", annotation.purpose.clone()),
            ("JZJYXQJZSJ", expires),
        ];
        data.extend(pairs.map(|(name, value)| (name.to_owned(), value)));
    }
    data
}

fn time(at: Timestamp) -> String {
    Offset::constant(8).to_datetime(at).strftime("%Y-%m-%d %H:%M:%S").to_string()
}

const MARK: Color = Color { red: 0x60, green: 0x60, blue: 0x60, alpha: 0x30 };
const STRIP: Color = Color::opaque(0x50, 0x50, 0x50);

/// The watermark across the page, and a line below the frame that says what this is.
fn marks(page: &Page, annotation: Option<&Annotation>, font: &Font) -> Result<Vec<Item>, DocumentError> {
    let (across, below) = match annotation {
        None => (
            "浏览副本 VIEWING COPY".to_owned(),
            "浏览副本，无电子签章，不作为有效证照；以 OFD 证照文件或扫码核验结果为准。  Viewing copy without signature: the OFD file is the license."
                .to_owned(),
        ),
        Some(Annotation { maker, made_at, purpose, expires_at }) => (
            format!("仅供{purpose}使用"),
            format!(
                "加注件，无电子签章。制作者：{maker}；制作时间：{}；事由：{purpose}；有效期至：{}。",
                time(*made_at),
                time(*expires_at)
            ),
        ),
    };
    let lacking = font.lacking(&below);
    if !lacking.is_empty() {
        let characters: Vec<String> = lacking.into_iter().map(|c| format!("U+{:04X}", u32::from(c))).collect();
        return Err(DocumentError::NoGlyph { field: "JZJZZSY".to_owned(), characters: characters.join(" ") });
    }
    let mut marks = watermark(page, &across, font);
    marks.extend(strip(page, &below, font)?);
    Ok(marks)
}

fn strip(page: &Page, text: &str, font: &Font) -> Result<Vec<Item>, DocumentError> {
    let inset = Length::mm(8);
    let height = Length::micrometres(5_600);
    let area = Area {
        x: inset,
        y: page.height.minus(height).minus(Length::micrometres(700)),
        width: page.width.minus(inset.scaled(2, 1)),
        height,
    };
    let block = crate::layout::fit(text, area, Length::micrometres(2_600), Length::micrometres(1_000), font)
        .ok_or_else(|| DocumentError::TooLong { field: "JZJZZSY".to_owned() })?;
    Ok(block.items(area, STRIP, crate::template::Align::Centre, font))
}

/// How many times the watermark stands on the page.
const ROWS: i64 = 3;
/// A watermark rises by 5 to 12: a right angle with whole sides (5, 12, 13), so that turning needs no rounding of its own.
const RISE: (i64, i64, i64) = (12, 5, 13);

/// Outlines, not text: it lies over the values and is not picked up with them.
fn watermark(page: &Page, text: &str, font: &Font) -> Vec<Item> {
    let room = page.width.scaled(4, 5);
    let natural = Length::mm(11);
    let width = font.width(text, natural);
    let size =
        if width > room { natural.scaled(room.in_micrometres(), width.in_micrometres().max(1)) } else { natural };
    (1..=ROWS).map(|row| slanted(page, row, text, size, font)).collect()
}

fn slanted(page: &Page, row: i64, text: &str, size: Length, font: &Font) -> Item {
    let middle = Point::new(page.width.half(), page.height.scaled(row, ROWS.saturating_add(1)));
    let mut pen = Point::new(font.width(text, size).half().negated(), size.scaled(1, 3));
    let mut segments = vec![];
    for character in text.chars() {
        segments.extend(font.outline(character, pen, size));
        pen.x = pen.x.plus(font.advance(character, size));
    }
    let turned = |point: Point| turned(point, middle);
    let segments = segments.into_iter().map(|segment| match segment {
        Segment::Move(to) => Segment::Move(turned(to)),
        Segment::Line(to) => Segment::Line(turned(to)),
        Segment::Cubic(first, second, to) => Segment::Cubic(turned(first), turned(second), turned(to)),
        Segment::Close => Segment::Close,
    });
    Item::Path { segments: segments.collect(), paint: Paint::Fill(MARK) }
}

fn turned(point: Point, middle: Point) -> Point {
    let (cos, sin, whole) = RISE;
    let x = point.x.scaled(cos, whole).plus(point.y.scaled(sin, whole));
    let y = point.y.scaled(cos, whole).minus(point.x.scaled(sin, whole));
    Point::new(middle.x.plus(x), middle.y.plus(y))
}

#[cfg(test)]
mod tests;
