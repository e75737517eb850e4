//! Vehicle plate with its color, 车辆号牌 (GA 36) and 车牌颜色 (JT/T 697.7, 5.6). Together they identify a vehicle.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::catalogue::plate_color_zh;
use crate::catalogue::text_form::text_form;

const PROVINCES: &str = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼";

/// A plate number with its color, such as 辽A12345 on yellow.
///
/// Personal data: `Debug` shows the mask; `Display` shows all of it (`辽A12345/2`) and is for keys and storage only.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "PlateText", try_from = "PlateText")]
pub struct Plate {
    number: String,
    color: PlateColor,
    form: PlateForm,
}

/// The color of a plate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PlateColor {
    /// 1 蓝色
    Blue,
    /// 2 黄色
    Yellow,
    /// 3 黑色
    Black,
    /// 4 白色
    White,
    /// 5 绿色
    Green,
    /// 9 其他
    Other,
    /// 91 农黄色
    AgriculturalYellow,
    /// 92 农绿色
    AgriculturalGreen,
    /// 93 黄绿色: large new-energy vehicles
    YellowGreen,
    /// 94 渐变绿: small new-energy vehicles
    GradientGreen,
}

/// The pattern that a plate number follows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PlateForm {
    /// Province, letter and five letters or digits.
    Ordinary,
    /// Six after the letter, the first of them a letter: small new-energy vehicles.
    NewEnergySmall,
    /// Six after the letter, the last of them a letter: large new-energy vehicles.
    NewEnergyLarge,
    /// Ending in 挂.
    Trailer,
    /// Ending in 学.
    Coach,
    /// Ending in 警.
    Police,
    /// Ending in 港 or 澳.
    HongKongMacao,
}

/// Why a number and a color are no plate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PlateError {
    /// The number follows none of the patterns.
    #[error("the plate number follows no pattern of GA 36")]
    Form,
    /// No color has this code.
    #[error("no plate color has this code")]
    Color,
    /// The color does not go with the pattern.
    #[error("large new-energy plates are yellow-green (93), small ones gradient green (94), and no others are")]
    ColorOfForm,
}

impl PlateError {
    /// The stable name of the error.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Form => "plate.form",
            Self::Color => "plate.color",
            Self::ColorOfForm => "plate.color_of_form",
        }
    }
}

impl Plate {
    /// Reads a plate number and the code of its color.
    pub fn parse(number: &str, color_code: &str) -> Result<Self, PlateError> {
        Self::new(number, PlateColor::parse(color_code)?)
    }

    /// Reads a plate number of a color.
    pub fn new(number: &str, color: PlateColor) -> Result<Self, PlateError> {
        let form = PlateForm::of(number).ok_or(PlateError::Form)?;
        let fits = match form {
            PlateForm::NewEnergySmall => color == PlateColor::GradientGreen,
            PlateForm::NewEnergyLarge => color == PlateColor::YellowGreen,
            PlateForm::Ordinary
            | PlateForm::Trailer
            | PlateForm::Coach
            | PlateForm::Police
            | PlateForm::HongKongMacao => !matches!(color, PlateColor::GradientGreen | PlateColor::YellowGreen),
        };
        if fits { Ok(Self { number: number.to_owned(), color, form }) } else { Err(PlateError::ColorOfForm) }
    }

    /// The plate number, in full.
    #[must_use]
    pub fn number(&self) -> &str {
        &self.number
    }

    /// The color.
    #[must_use]
    pub fn color(&self) -> PlateColor {
        self.color
    }

    /// The pattern of the number.
    #[must_use]
    pub fn form(&self) -> PlateForm {
        self.form
    }

    /// Province, letter and the last two characters; stars between.
    #[must_use]
    pub fn masked(&self) -> String {
        let last = self.number.chars().count().saturating_sub(2);
        self.number.chars().enumerate().map(|(place, c)| if (2..last).contains(&place) { '*' } else { c }).collect()
    }
}

