//! review-photo
