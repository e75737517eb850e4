//! What makes a copy known as one: words across the page, and a line below the frame.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::Offset;

use super::{Annotation, CopyFor};
use crate::font::Font;
use crate::input::{DocumentError, drawable};
use crate::layout::{fit, symbol_ground};
use crate::page::{Area, Color, Ink, Item, Length, Page, Paint, Picture, Point, Segment};
use crate::template::Align;

const STRIP: Color = Color::new(0x50, 0x50, 0x50);
/// Hollow letters: some viewers draw every colour as if it covered what lies below, and the values have to stay legible.
const MARK: Ink = Ink { color: Color::new(0x96, 0x96, 0x96), width: Length::micrometres(120) };

pub(super) fn marks(page: &Page, made_for: &CopyFor, font: &Font) -> Result<Vec<Item>, DocumentError> {
    let (across, below) = words(made_for);
    if let CopyFor::Purpose(annotation) = made_for {
        drawable(font, "JZJZZSY", &annotation.purpose)?;
        drawable(font, "JZJZZZ", &annotation.maker)?;
    }
    let mut marks = watermark(page, &across, font);
    marks.extend(code_on_top(page));
    marks.extend(strip(page, &below, font)?);
    Ok(marks)
}

/// The code once more, over the watermark: it has to be read from a copy too.
fn code_on_top(page: &Page) -> Vec<Item> {
    let is_code = |item: &&Item| matches!(item, Item::Image { picture: Picture::Code, .. });
    let code = page.face.iter().find(is_code);
    let ground = |item: &Item| match item {
        Item::Image { at, .. } => Some(symbol_ground(at)),
        Item::Text { .. } | Item::Path { .. } => None,
    };
    code.and_then(ground).into_iter().chain(code.cloned()).collect()
}

/// What stands across the page, and below it. The words of the purpose come last and in brackets: what they say is not
/// taken for what we say.
fn words(made_for: &CopyFor) -> (String, String) {
    match made_for {
        CopyFor::Viewing { made_at, standing } => {
            let (now, standing) = match standing {
                None => (String::new(), String::new()),
                Some(words) => (format!(" {words}"), format!("，当时状态：{words}")),
            };
            let below = format!(
                "浏览副本，{}制作{standing}；无电子签章，不作为有效证照，以 OFD 证照文件或扫码核验结果为准。  \
                 Viewing copy without signature: the OFD file is the license.",
                day(china(*made_at).date())
            );
            (format!("浏览副本 VIEWING COPY{now}"), below)
        }
        CopyFor::Purpose(Annotation { maker, made_at, purpose, expires_on }) => {
            let until = day(*expires_on);
            let below = format!(
                "加注件，无电子签章。制作者：{maker}；制作时间：{}；有效期至：{until}；事由：「{purpose}」。  \
                 Copy for the stated purpose only, without signature.",
                time(*made_at)
            );
            (format!("加注件 仅供「{purpose}」 至{until}"), below)
        }
    }
}

fn china(at: Timestamp) -> jiff::civil::DateTime {
    Offset::constant(8).to_datetime(at)
}

pub(super) fn time(at: Timestamp) -> String {
    china(at).strftime("%Y-%m-%d %H:%M:%S").to_string()
}

fn day(date: Date) -> String {
    format!("{}年{}月{}日", date.year(), date.month(), date.day())
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
    let block = fit(text, area, Length::micrometres(2_600), Length::micrometres(1_400), font);
    let block = block.ok_or_else(|| DocumentError::TooLong { field: "JZJZZSY".to_owned() })?;
    Ok(block.items(area, STRIP, Align::Centre, font))
}

/// How many times the watermark stands on the page.
const ROWS: i64 = 3;
/// It rises by 5 to 12: a right angle with whole sides (5, 12, 13), so that turning needs no rounding of its own.
const RISE: (i64, i64, i64) = (12, 5, 13);

/// Outlines, not text: it lies over the values and is not picked up with them.
pub(super) fn watermark(page: &Page, text: &str, font: &Font) -> Vec<Item> {
    let room = page.width.scaled(17, 20);
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
    Item::Path { segments: segments.collect(), paint: Paint::Stroke(MARK) }
}

fn turned(point: Point, middle: Point) -> Point {
    let (cos, sin, whole) = RISE;
    let x = point.x.scaled(cos, whole).plus(point.y.scaled(sin, whole));
    let y = point.y.scaled(cos, whole).minus(point.x.scaled(sin, whole));
    Point::new(middle.x.plus(x), middle.y.plus(y))
}
