//! The face on A4: title, two columns of fields that wrap, the photo, and at the foot issuer, date and code.
//!
//! The official layouts (JT/T 1290 to 1292, 5.2) are not public; this one is plain on purpose and will give way to
//! templates.

use crate::input::{DocumentError, DocumentInput, FaceLine, Photo};
use crate::page::{Area, Item, Length, Page, Picture, advance, width};

/// Pages that one license may have; the longest scope that the lists allow fits in two.
pub const PAGES_MAX: usize = 4;

pub(crate) const PAGE_WIDTH: Length = Length::mm(210);
pub(crate) const PAGE_HEIGHT: Length = Length::mm(297);

const MARGIN: Length = Length::mm(20);
const INNER_WIDTH: Length = Length::mm(170);
const COLUMN_WIDTH: Length = Length::mm(82);
const COLUMN_STEP: Length = Length::mm(88);
const TOP: Length = Length::mm(50);
const FOOT: Length = Length::mm(225);
const TITLE_SIZE: Length = Length::mm(8);
const TEXT_SIZE: Length = Length::mm(4);
const SMALL_SIZE: Length = Length::mm(3);
const LINE_STEP: Length = Length::micrometres(6_500);
const CODE_SIDE: Length = Length::mm(42);
const PHOTO_BOX: (Length, Length) = (Length::mm(60), Length::mm(45));
/// Fields that lead over the seal at the foot.
const AT_FOOT: [&str; 2] = ["ZZBFJG", "ZZBFRQ"];

/// Lays the face out.
///
/// # Errors
/// `TooLong` beyond [`PAGES_MAX`].
pub(crate) fn pages(input: &DocumentInput) -> Result<Vec<Page>, DocumentError> {
    let mut sheet = Sheet::new();
    sheet.title(input);
    if let Some(photo) = &input.photo {
        sheet.photo(photo);
    }
    sheet.fields(input)?;
    sheet.foot(input);
    Ok(sheet.pages)
}

struct Sheet {
    pages: Vec<Page>,
    y: Length,
}

impl Sheet {
    fn new() -> Self {
        Self { pages: vec![Page::default()], y: TOP }
    }

    fn put(&mut self, item: Item) {
        if let Some(page) = self.pages.last_mut() {
            page.items.push(item);
        }
    }

    fn text(&mut self, x: Length, y: Length, size: Length, text: &str) {
        if !text.is_empty() {
            let at = Area { x, y, width: width(text, size), height: size.scaled(5, 4) };
            self.put(Item::Text { at, size, text: text.to_owned() });
        }
    }

    fn title(&mut self, input: &DocumentInput) {
        // a title is at most the page wide; a longer one is set smaller, never cut
        let natural = width(&input.title, TITLE_SIZE);
        let size = if natural > INNER_WIDTH { shrink(&input.title, INNER_WIDTH) } else { TITLE_SIZE };
        let x = PAGE_WIDTH.minus(width(&input.title, size)).scaled(1, 2);
        self.text(x, Length::mm(22), size, &input.title);
        let mut y = Length::mm(36);
        for line in wrap(&format!("证照标识：{}", input.identifier), SMALL_SIZE, INNER_WIDTH) {
            self.text(MARGIN, y, SMALL_SIZE, &line);
            y = y.plus(Length::mm(5));
        }
    }

    fn photo(&mut self, photo: &Photo) {
        let (box_width, box_height) = PHOTO_BOX;
        let (across, down) = (i64::from(photo.width), i64::from(photo.height));
        let by_height = box_height.scaled(across, down);
        let (width, height) =
            if by_height > box_width { (box_width, box_width.scaled(down, across)) } else { (by_height, box_height) };
        let at = Area { x: PAGE_WIDTH.minus(MARGIN).minus(width), y: self.y, width, height };
        self.put(Item::Image { at, picture: Picture::Photo, orientation: photo.orientation });
        self.y = self.y.plus(height).plus(LINE_STEP);
    }

    /// Short fields stand in pairs; one that does not fit its column in two lines takes the whole width.
    fn fields(&mut self, input: &DocumentInput) -> Result<(), DocumentError> {
        let mut left: Option<Vec<String>> = None;
        for field in input.fields.iter().filter(|field| !AT_FOOT.contains(&field.short_name.as_str())) {
            let text = printed(field);
            let narrow = wrap(&text, TEXT_SIZE, COLUMN_WIDTH);
            if narrow.len() > 2 {
                self.pair(left.take().unwrap_or_default(), vec![])?;
                self.pair(wrap(&text, TEXT_SIZE, INNER_WIDTH), vec![])?;
            } else if let Some(first) = left.take() {
                self.pair(first, narrow)?;
            } else {
                left = Some(narrow);
            }
        }
        self.pair(left.unwrap_or_default(), vec![])
    }

    fn pair(&mut self, left: Vec<String>, right: Vec<String>) -> Result<(), DocumentError> {
        let rows = left.len().max(right.len());
        let (mut left, mut right) = (left.into_iter(), right.into_iter());
        for _ in 0..rows {
            self.room_for_a_line()?;
            self.text(MARGIN, self.y, TEXT_SIZE, &left.next().unwrap_or_default());
            self.text(MARGIN.plus(COLUMN_STEP), self.y, TEXT_SIZE, &right.next().unwrap_or_default());
            self.y = self.y.plus(LINE_STEP);
        }
        Ok(())
    }