impl PlateForm {
    fn of(number: &str) -> Option<Self> {
        let characters: Vec<char> = number.chars().collect();
        let (province, letter, rest) = match characters.as_slice() {
            [province, letter, rest @ ..] => (*province, *letter, rest),
            _ => return None,
        };
        if !PROVINCES.contains(province) || !is_letter(letter) {
            return None;
        }
        match rest {
            [a, b, c, d, last] if [a, b, c, d].into_iter().all(|&c| is_serial(c)) => match last {
                '挂' => Some(Self::Trailer),
                '学' => Some(Self::Coach),
                '警' => Some(Self::Police),
                // Only Guangdong gives these, under the letter Z.
                '港' | '澳' => (province == '粤' && letter == 'Z').then_some(Self::HongKongMacao),
                other => is_serial(*other).then_some(Self::Ordinary),
            },
            [first, second, digits @ ..] if digits.len() == 4 => match digits {
                [.., last] if is_new_energy_letter(*last) => {
                    rest.iter().take(5).all(char::is_ascii_digit).then_some(Self::NewEnergyLarge)
                }
                _ => (is_new_energy_letter(*first) && is_serial(*second) && digits.iter().all(char::is_ascii_digit))
                    .then_some(Self::NewEnergySmall),
            },
            _ => None,
        }
    }
}

fn is_letter(c: char) -> bool {
    c.is_ascii_uppercase() && c != 'I' && c != 'O'
}

fn is_serial(c: char) -> bool {
    c.is_ascii_digit() || is_letter(c)
}

fn is_new_energy_letter(c: char) -> bool {
    matches!(c, 'A'..='H' | 'J' | 'K')
}

impl PlateColor {
    /// All ten.
    pub const ALL: [Self; 10] = [
        Self::Blue,
        Self::Yellow,
        Self::Black,
        Self::White,
        Self::Green,
        Self::Other,
        Self::AgriculturalYellow,
        Self::AgriculturalGreen,
        Self::YellowGreen,
        Self::GradientGreen,
    ];

    /// Reads a code of JT/T 697.7-2014, 5.6.
    pub fn parse(code: &str) -> Result<Self, PlateError> {
        Self::ALL.into_iter().find(|color| color.code() == code).ok_or(PlateError::Color)
    }

    /// The code, one or two digits.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Blue => "1",
            Self::Yellow => "2",
            Self::Black => "3",
            Self::White => "4",
            Self::Green => "5",
            Self::Other => "9",
            Self::AgriculturalYellow => "91",
            Self::AgriculturalGreen => "92",
            Self::YellowGreen => "93",
            Self::GradientGreen => "94",
        }
    }

    /// The code, as every value gives its text.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        self.code()
    }

    /// The Chinese name.
    #[must_use]
    pub fn name_zh(self) -> &'static str {
        plate_color_zh(self.code()).unwrap_or(self.code())
    }
}

/// A plate as it is written in JSON.
#[derive(Serialize, Deserialize)]
struct PlateText {
    number: String,
    color: PlateColor,
}

impl From<Plate> for PlateText {
    fn from(plate: Plate) -> Self {
        Self { number: plate.number, color: plate.color }
    }
}

impl TryFrom<PlateText> for Plate {
    type Error = PlateError;

    fn try_from(text: PlateText) -> Result<Self, PlateError> {
        Self::new(&text.number, text.color)
    }
}

impl std::str::FromStr for Plate {
    type Err = PlateError;

    /// Reads `辽A12345/2`.
    fn from_str(text: &str) -> Result<Self, PlateError> {
        let (number, color) = text.split_once('/').ok_or(PlateError::Form)?;
        Self::parse(number, color)
    }
}

impl fmt::Display for Plate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.number, self.color)
    }
}

impl fmt::Debug for Plate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Plate({}/{})", self.masked(), self.color)
    }
}

text_form!(PlateColor, PlateError);

#[cfg(test)]
mod tests {
    use super::{Plate, PlateError, PlateForm};

