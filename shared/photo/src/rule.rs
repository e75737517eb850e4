use license::catalogue::Severity;
use license::kind::PhotoKind;
use serde::{Deserialize, Serialize};

use crate::finding::{Bound, Finding, FindingCode};

/// What the catalogue asks of a photo. No official limits are published, so every number is data.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PhotoRule {
    /// What the photo shows.
    pub kind: PhotoKind,
    /// Smallest width as seen, in pixels.
    pub width_min: u32,
    /// Smallest height as seen, in pixels.
    pub height_min: u32,
    /// Largest width × height, in pixels.
    pub pixels_max: u64,
    /// Largest file as uploaded, in bytes.
    pub bytes_max: u64,
    /// Smallest width ÷ height as seen, in thousandths (1000 is a square).
    pub aspect_min_thousandths: u32,
    /// Largest width ÷ height as seen, in thousandths.
    pub aspect_max_thousandths: u32,
    /// The formats taken.
    pub formats: Vec<Format>,
    /// Largest width of the picture that is kept, in pixels.
    pub kept_width: u16,
    /// Largest height of the picture that is kept, in pixels.
    pub kept_height: u16,
    /// What is measured, from which value on it is a finding, and how much that weighs.
    pub limits: Vec<Limit>,
}

/// From which value on a measure is a finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limit {
    /// The finding.
    pub code: FindingCode,
    /// How much it weighs.
    pub severity: Severity,
    /// The last value that is no finding, in the unit of the code.
    pub value: u64,
}

impl Limit {
    fn is_broken_by(&self, value: u64) -> bool {
        match self.code.bound() {
            Bound::AtLeast => value < self.value,
            Bound::AtMost => value > self.value,
        }
    }
}

impl PhotoRule {
    /// The gravest finding that a measured value is.
    pub(crate) fn judge(&self, code: FindingCode, value: u64) -> Option<Finding> {
        let broken = self.limits.iter().filter(|limit| limit.code == code && limit.is_broken_by(value));
        let gravest = broken.max_by_key(|limit| limit.severity)?;
        Some(Finding { code, severity: gravest.severity, value: Some(value), limit: Some(gravest.value) })
    }
}

impl From<&license::catalogue::PhotoRule> for PhotoRule {
    fn from(row: &license::catalogue::PhotoRule) -> Self {
        let taken = |format: &Format| row.formats.iter().any(|name| name == format.name());
        Self {
            kind: row.photo,
            width_min: row.width_min,
            height_min: row.height_min,
            pixels_max: row.pixels_max,
            bytes_max: row.bytes_max,
            aspect_min_thousandths: row.aspect_min_thousandths,
            aspect_max_thousandths: row.aspect_max_thousandths,
            formats: Format::ALL.into_iter().filter(taken).collect(),
            kept_width: row.kept_width,
            kept_height: row.kept_height,
            limits: row.findings.iter().filter_map(limit).collect(),
        }
    }
}

/// Every row names a code: a test holds the two lists together.
fn limit(row: &license::catalogue::PhotoFinding) -> Option<Limit> {
    let code = FindingCode::ALL.iter().copied().find(|code| code.name() == row.code)?;
    Some(Limit { code, severity: row.severity, value: row.limit })
}

/// The formats that a photo may have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Format {
    /// JPEG, baseline or progressive.
    Jpeg,
    /// PNG.
    Png,
}

impl Format {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Jpeg, Self::Png];

    /// `jpeg` or `png`, as in the catalogue.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Jpeg => "jpeg",
            Self::Png => "png",
        }
    }

    /// The media type to store and serve the photo under.
    #[must_use]
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Jpeg => "image/jpeg",
            Self::Png => "image/png",
        }
    }

    /// Decides by the first bytes alone.
    pub(crate) fn of(bytes: &[u8]) -> Option<Self> {
        if bytes.starts_with(&[0xFF, 0xD8, 0xFF]) {
            Some(Self::Jpeg)
        } else if bytes.starts_with(&crate::png_file::SIGNATURE) {
            Some(Self::Png)
        } else {
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_gravest_broken_limit_counts_and_limits_are_inclusive() {
        let mut rule = crate::samples::vehicle_rule();
        let limit = |code, severity, value| Limit { code, severity, value };
        rule.limits = vec![
            limit(FindingCode::TooDark, Severity::Refuse, 40),
            limit(FindingCode::TooDark, Severity::Warn, 70),
            limit(FindingCode::BurntOut, Severity::Note, 100),
        ];
        let said = |code, value| rule.judge(code, value).map(|finding| (finding.severity, finding.limit));
        for (value, expected) in [
            (39, Some((Severity::Refuse, Some(40)))),
            (40, Some((Severity::Warn, Some(70)))),
            (69, Some((Severity::Warn, Some(70)))),
            (70, None),
        ] {
            assert_eq!(said(FindingCode::TooDark, value), expected, "{value}");
        }
        assert_eq!(said(FindingCode::BurntOut, 100), None);
        assert_eq!(said(FindingCode::BurntOut, 101), Some((Severity::Note, Some(100))));
        assert_eq!(said(FindingCode::Grey, 0), None, "what has no limit is no finding");
    }
}
