//! Names, addresses and codes of nobody.

use jiff::civil::Date;
use license::citizen_id;
use license::division::Division;
use license::uscc;

use super::chance::Chance;

const SURNAMES: &[&str] = &[
    "王", "李", "张", "刘", "陈", "杨", "赵", "黄", "周", "吴", "徐", "孙", "马", "朱", "胡", "郭", "何", "林", "欧阳",
    "司马",
];
const GIVEN: &str = "伟芳敏静丽强磊军洋勇艳杰娟涛明超霞平刚桂英文辉力建国红玉兰飞鹏宇浩然子涵";
const FIRM_WORDS: &str = "安顺达通远恒盛瑞泰鑫隆捷畅和信诚运腾飞宏";
const ROADS: &[&str] =
    &["建设路", "青年大街", "和平路", "中山路", "民主街", "新华街", "解放路", "兴工街", "滨河路", "迎宾路"];
const DIVISION_SUFFIXES: &[&str] = &["市", "改革创新示范区"];

/// A name of two to four characters.
pub(super) fn person_name(chance: &mut Chance) -> String {
    let mut name = chance.pick(SURNAMES).to_owned();
    for _ in 0..=chance.below(2) {
        name.push(chance.character(GIVEN));
    }
    name
}

/// The name of a firm of the division and a trade.
pub(super) fn firm_name(chance: &mut Chance, division: Division, trade: &str) -> String {
    let words: String = (0..2 + chance.below(2)).map(|_| chance.character(FIRM_WORDS)).collect();
    format!("{}{words}{trade}有限公司", short_name(division))
}

/// 沈阳 for 沈阳市.
fn short_name(division: Division) -> &'static str {
    let name = division.name_zh();
    DIVISION_SUFFIXES.iter().find_map(|suffix| name.strip_suffix(suffix)).unwrap_or(name)
}

/// A street and a number in the division.
pub(super) fn address(chance: &mut Chance, division: Division) -> String {
    format!("辽宁省{}{}{}号", division.name_zh(), chance.pick(ROADS), 1 + chance.below(400))
}

/// Four digits of the division and `99`, which GB/T 2260 assigns to no district.
fn nowhere(division: Division) -> String {
    format!("{}99", division.numbering_code().get(..4).unwrap_or("2101"))
}

/// The unified social credit code of the firm of this number; no two numbers give the same.
pub(super) fn firm_code(division: Division, number: usize) -> String {
    let first_17 = format!("91{}MA{number:07}", nowhere(division));
    let check = uscc::check_character(&first_17).unwrap_or_default();
    format!("{first_17}{check}")
}

/// The same code with a check character that is not its own.
pub(super) fn with_wrong_check(code: &str) -> String {
    let (first_17, check) = code.split_at_checked(17).unwrap_or_default();
    format!("{first_17}{}", if check == "0" { "1" } else { "0" })
}

/// An identity number.
pub(super) fn identity_number(chance: &mut Chance, division: Division) -> String {
    let born = 1966 + chance.below(37);
    let digits = format!(
        "{}{born}{:02}{:02}{:03}",
        nowhere(division),
        1 + chance.below(12),
        1 + chance.below(28),
        chance.below(1000)
    );
    let check = citizen_id::check_character(&digits).unwrap_or_default();
    format!("{digits}{check}")
}

/// A day up to so many days before another.
pub(super) fn day_before(chance: &mut Chance, day: Date, days_max: u32) -> Date {
    let days = i64::from(chance.below(days_max));
    day.saturating_sub(jiff::Span::new().days(days))
}

/// The last day of a term of so many years.
pub(super) fn end_of_term(from: Date, years: i16) -> Date {
    let anniversary = from.saturating_add(jiff::Span::new().years(years));
    anniversary.yesterday().unwrap_or(anniversary)
}
