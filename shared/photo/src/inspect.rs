use serde::{Deserialize, Serialize};

use license::catalogue::Severity;

use crate::derive::{Derivatives, derived};
use crate::exif::Orientation;
use crate::finding::{Finding, FindingCode};
use crate::hash::PhotoHash;
use crate::jpeg_file::{JPEG_SCANS_MAX, JpegFile, PROGRESSIVE_PIXELS_MAX};
use crate::look::look;
use crate::png_file::{INTERLACED_PIXELS_MAX, PngFile};
use crate::raster::Raster;
use crate::rule::{Format, PhotoRule};
use crate::shrink::within;
use crate::{decode, jpeg_file, png_file};

/// Where the photo goes next. An accepted photo is still an officer's to judge (rule art. 7).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// Fit to be looked at and used.
    Accept,
    /// Back to the holder, with the findings as reasons.
    Return,
}

/// The outcome of the inspection.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Inspection {
    /// `Return` exactly when a finding is refused.
    pub verdict: Verdict,
    /// Everything found, in the order found.
    pub findings: Vec<Finding>,
    /// Width as seen (after orientation), in pixels; 0 when not known.
    pub width: u32,
    /// Height as seen (after orientation), in pixels; 0 when not known.
    pub height: u32,
    /// The format by content; `None` when it is no image.
    pub format: Option<Format>,
    /// What is kept. Present exactly on `Accept`.
    pub derivatives: Option<Derivatives>,
    /// What the picture looks like from afar. Present whenever it was decoded and what is kept has
    /// 16 pixels a side.
    pub hash: Option<PhotoHash>,
}

/// Inspects an upload against the rule. Never panics, whatever the bytes.
#[must_use]
pub fn inspect(bytes: &[u8], rule: &PhotoRule) -> Inspection {
    if bytes.is_empty() {
        return Inspection::refused(None, Finding::plain(FindingCode::Empty));
    }
    let size = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
    if size > rule.bytes_max {
        return Inspection::refused(None, Finding::beyond(FindingCode::TooManyBytes, size, rule.bytes_max));
    }
    let Some(format) = Format::of(bytes) else {
        return Inspection::refused(None, Finding::plain(FindingCode::NotAnImage));
    };
    if !rule.formats.contains(&format) {
        return Inspection::refused(Some(format), Finding::plain(FindingCode::UnsupportedCoding));
    }
    match Picture::read(bytes, format) {
        Ok(picture) => judge(picture, format, rule),
        Err(flaw) => Inspection::refused(Some(format), flaw),
    }
}

/// What a picture says about itself, without decoding: for a page that places and turns it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Described {
    /// The format by content.
    pub format: Format,
    /// Width as seen (after orientation), in pixels.
    pub width: u32,
    /// Height as seen (after orientation), in pixels.
    pub height: u32,
    /// How the stored picture is to be turned.
    pub orientation: Orientation,
}

/// Describes a picture that was accepted before; `None` when its structure is not whole.
#[must_use]
pub fn describe(bytes: &[u8]) -> Option<Described> {
    let format = Format::of(bytes)?;
    let Picture { width, height, orientation, .. } = Picture::read(bytes, format).ok()?;
    Some(Described { format, width, height, orientation })
}

/// What both formats tell before decoding.
struct Picture {
    width: u32,
    height: u32,
    orientation: Orientation,
    kept: Vec<u8>,
    trailing: u64,
    metadata: u64,
    cost: Cost,
}

/// What decides the cost of decoding.
enum Cost {
    Jpeg(Passes),
    Png { interlaced: bool },
}

/// What a JPEG's decoder passes through.
struct Passes {
    progressive: bool,
    scans: u64,
    entropy_bytes: u64,
}

impl From<JpegFile> for Picture {
    fn from(file: JpegFile) -> Self {
        let swaps = file.orientation.swaps_sides();
        let (width, height) = if swaps { (file.height, file.width) } else { (file.width, file.height) };
        Self {
            width,
            height,
            orientation: file.orientation,
            kept: file.kept,
            trailing: file.trailing,
            metadata: file.metadata,
            cost: Cost::Jpeg(Passes {
                progressive: file.progressive,
                scans: file.scans,
                entropy_bytes: file.entropy_bytes,
            }),
        }
    }
}

impl From<PngFile> for Picture {
    fn from(file: PngFile) -> Self {
        let swaps = file.orientation.swaps_sides();
        let (width, height) = if swaps { (file.height, file.width) } else { (file.width, file.height) };
        Self {
            width,
            height,
            orientation: file.orientation,
            kept: file.kept,
            trailing: file.trailing,
            metadata: file.metadata,
            cost: Cost::Png { interlaced: file.interlaced },
        }
    }
}

impl Picture {
    fn read(bytes: &[u8], format: Format) -> Result<Self, Finding> {
        match format {
            Format::Jpeg => jpeg_file::read(bytes).map(Self::from),
            Format::Png => png_file::read(bytes).map(Self::from),
        }
    }

    fn pixels(&self) -> u64 {
        u64::from(self.width).saturating_mul(self.height.into())
    }

