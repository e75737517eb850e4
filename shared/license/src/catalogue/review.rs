//! What the review of photos goes by: limits and times, and what only an officer can judge.

use super::table::{Fault, Row, Tables};
use super::{Catalogue, ReturnReason, load};
use crate::kind::{Kind, PhotoKind};

/// Limits and times of the review.
#[derive(Debug)]
pub struct ReviewRules {
    /// How long a case stays with the officer who took it.
    pub lease_minutes: u16,
    /// How many cases an officer takes from the queue at once.
    pub cases_held_max: u8,
    /// How many photos a holder may upload for an application; then the counter helps.
    pub holder_uploads_max: u32,
    /// How far an officer's photo may skip ahead of those that arrived.
    pub officer_uploads_ahead_max: u32,
    /// In how many bits of 64 a photo may differ from another subject's and is still shown as near to it.
    pub duplicate_distance_max: u32,
    /// How many near photos are shown.
    pub duplicates_shown_max: u8,
}

/// One question that only an officer can answer about a photo.
#[derive(Debug)]
pub struct ReviewCheck {
    /// Its name.
    pub check: String,
    /// The photo that it is asked of.
    pub photo: PhotoKind,
    /// The reason to return the photo for, if the answer is no.
    pub reason: String,
    /// The question in Chinese.
    pub ask_zh: String,
    /// The question in English.
    pub ask_en: String,
}

impl Catalogue {
    /// Limits and times of the review.
    #[must_use]
    pub fn review_rules(&self) -> &ReviewRules {
        &self.review_rules
    }

    /// What only an officer can judge of such a photo, in the order to go by.
    pub fn review_checks(&self, photo: PhotoKind) -> impl Iterator<Item = &ReviewCheck> {
        self.review_checks.iter().filter(move |check| check.photo == photo)
    }
}

impl ReturnReason {
    /// Whether it can be said of an application for such a license: one about a vehicle's photo is none for a person's.
    #[must_use]
    pub fn fits(&self, kind: Kind) -> bool {
        self.photo.is_none_or(|photo| kind.photo() == Some(photo))
    }
}

pub(super) fn rules(tables: &Tables) -> Result<ReviewRules, Fault> {
    let row = |rule: &'static str| load::find(tables, "review_rules.csv", |row| row.text("rule") == rule);
    Ok(ReviewRules {
        lease_minutes: row("lease")?.number("value")?,
        cases_held_max: row("cases_held_max")?.number("value")?,
        holder_uploads_max: row("holder_uploads_max")?.number("value")?,
        officer_uploads_ahead_max: row("officer_uploads_ahead_max")?.number("value")?,
        duplicate_distance_max: row("duplicate_distance_max")?.number("value")?,
        duplicates_shown_max: row("duplicates_shown_max")?.number("value")?,
    })
}

pub(super) fn check(row: &Row) -> Result<ReviewCheck, Fault> {
    Ok(ReviewCheck {
        check: row.text("check").to_owned(),
        photo: load::photo_kind(row)?,
        reason: row.text("reason").to_owned(),
        ask_zh: row.text("ask_zh").to_owned(),
        ask_en: row.text("ask_en").to_owned(),
    })
}
