use serde::{Deserialize, Serialize};

/// How much a finding weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// The photo goes back to the holder.
    Return,
    /// Worth knowing; the photo can be used.
    Note,
}

/// What was found, by name. The words for people live in the catalogue.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FindingCode {
    /// The upload has no bytes.
    Empty,
    /// Neither a JPEG nor a PNG by content.
    NotAnImage,
    /// The file is longer than the rule allows; value and limit in bytes.
    TooManyBytes,
    /// The picture has more pixels than the rule allows; value and limit in pixels.
    TooManyPixels,
    /// The picture as seen is too narrow; value and limit in pixels.
    TooNarrow,
    /// The picture as seen is too low; value and limit in pixels.
    TooLow,
    /// Width ÷ height as seen is out of range; value and the limit passed in thousandths.
    WrongAspect,
    /// The file ends before the picture does.
    Truncated,
    /// The file breaks its own format.
    Malformed,
    /// A format that the rule does not take, or a form of JPEG that nobody does (arithmetic, lossless, 12 bits, CMYK …).
    UnsupportedCoding,
    /// A progressive JPEG beyond [`PROGRESSIVE_PIXELS_MAX`](crate::PROGRESSIVE_PIXELS_MAX); value and limit in pixels.
    ProgressiveTooLarge,
    /// A JPEG of more scans than [`JPEG_SCANS_MAX`](crate::JPEG_SCANS_MAX); value and limit are counts.
    TooManyScans,
    /// The structure is whole but the pixels cannot be decoded.
    Undecodable,
    /// Bytes followed the picture and were cut off; value in bytes.
    TrailingData,
    /// Metadata (EXIF, comments, profiles …) was removed; value in bytes.
    MetadataRemoved,
}

impl FindingCode {
    /// Whether this finding sends the photo back.
    #[must_use]
    pub const fn severity(self) -> Severity {
        match self {
            Self::TrailingData | Self::MetadataRemoved => Severity::Note,
            Self::Empty
            | Self::NotAnImage
            | Self::TooManyBytes
            | Self::TooManyPixels
            | Self::TooNarrow
            | Self::TooLow
            | Self::WrongAspect
            | Self::Truncated
            | Self::Malformed
            | Self::UnsupportedCoding
            | Self::ProgressiveTooLarge
            | Self::TooManyScans
            | Self::Undecodable => Severity::Return,
        }
    }

    /// The name on the wire and in the catalogue: `too-many-bytes`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::NotAnImage => "not-an-image",
            Self::TooManyBytes => "too-many-bytes",
            Self::TooManyPixels => "too-many-pixels",
            Self::TooNarrow => "too-narrow",
            Self::TooLow => "too-low",
            Self::WrongAspect => "wrong-aspect",
            Self::Truncated => "truncated",
            Self::Malformed => "malformed",
            Self::UnsupportedCoding => "unsupported-coding",
            Self::ProgressiveTooLarge => "progressive-too-large",
            Self::TooManyScans => "too-many-scans",
            Self::Undecodable => "undecodable",
            Self::TrailingData => "trailing-data",
            Self::MetadataRemoved => "metadata-removed",
        }
    }
}

/// One thing found, with what was measured and what was allowed where that says something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// What.
    pub code: FindingCode,
    /// How much it weighs; always [`FindingCode::severity`] of the code.
    pub severity: Severity,
    /// What was measured, in the unit that the code names.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<u64>,
    /// What was allowed, in the same unit.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub limit: Option<u64>,
}

impl Finding {
    pub(crate) const fn plain(code: FindingCode) -> Self {
        Self { code, severity: code.severity(), value: None, limit: None }
    }

    pub(crate) const fn measured(code: FindingCode, value: u64) -> Self {
        Self { code, severity: code.severity(), value: Some(value), limit: None }
    }

    pub(crate) const fn beyond(code: FindingCode, value: u64, limit: u64) -> Self {
        Self { code, severity: code.severity(), value: Some(value), limit: Some(limit) }
    }
}
