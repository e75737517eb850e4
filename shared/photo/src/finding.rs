use license::catalogue::Severity;
use serde::{Deserialize, Serialize};

macro_rules! codes {
    ($($(#[$doc:meta])* $code:ident $name:literal,)*) => {
        /// What was found, by name. The words for people are the catalogue's return reason of the same name.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum FindingCode {
            $($(#[$doc])* #[serde(rename = $name)] $code,)*
        }

        impl FindingCode {
            /// Every code, those of the file first.
            pub const ALL: &[Self] = &[$(Self::$code,)*];

            /// The name on the wire and in the catalogue: `too-many-bytes`.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self {
                    $(Self::$code => $name,)*
                }
            }
        }
    };
}

codes! {
    /// The upload has no bytes.
    Empty "empty",
    /// Neither a JPEG nor a PNG by content.
    NotAnImage "not-an-image",
    /// The file is longer than the rule allows; in bytes.
    TooManyBytes "too-many-bytes",
    /// The picture has more pixels than the rule allows; in pixels.
    TooManyPixels "too-many-pixels",
    /// The picture as seen is too narrow; in pixels.
    TooNarrow "too-narrow",
    /// The picture as seen is too low; in pixels.
    TooLow "too-low",
    /// Width ÷ height as seen is out of range; in thousandths, with the limit that was passed.
    WrongAspect "wrong-aspect",
    /// The file ends before the picture does.
    Truncated "truncated",
    /// The file breaks its own format.
    Malformed "malformed",
    /// A format that the rule does not take, or a form of JPEG that nobody does (arithmetic, lossless, 12 bits, CMYK …).
    UnsupportedCoding "unsupported-coding",
    /// A progressive JPEG beyond [`PROGRESSIVE_PIXELS_MAX`](crate::PROGRESSIVE_PIXELS_MAX); in pixels.
    ProgressiveTooLarge "progressive-too-large",
    /// An interlaced PNG beyond [`INTERLACED_PIXELS_MAX`](crate::INTERLACED_PIXELS_MAX); in pixels.
    InterlacedTooLarge "interlaced-too-large",
    /// A JPEG of more scans than [`JPEG_SCANS_MAX`](crate::JPEG_SCANS_MAX).
    TooManyScans "too-many-scans",
    /// The structure is whole but the pixels cannot be decoded.
    Undecodable "undecodable",
    /// Bytes followed the picture and were cut off; in bytes.
    TrailingData "trailing-data",
    /// Metadata (EXIF, comments, profiles …) was removed; in bytes.
    MetadataRemoved "metadata-removed",
    /// Edges are not sharp; sharpness in thousandths, 1000 for edges of one pixel.
    NotSharp "not-sharp",
    /// Even the lighter parts of what matters are dark; their luma, 0 to 255.
    TooDark "too-dark",
    /// Too much of what matters is white beyond drawing; its share in thousandths.
    BurntOut "burnt-out",
    /// Light and dark parts hardly differ; their distance in luma, 0 to 255.
    LowContrast "low-contrast",
    /// No colour; the distance of the more colourful parts from grey, 0 to 255.
    Grey "grey",
    /// Opposite sides are framed in one colour; the depth of the frame in thousandths of the side.
    Border "border",
    /// Bars with writing run along opposite sides, as on a screen; their depth in thousandths of the side.
    Screenshot "screenshot",
    /// A face fills much of what should show a vehicle; its size in thousandths of the height.
    Portrait "portrait",
    /// No face; how many.
    NoFace "no-face",
    /// More faces than one; how many.
    SeveralFaces "several-faces",
    /// The face is small; its width in thousandths of the picture's.
    FaceTooSmall "face-too-small",
    /// The face is large; its width in thousandths of the picture's.
    FaceTooLarge "face-too-large",
    /// The face is not in the middle; its distance from there in thousandths of the width.
    FaceOffCentre "face-off-centre",
    /// The face is tilted; in degrees to either side.
    FaceTilted "face-tilted",
    /// Even the lighter parts of the face are dark; their luma, 0 to 255.
    FaceTooDark "face-too-dark",
    /// A face is seen only when the picture is turned; by how many degrees clockwise.
    Turned "turned",
    /// The head leaves the picture above; the room above the face in thousandths of its size.
    HeadCutOff "head-cut-off",
    /// The shoulders are not in the picture; the room below the face in thousandths of its size.
    ShouldersCutOff "shoulders-cut-off",
    /// The ground beside the head is not light; its luma, 0 to 255.
    GroundNotLight "ground-not-light",
    /// The ground beside the head is not plain; the share that differs in thousandths.
    GroundNotPlain "ground-not-plain",
    /// The ground beside the head has a colour; its distance from grey, 0 to 255.
    GroundColoured "ground-coloured",
}

/// On which side of its limit a measure is a finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Bound {
    /// A smaller value is one.
    AtLeast,
    /// A larger value is one.
    AtMost,
}

impl FindingCode {
    /// Whether it is of the file, and so always weighs the same; otherwise it is measured on the picture, and the
    /// catalogue says from which value on, and how much that weighs.
    #[must_use]
    pub fn is_of_the_file(self) -> bool {
        self < Self::NotSharp
    }

    /// How much a finding of the file weighs: what cannot be read or kept is refused, what was only removed is noted.
    pub(crate) const fn of_the_file(self) -> Severity {
        if matches!(self, Self::TrailingData | Self::MetadataRemoved) { Severity::Note } else { Severity::Refuse }
    }

    /// On which side of a limit this is a finding.
    pub(crate) fn bound(self) -> Bound {
        const AT_LEAST: &[FindingCode] = &[
            FindingCode::NotSharp,
            FindingCode::TooDark,
            FindingCode::LowContrast,
            FindingCode::Grey,
            FindingCode::NoFace,
            FindingCode::FaceTooSmall,
            FindingCode::FaceTooDark,
            FindingCode::HeadCutOff,
            FindingCode::ShouldersCutOff,
            FindingCode::GroundNotLight,
        ];
        if AT_LEAST.contains(&self) { Bound::AtLeast } else { Bound::AtMost }
    }
}

/// One thing found, with what was measured and what was allowed where that says something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// What.
    pub code: FindingCode,
    /// How much it weighs.
    pub severity: Severity,
    /// What was measured, in the unit that the code names.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub value: Option<u64>,
    /// What was allowed, in the same unit.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub limit: Option<u64>,
}

impl Finding {
    pub(crate) const fn plain(code: FindingCode) -> Self {
        Self { code, severity: code.of_the_file(), value: None, limit: None }
    }

    pub(crate) const fn measured(code: FindingCode, value: u64) -> Self {
        Self { code, severity: code.of_the_file(), value: Some(value), limit: None }
    }

    pub(crate) const fn beyond(code: FindingCode, value: u64, limit: u64) -> Self {
        Self { code, severity: code.of_the_file(), value: Some(value), limit: Some(limit) }
    }
}