    fn room_for_a_line(&mut self) -> Result<(), DocumentError> {
        if self.y.plus(LINE_STEP) <= FOOT {
            return Ok(());
        }
        if self.pages.len() >= PAGES_MAX {
            return Err(DocumentError::TooLong);
        }
        self.pages.push(Page::default());
        self.y = MARGIN;
        Ok(())
    }

    /// Issuer and date left, where the seal will lie; the code right.
    fn foot(&mut self, input: &DocumentInput) {
        let mut y = FOOT.plus(Length::mm(8));
        for field in input.fields.iter().filter(|field| AT_FOOT.contains(&field.short_name.as_str())) {
            for line in wrap(&printed(field), TEXT_SIZE, Length::mm(110)) {
                self.text(MARGIN, y, TEXT_SIZE, &line);
                y = y.plus(LINE_STEP);
            }
        }
        let x = PAGE_WIDTH.minus(MARGIN).minus(CODE_SIDE);
        let at = Area { x, y: FOOT.plus(Length::mm(4)), width: CODE_SIDE, height: CODE_SIDE };
        self.put(Item::Image { at, picture: Picture::Code, orientation: 1 });
    }
}

fn printed(field: &FaceLine) -> String {
    format!("{}：{}", field.label, field.value)
}

/// The largest size at which the text is at most this wide.
fn shrink(text: &str, available: Length) -> Length {
    let halves = text.chars().fold(0_i64, |sum, c| sum.saturating_add(if c.is_ascii() { 1 } else { 2 }));
    available.scaled(2, halves.max(1))
}

/// Breaks between any two characters, as Chinese text does, and at every line break.
fn wrap(text: &str, size: Length, available: Length) -> Vec<String> {
    text.split('\n').flat_map(|line| wrap_line(line, size, available)).collect()
}

fn wrap_line(line: &str, size: Length, available: Length) -> Vec<String> {
    let (mut lines, mut current, mut used) = (vec![], String::new(), Length::ZERO);
    for character in line.chars() {
        let next = used.plus(advance(character, size));
        if next > available && !current.is_empty() {
            lines.push(std::mem::take(&mut current));
            used = advance(character, size);
        } else {
            used = next;
        }
        current.push(character);
    }
    lines.push(current);
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples::{driver, line};

    fn texts(pages: &[Page]) -> Vec<&str> {
        let items = pages.iter().flat_map(|page| &page.items);
        items.filter_map(|item| if let Item::Text { text, .. } = item { Some(text.as_str()) } else { None }).collect()
    }

    fn inside(at: &Area) -> bool {
        at.x >= Length::ZERO
            && at.y >= Length::ZERO
            && at.x.plus(at.width) <= PAGE_WIDTH
            && at.y.plus(at.height) <= PAGE_HEIGHT
    }

    #[test]
    fn nothing_is_lost_and_nothing_leaves_the_page() {
        let mut input = driver();
        input.fields.push(line("KZ_JYFW", "经营范围", &"道路普通货运、".repeat(280)));
        input.title = "很".repeat(60);
        let pages = pages(&input).unwrap();
        assert!(pages.len() > 1, "the scope does not fit on one");
        let shown: String = texts(&pages).concat();
        assert_eq!(shown.matches('、').count(), 280);
        for item in pages.iter().flat_map(|page| &page.items) {
            let (Item::Text { at, .. } | Item::Image { at, .. }) = item;
            assert!(inside(at), "{at:?}");
        }
    }

    #[test]
    fn a_face_without_end_is_refused() {
        let mut input = driver();
        input.fields.push(line("KZ_JYFW", "经营范围", &"长".repeat(20_000)));
        assert_eq!(pages(&input).err(), Some(DocumentError::TooLong));
    }

    #[test]
    fn lines_break_between_characters_and_at_breaks() {
        let size = Length::mm(4);
        assert_eq!(wrap("一二三", size, Length::mm(8)), ["一二", "三"]);
        assert_eq!(wrap("A1B2三", size, Length::mm(8)), ["A1B2", "三"]);
        assert_eq!(wrap("一\n\n二", size, Length::mm(8)), ["一", "", "二"]);
        assert_eq!(wrap("一二", size, Length::mm(1)), ["一", "二"], "a character is never dropped");
    }

    #[test]
    fn the_photo_keeps_its_proportions() {
        for (width, height, expected) in [(800, 600, (60, 45)), (1600, 600, (60, 22)), (300, 400, (33, 45))] {
            let mut input = driver();
            let photo = input.photo.as_mut().unwrap();
            (photo.width, photo.height) = (width, height);
            let pages = pages(&input).unwrap();
            let at = pages[0].items.iter().find_map(|item| match item {
                Item::Image { at, picture: Picture::Photo, .. } => Some(*at),
                Item::Image { .. } | Item::Text { .. } => None,
            });
            let at = at.unwrap();
            assert!(at.width >= Length::mm(expected.0) && at.height >= Length::mm(expected.1), "{at:?}");
            assert!(at.width <= Length::mm(expected.0 + 1) && at.height <= Length::mm(expected.1 + 1), "{at:?}");
        }
    }
}
