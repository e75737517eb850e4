use license::catalogue::{List, catalogue};
use license::kind::Kind;

use super::*;
use crate::{FaceLine, sample};

fn font() -> Font {
    Font::open().unwrap()
}

fn input(kind: Kind) -> DocumentInput {
    sample(Template::of(kind, 1).unwrap())
}

fn texts(page: &Page) -> Vec<&str> {
    page.items()
        .filter_map(|item| if let Item::Text { text, .. } = item { Some(text.as_str()) } else { None })
        .collect()
}

fn set(input: &mut DocumentInput, name: &str, value: &str) {
    input.face.retain(|line| line.short_name != name);
    input.face.push(FaceLine { short_name: name.to_owned(), value: value.to_owned() });
}

/// A text of the greatest length that the register takes, or that the catalogue's codes can make.
fn longest(name: &str, max: Option<usize>) -> String {
    match name {
        "KZ_JYFWDM" => catalogue().codes(List::Scope).map(|code| code.code.as_str()).collect::<Vec<_>>().join("、"),
        "ZZMC" => "中华人民共和国道路危险货物运输许可证".to_owned(),
        "KZ_CLHP" => "辽A00000挂".to_owned(),
        "KZ_VIN" => "W".repeat(17),
        "KZ_WKCC" => "88888×88888×88888".to_owned(),
        "KZ_DZW" => "888888.8888".to_owned(),
        "KZ_XKZZ" | "KZ_YSZZ" => "辽交运管许可葫芦岛字".to_owned(),
        "KZ_XKZH" | "KZ_YSZH" | "KZ_JYXKZH" | "KZ_GLSXDM" => "8".repeat(12),
        "ZZYXQQSRQ" | "ZZYXQJZRQ" | "ZZBFRQ" | "KZ_CSRQ" | "KZ_CLRQ" | "KZ_CCLZRQ" => "2028年12月28日".to_owned(),
        "ZZBFJG" => "葫".repeat(60),
        "KZ_XB" => "未说明的性别".to_owned(),
        "KZ_ZJCX" => "A1A2A3B1B2".to_owned(),
        "KZ_ZH" => "11010519491231002X".to_owned(),
        "KZ_BZ" => "长".repeat(128),
        "KZ_CPXH" | "KZ_XM" | "KZ_GJ" => "长".repeat(64),
        "KZ_YHMC" | "KZ_ZZ" => "长".repeat(256),
        "KZ_DZ" => "长".repeat(512),
        "KZ_JYFW" => "长".repeat(2000),
        "KZ_CYZGLB" => "09003 网络预约出租汽车驾驶员；".repeat(20),
        _ => "长".repeat(max.unwrap_or(60)),
    }
}

/// A license whose every value is as long as it can be.
pub(crate) fn longest_input(kind: Kind) -> DocumentInput {
    let mut input = input(kind);
    for field in catalogue().face_fields(kind.class()).iter().filter(|field| field.on_face) {
        if !field.short_name.is_empty() && field.value_type != "image" {
            let value = longest(&field.short_name, field.max_length.filter(|max| *max > 3));
            set(&mut input, &field.short_name, &value);
        }
    }
    input
}

#[test]
fn the_longest_values_fit_and_lose_nothing() {
    for kind in Kind::ALL {
        let input = longest_input(kind);
        let page = page(&input, &font()).unwrap_or_else(|error| panic!("{kind}: {error}"));
        let shown: String = texts(&page).concat();
        for line in &input.face {
            // lines end where a space stood
            let value: String = line.value.split_whitespace().collect();
            assert!(shown.split_whitespace().collect::<String>().contains(&value), "{kind} {}", line.short_name);
        }
        for item in &page.face {
            if let Item::Text { at, size, text, .. } = item {
                assert!(at.x.plus(font().width(text, *size)) <= page.width && at.y <= page.height, "{text}");
            }
        }
    }
}

#[test]
fn labels_stand_without_values_and_values_in_words() {
    let mut operator = input(Kind::BusinessLicense);
    operator.face.retain(|line| line.short_name != "KZ_JJLX");
    let page = page(&operator, &font()).unwrap();
    let shown = texts(&page);
    for text in [
        "经济类型",
        "——",
        "辽交运管许可沈字210100900001号",
        "2023年11月1日 至 长期",
        "中华人民共和国道路运输经营许可证",
    ] {
        assert!(shown.contains(&text), "{text}");
    }
}

#[test]
fn what_has_no_place_or_no_room_is_refused_by_name() {
    let mut homeless = input(Kind::BusinessLicense);
    set(&mut homeless, "KZ_VIN", "LSVAU033X72000001");
    assert_eq!(page(&homeless, &font()).err(), Some(DocumentError::NoPlace { field: "KZ_VIN".into() }));
    let mut endless = input(Kind::BusinessLicense);
    set(&mut endless, "KZ_JYFW", &"长".repeat(20_000));
    assert_eq!(page(&endless, &font()).err(), Some(DocumentError::TooLong { field: "KZ_JYFW".into() }));
}

#[test]
fn lines_break_as_chinese_text_does() {
    let (font, size) = (font(), Length::mm(4));
    let lines = |text, width| wrap(text, size, Length::mm(width), &font).0;
    assert_eq!(lines("一二三", 8), ["一二", "三"]);
    // no line begins with a closing mark
    assert_eq!(lines("一二、三", 8), ["一", "二、", "三"]);
    // digits stay together where they can, and are broken where they cannot
    assert_eq!(lines("号12345", 12), ["号", "12345"]);
    assert_eq!(lines("12345678901234567890", 12).concat(), "12345678901234567890");
    assert_eq!(lines("一\n二", 40), ["一", "二"]);
}

#[test]
fn a_text_shrinks_only_as_far_as_it_must() {
    let font = font();
    let area = Area::from((Length::ZERO, Length::ZERO, Length::mm(40), Length::mm(6)));
    let size = |text: &str| fit(text, area, Length::mm(4), Length::mm(2), &font).map(|block| block.size);
    assert_eq!(size("一二三"), Some(Length::mm(4)));
    assert!(size(&"一".repeat(20)).is_some_and(|size| size < Length::mm(4) && size >= Length::mm(2)));
    assert_eq!(size(&"一".repeat(100)), None);
    // a number of 40.5 mm is set smaller, not split over two lines
    let room = Area::from((Length::ZERO, Length::ZERO, Length::mm(40), Length::mm(20)));
    let number = fit("21010019720328464721", room, Length::mm(4), Length::mm(1), &font).unwrap();
    assert_eq!(number.lines, ["21010019720328464721"]);
}