    /// Upright, in the size that is kept.
    fn decoded(&self, rule: &PhotoRule) -> Option<Raster> {
        let kept = [rule.kept_width, rule.kept_height].map(u32::from);
        let [width, height] = within([self.width, self.height], kept);
        let stored = if self.orientation.swaps_sides() { [height, width] } else { [width, height] };
        let raster = match self.cost {
            Cost::Jpeg(_) => decode::jpeg(&self.kept, rule.pixels_max, stored),
            Cost::Png { .. } => decode::png(&self.kept, rule.pixels_max, stored),
        };
        raster.map(|raster| raster.turned(self.orientation))
    }
}

/// Limits first; only what passes them is decoded, and only what was decoded is looked at.
fn judge(picture: Picture, format: Format, rule: &PhotoRule) -> Inspection {
    let mut findings = limits(&picture, rule);
    findings.extend(cost(&picture.cost, picture.pixels()));
    findings.extend(removed(&picture));
    let mut inspection = Inspection {
        verdict: Verdict::Return,
        findings,
        width: picture.width,
        height: picture.height,
        format: Some(format),
        derivatives: None,
        hash: None,
    };
    if !returns(&inspection.findings) {
        inspection.see(&picture, rule);
    }
    inspection
}

fn removed(picture: &Picture) -> impl Iterator<Item = Finding> + use<> {
    let kinds = [(FindingCode::TrailingData, picture.trailing), (FindingCode::MetadataRemoved, picture.metadata)];
    kinds.into_iter().filter(|(_, bytes)| *bytes > 0).map(|(code, bytes)| Finding::measured(code, bytes))
}

fn returns(findings: &[Finding]) -> bool {
    findings.iter().any(|finding| finding.severity == Severity::Refuse)
}

fn limits(picture: &Picture, rule: &PhotoRule) -> Vec<Finding> {
    let aspect = u64::from(picture.width).saturating_mul(1000) / u64::from(picture.height.max(1));
    let (aspect_min, aspect_max) = (rule.aspect_min_thousandths.into(), rule.aspect_max_thousandths.into());
    let checks = [
        (picture.pixels() > rule.pixels_max, FindingCode::TooManyPixels, picture.pixels(), rule.pixels_max),
        (picture.width < rule.width_min, FindingCode::TooNarrow, picture.width.into(), rule.width_min.into()),
        (picture.height < rule.height_min, FindingCode::TooLow, picture.height.into(), rule.height_min.into()),
        (aspect < aspect_min, FindingCode::WrongAspect, aspect, aspect_min),
        (aspect > aspect_max, FindingCode::WrongAspect, aspect, aspect_max),
    ];
    checks
        .into_iter()
        .filter(|(broken, ..)| *broken)
        .map(|(_, code, value, limit)| Finding::beyond(code, value, limit))
        .collect()
}

/// What cannot be decoded row by row, or block by block, is held whole, and so is bounded by itself.
fn cost(cost: &Cost, pixels: u64) -> Option<Finding> {
    match cost {
        Cost::Jpeg(passes) => passes_cost(passes, pixels),
        Cost::Png { interlaced } => (*interlaced && pixels > INTERLACED_PIXELS_MAX)
            .then(|| Finding::beyond(FindingCode::InterlacedTooLarge, pixels, INTERLACED_PIXELS_MAX)),
    }
}

/// Every 8×8 block costs at least one bit of entropy-coded data, so fewer bits than blocks is a cut file (or a bomb:
/// a small file that would make the decoder fill a large picture).
fn passes_cost(passes: &Passes, pixels: u64) -> Option<Finding> {
    if passes.progressive && pixels > PROGRESSIVE_PIXELS_MAX {
        Some(Finding::beyond(FindingCode::ProgressiveTooLarge, pixels, PROGRESSIVE_PIXELS_MAX))
    } else if passes.scans > JPEG_SCANS_MAX {
        Some(Finding::beyond(FindingCode::TooManyScans, passes.scans, JPEG_SCANS_MAX))
    } else if passes.entropy_bytes.saturating_mul(8) < pixels / 64 {
        Some(Finding::plain(FindingCode::Truncated))
    } else {
        None
    }
}

impl Inspection {
    /// Decodes, measures, and derives what is kept.
    fn see(&mut self, picture: &Picture, rule: &PhotoRule) {
        let Some(raster) = picture.decoded(rule) else {
            self.findings.push(Finding::plain(FindingCode::Undecodable));
            return;
        };
        self.hash = PhotoHash::of(&raster, rule.kind);
        self.findings.extend(look(&raster, rule));
        if returns(&self.findings) {
            return;
        }
        self.derivatives = derived(&raster);
        match self.derivatives {
            Some(_) => self.verdict = Verdict::Accept,
            None => self.findings.push(Finding::plain(FindingCode::Undecodable)),
        }
    }

    fn refused(format: Option<Format>, finding: Finding) -> Self {
        let findings = vec![finding];
        Self { verdict: Verdict::Return, findings, width: 0, height: 0, format, derivatives: None, hash: None }
    }
}

/// The hash alone, for many pictures.
#[cfg(test)]
pub(crate) fn hashed(bytes: &[u8], rule: &PhotoRule) -> Option<PhotoHash> {
    PhotoHash::of(&Picture::read(bytes, Format::of(bytes)?).ok()?.decoded(rule)?, rule.kind)
}

#[cfg(test)]
mod tests;
