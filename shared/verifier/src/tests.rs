#[path = "../../seal/src/ses/samples.rs"]
#[allow(dead_code, reason = "samples of another crate's tests, taken whole")]
mod samples;

mod cases;
mod files;
mod lists;
mod truth;
mod verdicts;
