//! 模板: what the page of a kind looks like; versioned data of the catalogue (provincial rule, art. 4(1)).
//!
//! One file a kind and version, `data/templates/<kind>-<version>.json`. A file that a license was made with is never
//! edited: a change is a new version, and a license made before keeps the page that it was made with.

use std::sync::LazyLock;

use license::kind::Kind;
use serde::Deserialize;

use crate::artwork::Artwork;
use crate::page::{Area, Color, Ink, Length};
use crate::seal::SealPlace;

/// The page of a kind of license, in one version.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Template {
    /// The kind's three digits.
    pub(crate) kind: Kind,
    /// From 1.
    pub(crate) version: u16,
    pub(crate) width: Length,
    pub(crate) height: Length,
    pub(crate) artwork: Vec<Artwork>,
    pub(crate) label: LabelStyle,
    pub(crate) lines: Vec<Line>,
    /// Where the photo stands; a template without one shows none.
    #[serde(default)]
    pub(crate) photo: Option<Area>,
    /// Where the license code or another symbol stands: a square with its quiet zone.
    pub(crate) code: Area,
    /// Where the seal stands: 42 mm a side.
    pub(crate) seal: Area,
}

/// How labels and the rules under values are drawn.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct LabelStyle {
    pub(crate) size: Length,
    pub(crate) color: Color,
    pub(crate) rule: Ink,
}

/// A label and its value. The value's text names fields in braces: `{KZ_XKZZ}字 {KZ_XKZH}号`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Line {
    #[serde(default)]
    pub(crate) label: String,
    pub(crate) text: String,
    /// Label and value together.
    pub(crate) area: Area,
    /// How much of the area's width is the label's.
    #[serde(default = "no_length")]
    pub(crate) label_width: Length,
    /// The size of the value; a text that does not fit is set smaller, down to `size_min`, and never cut.
    pub(crate) size: Length,
    pub(crate) size_min: Length,
    pub(crate) color: Color,
    #[serde(default)]
    pub(crate) align: Align,
}

/// Where a text stands in its area.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Align {
    /// From the left.
    #[default]
    Start,
    /// In the middle.
    Centre,
}

const fn no_length() -> Length {
    Length::ZERO
}

macro_rules! templates {
    ($($name:literal),* $(,)?) => {
        const FILES: &[&str] = &[$(include_str!(concat!("../data/templates/", $name, ".json"))),*];
    };
}

templates!("008-1", "016-1", "074-1", "079-1", "013-1", "073-1", "071-1", "075-1", "072-1");

static TEMPLATES: LazyLock<Vec<Template>> =
    LazyLock::new(|| FILES.iter().filter_map(|file| serde_json::from_str(file).ok()).collect());

impl Template {
    /// The template of a kind and version; `None` for one that this build does not carry.
    #[must_use]
    pub fn of(kind: Kind, version: u16) -> Option<&'static Self> {
        TEMPLATES.iter().find(|template| template.kind == kind && template.version == version)
    }

    /// Its kind.
    #[must_use]
    pub const fn kind(&self) -> Kind {
        self.kind
    }

    /// Its version.
    #[must_use]
    pub const fn version(&self) -> u16 {
        self.version
    }

    /// Where the seal stands.
    #[must_use]
    pub fn seal_place(&self) -> SealPlace {
        SealPlace::of(self.seal)
    }

    /// The short names that the page shows.
    pub fn fields(&self) -> impl Iterator<Item = &str> {
        self.lines.iter().flat_map(|line| pieces(&line.text)).filter_map(|piece| match piece {
            Piece::Field(name) => Some(name),
            Piece::Text(_) => None,
        })
    }
}

/// A part of a line's text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Piece<'a> {
    Text(&'a str),
    Field(&'a str),
}

/// Splits `{A}字{B}号`; a brace without its partner is text.
pub(crate) fn pieces(text: &str) -> Vec<Piece<'_>> {
    let (mut pieces, mut rest) = (vec![], text);
    while let Some((before, (name, after))) =
        rest.split_once('{').and_then(|(before, from)| Some((before, from.split_once('}')?)))
    {
        pieces.extend([Piece::Text(before), Piece::Field(name)]);
        rest = after;
    }
    pieces.push(Piece::Text(rest));
    pieces.retain(|piece| *piece != Piece::Text(""));
    pieces
}

#[cfg(test)]
mod tests {
    use license::catalogue::catalogue;

    use super::*;

    #[test]
    fn every_file_is_read_and_every_kind_has_its_first_version() {
        for file in FILES {
            if let Err(error) = serde_json::from_str::<Template>(file) {
                panic!("{error}: {file}");
            }
        }
        assert_eq!(TEMPLATES.len(), FILES.len());
        for kind in Kind::ALL {
            assert!(Template::of(kind, 1).is_some(), "{kind}");
            assert!(Template::of(kind, kind.template_version()).is_some(), "{kind}: the version in force");
            assert!(Template::of(kind, 0).is_none());
        }
    }

    #[test]
    fn every_field_that_the_catalogue_puts_on_the_face_has_its_place() {
        for template in TEMPLATES.iter() {
            let fields = catalogue().face_fields(template.kind.class());
            let on_face = fields.iter().filter(|field| field.on_face && !field.short_name.is_empty());
            for field in on_face.filter(|field| field.value_type != "image") {
                assert!(
                    template.fields().any(|name| name == field.short_name),
                    "{} {}",
                    template.kind,
                    field.short_name
                );
            }
            for always in ["ZZMC", "ZZBS"] {
                assert!(template.fields().any(|name| name == always), "{} {always}", template.kind);
            }
            assert_eq!(template.photo.is_some(), template.kind.photo().is_some(), "{}", template.kind);
        }
    }

    #[test]
    fn everything_stands_on_the_page_and_the_seal_has_its_size() {
        for template in TEMPLATES.iter() {
            let areas = template.lines.iter().map(|line| line.area).chain(template.photo);
            for area in areas.chain([template.code, template.seal]) {
                assert!(area.x >= Length::ZERO && area.y >= Length::ZERO, "{} {area}", template.kind);
                assert!(area.right() <= template.width && area.bottom() <= template.height, "{} {area}", template.kind);
            }
            assert_eq!((template.seal.width, template.seal.height), (Length::mm(42), Length::mm(42)));
            assert_eq!(template.code.width, template.code.height);
        }
    }

    /// What is kept of a photo has the pixels that its box prints at 300 to the inch, and no more.
    #[test]
    fn photos_are_kept_as_large_as_they_are_printed() {
        for template in TEMPLATES.iter() {
            let (Some(area), Some(photo)) = (template.photo, template.kind.photo()) else { continue };
            let rule = catalogue().photo_rule(photo);
            for (length, kept) in [(area.width, rule.kept_width), (area.height, rule.kept_height)] {
                // an inch is 25,400 micrometres
                let (kept, printed) = (i64::from(kept) * 254, length.in_micrometres() * 3);
                assert!(kept.abs_diff(printed) <= 254, "{}: {kept} {printed}", template.kind);
            }
        }
    }

    #[test]
    fn texts_name_fields_in_braces() {
        use Piece::{Field, Text};
        assert_eq!(pieces("{A}字 {B}号"), [Field("A"), Text("字 "), Field("B"), Text("号")]);
        assert_eq!(pieces("no field"), [Text("no field")]);
        assert_eq!(pieces("{A"), [Text("{A")]);
        assert!(pieces("").is_empty());
    }
}
