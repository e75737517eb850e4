//! What every reader of bytes or text from outside has to keep, whatever comes in. `cargo fuzz` looks for inputs that
//! break it; `cargo test` runs it over the inputs that are kept. Each module is one target.

pub mod browser;
pub mod certificate;
pub mod claims;
pub mod display_code;
pub mod event;
pub mod import;
pub mod license_code;
pub mod names;
pub mod package;
pub mod page;
pub mod photo;
pub mod picture;
pub mod seal;
pub mod sealed_file;
pub mod sealed_member;
pub mod signature;
pub mod signed_value;
pub mod status_list;
pub mod trust_list;

mod digits;
mod lists;
mod samples;

/// A target's function.
pub type Run = fn(&[u8]);

/// Every target by the name of its folder under `corpus/`.
pub const TARGETS: [(&str, Run); 19] = [
    ("browser", browser::run),
    ("certificate", certificate::run),
    ("claims", claims::run),
    ("display_code", display_code::run),
    ("event", event::run),
    ("import", import::run),
    ("license_code", license_code::run),
    ("names", names::run),
    ("package", package::run),
    ("page", page::run),
    ("photo", photo::run),
    ("picture", picture::run),
    ("seal", seal::run),
    ("sealed_file", sealed_file::run),
    ("sealed_member", sealed_member::run),
    ("signature", signature::run),
    ("signed_value", signed_value::run),
    ("status_list", status_list::run),
    ("trust_list", trust_list::run),
];