    #[test]
    fn every_form_is_read_with_a_color_that_fits() {
        for (number, color, form) in [
            ("辽A12345", "1", PlateForm::Ordinary),
            ("辽A12345", "2", PlateForm::Ordinary),
            ("辽B8A8B8", "1", PlateForm::Ordinary),
            ("京A00001", "91", PlateForm::Ordinary),
            ("辽AD12345", "94", PlateForm::NewEnergySmall),
            ("辽PFK2345", "94", PlateForm::NewEnergySmall),
            ("辽A12345D", "93", PlateForm::NewEnergyLarge),
            ("辽C1234挂", "2", PlateForm::Trailer),
            ("辽C12A4学", "2", PlateForm::Coach),
            ("辽C1234警", "4", PlateForm::Police),
            ("粤Z1234港", "3", PlateForm::HongKongMacao),
            ("粤Z1234澳", "3", PlateForm::HongKongMacao),
        ] {
            let plate = Plate::parse(number, color).expect(number);
            assert_eq!((plate.number(), plate.color().code(), plate.form()), (number, color, form));
            assert_eq!(plate.to_string().parse(), Ok(plate));
        }
    }

    #[test]
    fn wrong_plates_are_refused_by_name() {
        for (number, color, error) in [
            ("", "1", PlateError::Form),
            ("辽A", "1", PlateError::Form),
            ("A12345", "1", PlateError::Form),
            ("辽12345", "1", PlateError::Form),
            ("辽A1234", "1", PlateError::Form),
            ("辽I12345", "1", PlateError::Form),
            ("辽O12345", "1", PlateError::Form),
            ("辽A1234I", "1", PlateError::Form),
            ("辽A1234O", "1", PlateError::Form),
            ("辽a12345", "1", PlateError::Form),
            ("辽A1234a", "1", PlateError::Form),
            ("辽A１2345", "1", PlateError::Form),
            ("辽A·12345", "1", PlateError::Form),
            (" 辽A12345", "1", PlateError::Form),
            ("台A12345", "1", PlateError::Form),
            ("辽A123456", "94", PlateError::Form),
            ("辽AL12345", "94", PlateError::Form),
            ("辽AD1234A5", "94", PlateError::Form),
            ("辽ADD123A", "93", PlateError::Form),
            ("辽A1234D5", "94", PlateError::Form),
            ("辽A12345L", "93", PlateError::Form),
            ("辽A12345挂", "2", PlateError::Form),
            ("辽A123挂", "2", PlateError::Form),
            ("辽A12挂34", "2", PlateError::Form),
            ("辽A1234港", "3", PlateError::Form),
            ("粤A1234港", "3", PlateError::Form),
            ("辽A1234领", "3", PlateError::Form),
            ("辽A12345", "", PlateError::Color),
            ("辽A12345", "6", PlateError::Color),
            ("辽A12345", "01", PlateError::Color),
            ("辽A12345", "黄", PlateError::Color),
            ("辽A12345", "94", PlateError::ColorOfForm),
            ("辽A1234挂", "93", PlateError::ColorOfForm),
            ("辽AD12345", "1", PlateError::ColorOfForm),
            ("辽AD12345", "93", PlateError::ColorOfForm),
            ("辽A12345D", "94", PlateError::ColorOfForm),
            ("辽A12345D", "5", PlateError::ColorOfForm),
        ] {
            assert_eq!(Plate::parse(number, color), Err(error), "{number:?} {color:?}");
        }
    }

    #[test]
    fn debug_is_masked_and_json_is_checked() {
        let plate = Plate::parse("辽A12345", "2").expect("plate");
        assert_eq!(plate.masked(), "辽A***45");
        assert_eq!(format!("{plate:?}"), "Plate(辽A***45/2)");
        let json = serde_json::to_string(&plate).expect("json");
        assert_eq!(json, r#"{"number":"辽A12345","color":"2"}"#);
        assert_eq!(serde_json::from_str::<Plate>(&json).expect("json"), plate);
        assert!(serde_json::from_str::<Plate>(r#"{"number":"辽A12345","color":"94"}"#).is_err());
    }
}
